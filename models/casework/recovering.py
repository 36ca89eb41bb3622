"""After our database was put back from a backup: nothing it says about Prefect's runs is sure any more. Real time.

Prefect may have less than we remember (its own backup is a little older), nothing at all, or more (it went on). So
every desk at which a run should wait is doubted: it is *opening* again, and the steward wakes its run, which opens the
complaint's next desk from what our database says; a run that is not there is replaced. No desk that was taken is ever
untaken, so that no form counts twice; a form at a desk we do not know counts for nothing.
"""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select, update

from models.casework import runs
from models.stages import Stage
from models.tables import Desk, DeskState, Matter, Run


def doubt(session: Session, since: datetime) -> int:
    """Doubt every run's desk, and every complaint's that was closed after `since`; how many runs are to be woken."""
    session.exec(update(Run).values(lease=None, leased_until=None, retry_at=None))
    session.exec(update(Desk).where(col(Desk.state) == DeskState.OPEN).values(state=DeskState.OPENING))
    waiting = set(session.exec(select(Desk.run_id).where(Desk.state == DeskState.OPENING)))
    query = select(Run, Matter.stage).join(Matter, col(Matter.id) == col(Run.matter_id))
    doubted = 0
    for run, stage in session.exec(query.where(col(Run.run_id).is_not(None))).all():
        if run.run_id in waiting:
            doubted += 1
            continue
        last = _last_desk(session, run)
        if last is not None and (stage is not Stage.CLOSED or (last.taken_at or since) >= since):
            session.add(_again(last, since))
            doubted += 1
        elif last is None and stage is not Stage.CLOSED:
            runs.next_generation(session, run.matter_id, run.run_id)
    session.flush()
    return doubted


def _last_desk(session: Session, run: Run) -> Desk | None:
    query = select(Desk).where(Desk.matter_id == run.matter_id, Desk.run_id == run.run_id)
    return session.exec(query.order_by(col(Desk.opened_at).desc()).limit(1)).first()


def _again(last: Desk, since: datetime) -> Desk:
    """A desk at which the run may wait or not, for the steward to wake it by; its token is in no form."""
    return Desk(
        token=uuid4().hex,
        matter_id=last.matter_id,
        run_id=last.run_id,
        generation=last.generation,
        version=last.version,
        stage=last.stage,
        state=DeskState.OPENING,
        shown=last.shown,
        opened_at=since,
    )
