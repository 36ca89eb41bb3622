"""Terms of the network that recur: how long after the last one the next is due, and the deadline of a monev."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session

from models import proofs
from models.casework import clocks, law
from models.codes import RuleSet
from models.deadlines import Term, Unit
from models.tables import Clock, Gathering, Matter, Office
from models.zones import Zone

MONEV: Final = "monev_cycle"
_AT_LEAST: Final = {Unit.DAYS: 1, Unit.MONTHS: 28, Unit.YEARS: 365}
"""Calendar days that each unit lasts at the least."""


def ends(session: Session, term: Term, since: date, zone: Zone, region: str | None) -> date:
    """The local day on which the term ends that began on `since`."""
    return zone.day_of(proofs.due(term, since, zone, law.calendar_of(session, region), region=region).due_at)


def not_before(term: Term, today: date) -> date:
    """What began after this day cannot have ended by `today`, whatever the calendar says."""
    return today - timedelta(days=(term.length or 0) * _AT_LEAST.get(term.unit, 0))


def cycle(last: Gathering, *, same_kind: bool) -> Term:
    """The term between two gatherings: the last one's own months, where it has any, else the monev's."""
    term = law.term(MONEV, RuleSet.PO_58_2023)
    if same_kind and last.every_months is not None:
        return term.model_copy(update={"length": last.every_months, "unit": Unit.MONTHS})
    return term


def watch(session: Session, matter: Matter, last: Gathering, office: Office, now: datetime) -> None:
    """The monev's own deadline: so long after the one before it."""
    same_kind = session.get_one(Matter, last.matter_id).kind is matter.kind
    term = cycle(last, same_kind=same_kind)
    clock = Clock(
        matter_id=matter.id or 0,
        key=MONEV,
        binds=term.bound,
        zone=office.zone,
        region=office.region,
        opened_at=now,
    )
    clocks.count(session, clock, term, last.held_on or office.zone.day_of(now), evidence="last_monev")
