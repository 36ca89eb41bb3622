"""`narahubung import`: past complaints from a table, quietly; or, where the mapping says `live`, complaints of now.

Every row is checked before the first is stored; bad ones go with their lines and reasons into a file of rejects. Then
the good ones, kept aside as they were checked, are stored in batches, each one transaction. A row is known by its key:
the same file again adds nothing, and an import that was broken off goes on where it stopped.
"""

import csv
import json
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlmodel import Session, col, func, select

from deployments.bulk import in_bulk
from deployments.checked_rows import CheckedRows
from deployments.mapping import ImportMap, read_mapping
from deployments.past_places import see_institutions, see_office
from deployments.past_rows import BadRow, Translator
from deployments.progress import bar
from deployments.table_file import Row, TableFile, table_file
from deployments.working import looking
from models.casework.past import take_in
from models.database import transaction
from models.tables import Letter
from notifications.planning import plan as plan_letters

BATCH: Final = 500
HAPPENINGS: Final = 2
"""Of a complaint that comes to the front desk by a table: lodged, imported."""


@dataclass(slots=True)
class Outcome:
    """What an import found and did."""

    rows: int = 0
    rejected: int = 0
    rejects: str | None = None
    imported: int = 0
    had: int = 0
    closed: int = 0
    open: int = 0
    queued: int = 0
    """Letters of live complaints."""
    quiet: bool = True
    moved: int = 0
    """Answers that the source dates before their filing, put at the filing."""

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


def import_past(
    file: Annotated[Path, typer.Argument(help="The table: CSV with a header line.")],
    mapping: Annotated[
        Path, typer.Option("--map", metavar="MAPPING", help="A TOML file that says what the columns are.")
    ],
    check: Annotated[bool, typer.Option("--check", help="Only check the rows; store nothing.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where bad rows go; FILE.rejects.csv if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring in past complaints. Quiet: nothing is sent, no deadline opens. The exit code is 1 if rows were rejected.

    A mapping with `live = true` lodges complaints of now instead: at the front desk, each with its receipt.
    """
    plan = read_mapping(mapping)
    table = table_file(file, plan.columns, plan.file.encoding, plan.file.delimiter)
    with looking() as (_, now):
        translator = Translator(plan, now)
    outcome = Outcome(quiet=not plan.live)
    with in_bulk(), CheckedRows() as good:
        _check(table, translator, good, rejects or file.with_name(f"{file.name}.rejects.csv"), outcome)
        if not check and outcome.rows > outcome.rejected:
            _store(good, plan, now, outcome)
    if as_json:
        typer.echo(json.dumps(outcome.as_data(), indent=2))
    else:
        _tell(outcome, check=check)
    if outcome.rejected:
        raise typer.Exit(1)


def _check(
    table: TableFile, translator: Translator, good: CheckedRows, rejects: Path, outcome: Outcome
) -> None:
    """Read every row; put the good ones aside and write the bad ones into `rejects`."""
    with ExitStack() as stack, bar() as shown:
        task = shown.add_task("Checking", total=None)
        written = None
        for row in table.rows():
            outcome.rows += 1
            if why := _fault(row, translator, good, outcome):
                if written is None:
                    target = stack.enter_context(rejects.open("w", encoding="utf-8", newline=""))
                    written = csv.writer(target, delimiter=table.delimiter)
                    written.writerow(("line", "reason", *table.columns))
                    outcome.rejects = str(rejects)
                written.writerow((row.line, why, *(row.cells[name] for name in table.columns)))
                outcome.rejected += 1
            shown.advance(task)


def _fault(row: Row, translator: Translator, good: CheckedRows, outcome: Outcome) -> str | None:
    if row.fault:
        return row.fault
    try:
        translated = translator.translated(row.cells)
    except BadRow as error:
        return str(error)
    if first := good.add(row.line, translated):
        return f"key: the same as in line {first}"
    outcome.moved += translated.past.stated_on is not None
    return None


def _store(rows: CheckedRows, plan: ImportMap, now: datetime, outcome: Outcome) -> None:
    with transaction() as session:
        see_office(session, plan.office)
    with bar() as shown:
        task = shown.add_task("Storing", total=outcome.rows - outcome.rejected)
        good = iter(rows)
        while batch := list(islice(good, BATCH)):
            with transaction() as session:
                if plan.institution:
                    see_institutions(session, plan.institution, batch)
                new = take_in(session, [each.past for each in batch], now)
                outcome.queued += _letters(session, now) if plan.live and new else 0
            outcome.imported += len(new)
            outcome.had += len(batch) - len(new)
            outcome.closed += sum(past.closed_at is not None for past in new)
            shown.advance(task, len(batch))
    outcome.open = outcome.imported - outcome.closed


def _letters(session: Session, now: datetime) -> int:
    """Plan the letters of what has just been taken in; how many there are."""
    before = _last_letter(session)
    plan_letters(session, None, now, limit=BATCH * HAPPENINGS)
    return _last_letter(session) - before


def _last_letter(session: Session) -> int:
    return session.exec(select(func.max(col(Letter.id)))).one() or 0


def _tell(outcome: Outcome, *, check: bool) -> None:
    typer.echo(f"{outcome.rows} rows checked, {outcome.rejected} rejected.")
    if outcome.rejects:
        typer.echo(f"Bad rows, with their lines and reasons: {outcome.rejects}", err=True)
    if outcome.moved:
        typer.echo(
            f"{outcome.moved} answers are dated before their filing; they are put at the filing, with their date."
        )
    if check:
        typer.echo("Nothing was stored.")
        return
    if not outcome.quiet:
        typer.echo(f"{outcome.imported} complaints lodged; {outcome.had} were here already.")
        typer.echo(
            f"{outcome.queued} letters are queued; the complaints wait at the front desk to be sorted."
        )
        return
    typer.echo(
        f"{outcome.imported} past complaints imported ({outcome.closed} closed, {outcome.open} open);"
        f" {outcome.had} were here already."
    )
    if outcome.imported:
        typer.echo("They are quiet: nothing was sent, no deadline runs and no reminder fires for them.")
