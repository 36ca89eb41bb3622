"""What an institution reports of its items rests with the office until it is verified, and so does the item's term.

A report is a claim. Until an officer has seen for themselves, the office is reminded and nobody else; a verified item
ends its term; one that turns out not to be done lets the ladder be climbed again from where it was left.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from models.casework import clocks
from models.codes import ItemKind, ItemStatus
from models.tables import Clock, ClockState, Item, Matter, Reached, RungState

KINDS: Final[Mapping[str, frozenset[ItemKind]]] = {
    "action_item":                 frozenset({ItemKind.ACTION_PLAN, ItemKind.SETTLEMENT}),
    "corrective_action":           frozenset({ItemKind.CORRECTIVE_ACTION}),
    "corrective_action_2017":      frozenset({ItemKind.CORRECTIVE_ACTION}),
    "recommendation_report_alarm": frozenset({ItemKind.RECOMMENDATION}),
    "recommendation_report":       frozenset({ItemKind.RECOMMENDATION}),
}  # fmt: skip
"""The terms by which items are to be done, and which items each is for."""


def unverified(item: Item) -> bool:
    """Whether the institution has said something of the item that no officer has looked at since."""
    return item.claimed_at is not None and (item.verified_at is None or item.verified_at < item.claimed_at)


def items_of(clock: Clock, items: Iterable[Item]) -> list[Item]:
    """Those of a matter's items that the term is for."""
    kinds = KINDS.get(clock.key, frozenset[ItemKind]())
    return [
        item
        for item in items
        if item.kind in kinds
        and item.institution_id == clock.institution_id
        and clock.item_id in (None, item.id)
    ]


def with_office(clock: Clock, items: Iterable[Item]) -> bool:
    """Whether all that the term still waits for was reported as done: what is missing is the office's verification."""
    still_open = [item for item in items_of(clock, items) if item.status is not ItemStatus.DONE]
    return bool(still_open) and all(
        item.claimed is ItemStatus.DONE and unverified(item) for item in still_open
    )


def follow_verification(
    session: Session, matter: Matter, item: Item, done_before: datetime | None, now: datetime
) -> None:
    """Let the item's terms follow what an officer has seen; `done_before` is when it was last verified as done."""
    if matter.quiet:
        return
    items = session.exec(select(Item).where(Item.matter_id == matter.id)).all()
    for clock in session.exec(select(Clock).where(Clock.matter_id == matter.id)).all():
        own = items_of(clock, items)
        if item not in own:
            continue
        if clock.state in clocks.OPEN_STATES and all(each.status is ItemStatus.DONE for each in own):
            clocks.end(session, clock, now)
        elif item.status is not ItemStatus.DONE and done_before is not None and clock.ended_at == done_before:
            clocks.run_on(session, clock)
        elif item.status is not ItemStatus.DONE and clock.state is ClockState.RUNNING:
            _climb_again(session, clock)


def _climb_again(session: Session, clock: Clock) -> None:
    """What was told to the office instead of those whom the rung tells is still to be told to them."""
    told_instead = (
        col(Reached.clock_id) == clock.id,
        col(Reached.state) == RungState.SKIPPED,
        col(Reached.happening_id).is_not(None),
    )
    session.exec(delete(Reached).where(*told_instead))
    clocks.plan_next(session, clock, clocks.proof_of(clock))
