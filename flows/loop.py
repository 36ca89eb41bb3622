"""The loop: the one live run of whatever an office follows, a segment at a time.

A segment runs from waking up to waiting again. Suspending ends it; a resume starts the next one from the top.
"""

from flows.desk import open_desk
from flows.letters import send_letters
from flows.segment import take_forms, working_on
from flows.tidying import tidy
from flows.waiting import wait_at


async def live(number: str) -> None:
    """One segment: take in what was decided, write to whom it concerns, wait at the next desk."""
    async with working_on(number) as segment:
        if segment is None:
            return  # another run drives this matter: this one has nothing left to do
        await take_forms(segment)
        await send_letters(segment)
        if desk := open_desk(segment):
            await wait_at(segment, desk)
        await tidy(segment)
