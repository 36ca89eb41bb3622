"""What becomes of open questions about a post by itself: answered elsewhere, past answering, or the day has come."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, and_, col, func, or_, select

from models.casework.focal_points import reachable
from models.casework.history import SYSTEM
from models.casework.network import posts, succession
from models.casework.network.opening import conclude, only_track
from models.codes import FocalState, MatterKind
from models.stages import Event, Stage
from models.tables import FocalPoint, Institution, Matter, Succession
from models.zones import Zone


def settle_posts(session: Session, now: datetime, limit: int = 50) -> Iterator[Matter]:
    """Each matter that was moved on, at most `limit` of each kind; those being decided about are left to next time."""
    yield from _past_answering(session, now, limit)
    yield from _taken_up(session, now, limit)


def _past_answering(session: Session, now: datetime, limit: int) -> Iterator[Matter]:
    """Whoever is asked has been confirmed otherwise since, or is known to be gone: nobody need wait for the term."""
    today = Zone.WIB.day_of(now)
    known = and_(
        col(Succession.successor_id).is_(None),
        col(FocalPoint.state) == FocalState.CONFIRMED,
        col(FocalPoint.state_on) > func.date(Matter.received_at),
    )
    gone = or_(col(FocalPoint.state).in_(posts.GONE), col(FocalPoint.valid_to) < today)
    asked = func.coalesce(Succession.successor_id, Succession.focal_point_id)
    query = (
        select(Matter.id)
        .join(Succession, col(Succession.matter_id) == Matter.id)
        .join(FocalPoint, col(FocalPoint.id) == asked)
        .where(Matter.stage == Stage.CONFIRMING, or_(known, gone))
        .order_by(col(Matter.id))
        .limit(limit)
    )
    for matter_id in session.exec(query).all():
        matter = _held(session, matter_id)
        if matter is not None and matter.stage is Stage.CONFIRMING:
            _move_on(session, matter, now)
            yield matter


def _held(session: Session, matter_id: int | None) -> Matter | None:
    query = select(Matter).where(Matter.id == matter_id).with_for_update(skip_locked=True)
    return session.exec(query.execution_options(populate_existing=True)).first()


def _move_on(session: Session, matter: Matter, now: datetime) -> None:
    row, track = session.get_one(Succession, matter.id), only_track(session, matter)
    asked = session.get_one(FocalPoint, row.successor_id or row.focal_point_id)
    institution = session.get_one(Institution, track.institution_id)
    if not reachable(asked, institution.zone.day_of(now)):
        succession.miss(session, matter, "", now, by=SYSTEM)
        return
    facts = {"institution": institution.code, "focal_point": asked.id, "confirmed_before": True}
    conclude(session, matter, Event.FOCAL_POINT_CONFIRMED, now, by=SYSTEM, track=track, facts=facts)


def _taken_up(session: Session, now: datetime, limit: int) -> Iterator[Matter]:
    """Whoever was confirmed before the post was free takes it up; if they have gone meanwhile, it is asked anew."""
    query = (
        select(Succession)
        .where(col(Succession.takes_up_on) <= Zone.WIT.day_of(now))
        .order_by(col(Succession.takes_up_on))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for row in session.exec(query).all():
        leaving = session.get_one(FocalPoint, row.focal_point_id)
        follower = session.get_one(FocalPoint, row.successor_id)
        today = session.get_one(Institution, leaving.institution_id).zone.day_of(now)
        if row.takes_up_on is None or row.last_day is None or row.takes_up_on > today:
            continue
        if reachable(follower, today):
            posts.take_up(session, row, follower, today, now, by=SYSTEM)
            yield session.get_one(Matter, row.matter_id)
        else:
            row.takes_up_on = None
            session.add(row)
            if posts.open_about(session, leaving, MatterKind.ROTATION) is None:
                yield succession.note_rotation(session, leaving, row.last_day, now, by=SYSTEM)
