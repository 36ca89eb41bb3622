"""The health of institutions and of each of their focal points, from our database: over a period, before and after.

The rule of counting is `models.health`'s. A case is counted where it was decided: an answer at whoever had the task
when it came, for a rotation hands tasks over; to a focal point time counts from when they had it. Instants are
business time in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlmodel import Session, col, func, select

from models.casework import confirmations, law
from models.casework.confirmations import Contact
from models.casework.errors import InTheFuture
from models.casework.health_counting import Counts, Place, counts_of
from models.casework.health_rows import Rows, counted, letters_of, rows_of
from models.codes import FocalRole
from models.health import Confirmation, Facts, Health, Period, figures
from models.stages import Stage
from models.tables import Forwarding, Institution, Matter
from models.zones import Zone

YEAR: Final = timedelta(days=365)
"""How far back one looks if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Person:
    """A focal point with its figures; without an id they are the tasks of nobody by name, at the general address."""

    focal_point_id: int | None
    role: FocalRole | None
    name: str
    health: Health

    def as_data(self) -> dict[str, Any]:
        """The same for JSON: a duty contact's name is in it."""
        return {
            "focal_point": self.focal_point_id,
            "role": self.role.value if self.role else None,
            "name": self.name,
            **self.health.as_data(),
        }


@dataclass(frozen=True, slots=True)
class Fares:
    """An institution with its figures and those of its focal points; every count is the sum of theirs."""

    code: str
    name: str
    health: Health
    people: tuple[Person, ...]

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        people = [each.as_data() for each in self.people]
        return {"institution": self.code, "name": self.name, **self.health.as_data(), "people": people}


class Compared(NamedTuple):
    """The figures for two periods of equal length, each as it stood at its own end."""

    before: Fares
    after: Fares


def health(
    session: Session, institution: Institution, since: datetime, until: datetime, as_of: datetime
) -> Fares:
    """How an institution and its focal points fare: what was sent from `since` on and before `until`, at `as_of`."""
    period = Period(since, until, as_of, institution.zone)
    rows = rows_of(session, [institution.id or 0], period)
    return _all(session, [institution], period, rows, everywhere=False)[0]


def side_by_side(
    session: Session, places: Sequence[Institution], on: date, zone: Zone, now: datetime
) -> list[Compared]:
    """The same for several institutions from the local day `on` until `now`, and for as long before it.

    A day that has not begun leaves both sides empty. Read together: a few statements, however many they are.
    """
    turn = min(zone.starts(on), now)
    periods = (Period(turn - (now - turn), turn, turn, zone), Period(turn, now, now, zone))
    ids = [each.id or 0 for each in places]
    sides = [
        _all(session, places, period, rows_of(session, ids, period), everywhere=False) for period in periods
    ]
    return [Compared(before, after) for before, after in zip(*sides, strict=True)]


def before_and_after(session: Session, institution: Institution, formed_on: date, now: datetime) -> Compared:
    """The same from the local day `formed_on` until `now`, and for as long before it. Raises `InTheFuture`.

    What was asked before and answered afterwards is still open in the figures before: neither side is given more time
    than the other.
    """
    if institution.zone.starts(formed_on) > now:
        raise InTheFuture(formed_on.isoformat())
    return side_by_side(session, [institution], formed_on, institution.zone, now)[0]


def network(
    session: Session, since: datetime, until: datetime, as_of: datetime, limit: int | None = None
) -> list[Fares]:
    """Every institution that something was asked of in the period, by code: no ranking. At most the `limit` busiest."""
    period = Period(since, until, as_of, Zone.WIB)
    rows = rows_of(session, None, period)
    ids = {each.institution_id for each in (*rows.tracks, *rows.terms)}
    places = [each for each in session.exec(select(Institution)).all() if each.id in ids]
    found = [
        each
        for each in _all(session, places, period, rows, everywhere=True)
        if each.health.answered.of or each.health.taken_back or each.health.terms.of
    ]
    busiest = sorted(found, key=lambda each: (-each.health.answered.of, each.code))[:limit]
    return sorted(busiest, key=lambda each: each.code)


def open_tasks(session: Session, institution: Institution) -> int:
    """How many of the institution's tracks have not ended."""
    query = (
        select(func.count(col(Forwarding.id)))
        .join(Matter, col(Matter.id) == Forwarding.matter_id)
        .where(
            *counted(),
            Forwarding.institution_id == institution.id,
            col(Forwarding.ended_at).is_(None),
            Matter.stage != Stage.CLOSED,
        )
    )
    return session.exec(query).one()


def _all(
    session: Session, places: Sequence[Institution], period: Period, rows: Rows, *, everywhere: bool
) -> list[Fares]:
    where = {
        each.id or 0: Place(each.zone, lambda region=each.region: law.calendar_of(session, region))
        for each in places
    }
    counts = counts_of(rows, where, period)
    contacts = confirmations.contacts(session, places, period.as_of)
    _count_letters(session, counts, contacts, period, everywhere=everywhere)
    return [_fares(each, counts[each.id or 0], contacts[each.id or 0], period) for each in places]


def _count_letters(
    session: Session,
    counts: dict[int, Counts],
    contacts: dict[int, list[Contact]],
    period: Period,
    *,
    everywhere: bool,
) -> None:
    owners: dict[str, tuple[int, int | None]] = {f"institution:{each}": (each, None) for each in counts}
    for each in (contact for those in contacts.values() for contact in those):
        owners[f"focal_point:{each.id}"] = (each.institution_id, each.id)
    for person, refused, sent in letters_of(session, None if everywhere else list(owners), period):
        if person in owners:
            institution_id, focal_point_id = owners[person]
            found = counts[institution_id]
            for facts in (found.whole, found.people[focal_point_id]):
                facts.refused += refused
                facts.sent += sent


def _fares(institution: Institution, counts: Counts, those: Sequence[Contact], period: Period) -> Fares:
    known = {each.id: each for each in those}
    shown = {each.id for each in those if each.in_post} | {each for each in counts.people if each is not None}
    people = [
        _person(each, known.get(each), counts.people[each], period)
        for each in sorted(shown, key=lambda each: _rank(known.get(each), each))
    ]
    if (nobodys := counts.people.get(None)) is not None and nobodys != Facts():
        people.append(_person(None, None, nobodys, period))
    whole = figures(counts.whole, period, confirmations.together(those))
    return Fares(institution.code, institution.name, whole, tuple(people))


def _rank(contact: Contact | None, focal_point_id: int) -> tuple[int, int]:
    roles = list(FocalRole)
    return (roles.index(contact.role) if contact else len(roles)), focal_point_id


def _person(focal_point_id: int | None, contact: Contact | None, facts: Facts, period: Period) -> Person:
    confirmation = contact.confirmation if contact else Confirmation()
    return Person(
        focal_point_id,
        contact.role if contact else None,
        contact.name if contact else "",
        figures(facts, period, confirmation),
    )
