"""What the database wants of Prefect: which matters must have a live run, and where the two may differ."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists
from sqlmodel import col, func, or_, select

from flows.nudging import OPENING_AGE
from flows.sheet import tags
from models.casework.business_time import business_now
from models.codes import MatterKind
from models.database import reading
from models.settings import settings
from models.stages import Stage
from models.tables import Clock, Desk, DeskState, Matter, Run

WANTS_RUN = (Matter.stage != Stage.CLOSED, col(Matter.quiet).is_(False))
"""What holds for a matter of which a run should live."""

REAL: BindParameter[datetime] = bindparam("real", callable_=lambda: datetime.now(UTC))
"""Real time as a statement is run, so that one that is asked several times in a second can be built once."""

IDLE = or_(col(Run.lease).is_(None), col(Run.leased_until) < REAL)
"""No segment works on the run: nobody holds its lease, or whoever held it is gone."""

MAY_WAKE = or_(col(Run.retry_at).is_(None), col(Run.retry_at) <= REAL)
"""No nudge or revival of the run is under way."""

LEFT_OPENING = (col(Desk.state) == DeskState.OPENING) & (
    col(Desk.opened_at) < bindparam("left_before", callable_=lambda: datetime.now(UTC) - OPENING_AGE)
)
"""A crash left the desk so."""

STALE = (
    col(Matter.quiet).is_(False),  # closed ones as well: their run has to learn of it and end
    col(Run.quarantined).is_(False),
    or_(
        (col(Desk.state) == DeskState.OPEN) & (col(Desk.version) != col(Matter.version)) & IDLE, LEFT_OPENING
    ),
)
"""What holds for a desk of a matter's run that is out of date, or was left *opening*."""


@dataclass(frozen=True)
class Wanted:
    """A run that should exist."""

    matter_id: int
    number: str
    kind: MatterKind
    generation: int
    tags: list[str]


def complaints_without_run(limit: int) -> list[Wanted]:
    """Open complaints without a run, the most urgent first."""
    with reading() as session:
        now = business_now(session, datetime.now(UTC))
        urgent = func.min(col(Clock.due_at))
        rows = session.exec(
            select(Matter, Run)
            .join(Run, col(Run.matter_id) == Matter.id, isouter=True)
            .join(Clock, (col(Clock.matter_id) == Matter.id) & col(Clock.ended_at).is_(None), isouter=True)
            .where(*WANTS_RUN, col(Run.run_id).is_(None))
            .group_by(col(Matter.id), col(Run.matter_id))
            .order_by(urgent.is_(None), urgent, col(Matter.received_at))
            .limit(limit)
        ).all()
        return [
            Wanted(
                each.id or 0,
                each.agenda_no,
                each.kind,
                run.generation if run else 1,
                tags(session, each, now),
            )
            for each, run in rows
        ]


def stale_desks(limit: int) -> list[str]:
    """The numbers of complaints whose run waits at a desk of an earlier version, or at one left *opening*.

    Those come first that were nudged before and have not woken: so no more than `limit` are ever on their way. Then
    the most urgent: a decree may make thousands of desks stale at once.
    """
    with reading() as session:
        query = (
            select(Matter.agenda_no)
            .join(Run, col(Run.matter_id) == Matter.id)
            .join(Desk, (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)))
            .where(*STALE, MAY_WAKE)
            .order_by(col(Run.retry_at).is_(None), *_urgency())
            .limit(limit)
        )
        return list(session.exec(query))


def _urgency() -> tuple[Any, ...]:
    """The order of matters by their next due date, those without one last, the earliest received first."""
    soonest = (
        select(func.min(col(Clock.due_at)))
        .where(col(Clock.matter_id) == Matter.id, col(Clock.ended_at).is_(None))
        .scalar_subquery()
    )
    return soonest.is_(None), soonest, col(Matter.received_at)


def outdated_sheets(limit: int) -> list[str]:
    """The numbers of complaints with a run whose tags and case sheet show an earlier version."""
    with reading() as session:
        query = (
            select(Matter.agenda_no)
            .join(Run, col(Run.matter_id) == Matter.id)
            .where(
                col(Run.run_id).is_not(None),
                IDLE,
                col(Run.sheet_version) != col(Matter.version),
            )
            .order_by(*_urgency())
            .limit(limit)
        )
        return list(session.exec(query))


def runs_wanted() -> int:
    """How many open complaints there are that want a run."""
    with reading() as session:
        return session.exec(select(func.count(col(Matter.id))).where(*WANTS_RUN)).one()


def runs_there() -> int:
    """How many of them have one."""
    with reading() as session:
        query = (
            select(func.count(col(Run.matter_id)))
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(*WANTS_RUN, col(Run.run_id).is_not(None))
        )
        return session.exec(query).one()


def runs_expected() -> int:
    """How many runs should be alive; those in quarantine are known not to be."""
    with reading() as session:
        query = (
            select(func.count(col(Run.matter_id)))
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(*WANTS_RUN, col(Run.run_id).is_not(None), col(Run.quarantined).is_(False))
        )
        return session.exec(query).one()


def expected_runs() -> list[Run]:
    """The runs that should be alive."""
    with reading() as session:
        rows = session.exec(
            select(Run)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(*WANTS_RUN, col(Run.run_id).is_not(None))
        )
        return list(rows)


def runs_among(ids: Collection[str]) -> list[Run]:
    """Those of the runs with these ids that should be alive."""
    with reading() as session:
        rows = session.exec(
            select(Run)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(*WANTS_RUN, col(Run.run_id).in_(ids))
        )
        return list(rows)


def runs_to_end(ids: Collection[str]) -> list[Run]:
    """Those of the runs with these ids that have nothing left to do but to end: their matter is closed."""
    with reading() as session:
        rows = session.exec(
            select(Run)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(Matter.stage == Stage.CLOSED, col(Run.run_id).in_(ids))
        )
        return list(rows)


def runs_of_no_matter(ids: Collection[str]) -> list[str]:
    """Those of these ids that no matter has for its run: somebody made it by hand, or another took over from it."""
    with reading() as session:
        known = set(session.exec(select(Run.run_id).where(col(Run.run_id).in_(ids))))
        return [each for each in ids if each not in known]


def doubtful_runs(real: datetime) -> list[Run]:
    """The runs that our own rows cast doubt on: their lease ran out, or their desk has been *opening* for long."""
    with reading() as session:
        opening = select(Desk.run_id).where(
            Desk.state == DeskState.OPENING,
            col(Desk.opened_at) < real - timedelta(seconds=settings().segment_seconds),
        )
        rows = session.exec(
            select(Run)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(
                *WANTS_RUN,
                col(Run.run_id).is_not(None),
                or_(col(Run.leased_until) < real, col(Run.run_id).in_(opening)),
            )
        )
        return list(rows)


def runs_without_a_desk(real: datetime) -> list[Run]:
    """The runs that a worker took up long ago and that have no desk to wait at, nor a segment that works on one.

    They are dead as a rule, and found by that as well; one that a person had paused before its worker died is not.
    """
    with reading() as session:
        rows = session.exec(
            select(Run)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(
                *WANTS_RUN,
                col(Run.run_id).is_not(None),
                col(Run.quarantined).is_(False),
                col(Run.woken_at) < real - timedelta(seconds=settings().segment_seconds),
                IDLE,
                ~exists().where(
                    col(Desk.matter_id) == Run.matter_id,
                    col(Desk.run_id) == Run.run_id,
                    col(Desk.state) != DeskState.TAKEN,
                ),
            )
        )
        return list(rows)
