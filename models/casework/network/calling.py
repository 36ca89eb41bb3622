"""What the network asks for by itself: confirmations, successors, the next monev or meeting, a commitment to renew.

Terms are those of `deadlines.toml`; nothing is opened twice, however often this is looked at and by how many at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from models.casework import law
from models.casework.errors import StillOpen
from models.casework.history import SYSTEM
from models.casework.network import cycles, gatherings, renewing, settling, succession, vacancies
from models.casework.network.gatherings import Plan
from models.casework.network.opening import is_free
from models.codes import FocalRole, FocalState, MatterKind, RuleSet
from models.settings import settings
from models.stages import Stage
from models.tables import FocalPoint, Gathering, Institution, Matter, Office, Succession
from models.zones import Zone

RECONFIRM: Final = "focal_point_reconfirm"
PLAN_BEFORE: Final = 30
"""Days before a gathering is due at which its planning begins."""
LEAVES_SOON: Final = timedelta(days=30)
"""Whose time in post ends so soon is not asked whether they are still the one."""


def call(session: Session, now: datetime, limit: int = 50) -> list[Matter]:
    """Open, or move on, up to `limit` undertakings whose time has come, in one transaction of the caller's.

    One process at a time: the others find nothing to do. With `automatic_undertakings` off only what has been opened
    goes on.
    """
    if not _alone(session):
        return []
    found = settling.settle_posts(session, now, limit)
    if settings().automatic_undertakings:
        found = chain(found, _due(session, now, limit))
    return list(islice(found, limit))


def _alone(session: Session) -> bool:
    """Whether no other process is calling: the first office's row is held until the transaction ends."""
    first = select(Office.id).order_by(col(Office.id)).limit(1)
    held = first.with_for_update(key_share=True, skip_locked=True)
    return session.exec(held).first() is not None


def _due(session: Session, now: datetime, limit: int) -> Iterator[Matter]:
    for office, kind, months in _to_gather(session, now):
        yield gatherings.plan(session, office, kind, Plan(), now, by=SYSTEM, every_months=months)
    yield from renewing.as_they_end(session, now, limit)
    today = Zone.WIB.day_of(now)
    still = min(limit, settings().reconfirmations_per_day - _asked_on(session, today))
    yield from islice(_questions(session, now, today, still), max(still, 0))


def _questions(session: Session, now: datetime, today: date, still: int) -> Iterator[Matter]:
    """Asked whether they are still the one: the confirmed whose term is over, then whoever has never said so.

    Then the posts that nobody answers for; of a dead address the institution is asked as soon as that is looked at
    (`settling`), for whoever has it may still be there.
    """
    latest = cycles.not_before(law.term(RECONFIRM, RuleSet.PO_58_2023), today)
    if still <= 0:
        return
    lists = (
        lambda: _to_reconfirm(session, now, latest, still),
        lambda: _free(session, vacancies.unconfirmed(session, now, latest, still)),
        lambda: _free(session, vacancies.dead(session, now, latest, still)),
    )
    for person in chain.from_iterable(each() for each in lists):
        with suppress(StillOpen):  # an officer was quicker
            yield succession.ask_to_reconfirm(session, person, now)
    for person, last_day in vacancies.emptied(session, now, latest, still):
        with suppress(StillOpen):
            if is_free(session, person):
                yield succession.note_rotation(session, person, last_day, now, by=SYSTEM)


def _free(session: Session, people: Sequence[FocalPoint]) -> Iterator[FocalPoint]:
    return (person for person in people if is_free(session, person))


