"""Numbers that are never reused, also with several processes at once: agenda, registration, formal letters.

The forms are settings (DOMAIN 4.14). A series restarts per year and, where it is the office's own, per office.
"""

from collections import Counter as Counted
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import text
from sqlmodel import Session

from models.settings import settings
from models.tables import Office

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_TAKE = text(
    "INSERT INTO counter (series, last) VALUES (:series, :count)"
    " ON CONFLICT (series) DO UPDATE SET last = counter.last + :count RETURNING last"
)
"""As text, because SQLAlchemy compiles an ON CONFLICT of its own anew each time; both databases read this one."""


def next_number(session: Session, series: str, many: int = 1) -> int:
    """The next number of `series`, starting at 1; the last of the next `many`, all of which are then taken.

    Holds the series' row until the transaction ends.
    """
    return session.connection().execute(_TAKE, {"series": series, "count": many}).scalar_one()


def agenda_no(session: Session, office: Office, now: datetime) -> str:
    """The number given at access, e.g. `010228.2026`; immutable, and the run's only parameter."""
    year = now.astimezone(office.zone.tz).year
    return settings().agenda_pattern.format(
        sequence=next_number(session, f"agenda.{year}"), year=year, office=office.code
    )


def network_no(session: Session, office: Office, now: datetime) -> str:
    """The number of an undertaking of the network, e.g. `J00012.2026`; immutable, and its run's only parameter."""
    year = now.astimezone(office.zone.tz).year
    sequence = next_number(session, f"network.{year}")
    return settings().network_pattern.format(sequence=sequence, year=year, office=office.code)


def agenda_nos(session: Session, office: Office, received: Sequence[datetime]) -> list[str]:
    """The agenda numbers of many that are taken in together, in their order."""
    years = [instant.astimezone(office.zone.tz).year for instant in received]
    following = _taken(session, lambda year: f"agenda.{year}", years)
    return [
        settings().agenda_pattern.format(sequence=next(following[year]), year=year, office=office.code)
        for year in years
    ]


def registration_no(session: Session, office: Office, now: datetime) -> str:
    """The number given when the plenary accepts, e.g. `0179/LM/VI/2026/BJM`."""
    local = now.astimezone(office.zone.tz)
    return settings().registration_pattern.format(
        sequence=next_number(session, f"registration.{local.year}.{office.code}"),
        roman_month=ROMAN[local.month - 1],
        year=local.year,
        office=office.code,
    )


def receipt_no(session: Session, office: Office, now: datetime) -> str:
    """The number an institution gets for what it said through its door, e.g. `000042/TT/2026`."""
    year = now.astimezone(office.zone.tz).year
    sequence = next_number(session, f"receipt.{year}")
    return settings().receipt_pattern.format(sequence=sequence, year=year, office=office.code)


def letter_nos(session: Session, office: Office, letters: Sequence[tuple[str, datetime]]) -> list[str]:
    """The numbers of formal letters that are planned together, e.g. `0131/SRT/0073-2026/BJM/IX/2026`, in their order.

    Of each letter it takes the file, that is the complaint's sequence and year, and its time.
    """
    days = [at.astimezone(office.zone.tz) for _, at in letters]
    following = _taken(session, lambda year: f"letter.{year}.{office.code}", [day.year for day in days])
    return [
        settings().letter_pattern.format(
            sequence=next(following[day.year]),
            file=file,
            roman_month=ROMAN[day.month - 1],
            year=day.year,
            office=office.code,
        )
        for (file, _), day in zip(letters, days, strict=True)
    ]


def _taken(session: Session, series: Callable[[int], str], years: Sequence[int]) -> dict[int, Iterator[int]]:
    """Numbers that are now taken, by year, as many as that year is named: one visit to the counter per year."""
    wanted = Counted(years)
    return {
        year: count(next_number(session, series(year), wanted[year]) - wanted[year] + 1)
        for year in sorted(wanted)
    }
