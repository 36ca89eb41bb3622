"""Examination: field visits, the draft result with the reporter's reply, the review, and the report."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.casework import vault
from models.casework.errors import NoItems, UnknownInstitution, WrongKind
from models.casework.finding import institution_by_code
from models.casework.history import record
from models.casework.verification import close
from models.codes import KINDS_BY_RULE_SET, ClosingReason, ItemKind, Maladministration
from models.stages import Event
from models.tables import Item, Matter, Office, WordsKind

_PROMISED = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_YEARS = (2000, 2200)
"""What a promised day lies between; beyond it, somebody mistyped."""


def move(
    session: Session,
    complaint: Matter,
    event: Event,
    now: datetime,
    *,
    by: str,
    text: str = "",
    kind: WordsKind = WordsKind.NOTE,
) -> None:
    """A step that needs nothing but, perhaps, a text: field examination, mediation, drafting, review."""
    words = vault.keep_if(session, complaint, kind, text)
    record(session, complaint, event, now, by=by, words=words)


def draft_result(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """The reporter hears the intended result and has 14 days to reply (PO 48/2020 Art. 25(5)-(5b))."""
    move(session, complaint, Event.RESULT_DRAFTED, now, by=by, text=text, kind=WordsKind.RESULT)


def record_reply(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """The reporter replies to the draft result."""
    move(session, complaint, Event.REPORTER_REPLIED, now, by=by, text=text, kind=WordsKind.REPLY)


def issue_found(
    session: Session,
    complaint: Matter,
    found: Sequence[Maladministration],
    lines: Sequence[str],
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Issue the LHP (2017 rules: LAHP): maladministration found, with the corrective actions asked of each addressee.

    Raises `WrongKind`, `NoItems`, `UnknownInstitution`. PO 48/2020 Art. 25; PO 58/2023 Art. 54 for the term.
    """
    note_found(complaint, found)
    add_items(session, complaint, ItemKind.CORRECTIVE_ACTION, lines)
    words = vault.keep_if(session, complaint, WordsKind.RESULT, text)
    facts = {"found": complaint.found, "items": len(lines)}
    record(session, complaint, Event.REPORT_FOUND, now, by=by, facts=facts, words=words)


def issue_without_actions(
    session: Session,
    complaint: Matter,
    event: Event,
    reason: ClosingReason,
    text: str,
    now: datetime,
    *,
    by: str,
    found: Sequence[Maladministration] = (),
) -> None:
    """Issue the report with a result that closes: not found, stopped, or found and already settled."""
    if found:
        note_found(complaint, found)
    close(session, complaint, event, reason, text, now, by=by)


def note_found(complaint: Matter, found: Sequence[Maladministration]) -> None:
    """Write down what was found, apart from what was alleged. Raises `WrongKind`."""
    for kind in found:
        if kind not in KINDS_BY_RULE_SET[complaint.rule_set]:
            raise WrongKind(kind.value)
    complaint.found = [kind.value for kind in found]


def add_items(session: Session, complaint: Matter, kind: ItemKind, lines: Sequence[str]) -> None:
    """Write down items given as lines `CODE: what is to be done`, with a date where one is promised.

    In an action plan the office's own code stands for what the office itself is to do.

    Raises `NoItems`, `UnknownInstitution`.
    """
    if not lines:
        raise NoItems
    last = session.exec(
        select(func.max(col(Item.number))).where(Item.matter_id == complaint.id, Item.kind == kind)
    ).one()
    for number, line in enumerate(lines, start=(last or 0) + 1):
        code, colon, text = line.partition(":")
        if not colon or not text.strip():
            raise NoItems(f"{number}")
        promised = _PROMISED.search(text)
        session.add(
            Item(
                matter_id=complaint.id or 0,
                kind=kind,
                number=number,
                institution_id=_owner(session, complaint, kind, code.strip(), number),
                words_id=vault.keep(session, complaint, WordsKind.ITEM, text.strip()).id or 0,
                promised_on=_day(promised[1], number) if promised else None,
            )
        )
    session.flush()


def _owner(session: Session, complaint: Matter, kind: ItemKind, code: str, number: int) -> int | None:
    if kind is ItemKind.ACTION_PLAN and code == session.get_one(Office, complaint.office_id).code:
        return None
    try:
        return institution_by_code(session, code).id
    except UnknownInstitution:
        raise UnknownInstitution(f"{code[:40]!r}, {number}") from None


def _day(written: str, number: int) -> date:
    """The day that an item promises. Raises `NoItems` naming the item whose date does not exist."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise NoItems(f"{number}: {written}") from None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise NoItems(f"{number}: {written}")
    return day
