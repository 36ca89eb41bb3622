"""The clock of Prefect's server may be off against ours: nothing waits for that, and nothing is given up for it."""

import asyncio
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from prefect.client.schemas.objects import StateType
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Running

from deployments.checks import engine
from deployments.due_runs import due_runs
from flows import server_time
from flows.connecting import connection
from tests.office import Office
from tests.unattended import idle as idle, passed, put, type_of

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test learns of the server's clock is forgotten after it."""
    monkeypatch.setattr(server_time, "_seen", ())


@contextmanager
def server_that_is_off(by: timedelta) -> Generator[tuple[str, list[dict[str, Any]]]]:
    """The address of an API whose clock is off by so much and that has no runs, and the bodies of what it was asked."""
    asked: list[dict[str, Any]] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"[]")

        def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - always now
            return format_datetime(datetime.now(UTC) + by, usegmt=True)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named so by its base
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asked_after_an_answer(by: timedelta) -> float:
    """How many seconds ahead of our clock the second look for due runs goes, when the server's clock is off."""

    async def look_twice() -> None:
        async with connection() as client:
            for _ in range(2):
                assert [] == await due_runs(client, "narahubung", 10)

    with server_that_is_off(by) as (address, asked), temporary_settings(updates={PREFECT_API_URL: address}):
        asyncio.run(look_twice())
    until = datetime.fromisoformat(asked[-1]["scheduled_before"])
    return (until - datetime.now(UTC)).total_seconds()


@pytest.mark.parametrize("by", [MINUTE, -MINUTE], ids=["ahead", "behind"])
def test_the_worker_asks_for_what_is_due_by_the_servers_clock(by: timedelta) -> None:
    """A run that was resumed right now is due right now, also where it is a minute later."""
    assert by.total_seconds() == pytest.approx(asked_after_an_answer(by), abs=3)


def test_a_small_difference_is_none() -> None:
    """`Date` is cut to seconds."""
    assert 0 <= asked_after_an_answer(timedelta(seconds=-1)) < 1.1


def test_an_answer_that_was_read_late_puts_no_clock_back() -> None:
    """Of the last answers the one counts that shows the server furthest ahead."""
    for seconds in (0, -20, 0):
        header = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        asyncio.run(server_time.note(httpx.Response(200, headers={"Date": header})))
    assert timedelta() == server_time.ahead()


@pytest.mark.parametrize(
    ("by", "told"),
    [(MINUTE, "ahead of ours"), (-MINUTE, "behind ours"), (timedelta(), None)],
    ids=["ahead", "behind", "right"],
)
def test_doctor_warns_of_a_clock_that_is_off(by: timedelta, told: str | None) -> None:
    """More than five seconds apart is worth a word, and says what to do."""
    with server_that_is_off(by) as (address, _):
        found = [each for each in engine.prefect(address) if each.check == "time of prefect"]
    assert ([True] if told else []) == [str(told) in each.found for each in found]


@pytest.mark.prefect
@pytest.mark.timeout(120)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_how_long_a_run_has_been_under_way_is_told_by_the_servers_clock(idle: Office) -> None:
    """Begun this moment by ours and a minute ago by its own, with nobody at work on it: it is abandoned."""
    numbers = [idle.lodge() for _ in range(2)]
    passed()
    for number in numbers:
        put(idle.run(number).run_id or "", Running())
    assert 0 == passed().revived

    header = format_datetime(datetime.now(UTC) + MINUTE, usegmt=True)
    asyncio.run(server_time.note(httpx.Response(200, headers={"Date": header})))
    assert 2 == passed().revived
    assert {StateType.SCHEDULED} == {type_of(idle.run(number).run_id or "") for number in numbers}
