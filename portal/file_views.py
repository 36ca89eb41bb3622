"""What the templates of the file's page see: the complaint's file, its letters and attachments, put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, select

from models.casework import acts
from models.casework.doors import name_of
from models.casework.errors import NoSuchAct
from models.casework.file import whole_file
from models.codes import (
    GATHERINGS,
    Access,
    Channel,
    ClosingReason,
    Complexity,
    FocalRole,
    FocalState,
    ItemKind,
    ItemStatus,
    Maladministration,
    MatterKind,
    Mode,
    Obstacle,
    Party,
    RuleSet,
)
from models.dates import Language, long_date, long_instant, short_date
from models.lifecycle import PHASES, phase_of
from models.stages import Event, Phase, Stage, TrackStage
from models.tables import (
    Attachment,
    Door,
    Happening,
    Letter,
    LetterState,
    Matter,
    Office,
    Reached,
    Submission,
)
from models.terms import term, title
from models.zones import Zone
from notifications.composing import wording_of
from notifications.context import RecipientGone, context_of
from notifications.kinds import REGISTRY, LetterKind
from portal.file_words import ACTS, EVIDENCE, label

_LISTS: Final[Mapping[str, type[StrEnum]]] = {
    each.__name__: each
    for each in (
        Access, Channel, ClosingReason, Complexity, Event, FocalRole, FocalState, ItemKind, ItemStatus, LetterState,
        Maladministration, MatterKind, Mode, Obstacle, Party, Phase, RuleSet, Stage, TrackStage,
    )
}  # fmt: skip


GATHERING: Final = (Stage.PLANNING, Stage.INVITED, Stage.FOLLOW_UP, Stage.PLAN_MONITORING)
STEPS: Final[Mapping[MatterKind, tuple[Stage, ...]]] = {
    **dict.fromkeys(GATHERINGS, GATHERING),
    MatterKind.COMMITMENT: (Stage.SIGNING,),
    MatterKind.ROTATION: (Stage.SUCCESSION, Stage.CONFIRMING),
    MatterKind.RECONFIRMATION: (Stage.CONFIRMING, Stage.SUCCESSION),
}
"""The stages of each kind of undertaking, in the order of its life."""


@dataclass(frozen=True, slots=True)
class Say:
    """How the page says things: in its language, with times as the clocks of the office's zone show them."""

    language: Language
    zone: Zone

    def label(self, key: str) -> str:
        """A label or the name of a state."""
        return label(key, self.language)

    def term(self, kind: str, code: str) -> str:
        """The official term of a code of the list `kind`, with a capital."""
        return title(_LISTS[kind](code), self.language)

    def when(self, instant: str) -> str:
        """An instant in full: "Senin, 6 April 2026 pukul 23.59 WITA"."""
        return long_instant(datetime.fromisoformat(instant), self.zone, self.language)

    def moment(self, instant: str) -> str:
        """The same on one short line: "6 April 2026, 23.59"."""
        local = datetime.fromisoformat(instant).astimezone(self.zone.tz)
        clock = f"{local:%H.%M}" if self.language == "id" else f"{local:%H:%M}"
        return f"{short_date(local.date(), self.language)}, {clock}"

    def span(self, begins: str, ends: str) -> str:
        """From when to when: "Senin, 16 Maret 2026 pukul 09.00-11.00 WITA"."""
        until = datetime.fromisoformat(ends).astimezone(self.zone.tz)
        clock = f"{until:%H.%M}" if self.language == "id" else f"{until:%H:%M}"
        whole, blank, zone = self.when(begins).rpartition(" ")
        return f"{whole}–{clock}{blank}{zone}"

    def day(self, day: str) -> str:
        """A date with its weekday."""
        return long_date(date.fromisoformat(day), self.language)

    def short(self, day: str) -> str:
        """A date without its weekday."""
        return short_date(date.fromisoformat(day), self.language)

    def ball(self, code: str) -> str:
        """Who has the ball: the reporter, the office, or an institution by its code."""
        return (
            label({"office": "office", "reporter": "reporter_ball"}[code], self.language)
            if code.islower()
            else code
        )

    def evidence(self, code: str) -> str:
        """What proves that a deadline has begun."""
        if code in EVIDENCE:
            return EVIDENCE[code][0 if self.language == "id" else 1]
        return term(Event(code), self.language) if code in set(Event) else code


