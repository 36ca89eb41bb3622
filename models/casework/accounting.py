"""The time accounts of complaints, read from the database for many at once: history, deadlines, refused letters."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from sqlmodel import Session, col, select

from models.accounts import REPORTER, Accounts, Duty, Stay, accounts
from models.codes import Party
from models.stages import Event, Stage
from models.tables import Clock, Happening, Institution, Letter, LetterState, Matter
from models.zones import Zone

FOCAL = (Party.REPORTED_PARTY, Party.FOCAL_POINT, Party.ALTERNATE, Party.INSTITUTION_HEAD)
"""Those in whose hands a letter has reached the institution."""


class Kept(NamedTuple):
    """A complaint with its time accounts and its age, each reckoned for itself."""

    complaint: Matter
    accounts: Accounts
    age: timedelta

    @property
    def adds_up(self) -> bool:
        """Whether the accounts together are the age."""
        return self.accounts.total == self.age


def accounts_of(session: Session, complaint: Matter, now: datetime) -> Accounts:
    """The time accounts of one complaint as of `now`, business time in UTC."""
    return next(kept.accounts for kept in all_accounts(session, [complaint], now))


def all_accounts(session: Session, complaints: Sequence[Matter], now: datetime) -> Iterator[Kept]:
    """The accounts of each of the complaints; a handful of queries for all of them."""
    ids = [complaint.id for complaint in complaints]
    stays = _stays(session, ids)
    duties = _duties(session, ids)
    for complaint in complaints:
        until = complaint.closed_at or now
        lived = _from_receipt(complaint, stays[complaint.id])
        yield Kept(complaint, accounts(lived, duties[complaint.id], until), _age(complaint, lived, until))


def as_data(kept: Accounts) -> dict[str, Any]:
    """The accounts for JSON, in whole seconds; of each institution as well."""
    parts = {name: getattr(kept, name) for name in ("office", "reporter", "institution", "nobody", "total")}
    seconds: dict[str, Any] = {name: int(length.total_seconds()) for name, length in parts.items()}
    seconds["institutions"] = {code: int(length.total_seconds()) for code, length in kept.institutions}
    return seconds


def _from_receipt(complaint: Matter, stays: Sequence[Stay]) -> list[Stay]:
    """The complaint's life begins on the day it was received, which may be before it was lodged here."""
    if not stays:
        return [Stay(complaint.stage, complaint.received_at)]
    return [Stay(stays[0].stage, complaint.received_at), *stays[1:]]


def _age(complaint: Matter, lived: Sequence[Stay], until: datetime) -> timedelta:
    """From the day it was received to `until`, without the time for which it was closed before it was reopened."""
    closed = sum(
        (later.since - stay.since for stay, later in pairwise(lived) if stay.stage is Stage.CLOSED),
        timedelta(),
    )
    return max(until - complaint.received_at - closed, timedelta())


def _stays(session: Session, ids: Sequence[int | None]) -> Mapping[int | None, list[Stay]]:
    query = (
        select(Happening.matter_id, Happening.stage_after, Happening.at)
        .where(col(Happening.matter_id).in_(ids))
        .order_by(col(Happening.matter_id), col(Happening.seq))
    )
    stays: defaultdict[int | None, list[Stay]] = defaultdict(list)
    for of, stage, at in session.exec(query):
        if not stays[of] or stays[of][-1].stage is not stage:
            stays[of].append(Stay(Stage(stage), at))
    return stays


def _duties(session: Session, ids: Sequence[int | None]) -> Mapping[int | None, list[Duty]]:
    """The stretches of the deadlines that bind the reporter or an institution, by complaint."""
    back = sent_in_vain(session, _failed(session, ids))
    rows = session.exec(
        select(Clock, Institution.code)
        .join(Institution, col(Institution.id) == col(Clock.institution_id), isouter=True)
        .where(
            col(Clock.matter_id).in_(ids),
            col(Clock.institution_id).is_not(None) | (col(Clock.binds) == Party.REPORTER),
        )
        .order_by(col(Clock.id))
    )
    found: defaultdict[int | None, list[Duty]] = defaultdict(list)
    for clock, code in rows:
        found[clock.matter_id] += stretches(clock, code or REPORTER, back.get(clock.opened_by))
    return found


def _failed(session: Session, ids: Sequence[int | None]) -> Mapping[int | None, datetime]:
    """The letters of which it is known that they failed, and since when."""
    refusals = select(Happening).where(
        col(Happening.matter_id).in_(ids), Happening.event == Event.LETTER_FAILED
    )
    return {row.facts.get("letter"): row.at for row in session.exec(refusals)}


def sent_in_vain(session: Session, failed: Mapping[int | None, datetime]) -> Mapping[str | None, datetime]:
    """The happenings none of whose letters to an institution went out, and since when that is known."""
    if not failed:
        return {}
    about = select(Letter.happening_id).where(col(Letter.id).in_(failed.keys()))
    query = select(Letter.id, Letter.happening_id, Letter.state).where(
        col(Letter.happening_id).in_(about), col(Letter.role).in_(FOCAL)
    )
    letters: defaultdict[str, list[tuple[int | None, LetterState]]] = defaultdict(list)
    for letter_id, happening_id, state in session.exec(query):
        letters[happening_id].append((letter_id, LetterState(state)))
    return {
        happening_id: max(failed[letter_id] for letter_id, _ in sent)
        for happening_id, sent in letters.items()
        if all(state is LetterState.REFUSED and letter_id in failed for letter_id, state in sent)
    }


class Ran(Protocol):
    """What `stretches` needs to know of a deadline: a clock, or a row with these columns of it."""

    @property
    def zone(self) -> Zone:
        """Where its days begin."""
        ...

    @property
    def opened_at(self) -> datetime:
        """When it was set."""
        ...

    @property
    def started_on(self) -> date | None:
        """The local day on which its letter was received."""
        ...

    @property
    def ended_at(self) -> datetime | None:
        """When it ended."""
        ...


def stretches(clock: Ran, holder: str, back_at: datetime | None) -> Iterator[Duty]:
    """A deadline as stretches: under way until it was received, then with its holder unless the letter came back."""
    received = _received_at(clock)
    if received is None:
        yield Duty(holder, clock.opened_at, clock.ended_at, reached=False)
        return
    if received > clock.opened_at:
        yield Duty(holder, clock.opened_at, received, reached=False)
    if back_at is not None and back_at > received:
        yield Duty(holder, received, back_at, reached=True)
        yield Duty(holder, back_at, clock.ended_at, reached=False)
    else:
        yield Duty(holder, received, clock.ended_at, reached=True)


def _received_at(clock: Ran) -> datetime | None:
    """When the letter that set the deadline was received: the day's beginning at its place, if that is later."""
    return None if clock.started_on is None else max(clock.opened_at, clock.zone.starts(clock.started_on))
