"""How much the steward may still ask of Prefect: so many runs are on their way at a time, whoever looks how often."""

from sqlmodel import col, exists, select

from flows.wanted import REAL, STALE, WANTS_RUN, stale_desks
from models.database import reading
from models.settings import settings
from models.tables import Desk, Matter, Run


def room_for_runs() -> int:
    """How many runs may be made right now; none where none is wanted."""
    most = settings().runs_per_pass
    return most - _runs_on_their_way(most) if _some_lack_a_run() else 0


def room_for_nudges() -> int:
    """How many runs may be nudged right now; none where none need be."""
    most = settings().runs_per_pass
    return most - _nudges_on_their_way(most) if stale_desks(1) else 0


def _some_lack_a_run() -> bool:
    with reading() as session:
        query = (
            select(Matter.id)
            .join(Run, col(Run.matter_id) == Matter.id, isouter=True)
            .where(*WANTS_RUN, col(Run.run_id).is_(None))
            .limit(1)
        )
        return session.exec(query).first() is not None


def _runs_on_their_way(most: int) -> int:
    """How many were made and have not come to a desk yet, counted up to `most`; one in quarantine never will."""
    with reading() as session:
        query = (
            select(Run.matter_id)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .where(
                *WANTS_RUN,
                col(Run.run_id).is_not(None),
                col(Run.quarantined).is_(False),
                ~exists().where(col(Desk.matter_id) == Run.matter_id, col(Desk.run_id) == Run.run_id),
            )
            .limit(most)
        )
        return len(session.exec(query).all())


def _nudges_on_their_way(most: int) -> int:
    """How many were nudged a moment ago and have not woken yet, counted up to `most`."""
    with reading() as session:
        query = (
            select(Run.matter_id)
            .join(Matter, col(Run.matter_id) == Matter.id)
            .join(Desk, (col(Desk.matter_id) == Matter.id) & (col(Desk.run_id) == col(Run.run_id)))
            .where(*STALE, col(Run.retry_at) > REAL)
            .limit(most)
        )
        return len(session.exec(query).all())
