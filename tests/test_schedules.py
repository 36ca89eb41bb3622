"""The scheduled passes are really scheduled by Prefect, and the worker runs them."""

import asyncio
from typing import Any

import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType

from tests.office import Office
from tests.prefect_server import by_schedule, prefect_client, until

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(240)]


async def _ended_by_themselves() -> set[str]:
    """The names of the passes that Prefect scheduled and that have completed."""
    completed = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED]))
    )
    async with prefect_client() as client:
        runs: list[Any] = await client.read_flow_runs(flow_run_filter=completed)
        flows = {flow.id: flow.name for flow in await client.read_flows()}
        return {flows[run.flow_id] for run in runs if run.auto_scheduled}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_passes_run_by_schedule(office: Office) -> None:
    """Nobody starts them: a database layer that breaks Prefect's scheduler shows here."""
    del office
    with by_schedule():
        until(
            lambda: {"clock", "steward"} <= asyncio.run(_ended_by_themselves()), "two passes ran", seconds=180
        )
