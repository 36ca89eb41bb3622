"""What has just come about, for a worker that is idle and asks several times in a second."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import and_, col, or_, select

from flows.wanted import LEFT_OPENING, MAY_WAKE, STALE, WANTS_RUN
from models.database import reading
from models.tables import Desk, Happening, Matter, Run

LATELY = timedelta(seconds=60)
"""How far back it looks: several passes of the steward."""

_HAPPENED = (
    select(Matter.id)
    .join(Happening, (col(Happening.matter_id) == Matter.id) & (col(Happening.seq) == col(Matter.version)))
    .join(Run, col(Run.matter_id) == Matter.id, isouter=True)
    .join(Desk, (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)), isouter=True)
    .where(
        col(Happening.recorded_at) > bindparam("lately", callable_=lambda: datetime.now(UTC) - LATELY),
        or_(and_(*WANTS_RUN, col(Run.run_id).is_(None)), and_(*STALE, MAY_WAKE)),
    )
)
"""A matter with a happening of late that wants a run, or whose desk must change."""

_GIVEN_UP = (
    select(Matter.id).join(Run, col(Run.matter_id) == Matter.id).where(col(Run.run_id).is_(None), *WANTS_RUN)
)
"""One whose run was given up."""

_LEFT = (
    select(Matter.id)
    .join(Run, col(Run.matter_id) == Matter.id)
    .join(Desk, (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)))
    .where(LEFT_OPENING, *STALE, MAY_WAKE)  # the first is a part of the second, and has an index of its own
)
"""One whose desk a crash left *opening*."""

_ANYTHING_NEW = select(or_(_GIVEN_UP.exists(), _LEFT.exists(), _HAPPENED.exists()))


def anything_new() -> bool:
    """Whether a matter that wants a run, or a desk that must change, has come about just now.

    Costs what has happened of late, not what is open: only matters with a happening of the last `LATELY`, runs that
    were given up and desks left *opening* are looked at, all through an index. The steward's pass finds the rest.
    """
    with reading() as session:
        return session.exec(_ANYTHING_NEW).one()
