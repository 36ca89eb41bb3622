"""A segment may die before each of its steps: nothing is lost, nothing is done twice, and the officer's desk comes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.casework import history, invariants, verification
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Desk, Letter, LetterState
from notifications import delivery
from tests import sample
from tests.at_the_desk import hold, inputs_of
from tests.dying import a_life, in_a_segment, under_way
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox
from tests.unattended import change, passed

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(900),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

ACCEPT = {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER}
"""A step with several letters, so that the boundaries of sending lie in it too."""


def at_plenary(office: Office) -> tuple[str, Desk]:
    """A complaint of which the plenary has to decide, and the desk at which it does: the first of its run."""
    with transaction() as session:
        complaint = sample.lodged(session, access="report")
        verification.pass_formal(session, complaint, [], "", sample.NOW, by=sample.INTAKE)
        verification.pass_material(session, complaint, "", sample.NOW, by=sample.INTAKE)
        number = complaint.agenda_no
    return number, office.desk(number)


def recovered(office: Office, number: str) -> Desk:
    """The desk at which the complaint waits again, once the dead segment's lease is over and the steward has passed."""
    if office.run(number).lease is not None:
        hold(number, datetime.now(UTC) - timedelta(minutes=10))

    def waits() -> Desk | None:
        if office.complaint(number).stage is Stage.REGISTERED and (desk := office.waits_at(number)):
            return desk
        change(number, retry_at=None)
        passed()
        return None

    return until(waits, f"{number} waits at its next desk", seconds=120, every=0.5)


def test_a_segment_may_die_before_each_of_its_steps(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its boundaries are counted first, then it dies at each of them in turn; the end is always the same."""
    monkeypatch.setenv("NARAHUBUNG_SEGMENT_SECONDS", "5")
    settings.cache_clear()
    monkeypatch.setattr("flows.nudging.OPENING_AGE", timedelta(seconds=1))
    monkeypatch.setattr("flows.wanted.OPENING_AGE", timedelta(seconds=1))
    monkeypatch.setattr("models.casework.runs.TAKEN_UP_FOR", timedelta(seconds=1))
    number, _ = at_plenary(office)
    with a_life(monkeypatch, in_a_segment) as life:
        office.decide(number, **ACCEPT)
    steps, calm = list(life.passed), (office.events(number), sorted(office.letters(number)))
    assert len(steps) > 15
    assert 0 == mailbox.repeats

    for dies_at, step in enumerate(steps):
        number, desk = at_plenary(office)
        with a_life(monkeypatch, in_a_segment, dies_at) as life:
            office.submit(number, desk=desk, **ACCEPT)
            until(lambda life=life: life.dead or None, f"the segment dies before {step}, its step {dies_at}")
        fresh = recovered(office, number)
        office.sweep()

        assert calm == (office.events(number), sorted(office.letters(number))), (dies_at, step)
        assert [] == [key for key in inputs_of(fresh) if key.endswith("-response")], (dies_at, step)
        with reading() as session:
            complaint = matter_by_number(session, number)
            assert history.verify(session, complaint) is None
            assert [] == list(invariants.broken(session, complaint))

    delivery.deliver(now=lambda: datetime.now(UTC) + timedelta(days=2))
    with reading() as session:
        letters = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
    assert {LetterState.ACCEPTED} == {letter.state for letter in letters}
    assert {letter.message_id for letter in letters} == {
        str(mail.message["Message-ID"]) for mail in mailbox.received
    }
    assert mailbox.repeats <= len(steps) * under_way()
