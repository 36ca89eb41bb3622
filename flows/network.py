"""The loop of the network: the one live run of an open undertaking, a segment at a time, as for complaints."""

from prefect import flow

from flows.desk import open_desk
from flows.letters import send_letters
from flows.segment import take_forms, working_on
from flows.tidying import tidy
from flows.waiting import wait_at


@flow(persist_result=False, validate_parameters=True)
async def network(number: str) -> None:
    """One segment: take in what was decided, write to whom it concerns, wait at the next desk."""
    async with working_on(number) as segment:
        if segment is None:
            return  # another run drives this undertaking: this one has nothing left to do
        await take_forms(segment)
        await send_letters(segment)
        if desk := open_desk(segment):
            await wait_at(segment, desk)
        await tidy(segment)
