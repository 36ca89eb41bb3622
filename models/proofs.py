"""A deadline and its proof: what was asked, what was counted and what was not, and the date that came out.

Pure. `due` answers for a term, `recount` answers the same question again under another calendar, with more pauses or
an extension. How a proof is written for people is in `models.proof_text`.
"""

import calendar as gregorian
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from models.deadlines import Term, Unit
from models.workdays import ONE_DAY, Basis, Calendar, Pause, Zone, end_of_term, merged, rolled, shift

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class NoDueDate(Exception):
    """This cannot be counted: the question lacks what its unit needs, or has what its unit does not know."""


class FreeDay(BaseModel):
    """A day that was passed over, and its name in Indonesian; a mere Saturday or Sunday has none."""

    model_config = _FROZEN

    day: date
    name: str


class Question(BaseModel):
    """All that a due date depends on but the calendar. Raises `NoDueDate` for what cannot be counted.

    `start` is day 0, local; `at` the instant for a length in hours; `agreed` the date that the parties agreed on.
    `key`, `source` and `sure` are the term's; empty for a bare count. `extension` is in days of the basis.
    """

    model_config = _FROZEN

    key: str = ""
    source: str = ""
    sure: str = ""
    start: date
    at: AwareDatetime | None = None
    agreed: date | None = None
    length: int | None = Field(default=None, ge=0)
    unit: Unit = Unit.DAYS
    basis: Basis = Basis.WORKING
    roll: bool = False
    internal: bool = False
    zone: Zone = Zone.WIB
    region: str | None = None
    pauses: tuple[Pause, ...] = ()
    extension: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        given = (self.length is not None, self.at is not None, self.agreed is not None)
        wanted = (self.unit is not Unit.AGREED, self.unit is Unit.HOURS, self.unit is Unit.AGREED)
        if given != wanted or self.unit is Unit.TIMES or (self.at and (self.pauses or self.extension)):
            raise NoDueDate(NoDueDate.__doc__)
        return self

    def due_date(self, calendar: Calendar) -> date:
        """The due date alone, without its proof: for sweeps. Raises `UncountableTerm`."""
        counted = self.counted_to(calendar)
        return rolled(counted, calendar, merged(self.pauses)) if self.roll else counted

    def counted_to(self, calendar: Calendar) -> date:
        """Where the count itself ends, before it rolls off a free day. Raises `UncountableTerm`."""
        if self.at is not None:
            return self.zone.day_of(self.at + timedelta(hours=self.length or 0))
        if self.agreed is not None:
            return shift(self.agreed, self.extension, self.basis, calendar)
        length = self._days() + self.extension
        return end_of_term(self.start, length, self.basis, calendar, pauses=self.pauses)

    def _days(self) -> int:
        """The length in days of the basis; months and years end on the same day of the month, or its last."""
        length = self.length or 0
        if self.unit is Unit.DAYS:
            return length
        months = self.start.month - 1 + (length if self.unit is Unit.MONTHS else 12 * length)
        year, month = self.start.year + months // 12, months % 12 + 1
        last = gregorian.monthrange(year, month)[1]
        return (date(year, month, min(self.start.day, last)) - self.start).days


class Proof(BaseModel):
    """How a due date was reached. Goes to JSON and back unchanged.

    `free` are the holidays on weekdays that a working term passed over, `weekends` its runs of Saturdays and Sundays
    (first and last day), `paused` how many days of the basis its pauses took. `rolled` are the free days over which
    a calendar term moved on. `decreed_until` is set where the due date is provisional: no decree reaches it.
    `superseded` is the earlier date that a changed calendar would give, where the party keeps its later one.
    """

    model_config = _FROZEN

    question: Question
    due: date
    due_at: AwareDatetime
    calendar: str
    free: tuple[FreeDay, ...] = ()
    weekends: tuple[tuple[date, date], ...] = ()
    paused: int = 0
    rolled: tuple[FreeDay, ...] = ()
    decreed_until: date | None = None
    superseded: date | None = None

    @property
    def provisional(self) -> bool:
        """Whether a decree may still move the date."""
        return self.decreed_until is not None


