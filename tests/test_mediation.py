"""Sessions of the parties: called for a day to come, written down when held, until they agree or do not."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.casework import mediation
from models.casework.errors import InTheFuture, InThePast
from models.casework.examination import move
from models.codes import Party
from models.stages import Event, Stage
from models.tables import Clock, ClockState, Happening, Letter, Matter
from notifications.composing import wording_of
from notifications.context import context_of
from notifications.planning import plan
from tests import sample
from tests.moving import at_evaluation

TODAY = date(2026, 3, 2)


def mediated(session: Session) -> Matter:
    """A complaint in mediation."""
    complaint = at_evaluation(session)
    move(session, complaint, Event.MEDIATION_OPENED, sample.NOW, by=sample.EXAMINER)
    return complaint


def events(session: Session, complaint: Matter) -> list[Event]:
    """What happened to it, in order."""
    rows = select(Happening).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
    return [row.event for row in session.exec(rows)]


def test_both_sides_are_called_with_day_time_and_place(session: Session) -> None:
    """The invitation to a session names its day, and repeats the time and place as the examiner wrote them."""
    complaint = mediated(session)
    plan(session, complaint.id, sample.NOW)
    mediation.call_session(
        session,
        complaint,
        date(2026, 3, 9),
        "Pukul 09.00 WITA, ruang mediasi.",
        sample.NOW,
        by=sample.EXAMINER,
    )
    plan(session, complaint.id, sample.NOW)
    called = session.exec(select(Happening).where(Happening.event == Event.SESSION_CALLED)).one()
    letters = session.exec(
        select(Letter).where(Letter.happening_id == called.id, Letter.kind == "invitation")
    ).all()
    bodies = {letter.role: wording_of(context_of(session, letter)).text for letter in letters}

    assert {Party.REPORTER, Party.REPORTED_PARTY, Party.FOCAL_POINT} <= set(bodies)
    for body in bodies.values():
        assert "9 Maret 2026" in body
        assert "Pukul 09.00 WITA, ruang mediasi." in body
    assert Stage.MEDIATION is complaint.stage


def test_sessions_go_on_until_the_parties_agree(session: Session) -> None:
    """Called, held, called again, held, agreed: the promises are watched from then on, and the class clock rests."""
    complaint = mediated(session)
    for day in (TODAY, TODAY + timedelta(days=7)):
        mediation.call_session(session, complaint, day, "Pukul 09.00.", sample.NOW, by=sample.EXAMINER)
        mediation.record_session(
            session, complaint, TODAY, "Kedua pihak hadir.", sample.NOW, by=sample.EXAMINER
        )
    examining = session.exec(select(Clock).where(col(Clock.key).startswith("examination_class"))).one()
    assert ClockState.PAUSED is examining.state

    promise = f"{sample.HEALTH}: terbitkan rujukan paling lambat 2026-04-01"
    mediation.agree(session, complaint, [promise], sample.NOW, by=sample.EXAMINER)

    assert Stage.SETTLEMENT_MONITORING is complaint.stage
    assert 2 == events(session, complaint).count(Event.SESSION_HELD)


def test_a_session_is_called_for_a_day_to_come_and_written_down_after_it(session: Session) -> None:
    """Yesterday's session cannot be called, tomorrow's cannot have been held; nothing is recorded then."""
    complaint = mediated(session)
    before = complaint.version
    with pytest.raises(InThePast):
        mediation.call_session(session, complaint, TODAY - timedelta(days=1), "x", sample.NOW, by="Hadi")
    with pytest.raises(InTheFuture):
        mediation.record_session(session, complaint, TODAY + timedelta(days=1), "x", sample.NOW, by="Hadi")
    assert before == complaint.version
