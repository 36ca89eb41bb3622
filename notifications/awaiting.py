"""What a receipt says of the rest: whether something is still awaited of the institution, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.casework import doors, reported
from models.casework.clocks import open_clocks
from models.casework.visits import ASKS_TO_ACKNOWLEDGE, TERMS_AT
from models.codes import ItemStatus, Purpose
from models.dates import long_date
from models.proofs import Proof
from models.stages import Stage
from models.tables import Clock, ClockState, Happening, Item, Matter
from notifications.addressees import INSTITUTION
from notifications.gathering import items_of, tracks_of
from notifications.recipients import Concern, Recipient
from notifications.ways import purpose_of


@dataclass(frozen=True, slots=True)
class Awaited:
    """What is still awaited after a happening: nothing, an answer, or items. `by`: the day, where one runs."""

    answer: bool = False
    items: bool = False
    by: str = ""


def awaited(
    session: Session, matter: Matter, happening: Happening, places: Iterable[Concern], to: Recipient
) -> Awaited:
    """What the reader's institution still owes where its letter leads to."""
    purpose = purpose_of(session, happening)
    if purpose is None or matter.stage is Stage.CLOSED:
        return Awaited()
    at = {place.institution_id for place in places}
    terms = list(_terms(session, matter, at, purpose))
    items = any(_owed(item) for item in items_of(session, matter.id or 0) if _of(item, at, purpose))
    days = (Proof.model_validate(term.proof).due for term in _dated(terms, happening))
    return Awaited(
        answer=not items and (bool(terms) or _asked(session, happening, at)),
        items=items,
        by=_earliest(days, to),
    )


def _terms(session: Session, matter: Matter, at: set[int], purpose: Purpose) -> Iterator[Clock]:
    only = TERMS_AT.get(purpose)
    every = items_of(session, matter.id or 0)
    for clock in open_clocks(session, matter):
        theirs = clock.binds in INSTITUTION and clock.institution_id in at
        if theirs and (only is None or clock.key in only) and not reported.with_office(clock, every):
            yield clock


def _dated(terms: Iterable[Clock], happening: Happening) -> Iterator[Clock]:
    """Those with a day that lies ahead; receipt is confirmed by then, and is not what is awaited."""
    for clock in terms:
        dated = clock.state is ClockState.RUNNING and clock.key != ASKS_TO_ACKNOWLEDGE
        if dated and clock.due_at is not None and clock.due_at > happening.at:
            yield clock


def _earliest(days: Iterable[date], to: Recipient) -> str:
    first = min(days, default=None)
    return long_date(first, to.language) if first else ""


def _asked(session: Session, happening: Happening, at: set[int]) -> bool:
    """Whether the track is at a stage at which an answer is owed."""
    asked = doors.ASKED.get(happening.stage_after, frozenset())
    return any(
        track.institution_id in at and track.stage in asked
        for track in tracks_of(session, happening.matter_id)
    )


def _of(item: Item, at: set[int], purpose: Purpose) -> bool:
    return item.institution_id in at and item.kind.value == purpose.value


def _owed(item: Item) -> bool:
    said_done = item.claimed is ItemStatus.DONE and reported.unverified(item)
    return item.status is not ItemStatus.DONE and not said_done
