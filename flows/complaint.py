"""The flow of complaints: one live run for each that is open."""

from prefect import flow

from flows.loop import live


@flow(persist_result=False, validate_parameters=True)
async def complaint(number: str) -> None:
    """One segment in the life of the complaint with this agenda number."""
    await live(number)
