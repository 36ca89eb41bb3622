"""A changed calendar counts the running deadlines again: the earlier date is kept, and those concerned are told.

A deadline that binds an outside party never ends earlier by it (`models.proofs.recount`). Rungs that were reached stay
reached; those to come are planned anew. Deadlines that are paused or wait for receipt are counted when they run.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import proofs
from models.casework import clocks, law
from models.casework.history import SYSTEM, record
from models.codes import Party
from models.decrees import Amendment
from models.holidays import calendar
from models.stages import Event
from models.tables import Clock, ClockState, Forwarding, Institution, Matter


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose date moves: whose it is, and its local due date before and after."""

    number: str
    key: str
    binds: Party
    institution: str | None
    old_due: date
    due: date


def preview(session: Session, amendments: Iterable[Amendment]) -> Iterator[Moved]:
    """Which deadlines would move if these amendments were known as well. Changes nothing."""
    known = (*law.amendments(session), *amendments)
    for region in _regions(session):
        free = calendar(known, region)
        query = select(Clock).where(*_behind(region, free.version)).order_by(col(Clock.id))
        for clock in session.exec(query, execution_options={"yield_per": 500}):
            old = clocks.proof_of(clock)
            new = proofs.recount(old, free)
            if new.due_at != old.due_at:
                yield _moved(session, clock, session.get_one(Matter, clock.matter_id), old.due, new.due)


def behind(session: Session, limit: int) -> list[int]:
    """The ids of at most `limit` running deadlines that were counted with another calendar than the present one."""
    found: list[int] = []
    for region in _regions(session):
        version = law.calendar_of(session, region).version
        query = (
            select(Clock.id)
            .where(*_behind(region, version))
            .order_by(col(Clock.id))
            .limit(limit - len(found))
        )
        found += [clock_id for clock_id in session.exec(query) if clock_id is not None]
        if len(found) >= limit:
            break
    return found


def recount(session: Session, clock_ids: Iterable[int], now: datetime) -> list[Moved]:
    """Count these deadlines again, in the caller's transaction; returns those that moved. Business time, UTC."""
    moved: list[Moved] = []
    for clock_id in clock_ids:
        matter_id = session.get_one(Clock, clock_id).matter_id
        complaint = session.get_one(Matter, matter_id, with_for_update=True)
        clock = session.get_one(Clock, clock_id, populate_existing=True)
        if clock.state is not ClockState.RUNNING:
            continue  # somebody has ended or paused it meanwhile
        old = clocks.proof_of(clock)
        if not clocks.recount(session, clock, now, why="calendar"):
            continue
        each = _moved(session, clock, complaint, old.due, clocks.proof_of(clock).due)
        moved.append(each)
        facts = {
            "clock": clock.id,
            "key": clock.key,
            "old_due": each.old_due.isoformat(),
            "due": each.due.isoformat(),
            "version": clock.calendar_version,
        }
        track = session.get(Forwarding, clock.forwarding_id) if clock.forwarding_id else None
        record(session, complaint, Event.RECOUNTED, now, by=SYSTEM, forwarding=track, facts=facts)
    return moved


def _regions(session: Session) -> list[str | None]:
    query = select(Clock.region).where(Clock.state == ClockState.RUNNING).distinct()
    return sorted(session.exec(query), key=lambda region: region or "")


def _behind(region: str | None, version: str) -> Iterator[Any]:
    yield Clock.state == ClockState.RUNNING
    yield col(Clock.region) == region if region is not None else col(Clock.region).is_(None)
    yield col(Clock.calendar_version) != version


def _moved(session: Session, clock: Clock, complaint: Matter, old_due: date, due: date) -> Moved:
    institution = session.get(Institution, clock.institution_id) if clock.institution_id else None
    return Moved(
        number=complaint.agenda_no,
        key=clock.key,
        binds=clock.binds,
        institution=institution.code if institution else None,
        old_due=old_due,
        due=due,
    )
