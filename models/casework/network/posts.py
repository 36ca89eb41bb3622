"""The post behind a rotation or a reconfirmation: from when it is the successor's, and who has to make way.

An institution may have several primary contacts by its own choice; nothing here makes a second one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, or_, select

from models.casework import focal_points
from models.casework.errors import SameOfficial
from models.casework.network import people
from models.casework.network.opening import conclude
from models.casework.network.people import Official
from models.codes import FocalRole, FocalState, MatterKind
from models.stages import Event, Stage
from models.tables import FocalPoint, Matter, Succession

GONE: Final = frozenset({FocalState.LEFT, FocalState.DEAD})
"""Who is in one of these cannot answer for a post."""


def open_about(session: Session, person: FocalPoint, kind: MatterKind | None = None) -> Matter | None:
    """The open rotation or reconfirmation in which this focal point leaves, is asked, or follows."""
    query = (
        select(Matter)
        .join(Succession, col(Succession.matter_id) == Matter.id)
        .where(
            or_(Succession.focal_point_id == person.id, Succession.successor_id == person.id),
            Matter.stage != Stage.CLOSED,
        )
        .order_by(col(Matter.id))
    )
    found = session.exec(query if kind is None else query.where(Matter.kind == kind))
    return found.first()


def settle_question(
    session: Session, person: FocalPoint, now: datetime, *, by: str, because: str, but: Matter | None = None
) -> None:
    """A question whether this person is still the one need not be answered any more; `but` is left alone."""
    matter = open_about(session, person, MatterKind.RECONFIRMATION)
    if matter is None or matter is but:
        return
    row = session.get_one(Succession, matter.id)
    if row.focal_point_id == person.id and row.successor_id is None:
        conclude(session, matter, Event.CALLED_OFF, now, by=by, facts={"because": because})


def entry_for(
    session: Session, leaving: FocalPoint, official: Official, now: datetime, *, by: str, **given: Any
) -> FocalPoint:
    """The successor's entry: the one that is there, or a new one for the same role. Raises `SameOfficial`."""
    found = people.entry_of(session, official)
    if found is not None and found.id == leaving.id:
        raise SameOfficial
    if found is not None:
        return found
    return focal_points.name(
        session, official.institution, now, by=by, role=leaving.role, name=official.name,
        position=official.position, email=official.email, phone=official.phone, **given,
    )  # fmt: skip


def begins(row: Succession, today: date) -> date:
    """The successor's first day: the one after the last day of whoever leaves, but not before today."""
    return max(today, row.last_day + timedelta(days=1)) if row.last_day else today


def make_ready(
    session: Session, row: Succession, person: FocalPoint, today: date, now: datetime, *, by: str
) -> None:
    """Who was only proposed, or had left, may be written to from now on; their validity begins with the post.

    The role waits until they have confirmed and the post is free (`take_up`).
    """
    returns = person.state in GONE or person.state is FocalState.PROPOSED
    if returns or not focal_points.in_post(person, today):
        focal_points.change(session, person, now, by=by, valid_from=begins(row, today), valid_to=None)
    else:
        focal_points.change(session, person, now, by=by, valid_to=None)
    if returns:
        unconfirmed = FocalState.UNCONFIRMED
        focal_points.set_state(session, person, unconfirmed, today, now, by=by, evidence="accepted_by_office")


def dismiss(
    session: Session, matter: Matter, person: FocalPoint, now: datetime, today: date, *, by: str
) -> None:
    """Somebody else follows. Who came into the directory for this is no focal point; others stay what they were."""
    first = focal_points.versions(session, person)[:1]
    came_for_this = bool(first) and "name" in first[0].changed and first[0].at >= matter.received_at
    if came_for_this and person.state is not FocalState.CONFIRMED:
        left = FocalState.LEFT
        focal_points.set_state(session, person, left, today, now, by=by, evidence="not_the_successor")


def take_up(
    session: Session, row: Succession, person: FocalPoint, today: date, now: datetime, *, by: str
) -> None:
    """The confirmed successor has the role once the last day of whoever leaves has passed; until then it is noted."""
    if row.last_day is None:
        return  # nobody leaves
    if row.last_day >= today:
        row.takes_up_on = begins(row, today)
        session.add(row)
        return
    row.takes_up_on = None
    session.add(row)
    leaving = session.get_one(FocalPoint, row.focal_point_id)
    focal_points.set_state(
        session, leaving, FocalState.LEFT, row.last_day + timedelta(days=1), now, by=by, evidence="rotation"
    )
    focal_points.change(session, person, now, by=by, role=leaving.role)
    for other in other_primaries(session, person, today):
        focal_points.change(session, other, now, by=by, role=FocalRole.ALTERNATE)


def give_way(session: Session, person: FocalPoint, today: date, now: datetime, *, by: str) -> None:
    """Who is confirmed late, when the institution has a confirmed primary contact by now, becomes its alternate."""
    if person.state is not FocalState.CONFIRMED and other_primaries(session, person, today):
        focal_points.change(session, person, now, by=by, role=FocalRole.ALTERNATE)


def other_primaries(session: Session, person: FocalPoint, today: date) -> Sequence[FocalPoint]:
    """The other confirmed primary contacts in post, where the person is a primary one."""
    if person.role is not FocalRole.PRIMARY:
        return ()
    query = select(FocalPoint).where(
        FocalPoint.institution_id == person.institution_id,
        FocalPoint.id != person.id,
        FocalPoint.role == FocalRole.PRIMARY,
        FocalPoint.state == FocalState.CONFIRMED,
    )
    return [row for row in session.exec(query).all() if focal_points.in_post(row, today)]
