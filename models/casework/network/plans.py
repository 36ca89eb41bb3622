"""Action plans: what a gathering agreed on, each item with its owner and its date, watched until it is done."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.casework import vault
from models.casework.correction import open_items
from models.casework.errors import ItemsOpen, NoDate
from models.casework.examination import add_items
from models.casework.history import record
from models.casework.network import attendance
from models.casework.network.opening import conclude
from models.codes import ItemKind, ItemStatus
from models.stages import Event
from models.tables import Gathering, Item, Matter, WordsKind


def agree(session: Session, matter: Matter, lines: Sequence[str], now: datetime, *, by: str) -> None:
    """The plan, a line for each item: `CODE: what is to be done, by YYYY-MM-DD`. Raises `NoItems`, `NoDate`."""
    add_items(session, matter, ItemKind.ACTION_PLAN, lines)
    undated = [row.number for row in items_of(session, matter.id or 0) if row.promised_on is None]
    if undated:
        raise NoDate(", ".join(map(str, undated)))
    record(session, matter, Event.PLAN_AGREED, now, by=by, facts={"items": len(lines)})


def close_done(session: Session, matter: Matter, now: datetime, *, by: str) -> None:
    """Every item has been verified as done. Raises `ItemsOpen`, `AbsenteesAsked`."""
    if still_open := open_items(session, matter):
        raise ItemsOpen(", ".join(str(item.number) for item in still_open))
    attendance.followed_up(session, matter)
    conclude(session, matter, Event.PLAN_DONE, now, by=by)


def carry_over(session: Session, matter: Matter, note: str, now: datetime, *, by: str) -> None:
    """End the watching with items still open: the next gathering of this kind reports on them.

    Raises `AbsenteesAsked`.
    """
    attendance.followed_up(session, matter)
    words = vault.keep_if(session, matter, WordsKind.REASON, note)
    facts = {"open": [item.number for item in open_items(session, matter)]}
    conclude(session, matter, Event.PLAN_CARRIED_OVER, now, by=by, facts=facts, words=words)


def items_of(session: Session, matter_id: int) -> list[Item]:
    """The items of a gathering's plan, by number."""
    query = select(Item).where(Item.matter_id == matter_id, Item.kind == ItemKind.ACTION_PLAN)
    return list(session.exec(query.order_by(col(Item.number))))


def left_over(session: Session, gathering: Gathering) -> list[Item]:
    """The items of the gathering before this one that were never verified as done."""
    if gathering.previous_id is None:
        return []
    return [item for item in items_of(session, gathering.previous_id) if item.status is not ItemStatus.DONE]
