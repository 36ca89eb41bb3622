"""Suspending a run when answers are lost: an officer who was quicker is never put back to sleep."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.objects import State
from prefect.exceptions import Abort
from prefect.states import Running, Suspended

from flows import server
from flows.connecting import AnswerLost, connection
from tests.office import Office
from tests.prefect_server import prefect_client
from tests.unattended import idle as idle, passed, put

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(120),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SCHEMA = {"type": "object", "properties": {"decision": {"type": "string"}}}


@pytest.fixture
def running(idle: Office) -> UUID:
    """A run whose segment is about to suspend it."""
    number = idle.lodge(access="report")
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, Running())
    return UUID(run_id)


@contextmanager
def losing_answers(patch: pytest.MonkeyPatch, run_id: UUID, *, wake: bool = False) -> Generator[list[int]]:
    """The server does what it is asked, and the answer to each proposal is lost; an officer may come in between."""
    answers: list[int] = []
    send = httpx.AsyncClient.send

    async def lost(self: httpx.AsyncClient, request: httpx.Request, **more: Any) -> httpx.Response:
        response = await send(self, request, **more)
        if not request.url.path.endswith("/set_state"):
            return response
        answers.append(response.status_code)
        if wake:
            async with prefect_client() as officer:
                await officer.resume_flow_run(run_id, run_input={"decision": "go on"})
        raise httpx.ReadError("the server died after its work")

    with patch.context() as patched:
        # below the client of Prefect, which would repeat the request by itself
        patched.setattr(httpx.AsyncClient, "send", lost)
        yield answers


async def suspended(run_id: UUID, token: str) -> State[Any] | None:
    """The state that a segment which suspends the run at this desk ends with."""
    async with connection() as client:
        await server.save_form(client, run_id, token, SCHEMA)
        pause = await server.suspend(client, run_id, token)
        return pause.state if pause else None


async def state_now(run_id: UUID) -> State[Any] | None:
    """Where Prefect has the run."""
    async with prefect_client() as client:
        return (await client.read_flow_run(run_id)).state


def test_a_suspension_whose_answer_is_lost_is_looked_up(
    running: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was asked once; the run waits where it should."""
    token = uuid4().hex
    with losing_answers(monkeypatch, running) as answers:
        state = asyncio.run(suspended(running, token))
    assert state is not None
    assert (token, 1) == (state.state_details.pause_key, len(answers))


def test_an_officer_who_was_quicker_stays_awake(running: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form came in while the answer was lost: the run is left scheduled, and the next segment takes the form."""
    with losing_answers(monkeypatch, running, wake=True), pytest.raises(Abort):
        asyncio.run(suspended(running, uuid4().hex))
    state = asyncio.run(state_now(running))
    assert state is not None
    assert state.is_scheduled()


def test_a_run_that_waits_at_a_dead_desk_is_moved_to_the_open_one(running: UUID) -> None:
    """Prefect refuses to suspend what is suspended; at the old desk nobody could ever submit anything."""
    put(str(running), Suspended(pause_key="a desk that is gone"))
    token = uuid4().hex
    asyncio.run(suspended(running, token))
    state = asyncio.run(state_now(running))
    assert state is not None
    assert (token, server.keys(token)) == (
        state.state_details.pause_key,
        state.state_details.run_input_keyset,
    )


def test_when_nothing_is_heard_the_segment_fails(running: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect never gets the request: the run stays running, and the steward sees to it."""
    send = httpx.AsyncClient._send_single_request  # below its hooks

    async def away(self: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/set_state"):
            raise httpx.ReadError("nobody there")
        return await send(self, request)

    monkeypatch.setattr(server, "LOST", (0.0, 0.0))
    monkeypatch.setattr(httpx.AsyncClient, "_send_single_request", away)
    with pytest.raises(AnswerLost):
        asyncio.run(suspended(running, uuid4().hex))
