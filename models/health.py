"""How an institution and each of its focal points fare, from facts: figures with their denominators. Pure.

The counting rule is one for all figures: what the office sent in the period, as it stood on the as-of date. What the
office took back (released, or the complaint ended meanwhile) is told apart and counts in no figure. A figure without
a case is no data, never 0 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any

from models.codes import FocalState
from models.zones import Zone

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """What was sent from `since` on and before `until`, as it stood at `as_of`: instants; days are the zone's."""

    since: datetime
    until: datetime
    as_of: datetime
    zone: Zone

    @property
    def first(self) -> date:
        """The first local day."""
        return self.zone.day_of(self.since)

    @property
    def last(self) -> date:
        """The last local day, that day included."""
        return self.zone.day_of(max(self.since, self.until - timedelta.resolution))

    @property
    def stands_on(self) -> date:
        """The local day at whose end, or during which, it stood as the figures say."""
        return self.zone.day_of(self.as_of - timedelta.resolution)

    def holds(self, instant: datetime) -> bool:
        """Whether what was sent then belongs to the period."""
        return self.since <= instant < self.until and instant <= self.as_of

    def as_data(self) -> dict[str, str]:
        """The same for JSON: local days, both ends included."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "as_of": self.stands_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `part` is None where there is no case."""

    count: int = 0
    of: int = 0

    @property
    def part(self) -> float | None:
        """Between 0 and 1."""
        return self.count / self.of if self.of else None

    def as_data(self) -> dict[str, Any]:
        """The same for JSON; the part to four places."""
        return {
            "count": self.count,
            "of": self.of,
            "part": None if self.part is None else round(self.part, 4),
        }


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of so many cases, in the unit of the figure; None without a case."""

    value: float | None = None
    cases: int = 0

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"median": self.value, "cases": self.cases}


class Fate(StrEnum):
    """What became of a request."""

    ANSWERED = "answered"  # also late, also settled with proof
    SILENT = "silent"  # the right to answer was not used
    OPEN = "open"
    TAKEN_BACK = "taken_back"  # the office let the institution go, or the complaint ended


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one request: for an answer the time for which the institution had the ball, and all the time."""

    fate: Fate
    held: timedelta = timedelta()
    elapsed: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When a contact was last confirmed, on a local day, and in what state the best of the contacts is."""

    on: date | None = None
    state: FocalState | None = None
    contacts: Share = Share()
    """How many of the contacts in post are confirmed."""


@dataclass
class Facts:
    """What is known of an institution or a focal point.

    `heard` has for each request the working days until the first sign that it came, None without one.
    """

    heard: list[int | None] = field(default_factory=list["int | None"])
    replies: list[Reply] = field(default_factory=list[Reply])
    terms: list[bool] = field(default_factory=list[bool])
    refused: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The figures: medians in working days (`heard`) and in days of 24 hours (`held`, `elapsed`)."""

    period: Period
    acknowledged: Share
    """Requests whose receipt the institution confirmed, or that it answered, of those made."""
    heard: Middle
    answered: Share
    """Requests answered of those made."""
    held: Middle
    """How long the ball was there until the answer: nobody's, the office's, the reporter's and paused time left out."""
    elapsed: Middle
    """From the request to the answer, whoever had the ball."""
    silent: int
    open: int
    taken_back: int
    terms: Share
    """Terms kept of the terms that were kept or overrun; what still runs, rests or was let go is neither."""
    bounces: Share
    """Letters by e-mail refused of those that were accepted or refused."""
    confirmation: Confirmation

    def as_data(self) -> dict[str, Any]:
        """The same for JSON, units in the names."""
        last = self.confirmation
        return {
            **self.period.as_data(),
            "acknowledged": self.acknowledged.as_data(),
            "acknowledgement_working_days": self.heard.as_data(),
            "answered": self.answered.as_data(),
            "answer_days_net": self.held.as_data(),
            "answer_days_elapsed": self.elapsed.as_data(),
            "silent": self.silent,
            "open": self.open,
            "taken_back": self.taken_back,
            "terms_kept": self.terms.as_data(),
            "letters_refused": self.bounces.as_data(),
            "confirmed_on": last.on.isoformat() if last.on else None,
            "state": last.state.value if last.state else None,
            "contacts_confirmed": last.contacts.as_data(),
        }


def figures(facts: Facts, period: Period, confirmation: Confirmation) -> Health:
    """The figures of the facts."""
    made = [reply for reply in facts.replies if reply.fate is not Fate.TAKEN_BACK]
    answers = [reply for reply in made if reply.fate is Fate.ANSWERED]
    heard = [days for days in facts.heard if days is not None]
    return Health(
        period=period,
        acknowledged=Share(len(heard), len(facts.heard)),
        heard=_middle(heard),
        answered=Share(len(answers), len(made)),
        held=_middle(reply.held / DAY for reply in answers),
        elapsed=_middle(reply.elapsed / DAY for reply in answers),
        silent=sum(reply.fate is Fate.SILENT for reply in made),
        open=sum(reply.fate is Fate.OPEN for reply in made),
        taken_back=len(facts.replies) - len(made),
        terms=Share(sum(facts.terms), len(facts.terms)),
        bounces=Share(facts.refused, facts.sent),
        confirmation=confirmation,
    )


def _middle(values: Iterable[float]) -> Middle:
    listed: Sequence[float] = list(values)
    return Middle(round(median(listed), 1), len(listed)) if listed else Middle()
