"""The deadlines of a matter follow what happens to it, as the rows of `clock_rules` say.

`follow` is called by the one door for every happening. Instants are UTC, business time.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, select

from models.casework import clocks, law
from models.casework.clock_rules import (
    ENDS,
    GATHERING,
    NAMING,
    OPENS,
    PAUSES,
    RECEIVED_BY,
    RESUMES,
    Scope,
    covers,
)
from models.codes import ItemKind, MatterKind
from models.deadlines import Unit
from models.settings import settings
from models.stages import Stage, TrackStage
from models.tables import (
    Clock,
    ClockState,
    Forwarding,
    Gathering,
    Happening,
    Institution,
    Item,
    Matter,
    Office,
)
from models.workdays import Zone


def follow(
    session: Session, matter: Matter, happening: Happening, forwarding: Forwarding | None, now: datetime
) -> None:
    """Let the clocks follow a happening: end, pause, resume, start on receipt, open; end all when it closes."""
    if matter.quiet:
        return
    event = happening.event
    running = clocks.open_clocks(session, matter) if _touches(happening) else []
    for clock in running:
        if forwarding is not None and clock.forwarding_id not in (None, forwarding.id):
            continue
        if matter.stage is Stage.CLOSED or any(covers(key, clock.key) for key in ENDS.get(event, ())):
            clocks.end(session, clock, now)
        elif event in PAUSES and any(covers(key, clock.key) for key in PAUSES[event][1]):
            clocks.pause(session, clock, now, reason=PAUSES[event][0], by=happening.by)
        elif any(covers(key, clock.key) for key in RESUMES.get(event, ())):
            clocks.resume(session, clock, now)
        elif _received(session, clock, happening, forwarding):
            clocks.start(session, clock, clock.zone.day_of(now), evidence="acknowledged")
    for key, scope in OPENS.get(event, ()):
        for clock in _opened(session, matter, key, scope, forwarding):
            _set_going(session, matter, clock, happening, now)


def _received(session: Session, clock: Clock, happening: Happening, forwarding: Forwarding | None) -> bool:
    """Whether this proves that the letter which set the clock has come: to its own institution, nobody else's."""
    if happening.event not in RECEIVED_BY or clock.state is not ClockState.WAITING:
        return False
    item_id = happening.facts.get("item")
    item = session.get(Item, item_id) if isinstance(item_id, int) else None
    speaker = forwarding or item
    return speaker is not None and clock.institution_id == speaker.institution_id


def _touches(happening: Happening) -> bool:
    event = happening.event
    return (
        happening.stage_after is Stage.CLOSED
        or event in ENDS
        or event in PAUSES
        or event in RESUMES
        or event in RECEIVED_BY
    )


def _opened(
    session: Session, matter: Matter, key: str, scope: Scope, forwarding: Forwarding | None
) -> Iterator[Clock]:
    """The bare clocks that one row of `OPENS` asks for."""
    if key == GATHERING and not _has_a_day(session, matter):
        return  # there is nothing to remind of yet
    if key == NAMING and forwarding is not None and forwarding.stage not in _OWES_A_NAME:
        return  # it says who comes, and was not asked for more
    if scope is Scope.MATTER:
        if key == "examination_class":
            key = f"{key}_{matter.complexity or 'light'}"
        yield Clock(matter_id=matter.id or 0, key=key)
    elif scope is Scope.TRACK and forwarding is not None:
        yield Clock(
            matter_id=matter.id or 0,
            key=key,
            forwarding_id=forwarding.id,
            institution_id=forwarding.institution_id,
        )
    elif scope in (Scope.ADDRESSEES, Scope.PROMISES):
        yield from _per_item(session, matter, key, scope)


def _per_item(session: Session, matter: Matter, key: str, scope: Scope) -> Iterator[Clock]:
    kind = _ITEMS_OF.get(key, ItemKind.RECOMMENDATION)
    if key == "action_item" and matter.kind is not MatterKind.COMPLAINT:
        kind = ItemKind.ACTION_PLAN
    items = session.exec(select(Item).where(Item.matter_id == matter.id, Item.kind == kind)).all()
    if scope is Scope.ADDRESSEES:
        for institution_id in sorted({item.institution_id for item in items if item.institution_id}):
            yield Clock(matter_id=matter.id or 0, key=key, institution_id=institution_id)
    else:
        watched = set(session.exec(select(Clock.item_id).where(Clock.matter_id == matter.id)))
        for item in items:
            of_office = item.institution_id is None
            if (
                item.promised_on is not None
                and of_office is (key == OFFICE_ITEM)
                and item.id not in watched  # a plan to which items are added later
            ):
                yield Clock(
                    matter_id=matter.id or 0,
                    key=key,
                    institution_id=item.institution_id,
                    item_id=item.id,
                )


_OWES_A_NAME: Final = frozenset({TrackStage.FOLLOWED_UP, TrackStage.ASKED})
OFFICE_ITEM: Final = "office_item"
"""The clock of what the office itself is to do by a plan."""
_ITEMS_OF: Final = {
    "corrective_action": ItemKind.CORRECTIVE_ACTION,
    "action_item": ItemKind.SETTLEMENT,
    OFFICE_ITEM: ItemKind.ACTION_PLAN,
}


def _has_a_day(session: Session, matter: Matter) -> bool:
    gathering = session.get(Gathering, matter.id)
    return gathering is not None and gathering.starts_at is not None


def _set_going(session: Session, matter: Matter, clock: Clock, happening: Happening, now: datetime) -> None:
    term = law.term(clock.key, matter.rule_set)
    clock.key, clock.binds = term.key, term.bound
    clock.opened_at, clock.opened_by = now, happening.id
    clock.zone, clock.region = _place(session, matter, clock)
    if term.on_receipt:
        clock.state = ClockState.WAITING
        clock.next_at = now + timedelta(days=settings().received_after_days)
        session.add(clock)
        return
    begin: date | datetime = now if term.unit is Unit.HOURS else clock.zone.day_of(now)
    clocks.count(session, clock, term, begin, evidence=happening.event.value)


def _place(session: Session, matter: Matter, clock: Clock) -> tuple[Zone, str | None]:
    """The zone and region of the party bound: the institution's, else the office's."""
    if clock.institution_id is not None:
        institution = session.get_one(Institution, clock.institution_id)
        return institution.zone, institution.region
    office = session.get_one(Office, matter.office_id)
    return office.zone, office.region
