"""An office that works for twenty minutes and more (`make soak`): random decisions, kills and jumps of the clock.

Prints a line a minute. At the end every complaint's history and invariants hold, no letter was lost or doubled, and
neither the worker's memory and file handles nor the rows that Prefect keeps for each complaint have grown.
"""

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, func, select

from models.casework import business_time, history, invariants
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.stages import Stage
from models.tables import Delivery, Letter, LetterState, Matter
from tests.besieged import Site, site as site, try_to_resume, waiting_desk
from tests.office import in_labels
from tests.prefect_server import FOLDER, until
from tests.soak.growth import Sample, look
from tests.soak.officers import form

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
OPEN_AT_ONCE = 12
VICTIMS = ("worker", "mail", "server")


class Soak:
    """The office, its dice, and what it has seen."""

    def __init__(self, site: Site) -> None:
        self.site, self.chance = site, random.Random(20261122)  # noqa: S311 - repeatable on purpose
        self.began, self.samples, self.killed = time.monotonic(), list[Sample](), 0

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
        if self.chance.random() < 0.01:
            self.site.kill(self.chance.choice(VICTIMS))
            self.killed += 1

    def note(self) -> None:
        """A sample a minute, printed."""
        if self.minutes >= len(self.samples):
            with reading() as session:
                complaints = session.exec(select(func.count(col(Matter.id)))).one()
            self.samples.append(
                look(self.minutes, self.site.processes["worker"].pid, complaints, FOLDER / "prefect.db")
            )
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
    print(f"\n{len(soak.samples)} samples, {soak.killed} kills, {len(mails)} letters")
    _flat(soak.samples)


def _all_at_rest(site: Site) -> bool:
    site.put_right()
    with reading() as session:
        numbers = list(session.exec(select(Matter.agenda_no).where(Matter.stage != Stage.CLOSED)))
    return all(site.waits_at(number) is not None for number in numbers)


def _flat(samples: list[Sample]) -> None:
    """The last quarter against the second: a third more at most, of what is counted for each complaint."""
    quarter = len(samples) // 4
    if quarter == 0:
        return
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    for name in early[0].rows:
        before = max(each.rows[name] / max(1, each.complaints) for each in early)
        after = min(each.rows[name] / max(1, each.complaints) for each in late)
        assert after <= before * 1.33 + 1, name
    assert min(each.memory for each in late) <= max(each.memory for each in early) * 1.33
    assert min(each.handles for each in late) <= max(each.handles for each in early) + 10


pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(int(MINUTES * 60) + 900),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
