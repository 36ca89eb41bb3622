"""What Prefect has of our runs, asked for so that simply waiting costs nothing."""

from datetime import datetime, timedelta
from itertools import count

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType

UNDER_WAY = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
LIVE = (StateType.PAUSED, StateType.SCHEDULED, *UNDER_WAY)
UNSTARTED_AGE = timedelta(minutes=2)
"""A scheduled run that nobody has picked up for so long: there is no worker."""
PAGE = 200

OUR_FLOWS = FlowFilter(name=FlowFilterName(any_=["complaint", "network"]))
OUR_DEPLOYMENTS = DeploymentFilter(name=DeploymentFilterName(any_=["casework"]))
"""Both must hold: on a server that others use as well, a flow of theirs may have a name of ours."""


async def exceptional_runs(client: PrefectClient, now: datetime) -> dict[str, FlowRun]:
    """The runs of our matters that are not simply waiting, by id.

    A segment is under way, or nobody has picked them up for `UNSTARTED_AGE`, or they ended within the hour; `now` is
    the time of Prefect's server.
    """
    wanted = (
        FlowRunFilter(state=_in_state(*UNDER_WAY)),
        FlowRunFilter(
            state=_in_state(StateType.SCHEDULED),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now - UNSTARTED_AGE),  # pyright: ignore[reportArgumentType]
        ),
        FlowRunFilter(end_time=FlowRunFilterEndTime(after_=now - timedelta(hours=1))),  # pyright: ignore[reportArgumentType]
    )
    found: dict[str, FlowRun] = {}
    for each in wanted:
        for offset in count(0, PAGE):
            rows = await client.read_flow_runs(
                flow_filter=OUR_FLOWS,
                deployment_filter=OUR_DEPLOYMENTS,
                flow_run_filter=each,
                limit=PAGE,
                offset=offset,
            )
            found |= {str(run.id): run for run in rows}
            if len(rows) < PAGE:
                break
    return found


def _in_state(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))


async def live_runs(client: PrefectClient) -> int:
    """How many runs of our matters Prefect holds that are not at an end."""
    response = await client.request(
        "POST",
        "/flow_runs/count",
        json={
            "flows": OUR_FLOWS.model_dump(mode="json"),
            "deployments": OUR_DEPLOYMENTS.model_dump(mode="json"),
            "flow_runs": FlowRunFilter(state=_in_state(*LIVE)).model_dump(mode="json"),
        },
    )
    response.raise_for_status()
    return int(response.json())
