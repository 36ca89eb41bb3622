"""Counting days: working days and calendar days, with pauses.

Pure. What is free comes as an argument, a `Calendar`; nothing here knows where holidays come from.

The day of the triggering event is day 0 (DOMAIN.md 3.3): a term of n days ends on the n-th day that counts
after it. A working day is Monday to Friday and not a free day (Perpres 21/2023 Arts 3 and 6).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from models.dates import WEEKDAYS
from models.zones import Zone as Zone

ONE_DAY: Final = timedelta(days=1)


class Basis(StrEnum):
    """Which days count."""

    WORKING = "working"
    CALENDAR = "calendar"


class UncountableTerm(ValueError):
    """This term cannot be counted: it would end outside the years 1 to 9999, or its length is negative."""


class ReversedPause(ValueError):
    """A pause must not end before it begins: give its first and its last day in this order."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count, from `first` through `last`, both included, for a `reason`.

    A pause that still lasts is given with `last` = the day of reckoning. Raises `ReversedPause`.
    """

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ReversedPause(ReversedPause.__doc__)


@dataclass(frozen=True, eq=False, slots=True)
class Calendar:
    """Which days are free and why, decreed from `since` through `horizon`.

    `free` maps a date to its name; Saturdays and Sundays are always free and need no entry. What is counted outside
    `since`..`horizon` is an estimate: see `covers`. Calendars of equal content have equal versions.

    Counting asks two sorted arrays by bisection, never day by day: the free days that fall on a weekday, as
    ordinals, and for each the number of the first working day after it.
    """

    free: Mapping[date, str] = field(repr=False)
    since: date
    horizon: date
    version: str = field(init=False)
    _days_off: Sequence[int] = field(init=False, repr=False)
    _resumes: Sequence[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        days_off = sorted(day.toordinal() for day in self.free if day.weekday() < 5)
        resumes = [_weekdays_up_to(ordinal) - index for index, ordinal in enumerate(days_off)]
        object.__setattr__(self, "version", f"{self.horizon:%Y.%m}-{self._digest()}")
        object.__setattr__(self, "_days_off", days_off)
        object.__setattr__(self, "_resumes", resumes)

    def _digest(self) -> str:
        lines = [
            f"{self.since} {self.horizon}",
            *(f"{day} {name}" for day, name in sorted(self.free.items())),
        ]
        return sha256("\n".join(lines).encode()).hexdigest()[:8]

    def covers(self, day: date) -> bool:
        """Whether a decree says for certain if this day is free."""
        return self.since <= day <= self.horizon

    def is_working(self, day: date) -> bool:
        """Monday to Friday, and not free."""
        return day.weekday() < 5 and day not in self.free

    def why_free(self, day: date) -> str | None:
        """The name, in Indonesian, of what makes the day free; None for a working day."""
        if day in self.free:
            return self.free[day]
        return WEEKDAYS["id"][day.weekday()] if day.weekday() >= 5 else None

    def working_days(self, after: date, through: date) -> int:
        """How many working days lie after the one date and not after the other; 0 if they are in reverse order."""
        return max(0, self._number(through) - self._number(after))

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        return day if self.is_working(day) else self.shift(day, 1)

    def shift(self, day: date, days: int) -> date:
        """The working day that lies so many working days after the day, or before it if `days` is negative.

        0 is the day itself. Raises `UncountableTerm` outside the years 1 to 9999.
        """
        if days == 0:
            return day
        number = self._number(day) + days
        return self._numbered(number if days > 0 or self.is_working(day) else number + 1)

    def _number(self, day: date) -> int:
        """How many working days there are from the beginning of the era through the day."""
        ordinal = day.toordinal()
        return _weekdays_up_to(ordinal) - bisect_right(self._days_off, ordinal)

    def _numbered(self, number: int) -> date:
        """The working day with this number: the inverse of `_number`."""
        weeks, weekday = divmod(number + bisect_right(self._resumes, number) - 1, 5)
        try:
            return date.fromordinal(7 * weeks + weekday + 1)
        except (ValueError, OverflowError) as error:
            raise UncountableTerm(UncountableTerm.__doc__) from error


def _weekdays_up_to(ordinal: int) -> int:
    weeks, days = divmod(ordinal, 7)  # ordinal 1, the first day of the year 1, is a Monday
    return 5 * weeks + min(days, 5)


def shift(day: date, days: int, basis: Basis, calendar: Calendar) -> date:
    """The day that lies `days` after the day, in the basis; before it if negative. Raises `UncountableTerm`."""
    if basis is Basis.WORKING:
        return calendar.shift(day, days)
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise UncountableTerm(UncountableTerm.__doc__) from error


def age(start: date, on: date, basis: Basis, calendar: Calendar) -> int:
    """How many days of the basis have passed on the day `on` since `start`, which is day 0; never negative."""
    return calendar.working_days(start, on) if basis is Basis.WORKING else max(0, (on - start).days)


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    """The same paused days in order and without overlap: days that two pauses share are paused once.

    Pauses that merely touch stay apart; of overlapping ones the reasons are joined.
    """
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: (pause.first, pause.last, pause.reason)):
        if result and pause.first <= result[-1].last:
            result[-1] = _joined(result[-1], pause)
        else:
            result.append(pause)
    return result


def _joined(one: Pause, other: Pause) -> Pause:
    reasons = dict.fromkeys(filter(None, (*one.reason.split("; "), other.reason)))
    return Pause(one.first, max(one.last, other.last), "; ".join(reasons))


def end_of_term(
    start: date,
    length: int,
    basis: Basis,
    calendar: Calendar,
    *,
    pauses: Iterable[Pause] = (),
    roll: bool = False,
) -> date:
    """The day on which a term of `length` days of the basis ends that is counted from `start`, day 0.

    Paused days are not counted, neither the first nor the last of a pause, in either basis. With `roll`, a calendar
    term that ends on a free day ends on the next working day that is not paused (a working term cannot end on a free
    day). A term of length 0 ends where it starts. Raises `UncountableTerm`.
    """
    if length < 0:
        raise UncountableTerm(UncountableTerm.__doc__)
    stops = merged(pauses)
    end, left = start, length
    for pause in stops:
        if pause.last <= end:
            continue
        counted = age(end, pause.first - ONE_DAY, basis, calendar)
        if counted >= left:
            break
        end, left = pause.last, left - counted
    end = shift(end, left, basis, calendar)
    return rolled(end, calendar, stops) if roll else end


def rolled(day: date, calendar: Calendar, pauses: Iterable[Pause] = ()) -> date:
    """The first working day, not before `day`, that is in none of the (merged) pauses."""
    day = calendar.next_working(day)
    for pause in pauses:
        if pause.first <= day <= pause.last:
            day = calendar.shift(pause.last, 1)
    return day
