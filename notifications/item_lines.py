"""The items of a result or of a plan, as a letter's reader may see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.casework.finding import owner_of
from models.codes import ItemKind, ItemStatus, MatterKind
from models.dates import long_date
from models.stages import Stage
from models.tables import Happening, Item, Matter, Words
from models.terms import term
from notifications.gathering import items_of
from notifications.kinds import LetterKind
from notifications.quoting import shown
from notifications.recipients import Concern, Recipient


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: its number, addressee, words as this reader may see them, and how far it is."""

    number: int
    institution: str
    text: str
    status: str
    done: bool
    promised: str


_TYPED_DAY = re.compile(
    r"[\s,;(]*(?:\b(?:paling lambat|selambat-lambatnya|sampai|by))?\s*\d{4}-\d{2}-\d{2}[\s.)]*$"
)
_RECOMMENDED = frozenset({
    Stage.RECOMMENDATION_ISSUED, Stage.RECOMMENDATION_MONITORING, Stage.SANCTION_RECOMMENDATION, Stage.PUBLICATION,
})  # fmt: skip


def items(
    session: Session, matter: Matter, happening: Happening, kind: LetterKind, to: Recipient,
    places: Sequence[Concern],
) -> list[ItemLine]:  # fmt: skip
    """The items that count at the happening; an institution sees its own and those below it."""
    wanted = _wanted(matter, happening)
    rows = [row for row in items_of(session, matter.id or 0) if row.kind is wanted]
    about = happening.facts.get("item")
    if isinstance(about, int):
        rows = [row for row in rows if row.id == about]
    return [line(session, matter, row, kind, to) for row in own(rows, to, places)]


def own(rows: Sequence[Item], to: Recipient, places: Sequence[Concern]) -> list[Item]:
    """Those items that concern the reader: all of them within the office."""
    seen = {place.institution_id for place in places}
    return [row for row in rows if to.institution_id is None or row.institution_id in seen]


def line(session: Session, matter: Matter, row: Item, kind: LetterKind, to: Recipient) -> ItemLine:
    """The item in the reader's language, as a letter of this kind may show it."""
    return ItemLine(
        number=row.number,
        institution=owner_of(session, row).name,
        text=_undated(
            shown(session, matter, [session.get_one(Words, row.words_id)], kind, to), row.promised_on
        ),
        status=term(row.status, to.language),
        done=row.status is ItemStatus.DONE,
        promised=long_date(row.promised_on, to.language) if row.promised_on else "",
    )


def _undated(text: str, promised: date | None) -> str:
    """Without the day as it was typed at the end: it is shown in the reader's language, beside how far the item is."""
    return _TYPED_DAY.sub("", text) if promised else text


def _wanted(matter: Matter, happening: Happening) -> ItemKind:
    stages = {happening.stage_before, happening.stage_after}
    if matter.kind is not MatterKind.COMPLAINT:
        return ItemKind.ACTION_PLAN
    if Stage.SETTLEMENT_MONITORING in stages:
        return ItemKind.SETTLEMENT
    return ItemKind.RECOMMENDATION if stages & _RECOMMENDED else ItemKind.CORRECTIVE_ACTION
