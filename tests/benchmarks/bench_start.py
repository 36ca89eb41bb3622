"""Starting: until the first complaint waits at its desk, beside Prefect's own server; and how soon help is there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from deployments.migrating import upgrade
from models.database import reading, transaction
from models.settings import settings
from models.tables import Desk, DeskState
from tests import sample
from tests.benchmarks.table import Table, middle, middles
from tests.smtp_server import free_port

SECTION = "start"
BIN = Path(sys.executable).parent


def until_true(condition: Callable[[], bool], patience: float = 180.0) -> None:
    """Wait for it, looking every twentieth of a second."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def timed(command: list[str], environment: dict[str, str], ready: Callable[[], bool]) -> float:
    """Seconds from starting the command until it is `ready`; it is ended then."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until_true(ready)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def bare(folder: Path) -> float:
    """Prefect's own server, on an empty database, until it answers."""
    port = free_port()
    home = folder / f"bare-{port}"

    def answers() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=2).is_success
        return False

    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    return timed(command, {"PREFECT_HOME": str(home), "PREFECT_API_URL": ""}, answers)


def ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> float:
    """`narahubung up` on an empty Prefect, until a complaint that was lodged before waits at its desk."""
    port = free_port()
    home = folder / f"ours-{port}"
    monkeypatch.setenv("NARAHUBUNG_HOME", str(home))
    monkeypatch.setenv("NARAHUBUNG_FILE_PORT", str(free_port()))
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", "")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    settings.cache_clear()
    upgrade()
    with transaction() as session:
        sample.office(session)
        sample.lodged(session, access="report")

    def waits() -> bool:
        with reading() as session:
            return session.exec(select(Desk).where(Desk.state == DeskState.OPEN)).first() is not None

    return timed([str(BIN / "narahubung"), "up", "--port", str(port)], {}, waits)


@pytest.mark.timeout(1500)
def test_start(home: Path, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both on empty databases, in turn."""
    mine, theirs = middles(lambda: ours(home, monkeypatch), lambda: bare(home))
    table.at_most(SECTION, "up until the first desk", mine, theirs, "prefect server start", 1.5)


def test_help(table: Table) -> None:
    """The command line does not import Prefect where it is not needed."""
    took = middle(lambda: timed_to_end([str(BIN / "narahubung"), "--help"]))
    table.by_itself(SECTION, "narahubung --help", f"{took:.2f} s", "< 0.4 s", met=took < 0.4)


def timed_to_end(command: list[str]) -> float:
    """Seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
