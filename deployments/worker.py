"""The warm worker: runs segments inside its own process, so that a step costs a fraction of a second and not ten.

It looks for due runs when Prefect's events say that one was scheduled, and by itself every few seconds. Complaints
and the scheduled passes have places of their own. In its idle moments it attends to what our database says has
changed, so that an answer or a decision from the command line reaches the desk within a second.
"""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx
import structlog
from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.settings import PREFECT_API_URL

from deployments import engine, heartbeat
from deployments.deploying import FLOWS, MATTERS, NAME, deploy, deployments
from deployments.due_runs import due_runs
from deployments.prefect_environment import login
from deployments.slots import Slots
from deployments.unaided import Unaided
from deployments.waking import Listener
from flows import steward
from flows.connecting import connection
from models.database import DatabaseUnavailable
from models.settings import settings

log = structlog.get_logger("worker")

HEARTBEAT_SECONDS = 15.0
NET_SECONDS, DEAF_SECONDS = 5.0, 0.3
"""How often to ask for due runs although no event spoke of one: while events arrive, and while none can."""
AGAIN_SECONDS = 2.0
"""How long to wait before a server that did not answer as it should is asked again."""
STARTING_SECONDS, DEPLOYING_SECONDS = 60.0, 5.0
"""How long to wait, at the start, for a server that starts as well; and then for what is being deployed to it."""
FIRST_LOOK_SECONDS = 0.2
ATTENTIVE_SECONDS = 10.0
"""How long to look at all that is open after something was seen to: thousands of runs come by a few at a time."""
GRACE_SECONDS = 20.0
"""For how long a worker that was told to stop waits for its segments; `up` ends it after 25, a cluster after 60."""
PASS_GRACE_SECONDS = 5.0
"""For a pass less: the next one does what it left, and Prefect's engine can wait minutes for a server that is away."""
PASSES = 1
"""How many of the scheduled passes (clock, steward, dispatch) run at once."""
GIVEN_UP_AT_MOST = 3
"""Threads that hang cannot be killed: with so many of them the process leaves, for its supervisor to start it again."""


class WornOut(Exception):
    """Too many runs hang in this process: it ends so that a fresh one takes over. Nothing is lost."""


