"""What a segment asks of the API of Prefect. The number may only fall: every request is CPU of a shared server."""

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest

from tests.office import Office
from tests.prefect_server import until

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


def test_waiting_costs_no_request(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision to keep waiting changes neither tags nor case sheet, and nothing is posted or patched."""
    number = office.lodge(access="report")
    office.desk(number)
    with asked_by_segments(monkeypatch) as asked:
        office.decide(number, decision="keep_waiting")

    assert [each for each in SEGMENT if not re.match("PATCH|POST events", each)] == asked
