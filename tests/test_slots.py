"""The places in which runs live: one run each, and a run that hangs costs its place and nobody else's time."""

import asyncio
import threading
from typing import Any
from uuid import uuid4

import pytest
from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun

from deployments.slots import Slots
from deployments.worker import GIVEN_UP_AT_MOST, Worker, WornOut
from flows.complaint import complaint
from tests.prefect_server import Server, until

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(120)]


class Engine:
    """Runs that end when they are let go, and remember that they lived."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.lived: list[str] = []
        self.freed = 0

    async def __call__(self, _client: PrefectClient, _flow: Flow[Any, Any], run: FlowRun) -> None:
        """Live until let go, blocking the thread as a flow does."""
        if run.name == "hangs":
            self.let_go.wait(60)
        self.lived.append(run.name)

    def free(self) -> None:
        """A place is free."""
        self.freed += 1


def run(name: str) -> FlowRun:
    """A run as a poll brings it."""
    return FlowRun(id=uuid4(), name=name, flow_id=uuid4())


def test_a_run_lives_in_one_place_at_a_time(prefect_server: Server) -> None:
    """The second offer of a run that lives already is declined, and so is any while no place is free."""
    del prefect_server
    engine = Engine()
    slots = Slots("test", 1, engine, engine.free)
    first = run("hangs")
    assert slots.take(complaint, first)
    assert not slots.take(complaint, first)
    assert not slots.take(complaint, run("other"))
    engine.let_go.set()
    until(lambda: engine.freed == 1 or None, "the place is free")
    assert slots.take(complaint, run("other"))
    slots.close(10)
    assert ["hangs", "other"] == engine.lived


def test_a_run_that_fails_leaves_its_place_usable(prefect_server: Server) -> None:
    """Whatever a run raises, even what ends processes, the next one lives."""
    del prefect_server
    engine = Engine()

    async def failing(client: PrefectClient, flow: Flow[Any, Any], each: FlowRun) -> None:
        if each.name == "fails":
            raise SystemExit(3)
        await engine(client, flow, each)

    slots = Slots("test", 1, failing, engine.free)
    slots.take(complaint, run("fails"))
    until(lambda: engine.freed == 1 or None, "the place is free")
    assert slots.take(complaint, run("next"))
    slots.close(10)
    assert ["next"] == engine.lived


def test_a_hanging_run_delays_no_other(prefect_server: Server) -> None:
    """After its time a new place takes over; the run itself is the steward's to revive."""
    del prefect_server
    engine = Engine()
    slots = Slots("test", 1, engine, engine.free)
    slots.take(complaint, run("hangs"))
    slots.give_up_overstayed(seconds=60)
    assert 0 == slots.given_up
    slots.give_up_overstayed(seconds=0)
    assert 1 == slots.given_up
    assert slots.take(complaint, run("next"))
    until(lambda: engine.lived == ["next"] or None, "the next run lives")
    engine.let_go.set()
    until(lambda: slots.given_up == 0, "a run that ends late costs no thread")
    slots.close(10)


def test_a_spare_place_opens_when_all_are_taken_for_long(
    prefect_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One, not one for every run; it closes when the others have room again."""
    del prefect_server
    engine = Engine()
    slots = Slots("test", 1, engine, engine.free)
    slots.take(complaint, run("hangs"))
    assert not slots.take(complaint, run("next"))
    monkeypatch.setattr("deployments.slots.SPARE_AFTER_SECONDS", 0.0)
    assert slots.take(complaint, run("next"))
    until(lambda: engine.lived == ["next"], "the next run lives")
    slots.close_spare()
    assert slots.take(complaint, run("hangs")), "it stays while the first one hangs"
    assert not slots.take(complaint, run("third"))
    engine.let_go.set()
    until(lambda: not slots.live, "both have ended")
    slots.close_spare()
    assert slots.take(complaint, run("hangs"))
    slots.close(10)


def test_a_hanging_run_does_not_hold_up_the_end(prefect_server: Server) -> None:
    """Whoever ends a worker waits as long as it may take, and no longer."""
    del prefect_server
    engine = Engine()
    slots = Slots("test", 2, engine, engine.free)
    slots.take(complaint, run("hangs"))
    slots.close(0.2)
    assert 1 == len(slots.live)
    engine.let_go.set()
    until(lambda: engine.freed == 1 or None, "it ends by itself")


def test_a_worker_in_which_too_much_hangs_leaves(prefect_server: Server) -> None:
    """Threads cannot be killed: with so many of them it ends, for its supervisor to start a fresh one."""
    del prefect_server
    engine = Engine()
    worker = Worker("narahubung", f"test-{uuid4()}")
    worker.complaints = Slots("test", GIVEN_UP_AT_MOST, engine, engine.free)
    for _ in range(GIVEN_UP_AT_MOST):
        worker.complaints.take(complaint, run("hangs"))
    worker.complaints.give_up_overstayed(seconds=0)
    with pytest.raises(WornOut):
        asyncio.run(worker.run())
    engine.let_go.set()
