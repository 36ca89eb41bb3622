"""A focal point's life: every change is a version, and nothing is ever forgotten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.errors import BadEvidence, NothingSuch
from models.casework.finding import institution_by_code
from models.codes import FocalRole, FocalState
from models.database import reading
from models.tables import FocalPoint, FocalPointVersion
from tests import sample
from tests.sample import NOW

TODAY = date(2026, 3, 2)


@pytest.fixture
def person(session: Session) -> FocalPoint:
    """A focal point just named, confirmed."""
    sample.office(session)
    return focal_points.name(
        session,
        institution_by_code(session, sample.HEALTH),
        NOW,
        by="Hadi",
        role=FocalRole.SUPERIOR,
        name="Wahid Anshari",
        email="wahid@dinas.example",
        state=FocalState.CONFIRMED,
    )


def test_who_is_named_without_a_state_is_unconfirmed(session: Session) -> None:
    """Nobody has made sure of the address yet."""
    sample.office(session)
    place = institution_by_code(session, sample.HEALTH)

    assert FocalState.UNCONFIRMED is focal_points.name(session, place, NOW, by="x", name="Noor").state


def test_every_change_is_kept_as_a_version(session: Session, person: FocalPoint) -> None:
    """Named, moved to another desk, said to be doubtful, gone: four versions, each with what changed."""
    focal_points.change(session, person, NOW, by="Siska", position="Sekretaris", phone="0511-1")
    focal_points.set_state(
        session, person, FocalState.DOUBTFUL, TODAY, NOW, by="Siska", evidence="auto_reply"
    )
    focal_points.end(session, person, TODAY, NOW, by="Fauzan")
    kept = focal_points.versions(session, person)

    assert [1, 2, 3, 4] == [each.number for each in kept]
    assert ["phone", "position"] == kept[1].changed
    assert ["evidence", "state"] == kept[2].changed
    assert ["valid_to"] == kept[3].changed
    assert ("", "Sekretaris") == (kept[0].entry["position"], kept[1].entry["position"])
    assert ["Hadi", "Siska", "Siska", "Fauzan"] == [each.by for each in kept]


def test_a_change_that_changes_nothing_is_no_version(session: Session, person: FocalPoint) -> None:
    """The same values again."""
    assert not focal_points.change(session, person, NOW, by="x", email="wahid@dinas.example")
    assert not focal_points.set_state(session, person, FocalState.CONFIRMED, TODAY, NOW, by="x")
    assert 1 == len(focal_points.versions(session, person))


def test_a_new_address_has_to_be_confirmed_anew(session: Session, person: FocalPoint) -> None:
    """What was confirmed, or dead, was the old one."""
    focal_points.change(session, person, NOW + timedelta(days=3), by="x", email="w.anshari@dinas.example")

    assert (FocalState.UNCONFIRMED, date(2026, 3, 5), "address_changed") == (
        person.state,
        person.state_on,
        person.evidence,
    )


def test_who_left_does_not_come_back_with_a_new_address(session: Session, person: FocalPoint) -> None:
    """Having left is about the person, not about the address."""
    focal_points.set_state(session, person, FocalState.LEFT, TODAY, NOW, by="x", evidence="rotation")
    focal_points.change(session, person, NOW, by="x", email="w.anshari@dinas.example")

    assert FocalState.LEFT is person.state


def test_evidence_is_a_code(session: Session, person: FocalPoint) -> None:
    """A text could name somebody; the error does not repeat it."""
    with pytest.raises(BadEvidence) as raised:
        focal_points.set_state(
            session, person, FocalState.LEFT, TODAY, NOW, by="x", evidence="Wahid pindah tugas"
        )
    assert "Wahid" not in str(raised.value)


def test_the_institution_of_an_entry_stays(session: Session, person: FocalPoint) -> None:
    """Who moves to another institution is named there."""
    with pytest.raises(NothingSuch, match="institution_id"):
        focal_points.change(session, person, NOW, by="x", institution_id=1)


@pytest.mark.parametrize(
    ("state", "until", "reachable"),
    [
        (FocalState.PROPOSED, None, False),
        (FocalState.UNCONFIRMED, None, True),
        (FocalState.CONFIRMED, TODAY, True),
        (FocalState.CONFIRMED, TODAY - timedelta(days=1), False),
        (FocalState.DOUBTFUL, None, True),
        (FocalState.DEAD, None, False),
        (FocalState.LEFT, None, False),
    ],
)
def test_the_dead_and_the_gone_are_not_written_to(
    state: FocalState, until: date | None, reachable: bool
) -> None:
    """Whatever the interval says; and outside of it nobody is, whatever the state."""
    row = FocalPoint(institution_id=1, name="x", state=state, valid_to=until)

    assert reachable is focal_points.reachable(row, TODAY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE focal_point_version SET by = 'somebody else'",
        "DELETE FROM focal_point_version",
    ],
)
def test_a_version_refuses_to_change(session: Session, person: FocalPoint, statement: str) -> None:
    """The database itself refuses it."""
    kept = focal_points.versions(session, person)[0].id
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(text(statement))
    session.rollback()

    with reading() as fresh:
        assert ["Hadi"] == fresh.exec(select(FocalPointVersion.by).where(FocalPointVersion.id == kept)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_version_cannot_be_replaced_in_sqlite(session: Session, person: FocalPoint) -> None:
    """SQLite's REPLACE deletes without firing the trigger on DELETE."""
    columns = "focal_point_id, number, at, by, changed, entry"
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(
            text(f"REPLACE INTO focal_point_version ({columns}) SELECT {columns} FROM focal_point_version")
        )
    session.rollback()
    assert 1 == len(focal_points.versions(session, person))
