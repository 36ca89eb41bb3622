"""Prefect is away for long: deadlines and letters go on, decisions are taken, and nothing happens twice."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from deployments import unaided
from models.casework import history, invariants
from models.casework.finding import matter_by_number
from models.database import reading
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Letter, LetterState
from tests import sample
from tests.at_the_desk import decided, state_of, steward_until_open
from tests.office import Office
from tests.prefect_server import Server, until
from tests.smtp_server import Mailbox

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def impatient(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that helps itself after a second, every second."""
    del home  # which empties the settings first
    monkeypatch.setattr(unaided, "AWAY_SECONDS", 1.0)
    monkeypatch.setenv("NARAHUBUNG_CLOCK_SECONDS", "1")
    settings.cache_clear()


def unsent(number: str) -> list[str]:
    """The letters of the complaint that go by mail and have not been accepted."""
    with reading() as session:
        query = select(Letter).where(
            Letter.matter_id == matter_by_number(session, number).id,
            Letter.delivery == Delivery.EMAIL,
            Letter.state != LetterState.ACCEPTED,
        )
        return [letter.kind for letter in session.exec(query)]


def test_while_prefect_is_away_deadlines_and_letters_go_on(
    impatient: None, office: Office, prefect_server: Server, mailbox: Mailbox
) -> None:
    """A term passes unanswered, the answer comes late, the next step is decided: all written to whom it concerns."""
    del impatient
    number = office.lodge(access="report")
    for fields in (
        {"decision": "pass_formal"},
        {"decision": "pass_material"},
        {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
    ):
        office.decide(number, **fields)
    before = office.decide(
        number, decision="forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True
    )
    fired, said = office.events(number), len(mailbox.letters)
    prefect_server.stop(kill=True)
    try:
        office.move_time(sample.NOW + timedelta(days=10))
        until(lambda: office.events(number) != fired, "the clock goes on")
        until(lambda: len(mailbox.letters) > said and not unsent(number), "its letters are sent")
        sent = len(mailbox.letters)
        decided(number, decision="record_answer", institution=sample.HEALTH, text="Rujukan diterbitkan.")
        decided(number, decision="draft_result", text="Ditemukan maladministrasi.")
        until(lambda: len(mailbox.letters) > sent and not unsent(number), "of these as well")
        meanwhile = office.events(number)
    finally:
        prefect_server.start()

    steward_until_open(number)
    fresh = office.desk(number, after=before.token)
    assert (before.run_id, Stage.REPORTER_RESPONSE) == (fresh.run_id, fresh.stage)
    until(lambda: state_of(fresh.run_id) == "Suspended", "it waits")
    office.sweep()
    assert meanwhile == office.events(number)
    assert {1} == set(Counter(str(mail.message["Message-ID"]) for mail in mailbox.received).values())
    with reading() as session:
        assert history.verify(session, matter_by_number(session, number)) is None
        assert [] == list(invariants.broken(session, matter_by_number(session, number)))
