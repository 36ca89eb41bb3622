"""Rotation of officials (`mutasi`): open tasks follow the post. Clocks do not restart: the institution is bound.

A task goes to whoever can be relied on - the successor once confirmed, until then the alternate, the superior - and
comes back to the successor by itself. Practice; no article creates this.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models.casework import routing
from models.casework.routing import OF_INSPECTORATE
from models.casework.telling import Telling
from models.codes import SUCCESSIONS, WRITTEN_TO, FocalRole, FocalState, MatterKind
from models.lifecycle import PHASES
from models.stages import Event, Phase, Stage, TrackStage
from models.tables import FocalPoint, Forwarding, Institution, Matter
from models.zones import Zone

RowT = TypeVar("RowT")

BATCH: Final = 200
MONITORED: Final = frozenset(PHASES[Phase.CORRECTIVE_ACTION]) | {
    Stage.RECOMMENDATION_MONITORING, Stage.SANCTION_RECOMMENDATION, Stage.PLAN_MONITORING,
}  # fmt: skip
"""At these stages an institution owes items, although its clarification has ended."""


@dataclass
class Moved:
    """What was handed over: how many tasks, of which complaints, and where a batch ended."""

    tasks: int = 0
    complaints: list[int] = field(default_factory=list[int])
    last: int = 0


def hand_over(session: Session, now: datetime, *, after: int = 0, limit: int = BATCH) -> Moved | None:
    """Move up to `limit` open tasks whose contact is not, or no longer, the one to be relied on.

    In one transaction of the caller's; `after` is where the batch before ended (`Moved.last`). None when there are no
    more. Complaints that are being decided about are left to the next time.
    """
    found = _misplaced(session, now, after, limit)
    if not found:
        return None
    moved, telling = Moved(last=found[-1].id or 0), Telling()
    held = select(Matter).where(col(Matter.id).in_({track.matter_id for track in found}))
    complaints = {row.id: row for row in session.exec(_fresh(held.with_for_update(skip_locked=True)))}
    for track in _misplaced(session, now, after, limit):  # once more, now that nobody decides about them
        complaint = complaints.get(track.matter_id)
        if complaint is not None and _moved(session, telling, complaint, track, now):
            moved.tasks += _is_task(complaint, track)
            moved.complaints.append(track.matter_id)
    telling.write(session)
    return moved


def _misplaced(session: Session, now: datetime, after: int, limit: int) -> list[Forwarding]:
    """Open tracks whose contact has left, or is not the confirmed primary one that the institution has; and what has
    ended in a complaint that is open, when its contact has left: the examiner has to know.
    """
    today = Zone.WIB.day_of(
        now
    )  # the last zone to begin a day: nobody is taken out of post before their day ends
    contact, primary = aliased(FocalPoint), aliased(FocalPoint)
    gone = or_(
        col(contact.valid_to) < today, col(contact.valid_from) > today, col(contact.state).not_in(WRITTEN_TO)
    )
    has_primary = exists().where(
        and_(
            col(primary.institution_id) == Forwarding.institution_id,
            col(primary.role) == FocalRole.PRIMARY,
            col(primary.state) == FocalState.CONFIRMED,
            or_(col(primary.valid_from).is_(None), col(primary.valid_from) <= today),
            or_(col(primary.valid_to).is_(None), col(primary.valid_to) >= today),
        )
    )
    second_best = and_(or_(col(contact.id).is_(None), col(contact.role) != FocalRole.PRIMARY), has_primary)
    query = (
        select(Forwarding)
        .join(Matter, col(Matter.id) == Forwarding.matter_id)
        .outerjoin(contact, col(contact.id) == Forwarding.focal_point_id)
        .where(
            col(Forwarding.id) > after,
            or_(
                and_(
                    or_(
                        col(Forwarding.ended_at).is_(None),
                        and_(col(Matter.stage).in_(MONITORED), col(Forwarding.stage) != TrackStage.RELEASED),
                    ),
                    or_(gone, second_best),
                ),
                and_(
                    col(Matter.kind) == MatterKind.COMPLAINT,
                    col(Forwarding.stage) != TrackStage.RELEASED,
                    gone,
                ),
            ),
            col(Matter.stage) != Stage.CLOSED,
            col(Matter.kind).not_in(SUCCESSIONS),  # there the contact is the very person who is asked
            col(Matter.quiet).is_(False),
        )
        .order_by(col(Forwarding.id))
        .limit(limit)
    )
    return list(session.exec(_fresh(query)))


def _fresh(query: SelectOfScalar[RowT]) -> SelectOfScalar[RowT]:
    """Read what is in the database now, also of rows that this session has seen before."""
    return query.execution_options(populate_existing=True)


def _is_task(complaint: Matter, track: Forwarding) -> bool:
    """Whether the institution still owes something there."""
    return track.ended_at is None or complaint.stage in MONITORED


def _moved(session: Session, telling: Telling, complaint: Matter, track: Forwarding, now: datetime) -> bool:
    institution = session.get_one(Institution, track.institution_id)
    asked = routing.about(session, complaint, institution)
    routed = routing.route(session, institution, institution.zone.day_of(now), asked)
    relied_on = routed.relied_on if routed.relied_on and routed.relied_on.found != OF_INSPECTORATE else None
    chosen = relied_on or routed.contact
    new = chosen.person.id if chosen else None
    if new == track.focal_point_id:
        return False
    facts: dict[str, object] = {"institution": institution.code, "from": track.focal_point_id, "to": new}
    if not _is_task(complaint, track):
        facts["ended"] = True
    track.focal_point_id = new
    session.add(track)
    telling.tell(complaint, Event.FOCAL_POINT_CHANGED, facts, track, now)
    telling.carry_over(complaint)
    return True
