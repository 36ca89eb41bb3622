"""Who had the ball when: the time accounts of a complaint, from its history and its deadlines. Pure.

Four accounts: the office, the reporter, institutions, and nobody (a letter is under way, or came back). At each instant
exactly one of them has the time, so that together they are the complaint's age, to the microsecond:

- While the stage waits for the reporter, the time is the reporter's.
- While the stage waits for institutions, it is theirs as long as a deadline of one of them runs. A pause does not hand
  the ball back, and a deadline that has passed does not either.
- Where all the deadlines of those who would have it wait for proof of receipt, or their letter was refused, it is
  nobody's. A receipt proven later counts from the day of receipt, as the law does.
- All other time is the office's. A closed complaint grows no older.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from models.stages import Stage

REPORTER: Final = "reporter"
"""The holder of a `Duty` that is no institution."""

WITH_REPORTER: Final = frozenset({Stage.AWAITING_REPORTER, Stage.REPORTER_RESPONSE})
"""The stages that wait for the reporter."""

WITH_INSTITUTIONS: Final = frozenset({
    Stage.CLARIFICATION, Stage.SETTLEMENT_MONITORING, Stage.CORRECTIVE_MONITORING, Stage.RECOMMENDATION_MONITORING,
    Stage.CONSULTATION, Stage.FOLLOW_UP, Stage.PLAN_MONITORING, Stage.SIGNING, Stage.CONFIRMING, Stage.SUCCESSION,
})  # fmt: skip
"""The stages that wait for institutions as long as a deadline of theirs is open."""


class Account(StrEnum):
    """Whose time it is."""

    OFFICE = "office"
    REPORTER = "reporter"
    INSTITUTION = "institution"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Stay:
    """The complaint came to a stage; it stays there until the next one begins."""

    stage: Stage
    since: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """A stretch of an outside party's deadline: it has the letter, or (not `reached`) the letter is still under way.

    `holder` is `REPORTER` or an institution's code; without `until` it lasts.
    """

    holder: str
    since: datetime
    until: datetime | None
    reached: bool

    def covers(self, instant: datetime) -> bool:
        """Whether it lasts at the instant."""
        return self.since <= instant and (self.until is None or instant < self.until)


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch in which the ball lay in one place; `institutions` are the codes of those that had it."""

    account: Account
    institutions: tuple[str, ...]
    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """How long it was."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Accounts:
    """The time of each account, and of each institution (several may have had the ball at once)."""

    office: timedelta
    reporter: timedelta
    institution: timedelta
    nobody: timedelta
    institutions: tuple[tuple[str, timedelta], ...] = ()

    @property
    def total(self) -> timedelta:
        """All of it: the complaint's age."""
        return self.office + self.reporter + self.institution + self.nobody


def age(stays: Sequence[Stay], now: datetime) -> timedelta:
    """How long the complaint has been open, from its first stay to `now`, without the time for which it was closed."""
    return sum(
        (until - since for stage, since, until in _stretches(stays, now) if stage is not Stage.CLOSED), _NONE
    )


def held(stays: Sequence[Stay], duties: Iterable[Duty], now: datetime) -> Iterator[Held]:
    """Where the ball lay, stretch by stretch without a gap but for the time at the closed stage; empty ones left out.

    `stays` in the order of the history. One that seems to begin before its predecessor begins with it.
    """
    listed = tuple(duties)
    marks = {mark for duty in listed for mark in (duty.since, duty.until) if mark is not None}
    for stage, since, until in _stretches(stays, now):
        if stage is Stage.CLOSED:
            continue
        cuts = sorted({since, until, *(mark for mark in marks if since < mark < until)})
        for start, end in pairwise(cuts):
            yield Held(*_holder(stage, [duty for duty in listed if duty.covers(start)]), start, end)


def accounts(stays: Sequence[Stay], duties: Iterable[Duty], now: datetime) -> Accounts:
    """The time accounts as of `now`; their total is `age`."""
    sums = dict.fromkeys(Account, _NONE)
    of: dict[str, timedelta] = {}
    for stretch in held(stays, duties, now):
        sums[stretch.account] += stretch.length
        for code in stretch.institutions:
            of[code] = of.get(code, _NONE) + stretch.length
    return Accounts(
        office=sums[Account.OFFICE],
        reporter=sums[Account.REPORTER],
        institution=sums[Account.INSTITUTION],
        nobody=sums[Account.NOBODY],
        institutions=tuple(sorted(of.items())),
    )


_NONE: Final = timedelta()


def _holder(stage: Stage, running: Sequence[Duty]) -> tuple[Account, tuple[str, ...]]:
    if stage in WITH_REPORTER:
        own = [duty.reached for duty in running if duty.holder == REPORTER]
        return (Account.NOBODY if own and not any(own) else Account.REPORTER), ()
    theirs = [duty for duty in running if duty.holder != REPORTER] if stage in WITH_INSTITUTIONS else []
    if reached := sorted({duty.holder for duty in theirs if duty.reached}):
        return Account.INSTITUTION, tuple(reached)
    return (Account.NOBODY if theirs else Account.OFFICE), ()


def _stretches(stays: Sequence[Stay], now: datetime) -> Iterator[tuple[Stage, datetime, datetime]]:
    """Each stay with its beginning and end; time never runs backwards, and never past `now`."""
    if not stays:
        return
    begin = min(stays[0].since, now)
    ends = [min(stay.since, now) for stay in stays[1:]] + [now]
    for stay, end in zip(stays, ends, strict=True):
        until = max(begin, end)
        yield stay.stage, begin, until
        begin = until
