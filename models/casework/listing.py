"""Lists of complaints, the most urgent first: what is due next, who has the ball, how old each is.

Ages are in working days of the office's calendar; instants are UTC, days local to the office.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models.casework import clocks, law, offers
from models.codes import MatterKind
from models.stages import Stage
from models.tables import Clock, ClockState, Forwarding, Institution, Matter, Office, Officer


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints to list; what is None or false does not narrow. Closed ones only when `stage` asks for them.

    `kinds` are other matters than complaints, and `ended` those of them that have come to their end as well.
    """

    stage: Stage | None = None
    office: str | None = None
    institution: str | None = None
    examiner: str | None = None
    overdue: bool = False
    kinds: tuple[MatterKind, ...] = (MatterKind.COMPLAINT,)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint of a list; nothing personal in it."""

    number: str
    registration: str | None
    office: str
    stage: Stage
    balls: tuple[str, ...]
    examiner: str | None
    received_at: datetime
    working_days: int
    next_due: datetime | None
    next_due_on: str | None
    """The local date of `next_due` in the zone of the party bound."""
    clock: str | None
    overdue: bool
    quiet: bool

    def as_data(self) -> dict[str, Any]:
        """The same for JSON, times as ISO 8601 in UTC."""
        return {
            "number": self.number,
            "registration": self.registration,
            "office": self.office,
            "stage": self.stage.value,
            "balls": list(self.balls),
            "examiner": self.examiner,
            "received_at": self.received_at.isoformat(),
            "working_days": self.working_days,
            "next_due_on": self.next_due_on,
            "next_due_at": self.next_due.isoformat() if self.next_due else None,
            "clock": self.clock,
            "overdue": self.overdue,
            "quiet": self.quiet,
        }


def count(session: Session, wanted: Wanted, now: datetime) -> int:
    """How many complaints there are."""
    return session.exec(select(func.count(col(Matter.id))).where(*_conditions(wanted, now))).one()


def lines(session: Session, wanted: Wanted, now: datetime, limit: int) -> Iterator[Line]:
    """At most `limit` of them: the one due first comes first, those without a deadline last, the oldest first."""
    due = (
        select(Clock.matter_id, func.min(col(Clock.due_at)).label("due_at"))
        .where(col(Clock.state).in_(clocks.OPEN_STATES))
        .group_by(col(Clock.matter_id))
        .subquery()
    )
    query = (
        select(Matter)
        .join(due, due.c.matter_id == col(Matter.id), isouter=True)
        .where(*_conditions(wanted, now))
        .order_by(due.c.due_at.is_(None), due.c.due_at, col(Matter.received_at), col(Matter.id))
        .limit(limit)
    )
    for complaint in session.exec(query):
        yield _line(session, complaint, now)


def _conditions(wanted: Wanted, now: datetime) -> Iterator[Any]:
    yield col(Matter.kind).in_(wanted.kinds)
    if not wanted.ended:
        yield Matter.stage == wanted.stage if wanted.stage else Matter.stage != Stage.CLOSED
    if wanted.office:
        yield col(Matter.office_id).in_(select(Office.id).where(Office.code == wanted.office))
    if wanted.institution:
        named = select(Institution.id).where(Institution.code == wanted.institution)
        asked = select(Forwarding.matter_id).where(col(Forwarding.institution_id).in_(named))
        yield or_(col(Matter.institution_id).in_(named), col(Matter.id).in_(asked))
    if wanted.examiner:
        people = select(Officer.id).where(
            (Officer.name == wanted.examiner) | (Officer.email == wanted.examiner)
        )
        yield col(Matter.examiner_id).in_(people)
    if wanted.overdue:
        late = select(Clock.matter_id).where(
            Clock.state == ClockState.RUNNING, col(Clock.due_at).is_not(None), col(Clock.due_at) < now
        )
        yield col(Matter.id).in_(late)


def _line(session: Session, complaint: Matter, now: datetime) -> Line:
    office = session.get_one(Office, complaint.office_id)
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    running = clocks.open_clocks(session, complaint)
    first = next((clock for clock in running if clock.due_at is not None), None)
    calendar = law.calendar_of(session, office.region)
    until = office.zone.day_of(complaint.closed_at or now)
    late = [clock for clock in clocks.overdue(running, now) if clock.state is ClockState.RUNNING]
    return Line(
        number=complaint.agenda_no,
        registration=complaint.registration_no,
        office=office.code,
        stage=complaint.stage,
        balls=tuple(offers.balls(session, complaint)),
        examiner=examiner.name if examiner else None,
        received_at=complaint.received_at,
        working_days=calendar.working_days(office.zone.day_of(complaint.received_at), until),
        next_due=first.due_at if first else None,
        next_due_on=first.zone.day_of(first.due_at).isoformat() if first and first.due_at else None,
        clock=first.key if first else None,
        overdue=bool(late),
        quiet=complaint.quiet,
    )
