"""`narahubung import`: past complaints from a table, quietly; or, where the mapping says `live`, complaints of now.

Every row is checked before the first is stored; bad ones go with their lines and reasons into a file of rejects. Then
the good ones are stored in batches, each one transaction. A row is known by its key: the same file again adds nothing,
and an import that was broken off goes on where it stopped.
"""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlmodel import Session, col, func, select

from deployments.mapping import ImportMap, read_mapping
from deployments.past_places import see_institutions, see_office
from deployments.past_rows import BadRow, Translated, Translator
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
    bad_lines: set[int] = field(default_factory=set[int])

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "bad_lines"}


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
    _check(table, translator, rejects or file.with_name(f"{file.name}.rejects.csv"), outcome)
    if not check and outcome.rows > outcome.rejected:
        _store(table, plan, translator, now, outcome)
    if as_json:
        typer.echo(json.dumps(outcome.as_data(), indent=2))
    else:
        _tell(outcome, check=check)
    if outcome.rejected:
        raise typer.Exit(1)


def _check(table: TableFile, translator: Translator, rejects: Path, outcome: Outcome) -> None:
    """Read every row; write the bad ones into `rejects`. Keys are compared on disk: the table may be long."""
    with ExitStack() as stack, bar() as shown, closing(sqlite3.connect("")) as seen:
        seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        task = shown.add_task("Checking", total=None)
        written = None
        for row in table.rows():
            outcome.rows += 1
            if why := _fault(row, translator, seen, outcome):
                if written is None:
                    target = stack.enter_context(rejects.open("w", encoding="utf-8", newline=""))
                    written = csv.writer(target, delimiter=table.delimiter)
                    written.writerow(("line", "reason", *table.columns))
                    outcome.rejects = str(rejects)
                written.writerow((row.line, why, *(row.cells[name] for name in table.columns)))
                outcome.rejected += 1
                outcome.bad_lines.add(row.line)
            shown.advance(task)


def _fault(row: Row, translator: Translator, seen: sqlite3.Connection, outcome: Outcome) -> str | None:
    if row.fault:
        return row.fault
    try:
        past = translator.translated(row.cells).past
    except BadRow as error:
        return str(error)
    if not seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (past.source_key, row.line)).rowcount:
        first = seen.execute("SELECT line FROM seen WHERE key = ?", (past.source_key,)).fetchone()[0]
        return f"key: the same as in line {first}"
    outcome.moved += past.stated_on is not None
    return None


def _store(
    table: TableFile, plan: ImportMap, translator: Translator, now: datetime, outcome: Outcome
) -> None:
    with transaction() as session:
        see_office(session, plan.office)
    with bar() as shown:
        task = shown.add_task("Storing", total=outcome.rows - outcome.rejected)
        good = _good(table, translator, outcome.bad_lines)
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


def _good(table: TableFile, translator: Translator, bad_lines: set[int]) -> Iterator[Translated]:
    return (translator.translated(row.cells) for row in table.rows() if row.line not in bad_lines)


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
