"""The look of an idle worker: it sees what has just come about, and costs that, whatever is open."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, select

from flows import lately, wanted
from flows.nudging import OPENING_AGE
from models.casework import keeping, runs
from models.casework.finding import matter_by_number
from models.database import engine_for, reading, transaction
from models.settings import settings
from models.tables import Clock, Desk, DeskState, Matter, Run
from tests import sample

LONG_AGO = datetime.now(UTC) - timedelta(days=1)


def waiting(session: Session, **lodged: Any) -> Matter:
    """A complaint that waits at its desk, with everything in order."""
    complaint = sample.lodged(session, access="report", **lodged)
    run_id = str(uuid4())
    session.add(Run(matter_id=complaint.id or 0, run_id=run_id, sheet_version=complaint.version))
    session.add(
        Desk(
            token=uuid4().hex,
            matter_id=complaint.id or 0,
            run_id=run_id,
            generation=1,
            version=complaint.version,
            stage=complaint.stage,
            state=DeskState.OPEN,
            opened_at=LONG_AGO,
        )
    )
    session.flush()
    return complaint


@pytest.fixture
def number(database_url: str) -> str:
    """The number of a complaint that waits at its desk."""
    del database_url
    with transaction() as session:
        sample.office(session)
        return waiting(session).agenda_no


def test_while_all_wait_there_is_nothing_new(number: str) -> None:
    """Also right after the last of them came to its desk."""
    del number
    assert not lately.anything_new()


def test_a_new_complaint_is_seen(number: str) -> None:
    """It has no run yet."""
    del number
    with transaction() as session:
        sample.lodged(session, access="report", subject="Bansos")
    assert lately.anything_new()


def test_a_desk_at_yesterdays_version_is_seen(number: str) -> None:
    """And no longer while a nudge is on its way."""
    with transaction() as session:
        complaint = matter_by_number(session, number)
        keeping.note(session, complaint, "Catatan.", sample.NOW, by=sample.HEAD)
    assert lately.anything_new()
    with transaction() as session:
        runs.nudged(session, matter_by_number(session, number).id or 0, datetime.now(UTC))
    assert not lately.anything_new()


def test_a_run_that_was_given_up_is_seen(number: str) -> None:
    """Prefect does not know it any more; whenever the complaint's last happening was."""
    with transaction() as session:
        complaint = matter_by_number(session, number)
        run = session.get_one(Run, complaint.id)
        assert runs.next_generation(session, run.matter_id, run.run_id)
    assert lately.anything_new()


def test_a_desk_that_was_left_opening_is_seen(number: str) -> None:
    """Whoever was about to open it has died."""
    del number
    with transaction() as session:
        desk = session.exec(select(Desk)).one()
        desk.state, desk.opened_at = DeskState.OPENING, datetime.now(UTC)
    assert not lately.anything_new()
    with transaction() as session:
        session.exec(select(Desk)).one().opened_at = datetime.now(UTC) - 2 * OPENING_AGE
    assert lately.anything_new()


def test_the_look_reads_no_table_from_end_to_end(number: str) -> None:
    """It is one question, of three parts, each through the index of what it is about: not of all that is well."""
    del number
    asked = list[tuple[str, Any]]()
    engine = engine_for(settings().database)

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        lately.anything_new()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    questions = [each for each in asked if each[0].startswith("SELECT")]
    with reading() as session:
        if engine.dialect.name == "postgresql":
            session.connection().execute(text("SET LOCAL enable_seqscan = off"))
        plans = [_plan(session, *each) for each in questions]

    assert 1 == len(plans)
    read = [line.lstrip(" ->") for line in plans[0]]
    assert all(any(index in line for line in read) for index in ("ix_desk_opening", "ix_happening_recorded"))
    assert not any("quarantined" in line and "ix_" in line for line in read)
    assert [] == [
        line for line in read if line.startswith(("SCAN", "Seq Scan")) and line != "SCAN CONSTANT ROW"
    ]


def _plan(session: Session, statement: str, parameters: Any) -> list[str]:
    how = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    rows = session.connection().exec_driver_sql(how + statement, parameters)
    return [str(row[-1]) for row in rows]


def test_the_most_urgent_desk_comes_first(number: str) -> None:
    """A decree makes thousands of them stale; each pass wakes a few."""
    with transaction() as session:
        later = waiting(session, subject="Bansos")
        soon = waiting(session, subject="Sertipikat")
        numbers = [number, later.agenda_no, soon.agenda_no]
        for days, each in zip((2, 3, 1), numbers, strict=True):
            complaint = matter_by_number(session, each)
            for clock in session.exec(select(Clock).where(Clock.matter_id == complaint.id)):
                clock.due_at = sample.NOW + timedelta(days=days)
            keeping.note(session, complaint, "Catatan.", sample.NOW, by=sample.HEAD)

    assert [numbers[2], numbers[0], numbers[1]] == wanted.stale_desks(10)
    assert [numbers[2], numbers[0]] == wanted.outdated_sheets(2)
