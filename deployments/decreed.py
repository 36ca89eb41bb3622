"""`narahubung due` and `narahubung holidays` with the calendar of this installation: decrees kept in the database.

Importing a decree counts the running deadlines again; `holidays recount` does that alone, for instance after an update
of the program that brought a decree of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlmodel import Session

from deployments.bulk import in_bulk
from deployments.due import due_command
from deployments.holidays import AsCsv, AsJson, holidays_app
from deployments.moved import Asked, telling
from deployments.progress import bar
from deployments.working import changing, looking
from models.casework import law
from models.casework.recount import Moved, behind, present, preview, recount
from models.database import unit
from models.decrees import Amendment
from models.settings import settings
from models.tables import HolidayAmendment

BATCH: Final = 500


def known() -> tuple[Amendment, ...]:
    """The amendments in the database; none where no database has been made yet."""
    if settings().embedded and not Path(settings().database.removeprefix("sqlite:///")).exists():
        return ()
    with looking() as (session, _):
        return tuple(law.amendments(session))


def store(amendments: Sequence[Amendment], asked: Asked) -> int:
    """Keep the amendments, each once; count the running deadlines again; return how many were new."""
    with telling(asked, MOVED) as take:
        with changing() as (session, now):
            had = set(law.amendments(session))
            new = [row for row in dict.fromkeys(amendments) if row not in had]
            session.add_all(row_of(row, now) for row in new)
        _count_again(now, take)
    return len(new)


def look_ahead(amendments: Sequence[Amendment], asked: Asked) -> None:
    """Say which deadlines would move."""
    with telling(asked, "would move") as take, looking() as (session, _), in_bulk(), bar() as shown:
        task = shown.add_task("Deadlines", total=None)
        for moved in preview(session, amendments):
            shown.advance(task)
            if moved is not None:
                take(moved)


due = due_command(known)
holidays = holidays_app(store, known, look_ahead)
MOVED: Final = "moved; those concerned are told"


@holidays.command("recount")
def recount_now(as_json: AsJson = False, file: AsCsv = None) -> None:
    """Count the running deadlines again with the present calendar, and tell those whose date moves."""
    with looking() as (_, now):
        pass
    with telling(Asked(as_json, file), MOVED) as take:
        _count_again(now, take)


def row_of(row: Amendment, now: datetime) -> HolidayAmendment:
    """The amendment as it is kept. Business time, UTC."""
    return HolidayAmendment(
        day=row.date,
        name=row.name,
        kind=row.kind.value,
        region=row.region,
        known_on=row.known_on,
        source=row.source[:200],
        imported_at=now,
    )


def _count_again(now: datetime, take: Callable[[Moved], None]) -> None:
    """Every running deadline that was counted with another calendar, in batches of one transaction each."""
    last = 0
    with in_bulk(), bar() as shown:
        task = shown.add_task("Deadlines", total=None)
        with looking() as (session, _):
            versions = present(session)
        while True:
            ids, moved = unit(partial(_batch, versions=versions, after=last, now=now))
            for each in moved:
                take(each)
            shown.advance(task, len(ids))
            if len(ids) < BATCH:
                break
            last = ids[-1]


def _batch(
    session: Session, versions: Mapping[str | None, str], after: int, now: datetime
) -> tuple[list[int], list[Moved]]:
    ids = behind(session, versions, BATCH, after=after)
    return ids, recount(session, ids, now)
