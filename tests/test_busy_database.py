"""Others went first, or the connection is gone, in the middle of a sweep, a send, a command: nothing half done."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlmodel import col, func, select

from flows import dispatch
from flows.clock import sweep_all
from models.casework import business_time, forwarding, history
from models.database import DatabaseContended, DatabaseUnavailable, engine_for, reading, transaction, unit
from models.settings import settings
from models.tables import Happening, Letter, LetterState, Matter, Reached
from notifications import delivery
from notifications.delivery import Boundary
from tests import sample
from tests.dying import under_way
from tests.ledger import all_accepted
from tests.moving import requested
from tests.running import refused, told
from tests.smtp_server import Mailbox
from tests.test_database_trouble import drop_all_connections

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

LATER = sample.NOW + timedelta(days=30)
LEASE = timedelta(hours=1)
RAISED = "DO $$ BEGIN RAISE EXCEPTION 'others went first' USING ERRCODE = '{state}'; END $$"
BUSY = {"deadlock": "40P01", "serialization": "40001"}


@contextmanager
def trouble(state: str, before: str, times: int = 1) -> Generator[list[str]]:
    """The server itself raises this error, so many times, instead of a statement that begins with `before`."""
    raised = list[str]()

    def strike(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        if statement.startswith(before) and len(raised) < times:
            raised.append(state)
            return RAISED.format(state=state), parameters
        return statement, parameters

    engine = engine_for(settings().database)
    event.listen(engine, "before_cursor_execute", strike, retval=True)
    try:
        yield raised
    finally:
        event.remove(engine, "before_cursor_execute", strike)


@contextmanager
def dropped(server: psycopg.Connection, before: str) -> Generator[None]:
    """Every connection is gone, once, before a statement that begins with `before`: what a restart does."""
    struck = list[str]()

    def strike(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(before) and not struck:
            struck.append(statement)
            drop_all_connections(server)

    engine = engine_for(settings().database)
    event.listen(engine, "before_cursor_execute", strike)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", strike)
    assert struck


@pytest.fixture
def due(database_url: str) -> str:
    """The number of a complaint with deadlines that have passed, in business time that stands still."""
    del database_url
    with transaction() as session:
        complaint, _ = requested(session)
        forwarding.acknowledge(session, complaint, sample.HEALTH, sample.NOW, by=sample.EXAMINER)
        number = complaint.agenda_no
        business_time.move(session, LATER, datetime.now(UTC), pace=0)
    return number


def reminded() -> tuple[int, int]:
    """How many rungs were reached, and how many happenings there are; the histories hold."""
    with reading() as session:
        assert [None] == [history.verify(session, each) for each in session.exec(select(Matter))]
        return (
            session.exec(select(func.count(col(Reached.id)))).one(),
            session.exec(select(func.count(col(Happening.id)))).one(),
        )


@pytest.mark.parametrize("state", BUSY.values(), ids=BUSY.keys())
def test_a_sweep_tries_once_more_where_others_went_first(due: str, state: str) -> None:
    """The batch is worked through from its beginning; each rung is reached once."""
    del due
    before = reminded()
    with trouble(state, "INSERT INTO happening") as raised:
        swept = sweep_all(30)

    assert [state] == raised
    assert swept.sent > 0
    assert before[1] + swept.sent + swept.awaiting == reminded()[1]
    assert (0, reminded()) == (sweep_all(30).clocks, reminded())


def test_a_sweep_whose_connection_is_dropped_is_done_by_the_next(
    due: str, postgres: psycopg.Connection
) -> None:
    """That is no matter of a second: this pass ends, with nothing changed, and the next one has it all to do."""
    del due
    before = reminded()
    with dropped(postgres, "INSERT INTO happening"), pytest.raises(DatabaseUnavailable):
        sweep_all(30)
    assert before == reminded()
    assert sweep_all(30).sent > 0


@pytest.mark.parametrize("state", BUSY.values(), ids=BUSY.keys())
def test_planning_tries_once_more(due: str, state: str) -> None:
    """No letter is missing and none is there twice: the ledger allows one per happening and person."""
    del due
    with trouble(state, "INSERT INTO letter") as raised:
        assert dispatch.planned() > 0
    assert [state] == raised
    assert 0 == dispatch.planned()


def test_what_was_sent_and_could_not_be_noted_is_sent_under_the_same_id(
    due: str, mailbox: Mailbox, postgres: psycopg.Connection
) -> None:
    """The connection is dropped between the server's *accepted* and our note of it."""
    del due
    while dispatch.planned():
        pass

    def strike(boundary: Boundary) -> None:
        if boundary is Boundary.SETTLING:
            drop_all_connections(postgres)

    with pytest.raises(DatabaseUnavailable):
        delivery.deliver(watch=strike)
    assert mailbox.received
    with reading() as session:
        assert LetterState.ACCEPTED not in set(session.exec(select(Letter.state)))
    delivery.deliver(now=lambda: datetime.now(UTC) + LEASE)

    assert all_accepted() == mailbox.ids
    assert mailbox.repeats <= under_way()


def test_a_command_says_that_the_database_was_busy(due: str) -> None:
    """Not that the disk may be full: nothing was changed, and the same command again has every chance."""
    before = reminded()
    with trouble(BUSY["deadlock"], "INSERT INTO happening", times=2):
        sentence = refused("clock", now=LATER)
    assert "busy" in sentence
    assert "run it again" in sentence
    assert "disk" not in sentence
    assert before == reminded()
    assert told("clock", now=LATER)["reminded"] > 0
    assert due


def test_a_unit_is_tried_twice_and_not_for_ever(due: str) -> None:
    """Who finds others first a second time says so."""
    del due
    with (
        trouble(BUSY["serialization"], "SELECT count", times=9) as raised,
        pytest.raises(DatabaseContended, match="run it again"),
    ):
        unit(lambda session: session.exec(select(func.count(col(Matter.id)))).one())
    assert 2 == len(raised)


def test_no_other_trouble_is_tried_again(due: str) -> None:
    """A full disk is not empty at the next moment."""
    del due
    with (
        trouble("53100", "SELECT count", times=9) as raised,
        pytest.raises(DatabaseUnavailable, match="DiskFull"),
    ):
        unit(lambda session: session.exec(select(func.count(col(Matter.id)))).one())
    assert 1 == len(raised)
