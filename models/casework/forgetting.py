"""Officials' data, erased by rule: who has left long enough ago, what still needs them, and what goes.

What stays of a focal point is the entry's number, role, state and dates, and every version as a fact: its number, when,
by whom, and which columns changed. Letters, signatures, submissions and happenings know a person by that number only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from models.casework import focal_points
from models.casework.errors import FocalPointNeeded
from models.casework.network.people import same_name
from models.casework.vault import ERASED
from models.codes import FocalState
from models.settings import settings
from models.stages import Stage
from models.tables import (
    Attendee,
    Commitment,
    DoorDraft,
    FocalPoint,
    FocalPointVersion,
    Forwarding,
    Institution,
    Letter,
    LetterState,
    Matter,
    Route,
    Signature,
    Succession,
)

ON_THEIR_WAY = (LetterState.QUEUED, LetterState.CLAIMED, LetterState.DEFERRED, LetterState.TODO)
_CODE = re.compile(r"\d{3}(?: \d\.\d{1,3}\.\d{1,3})?")
"""The codes at the beginning of a mail server's reply; what follows may repeat the address."""


@dataclass(frozen=True, slots=True)
class Going:
    """What an erasure takes, or would take: whose, and how many rows of each kind."""

    institution: str
    number: int
    versions: int
    attendances: int
    drafts: int
    replies: int


def left_on(row: FocalPoint) -> date | None:
    """The last day of which the entry knows that they were in the post, or since when they have left; the later one."""
    since = row.state_on if row.state is FocalState.LEFT else None
    return max(filter(None, (row.valid_to, since)), default=None)


def left_long_ago(session: Session, now: datetime, place: Institution | None = None) -> Iterator[FocalPoint]:
    """Everyone who left before the term of keeping began, by number, whether or not something still needs them."""
    last = now.date() - timedelta(days=settings().officials_kept_days - 1)  # a zone's day may be one further
    query = select(FocalPoint).where(
        col(FocalPoint.erased_at).is_(None),
        or_(
            col(FocalPoint.valid_to) <= last,
            and_(FocalPoint.state == FocalState.LEFT, col(FocalPoint.state_on) <= last),
        ),
    )
    if place is not None:
        query = query.where(FocalPoint.institution_id == place.id)
    for row in session.exec(query.order_by(col(FocalPoint.id))).all():
        left = left_on(row)
        if left is not None and _kept_until(left) < _today(session, row, now):
            yield row


def needed_for(session: Session, row: FocalPoint, now: datetime) -> str | None:
    """Why their data has to stay for now; None where it may go."""
    if row.erased_at is not None:
        return "erased already"
    today = _today(session, row, now)
    left = left_on(row)
    if left is None or (left >= today and row.state is not FocalState.LEFT):
        return "has not left"
    if (until := _kept_until(left)) >= today:
        return f"kept until {until}"
    return next((why for why, found in _needs(row, today) if _any(session, found)), None)


def going(session: Session, row: FocalPoint) -> Going:
    """What there is of them."""
    kept = select(func.count(col(FocalPointVersion.id))).where(FocalPointVersion.focal_point_id == row.id)
    return Going(
        institution=session.get_one(Institution, row.institution_id).code,
        number=row.id or 0,
        versions=session.exec(kept).one(),
        attendances=len(_attendances(session, row)),
        drafts=len(_drafts(session, row)),
        replies=len(_replies(session, row)),
    )


def forget(session: Session, row: FocalPoint, now: datetime, *, by: str) -> Going:
    """Erase a focal point's data for good. Raises `FocalPointNeeded`, which says what for."""
    session.refresh(row, with_for_update=True)
    if (why := needed_for(session, row, now)) is not None:
        raise FocalPointNeeded(why)
    gone = going(session, row)
    for attendee in _attendances(session, row):
        attendee.name, attendee.position, attendee.email, attendee.phone = ERASED, "", None, None
        session.add(attendee)
    for draft in _drafts(session, row):
        session.delete(draft)
    for letter in _replies(session, row):
        code = _CODE.match(letter.reply or "")
        letter.reply = code[0] if code else None
        session.add(letter)
    focal_points.erase(session, row, now, by=by)
    return gone


def _needs(row: FocalPoint, today: date) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """What may need them, with the rows by which it does."""
    key, open_now = _key(row), col(Matter.stage) != Stage.CLOSED
    about = (col(Succession.focal_point_id) == row.id) | (col(Succession.successor_id) == row.id)
    in_force = col(Commitment.valid_until) >= today
    yield "an open task", _of_matter(col(Forwarding.focal_point_id) == row.id, Forwarding.matter_id, open_now)
    yield "an open question who holds the post", _of_matter(about, Succession.matter_id, open_now)
    yield (
        "an open gathering",
        _of_matter(col(Attendee.focal_point_id) == row.id, Attendee.matter_id, open_now),
    )
    yield "an open commitment", _of_matter(col(Signature.person) == key, Signature.matter_id, open_now)
    yield "a signature in force", _signed(key, in_force)
    yield "a rule of routing", select(Route.id).where(Route.focal_point_id == row.id).exists()
    on_its_way = (col(Letter.person) == key) & col(Letter.state).in_(ON_THEIR_WAY)
    yield "a letter on its way", select(Letter.id).where(on_its_way).exists()


def _of_matter(
    theirs: ColumnElement[bool], matter_id: object, open_now: ColumnElement[bool]
) -> ColumnElement[bool]:
    return select(Matter.id).where(theirs, col(Matter.id) == matter_id, open_now).exists()


def _signed(key: str, in_force: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = select(Commitment.matter_id).where(
        col(Signature.matter_id) == Commitment.matter_id, Signature.person == key, in_force
    )
    return theirs.exists()


def _any(session: Session, found: ColumnElement[bool]) -> bool:
    return bool(session.exec(select(found)).one())


def _attendances(session: Session, row: FocalPoint) -> list[Attendee]:
    """Where they were written down at gatherings that are over: by their entry, or by name at their institution.

    By name only where nobody else of that name has an entry there; an address may be the desk's, and tells nothing.
    """
    others = select(FocalPoint.name).where(
        FocalPoint.institution_id == row.institution_id, FocalPoint.id != row.id
    )
    alone = not any(same_name(name, row.name) for name in session.exec(others))
    there = (
        select(Attendee)
        .join(Matter, col(Matter.id) == Attendee.matter_id)
        .where(
            or_(Attendee.focal_point_id == row.id, Attendee.institution_id == row.institution_id),
            Matter.stage == Stage.CLOSED,
        )
    )
    return [
        each
        for each in session.exec(there).all()
        if each.focal_point_id == row.id
        or (alone and each.focal_point_id is None and same_name(each.name, row.name))
    ]


def _drafts(session: Session, row: FocalPoint) -> list[DoorDraft]:
    return list(session.exec(select(DoorDraft).where(DoorDraft.person == _key(row))))


def _replies(session: Session, row: FocalPoint) -> list[Letter]:
    """Letters to them with a mail server's reply."""
    return list(
        session.exec(select(Letter).where(Letter.person == _key(row), col(Letter.reply).is_not(None)))
    )


def _key(row: FocalPoint) -> str:
    return f"focal_point:{row.id}"


def _kept_until(left: date) -> date:
    return left + timedelta(days=settings().officials_kept_days)


def _today(session: Session, row: FocalPoint, now: datetime) -> date:
    return session.get_one(Institution, row.institution_id).zone.day_of(now)
