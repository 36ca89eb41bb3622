"""An office without a worker, so that what the steward does is all that happens; and what may befall its runs."""

import asyncio
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled

from flows.steward import Repaired, attend, put_right
from models.casework import business_time
from models.casework.finding import matter_by_number
from models.database import transaction
from models.settings import settings
from models.tables import Desk, DeskState, Run
from tests import sample
from tests.office import Office
from tests.prefect_server import Server, prefect_client

DAY = timedelta(days=1)


@pytest.fixture
def idle(
    database_url: str, prefect_server: Server, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The sample office without any worker: what the steward does is the only thing that happens."""
    del database_url, mailbox
    monkeypatch.setenv("NARAHUBUNG_AGENDA_PATTERN", uuid4().hex[:6] + "{sequence:06d}.{year}")
    settings.cache_clear()
    with transaction() as session:
        sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
    asyncio.run(_clear())
    yield Office(prefect_server.api)
    asyncio.run(_clear())


async def _clear() -> None:
    """No run of other tests is left to be counted."""
    async with prefect_client() as client:
        names = FlowFilterName(any_=["complaint", "network", "alarm"])
        while rows := await client.read_flow_runs(flow_filter=FlowFilter(name=names), limit=200):
            for row in rows:
                await client.delete_flow_run(row.id)


def passed(*, thorough: bool = False) -> Repaired:
    """One pass of the steward."""

    async def one() -> Repaired:
        async with prefect_client() as client:
            return await put_right(client, thorough=thorough)

    return asyncio.run(one())


def put(run_id: str, state: Any) -> None:
    """Force a run into a state, as a failure or a person would."""

    async def one() -> None:
        async with prefect_client() as client:
            await client.set_flow_run_state(UUID(run_id), state, force=True)

    asyncio.run(one())


def type_of(run_id: str) -> StateType | None:
    """The type of a run's state; None when Prefect has no such run."""

    async def one() -> StateType | None:
        async with prefect_client() as client:
            try:
                run = await client.read_flow_run(UUID(run_id))
            except ObjectNotFound:
                return None
            return run.state.type if run.state else None

    return asyncio.run(one())


def delete(run_id: str) -> None:
    """Delete a run in Prefect, as a person may in its UI."""

    async def one() -> None:
        async with prefect_client() as client:
            await client.delete_flow_run(UUID(run_id))

    asyncio.run(one())


def change(number: str, **fields: Any) -> None:
    """Set columns of the complaint's run."""
    with transaction() as session:
        run = session.get_one(Run, matter_by_number(session, number).id)
        for name, value in fields.items():
            setattr(run, name, value)
        session.add(run)


async def tags_of(run_id: str) -> list[str]:
    """The tags of a run in Prefect."""
    async with prefect_client() as client:
        return (await client.read_flow_run(UUID(run_id))).tags


def stray(at: datetime | None = None, deployment: str = "complaint/casework", number: str = "nobody") -> str:
    """Make a live run that nobody asked for, tomorrow unless told when; its id."""

    async def one() -> str:
        async with prefect_client() as client:
            found = await client.read_deployment_by_name(deployment)
            made = await client.create_flow_run_from_deployment(
                found.id,
                parameters={"number": number} if deployment == "complaint/casework" else {},
                state=Scheduled(scheduled_time=at or datetime.now(UTC) + DAY),
            )
            return str(made.id)

    return asyncio.run(one())


@contextmanager
def another_deployment(flow: str) -> Generator[str]:
    """The name of a deployment that is not ours, of a flow that is called like one of ours."""

    async def make() -> UUID:
        async with prefect_client() as client:
            return await client.create_deployment(await client.create_flow_from_name(flow), "nightly")

    async def remove(made: UUID) -> None:
        async with prefect_client() as client:
            await client.delete_deployment(made)

    made = asyncio.run(make())
    yield f"{flow}/nightly"
    asyncio.run(remove(made))


def looked() -> Repaired:
    """What a worker does when it has a moment."""

    async def look() -> Repaired:
        async with prefect_client() as client:
            return await attend(client)

    return asyncio.run(look())


def put_at_a_desk(*numbers: str, state: DeskState = DeskState.OPEN) -> None:
    """Let the complaints have a desk of their present version, opened a minute ago, as a worker would have made it."""
    with transaction() as session:
        for number in numbers:
            complaint = matter_by_number(session, number)
            run = session.get_one(Run, complaint.id)
            session.add(
                Desk(
                    token=uuid4().hex, matter_id=run.matter_id, run_id=run.run_id or "", generation=1,
                    version=complaint.version, stage=complaint.stage, state=state,
                    opened_at=datetime.now(UTC) - timedelta(minutes=1),
                    shown={
                        "labels": {"decision": {"Tetap menunggu": "keep_waiting"}},
                        "about": {}, "language": "id",
                    },
                )
            )  # fmt: skip
