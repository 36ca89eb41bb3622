"""`narahubung due` and `narahubung holidays` with the calendar of this installation: decrees kept in the database.

Importing a decree counts the running deadlines again; `holidays recount` does that alone, for instance after an update
of the program that brought a decree of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from deployments.due import due_command
from deployments.holidays import holidays_app
from deployments.progress import bar
from deployments.working import changing, looking
from models.casework import law
from models.casework.recount import Moved, behind, preview, recount
from models.database import transaction
from models.decrees import Amendment
from models.settings import settings
from models.tables import HolidayAmendment

BATCH: Final = 200
SHOWN: Final = 20


def known() -> tuple[Amendment, ...]:
    """The amendments in the database; none where no database has been made yet."""
    if settings().embedded and not Path(settings().database.removeprefix("sqlite:///")).exists():
        return ()
    with looking() as (session, _):
        return tuple(law.amendments(session))


def store(amendments: Sequence[Amendment]) -> int:
    """Keep the amendments, each once; count the running deadlines again; return how many were new."""
    with changing() as (session, now):
        had = set(law.amendments(session))
        new = [row for row in dict.fromkeys(amendments) if row not in had]
        session.add_all(_row(row, now) for row in new)
    _count_again(now)
    return len(new)


def look_ahead(amendments: Sequence[Amendment]) -> None:
    """Say which deadlines would move."""
    with looking() as (session, _):
        moved = list(preview(session, amendments))
    _tell(moved, "would move")


due = due_command(known)
holidays = holidays_app(store, known, look_ahead)


@holidays.command("recount")
def recount_now() -> None:
    """Count the running deadlines again with the present calendar, and tell those whose date moves."""
    with looking() as (_, now):
        pass
    _count_again(now)


def _row(row: Amendment, now: datetime) -> HolidayAmendment:
    return HolidayAmendment(
        day=row.date,
        name=row.name,
        kind=row.kind.value,
        region=row.region,
        known_on=row.known_on,
        source=row.source[:200],
        imported_at=now,
    )


def _count_again(now: datetime) -> None:
    """Every running deadline that was counted with another calendar, in batches of one transaction each."""
    moved: list[Moved] = []
    with bar() as shown:
        task = shown.add_task("Deadlines", total=None)
        while True:
            with transaction() as session:
                ids = behind(session, BATCH)
                moved += recount(session, ids, now)
            shown.advance(task, len(ids))
            if len(ids) < BATCH:
                break
    _tell(moved, "moved; those concerned are told")


def _tell(moved: Iterable[Moved], what: str) -> None:
    rows = list(moved)
    typer.echo(f"{len(rows)} running deadlines {what}.")
    if not rows:
        return
    table = Table("Number", "Deadline", "Binds", "Before", "After", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[1].overflow = "fold"
    for each in islice(rows, SHOWN):
        whom = f"{each.binds} {each.institution}" if each.institution else each.binds
        table.add_row(each.number, each.key, whom, each.old_due.isoformat(), each.due.isoformat())
    Console().print(table)
    if len(rows) > SHOWN:
        typer.echo(f"… and {len(rows) - SHOWN} more.")
