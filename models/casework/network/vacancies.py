"""Whom nobody has confirmed, and posts that nobody answers for: what an import or a refused letter leaves behind.

Each of the queries goes through an index of `focal_point` and finds nothing, in no time, where nothing is to be done.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, or_, select

from models.casework.network.asking import ASKED
from models.codes import WRITTEN_TO, FocalRole, FocalState
from models.stages import Stage
from models.tables import FocalPoint, Institution, Matter, Succession
from models.zones import Zone

PASSED_BY: Final = "not_the_successor"
"""The evidence of somebody who never had the post that they were named for."""


def unconfirmed(session: Session, now: datetime, latest: date, most: int) -> list[FocalPoint]:
    """Contacts with an address who were never confirmed there, and have not been asked since or within the term."""
    query = (
        select(FocalPoint)
        .where(
            FocalPoint.state == FocalState.UNCONFIRMED,
            col(FocalPoint.role).in_(ASKED),
            col(FocalPoint.email).is_not(None),
            *_in_post(Zone.WIB.day_of(now)),
            ~_asked(latest),
            ~_follows(),
        )
        .order_by(col(FocalPoint.state_on), col(FocalPoint.id))
        .limit(most)
    )
    return list(session.exec(query))


def dead(session: Session, now: datetime, latest: date, most: int) -> list[FocalPoint]:
    """Primary contacts in post whose letters are refused, where there is no other: the institution has to be asked."""
    today = Zone.WIB.day_of(now)
    query = (
        select(FocalPoint)
        .where(
            FocalPoint.state == FocalState.DEAD,
            FocalPoint.role == FocalRole.PRIMARY,
            *_in_post(today),
            ~_asked(latest),
            ~_follows(),
            _nobody_else(today),
        )
        .order_by(col(FocalPoint.state_on), col(FocalPoint.id))
        .limit(most)
    )
    return list(session.exec(query))


def emptied(session: Session, now: datetime, latest: date, most: int) -> Iterator[tuple[FocalPoint, date]]:
    """Primary contacts who have gone within the term and whom nobody follows, with their last day; one of a post."""
    today = Zone.WIB.day_of(now)
    ended = and_(col(FocalPoint.valid_to) < today, col(FocalPoint.valid_to) >= latest)
    left = and_(col(FocalPoint.state) == FocalState.LEFT, col(FocalPoint.state_on) >= latest)
    gone: list[tuple[date, FocalPoint]] = []
    for went in (ended, left):
        query = (
            select(FocalPoint, Institution)
            .join(Institution, col(Institution.id) == FocalPoint.institution_id)
            .where(
                went,
                FocalPoint.role == FocalRole.PRIMARY,
                FocalPoint.evidence != PASSED_BY,
                FocalPoint.state != FocalState.PROPOSED,
                _nobody_else(today),
            )
            .order_by(col(FocalPoint.valid_to).desc(), col(FocalPoint.id).desc())
            .limit(most)
        )
        for person, place in session.exec(query).all():
            last_day = person.valid_to or (person.state_on or today) - timedelta(days=1)
            if last_day < place.zone.day_of(now):
                gone.append((last_day, person))
    seen: set[int] = set()
    for last_day, person in sorted(gone, key=lambda each: (each[0], each[1].id or 0), reverse=True):
        if person.institution_id not in seen:
            seen.add(person.institution_id)
            yield person, last_day


def _in_post(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(col(FocalPoint.valid_from).is_(None), col(FocalPoint.valid_from) <= today),
        or_(col(FocalPoint.valid_to).is_(None), col(FocalPoint.valid_to) >= today),
    )


def _asked(latest: date) -> ColumnElement[bool]:
    """Whether they are being asked, or were since the state holds and within the term: whatever came of it."""
    closed_on = func.date(Matter.closed_at)
    return exists().where(
        col(Succession.focal_point_id) == col(FocalPoint.id),
        col(Matter.id) == col(Succession.matter_id),
        or_(
            col(Matter.stage) != Stage.CLOSED,
            and_(
                closed_on >= func.coalesce(col(FocalPoint.state_on), latest),
                col(Matter.closed_at) >= Zone.WIB.starts(latest + timedelta(days=1)),
            ),
        ),
    )


def _follows() -> ColumnElement[bool]:
    """Whether they are the successor whom a rotation waits for."""
    return exists().where(
        col(Succession.successor_id) == col(FocalPoint.id),
        col(Matter.id) == col(Succession.matter_id),
        col(Matter.stage) != Stage.CLOSED,
    )


def _nobody_else(today: date) -> ColumnElement[bool]:
    """Whether nobody holds the primary post, or will, and the institution has not been asked who does."""
    other, holder = aliased(FocalPoint), aliased(FocalPoint)
    somebody = exists().where(
        col(other.institution_id) == col(FocalPoint.institution_id),
        col(other.role) == FocalRole.PRIMARY,
        col(other.state).in_(WRITTEN_TO),
        or_(col(other.valid_to).is_(None), col(other.valid_to) >= today),
    )
    settled = exists().where(
        col(holder.institution_id) == col(FocalPoint.institution_id),
        col(holder.role) == FocalRole.PRIMARY,
        col(Succession.focal_point_id) == col(holder.id),
        col(Matter.id) == col(Succession.matter_id),
        or_(
            col(Matter.stage) != Stage.CLOSED,
            col(Succession.last_day) >= func.coalesce(col(FocalPoint.valid_to), col(FocalPoint.state_on)),
        ),
    )
    return and_(~somebody, ~settled)
