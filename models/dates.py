"""How dates are written for people, in Indonesian and in English. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal, TypeAlias

from models.zones import Zone

Language: TypeAlias = Literal["id", "en"]

WEEKDAYS: Final[Mapping[Language, tuple[str, ...]]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def month(day: date, language: Language) -> str:
    """The month of the day with its year: "April 2026"."""
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def short_date(day: date, language: Language) -> str:
    """The date without its weekday: "6 April 2026"."""
    return f"{day.day} {month(day, language)}"


def long_date(day: date, language: Language) -> str:
    """The date with its weekday: "Senin, 6 April 2026", "Monday, 6 April 2026"."""
    return f"{WEEKDAYS[language][day.weekday()]}, {short_date(day, language)}"


def long_instant(instant: datetime, zone: Zone, language: Language) -> str:
    """An aware instant as the clocks of the zone show it.

    "Senin, 6 April 2026 pukul 23.59 WITA", "Monday, 6 April 2026 at 23:59 WITA".
    """
    local = instant.astimezone(zone.tz)
    clock = f"pukul {local:%H.%M}" if language == "id" else f"at {local:%H:%M}"
    return f"{long_date(local.date(), language)} {clock} {zone}"


def day_list(days: Iterable[date], language: Language) -> str:
    """Ascending dates, as compact as one would write them by hand: "14–15, 21–22 Maret 2026; 4–5 April 2026"."""
    by_month = groupby(days, key=lambda day: (day.year, day.month))
    return "; ".join(_days_of_month(list(members), language) for _, members in by_month)


def _days_of_month(days: list[date], language: Language) -> str:
    runs = groupby(enumerate(days), key=lambda numbered: numbered[1].day - numbered[0])
    spans = [[day.day for _, day in run] for _, run in runs]
    written = ", ".join(f"{span[0]}–{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans)
    return f"{written} {month(days[0], language)}"
