"""Corrective action: items are reported and verified one by one; what stays open travels on to resolution."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from models.casework import reported, vault
from models.casework.errors import ItemsOpen
from models.casework.finding import item_numbered, items, owner_of
from models.casework.history import record
from models.casework.verification import close
from models.codes import ClosingReason, ItemStatus
from models.stages import Event
from models.tables import Happening, Item, Matter, WordsKind


def report_item(
    session: Session,
    complaint: Matter,
    number: int | None,
    status: ItemStatus | None,
    text: str,
    now: datetime,
    *,
    by: str,
    through: Mapping[str, str] | None = None,
) -> Happening:
    """The institution says how far an item is, with its evidence. A claim; only `verify_item` counts."""
    item = item_numbered(session, complaint, number)
    words = vault.keep_if(session, complaint, WordsKind.EVIDENCE, text)
    item.claimed, item.claimed_at = status, now
    item.evidence_id = words[0].id if words else item.evidence_id
    session.add(item)
    facts = {**_facts(session, item, status), **(through or {})}
    return record(session, complaint, Event.ITEM_REPORTED, now, by=by, facts=facts, words=words)


def verify_item(
    session: Session,
    complaint: Matter,
    number: int | None,
    status: ItemStatus | None,
    note: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """The examiner has seen for themselves how far an item is; its term ends when it is done."""
    item = item_numbered(session, complaint, number)
    done_before = item.verified_at if item.status is ItemStatus.DONE else None
    item.status = status or ItemStatus.NOT_STARTED
    item.verified_by, item.verified_at = by, now
    session.add(item)
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    record(
        session, complaint, Event.ITEM_VERIFIED, now, by=by, facts=_facts(session, item, status), words=words
    )
    reported.follow_verification(session, complaint, item, done_before, now)


def _facts(session: Session, item: Item, status: ItemStatus | None) -> dict[str, object]:
    return {
        "item": item.id,
        "number": item.number,
        "status": status.value if status else None,
        "institution": owner_of(session, item).code,
    }


def open_items(session: Session, complaint: Matter) -> list[Item]:
    """The items not yet verified as done; only these travel on."""
    return [item for item in items(session, complaint) if item.status is not ItemStatus.DONE]


def close_when_done(
    session: Session,
    complaint: Matter,
    event: Event,
    reason: ClosingReason,
    note: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Close with the good result; every item must have been verified as done. Raises `ItemsOpen`."""
    still_open = open_items(session, complaint)
    if still_open:
        raise ItemsOpen(", ".join(str(item.number) for item in still_open))
    close(session, complaint, event, reason, note, now, by=by)


def hand_over(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The term passed with items open: the file goes to Resolution and Monitoring (PO 58/2023 Art. 54)."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    facts = {"open": [item.number for item in open_items(session, complaint)]}
    record(session, complaint, Event.HANDED_OVER, now, by=by, facts=facts, words=words)
