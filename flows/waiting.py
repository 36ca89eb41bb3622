"""Waiting at a desk: the form is saved first, then the run is suspended, then the desk is open (steps 4 to 6)."""

from prefect.exceptions import Pause

from flows import server
from flows.desk import Opened
from flows.segment import Segment
from flows.tidying import tidy
from models.casework import desks
from models.database import transaction


async def wait_at(segment: Segment, desk: Opened) -> None:
    """Suspend the run at the desk. Does not return unless Prefect wants the run to end.

    The schema is there before the state is: a resume in between would be refused, a crash in between would leave a
    run that can never be resumed. If the matter moved on while the desk was set up, the run wakes itself. What an
    officer need not wait for is done when the desk is open.
    """
    await server.save_form(segment.client, segment.run_id, desk.token, desk.schema)
    pause: Pause | None = await server.suspend(segment.client, segment.run_id, desk.token)
    if pause is None:
        return  # cancelling: obey; the steward brings the matter back
    with transaction() as session:
        still_true = desks.opened(session, desk.token)
    await tidy(segment)
    with transaction() as session:
        desks.finish(session, segment.matter_id, segment.lease)
    if not still_true:
        await server.nudge(segment.client, segment.run_id, desk.waiting)
    raise pause
