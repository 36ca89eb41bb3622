"""The runs that are due, as a worker asks Prefect for them."""

import random
from datetime import timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import WorkerFlowRunResponse
from pydantic import TypeAdapter

from flows.server_time import server_now
from models.settings import settings

PREFETCH = timedelta(seconds=1)
DUE = TypeAdapter(list[WorkerFlowRunResponse])


async def due_runs(client: PrefectClient, pool: str, most: int) -> list[FlowRun]:
    """Some of the runs that are due, those before the others for which somebody waits: they have lived before.

    Prefect gives the oldest first, passes before matters (`deploying.PASSES`). Where nothing but first segments came,
    of an import or after a restore, a second look goes past all of them that the steward lets be on their way.
    """
    due = await _scheduled(client, pool, most)
    if len(due) == most and not any(map(_has_lived, due)):
        due = await _scheduled(client, pool, most + settings().runs_per_pass)
    if not settings().embedded:
        random.shuffle(due)  # several workers that all begin at the same end would only meet
    return sorted(due, key=_has_lived, reverse=True)


async def _scheduled(client: PrefectClient, pool: str, limit: int) -> list[FlowRun]:
    response = await client.request(
        "POST",
        "/work_pools/{name}/get_scheduled_flow_runs",
        path_params={"name": pool},
        json={"scheduled_before": (server_now() + PREFETCH).isoformat(), "limit": limit},
    )
    return [each.flow_run for each in DUE.validate_python(response.json())]


def _has_lived(run: FlowRun) -> bool:
    return run.run_count > 0
