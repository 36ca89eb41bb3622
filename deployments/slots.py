"""The places in which runs live: a thread each, with an event loop and open clients that outlive the runs.

A flow blocks its loop inside Prefect's synchronous calls, hence the thread; opening a client costs a TLS context,
hence it stays open. Threads cannot be killed: a place whose run has overstayed is given up for a new one.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import structlog
from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun

from flows.connecting import connection

log = structlog.get_logger("worker")

SPARE_AFTER_SECONDS = 10.0
"""When every place has been taken for so long, one more opens: a run that hangs delays no other for minutes."""

Engine = Callable[[PrefectClient, Flow[Any, Any], FlowRun], Coroutine[Any, Any, None]]


class Slot:
    """One place. `free` is called, in the place's own thread, whenever its run has ended."""

    def __init__(self, name: str, engine: Engine, free: Callable[[], None]) -> None:
        self._engine, self._free = engine, free
        self._work: queue.SimpleQueue[tuple[Flow[Any, Any], FlowRun] | None] = queue.SimpleQueue()
        self._run: tuple[UUID, float] | None = None
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def run_id(self) -> UUID | None:
        """The run that lives here."""
        return self._run[0] if self._run else None

    @property
    def age(self) -> float:
        """For how many real seconds its run has lived here."""
        return time.monotonic() - self._run[1] if self._run else 0.0

    def take(self, flow: Flow[Any, Any], run: FlowRun) -> None:
        """Let the run live here; only while no other does."""
        self._run = (run.id, time.monotonic())
        self._work.put((flow, run))

    @property
    def alive(self) -> bool:
        """Whether its thread has not ended."""
        return self._thread.is_alive()

    def close(self, patience: float) -> None:
        """Take no more, and wait for so many seconds for the run that lives here."""
        self._work.put(None)
        self._thread.join(patience)

    def _serve(self) -> None:
        asyncio.run(self._until_closed())

    async def _until_closed(self) -> None:
        async with AsyncExitStack() as open_clients:
            client: PrefectClient | None = None
            while (work := self._work.get()) is not None:
                flow, run = work
                try:
                    client = client or await open_clients.enter_async_context(connection())
                    await self._engine(client, flow, run)
                except BaseException as error:  # noqa: BLE001 - whatever it is, the worker goes on; the steward sees to the run
                    log.warning("run.ended.badly", flow_run=str(run.id), error=type(error).__name__)
                finally:
                    self._run = None
                    self._free()


class Slots:
    """All places for one kind of run."""

    def __init__(self, name: str, size: int, engine: Engine, free: Callable[[], None]) -> None:
        self._name, self._engine, self._free = name, engine, free
        self._size = size
        self._slots = [self._new() for _ in range(size)]
        self._given_up: list[Slot] = []

    def _new(self) -> Slot:
        return Slot(self._name, self._engine, self._free)

    @property
    def live(self) -> set[UUID]:
        """The runs that live here."""
        return {slot.run_id for slot in self._slots if slot.run_id is not None}

    @property
    def given_up(self) -> int:
        """How many threads hang: one whose run did come to its end, however late, counts no more."""
        self._given_up = [slot for slot in self._given_up if slot.alive]
        return len(self._given_up)

    def take(self, flow: Flow[Any, Any], run: FlowRun) -> bool:
        """Let the run live in a free place. False if it lives already, or no place is free."""
        if run.id in self.live:
            return False
        slot = next((each for each in self._slots if each.run_id is None), None) or self._spare()
        if slot is not None:
            slot.take(flow, run)
        return slot is not None

    def _spare(self) -> Slot | None:
        """One place more than usual, where every other has been taken for long."""
        if len(self._slots) > self._size or min(each.age for each in self._slots) < SPARE_AFTER_SECONDS:
            return None
        log.warning("place.spare", seconds=round(min(each.age for each in self._slots)))
        self._slots.append(self._new())
        return self._slots[-1]

    def close_spare(self) -> None:
        """Do without the spare place again, once it and another are free."""
        free = [each for each in self._slots if each.run_id is None]
        if len(self._slots) > self._size and len(free) > 1:
            free[-1].close(0.0)
            self._slots.remove(free[-1])

    def give_up_overstayed(self, seconds: float) -> None:
        """Put a new place where a run has lived for longer than that; the steward revives the run."""
        for index, slot in enumerate(self._slots):
            if slot.age > seconds:
                log.error("run.overdue", flow_run=str(slot.run_id), seconds=round(slot.age))
                slot.close(0.0)
                self._given_up.append(slot)
                self._slots[index] = self._new()

    def close(self, patience: float) -> None:
        """Wait, for so many seconds in all, for every run to reach its end or its next waiting.

        One that takes longer ends with the process: it was cut short before, and is put right by the steward.
        """
        until = time.monotonic() + patience
        for slot in self._slots:
            slot.close(max(0.0, until - time.monotonic()))
