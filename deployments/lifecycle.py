"""`narahubung lifecycle`: the tables of steps, for people, for the README (Mermaid), for programs (JSON)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from models.dates import Language
from models.lifecycle import (
    ANYWHERE,
    ANYWHERE_IN_NETWORK,
    BACK,
    BEGINNINGS,
    LIFECYCLE,
    NETWORK,
    PHASES,
    STAYS,
    TRACK,
    Step,
)
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
OF_NETWORK: Final = (*PHASES[Phase.NETWORK], Stage.CLOSED)
OF_COMPLAINTS: Final = tuple(stage for stage in Stage if stage not in PHASES[Phase.NETWORK])
BEGUN: Final = (TrackStage.INVITED, TrackStage.ASKED)
"""Where an institution's track begins in an undertaking of the network."""

LONGEST_CODE: Final = max(
    map(len, (*Stage, *TrackStage, *(step.event for step in (*LIFECYCLE, *NETWORK, *TRACK))))
)


def lifecycle(
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As the diagrams of the README.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    language: Annotated[Language, typer.Option(help="Language of the names in the tables.")] = "id",
) -> None:
    """Print every step a complaint, an undertaking of the network, and their track at each institution can take."""
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
    """The tables as Mermaid state diagrams in Markdown, as the README shows them."""
    of_network = network_tracks()
    return "\n".join(
        [
            "A complaint, from its filing to its end; the colours are the five phases:",
            "",
            *_diagram(OF_COMPLAINTS, LIFECYCLE, ANYWHERE, _coloured()),
            "",
            "Its track at each institution; the complaint goes on when all of them have ended:",
            "",
            *_tracks([each for each in TrackStage if each not in of_network], [TrackStage.FORWARDED]),
            "",
            "The undertakings of the network: gatherings, commitments, and who holds a post:",
            "",
            *_diagram(OF_NETWORK, NETWORK, ANYWHERE_IN_NETWORK),
            "",
            "The track of each institution in them:",
            "",
            *_tracks(of_network, BEGUN),
            "",
        ]
    )


def network_tracks() -> list[TrackStage]:
    """The stages of a track that an undertaking of the network can come to."""
    found = list(BEGUN)
    for stage in found:  # grows while it is walked through
        found += [
            each for step in TRACK if step.stage is stage and (each := TrackStage(step.target)) not in found
        ]
    return [each for each in TrackStage if each in found]


def as_data() -> dict[str, Any]:
    """The tables as plain data, with what is possible anywhere and what moves nothing."""
    phase_by_stage = {stage: phase for phase, stages in PHASES.items() for stage in stages}
    return {
        **{
            name: [
                {
                    "phase": phase_by_stage[step.stage],
                    "stage": step.stage,
                    "event": step.event,
                    "target": step.target,
                }
                for step in steps
            ]
            for name, steps in (("complaint", LIFECYCLE), ("network", NETWORK))
        },
        "track": [{"stage": step.stage, "event": step.event, "target": step.target} for step in TRACK],
        "beginnings": dict(BEGINNINGS),
        "anywhere": dict(ANYWHERE),
        "anywhere_in_network": dict(ANYWHERE_IN_NETWORK),
        "written_down_only": sorted(STAYS),
    }


def tables(language: Language) -> Iterator[Table]:
    """One table per phase, then the ends possible anywhere, then the track; with the official terms."""
    for phase, stages in PHASES.items():
        rows = [step for step in (*LIFECYCLE, *NETWORK) if step.stage in stages]
        yield _table(f"{title(phase, language)} ({phase})", _rows(rows, language))
    for heading, ends in (("a complaint", ANYWHERE), ("the network", ANYWHERE_IN_NETWORK)):
        rows_of_ends = (
            ("*", _named(event, language), _named(stage, language)) for event, stage in ends.items()
        )
        yield _table(f"* = every open stage of {heading}", rows_of_ends)
    yield _table("Track of each institution", _rows(TRACK, language))


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


def _diagram(
    stages: Iterable[Stage],
    steps: Iterable[Step[Stage]],
    ends: Mapping[Event, Stage],
    more: Iterable[str] = (),
) -> Iterator[str]:
    stages = tuple(stages)
    yield from ("```mermaid", "stateDiagram-v2", *_states(stages))
    begun = ((event, stage) for event, stage in BEGINNINGS.items() if stage in stages)
    yield from (f"    [*] --> {stage} : {_words(event)}" for event, stage in begun)
    yield from _arrows(steps)
    yield f"    note right of {Stage.CLOSED} : from every open stage — {', '.join(map(_words, ends))}"
    yield from (*more, "```")


def _coloured() -> Iterator[str]:
    for phase, colour in COLOURS.items():
        yield f"    classDef {phase} fill:{colour},stroke:#6b7280,color:#111827"
    yield from (f"    class {','.join(PHASES[phase])} {phase}" for phase in COLOURS)


def _tracks(stages: Iterable[TrackStage], begun: Iterable[TrackStage]) -> Iterator[str]:
    stages = tuple(stages)
    yield from ("```mermaid", "stateDiagram-v2", *_states(stages))
    yield from (f"    [*] --> {stage}" for stage in begun)
    yield from _arrows(step for step in TRACK if step.stage in stages)
    yield from (f"    {stage} --> [*]" for stage in stages if stage in ENDED_TRACKS)
    yield "```"


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
