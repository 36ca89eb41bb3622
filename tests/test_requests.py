"""What a segment asks of the API of Prefect. The number may only fall: every request is CPU of a shared server."""

import asyncio
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

import httpx
import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

from tests import sample
from tests.office import Office
from tests.prefect_server import prefect_client, until

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(300),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SEGMENT = (
    "POST set_state",  # the claim: running
    "POST input/filter",  # what was submitted
    "DELETE input",  # the words first
    "POST input",  # the next form
    "POST set_state",  # suspended: from here on nobody waits
    "DELETE input",  # the spent form
    "POST events",
    "PATCH flow_runs",  # tags, if they changed
    "PATCH artifacts",  # the case sheet, if it changed
)


@contextmanager
def asked_by_segments(monkeypatch: pytest.MonkeyPatch) -> Generator[list[str]]:
    """Every request that a thread of the worker's places makes while the block lasts."""
    asked: list[str] = []

    def note(request: httpx.Request) -> None:
        if threading.current_thread().name == "segment":
            path = request.url.path.removeprefix("/api/")
            last = next(
                part for part in ("set_state", "input/filter", "input", path.split("/")[0]) if part in path
            )
            asked.append(f"{request.method} {last}")

    asynchronous, synchronous = httpx.AsyncClient.send, httpx.Client.send

    async def send(self: httpx.AsyncClient, request: httpx.Request, **more: object) -> httpx.Response:
        note(request)
        return await asynchronous(self, request, **more)  # pyright: ignore[reportArgumentType] - passed through

    def send_now(self: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
        note(request)
        return synchronous(self, request, **more)  # pyright: ignore[reportArgumentType] - passed through

    with monkeypatch.context() as patch:
        patch.setattr(httpx.AsyncClient, "send", send)
        patch.setattr(httpx.Client, "send", send_now)
        yield asked


def test_a_segment_asks_no_more_than_this(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """From *Submit* to the next desk: nine requests, five of them before the officer's desk is there."""
    number = office.lodge(access="report")
    office.desk(number)
    with asked_by_segments(monkeypatch) as asked:
        office.decide(number, decision="pass_formal")
        until(lambda: len(asked) >= len(SEGMENT) or None, "the segment has tidied up")

    assert list(SEGMENT) == asked


def test_each_letter_costs_one_request_when_the_desk_is_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown as a task run of the complaint's run, named by kind and role, in the state that it came to."""
    number = office.lodge(access="report")
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    before = len(office.letters(number))
    with asked_by_segments(monkeypatch) as asked:
        office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)
        sent = office.letters(number)[before:]
        until(lambda: asked[-1] == SEGMENT[-1] or None, "the segment has tidied up")

    assert len(sent) == asked.count("POST task_runs") > 0
    assert asked.index("POST task_runs") > max(
        at for at, each in enumerate(asked) if each == "POST set_state"
    )
    assert set(sent) <= {name.replace(" ·", "") for name in completed_tasks(office.run(number).run_id)}


def completed_tasks(run_id: str | None) -> list[str]:
    """The names of the run's task runs that Prefect shows as completed."""

    async def read() -> list[str]:
        of_the_run = FlowRunFilter(id=FlowRunFilterId(any_=[UUID(run_id)]))
        async with prefect_client() as client:
            tasks = await client.read_task_runs(flow_run_filter=of_the_run)
        return [task.name for task in tasks if task.state is not None and task.state.is_completed()]

    return asyncio.run(read())


def test_waiting_costs_no_request(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision to keep waiting changes neither tags nor case sheet, and nothing is posted or patched."""
    number = office.lodge(access="report")
    office.desk(number)
    with asked_by_segments(monkeypatch) as asked:
        office.decide(number, decision="keep_waiting")

    assert [each for each in SEGMENT if not re.match("PATCH|POST events", each)] == asked
