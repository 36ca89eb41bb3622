"""A real Prefect server for the tests, started once, and an office that works through it.

Importing this module chooses the server's address and sets Prefect up before Prefect itself is imported. The server
runs on SQLite in a folder of its own; each test has its own database of ours and numbers of its own, so that runs of
different tests never meet.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from deployments import prefect_environment

ResultT = TypeVar("ResultT")
PATIENCE = 150.0
"""Seconds that a test waits for what happens by itself; the machines are slow at times."""
LAST_WORDS = 2000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = _free_port()
API = f"http://127.0.0.1:{PORT}/api"
FOLDER = Path(tempfile.mkdtemp(prefix="narahubung-prefect-"))
os.environ["PREFECT_API_URL"] = API
os.environ["PREFECT_HOME"] = str(FOLDER)
os.environ[prefect_environment.ORIGINS] = ",".join(prefect_environment.origins(API))
prefect_environment.apply(FOLDER, API)


class Server:
    """The server's process; can be killed and started again on the same database, or on an empty one."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        """The address of its API."""
        return f"http://127.0.0.1:{self.port}/api"

    def start(self) -> None:
        """Start it and wait until it answers."""
        words = ("server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        command = [sys.executable, "-m", "deployments.patient_server", *words]
        environment = {**os.environ, "PREFECT_API_URL": self.api, "PREFECT_HOME": str(self.folder)}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        until(self._answers, "Prefect's server answers", seconds=3 * PATIENCE)

    def _answers(self) -> bool:
        """Whether it is well. Fails where it has ended already, with its last words."""
        if self.process is not None and self.process.poll() is not None:
            said = (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")
            raise AssertionError(f"Prefect's server has ended: {said[-LAST_WORDS:]}")
        return healthy(self.api)

    def stop(self, *, kill: bool = False) -> None:
        """End it, politely or not."""
        if self.process is not None:
            self.process.kill() if kill else self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def forget_everything(self) -> None:
        """Delete its database; only while it is stopped."""
        for path in self.folder.glob("prefect.db*"):
            path.unlink()


def healthy(api: str) -> bool:
    """Whether the API at this address says that it is well."""
    try:
        return httpx.get(f"{api}/health", timeout=2).is_success
    except httpx.HTTPError:
        return False


NOT_IN_TIME = r"waited \d+ s in vain"
"""What `until` says when it gives up."""


def until(
    condition: Callable[[], ResultT | None], what: str, seconds: float = PATIENCE, every: float = 0.05
) -> ResultT:
    """Wait until `condition` holds, looking `every` so many seconds, and give what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds:.0f} s in vain: {what}")


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[Server]:
    """The server of this test session, deployed to."""
    server = Server(PORT, FOLDER)
    server.start()
    asyncio.run(deploy_again())
    yield server
    server.stop()


PASSES = ("clock", "dispatch", "steward", "register")


async def deploy_again(pool: str | None = None, kind: str = "narahubung") -> None:
    """Deploy to the test server; an emptied server needs it again.

    The scheduled passes are paused: a test calls them when it wants them, so that none comes in between.
    """
    from prefect import get_client

    from deployments.deploying import deploy

    async with get_client() as client:
        await deploy(client, pool=pool, kind=kind)
    await _each_pass("pause_deployment")


@contextmanager
def by_schedule() -> Generator[None]:
    """The scheduled passes run by themselves, for as long as the block lasts."""
    asyncio.run(_each_pass("resume_deployment"))
    try:
        yield
    finally:
        asyncio.run(_each_pass("pause_deployment"))


async def _each_pass(do: str) -> None:
    async with prefect_client() as client:
        for name in PASSES:
            found = await client.read_deployment_by_name(f"{name}/casework")
            await getattr(client, do)(found.id)


@asynccontextmanager
async def prefect_client() -> AsyncGenerator[Any]:
    """A client of the test server."""
    from prefect import get_client

    async with get_client() as client:
        yield client
