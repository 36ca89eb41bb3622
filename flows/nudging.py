"""Waking a matter's run from outside because its desk must change.

A nudge is a resume with a non-empty input: the response key is unique, so that a nudge and a form at the same
instant cannot both win, and the loser is told.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from sqlmodel import Session, select

from flows import server
from models.casework import runs
from models.casework.finding import matter_by_number
from models.database import transaction
from models.tables import Desk, DeskState, Matter, Run

OPENING_AGE = timedelta(seconds=30)
"""A desk that is still *opening* after so long was left so by a crash."""


async def nudge_complaint(client: PrefectClient, number: str) -> bool:
    """Wake the run of a matter whose open desk is out of date. True if it was woken.

    A run that Prefect no longer has is given up: the steward makes the next one.
    """
    real = datetime.now(UTC)
    with transaction() as session:
        matter = matter_by_number(session, number)
        stale = stale_desk(session, matter, real)
        if stale is None:
            return False
        runs.nudged(session, stale.matter_id, real)
    try:
        return await server.nudge(client, UUID(stale.run_id), next(iter(stale.shown["labels"]["decision"])))
    except ObjectNotFound:
        with transaction() as session:
            runs.next_generation(session, stale.matter_id, stale.run_id)
    except PrefectHTTPStatusError:
        pass  # a busy server: again in a while
    return False


def stale_desk(session: Session, matter: Matter, real: datetime) -> Desk | None:
    """The desk at which the matter's run waits although the matter has moved on; or one left *opening*.

    None while somebody else's nudge is on its way: a second one would only meet the officer at the new desk.
    """
    run = session.get(Run, matter.id)
    if run is None or run.run_id is None or (run.retry_at is not None and run.retry_at > real):
        return None
    desk = session.exec(
        select(Desk).where(
            Desk.matter_id == matter.id, Desk.run_id == run.run_id, Desk.state != DeskState.TAKEN
        )
    ).first()
    if desk is None:
        return None
    left = desk.state is DeskState.OPENING and real - desk.opened_at > OPENING_AGE
    return desk if left or desk.version != matter.version else None
