"""Who may say that a focal point holds the post: the one who is asked, or their institution, and nobody who leaves.

A rotation asks about the successor alone, once there is one; a reconfirmation asks about the focal point, unless the
office has named somebody else since.
"""

from datetime import date
from typing import Final

from sqlmodel import Session

from models.codes import FocalRole, FocalState, Purpose
from models.tables import Door, FocalPoint, Succession

BY_LINK: Final = "link"
"""The evidence where the one who is asked says so, through a link of their own."""
BY_INSTITUTION: Final = "institution"
"""The same where their institution says so: its general address, its system, or whoever stands above them."""
ABOVE: Final = frozenset({FocalRole.SUPERIOR, FocalRole.HEAD})


def asked_about(session: Session, matter_id: int) -> FocalPoint | None:
    """Whom a confirmation would confirm now; None while a successor is still to be named."""
    row = session.get_one(Succession, matter_id)
    asked = row.successor_id or (None if row.last_day else row.focal_point_id)
    return session.get_one(FocalPoint, asked) if asked is not None else None


def leaving(session: Session, matter_id: int) -> FocalPoint | None:
    """Who leaves the post, as far as that is known."""
    row = session.get_one(Succession, matter_id)
    return session.get(FocalPoint, row.focal_point_id) if row.last_day else None


def last_day(session: Session, matter_id: int) -> date | None:
    """The last day in the post of whoever leaves, that day included."""
    return session.get_one(Succession, matter_id).last_day


def evidence(session: Session, door: Door, person: str) -> str | None:
    """What the confirmation of this person rests on; None for somebody who may not give it.

    A deputy may name a successor, but not say for another that they are still there. Who leaves never confirms for
    whoever follows, also where they are the head.
    """
    asked, gone = asked_about(session, door.matter_id), leaving(session, door.matter_id)
    if asked is None or (gone is not None and person == f"focal_point:{gone.id}"):
        return None
    if person == f"focal_point:{asked.id}":
        return BY_LINK
    table, _, row_id = person.partition(":")
    if table != "focal_point":
        return BY_INSTITUTION
    return BY_INSTITUTION if session.get_one(FocalPoint, int(row_id)).role in ABOVE else None


def awaited(session: Session, door: Door, contact: FocalPoint, today: date) -> bool:
    """Whether the contact is asked at this door to take a post that begins on a later day."""
    if door.purpose is not Purpose.CONFIRMATION or contact.state is FocalState.LEFT:
        return False
    if contact.valid_to is not None and contact.valid_to < today:
        return False
    return session.get_one(Succession, door.matter_id).successor_id == contact.id
