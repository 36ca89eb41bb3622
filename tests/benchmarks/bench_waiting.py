"""Waiting: complaints whose runs are suspended cost no process, no thread and no memory; the steward looks by."""

import asyncio
import resource
import threading
import time
from datetime import UTC, datetime
from statistics import median
from uuid import uuid4

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.states import Suspended

from flows.lately import LATELY
from flows.steward import needs_look, put_right
from flows.wanted import complaints_without_run
from models.casework import business_time, runs
from models.database import transaction
from models.stages import Stage
from models.tables import Desk, DeskState, Matter, Run
from tests import sample
from tests.benchmarks.table import Table, sized
from tests.prefect_server import Server, prefect_client

SECTION = "waiting"
AT_ONCE = 20
LOOK = 0.003
"""Seconds of CPU that a worker may spend on what is open, several times in each second."""


async def suspended(client: PrefectClient, count: int) -> None:
    """So many complaints, each at its open desk with a suspended run of its own."""
    deployment = await client.read_deployment_by_name("complaint/casework")
    for start in range(0, count, AT_ONCE):
        with transaction() as session:
            for _ in range(min(AT_ONCE, count - start)):
                sample.lodged(session, access="report")
        for each in complaints_without_run(AT_ONCE):
            state = Suspended(pause_key=uuid4().hex)
            made = await client.create_flow_run_from_deployment(
                deployment.id, parameters={"number": each.number}, name=each.number, state=state
            )
            with transaction() as session:
                runs.adopt(session, each.matter_id, each.generation, str(made.id), each.tags)
                session.flush()
                _open(session.get_one(Matter, each.matter_id), session.get_one(Run, each.matter_id))
                session.add(_desk(session.get_one(Matter, each.matter_id), str(made.id)))


def _open(complaint: Matter, run: Run) -> None:
    """Everything of it is shown."""
    run.sheet_version = complaint.version


def _desk(complaint: Matter, run_id: str) -> Desk:
    return Desk(
        token=uuid4().hex,
        matter_id=complaint.id or 0,
        run_id=run_id,
        generation=1,
        version=complaint.version,
        stage=Stage.FORMAL_CHECK,
        state=DeskState.OPEN,
        opened_at=datetime.now(UTC),
    )


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_waiting(database_url: str, prefect_server: Server, table: Table) -> None:
    """The steward's pass over them, with nothing to repair."""
    del database_url, prefect_server
    count = sized(10_000)
    with transaction() as session:
        sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)

    async def passes() -> tuple[float, int]:
        async with prefect_client() as client:
            await suspended(client, count)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            took = median([await _pass(client) for _ in range(3)])
            return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    async def passes_and_looks() -> tuple[float, int, float]:
        took, grown = await passes()
        await asyncio.sleep(LATELY.total_seconds())  # by now they have waited for longer than a moment
        looks = median([_look() for _ in range(20)])
        return took, grown, looks

    asyncio.run(_warm())
    threads = threading.active_count()
    took, grown, looks = asyncio.run(passes_and_looks())
    name = f"{count:,} suspended complaints"
    table.by_itself(SECTION, f"steward's pass, {name}", f"{took:.2f} s", "< 2 s", met=took < 2)
    table.by_itself(
        SECTION, f"idle worker's look, {name}", f"{looks * 1000:.1f} ms", "< 3 ms", met=looks < LOOK
    )
    more = threading.active_count() - threads
    cost = f"{more} threads, {grown / 1024:.0f} MB"
    met = more <= 0 and grown < 51_200
    table.by_itself(SECTION, f"ours while they wait, {name}", cost, "0 threads, < 50 MB", met=met)


async def _warm() -> None:
    """One pass over nothing, so that what a process needs once is there before anybody waits."""
    async with prefect_client() as client:
        await _pass(client)


async def _pass(client: PrefectClient) -> float:
    began = time.perf_counter()
    repaired = await put_right(client)
    assert repaired.total == 0
    return time.perf_counter() - began


def _look() -> float:
    began = time.process_time()
    assert not needs_look()
    return time.process_time() - began
