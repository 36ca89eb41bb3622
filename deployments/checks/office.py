"""What the database says about the work itself: calendar, business time, letters, runs, receipts."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from deployments.checks import Findings, ok, problem, warning
from models.casework import law
from models.casework.clocks import OPEN_STATES
from models.settings import settings
from models.stages import Stage
from models.tables import (
    BusinessTime,
    Clock,
    ClockState,
    Institution,
    Letter,
    LetterState,
    Matter,
    Office,
    Run,
)
from models.zones import Zone

AHEAD: Final = 60
"""Days of decreed calendar below which the next decree should be imported."""
APART: Final = timedelta(minutes=1)


def real_now() -> datetime:
    """Real time, UTC: what business time is held against."""
    return datetime.now(UTC)


def calendar(session: Session, now: datetime) -> Findings:
    """How far the holidays are decreed, and how many open deadlines run past that."""
    horizon = law.calendar_of(session, None).horizon
    left = (horizon - Zone.WIB.day_of(now)).days
    open_here = col(Clock.state).in_(OPEN_STATES)
    provisional = _count(
        session, select(func.count(col(Clock.id))).where(open_here, col(Clock.provisional).is_(True))
    )
    decree = f"Import the decree of {horizon.year + 1}: narahubung holidays import FILE."
    if left < 0:
        yield problem("calendar", f"holidays are decreed only until {horizon}", decree)
    elif left < AHEAD or provisional:
        yield warning(
            "calendar",
            f"decreed until {horizon} ({left} days); {provisional} open deadlines are provisional",
            decree,
        )
    else:
        yield ok("calendar", f"decreed until {horizon}, no open deadline is provisional")


def business_time(session: Session, now: datetime) -> Findings:
    """Whether business time is real time, as it must be outside the demo."""
    clock = session.get(BusinessTime, 1)
    apart = abs(now - real_now())
    if clock is not None and clock.pace != 1.0:
        yield warning(
            "business time",
            f"it runs {clock.pace:g} times as fast as real time ({now:%Y-%m-%d %H:%M} UTC)",
            "Right for the demo; otherwise set it to now: narahubung time set.",
        )
    elif apart > APART:
        yield warning(
            "business time",
            f"it is {now:%Y-%m-%d %H:%M} UTC, not the real time",
            "Right for the demo; otherwise set it to now: narahubung time set.",
        )
    else:
        yield ok("business time", "the same as real time")


def letters(session: Session) -> Findings:
    """Letters that are on their way, wait, or were refused (of complaints that are open)."""
    rows = session.exec(
        select(Letter.state, func.count(col(Letter.id)))
        .join(Matter, col(Matter.id) == Letter.matter_id)
        .where(col(Matter.stage) != Stage.CLOSED)
        .group_by(col(Letter.state))
    )
    count = dict(rows.all())
    queued, deferred = count.get(LetterState.QUEUED, 0), count.get(LetterState.DEFERRED, 0)
    refused, todo = count.get(LetterState.REFUSED, 0), count.get(LetterState.TODO, 0)
    if refused:
        yield warning(
            "refused letters",
            f"{refused} of open complaints",
            "Correct the addresses in the directory: narahubung letters list --state refused.",
        )
    if deferred:
        yield warning(
            "deferred letters",
            f"{deferred} wait for the mail server",
            "They are tried again by themselves; look at the server if it lasts.",
        )
    yield ok("letters", f"{queued} queued, {todo} for officers to print or phone")


def runs(session: Session) -> Findings:
    """Complaints whose run was given up after repeated failures."""
    numbers = list(
        session.exec(
            select(Matter.agenda_no)
            .join(Run, col(Run.matter_id) == Matter.id)
            .where(col(Run.quarantined).is_(True))
            .order_by(col(Matter.agenda_no))
        )
    )
    if numbers:
        shown = ", ".join(numbers[:5]) + (" …" if len(numbers) > 5 else "")
        yield problem(
            "runs",
            f"{len(numbers)} quarantined: {shown}",
            f"Read the worker's log, mend the cause, then: narahubung steward --release {numbers[0]}",
        )
    else:
        yield ok("runs", "none is quarantined")


def receipts(session: Session, now: datetime) -> Findings:
    """Deadlines that cannot start because nobody knows when their letter arrived."""
    since = now - timedelta(days=settings().received_after_days)
    waiting = _count(
        session,
        select(func.count(col(Clock.id))).where(
            Clock.state == ClockState.WAITING, col(Clock.opened_at) <= since
        ),
    )
    if waiting:
        yield warning(
            "receipts",
            f"{waiting} deadlines wait for proof that their letter arrived",
            "Ask the institution, then set the date of receipt at the complaint's desk.",
        )
    else:
        yield ok("receipts", "no letter waits too long for proof that it arrived")


def directory(session: Session) -> Findings:
    """Whether there is an office to work for, and institutions to write to."""
    offices = _count(session, select(func.count(col(Office.id))))
    institutions = _count(session, select(func.count(col(Institution.id))))
    if not offices:
        yield warning(
            "directory",
            "there is no office yet",
            "Bring in your offices and institutions before the first complaint.",
        )
    else:
        yield ok("directory", f"{offices} offices, {institutions} institutions")


def _count(session: Session, query: SelectOfScalar[int]) -> int:
    return session.exec(query).one()
