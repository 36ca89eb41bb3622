"""A site of real processes - worker, Prefect server, mail server - any of which may be killed at any moment."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import HTTPError
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from sqlmodel import select

from deployments.mailbox.keeping import Mailbox
from models.casework import business_time
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Desk, DeskState, Letter, LetterState
from notifications import delivery
from tests import sample
from tests.office import Office, in_labels
from tests.prefect_server import Server, prefect_client, until
from tests.smtp_server import free_port

LATER = timedelta(hours=2)
ALL_MAILS = 1_000_000
"""Real time in which every lease has run out and every deferred letter is due."""


class Process:
    """One process of ours, with its output in a file."""

    def __init__(self, command: Sequence[str], output: Path) -> None:
        self._command, self.output = [sys.executable, "-m", *command], output
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The number of the process; none while it does not run."""
        return self._process.pid if self._process is not None and self.alive else None

    def start(self) -> None:
        """Start it."""
        with self.output.open("ab") as out:
            self._process = subprocess.Popen(self._command, stdout=out, stderr=out, env=dict(os.environ))

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, by a signal that it may or may not survive for a while."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=60)


class Site(Office):
    """The sample office whose parts are processes of their own. Deciding here bears with what is away."""

    def __init__(self, server: Server, folder: Path) -> None:
        super().__init__(server.api)
        self.server, self.mails = server, folder / "mails"
        port = str(settings().smtp_port)
        ports = ("--smtp-port", port, "--http-port", str(free_port()))
        mailbox = ("deployments.mailbox", *ports, "--kept", str(ALL_MAILS))
        self.processes = {
            "worker": Process(("deployments.worker",), folder / "worker.log"),
            "mail": Process((*mailbox, "--folder", str(self.mails)), folder / "mail.log"),
        }
        self._put_right_at = 0.0
        self._one_at_a_time = threading.Lock()

    def kill(self, victim: str) -> None:
        """End one of `worker`, `mail` and `server` without giving it a chance to say anything."""
        with self._one_at_a_time:
            if victim == "server":
                self.server.stop(kill=True)
            else:
                self.processes[victim].end(signal.SIGKILL)

    def mend(self) -> None:
        """Start again what does not run."""
        with self._one_at_a_time:
            if self.server.process is None or self.server.process.poll() is not None:
                self.server.start()
            for process in self.processes.values():
                if not process.alive:
                    process.start()

    def put_right(self) -> None:
        """What the steward does every half minute, every three seconds."""
        if time.monotonic() - self._put_right_at > 3:
            asyncio.run(_put_right())
            self._put_right_at = time.monotonic()

    def persist(self, number: str, **fields: Any) -> None:
        """Submit the decision as often as it takes until the complaint has moved on, whatever is killed meanwhile."""
        before = self.complaint(number).version

        def moved() -> bool:
            self.mend()
            desk = waiting_desk(number)
            if desk is not None:
                asyncio.run(try_to_resume(desk, in_labels(desk, fields)))
            self.put_right()
            return self.complaint(number).version > before

        until(moved, f"{fields['decision']} is taken", seconds=150)

    def deliver_all(self) -> None:
        """With everything at rest: send what still waits, as if the waits between tries were over."""
        self.sweep()
        delivery.deliver(now=lambda: datetime.now(UTC) + LATER)

    def mailed(self, number: str) -> dict[str, LetterState]:
        """The Message-ID of each letter of the complaint that goes by mail, and what became of it."""
        with reading() as session:
            query = select(Letter).where(
                Letter.matter_id == matter_by_number(session, number).id,
                Letter.delivery == Delivery.EMAIL,
            )
            return {row.message_id: row.state for row in session.exec(query)}

    def arrived(self) -> list[str]:
        """The Message-IDs of the mails that the server keeps."""
        return [str(mail.message()["Message-ID"]) for mail in Mailbox(self.mails).mails()]

    def repeats(self) -> int:
        """How many mails arrived that the server had already."""
        return sum(mail.repeats for mail in Mailbox(self.mails).mails())


def repaired_to(number: str, stage: Stage) -> Desk | None:
    """The desk of this stage, once the complaint waits at it; the steward passes first."""
    asyncio.run(_put_right())
    desk = waiting_desk(number)
    return desk if desk is not None and desk.stage is stage else None


def waiting_desk(number: str) -> Desk | None:
    """The desk at which the complaint waits right now, at its present version."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        query = select(Desk).where(Desk.matter_id == complaint.id, Desk.state == DeskState.OPEN)
        return next((desk for desk in session.exec(query) if desk.version == complaint.version), None)


async def try_to_resume(desk: Desk, raw: dict[str, Any]) -> None:
    """Submit the form; whoever is away, or was faster, is found out by what comes of it."""
    with suppress(HTTPError, ObjectNotFound, PrefectHTTPStatusError, TimeoutError):
        async with asyncio.timeout(10), prefect_client() as client:
            await client.resume_flow_run(UUID(desk.run_id), run_input=raw)


async def _put_right() -> None:
    from flows.steward import put_right

    with suppress(HTTPError, PrefectHTTPStatusError):
        async with prefect_client() as client:
            await put_right(client)


@pytest.fixture
def site(
    database_url: str, prefect_server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """The sample office at work in processes of its own; leases run out after some seconds."""
    del database_url
    for name, value in {
        "AGENDA_PATTERN": uuid4().hex[:6] + "{sequence:06d}.{year}",
        "SEGMENT_SECONDS": "6",
        "SMTP_PORT": str(free_port()),
        "SMTP_TIMEOUT": "2",
        "MAIL_DOMAIN": f"{uuid4().hex[:6]}.invalid",
    }.items():
        monkeypatch.setenv(f"NARAHUBUNG_{name}", value)
    settings.cache_clear()
    with transaction() as session:
        sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
    here = Site(prefect_server, home)
    here.mend()
    try:
        yield here
    finally:
        for process in here.processes.values():
            process.end(signal.SIGKILL)
        if prefect_server.process is None or prefect_server.process.poll() is not None:
            prefect_server.start()
