"""The scheduled passes are really scheduled by Prefect, and the worker runs them."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType

from deployments.deploying import PLACE_SECONDS
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


def lease_seconds(monkeypatch: pytest.MonkeyPatch) -> set[float]:
    """For how long passes renew their places, from now on."""
    seen, send = set[float](), httpx.Client.send

    def noting(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        if request.url.path.endswith("/renew"):
            seen.add(json.loads(request.content)["lease_duration"])
        return send(self, request, **more)

    monkeypatch.setattr(httpx.Client, "send", noting)
    return seen


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_passes_run_by_schedule(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody starts them: a database layer that breaks Prefect's scheduler shows here.

    And whoever dies in one keeps its place for a minute: for longer nothing would be repaired.
    """
    del office
    with by_schedule():
        renewed = lease_seconds(monkeypatch)
        until(
            lambda: {"clock", "steward"} <= asyncio.run(_ended_by_themselves()), "two passes ran", seconds=180
        )
    assert {PLACE_SECONDS} == renewed
