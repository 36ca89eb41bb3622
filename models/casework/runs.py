"""The one live run of a matter, as our database keeps it: adopted, replaced, troubled, quarantined. Real time."""

from datetime import datetime, timedelta
from enum import Enum

from sqlmodel import Session, col, or_, select, update

from models.casework.business_time import business_now
from models.casework.history import SYSTEM, record
from models.stages import Event
from models.tables import Matter, Run

QUARANTINE_AFTER = 3
BACKOFF = timedelta(seconds=15)
NUDGE_AGAIN = timedelta(seconds=10)
"""A run that was nudged waits for a free slot of a worker; asking again sooner only burdens the server."""

TAKEN_UP_FOR = timedelta(seconds=10)
"""The longest that a server's answer is under way; whatever is due after that may be taken up once more."""


class Verdict(Enum):
    """What to do about a run that ended although its matter has not."""

    REVIVE = "revive"
    QUARANTINE = "quarantine"  # it has failed too often: leave it to a person
    LEAVE = "leave"  # somebody sees to it already, or it must wait


class Trouble(Enum):
    """What became of a run whose matter is still open."""

    FAILED = "failed"  # it failed, crashed, or its process died: counts towards quarantine
    CANCELLED = "cancelled"  # by a person, in Prefect: noted in the history
    STRANDED = "stranded"  # paused by a person, where there is no desk at which it could be resumed


def adopt(session: Session, matter_id: int, generation: int, run_id: str, tags: list[str]) -> bool:
    """Make `run_id` the matter's run of this generation, unless it has one by now. True if it took."""
    session.get_one(Matter, matter_id, with_for_update=True)  # first, as everywhere: nobody waits in a circle
    run = session.get(Run, matter_id, with_for_update=True) or Run(matter_id=matter_id, generation=generation)
    if run.generation != generation or run.run_id not in (None, run_id):
        return False
    run.run_id, run.tags = run_id, tags
    session.add(run)
    return True


def take_up(session: Session, run_id: str, scheduling: str, real: datetime) -> bool:
    """Whether the caller is the first, for a while, to take up the run as it was scheduled by that state.

    Several workers hear of a due run at once, and some look at an answer that is old by now: Prefect would let the
    second of them start a run that has done its work and waits again. A run that nobody has adopted yet is anybody's.
    """
    known = select(Run.matter_id).where(Run.run_id == run_id)
    taken = (
        update(Run)
        .where(
            col(Run.run_id) == run_id,
            or_(col(Run.woken_by).is_distinct_from(scheduling), col(Run.woken_at) < real - TAKEN_UP_FOR),
        )
        .values(woken_by=scheduling, woken_at=real)
        .execution_options(synchronize_session=False)
    )
    return session.exec(taken).rowcount > 0 or session.exec(known).first() is None


def pass_over(session: Session, matter_id: int, generation: int) -> None:
    """Prefect's run of this generation is not the matter's: if it has none yet, it wants one of the next."""
    session.get_one(Matter, matter_id, with_for_update=True)
    run = session.get(Run, matter_id, with_for_update=True) or Run(matter_id=matter_id, generation=generation)
    if run.run_id is None and run.generation == generation:
        run.generation += 1
        session.add(run)


def next_generation(session: Session, matter_id: int, old_run_id: str | None) -> bool:
    """Give up the run `old_run_id`: the matter wants a new one, of the next generation. True if it was still it."""
    run = session.get(Run, matter_id, with_for_update=True)
    if run is None or run.run_id != old_run_id:
        return False
    run.generation += 1
    run.run_id = run.lease = run.leased_until = run.retry_at = run.artifact_id = run.sheet_digest = None
    run.failures, run.quarantined, run.sheet_version = 0, False, 0
    session.add(run)
    return True


def nudged(session: Session, matter_id: int, real: datetime) -> None:
    """The run was asked to wake: leave it alone for a while, whether it could or not."""
    run = session.get_one(Run, matter_id, with_for_update=True)
    run.retry_at = real + NUDGE_AGAIN
    session.add(run)


def note_trouble(
    session: Session, matter_id: int, run_id: str | None, real: datetime, trouble: Trouble
) -> Verdict:
    """The run `run_id` ended although its matter has not: what to do now. The next try waits longer.

    A cancelled run comes back with a note in the history: a withdrawal is a decision, not a cancelled run.
    """
    matter = session.get_one(Matter, matter_id, with_for_update=True)
    run = session.get_one(Run, matter_id, with_for_update=True, populate_existing=True)
    if run.run_id != run_id or run.quarantined or (run.retry_at is not None and run.retry_at > real):
        return Verdict.LEAVE
    run.lease = run.leased_until = None
    run.failures += trouble is Trouble.FAILED
    run.quarantined = run.failures >= QUARANTINE_AFTER
    run.retry_at = real + BACKOFF * 2**run.failures
    session.add(run)
    if trouble is Trouble.CANCELLED:
        now = business_now(session, real)
        record(session, matter, Event.NOTED, now, by=SYSTEM, facts={"run": "cancelled"})
    return Verdict.QUARANTINE if run.quarantined else Verdict.REVIVE


def release(session: Session, matter_id: int) -> None:
    """Let a quarantined run be tried again."""
    run = session.get_one(Run, matter_id, with_for_update=True)
    run.failures, run.quarantined, run.retry_at = 0, False, None
    session.add(run)
