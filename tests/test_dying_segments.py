"""A segment may die before each of its steps: nothing is lost, nothing is done twice, and the officer's desk comes."""

from datetime import UTC, datetime, timedelta

import pytest

from models.casework import history, invariants
from models.casework.finding import matter_by_number
from models.database import reading
from models.settings import settings
from notifications import delivery
from tests.at_the_desk import desks_of, inputs_of, reason_shown, state_of
from tests.dying import a_life, in_a_segment
from tests.ledger import all_accepted
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox
from tests.unattended import passed, stray
from tests.ways import WAYS, Way, at_plenary, meanwhile

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

Outcome = tuple[list[str], list[str], str | None]


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a sign of life waits a second for it; a lease lasts as long as a setting allows at least."""
    monkeypatch.setenv("NARAHUBUNG_SEGMENT_SECONDS", "5")
    settings.cache_clear()
    unleased = settings().model_copy(update={"segment_seconds": 1})
    monkeypatch.setattr("flows.steward.settings", lambda: unleased)
    monkeypatch.setattr("deployments.worker.NET_SECONDS", 1.0)
    for each in (
        "flows.nudging.OPENING_AGE",
        "flows.wanted.OPENING_AGE",
        "models.casework.runs.TAKEN_UP_FOR",
    ):
        monkeypatch.setattr(each, timedelta(seconds=1))


def test_a_segment_may_die_before_each_of_its_steps(
    office: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way is gone once in peace, which tells its steps; then it dies before each at which none has died so far."""
    died: list[str] = []
    for way in WAYS:
        steps, calm = in_peace(office, way, mailbox, monkeypatch)
        for step in dict.fromkeys(steps):
            if step not in died:
                number = death_of(office, way, step, monkeypatch)
                assert calm == outcome(office, number), (way.name, step)
                died.append(step)
    assert len(died) > len(WAYS) * 4

    delivery.deliver(now=lambda: datetime.now(UTC) + timedelta(days=2))
    assert all_accepted() == mailbox.ids
    assert mailbox.repeats <= len(died) * settings().smtp_connections


def test_a_run_that_is_not_its_matters_may_die_before_each_of_its_steps(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody made it by hand. It ends, however it dies, and the matter waits at the desk of its own run."""
    number = at_plenary(office)
    desk, events = office.desk(number), office.events(number)
    with a_life(monkeypatch, in_a_segment) as life:
        second = stray(datetime.now(UTC), number=number)
        until(lambda: state_of(second) == "Completed", "the second run ends")
    steps = list(dict.fromkeys(life.passed))
    assert len(steps) == len(life.passed) > 4

    for step in steps:
        with a_life(monkeypatch, in_a_segment, step) as life:
            second = stray(datetime.now(UTC), number=number)
            until(lambda life=life: life.dead or None, f"the second run dies before {step}")
        meanwhile(
            passed, lambda second=second: state_of(second) == "Completed", f"it ends, dead before {step}"
        )
        assert (desk.token, events) == (office.desk(number).token, office.events(number)), step


def in_peace(
    office: Office, way: Way, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], Outcome]:
    """The steps of a life that nothing happens to, and what comes of it; no letter is repeated."""
    number, repeats = way.begin(office), mailbox.repeats
    desk = office.desk(number)
    with way.meanwhile(number, monkeypatch), a_life(monkeypatch, in_a_segment) as life:
        office.submit(number, desk=desk, **way.form)
        until(lambda: way.ended(office, number, desk), f"{number} is done ({way.name})")
    assert repeats == mailbox.repeats
    return life.passed, outcome(office, number)


def death_of(office: Office, way: Way, step: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of a matter whose segment died before this step, and which came to its end nevertheless."""
    number = way.begin(office)
    desk = office.desk(number)
    with way.meanwhile(number, monkeypatch), a_life(monkeypatch, in_a_segment, step) as life:
        office.submit(number, desk=desk, **way.form)
        until(lambda: life.dead or None, f"the segment dies ({way.name}) before {step}")
    way.recovered(office, number, desk)
    office.sweep()

    responses = [key for each in desks_of(number) for key in inputs_of(each) if key.endswith("-response")]
    assert [] == responses, (way.name, step)
    with reading() as session:
        matter = matter_by_number(session, number)
        assert history.verify(session, matter) is None
        assert [] == list(invariants.broken(session, matter))
    return number


def outcome(office: Office, number: str) -> Outcome:
    """What happened, which letters there are, and what the desk says of a form that came back."""
    return office.events(number), sorted(office.letters(number)), reason_shown(number)
