"""An office that works for twenty minutes and more (`make soak`): random decisions, faults and jumps of the clock.

Worker, mail server and Prefect's server are killed, the mail server stalls, our database is locked; for the last part
of the time nothing is, so that the memory of processes that live on can be judged. At the end every complaint's
history and invariants hold, no letter was lost or doubled but by a death, and neither memory and file handles nor what
Prefect keeps for each complaint, in rows and in bytes, have grown.
"""

import asyncio
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, func, select

from models.casework import business_time, history, invariants
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Letter, LetterState, Matter
from notifications.delivery import PER_CONNECTION
from tests.besieged import Site, site as site, try_to_resume, waiting_desk
from tests.office import in_labels
from tests.prefect_server import FOLDER, until
from tests.soak.growth import Sample, grown, look
from tests.soak.officers import form

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
OPEN_AT_ONCE = 12
FAULT = 0.02
"""How likely one is after each round of the office."""
VICTIMS = ("worker", "mail", "server")
UNDISTURBED = 0.4
"""The last part of the time, in which nothing goes wrong."""
SAMPLES = 40
STALL_SECONDS = (2.0, 8.0)
"""Longer than a try at the mail server may last here, and long enough for a writer to notice a lock."""


class Soak:
    """The office, its dice, and what it has seen."""

    def __init__(self, site: Site) -> None:
        self.site, self.chance = site, random.Random(20261122)  # noqa: S311 - repeatable on purpose
        self.began, self.samples = time.monotonic(), list[Sample]()
        self.faults, self.deaths = Counter[str](), 0

    @property
    def undisturbed(self) -> bool:
        """Whether the faults are over."""
        return self.minutes >= MINUTES * (1 - UNDISTURBED)

    @property
    def minutes(self) -> float:
        """Real minutes since the beginning."""
        return (time.monotonic() - self.began) / 60

    def open_numbers(self) -> list[str]:
        """The complaints that are open, topped up with new ones."""
        with reading() as session:
            query = select(Matter.agenda_no).where(Matter.stage != Stage.CLOSED)
            numbers = list(session.exec(query))
        while len(numbers) < OPEN_AT_ONCE:
            numbers.append(self.site.lodge(access="report"))
        return numbers

    def decide_something(self, number: str) -> None:
        """One form at the complaint's desk, if it waits at one; whatever becomes of it."""
        desk = waiting_desk(number)
        if desk is None:
            return
        with reading() as session:
            now = business_now(session, datetime.now(UTC))
            fields = form(session, matter_by_number(session, number), now, self.chance)
        asyncio.run(try_to_resume(desk, in_labels(desk, fields)))

    def trouble(self) -> None:
        """Now and then the clock jumps by days, and something is killed."""
        if self.chance.random() < 0.05:
            with transaction() as session:
                now = business_now(session, datetime.now(UTC))
                jump = timedelta(days=self.chance.randint(1, 12))
                business_time.move(session, now + jump, datetime.now(UTC), pace=0)
            self.site.sweep()
        if self.undisturbed or self.chance.random() >= FAULT:
            return
        fault = self.chance.choice((self._kill, self._stall_mail, self._lock))
        fault()
        self.faults[fault.__name__.lstrip("_")] += 1

    def _kill(self) -> None:
        victim = self.chance.choice(VICTIMS)
        self.deaths += victim in ("worker", "mail")
        self.site.kill(victim)

    def _stall_mail(self) -> None:
        """The mail server takes connections and says nothing."""
        pid = self.site.processes["mail"].pid
        if pid is not None:
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(self.chance.uniform(*STALL_SECONDS), _go_on, [pid]).start()

    def _lock(self) -> None:
        """Somebody else writes to our database, and takes their time."""
        lasting = self.chance.uniform(*STALL_SECONDS)
        path = settings().database.removeprefix("sqlite:///")

        def hold() -> None:
            with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                time.sleep(lasting)
                connection.execute("ROLLBACK")

        threading.Thread(target=hold).start()

    def note(self) -> None:
        """A sample now and then, printed."""
        if self.minutes >= len(self.samples) * MINUTES / SAMPLES:
            with reading() as session:
                complaints = session.exec(select(func.count(col(Matter.id)))).one()
            worker, server = self.site.processes["worker"].pid, self.site.server.process
            pid = server.pid if server is not None else None
            self.samples.append(look(self.minutes, worker, pid, complaints, FOLDER / "prefect.db"))
            print("\n" + self.samples[-1].line(), end="", flush=True)


def test_an_office_that_works_on_and_on(site: Site) -> None:
    """Nothing breaks, nothing is lost, nothing grows."""
    soak = Soak(site)
    while soak.minutes < MINUTES:
        site.mend()
        site.put_right()
        for number in soak.open_numbers():
            soak.decide_something(number)
        soak.trouble()
        soak.note()
    site.mend()
    until(lambda: _all_at_rest(site) or None, "every complaint waits at its desk", seconds=300)
    site.processes["worker"].end()
    site.deliver_all()

    with reading() as session:
        for complaint in session.exec(select(Matter)):
            assert history.verify(session, complaint) is None
            assert [] == list(invariants.broken(session, complaint))
        mails = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
    assert {mail.state for mail in mails} <= {LetterState.ACCEPTED, LetterState.REFUSED}
    arrived = site.arrived()
    assert len(arrived) == len(set(arrived))
    assert (
        site.repeats()
        <= soak.deaths * 2 * settings().smtp_connections + soak.faults["stall_mail"] * PER_CONNECTION
    )
    print(f"\n{len(soak.samples)} samples, {dict(soak.faults)}, {len(mails)} letters")
    calm = [each for each in soak.samples if each.minutes >= MINUTES * (1 - UNDISTURBED)]
    assert [] == grown(soak.samples, calm)


def _go_on(pid: int) -> None:
    with suppress(ProcessLookupError):  # it was killed meanwhile
        os.kill(pid, signal.SIGCONT)


def _all_at_rest(site: Site) -> bool:
    site.put_right()
    with reading() as session:
        numbers = list(session.exec(select(Matter.agenda_no).where(Matter.stage != Stage.CLOSED)))
    return all(site.waits_at(number) is not None for number in numbers)


pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(int(MINUTES * 60) + 900),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
