"""`narahubung lifecycle`: the two tables of steps, for people, for the README (Mermaid), for programs (JSON)."""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from models.dates import Language
from models.lifecycle import ANYWHERE, BACK, BEGINNINGS, LIFECYCLE, PHASES, STAYS, TRACK, Step
from models.stages import ENDED_TRACKS, Event, Phase, Stage, TrackStage
from models.terms import title

COLOURS: Final = {
    Phase.INTAKE: "#dbeafe",
    Phase.VERIFICATION: "#ede9fe",
    Phase.FORWARDING: "#fef3c7",
    Phase.CORRECTIVE_ACTION: "#dcfce7",
    Phase.RECOMMENDATION: "#fee2e2",
    Phase.CLOSED: "#e5e7eb",
}

LONGEST_CODE: Final = max(map(len, (*Stage, *TrackStage, *(step.event for step in (*LIFECYCLE, *TRACK)))))


def lifecycle(
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As the diagrams of the README.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    language: Annotated[Language, typer.Option(help="Language of the names in the tables.")] = "id",
) -> None:
    """Print every step a complaint, and its track at each institution, can take."""
    if mermaid and as_json:
        raise typer.BadParameter("give --mermaid or --json, not both")
    if mermaid:
        typer.echo(diagrams(), nl=False)
    elif as_json:
        typer.echo(json.dumps(as_data(), indent=2))
    else:
        console = Console()
        for table in tables(language):
            console.print(table)


def diagrams() -> str:
    """Both tables as Mermaid state diagrams in Markdown, as the README shows them."""
    ends = ", ".join(map(_words, ANYWHERE))
    return "\n".join([
        "A complaint, from its filing to its end; the colours are the five phases:",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *_states(Stage),
        *(f"    [*] --> {stage} : {_words(event)}" for event, stage in BEGINNINGS.items()),
        *_arrows(LIFECYCLE),
        f"    note right of {Stage.CLOSED} : from every open stage — {ends}",
        *(f"    classDef {phase} fill:{colour},stroke:#6b7280,color:#111827" for phase, colour in COLOURS.items()),
        *(f"    class {','.join(stages)} {phase}" for phase, stages in PHASES.items()),
        "```",
        "",
        "The track of each institution to which it was forwarded; the complaint goes on when all of them have ended:",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *_states(TrackStage),
        f"    [*] --> {TrackStage.FORWARDED}",
        *_arrows(TRACK),
        *(f"    {stage} --> [*]" for stage in TrackStage if stage in ENDED_TRACKS),
        "```",
        "",
    ])  # fmt: skip


def as_data() -> dict[str, Any]:
    """Both tables as plain data, with what is possible anywhere and what moves nothing."""
    phase_by_stage = {stage: phase for phase, stages in PHASES.items() for stage in stages}
    return {
        "complaint": [
            {"phase": phase_by_stage[step.stage], "stage": step.stage, "event": step.event, "target": step.target}
            for step in LIFECYCLE
        ],
        "track": [{"stage": step.stage, "event": step.event, "target": step.target} for step in TRACK],
        "beginnings": dict(BEGINNINGS),
        "anywhere": dict(ANYWHERE),
        "written_down_only": sorted(STAYS),
    }  # fmt: skip


def tables(language: Language) -> Iterator[Table]:
    """One table per phase, then the ends possible anywhere, then the track; with the official terms."""
    for phase, stages in PHASES.items():
        rows = [step for step in LIFECYCLE if step.stage in stages]
        yield _table(f"{title(phase, language)} ({phase})", _rows(rows, language))
    anywhere = (("*", _named(event, language), _named(stage, language)) for event, stage in ANYWHERE.items())
    yield _table("* = every open stage", anywhere)
    yield _table("Track of each forwarding", _rows(TRACK, language))


def _table(heading: str, rows: Iterable[tuple[str, str, str]]) -> Table:
    table = Table(title=heading, title_style="bold", title_justify="left", box=None, padding=(0, 1, 0, 0))
    for column in ("at", "when", "then"):
        table.add_column(column, min_width=LONGEST_CODE, header_style="dim")
    for row in rows:
        table.add_row(*row)
    table.add_row()
    return table


def _rows(
    steps: Iterable[Step[Stage] | Step[TrackStage]], language: Language
) -> Iterator[tuple[str, str, str]]:
    shown = None
    for step in steps:
        stage = "" if step.stage is shown else _named(step.stage, language)
        target = "↩" if step.target == BACK else _named(step.target, language)
        yield stage, _named(step.event, language), target
        shown = step.stage


def _named(code: StrEnum, language: Language) -> str:
    return f"{title(code, language)}\n[dim]{code}[/dim]"


def _words(code: StrEnum) -> str:
    return code.replace("_", " ")


def _states(stages: Iterable[Stage | TrackStage]) -> Iterator[str]:
    return (f'    state "{_words(stage)}" as {stage}' for stage in stages)


def _arrows(steps: Iterable[Step[Stage] | Step[TrackStage]]) -> Iterator[str]:
    """One arrow per pair of stages, labelled with all that leads along it; the way back leads to each origin."""
    steps = tuple(steps)
    labels: dict[tuple[str, str], list[Event]] = {}
    for step in steps:
        origins = [other.stage for other in steps if other.target == step.stage]
        for target in dict.fromkeys(origins) if step.target == BACK else [step.target]:
            labels.setdefault((step.stage, target), []).append(step.event)
    for (stage, target), events in labels.items():
        yield f"    {stage} --> {target} : {' / '.join(map(_words, events))}"
