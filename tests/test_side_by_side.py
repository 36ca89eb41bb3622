"""Two of everything at once, each with connections of its own: sweeps, dispatchers, posters do no harm together."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any, Final

import pytest
from sqlmodel import col, func, select

from flows.clock import sweep_all
from flows.happenings import post_happenings
from models.casework import business_time, history, invariants
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import transaction
from models.stages import Event
from models.tables import Happening, Letter, LetterState, Matter, Outbox, Reached
from notifications import delivery, planning
from tests import sample
from tests.prefect_server import Server, prefect_client
from tests.smtp_server import Mailbox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

COMPLAINTS: Final = 30
LATER: Final = timedelta(days=40)
"""In business time: by then the office has missed a first deadline of each complaint."""


def many_due() -> list[str]:
    """So many complaints whose clock has a rung to climb now; their numbers."""
    with transaction() as session:
        sample.office(session)
        numbers = [sample.lodged(session, access="report").agenda_no for _ in range(COMPLAINTS)]
        business_time.move(session, sample.NOW + LATER, datetime.now(UTC), pace=0)
    return numbers


def plan_all() -> int:
    """Plan letters in small batches, each a transaction, until nothing is left; how many happenings it were."""
    planned = 0
    while True:
        with transaction() as session:
            count = planning.plan(session, None, business_now(session, datetime.now(UTC)), limit=7)
        if count == 0:
            return planned
        planned += count


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these gives, all of them begun at the same moment in threads of their own."""
    start = Barrier(len(works))

    def begun(work: Callable[[], Any]) -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.result() for future in [threads.submit(begun, work) for work in works]]


def happened() -> Mapping[Event, int]:
    """How often each event happened."""
    with transaction() as session:
        return Counter(Event(event) for event in session.exec(select(Happening.event)))


def see_whole(numbers: list[str]) -> None:
    """Every complaint's history holds, and nothing that must always be so is broken."""
    with transaction() as session:
        for number in numbers:
            complaint = matter_by_number(session, number)
            assert history.verify(session, complaint) is None
            assert [] == list(invariants.broken(session, complaint))


def test_two_sweeps_at_once_reach_each_rung_once(database_url: str) -> None:
    """What one sweep has in hand the other leaves; together they do all of it."""
    numbers = many_due()

    swept = at_once(*[lambda: sweep_all(60, batch=4)] * 2)
    left = sweep_all(10)

    total = sum(each.clocks for each in (*swept, left))
    with transaction() as session:
        rungs = Counter(session.exec(select(Reached.clock_id, Reached.rung)).all())
        complaints = session.exec(select(func.count(col(Matter.id)))).one()
    assert (COMPLAINTS, COMPLAINTS) == (complaints, total)
    assert {1} == set(rungs.values())
    assert COMPLAINTS == happened()[Event.ESCALATED]
    see_whole(numbers)


def test_two_dispatchers_and_two_sweeps_send_each_letter_once(database_url: str, mailbox: Mailbox) -> None:
    """Letters are planned and sent while the clock makes more of them; some are refused, and become tasks."""
    numbers = many_due()
    mailbox.at_rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("rahmat") else "250 OK"

    def dispatch() -> int:
        return plan_all() + delivery.deliver(budget_seconds=60).total

    at_once(lambda: sweep_all(60, batch=4), lambda: sweep_all(60, batch=4), dispatch, dispatch)
    at_once(dispatch, dispatch)
    dispatch()

    ids = [str(mail.message["Message-ID"]) for mail in mailbox.received]
    with transaction() as session:
        letters = session.exec(select(Letter)).all()
    mailed = [letter for letter in letters if letter.state is LetterState.ACCEPTED]
    refused = [letter for letter in letters if letter.state is LetterState.REFUSED]
    assert {LetterState.ACCEPTED, LetterState.REFUSED} == {letter.state for letter in letters}
    assert sorted(letter.message_id for letter in mailed) == sorted(ids)
    assert len(refused) == happened()[Event.LETTER_FAILED] >= COMPLAINTS
    assert {1} == {letter.tries for letter in letters}
    see_whole(numbers)


@pytest.mark.prefect
def test_planning_and_posting_at_once_leave_nothing_in_the_outbox(
    database_url: str, prefect_server: Server
) -> None:
    """A happening leaves the outbox when its letters are planned and Prefect has its event, whoever comes last."""
    many_due()

    async def post_all() -> None:
        async with prefect_client() as client:
            while await post_happenings(client) > 0:
                pass

    def post() -> None:
        asyncio.run(post_all())

    for _ in range(3):
        at_once(lambda: sweep_all(60, batch=4), plan_all, plan_all, post, post)
        with transaction() as session:
            now = business_now(session, datetime.now(UTC))
            business_time.move(session, now + timedelta(days=20), datetime.now(UTC), pace=0)
    at_once(plan_all, post)

    with transaction() as session:
        assert [] == list(session.exec(select(Outbox)))
