"""Many machines on one: two API servers behind one address, background services, three workers, Redis, PostgreSQL.

Each part is a process of its own and can be killed; the address is a small proxy that goes round the servers and passes
over one that is away, as the reverse proxy of an installation does.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_DOCKET_URL, temporary_settings
from redis import Redis
from redis.exceptions import RedisError

from deployments.deploying import deploy
from deployments.prefect_environment import MANY
from models.casework import business_time
from models.database import transaction
from models.settings import settings
from tests import sample
from tests.besieged import Process
from tests.conftest import lacking, new_database
from tests.office import Office
from tests.prefect_server import healthy, prefect_client, until
from tests.smtp_server import Mailbox, free_port

REDIS = os.environ.get("NARAHUBUNG_TEST_REDIS", "redis://127.0.0.1:6379")
RESERVE = ("SET", "narahubung:test", "topology", "NX", "EX", "3600")
"""Takes a numbered database for an hour, unless somebody else has."""
WORKERS = ("worker-1", "worker-2", "worker-3")
SERVERS = ("api-1", "api-2")


class Balancer:
    """One TCP address in front of several ports: each connection goes to the next one that answers."""

    def __init__(self, ports: tuple[int, ...]) -> None:
        self.port, self.served = free_port(), dict.fromkeys(ports, 0)
        self._turns, self._listening = cycle(ports), threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=asyncio.run, args=(self._listen(),), daemon=True)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._thread.start()
        assert self._listening.wait(10)

    def stop(self) -> None:
        """Listen no more."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(10)

    async def _listen(self) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._serve, "127.0.0.1", self.port):
            self._listening.set()
            await self._done.wait()
        joined = asyncio.all_tasks() - {asyncio.current_task()}
        for each in joined:
            each.cancel()
        await asyncio.gather(*joined, return_exceptions=True)
        await asyncio.sleep(0.1)  # a closed connection is let go by the loop's next turns

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for _ in self.served:
                port = next(self._turns)
                with suppress(OSError):
                    with suppress(asyncio.CancelledError):  # the proxy is being stopped
                        await self._join(port, reader, writer)
                    return
        finally:
            writer.close()

    async def _join(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a connection to the server at `port` until both have ended. Raises `OSError` where it is away."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        self.served[port] += 1
        try:
            await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        finally:
            far_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy one direction to its end; an end of either kind closes the other side."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


class Topology(Office):
    """The sample office on many machines. `kill` ends a part without a word, `mend` starts what does not run."""

    def __init__(self, folder: Path, mailbox: Mailbox) -> None:
        ports = (free_port(), free_port())
        self.balancer, self.mailbox = Balancer(ports), mailbox
        super().__init__(f"http://127.0.0.1:{self.balancer.port}/api")
        self.apis = {name: f"http://127.0.0.1:{port}/api" for name, port in zip(SERVERS, ports, strict=True)}
        start = (
            "deployments.patient_server",
            "server",
            "start",
            "--no-services",
            "--host",
            "127.0.0.1",
            "--port",
        )
        commands: dict[str, tuple[str, ...]] = {
            name: (*start, str(port)) for name, port in zip(SERVERS, ports, strict=True)
        }
        commands["services"] = ("prefect", "server", "services", "start")
        commands |= dict.fromkeys(WORKERS, ("deployments.worker",))
        self.processes = {
            name: Process(command, folder / f"{name}.log") for name, command in commands.items()
        }

    def start(self) -> None:
        """Bring Prefect's database up to date, start every part, deploy."""
        subprocess.run(
            [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"],
            check=True, capture_output=True,
        )  # fmt: skip
        self.balancer.start()
        for name in (*SERVERS, "services"):
            self.processes[name].start()
        for name in SERVERS:
            until(lambda name=name: healthy(self.apis[name]), f"{name} answers", seconds=120)
        asyncio.run(_deploy())
        for name in WORKERS:
            self.processes[name].start()

    def kill(self, victim: str) -> None:
        """End this part by `kill -9`."""
        self.processes[victim].end(signal.SIGKILL)

    def mend(self) -> None:
        """Start again what does not run."""
        for process in self.processes.values():
            if not process.alive:
                process.start()

    def stop(self) -> None:
        """End everything."""
        for process in self.processes.values():
            process.end(signal.SIGKILL)
        self.balancer.stop()


async def _deploy() -> None:
    async with prefect_client() as client:
        await deploy(client)


def _asked(number: int, *words: str) -> str:
    """What the numbered database of Redis answers. Raises `RedisError`."""
    parts = urlsplit(REDIS)
    host, port = parts.hostname or "127.0.0.1", parts.port or 6379
    with Redis(host, port, db=number, password=parts.password, protocol=2, decode_responses=True) as client:
        execute: Callable[..., object] = client.execute_command  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return str(execute(*words))


@contextmanager
def redis_database() -> Generator[str]:
    """The URL of a numbered Redis database that was empty; reserved for the block and emptied after it."""
    for number in range(1, 16):
        try:
            free = _asked(number, "DBSIZE") == "0" and _asked(number, *RESERVE) == "True"
        except RedisError as error:
            lacking("Redis", f"Start a server, or set NARAHUBUNG_TEST_REDIS to its URL. ({error})")
            raise
        if not free:
            continue
        try:
            yield f"{REDIS}/{number}"
        finally:
            _asked(number, "FLUSHDB")
        return
    pytest.fail(f"Every numbered database of {REDIS} is in use: empty one of 1 to 15.", pytrace=False)


@pytest.fixture
def topology(
    database_url: str,
    postgres: psycopg.Connection,
    mailbox: Mailbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Topology]:
    """The sample office at work on many machines; leases run out, and passes come by, after some seconds."""
    del database_url
    with new_database(postgres) as prefects, redis_database() as redis_url:
        here = Topology(tmp_path, mailbox)
        variables = {
            **MANY,
            "PREFECT_API_URL": here.address,
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": prefects.replace("+psycopg", "+asyncpg", 1),
            "PREFECT_REDIS_MESSAGING_URL": redis_url,
            "PREFECT_SERVER_DOCKET_URL": redis_url,
            "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL": redis_url,
            "NARAHUBUNG_AGENDA_PATTERN": uuid4().hex[:6] + "{sequence:06d}.{year}",
            "NARAHUBUNG_MAIL_DOMAIN": f"{uuid4().hex[:6]}.invalid",
            "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "30",
            "NARAHUBUNG_CONCURRENCY": "2",
            "NARAHUBUNG_SEGMENT_SECONDS": "15",
            "NARAHUBUNG_POLL_SECONDS": "1",
            "NARAHUBUNG_STEWARD_SECONDS": "15",
            "NARAHUBUNG_DISPATCH_SECONDS": "30",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        with transaction() as session:
            sample.office(session)
            business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
        try:
            with temporary_settings({PREFECT_API_URL: here.address, PREFECT_SERVER_DOCKET_URL: redis_url}):
                here.start()
                yield here
        finally:
            here.stop()
