"""What has just come about, for a worker that is idle and asks several times in a second."""

from datetime import UTC, datetime, timedelta

from sqlmodel import and_, col, or_, select

from flows.nudging import OPENING_AGE
from flows.wanted import WANTS_RUN, may_wake, stale
from models.database import reading
from models.tables import Desk, DeskState, Happening, Matter, Run

LATELY = timedelta(seconds=60)
"""How far back it looks: several passes of the steward."""


def anything_new() -> bool:
    """Whether a matter that wants a run, or a desk that must change, has come about just now.

    Costs what has happened of late, not what is open: only matters with a happening of the last `LATELY`, runs that
    were given up and desks left *opening* are looked at, all through an index. The steward's pass finds the rest.
    """
    with reading() as session:
        real = datetime.now(UTC)
        lately = (
            select(Matter.id)
            .join(
                Happening,
                (col(Happening.matter_id) == Matter.id) & (col(Happening.seq) == col(Matter.version)),
            )
            .join(Run, col(Run.matter_id) == Matter.id, isouter=True)
            .join(
                Desk,
                (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)),
                isouter=True,
            )
            .where(
                col(Happening.recorded_at) > real - LATELY,
                or_(and_(*WANTS_RUN, col(Run.run_id).is_(None)), and_(*stale(real), may_wake(real))),
            )
        )
        given_up = (
            select(Matter.id)
            .join(Run, col(Run.matter_id) == Matter.id)
            .where(col(Run.run_id).is_(None), *WANTS_RUN)
        )
        left = (
            select(Matter.id)
            .join(Run, col(Run.matter_id) == Matter.id)
            .join(Desk, (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)))
            .where(
                col(Desk.state) == DeskState.OPENING,
                col(Desk.opened_at) < real - OPENING_AGE,
                *stale(real),
                may_wake(real),
            )
        )
        return any(session.exec(each.limit(1)).first() is not None for each in (given_up, left, lately))
