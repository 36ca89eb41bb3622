"""`narahubung list` and `narahubung workload`: what is open, and in whose hands."""

import json
from typing import Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import col, select

from deployments.working import looking
from models.casework.finding import institution_by_code, office_by_code
from models.casework.keeping import workload as in_hand
from models.casework.listing import Line, Wanted, count, lines
from models.dates import Language
from models.settings import settings
from models.stages import Stage
from models.tables import Office, Officer
from models.terms import title

HEADINGS: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Nomor, registrasi", "Tahap", "Bola di", "Jatuh tempo", "Hari kerja", ""),
    "en": ("Number, registration", "Stage", "Ball with", "Next due", "Working days", ""),
}
WORDS: Final[dict[Language, dict[str, str]]] = {
    "id": {
        "office": "kantor", "reporter": "Pelapor", "overdue": "LEWAT", "quiet": "impor",
        "shown": "{shown} dari {total} laporan.", "officer": "Petugas", "in_hand": "Laporan terbuka",
    },
    "en": {
        "office": "office", "reporter": "reporter", "overdue": "OVERDUE", "quiet": "import",
        "shown": "{shown} of {total} complaints.", "officer": "Officer", "in_hand": "Open complaints",
    },
}  # fmt: skip


def list_open(
    stage: Annotated[
        Stage | None, typer.Option(help="Only at this stage; `closed` lists those that ended.")
    ] = None,
    office: Annotated[str | None, typer.Option(help="Code of an office.")] = None,
    institution: Annotated[
        str | None, typer.Option(help="Code of an institution that is named or was asked.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only with a deadline that has passed.")] = False,
    examiner: Annotated[str | None, typer.Option(help="Name or e-mail of an examiner.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Those of the officer in NARAHUBUNG_OFFICER.")] = False,
    me: Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", hidden=True)] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the terms.")] = None,
) -> None:
    """List the open complaints, the most urgent first."""
    if mine and not me:
        raise typer.BadParameter("--mine needs your name or e-mail in NARAHUBUNG_OFFICER; or give --examiner")
    wanted = Wanted(stage, office, institution, examiner or (me if mine else None), overdue)
    with looking() as (session, now):
        if office:
            office_by_code(session, office)
        if institution:
            institution_by_code(session, institution)
        total = count(session, wanted, now)
        shown = list(lines(session, wanted, now, limit))
    if as_json:
        typer.echo(json.dumps([line.as_data() for line in shown], indent=2, ensure_ascii=False))
        return
    spoken = language or settings().language
    Console().print(_table(shown, spoken))
    typer.echo(WORDS[spoken]["shown"].format(shown=len(shown), total=total))


def _table(shown: list[Line], language: Language) -> Table:
    words = WORDS[language]
    table = Table(*HEADINGS[language], box=SIMPLE_HEAD, pad_edge=False)
    for narrow in (0, 3, 5):
        table.columns[narrow].no_wrap = True
    table.columns[4].justify = "right"
    for line in shown:
        mark = words["overdue"] if line.overdue else words["quiet"] if line.quiet else ""
        table.add_row(
            Text(line.number).append(f"\n{line.registration}" if line.registration else "", style="dim"),
            title(line.stage, language),
            Text(", ".join(words.get(ball, ball) for ball in line.balls)),
            line.next_due_on or "",
            str(line.working_days),
            Text(mark, style="bold red" if line.overdue else "dim"),
        )
    return table


def workload(
    office: Annotated[str | None, typer.Option(help="Code of an office; all of them if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the headings.")] = None,
) -> None:
    """Count the open complaints each active officer has in hand, the busiest first."""
    with looking() as (session, _):
        offices = (
            [office_by_code(session, office)]
            if office
            else list(session.exec(select(Office).order_by(col(Office.code))))
        )
        loads: list[tuple[str, str, str, int]] = []
        for place in offices:
            counts = in_hand(session, place.id or 0)
            people = session.exec(select(Officer).where(col(Officer.id).in_(counts)))
            here = [(place.code, each.name, each.role.value, counts[each.id or 0]) for each in people]
            loads += sorted(here, key=lambda load: (-load[3], load[1]))
    if as_json:
        told = [dict(zip(("office", "officer", "role", "open"), load, strict=True)) for load in loads]
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    words = WORDS[language or settings().language]
    table = Table(
        words["office"].capitalize(), words["officer"], words["in_hand"], box=SIMPLE_HEAD, pad_edge=False
    )
    table.columns[2].justify = "right"
    for code, name, _, open_complaints in loads:
        table.add_row(Text(code), Text(name), str(open_complaints))
    Console().print(table)