def due(
    term: Term,
    start: date | datetime,
    zone: Zone,
    calendar: Calendar,
    *,
    region: str | None = None,
    pauses: Iterable[Pause] = (),
    extension: int = 0,
    agreed: date | None = None,
) -> Proof:
    """When a term ends that started on a local date, or at an aware instant (then its date in `zone` is day 0).

    `zone` and `region` are those of the party bound; `calendar` should be the region's. A term in hours needs an
    instant, one without length an `agreed` date. Raises `NoDueDate` and `UncountableTerm`.
    """
    at = start if isinstance(start, datetime) else None
    question = Question(
        **term.model_dump(include={"key", "source", "sure", "length", "unit", "basis", "roll", "internal"}),
        start=start if at is None else zone.day_of(at),
        at=at if term.unit is Unit.HOURS else None,
        agreed=agreed,
        zone=zone,
        region=region,
        pauses=tuple(pauses),
        extension=extension,
    )
    return prove(question, calendar)


def recount(
    proof: Proof, calendar: Calendar, *, pauses: Iterable[Pause] | None = None, extension: int | None = None
) -> Proof:
    """The same question under another calendar; with other pauses or another extension, where given.

    An outside party never loses days by it: where the new count ends earlier, the later date stays (`later_of`).
    To take back a pause that was a mistake, ask `due` anew.
    """
    asked = proof.question
    changed = asked.model_copy(
        update={
            "pauses": asked.pauses if pauses is None else tuple(pauses),
            "extension": asked.extension if extension is None else extension,
        }
    )
    new = prove(Question.model_validate(changed.model_dump()), calendar)
    return new if asked.internal else later_of(proof, new)


def later_of(old: Proof, new: Proof) -> Proof:
    """The new proof; if it ends earlier than the old one, with the old date kept and the earlier one noted."""
    if new.due_at >= old.due_at:
        return new
    return new.model_copy(update={"due": old.due, "due_at": old.due_at, "superseded": new.due})


def prove(question: Question, calendar: Calendar) -> Proof:
    """Count, and write down what was counted. Raises `UncountableTerm`."""
    end = question.counted_to(calendar)
    day = rolled(end, calendar, merged(question.pauses)) if question.roll else end
    working = question.basis is Basis.WORKING and question.unit is Unit.DAYS
    passed = list(_days(question.start + ONE_DAY, end)) if question.unit is not Unit.HOURS else []
    holidays = [each for each in passed if each.weekday() < 5 and each in calendar.free]
    paused = {each for pause in question.pauses for each in passed if pause.first <= each <= pause.last}
    decreed = calendar.covers(day) and calendar.covers(question.start)
    return Proof(
        question=question,
        due=day,
        due_at=_instant(question, day),
        calendar=calendar.version,
        free=tuple(_passed_over(holidays, calendar)) if working else (),
        weekends=tuple(_runs(each for each in passed if each.weekday() >= 5)) if working else (),
        paused=sum(calendar.is_working(each) for each in paused) if working else len(paused),
        rolled=tuple(_passed_over(_days(end, day - ONE_DAY), calendar)),
        decreed_until=None if decreed else calendar.horizon,
    )


def _instant(question: Question, day: date) -> datetime:
    if question.at is None:
        return question.zone.ends(day)
    return (question.at + timedelta(hours=question.length or 0)).astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))


def _passed_over(days: Iterable[date], calendar: Calendar) -> Iterator[FreeDay]:
    return (FreeDay(day=day, name=calendar.free.get(day, "")) for day in days)


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The first and last days of each run of consecutive days."""
    listed = list(days)
    breaks = [
        index for index, (day, next_day) in enumerate(pairwise(listed), start=1) if next_day - day > ONE_DAY
    ]
    for first, end in pairwise((0, *breaks, len(listed))) if listed else ():
        yield listed[first], listed[end - 1]
