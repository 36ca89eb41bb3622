"""An office at work through a real Prefect server: it lodges, decides in forms as the UI submits them, and looks."""

import asyncio
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from models.casework import acts, business_time, clocks
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.tables import Desk, DeskState, Happening, Letter, Matter, Run
from tests import sample
from tests.prefect_server import PATIENCE, Server, until


class Office:
    """An office at work: lodges, decides in forms as the UI submits them, and looks at what came of it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def lodge(self, **fields: Any) -> str:
        """Lodge a complaint of the sample office; its agenda number."""
        with transaction() as session:
            return sample.lodged(session, business_now(session, datetime.now(UTC)), **fields).agenda_no

    def clock(self, number: str, key: str) -> int:
        """The id of the complaint's open clock of this kind."""
        with reading() as session:
            running = clocks.open_clocks(session, matter_by_number(session, number))
            return next(each.id or 0 for each in running if each.key == key)

    def act(self, number: str) -> int:
        """The id of the first step that waits for release."""
        with reading() as session:
            return acts.awaiting(session, matter_by_number(session, number))[0].id or 0

    def move_time(self, to: datetime) -> None:
        """Set business time; it stands still there until moved again."""
        with transaction() as session:
            business_time.move(session, to, datetime.now(UTC), pace=0)

    def sweep(self) -> None:
        """One pass of the clock and of dispatch, as the schedule would bring them."""
        from flows.clock import clock
        from flows.dispatch import dispatch

        asyncio.run(clock.fn())
        asyncio.run(dispatch.fn())

    def letters(self, number: str) -> list[str]:
        """Kind and role of each letter, in the order in which they were queued."""
        with reading() as session:
            query = select(Letter).where(Letter.matter_id == matter_by_number(session, number).id)
            return [
                f"{row.kind} {row.role.value}"
                for row in sorted(session.exec(query), key=lambda row: row.id or 0)
            ]

    def complaint(self, number: str) -> Matter:
        """The complaint as it stands."""
        with reading() as session:
            return matter_by_number(session, number)

    def run(self, number: str) -> Run:
        """The handle of the complaint's run."""
        with reading() as session:
            return session.get_one(Run, matter_by_number(session, number).id)

    def events(self, number: str) -> list[str]:
        """What happened to it, in order."""
        with reading() as session:
            query = select(Happening).where(Happening.matter_id == matter_by_number(session, number).id)
            return [row.event.value for row in sorted(session.exec(query), key=lambda row: row.seq)]

    def desk(self, number: str, *, after: str = "") -> Desk:
        """The open desk at the complaint's present version, with its segment at an end; another than `after`."""
        return until(lambda: self.waits_at(number, after=after), f"{number} waits at a desk")

    def waits_at(self, number: str, *, after: str = "") -> Desk | None:
        """That desk, if it is there by now.

        While the segment has things to tidy, a resume would only get in its way on SQLite.
        """
        with reading() as session:
            complaint = matter_by_number(session, number)
            run = session.get(Run, complaint.id)
            if run is None or (run.lease and run.leased_until and run.leased_until > datetime.now(UTC)):
                return None
            query = select(Desk).where(Desk.matter_id == complaint.id, Desk.state == DeskState.OPEN)
            desks = (each for each in session.exec(query) if each.version == complaint.version)
            return next((each for each in desks if each.token != after), None)

    def submit(self, number: str, /, *, desk: Desk | None = None, **fields: Any) -> Desk:
        """Submit the form of the open desk (or of `desk`) as the UI would; the desk it was submitted at."""
        at = desk or self.desk(number)
        result = asyncio.run(resume(at, in_labels(at, fields)))
        assert result == "ACCEPT", result
        return at

    def decide(self, number: str, /, **fields: Any) -> Desk:
        """Submit and wait for the next desk."""
        at = self.submit(number, **fields)
        return self.desk(number, after=at.token)


def in_labels(desk: Desk, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as an officer picks them: labels for codes, the desk's token filled in."""
    labels: dict[str, dict[str, Any]] = desk.shown["labels"]
    raw: dict[str, Any] = {"desk": desk.token, "officer": sample.HEAD}
    for name, value in fields.items():
        back = {str(code): label for label, code in labels.get(name, {}).items()}
        raw[name] = (
            [back.get(each, each) for each in _texts(value)]
            if _is_many(value)
            else back.get(str(value), value)
        )
    return raw


def _is_many(value: object) -> bool:
    return isinstance(value, list)


def _texts(values: Any) -> list[str]:
    return [str(each) for each in values]


async def resume(desk: Desk, raw: dict[str, Any]) -> str:
    """What Prefect answers to a form submitted at this desk."""
    from prefect import get_client

    async with get_client() as client:
        result = await client.resume_flow_run(UUID(desk.run_id), run_input=raw)
        return result.status.value


@contextmanager
def warm_worker() -> Generator[None]:
    """A warm worker in a thread of this process, for as long as the block lasts."""
    from deployments.worker import Worker

    started = threading.Event()
    holder: dict[str, Any] = {}

    async def main() -> None:
        holder["loop"] = asyncio.get_running_loop()
        holder["worker"] = Worker(settings().work_pool, f"test-{uuid4()}")
        started.set()
        await holder["worker"].run()

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    assert started.wait(PATIENCE)
    try:
        yield
    finally:
        holder["loop"].call_soon_threadsafe(holder["worker"].stop)
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def office(
    database_url: str, prefect_server: Server, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The sample office on a fresh database of ours, with a mailbox, numbers of its own and a warm worker."""
    del database_url, mailbox
    prefix = uuid4().hex[:6]
    monkeypatch.setenv("NARAHUBUNG_AGENDA_PATTERN", prefix + "{sequence:06d}.{year}")
    settings.cache_clear()
    with transaction() as session:
        sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
    with warm_worker():
        yield Office(prefect_server.api)
