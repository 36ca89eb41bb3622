"""Indonesia's free days: the library `holidays` under a versioned overlay of decrees and regional days.

The library lists national holidays (its category PUBLIC) and cuti bersama (GOVERNMENT); PUBLIC alone gets one term
of 14 working days in five wrong. It is imported only when a calendar is first built: that takes 0.3 s.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from models.decrees import Amendment, Kind, read_decrees
from models.workdays import ONE_DAY, Calendar

SPAN: Final = range(2000, 2051)
"""The years that a calendar lists; UU 37/2008 is younger, and the library only estimates most of the later ones."""
ESTIMATED: Final = " (perkiraan)"
_ORDER: Final = (
    Kind.DECREE,
    Kind.CONFIRMED,
    Kind.NATIONAL,
    Kind.COLLECTIVE_LEAVE,
    Kind.REGIONAL,
    Kind.WORKING,
)
"""Among rows that became known on the same day, the later kind has the last word."""
SHIPPED: Final = Path(__file__).with_name("decrees.toml")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A free day: its name in Indonesian and which kind of day it is; `estimated` until a decree fixes its date."""

    date: date
    name: str
    kind: Kind
    region: str | None = None
    source: str = ""

    @property
    def estimated(self) -> bool:
        """Whether the library merely reckons this date from the moon."""
        return self.name.endswith(ESTIMATED)

    @property
    def confirmed(self) -> "Holiday":
        """The same day, no longer estimated."""
        return replace(self, name=self.name.removesuffix(ESTIMATED))


def calendar(
    amendments: Iterable[Amendment] = (), region: str | None = None, known_on: date | None = None
) -> Calendar:
    """The calendar of a region (of the whole country without one), as it was known at the end of the day `known_on`.

    Amendments that became known later are ignored, and so are days of the library that an amendment says were not
    known by then. Without `known_on`, all count.
    """
    return _calendar(frozenset(amendments), region, known_on)


def holidays_of(
    year: int, amendments: Iterable[Amendment] = (), region: str | None = None, known_on: date | None = None
) -> list[Holiday]:
    """The free days of a year in order, weekends not among them unless they are holidays as well."""
    days = _free_days(frozenset(amendments), region, known_on)
    return [day for _, day in sorted(days.items()) if day.date.year == year]


def working_days_of(year: int, calendar: Calendar) -> list[int]:
    """How many working days each month of the year has, January first."""
    ends = [date(year + month // 12, month % 12 + 1, 1) - ONE_DAY for month in range(13)]
    return [calendar.working_days(before, last) for before, last in pairwise(ends)]


@lru_cache(maxsize=256)
def _calendar(amendments: frozenset[Amendment], region: str | None, known_on: date | None) -> Calendar:
    days = _free_days(amendments, region, known_on)
    return Calendar(
        free={day: holiday.name for day, holiday in days.items()},
        since=date(SPAN.start, 1, 1),
        horizon=_horizon(amendments, known_on),
    )


@lru_cache(maxsize=256)
def _free_days(
    amendments: frozenset[Amendment], region: str | None, known_on: date | None
) -> dict[date, Holiday]:
    rows = [row for row in amendments | _shipped() if _holds_in(row, region)]
    known = [row for row in rows if _was_known(row, known_on)]
    free = _library_as_known(rows, known)
    for row in sorted(known, key=lambda row: (row.known_on, _ORDER.index(row.kind), row.name)):
        match row.kind:
            case Kind.DECREE:
                free = {
                    day: old
                    for day, old in free.items()
                    if day.year != row.date.year or old.region is not None
                }
            case Kind.CONFIRMED:
                free |= {day: old.confirmed for day, old in free.items() if day.year == row.date.year}
            case Kind.WORKING:
                _ = free.pop(row.date, None)
            case _:
                free[row.date] = Holiday(row.date, row.name, row.kind, row.region, row.source)
    return free


def _library_as_known(rows: Iterable[Amendment], known: Iterable[Amendment]) -> dict[date, Holiday]:
    """The library's days without those that were not known yet: late additions, and the leave of a later decree."""
    late = _added(rows) - _added(known)
    undecided = _decided(rows) - _decided(known)
    return {
        day: holiday
        for day, holiday in _library().items()
        if day not in late and not (day.year in undecided and holiday.kind is Kind.COLLECTIVE_LEAVE)
    }


def _horizon(amendments: frozenset[Amendment], known_on: date | None) -> date:
    """The last day of the last year, without a gap before it, whose decree was known."""
    rows = amendments | _shipped()
    dated, decided = _decided(rows), _decided(row for row in rows if _was_known(row, known_on))
    year = SPAN.start
    while year in decided or (year not in dated and year <= _last_decree_of_library()):
        year += 1
    return date(year - 1, 12, 31)


def _decided(rows: Iterable[Amendment]) -> set[int]:
    """The years whose decree is among the rows."""
    return {row.date.year for row in rows if row.kind in (Kind.DECREE, Kind.CONFIRMED)}


def _added(rows: Iterable[Amendment]) -> set[date]:
    """The days that became free by an addition, not by a year's own decree: most of that recur every year."""
    listed = {(row.date.year, row.known_on) for row in rows if row.kind is Kind.DECREE}
    return {
        row.date
        for row in rows
        if row.kind in (Kind.NATIONAL, Kind.COLLECTIVE_LEAVE) and (row.date.year, row.known_on) not in listed
    }


def _holds_in(row: Amendment, region: str | None) -> bool:
    """A province's day holds in its regencies: "51" in "51.08"."""
    return row.region is None or (region is not None and f"{region}.".startswith(f"{row.region}."))


def _was_known(row: Amendment, known_on: date | None) -> bool:
    return known_on is None or row.known_on <= known_on


@cache
def _shipped() -> frozenset[Amendment]:
    return frozenset(read_decrees(SHIPPED))


@cache
def _library() -> dict[date, Holiday]:
    from holidays.countries.indonesia import Indonesia

    def listed(category: str) -> dict[date, str]:
        return dict(Indonesia(years=SPAN, categories=(category,), language="id"))

    leave = {day: Holiday(day, name, Kind.COLLECTIVE_LEAVE) for day, name in listed("government").items()}
    national = {day: Holiday(day, name, Kind.NATIONAL) for day, name in listed("public").items()}
    return leave | national


@cache
def _last_decree_of_library() -> int:
    """The last year for which the library has cuti bersama and no longer estimates a holiday."""
    decreed = {day.year for day, holiday in _library().items() if holiday.kind is Kind.COLLECTIVE_LEAVE}
    estimated = {day.year for day, holiday in _library().items() if holiday.estimated}
    return max(decreed - estimated)
