"""Letters inside a segment: a task run per letter, named by kind and role, within a time budget.

What the budget does not reach, `flows.dispatch` sends.
"""

from datetime import UTC, datetime
from time import monotonic

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.segment import Segment
from models.casework.business_time import business_now
from models.database import transaction
from notifications import delivery, planning

BUDGET_SECONDS = 20.0


class LetterFailed(Exception):
    """This letter could not be sent now. It is safe in our database; the next segment or dispatch tries again."""

    def __init__(self, letter_id: int, error: Exception) -> None:
        super().__init__(f"{self.__doc__} ({letter_id}, {type(error).__name__})")


@task(cache_policy=NO_CACHE, persist_result=False)
def letter(letter_id: int) -> str:
    """Send one letter and say what became of it. Raises `LetterFailed` instead of any error, without its message."""
    try:
        return delivery.send_one(letter_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, its message may quote what a person wrote
        raise LetterFailed(letter_id, error) from None


async def send_letters(segment: Segment) -> None:
    """Plan the letters of what happened, and send what the budget allows."""
    real = datetime.now(UTC)
    with transaction() as session:
        planning.plan(session, segment.complaint_id, business_now(session, real))
        waiting = delivery.waiting_for(session, segment.complaint_id, real)
    until = monotonic() + min(BUDGET_SECONDS, segment.seconds_left / 2)
    for each in waiting:
        if monotonic() > until:
            return
        letter.with_options(task_run_name=f"{each.kind} · {each.role.value}")(each.id or 0)
