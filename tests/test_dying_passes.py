"""The passes may die before each of their steps in Prefect as well: the next ones bring about what a calm day does.

Clock, dispatch and steward, without any worker, so that nothing else happens: a deadline has passed, a complaint wants
its first run, a run has crashed, happenings are to be posted, tags and case sheet to be shown.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
from prefect.states import Completed, Crashed
from sqlmodel import select

from flows.clock import clock
from flows.dispatch import dispatch
from models.casework import history, invariants
from models.casework.finding import matter_by_number
from models.database import engine_for, reading, transaction
from models.settings import settings
from models.tables import Outbox, Run
from notifications import delivery
from tests import sample
from tests.at_the_desk import decided
from tests.dying import Died, Life, a_life, under_way
from tests.ledger import all_accepted
from tests.office import Office
from tests.prefect_server import prefect_client
from tests.smtp_server import Mailbox
from tests.unattended import idle as idle, passed, put, put_at_a_desk, type_of

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

DAYS = timedelta(days=30)
LEASE = timedelta(hours=1)
"""Real time after which every claim of a dead process has run out."""


class Day(NamedTuple):
    """The numbers of the complaints of one day."""

    overdue: str
    """Its run waits at a desk, and its deadline has passed."""
    new: str
    """It has no run yet."""
    crashed: str
    """Its run has crashed."""


def begun(office: Office) -> Day:
    """A new day, on which all of this is to be done."""
    office.move_time(sample.NOW)
    overdue, crashed = (office.lodge(access="report") for _ in range(2))
    passed()
    put_at_a_desk(overdue, crashed)
    put(office.run(crashed).run_id or "", Crashed())
    office.move_time(sample.NOW + DAYS)
    return Day(overdue, office.lodge(), crashed)


def lived(monkeypatch: pytest.MonkeyPatch, dies_at: str | None = None) -> Life:
    """One pass of each kind, which may die before one of its steps; the database's connections die with it."""
    with a_life(monkeypatch, lambda: True, dies_at) as life:
        try:
            asyncio.run(clock.fn())
            asyncio.run(dispatch.fn())
            passed()
        except Died:
            engine_for(settings().database).dispose()
    return life


def outcome(office: Office, day: Day) -> list[object]:
    """What happened to each complaint, its letters, and how its one run stands in Prefect."""
    for number in day:
        with reading() as session:
            matter = matter_by_number(session, number)
            assert history.verify(session, matter) is None
            assert [] == list(invariants.broken(session, matter))
    return [
        (
            office.events(number), sorted(office.letters(number)), runs_named(number),
            type_of(office.run(number).run_id or ""), office.run(number).generation, unposted(number),
        )
        for number in day
    ]  # fmt: skip


def let_time_pass(day: Day) -> None:
    """No run has to wait any longer for its next try."""
    for number in day:
        with transaction() as session:
            run = session.get(Run, matter_by_number(session, number).id)
            if run is not None:
                run.retry_at = None


def runs_named(number: str) -> int:
    """How many runs Prefect has of the complaint."""

    async def count() -> int:
        only = FlowRunFilter(name=FlowRunFilterName(any_=[number]))
        async with prefect_client() as client:
            return len(await client.read_flow_runs(flow_run_filter=only))

    return asyncio.run(count())


def unposted(number: str) -> int:
    """How many of its happenings Prefect has not been told of."""
    with reading() as session:
        matter_id = matter_by_number(session, number).id
        return len(session.exec(select(Outbox).where(Outbox.matter_id == matter_id)).all())


def over(office: Office, day: Day) -> None:
    """Close what is open, so that nothing of this day happens on the next one."""
    for number in day:
        decided(number, decision="withdraw", note="Surat pencabutan.")
        put(office.run(number).run_id or "", Completed())
    office.sweep()


def test_the_passes_may_die_before_each_of_their_steps(
    idle: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps are those of a calm day; each time a new day comes, on which the passes die and then live again."""
    day = begun(idle)
    steps, calm = lived(monkeypatch).passed, outcome(idle, day)
    over(idle, day)
    assert 0 == mailbox.repeats
    requests = [step.partition(" <")[0] for step in steps]
    assert {
        "POST flow_runs/set_state", "POST deployments/create_flow_run", "POST events", "PATCH flow_runs",
    } <= set(requests), requests  # fmt: skip

    died = list(dict.fromkeys(steps))
    for step in died:
        day = begun(idle)
        assert lived(monkeypatch, step).dead, step
        let_time_pass(day)
        delivery.deliver(now=lambda: datetime.now(UTC) + LEASE)
        lived(monkeypatch)
        assert calm == outcome(idle, day), step
        over(idle, day)

    assert all_accepted() == mailbox.ids
    assert mailbox.repeats <= len(died) * under_way()
