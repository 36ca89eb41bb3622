"""The rows of the ledger: who holds a letter, what became of it, when it is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.database import reading
from models.stages import Event
from models.tables import Delivery, Letter, LetterState
from notifications import mailer
from notifications.delivery import BATCH_SECONDS, SETTLING_SECONDS, Boundary, deliver
from notifications.kinds import LetterKind
from notifications.ledger import (
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    MOST_TRIES,
    NotATask,
    claim,
    done,
    settle,
    settle_accepted,
    wait_after,
)
from notifications.outcomes import accepted, later, refused
from notifications.planning import plan
from notifications.sample_events import happen
from notifications.samples import NOW, sample
from tests.queued import queue
from tests.smtp_server import Mailbox

LEASE = timedelta(minutes=10)
REAL = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)


def test_a_claim_ends_with_its_lease(session: Session) -> None:
    """While the lease lasts nobody else gets the letter; afterwards anybody, and the try is counted."""
    happen(sample(session), Event.FORWARDED, LetterKind.PROGRESS)
    plan(session, None, NOW)
    claim(session, REAL, lease=LEASE, limit=100)

    assert [] == claim(session, REAL + LEASE / 2, lease=LEASE)
    [again] = claim(session, REAL + LEASE, lease=LEASE)
    assert 2 == again.tries


@pytest.mark.parametrize(("budget", "turn"), [(60.0, 60.0), (86_400.0, BATCH_SECONDS)])
def test_a_lease_outlasts_the_last_turn_by_one_try(
    database_url: str, mailbox: Mailbox, budget: float, turn: float
) -> None:
    """Whoever dies keeps its letters from the next one for so long and no longer, however long it meant to go on."""
    letters = queue(database_url)
    leases: list[float] = []

    def look(here: Boundary) -> None:
        if here is Boundary.CLAIMED:
            with reading(database_url) as session:
                ends = [each for each in session.exec(select(Letter.claimed_until)) if each]
            leases.extend((each - datetime.now(UTC)).total_seconds() for each in ends)

    deliver(budget_seconds=budget, watch=look)
    assert len(letters) == len(leases) == len(mailbox.received)
    assert all(0 < left - turn - mailer.longest_try() <= SETTLING_SECONDS for left in leases)


def test_accepted_is_a_fact_whoever_holds_the_lease(session: Session) -> None:
    """The first sender was slow, not wrong: its success stands, and the second one's failure changes nothing."""
    happen(sample(session), Event.FORWARDED, LetterKind.PROGRESS)
    plan(session, None, NOW)
    slow = Letter.model_validate(claim(session, REAL, lease=LEASE, limit=1)[0].model_dump())
    [fast] = claim(session, REAL + LEASE, lease=LEASE)
    token = Letter.model_validate(fast.model_dump())

    assert LetterState.CLAIMED is settle(session, slow, later("450 busy"), REAL)
    assert LetterState.ACCEPTED is settle(session, slow, accepted("250 OK"), REAL)
    assert LetterState.ACCEPTED is settle(session, token, refused("550 no"), REAL)


def test_what_was_accepted_together_is_settled_together(session: Session) -> None:
    """In one statement, also for a letter whose lease somebody else holds by now; nothing else is touched."""
    happen(sample(session), Event.FORWARDED, LetterKind.PROGRESS)
    plan(session, None, NOW)
    taken = claim(session, REAL, lease=LEASE, limit=2)
    claim(session, REAL + LEASE, lease=LEASE)
    settle_accepted(session, [(letter, accepted("250 OK")) for letter in taken], REAL)
    session.expire_all()

    assert [LetterState.ACCEPTED] * 2 == [letter.state for letter in taken]
    assert [("250 OK", None, REAL)] * 2 == [(each.reply, each.claim, each.settled_at) for each in taken]
    assert {LetterState.QUEUED} == {
        letter.state
        for letter in session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL))
        if letter.id not in {each.id for each in taken}
    }


def test_tries_wait_longer_and_end_after_five_days(session: Session) -> None:
    """A minute, two, four ... at most six hours; after about five days of trying it is refused, with the reason."""
    waits = [wait_after(tries) for tries in range(1, MOST_TRIES + 1)]
    assert [timedelta(minutes=1), timedelta(minutes=2), LONGEST_WAIT] == [waits[0], waits[1], waits[-1]]
    assert GIVE_UP_AFTER <= sum(waits, timedelta()) < GIVE_UP_AFTER + LONGEST_WAIT

    happen(sample(session), Event.FORWARDED, LetterKind.PROGRESS)
    plan(session, None, NOW)
    [letter] = claim(session, REAL, lease=LEASE, limit=1)
    letter.tries = MOST_TRIES
    session.flush()
    assert LetterState.REFUSED is settle(session, letter, later("450 busy"), REAL)
    assert letter.reply == f"given up after {MOST_TRIES} tries: 450 busy"


def test_an_officer_marks_a_task_as_done(session: Session) -> None:
    """Only what an officer has to do can be done by one."""
    made = sample(session)
    made.reporter.email = None
    happen(made, Event.FORWARDED, LetterKind.PROGRESS)
    plan(session, None, NOW)
    task = session.exec(select(Letter).where(Letter.state == LetterState.TODO)).one()
    mail = session.exec(select(Letter).where(Letter.state == LetterState.QUEUED)).first()

    assert LetterState.DONE is done(session, task.id or 0, REAL).state
    with pytest.raises(NotATask):
        done(session, task.id or 0, REAL)
    with pytest.raises(NotATask):
        done(session, mail.id or 0 if mail else 0, REAL)
