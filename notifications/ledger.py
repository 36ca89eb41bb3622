"""The ledger of deliveries: who is sending a letter until when, and how the try ended. Real time throughout, in UTC.

A letter is claimed under a lease before it is sent and settled afterwards; if the process dies in between, the lease
runs out and somebody else sends the same bytes under the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate, count
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, bindparam, or_, update
from sqlmodel import Session, col, select

from models.casework.business_time import business_now
from models.casework.letters import GIVEN_UP, REFUSED, letter_failed
from models.tables import Delivery, Letter, LetterState, Matter
from notifications.outcomes import LONGEST_REPLY, Outcome, Verdict

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=5)


def wait_after(tries: int) -> timedelta:
    """How long to wait after this many tries: twice as long each time, at most `LONGEST_WAIT`."""
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)


MOST_TRIES = next(
    number
    for number, waited in enumerate(accumulate(wait_after(tries) for tries in count(1)), start=1)
    if waited >= GIVE_UP_AFTER
)
"""Tries that together wait for `GIVE_UP_AFTER`; time during which nobody tried does not count against a letter."""


class NotATask(Exception):
    """This letter is no task for an officer: it goes by e-mail, or is done already. See `narahubung letters list`."""


def sendable(now_real: datetime) -> ColumnElement[bool]:
    """The letters somebody may claim now: queued, deferred and due, or claimed by somebody whose lease ran out."""
    return and_(
        col(Letter.delivery) == Delivery.EMAIL,
        or_(
            col(Letter.state) == LetterState.QUEUED,
            and_(col(Letter.state) == LetterState.DEFERRED, col(Letter.next_try_at) <= now_real),
            and_(col(Letter.state) == LetterState.CLAIMED, col(Letter.claimed_until) <= now_real),
        ),
    )


def claim(
    session: Session,
    now_real: datetime,
    *,
    lease: timedelta,
    matter_id: int | None = None,
    limit: int = 1,
) -> list[Letter]:
    """Take up to `limit` letters for `lease`, the longest waiting first. No two claimers get the same letter."""
    candidates = select(Letter.id).where(sendable(now_real))
    if matter_id is not None:
        candidates = candidates.where(Letter.matter_id == matter_id)
    candidates = candidates.order_by(col(Letter.id)).limit(limit).with_for_update(skip_locked=True)
    ids = session.exec(candidates).all()
    token = str(uuid4())
    session.exec(
        update(Letter)
        .where(col(Letter.id).in_(ids), sendable(now_real))  # compare and set, where rows cannot be locked
        .values(
            state=LetterState.CLAIMED,
            claim=token,
            claimed_until=now_real + lease,
            tries=col(Letter.tries) + 1,
        )
        .execution_options(synchronize_session=False)
    )
    mine = select(Letter).where(Letter.claim == token).order_by(col(Letter.id))
    return list(session.exec(mine.execution_options(populate_existing=True)).all())


def settle_accepted(session: Session, taken: Sequence[tuple[Letter, Outcome]], now_real: datetime) -> None:
    """Write down together what the server has accepted: a fact for each, whoever holds its lease by now."""
    rows = [
        {"of": letter.id, "said": outcome.reply, "at": now_real}
        for letter, outcome in sorted(taken, key=lambda each: each[0].id or 0)
    ]
    session.connection().execute(_ACCEPTED, rows)


_ACCEPTED = (
    update(Letter)
    .where(col(Letter.id) == bindparam("of"), col(Letter.state) != LetterState.ACCEPTED)
    .values(
        state=LetterState.ACCEPTED,
        reply=bindparam("said"),
        settled_at=bindparam("at"),
        claim=None,
        claimed_until=None,
        next_try_at=None,
    )
)


def settle(session: Session, letter: Letter, outcome: Outcome, now_real: datetime) -> LetterState:
    """Write down how the try ended; the letter's state afterwards.

    "Accepted" is a fact, whoever holds the lease by now; everything else counts only while the lease is ours.
    A refusal, also one by giving up, is recorded as a happening that asks an officer to act.
    """
    stored = session.exec(
        select(Letter)
        .where(Letter.id == letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    ours = stored.state is LetterState.CLAIMED and stored.claim == letter.claim
    if stored.state is LetterState.ACCEPTED or not (ours or outcome.verdict is Verdict.ACCEPTED):
        return stored.state
    stored.reply, stored.claim, stored.claimed_until = outcome.reply, None, None
    if outcome.verdict is Verdict.ACCEPTED:
        stored.state, stored.next_try_at, stored.settled_at = LetterState.ACCEPTED, None, now_real
    elif outcome.verdict is Verdict.UNTRIED:
        stored.state, stored.next_try_at, stored.tries = LetterState.QUEUED, None, stored.tries - 1
    elif outcome.verdict is Verdict.LATER and stored.tries < MOST_TRIES:
        stored.state, stored.next_try_at = LetterState.DEFERRED, now_real + wait_after(stored.tries)
    else:
        evidence = REFUSED
        if outcome.verdict is Verdict.LATER:
            evidence = GIVEN_UP
            stored.reply = f"given up after {stored.tries} tries: {outcome.reply}"[:LONGEST_REPLY]
        stored.state, stored.next_try_at, stored.settled_at = LetterState.REFUSED, None, now_real
        session.get_one(Matter, stored.matter_id, with_for_update=True, populate_existing=True)
        letter_failed(session, stored, business_now(session, now_real), evidence=evidence)
    session.add(stored)
    session.flush()
    return stored.state


def done(session: Session, letter_id: int, now_real: datetime) -> Letter:
    """An officer has printed and posted, or told by telephone, what could not be mailed. Raises `NotATask`."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.state not in (LetterState.TODO, LetterState.REFUSED):
        raise NotATask(NotATask.__doc__)
    letter.state, letter.settled_at = LetterState.DONE, now_real
    session.add(letter)
    session.flush()
    return letter
