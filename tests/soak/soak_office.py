"""An office that works for twenty minutes and more (`make soak`): random decisions, faults and jumps of the clock.

Worker, mail server and Prefect's server are killed, the mail server stalls or refuses, our database is locked or drops
its connections (`faults.py`; `SOAK_DATABASE=postgresql` for the latter). For the last part of the time nothing goes
wrong, so that the memory of processes that live on can be judged. At the end every complaint's history holds and
`doctor --deep` would find nothing, no letter was lost or doubled but by a death, and neither memory and file handles
nor what Prefect keeps, in rows and in bytes, have grown.
"""

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from deployments.checks import deep
from models.casework import business_time, history
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import looking_back, reading, transaction
from models.stages import Stage
from models.tables import Delivery, Letter, LetterState, Matter
from tests.besieged import Site, site as site, try_to_resume, waiting_desk
from tests.dying import under_way
from tests.office import in_labels
from tests.prefect_server import FOLDER, until
from tests.soak.faults import Faults
from tests.soak.growth import Sample, grown, look
from tests.soak.officers import form

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
DATABASE = os.environ.get("SOAK_DATABASE", "sqlite")
OPEN_AT_ONCE = 12
UNDISTURBED = 0.4
"""The last part of the time, in which nothing goes wrong."""
SAMPLES = 40
PLACES = 2
"""Who sends mail in a worker: the complaint's segment, and the passes."""


class Soak:
    """The office, its dice, and what it has seen."""

    def __init__(self, site: Site) -> None:
        self.site, self.chance = site, random.Random(20261122)  # noqa: S311 - repeatable on purpose
        self.began, self.samples = time.monotonic(), list[Sample]()
        self.faults = Faults(site, self.chance)

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
        """Now and then the clock jumps by days, and something goes wrong."""
        if self.chance.random() < 0.05:
            with transaction() as session:
                now = business_now(session, datetime.now(UTC))
                jump = timedelta(days=self.chance.randint(1, 12))
                business_time.move(session, now + jump, datetime.now(UTC), pace=0)
            self.site.sweep()
        self.faults.pass_by(at_once=self.undisturbed)
        if not self.undisturbed:
            self.faults.strike()

    def note(self) -> None:
        """A sample now and then, printed."""
        if self.minutes >= len(self.samples) * MINUTES / SAMPLES:
            worker, server = self.site.processes["worker"].pid, self.site.server.process
            pid = server.pid if server is not None else None
            with reading() as session:
                self.samples.append(look(self.minutes, worker, pid, FOLDER / "prefect.db", session))
            print(self.samples[-1].line(), flush=True)


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

    with looking_back() as session:
        real = datetime.now(UTC)
        assert {} == deep.walk(session, business_now(session, real), real).named
        for complaint in session.exec(select(Matter)):
            assert history.verify(session, complaint) is None
        mails = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
    assert {mail.state for mail in mails} <= {LetterState.ACCEPTED, LetterState.REFUSED}
    arrived = site.arrived()
    assert len(arrived) == len(set(arrived))
    assert {mail.message_id for mail in mails if mail.state is LetterState.ACCEPTED} <= set(arrived)
    repeated = soak.faults.deaths * PLACES + soak.faults.seen["stall_mail"]
    assert site.repeats() <= repeated * under_way()
    print(f"\n{len(soak.samples)} samples, {dict(soak.faults.seen)}, {len(mails)} letters")
    calm = [each for each in soak.samples if each.minutes >= MINUTES * (1 - UNDISTURBED)]
    assert [] == grown(soak.samples, calm)


def _all_at_rest(site: Site) -> bool:
    site.put_right()
    with reading() as session:
        numbers = list(session.exec(select(Matter.agenda_no).where(Matter.stage != Stage.CLOSED)))
    return all(site.waits_at(number) is not None for number in numbers)


pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(int(MINUTES * 60) + 900),
    pytest.mark.parametrize("database_url", [DATABASE], indirect=True),
]