def file_view(session: Session, complaint: Matter, now: datetime, language: Language) -> dict[str, Any]:
    """Everything the page of one complaint shows. Business time `now` in UTC."""
    office = session.get_one(Office, complaint.office_id)
    whole = whole_file(session, complaint, now, language)
    places = [each["institution"] for each in (*whole["forwardings"], *whole["items"])]
    return {
        "say": Say(language, office.zone),
        "file": whole,
        "names": {place["code"]: place["name"] for place in places},
        "office": office.name,
        "phases": phases(complaint.stage) if complaint.kind is MatterKind.COMPLAINT else (),
        "steps": steps(session, complaint),
        "letters": [_letter(session, row) for row in _of(session, Letter, complaint)],
        "attachments": _of(session, Attachment, complaint),
        "receipts": _receipts(session, complaint),
        "awaiting": [_awaiting(session, row, language) for row in acts.awaiting(session, complaint)],
        "now": now.isoformat(),
    }


def phases(stage: Stage) -> list[tuple[str, str]]:
    """The five phases with how each stands to the stage: `past`, `now` or nothing. An end is past all of them."""
    order = [phase for phase in PHASES if phase not in (Phase.NETWORK, Phase.CLOSED)]
    here = phase_of(stage)
    return _standing([phase.value for phase in order], None if here is Phase.CLOSED else here.value)


def steps(session: Session, matter: Matter) -> list[tuple[str, str]]:
    """The same for the stages of an undertaking, none for a complaint; of one that has ended, those it went through."""
    if (order := STEPS.get(matter.kind)) is None:
        return []
    if matter.stage is not Stage.CLOSED:
        return _standing([stage.value for stage in order], matter.stage.value)
    through = set(session.exec(select(Happening.stage_after).where(Happening.matter_id == matter.id)))
    return _standing([stage.value for stage in order if stage in through], None)


def _standing(order: Sequence[str], here: str | None) -> list[tuple[str, str]]:
    at = len(order) if here is None else order.index(here)
    return [
        (name, "past" if place < at else "now" if place == at else "") for place, name in enumerate(order)
    ]


def _of(session: Session, kind: type[Any], complaint: Matter) -> list[Any]:
    return list(session.exec(select(kind).where(kind.matter_id == complaint.id).order_by(col(kind.id))))


def _receipts(session: Session, complaint: Matter) -> dict[int | None, str]:
    """What an institution's files came with: the receipt's number and who sent it, by submission."""
    sent = select(Submission).join(Door, col(Door.id) == Submission.door_id)
    rows = session.exec(sent.where(Door.matter_id == complaint.id))
    return {row.id: f"{row.receipt_no}, {name_of(session, row.person)}" for row in rows}


def _letter(session: Session, row: Letter) -> dict[str, Any]:
    """A letter of the list: what it is about and to whom; nothing of it where its recipient is gone."""
    try:
        context = context_of(session, row)
    except RecipientGone:
        subject = name = ""
    else:
        subject, name = wording_of(context).subject, context.to.name
    formal = REGISTRY[LetterKind(row.kind)].formal
    return {"row": row, "subject": subject, "name": name, "formal": formal}


def _awaiting(session: Session, row: Reached, language: Language) -> dict[str, Any]:
    try:
        act = acts.rung_of(session, row).does
    except NoSuchAct:
        act = None
    words = ACTS.get(act or "", (row.rung, row.rung))
    return {"id": row.id, "text": words[0 if language == "id" else 1], "at": row.at.isoformat()}
