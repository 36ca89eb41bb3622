"""What a segment owes Prefect and nobody waits for.

Spent forms are deleted, happenings posted; letters, tags and case sheet are shown. If it fails, nothing is lost: forms
are deleted by the next segment, happenings posted by dispatch, and the steward shows what is out of date.
"""

import structlog

from flows import server
from flows.happenings import post_happenings
from flows.letters import show_letters
from flows.segment import Segment
from flows.sheet import show_complaint

log = structlog.get_logger("flows")


async def tidy(segment: Segment) -> None:
    """Bring Prefect up to date. Whatever goes wrong is told by its class, and left to the passes."""
    try:
        for run_id, keys in segment.spent.items():
            await server.forget(segment.client, run_id, keys)
        await show_letters(segment)
        await post_happenings(segment.client, segment.matter_id)
        await show_complaint(segment.client, segment.number)
    except Exception as error:  # noqa: BLE001 - the matter waits at its desk: no failure may reach its run
        log.warning("tidying.failed", number=segment.number, error=type(error).__name__)
