"""The flow of the network: one live run for each of its undertakings that is open."""

from prefect import flow

from flows.loop import live


@flow(persist_result=False, validate_parameters=True)
async def network(number: str) -> None:
    """One segment in the life of the undertaking with this agenda number."""
    await live(number)
