"""Institutions: what changes about them is kept, and letters to a dead address of theirs go to the printer."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models.casework import institutions, letters
from models.casework.errors import NothingSuch
from models.casework.finding import institution_by_code
from models.codes import FocalState, Party
from models.database import transaction
from models.stages import Event
from models.tables import FocalPoint, Happening, Institution, InstitutionVersion, Letter
from notifications.recipients import Concern, general_address, of_focal_point
from notifications.standing_in import stand_ins
from tests import sample, tables
from tests.calling import TODAY
from tests.running import said
from tests.sample import HEALTH, NOW


@pytest.fixture
def place(session: Session) -> Institution:
    """The health agency, at an address of its own."""
    sample.office(session)
    found = institution_by_code(session, HEALTH)
    found.email = "sekretariat@dinkes.example"
    session.flush()
    return found


def refused(session: Session, place: Institution, evidence: str = letters.REFUSED) -> Letter:
    """A letter to the institution itself could not be delivered."""
    complaint = sample.lodged(session)
    happening = session.exec(select(Happening).where(Happening.matter_id == complaint.id)).first()
    assert happening is not None
    letter = Letter(
        matter_id=complaint.id or 0, happening_id=happening.id, person=f"institution:{place.id}",
        role=Party.REPORTED_PARTY, kind="forwarding", language="id",
        message_id="<1@example>", queued_at=NOW,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    letters.letter_failed(session, letter, NOW, evidence=evidence)
    return letter


def test_a_refused_general_address_gets_letter_tasks(session: Session, place: Institution) -> None:
    """It is print and post from now on, the office is told, and nobody is stood in for by a dead address."""
    assert "sekretariat@dinkes.example" == general_address(place, Party.REPORTED_PARTY).email
    letter = refused(session, place)

    assert TODAY == place.email_dead_on
    assert general_address(place, Party.REPORTED_PARTY).email is None
    noted = session.exec(select(Happening).where(Happening.event == Event.LETTER_FAILED)).one()
    assert letter.id == noted.facts["letter"]
    own = select(FocalPoint).where(FocalPoint.institution_id == place.id)
    for row in session.exec(own).all():
        row.state = FocalState.UNCONFIRMED
    session.flush()
    for row in session.exec(own).all():
        concern = Concern(place.id or 0)
        unsure = of_focal_point(session, row, Party.FOCAL_POINT)
        [instead] = stand_ins(session, [unsure], concern, TODAY)
        assert "sekretariat@dinkes.example" != instead.email


def test_a_server_that_is_silent_kills_no_address(session: Session, place: Institution) -> None:
    """The silence may have been the server's."""
    refused(session, place, letters.GIVEN_UP)

    assert place.email_dead_on is None
    assert [] == institutions.versions(session, place)


def test_a_corrected_address_is_written_to_again(session: Session, place: Institution) -> None:
    """And so is one that works again, as somebody says; each step is kept, with how it was before the first."""
    refused(session, place)
    assert institutions.change(session, place, NOW, by="Siska", email="baru@dinkes.example")
    assert "baru@dinkes.example" == general_address(place, Party.REPORTED_PARTY).email
    assert not institutions.address_works(session, place, NOW, by="Siska")

    kept = institutions.versions(session, place)
    assert [
        (0, "narahubung", []),
        (1, "narahubung", ["email_dead_on"]),
        (2, "Siska", ["email", "email_dead_on"]),
    ] == [(each.number, each.by, each.changed) for each in kept]
    assert ["sekretariat@dinkes.example", "baru@dinkes.example"] == [
        kept[0].entry["email"],
        kept[2].entry["email"],
    ]


def test_a_code_never_changes(session: Session, place: Institution) -> None:
    """Tables and letters know the institution by it."""
    with pytest.raises(NothingSuch):
        institutions.change(session, place, NOW, by="x", code="LAIN")


@pytest.mark.parametrize(
    "statement", ["UPDATE institution_version SET by = 'x'", "DELETE FROM institution_version"]
)
def test_a_version_refuses_to_change(session: Session, place: Institution, statement: str) -> None:
    """The database itself refuses it."""
    institutions.change(session, place, NOW, by="Siska", address="Jalan Contoh 2")
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(text(statement))
    session.rollback()
    assert ["Siska", "Siska"] == list(session.exec(select(InstitutionVersion.by)))


@pytest.mark.usefixtures("database_url")
def test_an_import_leaves_a_trace_of_what_it_overwrites(tmp_path: Path) -> None:
    """Who changed superior, region or address, when, and what stood there before."""
    with transaction() as session:
        sample.office(session)
    rows = [(HEALTH, "Dinas Kesehatan Kota Banjarmasin", "63.72", "tu@dinkes.example")]
    headings = ("code", "name", "region", "email")
    said("directory", "import", str(tables.plain(tmp_path / "baru.csv", rows, headings)), "--by", "Siska")
    before, after = told_history()

    assert ("63.71", "63.72") == (before["entry"]["region"], after["entry"]["region"])
    assert ("Siska", ["email", "region"]) == (after["by"], after["changed"])
    said("directory", "address", HEALTH, "sekretariat@dinkes.example", "--by", "Siska")
    assert ["email"] == told_history()[-1]["changed"]


def told_history() -> list[dict[str, dict[str, str]]]:
    """Every version of the health agency."""
    return json.loads(said("directory", "history", HEALTH))
