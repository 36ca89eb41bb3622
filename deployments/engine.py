"""One segment of a complaint's run under the warm worker, with no request to Prefect that it can do without.

Prefect's own engine would spend a dozen requests, two websockets and a thread on what a segment never uses: retries,
results, a watch for suspensions from outside. What it must do is little: claim the run, give the flow its context,
and say how it ended. The scheduled passes keep Prefect's engine, which minds their concurrency limits.
"""

from collections.abc import Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from prefect import Flow, flow_engine
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import Abort, ObjectNotFound, Pause
from prefect.filesystems import LocalFileSystem, NullFileSystem
from prefect.flow_engine import run_flow_async
from prefect.results import ResultStore
from prefect.states import Cancelled, Completed, Crashed, Failed, Pending, Running
from prefect.utilities.engine import propose_state

from deployments.deploying import PLACE_SECONDS
from flows.segment import SegmentFailed
from models.casework import runs
from models.database import transaction

log = structlog.get_logger("worker")

_maintained = flow_engine.amaintain_concurrency_lease  # pyright: ignore[reportPrivateImportUsage] - no setting has it


def _maintained_briefly(
    lease_id: UUID, lease_duration: float, **more: Any
) -> AbstractAsyncContextManager[None]:
    """Prefect's engine takes the place for five minutes at a time, whatever the deployment says."""
    return _maintained(lease_id, min(lease_duration, PLACE_SECONDS), **more)


flow_engine.amaintain_concurrency_lease = _maintained_briefly  # pyright: ignore[reportPrivateImportUsage] - the same


async def live(client: PrefectClient, flow: Flow[Any, Any], run: FlowRun) -> None:
    """Claim the run and run its flow to its end or its next waiting."""
    if not await _claimed(client, run):
        return
    try:
        with _context(client, flow, run):
            await flow.fn(**run.parameters)
    except (Pause, Abort):
        return  # it waits, or it was scheduled anew: both are said already
    except SegmentFailed as error:
        # a number and the class of the cause: safe to tell as it is
        await _end(client, run, Failed(message=str(error)))
    except Exception as error:  # noqa: BLE001 - its message may hold somebody's words: told by class only
        log.warning("flow.raised", flow_run=str(run.id), error=type(error).__name__)
        await _end(client, run, Failed(message=type(error).__name__))
    except BaseException as error:
        await _end(client, run, Crashed(message=type(error).__name__))
        raise
    else:
        await _end(client, run, Completed())


async def _claimed(client: PrefectClient, run: FlowRun) -> bool:
    """Set the run *Running*, once for each time it was scheduled: our database says who may."""
    with transaction() as session:
        if not runs.take_up(session, str(run.id), str(run.state_id), datetime.now(UTC)):
            return False
    proposed: State[Any] = Running()
    try:
        result = await client.set_flow_run_state(run.id, proposed)
    except ObjectNotFound:
        return False
    if result.status is not SetStateStatus.ACCEPT:
        return False
    run.state = result.state or proposed
    return True


@contextmanager
def _context(client: PrefectClient, flow: Flow[Any, Any], run: FlowRun) -> Generator[None]:
    with FlowRunContext(
        flow=flow,
        flow_run=run,
        client=client,
        parameters=run.parameters,
        result_store=_nothing_stored(),
        persist_result=False,
        task_runner=flow.task_runner,
    ):
        yield


@cache
def _nothing_stored() -> ResultStore:
    """Nothing of a segment is a result. A named store spares asking the server which to use."""
    return ResultStore(result_storage=LocalFileSystem(), metadata_storage=NullFileSystem())


async def _end(client: PrefectClient, run: FlowRun, state: State[Any]) -> None:
    """Say how the run ended; one that is being cancelled ends cancelled, whatever it came to meanwhile."""
    now = (await client.read_flow_run(run.id)).state
    cancelling = now is not None and now.is_cancelling()
    await client.set_flow_run_state(run.id, Cancelled() if cancelling else state)


async def run_pass(client: PrefectClient, flow: Flow[Any, Any], run: FlowRun) -> None:
    """A scheduled pass, by Prefect's own engine: it holds the slot of the pass's concurrency limit."""
    try:
        state = await propose_state(client, Pending(), flow_run_id=run.id)
    except (Abort, Pause, ObjectNotFound):
        return  # somebody else has it, or it is gone
    if not state.is_pending():
        return
    run.state = state
    try:
        await run_flow_async(flow, flow_run=run, parameters=run.parameters)
    except (Pause, Abort):
        return
    except Exception as error:  # noqa: BLE001 - Prefect has it by class already (flows.guarding)
        log.warning("flow.raised", flow_run=str(run.id), error=type(error).__name__)
