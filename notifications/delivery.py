"""Sending what is planned: claim, compose, send, settle, each in its own step, so that a crash loses nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice
from time import monotonic

import structlog
from sqlmodel import Session

from models.database import reading, transaction
from models.settings import settings
from models.tables import Letter, LetterState
from notifications import mailer
from notifications.composing import Mail, compose
from notifications.context import RecipientGone
from notifications.gathering import gather
from notifications.ledger import claim, settle, settle_accepted
from notifications.outcomes import Outcome, Verdict, later, refused, untried

log = structlog.get_logger(__name__)
AT_ONCE = 40
"""Letters claimed together, and together read what they say."""
BATCH_SECONDS, SETTLING_SECONDS = 300.0, 30.0
"""How long letters claimed together wait for their turn; what their lease leaves for writing down what came of it."""
TOGETHER, TOGETHER_SECONDS = 10, 0.02
"""How many answers to wait for, and how long, before they are settled together: a death repeats what is not settled."""


class Boundary(StrEnum):
    """The places between two steps at which a process may die. Nothing is lost or doubled at any of them."""

    CLAIMING = "claiming"  # claimed, the transaction not yet committed
    CLAIMED = "claimed"
    COMPOSED = "composed"
    SENT = "sent"  # the server has taken it, the ledger does not know yet
    SETTLING = "settling"  # settled, the transaction not yet committed
    SETTLED = "settled"


Watch = Callable[[Boundary], None]
Answered = tuple[Letter, Outcome]
Settled = tuple[Letter, LetterState]


@dataclass(slots=True)
class Counts:
    """How a pass ended, by letters."""

    accepted: int = 0
    deferred: int = 0
    refused: int = 0

    def count(self, state: LetterState) -> None:
        """Add one letter that ended in `state`."""
        if state is LetterState.ACCEPTED:
            self.accepted += 1
        elif state is LetterState.REFUSED:
            self.refused += 1
        else:
            self.deferred += 1

    @property
    def total(self) -> int:
        """All letters that were tried."""
        return self.accepted + self.deferred + self.refused


def real_now() -> datetime:
    """Real time, UTC: leases and waits are between us and the mail server, whatever time it is for the law."""
    return datetime.now(UTC)


def unwatched(_: Boundary) -> None:
    """Pass every boundary without ado."""


def untold(_: Settled) -> None:
    """Nobody wants to know of the single letter."""


def deliver(
    matter_id: int | None = None,
    limit: int = 1000,
    budget_seconds: float = 60.0,
    *,
    now: Callable[[], datetime] = real_now,
    watch: Watch = unwatched,
    tell: Callable[[Settled], None] = untold,
) -> Counts:
    """One pass: send what waits (of one complaint, or of all) until nothing is left, `limit` or the budget is reached.

    Stops early when the mail server is away: what was tried is deferred, the rest stays queued. Lasts no longer than
    its budget and one try. `tell` hears of each letter what became of it.
    """
    counts, until = Counts(), monotonic() + budget_seconds
    while counts.total < limit and monotonic() < until:
        turn = min(until, monotonic() + BATCH_SECONDS)
        letters = _claim(now, watch, turn, matter_id=matter_id, limit=min(AT_ONCE, limit - counts.total))
        if not letters:
            break
        away = False
        numbers, mails = _composed(letters)
        for answered in _sent(mails, watch, turn):
            for letter, state in _settle(answered, numbers, now, watch):
                counts.count(state)
                tell((letter, state))
            away = away or any(outcome.away for _, outcome in answered)
        if away:
            break
    return counts


def _claim(
    now: Callable[[], datetime],
    watch: Watch,
    turn: float,
    *,
    limit: int,
    matter_id: int | None = None,
) -> list[Letter]:
    """Letters that are ours until the last has been tried whose turn came before `turn` (`time.monotonic`)."""
    lease = timedelta(seconds=turn - monotonic() + mailer.longest_try() + SETTLING_SECONDS)
    with transaction() as session:
        letters = claim(session, now(), lease=lease, matter_id=matter_id, limit=limit)
        watch(Boundary.CLAIMING)
    watch(Boundary.CLAIMED)
    return letters


def _sent(
    mails: Iterable[tuple[Letter, Mail | Outcome]], watch: Watch, turn: float
) -> Iterator[list[Answered]]:
    """Each letter with its outcome, as the server answers; together those that it answered within a moment.

    Only so many are in line for the connections as keep them busy: an officer's letters come soon after them, and where
    settling fails the others are not sent without a note. The rest is not tried once the server is found to be away.
    """
    in_line = iter(mails)
    on_their_way: dict[Future[Outcome], Letter] = {}
    away: Outcome | None = None
    while True:
        answered: list[Answered] = []
        for letter, mail in islice(in_line, settings().smtp_connections + TOGETHER - len(on_their_way)):
            watch(Boundary.COMPOSED)
            if isinstance(mail, Outcome):
                answered.append((letter, mail))
            elif away is not None:
                answered.append((letter, untried(away.reply, away=True)))
            else:
                on_their_way[mailer.start(mail.message, mail.sender, mail.recipient, turn)] = letter
        if on_their_way:
            wait(list(islice(on_their_way, TOGETHER)), TOGETHER_SECONDS)
            wait(on_their_way, return_when=FIRST_COMPLETED)
            done = [future for future in on_their_way if future.done()]
            answered += [(on_their_way.pop(future), future.result()) for future in done]
        if not answered:
            return
        watch(Boundary.SENT)
        away = away or next((outcome for _, outcome in answered if outcome.away), None)
        yield answered


def _composed(letters: Sequence[Letter]) -> tuple[dict[int, str], list[tuple[Letter, Mail | Outcome]]]:
    """The agenda numbers by complaint, and each letter with its mail, or with why there is none."""
    with reading() as session:
        numbers = gather(session, letters)
        return numbers, [(letter, _compose(session, letter)) for letter in letters]


def _compose(session: Session, letter: Letter) -> Mail | Outcome:
    try:
        return compose(session, letter)
    except RecipientGone:
        return refused("no usable address")
    except Exception as error:  # noqa: BLE001 - one letter that cannot be worded must not hold up the others
        session.rollback()
        what = type(error).__name__  # its message may quote what must not be logged
        log.error("letter.not_composed", letter=letter.id, kind=letter.kind, error=what)  # noqa: TRY400 - the same
        return later(f"could not be composed: {what}")


def _settle(
    answered: Sequence[Answered], numbers: Mapping[int, str], now: Callable[[], datetime], watch: Watch
) -> list[Settled]:
    """What was accepted is written down in one transaction, what was not tried in another, the rest each in its own."""
    by_verdict: dict[Verdict, list[Answered]] = defaultdict(list)
    for each in sorted(answered, key=lambda each: each[0].id or 0):
        by_verdict[each[1].verdict].append(each)
    settled: list[Settled] = []
    if taken := by_verdict.pop(Verdict.ACCEPTED, []):
        with transaction() as session:
            settle_accepted(session, taken, now())
            watch(Boundary.SETTLING)
        settled += [(letter, LetterState.ACCEPTED) for letter, _ in taken]
    given_back = by_verdict.pop(Verdict.UNTRIED, [])
    for group in (given_back, *([each] for others in by_verdict.values() for each in others)):
        if group:
            with transaction() as session:
                settled += [(letter, settle(session, letter, outcome, now())) for letter, outcome in group]
                watch(Boundary.SETTLING)
    for letter, state in settled:
        number = numbers[letter.matter_id]
        log.info("letter.settled", number=number, letter=letter.id, kind=letter.kind, state=state.value)
    watch(Boundary.SETTLED)
    return settled
