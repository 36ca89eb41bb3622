"""A changed calendar counts the running deadlines again: the earlier date is kept, and those concerned are told.

A deadline that binds an outside party never ends earlier by it (`models.proofs.recount`). Rungs that were reached stay
reached; those to come are planned anew. Deadlines that are paused or wait for receipt are counted when they run.

A decree may move a hundred thousand of them: they are read and written by the batch. A desk shows the date it was
opened with until it is opened anew. Where the new date is later, that makes nobody late, and the desk is carried over:
the case sheet and a letter say the new one, and no run is woken. Where it is earlier, the desk must change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, false, func, or_, select
from sqlmodel.sql.expression import Select

from models import proofs
from models.casework import clocks, law
from models.casework.telling import Telling
from models.codes import Party
from models.decrees import Amendment
from models.holidays import calendar
from models.stages import Event
from models.tables import Clock, ClockState, Forwarding, Institution, Matter, Office, Pause, Reached
from models.workdays import Pause as Stretch


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose date moves: whose it is, and its local due date before and after."""

    number: str
    office: str
    key: str
    binds: Party
    institution: str | None
    old_due: date
    due: date


def preview(session: Session, amendments: Iterable[Amendment]) -> Iterator[Moved | None]:
    """Each deadline that would be counted again: how it would move, or None. Changes nothing."""
    known = (*law.amendments(session), *amendments)
    free = {region: calendar(known, region) for region in _regions(session)}
    query = _with_owners().where(_behind({region: each.version for region, each in free.items()}))
    rows = session.exec(query.order_by(col(Clock.id)), execution_options={"yield_per": 500})
    for clock, number, office, institution in rows:
        old = clocks.proof_of(clock)
        new = proofs.recount(old, free[clock.region])
        if new.due_at == old.due_at:
            yield None
        else:
            yield Moved(number, office, clock.key, clock.binds, institution, old.due, new.due)


def present(session: Session) -> dict[str | None, str]:
    """The version of the present calendar in each region where a deadline runs; looks at all of them."""
    return {region: law.calendar_of(session, region).version for region in _regions(session)}


def behind(session: Session, versions: Mapping[str | None, str], limit: int, after: int = 0) -> list[int]:
    """The ids past `after` of at most `limit` running deadlines that were counted with other calendars than these."""
    query = select(Clock.id).where(col(Clock.id) > after, _behind(versions)).order_by(col(Clock.id))
    return [clock_id for clock_id in session.exec(query.limit(limit)) if clock_id is not None]


def count_behind(session: Session) -> int:
    """How many running deadlines were counted with another calendar than the present one; looks at all of them."""
    return session.exec(select(func.count(col(Clock.id))).where(_behind(present(session)))).one()


def recount(session: Session, clock_ids: Iterable[int], now: datetime) -> list[Moved]:
    """Count these deadlines again, in the caller's transaction; returns those that moved. Business time, UTC."""
    batch, telling = _batch(session, clock_ids), Telling()
    moved: list[Moved] = []
    for clock, number, office, institution in batch.rows:
        if clock.state is not ClockState.RUNNING:
            continue  # somebody has ended or paused it meanwhile
        old = clocks.proof_of(clock)
        pauses, rungs = batch.pauses.get(clock.id, ()), batch.reached.get(clock.id, set())
        if not clocks.recount_known(session, clock, now, why="calendar", pauses=pauses, rungs=rungs):
            continue
        new = clocks.proof_of(clock)
        each = Moved(number, office, clock.key, clock.binds, institution, old.due, new.due)
        moved.append(each)
        complaint = batch.complaints[clock.matter_id]
        track = batch.tracks.get(clock.forwarding_id)
        telling.tell(complaint, Event.RECOUNTED, _facts(clock, each), track, now)
        if new.due_at > old.due_at:
            telling.carry_over(complaint)
    telling.write(session)
    return moved


def _facts(clock: Clock, moved: Moved) -> dict[str, Any]:
    return {
        "clock": clock.id,
        "key": clock.key,
        "old_due": moved.old_due.isoformat(),
        "due": moved.due.isoformat(),
        "version": clock.calendar_version,
    }


@dataclass(frozen=True)
class _Batch:
    """Deadlines with the codes of their owners, and what they hang together with; the complaints are held."""

    rows: Sequence[tuple[Clock, str, str, str]]
    complaints: dict[int | None, Matter]
    tracks: dict[int | None, Forwarding]
    pauses: dict[int | None, list[Stretch]]
    reached: dict[int | None, set[str]]


def _batch(session: Session, clock_ids: Iterable[int]) -> _Batch:
    ids = list(clock_ids)
    if not ids:
        return _Batch([], {}, {}, {}, {})
    owners = select(Clock.matter_id).where(col(Clock.id).in_(ids))
    held = select(Matter).where(col(Matter.id).in_(owners)).order_by(col(Matter.id)).with_for_update()
    fresh = {"populate_existing": True}  # as they are now that we hold them
    complaints = {each.id: each for each in session.exec(held, execution_options=fresh)}
    query = _with_owners().where(col(Clock.id).in_(ids)).order_by(col(Clock.id))
    rows = session.exec(query, execution_options=fresh).all()
    followed = {row[0].forwarding_id for row in rows} - {None}
    tracks = session.exec(select(Forwarding).where(col(Forwarding.id).in_(followed))) if followed else ()
    pauses: dict[int | None, list[Stretch]] = {}
    for pause in session.exec(
        select(Pause).where(col(Pause.clock_id).in_(ids), col(Pause.ends_on).is_not(None))
    ):
        pauses.setdefault(pause.clock_id, []).append(clocks.stretch(pause))
    reached: dict[int | None, set[str]] = {}
    for clock_id, rung in session.exec(
        select(Reached.clock_id, Reached.rung).where(col(Reached.clock_id).in_(ids))
    ):
        reached.setdefault(clock_id, set()).add(rung)
    return _Batch(rows, complaints, {track.id: track for track in tracks}, pauses, reached)


def _with_owners() -> Select[Clock, str, str, str]:
    return (
        select(Clock, Matter.agenda_no, Office.code, Institution.code)
        .join(Matter, col(Matter.id) == col(Clock.matter_id))
        .join(Office, col(Office.id) == col(Matter.office_id))
        .join(Institution, col(Institution.id) == col(Clock.institution_id), isouter=True)
    )


def _regions(session: Session) -> list[str | None]:
    query = select(Clock.region).where(Clock.state == ClockState.RUNNING).distinct()
    return sorted(session.exec(query), key=lambda region: region or "")


def _behind(versions: Mapping[str | None, str]) -> ColumnElement[bool]:
    """Running, and counted with another calendar than that of its region."""
    by_region = [
        (col(Clock.region) == region if region is not None else col(Clock.region).is_(None))
        & (col(Clock.calendar_version) != version)
        for region, version in versions.items()
    ]
    return and_(col(Clock.state) == ClockState.RUNNING, or_(false(), *by_region))
