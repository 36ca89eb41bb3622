"""Summonses: three in a row and none excused, before the police may be asked (UU 37/2008 Art. 31)."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.casework import forwarding, invariants
from models.casework.errors import InThePast
from models.lifecycle import UnknownStep
from models.stages import Event, TrackStage
from models.tables import Clock, Happening, Letter, Matter
from notifications.composing import wording_of
from notifications.context import context_of
from notifications.planning import plan
from tests import sample
from tests.moving import silent

HEARING = date(2026, 3, 9)


def call(session: Session, complaint: Matter, on: date = HEARING) -> None:
    """One more call to appear."""
    forwarding.summon(
        session, complaint, sample.HEALTH, on, "Pukul 10.00 WITA, lantai 2.", sample.NOW, by=sample.EXAMINER
    )


def test_the_call_repeats_time_and_place_as_they_were_typed(session: Session) -> None:
    """The letter of a summons says which call it is, on which day, and where."""
    complaint, _ = silent(session)
    call(session, complaint)
    plan(session, complaint.id, sample.NOW)
    summoned = session.exec(select(Happening).where(Happening.event == Event.SUMMONED)).one()
    letter = session.exec(
        select(Letter).where(Letter.happening_id == summoned.id, Letter.kind == "summons")
    ).first()

    assert letter is not None
    body = wording_of(context_of(session, letter)).text
    assert "panggilan ke-1" in body
    assert "9 Maret 2026" in body
    assert "Pukul 10.00 WITA, lantai 2." in body


def test_three_calls_in_a_row_open_the_way_to_the_police(session: Session) -> None:
    """Not before the third; and there is no fourth."""
    complaint, track = silent(session)
    for stage in (TrackStage.SUMMONS_1, TrackStage.SUMMONS_2, TrackStage.SUMMONS_3):
        with pytest.raises(UnknownStep):
            forwarding.ask_force(session, complaint, sample.HEALTH, "", sample.NOW, by=sample.HEAD)
        call(session, complaint)
        assert stage is track.stage
    with pytest.raises(UnknownStep):
        call(session, complaint)
    forwarding.ask_force(session, complaint, sample.HEALTH, "Tiga kali.", sample.NOW, by=sample.HEAD)
    assert TrackStage.FORCED_ATTENDANCE is track.stage


def test_a_valid_excuse_breaks_the_row(session: Session) -> None:
    """After an excused absence the next call is a first one again, and no hearing's clock runs meanwhile."""
    complaint, track = silent(session)
    call(session, complaint)
    call(session, complaint)
    forwarding.excuse_absence(
        session, complaint, sample.HEALTH, "Sakit, dengan surat dokter.", sample.NOW, by=sample.EXAMINER
    )
    assert TrackStage.EXCUSED is track.stage
    hearings = session.exec(select(Clock).where(Clock.key == "summons_interval")).all()
    assert all(clock.ended_at is not None for clock in hearings)

    call(session, complaint)

    assert TrackStage.SUMMONS_1 is track.stage
    assert [] == list(invariants.broken(session, complaint))


def test_nobody_is_called_for_a_day_that_has_passed(session: Session) -> None:
    """The mistake is named and nothing is recorded."""
    complaint, track = silent(session)
    with pytest.raises(InThePast):
        call(session, complaint, date(2026, 3, 1))
    assert TrackStage.SILENT is track.stage
