"""Letters inside a segment: planned from what happened, and sent within a time budget.

What the budget does not reach, `flows.dispatch` sends. Each letter that was tried is shown in the run as a task run,
named by kind and role; that happens when the next desk is there, for no officer need wait for it.
"""

from datetime import UTC, datetime
from time import monotonic

from prefect.states import Completed, Failed

from flows import server
from flows.segment import Segment
from models.casework.business_time import business_now
from models.database import transaction
from models.settings import settings
from models.tables import LetterState
from notifications import delivery, planning

BUDGET_SECONDS = 20.0
EMBEDDED_SECONDS = 5.0
"""Where segments live one at a time: while a slow mail server holds one, every other officer waits."""


async def send_letters(segment: Segment) -> None:
    """Plan the letters of what happened, and send what the budget allows, some at a time.

    Stops when nothing gets through: the mail server is away, and will be for the next letter too.
    """
    with transaction() as session:
        planning.plan(session, segment.matter_id, business_now(session, datetime.now(UTC)))
    budget = EMBEDDED_SECONDS if settings().embedded else BUDGET_SECONDS
    until = monotonic() + min(budget, segment.seconds_left / 2)
    while (left := until - monotonic()) > 0:
        counts = delivery.deliver(
            segment.matter_id,
            limit=settings().smtp_connections,
            budget_seconds=left,
            tell=segment.tried.append,
        )
        if counts.deferred == counts.total:
            return


async def show_letters(segment: Segment) -> None:
    """A task run for each letter that was tried, in one request each."""
    while segment.tried:
        letter, state = segment.tried[0]
        went = Completed() if state is LetterState.ACCEPTED else Failed(name=state.value.title())
        await server.show_task(
            segment.client, segment.run_id, "letter", f"{letter.kind} · {letter.role.value}", went
        )
        segment.tried.pop(0)
