"""Asking focal points to confirm now, not only when their term is over: who is to be asked, and in which batches."""

from datetime import datetime

from sqlmodel import Session, col, exists, or_, select

from models.casework import focal_points
from models.casework.errors import NotInPost
from models.casework.network import succession
from models.codes import FocalRole, FocalState
from models.stages import Stage
from models.tables import FocalPoint, Institution, Matter, Succession
from models.zones import Zone

BATCH = 50
ASKED = (FocalRole.PRIMARY, FocalRole.ALTERNATE)
"""Who holds a post that is confirmed; a superior or head is what they are by their office."""
DOUBTED = (FocalState.UNCONFIRMED, FocalState.DOUBTFUL)


def unconfirmed(session: Session, now: datetime, *, after: int = 0, limit: int = BATCH) -> list[FocalPoint]:
    """Contacts in post who may be written to, are not confirmed and are not being asked; `after` the last one's id."""
    today = Zone.WIB.day_of(now)
    being_asked = exists().where(
        col(Succession.focal_point_id) == col(FocalPoint.id),
        col(Matter.id) == col(Succession.matter_id),
        col(Matter.stage) != Stage.CLOSED,
    )
    query = select(FocalPoint).where(
        col(FocalPoint.id) > after,
        col(FocalPoint.state).in_(DOUBTED),
        col(FocalPoint.role).in_(ASKED),
        or_(col(FocalPoint.valid_from).is_(None), col(FocalPoint.valid_from) <= today),
        or_(col(FocalPoint.valid_to).is_(None), col(FocalPoint.valid_to) >= today),
        ~being_asked,
    )
    return list(session.exec(query.order_by(col(FocalPoint.id)).limit(limit)))


def of_institution(
    session: Session, institution: Institution, who: str | None, now: datetime
) -> list[FocalPoint]:
    """The institution's contact of this name or address, or all who hold a post there and are not being asked.

    Raises `UnknownFocalPoint`, and `NotInPost` for somebody who has left or cannot be written to.
    """
    today = institution.zone.day_of(now)
    if who is not None:
        person = focal_points.found(session, institution, who)
        if not focal_points.reachable(person, today):
            raise NotInPost
        return [person]
    query = select(FocalPoint).where(
        FocalPoint.institution_id == institution.id, col(FocalPoint.role).in_(ASKED)
    )
    return [
        person
        for person in session.exec(query.order_by(col(FocalPoint.id)))
        if focal_points.reachable(person, today) and succession.open_about(session, person) is None
    ]
