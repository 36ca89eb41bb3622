"""A site for timing flows: Prefect's server, a worker and a mail server, driven as fast as they can go."""

import asyncio
import os
import signal
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
from sqlmodel import select

from models.casework import business_time
from models.casework.finding import matter_by_number
from models.codes import ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Desk, DeskState, Door, Letter, LetterState, Office as OfficeRow
from notifications.links import Pass, links
from portal.door import door_app
from tests import sample
from tests.at_the_door import send, ticket
from tests.besieged import Process
from tests.office import Office, in_labels
from tests.prefect_server import Server, deploy_again, until
from tests.test_api_schema import Unhurried
from tests.unattended import looked
from tests.web_server import served

WorkerKind = Literal["warm", "process"]

LIFE: Sequence[dict[str, Any]] = (
    {"decision": "pass_formal"},
    {"decision": "pass_material"},
    {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
    {"decision": "forward", "institution": sample.HEALTH, "text": "Mohon penjelasan.", "at_once": True},
    {"decision": "withdraw", "note": "Surat pencabutan."},
)
"""A whole life of five desks."""

PATIENCE = 120.0
LOOK, LOOK_AMONG_MANY = 0.005, 0.1
"""Seconds between two looks at what came of a form."""


class Site(Office):
    """The office, its server, and its worker of one kind or the other."""

    def __init__(self, server: Server, kind: WorkerKind) -> None:
        super().__init__(server.api)
        self.server, self.kind, self.look = server, kind, LOOK
        self._browser = httpx.Client(base_url=f"{server.api}/", timeout=PATIENCE)

    def lodge(self, **fields: Any) -> str:
        """Lodge a complaint; its run is asked for at once, which the warm worker does by itself."""
        number = super().lodge(**fields)
        if self.kind == "process":
            looked()
        return number

    def step(self, number: str, fields: dict[str, Any]) -> float:
        """Submit a decision; seconds until it is committed, its letters are accepted and the run waits again."""
        desk = self.waiting(number)
        began = time.perf_counter()
        self._insist(desk, fields)
        until(
            lambda: self._settled(number, desk) or None,
            f"{number}: {fields['decision']}",
            PATIENCE,
            every=self.look,
        )
        return time.perf_counter() - began

    def waiting(self, number: str) -> Desk:
        """The desk at which the complaint waits, its segment at an end."""
        return until(lambda: self.waits_at(number), f"{number} waits", PATIENCE, every=self.look)

    def _insist(self, desk: Desk, fields: dict[str, Any]) -> None:
        """Submit until it is accepted: a busy SQLite refuses a third of them at first."""
        form = {"run_input": in_labels(desk, fields)}

        def resume() -> bool:
            answer = self._browser.post(f"flow_runs/{desk.run_id}/resume", json=form)
            return answer.is_success and answer.json()["status"] == "ACCEPT"

        until(resume, "the form is accepted", PATIENCE)

    def _settled(self, number: str, before: Desk) -> bool:
        with reading() as session:
            complaint = matter_by_number(session, number)
            mails = session.exec(
                select(Letter.state).where(
                    Letter.matter_id == complaint.id, Letter.delivery == Delivery.EMAIL
                )
            ).all()
            if complaint.version <= before.version or any(
                state is not LetterState.ACCEPTED for state in mails
            ):
                return False
            if complaint.stage is Stage.CLOSED:
                return True
            query = select(Desk).where(Desk.matter_id == complaint.id, Desk.state == DeskState.OPEN)
            return any(desk.version == complaint.version for desk in session.exec(query))

    def live(self, number: str, steps: int = len(LIFE)) -> list[float]:
        """So many steps of a life, one after the other; the seconds of each."""
        return [self.step(number, fields) for fields in LIFE[:steps]]

    def answers(self, times: int) -> list[float]:
        """So many answers at the door, a complaint each; the seconds of each, as those of an officer's step."""
        with served(door_app(Unhurried())) as browser:
            return [self._answer(browser) for _ in range(times)]

    def _answer(self, browser: httpx.Client) -> float:
        number = self.lodge(access="report")
        self.live(number, len(LIFE) - 1)
        desk = self.waiting(number)
        with reading() as session:
            door = session.exec(
                select(Door).where(Door.matter_id == matter_by_number(session, number).id)
            ).one()
            person = f"institution:{door.institution_id}"
        path = links().path(Pass(door.id or 0, person))
        given = ticket(browser.get(path).text)
        began = time.perf_counter()
        sent = send(
            browser, path, ReplyKind.ANSWER, given=given, text="Rujukan terbit.", signed="Rusli, Kepala Dinas"
        )
        assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
        until(lambda: self._settled(number, desk) or None, f"{number} was answered", PATIENCE, every=LOOK)
        return time.perf_counter() - began

    def live_together(self, lives: int, steps: int = len(LIFE)) -> float:
        """So many lives at the same time; steps per second. Their officers look seldom, or they would be the load."""
        numbers = [self.lodge(access="report") for _ in range(lives)]
        for number in numbers:
            self.waiting(number)
        self.look = LOOK_AMONG_MANY
        began = time.perf_counter()
        with ThreadPoolExecutor(lives) as officers:
            for done in [officers.submit(self.live, number, steps) for number in numbers]:
                done.result()
        return lives * steps / (time.perf_counter() - began)

    def cpu(self) -> float:
        """Seconds of CPU that Prefect's server has used."""
        assert self.server.process is not None
        fields = (
            Path(f"/proc/{self.server.process.pid}/stat")
            .read_text(encoding="utf-8")
            .rpartition(")")[2]
            .split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def site(server: Server, folder: Path, kind: WorkerKind) -> Generator[Site]:
    """The sample office in the database that is set, on a running server, with a worker of this kind."""
    settings.cache_clear()
    with transaction() as session:
        if session.exec(select(OfficeRow)).first() is None:
            sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
    pool = f"{kind}-{uuid4().hex[:6]}"
    os.environ["NARAHUBUNG_WORK_POOL"] = pool
    settings.cache_clear()
    asyncio.run(deploy_again(pool, "narahubung" if kind == "warm" else "process"))
    command = (
        ("deployments.worker",)
        if kind == "warm"
        else ("prefect", "worker", "start", "--type", "process", "--pool", pool)  # its own limit makes it end
    )
    worker = Process(command, folder / f"{pool}.log")
    worker.start()
    try:
        yield Site(server, kind)
    finally:
        worker.end(
            signal.SIGTERM if kind == "warm" else signal.SIGKILL
        )  # Prefect's own waits a minute and more
        del os.environ["NARAHUBUNG_WORK_POOL"]
        settings.cache_clear()
