"""What tests of consultations stand on: a question or an emergency that was put to the health agency."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy

import httpx
import pytest
from sqlmodel import Session, col, select

from flows.desk import describe
from models.casework import business_time, offers
from models.casework.finding import matter_by_number
from models.codes import Access, Confidentiality
from models.database import reading, transaction
from models.decisions import Decision
from models.stages import Stage, TrackStage
from models.tables import Door, Forwarding, Letter
from notifications.composing import compose
from portal.door import door_app
from tests import sample
from tests.at_the_door import Case, decide
from tests.web_server import served

Form = dict[str, object]
QUESTION = "Berapa lama surat rujukan Rahmat berlaku?"
ANSWER = "Surat rujukan berlaku tiga bulan.\n\n# Bukan judul"
FORWARD: Form = {"decision": "forward_consultation", "institution": sample.HEALTH, "text": QUESTION}
CALL: Form = {"decision": "note_first_contact", "institution": sample.HEALTH, "note": "Dihubungi pukul 10."}


def asked(access: Access, form: Form) -> Case:
    """What was lodged with this kind of access, and put to the health agency."""
    with transaction() as session:
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
        sample.office(session)
        number = sample.lodged(session, access=access, confidentiality=Confidentiality.CONFIDENTIAL).agenda_no
    decide(number, form)
    with reading() as session:
        door = session.exec(select(Door)).one()
        primary = session.exec(select(Forwarding.focal_point_id)).one()
        return Case(number, door.id or 0, f"focal_point:{primary}", f"institution:{door.institution_id}")


@pytest.fixture
def question(database_url: str) -> Case:
    """A consultation that was forwarded to the health agency."""
    return asked(Access.CONSULTATION, FORWARD)


@pytest.fixture
def emergency(database_url: str) -> Case:
    """An emergency after its first contact with the health agency."""
    return asked(Access.RAPID_RESPONSE, CALL)


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    """A browser somewhere in an institution, or a system of its own."""
    with served(door_app()) as client:
        yield client


def said_of(number: str) -> list[tuple[str, str]]:
    """The letters of the last happening, by role and kind."""
    with reading() as session:
        last = select(Letter.happening_id).order_by(col(Letter.id).desc()).limit(1)
        rows = session.exec(select(Letter).where(Letter.happening_id == session.exec(last).one()))
        assert number == matter_by_number(session, number).agenda_no
        return sorted((row.role.value, row.kind) for row in rows)


def planned(number: str) -> None:
    """Plan what is owed."""
    decide(number, {"decision": "keep_waiting"})


def mail(session: Session, kind: str) -> str:
    """The words of the last letter of the kind, on one line."""
    letter = session.exec(select(Letter).where(Letter.kind == kind).order_by(col(Letter.id).desc())).first()
    assert letter is not None
    body = message_from_bytes(compose(session, letter).message, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def stands(session: Session, case: Case) -> tuple[Stage, TrackStage]:
    """Where the matter and its only track are."""
    complaint = matter_by_number(session, case.number)
    return complaint.stage, session.exec(select(Forwarding)).one().stage


def desk(case: Case) -> str:
    """The summary that an officer reads at the matter's desk."""
    with reading() as session:
        return describe(session, matter_by_number(session, case.number), sample.NOW, "id")


def offered(case: Case) -> tuple[Decision, ...]:
    """What the desk offers."""
    with reading() as session:
        return offers.offer(session, matter_by_number(session, case.number), "id").decisions