def _to_reconfirm(session: Session, now: datetime, latest: date, still: int) -> Iterator[FocalPoint]:
    """Confirmed contacts in post whose last confirmation is as long ago as the term says, the longest first.

    Whoever was asked within the term is left alone, whatever came of it; so many a day are asked.
    """
    term, today = law.term(RECONFIRM, RuleSet.PO_58_2023), Zone.WIB.day_of(now)
    query = (
        select(FocalPoint, Institution)
        .join(Institution, col(Institution.id) == FocalPoint.institution_id)
        .where(
            FocalPoint.state == FocalState.CONFIRMED,
            col(FocalPoint.state_on) <= latest,
            col(FocalPoint.role).in_((FocalRole.PRIMARY, FocalRole.ALTERNATE)),
            or_(col(FocalPoint.valid_from).is_(None), col(FocalPoint.valid_from) <= today),
            or_(col(FocalPoint.valid_to).is_(None), col(FocalPoint.valid_to) >= today + LEAVES_SOON),
            ~_asked_since(latest),
        )
        .order_by(col(FocalPoint.state_on), col(FocalPoint.id))
        .limit(still)
    )
    for person, place in session.exec(query).all():
        confirmed = person.state_on or today
        if cycles.ends(session, term, confirmed, place.zone, place.region) > place.zone.day_of(now):
            return  # those after it were confirmed later
        if is_free(session, person):
            yield person


def _asked_since(day: date) -> ColumnElement[bool]:
    return exists().where(
        col(Succession.focal_point_id) == col(FocalPoint.id),
        col(Matter.id) == col(Succession.matter_id),
        or_(
            col(Matter.stage) != Stage.CLOSED,
            col(Matter.closed_at) >= Zone.WIB.starts(day + timedelta(days=1)),
        ),
    )


def _asked_on(session: Session, today: date) -> int:
    query = select(func.count(col(Matter.id))).where(
        col(Matter.kind).in_((MatterKind.RECONFIRMATION, MatterKind.ROTATION)),
        col(Matter.received_at) >= Zone.WIB.starts(today),
    )
    return session.exec(query).one()


def _to_gather(session: Session, now: datetime) -> Iterator[tuple[Office, MatterKind, int | None]]:
    """Offices whose next monev or recurring meeting is to be planned: the one before it says when."""
    for office in session.exec(select(Office).order_by(col(Office.id))).all():
        for kind in (MatterKind.MONEV, MatterKind.MEETING):
            last = gatherings.before_it(session, office, kind)
            if last is None or not _is_due(session, office, kind, last, now):
                continue
            if is_free(session, office) and not _is_open(session, office, kind):
                yield office, kind, last.every_months if _same(session, last, kind) else None


def _is_due(session: Session, office: Office, kind: MatterKind, last: Gathering, now: datetime) -> bool:
    same_kind = _same(session, last, kind)
    if kind is MatterKind.MEETING and last.every_months is None:
        return False  # it does not recur
    since = max(last.held_on or date.min, _called_off(session, office, kind) or date.min)
    term = cycles.cycle(last, same_kind=same_kind)
    lead = office.zone.day_of(now) + timedelta(days=PLAN_BEFORE)
    due = cycles.ends(session, term, since, office.zone, office.region) <= lead
    return due and not _is_open(session, office, kind)


def _same(session: Session, last: Gathering, kind: MatterKind) -> bool:
    return session.get_one(Matter, last.matter_id).kind is kind


def _called_off(session: Session, office: Office, kind: MatterKind) -> date | None:
    """When the office last called off one of this kind: the next is due a cycle after that, not at once."""
    query = (
        select(func.max(col(Matter.closed_at)))
        .join(Gathering, col(Gathering.matter_id) == Matter.id)
        .where(Matter.office_id == office.id, Matter.kind == kind, col(Gathering.held_on).is_(None))
    )
    at = session.exec(query).one()
    return office.zone.day_of(at) if at else None


def _is_open(session: Session, office: Office, kind: MatterKind) -> bool:
    query = select(Matter.id).where(
        Matter.office_id == office.id,
        Matter.kind == kind,
        col(Matter.stage).in_((Stage.PLANNING, Stage.INVITED)),
    )
    return session.exec(query.limit(1)).first() is not None