class Worker:
    """Runs what the work pool has, until it is told to stop. Raises `WornOut` when too many runs hang."""

    def __init__(self, pool: str, name: str) -> None:
        self.pool, self.name = pool, name
        default = 1 if settings().embedded else 3
        size = settings().concurrency or default
        self.complaints = Slots("segment", size, engine.live, self._freed)
        self.passes = Slots("pass", PASSES, engine.run_pass, self._freed)
        self._look_for = size + PASSES + 8
        self._unaided = Unaided()
        self._stopping = False
        self._awake, self._called = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flows: dict[UUID, Flow[Any, Any] | None] = {}
        self._due: list[FlowRun] = []
        self._attentive_until = 0.0

    def stop(self) -> None:
        """Finish the segments that live, take no more."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Work until told to stop; survives a server that is away."""
        self._loop = asyncio.get_running_loop()
        listener = Listener(self._call)
        listening = asyncio.create_task(listener.listen())
        self._unaided.start()
        try:
            await self.until_served()
            while not self._stopping:
                await self._while_the_server_is_there(listener)
        finally:
            self._unaided.stop()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await asyncio.gather(
                asyncio.to_thread(self.complaints.close, GRACE_SECONDS),
                asyncio.to_thread(self.passes.close, PASS_GRACE_SECONDS),
            )

    async def until_served(self) -> None:
        """Wait until the server knows the last of the deployments; after a while see for ourselves what is amiss."""
        until, address = time.monotonic() + STARTING_SECONDS, PREFECT_API_URL.value()
        last = f"{address}/deployments/name/{deployments()[-1].flow}/{NAME}"
        async with httpx.AsyncClient(timeout=AGAIN_SECONDS, auth=login()) as client:
            while address and not self._stopping and time.monotonic() < until:
                with suppress(httpx.HTTPError):
                    if (await client.get(last)).status_code != HTTPStatus.NOT_FOUND:
                        return
                    until = min(until, time.monotonic() + DEPLOYING_SECONDS)
                self._awake.clear()  # what is scheduled meanwhile is found by the first look
                await self._pause(FIRST_LOOK_SECONDS)

    async def _while_the_server_is_there(self, listener: Listener) -> None:
        try:
            async with connection() as client:
                await self._work(client, listener)
        except WornOut:
            raise
        except Exception as error:  # noqa: BLE001 - the server went away, or its answer was no answer: try again
            if _is_gone(error):
                await self._deploy_again()
            else:
                log.warning("server.away", error=type(error).__name__)
            await self._pause(AGAIN_SECONDS)

    async def _deploy_again(self) -> None:
        """Prefect's database is new: what was deployed is gone with the old one. Deploy it, and forget the old ids."""
        log.warning("deployments.gone", state="deploying")
        self._flows.clear()
        self._due.clear()
        try:
            async with connection() as client:
                await deploy(client, pool=self.pool)
        except Exception as error:  # noqa: BLE001 - the next look tries again
            log.warning("server.away", error=type(error).__name__)

    async def _work(self, client: PrefectClient, listener: Listener) -> None:
        beat = looked = 0.0
        while not self._stopping:
            now = time.monotonic()
            if now - beat > HEARTBEAT_SECONDS:
                await client.send_worker_heartbeat(self.pool, self.name, HEARTBEAT_SECONDS)
                beat = now
            self._awake.clear()
            if self._called.is_set() or now - looked > (NET_SECONDS if listener.hears else DEAF_SECONDS):
                self._called.clear()
                self._due = await due_runs(client, self.pool, self._look_for)
                looked = now
                self._unaided.answered()
            await self._take_due(client)
            await self._attend(client)
            self._give_up_overstayed()
            await self._pause(settings().poll_seconds)

    def _call(self) -> None:
        """A run was scheduled: ask which."""
        self._called.set()
        self._awake.set()

    def _freed(self) -> None:
        """A place is free: perhaps a run that is known has been waiting for it. Called in the place's thread."""
        if not settings().embedded:
            self._called.set()  # other workers have been at what was due then
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended, and with it the worker
                self._loop.call_soon_threadsafe(self._awake.set)

    async def _pause(self, seconds: float) -> None:
        heartbeat.beat()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), seconds)

    async def _take_due(self, client: PrefectClient) -> None:
        """Give a place to every run that is due and finds one; keep the others for when a place is free."""
        waiting: list[FlowRun] = []
        for run in self._due:
            flow = await self._flow_of(client, run)
            if flow is None:
                continue  # not one of ours
            slots = self.complaints if flow.name in MATTERS else self.passes
            if not slots.take(flow, run):
                waiting.append(run)
        self._due = waiting

    async def _flow_of(self, client: PrefectClient, run: FlowRun) -> Flow[Any, Any] | None:
        if run.flow_id not in self._flows:
            name = (await client.read_flow(run.flow_id)).name
            if name not in FLOWS:
                log.error("flow.unknown", flow=name)
            self._flows[run.flow_id] = FLOWS[name]() if name in FLOWS else None
        return self._flows[run.flow_id]

    async def _attend(self, client: PrefectClient) -> None:
        """See to what has just come about, and for a while after there was something, to what still waits its turn."""
        try:
            if time.monotonic() < self._attentive_until or await asyncio.to_thread(steward.needs_look):
                seen_to = await steward.attend(client)
                if seen_to.created or seen_to.nudged:
                    self._attentive_until = time.monotonic() + ATTENTIVE_SECONDS
        except DatabaseUnavailable as error:
            log.warning("database.unavailable", error=type(error).__name__)

    def _give_up_overstayed(self) -> None:
        for slots in (self.complaints, self.passes):
            slots.give_up_overstayed(settings().overdue_seconds)
            slots.close_spare()
        if self.complaints.given_up + self.passes.given_up >= GIVEN_UP_AT_MOST:
            raise WornOut(WornOut.__doc__)


def _is_gone(error: Exception) -> bool:
    """Whether the server knows nothing of what was deployed. Only some calls of its client say so by a class."""
    return isinstance(error, ObjectNotFound) or (
        isinstance(error, PrefectHTTPStatusError) and error.response.status_code == HTTPStatus.NOT_FOUND
    )


class _Quiet(logging.Filter):
    """Keeps Prefect's ERROR line for every suspension out of the operator's log: waiting is no error."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Finished in state Suspended" not in record.getMessage()


def work(name: str, ready: Callable[[], None] | None = None) -> None:
    """Run a warm worker in this process until SIGINT or SIGTERM."""
    for logger in ("prefect.flow_runs", "prefect.engine"):
        logging.getLogger(logger).addFilter(_Quiet())
    worker = Worker(settings().work_pool, name)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, worker.stop)
        if ready:
            ready()
        await worker.run()

    try:
        asyncio.run(main())
    except WornOut:
        log.error("worker.worn.out")  # noqa: TRY400 - its supervisor starts it again; there is nothing to trace
        sys.exit(1)


if __name__ == "__main__":
    import os

    from deployments.logs import configure

    configure(json=False)
    work(f"worker-{os.getpid()}")
