"""The worker wakes by Prefect's events, asks little while it waits, and lives one segment at a time on SQLite."""

import threading
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deployments import engine, slots, worker
from models.settings import settings
from models.stages import Stage
from tests.at_the_desk import hold, state_of
from tests.office import Office
from tests.prefect_server import until

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

NEVER = 600.0
IDLE_SECONDS = 20.0
IDLE_REQUESTS = round(IDLE_SECONDS / worker.NET_SECONDS + IDLE_SECONDS / worker.HEARTBEAT_SECONDS) + 1
"""A look every five seconds, a sign of life every fifteen: sixteen a minute, however many complaints wait."""


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many segments lived at each segment's beginning, itself included."""
    lived, seen, lock = [0], list[int](), threading.Lock()
    really = engine.live

    async def live(*given: Any) -> None:
        with lock:
            lived[0] += 1
            seen.append(lived[0])
        try:
            await really(*given)
        finally:
            with lock:
                lived[0] -= 1

    monkeypatch.setattr(engine, "live", live)
    return seen


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """Every request, and every client that was made, outside of the test's own thread."""
    asked, clients = list[str](), list[str]()
    send, init = httpx.AsyncClient.send, httpx.AsyncClient.__init__

    def counting(self: httpx.AsyncClient, request: httpx.Request, **more: Any) -> Coroutine[Any, Any, Any]:
        if threading.current_thread() is not threading.main_thread():
            asked.append(f"{request.method} {request.url.path}")
        return send(self, request, **more)

    def making(self: httpx.AsyncClient, **more: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            clients.append(threading.current_thread().name)
        init(self, **more)

    monkeypatch.setattr(httpx.AsyncClient, "send", counting)
    monkeypatch.setattr(httpx.AsyncClient, "__init__", making)
    return asked, clients


def test_a_resumed_run_is_taken_up_by_the_event_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no look for minutes the officer's form is taken in at once: Prefect's event woke the worker."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    until(lambda: state_of(desk.run_id) == "Suspended", "it waits")
    monkeypatch.setattr(worker, "NET_SECONDS", NEVER)
    monkeypatch.setenv("NARAHUBUNG_POLL_SECONDS", str(NEVER))
    settings.cache_clear()
    time.sleep(2)  # the pause before the last look ends, and the long one begins
    for decision, stage in (("pass_formal", Stage.MATERIAL_CHECK), ("pass_material", Stage.PLENARY)):
        began = time.monotonic()
        assert stage is office.decide(number, decision=decision).stage
        assert time.monotonic() - began < 20, "a second or two, on a machine that has nothing else to do"


def test_waiting_costs_sixteen_requests_a_minute(made: tuple[list[str], list[str]], office: Office) -> None:
    """And no new client: the worker keeps the one it has."""
    asked, clients = made
    numbers = [office.lodge(access="report") for _ in range(3)]
    for number in numbers:
        desk = office.desk(number)
        until(lambda desk=desk: state_of(desk.run_id) == "Suspended", "it waits")
    for _ in range(3):  # an alarm about a run of an earlier test may come late
        time.sleep(2)
        asked.clear()
        clients.clear()
        time.sleep(IDLE_SECONDS)
        if not any("set_state" in each for each in asked):
            break  # nothing was run: this is what waiting costs
    assert len(asked) <= IDLE_REQUESTS, asked
    assert [] == clients


def test_segments_share_one_client(made: tuple[list[str], list[str]], office: Office) -> None:
    """A place opens its client for its first run, and keeps it."""
    number = office.lodge(access="report")
    office.desk(number)
    made[1].clear()
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    assert [] == made[1]


def test_on_sqlite_segments_live_one_at_a_time(side_by_side: list[int], office: Office) -> None:
    """Side by side they would only wait for the database's one lock."""
    numbers = [office.lodge(access="report") for _ in range(4)]
    for number in numbers:
        office.desk(number)
    assert (4, {1}) == (len(side_by_side), set(side_by_side))


def test_while_one_run_hangs_another_complaint_is_served(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place is taken; after some seconds a spare one opens, and the other officer has the next desk."""
    monkeypatch.setattr(slots, "SPARE_AFTER_SECONDS", 1.0)
    hanging, other = office.lodge(access="report"), office.lodge(access="report")
    desk = office.desk(hanging)
    office.desk(other)
    hold(hanging, datetime.now(UTC) + timedelta(minutes=5))
    office.submit(hanging, desk=desk, decision="pass_formal")
    until(lambda: state_of(desk.run_id) == "Running", "its segment hangs")

    assert Stage.MATERIAL_CHECK is office.decide(other, decision="pass_formal").stage
    assert Stage.PLENARY is office.decide(other, decision="pass_material").stage
    assert "Running" == state_of(desk.run_id)
    hold(hanging, None)
    assert Stage.MATERIAL_CHECK is office.desk(hanging, after=desk.token).stage
