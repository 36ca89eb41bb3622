"""A busy server is asked again in a moment; one that is away or under maintenance, with Prefect's own patience."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import anyio
import pytest
from prefect.exceptions import PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.connecting import connection


@contextmanager
def server_that_is_busy(times: int, **headers: str) -> Generator[str]:
    """The address of a server that answers 503 so many times, then well."""
    left = [times]

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            busy, left[0] = left[0] > 0, left[0] - 1
            self.send_response(503 if busy else 200)
            for name, value in headers.items() if busy else ():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so by its base
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def waits(monkeypatch: pytest.MonkeyPatch, times: int, **headers: str) -> list[float]:
    """How long the client waits between its tries, in seconds; it does not really wait."""
    waited: list[float] = []

    async def at_once(seconds: float) -> None:
        waited.append(seconds)

    async def ask() -> None:
        async with connection() as client:
            await client.request("GET", "/hello")

    with (
        server_that_is_busy(times, **headers) as address,
        temporary_settings(updates={PREFECT_API_URL: address}),
        monkeypatch.context() as patched,
    ):
        patched.setattr(anyio, "sleep", at_once)
        asyncio.run(ask())
    return waited


def test_a_server_that_is_well_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook says nothing where nothing is wrong."""
    assert waits(monkeypatch, 0) == []


def test_a_busy_server_is_asked_again_in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits grow from a tenth of a second."""
    first, second, third = waits(monkeypatch, 3)
    assert 0.1 <= first <= 0.2
    assert first < second < third < 2


def test_a_server_that_stays_busy_is_given_up_as_prefect_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After as many tries as the client is set to make."""
    with pytest.raises(PrefectHTTPStatusError):
        waits(monkeypatch, 6)
    assert len(waits(monkeypatch, 5)) == 5


@pytest.mark.parametrize("headers", [{"Retry_After": "7"}, {"Prefect_Maintenance": "true"}])
def test_what_the_server_says_of_itself_holds(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    """A hint of its own, or maintenance, is not overruled."""
    assert min(waits(monkeypatch, 1, **headers)) > 0.4
