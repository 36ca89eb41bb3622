"""All that a letter's template may say: what a letter row means, gathered for its one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from models.codes import ClosingReason, ItemKind, ItemStatus, Maladministration, Party
from models.dates import Language, long_date, short_date
from models.decisions.checklists import FORMAL, FormalItem
from models.settings import settings
from models.stages import Event, Stage, TrackStage
from models.tables import Happening, Institution, Item, Letter, Matter, Office, Officer, Words
from models.terms import term, title
from notifications.concerns import concerns, of_institution
from notifications.dues import Due, dues
from notifications.gathering import items_of, officers_of, reporters_of
from notifications.kinds import REGISTRY, STARTS_A_CLOCK, LetterKind
from notifications.letters import LETTERS, OFFICE, PUBLIC, ByClock, BySender
from notifications.quoting import Quoted, asked, may_name, passed_on, said, shown
from notifications.recipients import Concern, Recipient, look_up
from notifications.wording import Link


class RecipientGone(Exception):
    """The person this letter was for is no longer on file, or has no usable address. Write to whoever follows them."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of a result: its number, addressee, words as this reader may see them, and how far it is."""

    number: int
    institution: str
    text: str
    status: str
    done: bool
    promised: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a template sees. Everything is already in the reader's language, zone and rights; nothing is None."""

    kind: LetterKind
    language: Language
    to: Recipient
    to_institution: str
    role: str
    role_code: str
    of_office: bool
    of_public: bool
    event: str
    happened: str
    heading: str
    number: str
    agenda_no: str
    surat: str
    basis: str
    date: str
    sent: datetime
    stage: str
    stage_now: Stage
    office: Office
    head: str
    examiner: str
    institution: str
    institutions: Sequence[str]
    reporter: str
    confidential: bool
    report: str
    found: str
    method: str
    complexity: str
    reason: str
    reason_code: str
    said: str
    passed_on: Sequence[Quoted]
    """The answers of institutions that this letter hands on; what it quotes is then theirs, not the office's."""
    files: int
    asked: str
    missing: Sequence[str]
    items: Sequence[ItemLine]
    dues: Sequence[Due]
    call: int
    on: str
    own: bool
    failed: str
    act: str
    reply_to: str
    on_paper: bool
    this: str
    receipt: str
    link: Link
    stands_in: bool
    """Whether this reader gets it only because the one it is for cannot be relied on."""


def context_of(session: Session, letter: Letter, *, on_paper: bool = False) -> Context:
    """Everything the letter says, as of now; `on_paper` for a page to print. Raises `RecipientGone`."""
    happening = session.get_one(Happening, letter.happening_id)
    complaint = session.get_one(Matter, letter.matter_id)
    office = session.get_one(Office, complaint.office_id)
    kind = LetterKind(letter.kind)
    to = look_up(session, letter.person, letter.role)
    if to is None:
        raise RecipientGone(RecipientGone.__doc__)
    language: Language = "en" if letter.language == "en" else "id"
    to = replace(to, language=language)
    places = of_institution(session, concerns(session, happening), to.institution_id)
    names = [session.get_one(Institution, place.institution_id).name for place in places]
    facts = happening.facts
    reason = ClosingReason(facts["reason"]) if "reason" in facts else complaint.closing_reason
    return Context(
        kind=kind,
        language=language,
        to=to,
        to_institution=_own_name(session, to),
        role=term(letter.role, language),
        role_code=letter.role.value,
        of_office=letter.role in OFFICE,
        of_public=letter.role in PUBLIC,
        event=happening.event.value,
        happened=term(happening.event, language),
        heading=title(happening.event, language),
        number=complaint.registration_no or complaint.agenda_no,
        agenda_no=complaint.agenda_no,
        surat=letter.number or "",
        basis=REGISTRY[kind].basis,
        date=short_date(to.zone.day_of(happening.at), language),
        sent=happening.recorded_at,
        stage=term(happening.stage_after, language),
        stage_now=happening.stage_after,
        office=office,
        head=_head(session, office),
        examiner=_examiner(session, complaint),
        institution=", ".join(names) or _own_name(session, to),
        institutions=names,
        reporter=_reporter(session, complaint, to, kind),
        confidential=complaint.confidentiality.value == "confidential",
        report=term(complaint.rule_set, language),
        found=", ".join(term(Maladministration(code), language) for code in complaint.found),
        method=term(_method(happening.stage_after), language),
        complexity=term(complaint.complexity, language) if complaint.complexity else "",
        reason=term(reason, language) if reason else "",
        reason_code=reason.value if reason else "",
        said=said(session, complaint, happening, kind, to),
        passed_on=passed_on(session, complaint, happening, kind, to),
        files=int(facts.get("files", 0)),
        asked=asked(session, complaint, happening, kind, to),
        missing=_missing(facts.get("missing", ()), language),
        items=_items(session, complaint, happening, kind, to, places),
        dues=dues(session, complaint, happening, places, to),
        call=_call(happening.track_after),
        on=_day(facts.get("on"), language),
        own=complaint.access is not None and complaint.access.value == "own_initiative",
        failed=_failed(session, facts.get("letter"), language),
        act=str(facts.get("act", "")),
        reply_to=settings().mail_reply_to or office.email,
        on_paper=on_paper,
        this=_THIS[language][on_paper],
        receipt=str(facts.get("receipt", "")),
        link=Link(),
        stands_in=kind in STARTS_A_CLOCK and letter.role not in _meant(happening.event, kind),
    )


def _meant(event: Event, kind: LetterKind) -> set[Party | ByClock | BySender]:
    return {to.role for to in LETTERS[event] if to.kind is kind}


def _head(session: Session, office: Office) -> str:
    heads = (each for each in officers_of(session, office.id or 0) if each.role is Party.OFFICE_HEAD)
    return next((head.name for head in heads if head.active), "")


def _examiner(session: Session, complaint: Matter) -> str:
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    return examiner.name if examiner else ""


def _own_name(session: Session, to: Recipient) -> str:
    return session.get_one(Institution, to.institution_id).name if to.institution_id else ""


def _reporter(session: Session, complaint: Matter, to: Recipient, kind: LetterKind) -> str:
    """The reporters' names where this letter may name them; a reporter is named by their own letter only."""
    if to.role in PUBLIC or to.role in OFFICE or not may_name(complaint, to, kind):
        return ""
    return ", ".join(
        reporter.name for reporter in reporters_of(session, complaint) if reporter.erased_at is None
    )


def _missing(codes: Sequence[str], language: Language) -> list[str]:
    return [FORMAL[FormalItem(code)][0 if language == "id" else 1] for code in codes]


_RECOMMENDED = frozenset({
    Stage.RECOMMENDATION_ISSUED, Stage.RECOMMENDATION_MONITORING, Stage.SANCTION_RECOMMENDATION, Stage.PUBLICATION,
})  # fmt: skip


def _items(
    session: Session, complaint: Matter, happening: Happening, kind: LetterKind, to: Recipient,
    places: Sequence[Concern],
) -> list[ItemLine]:  # fmt: skip
    """The items of the result that counts at the happening; an institution sees its own and those below it."""
    stages = {happening.stage_before, happening.stage_after}
    wanted = ItemKind.CORRECTIVE_ACTION
    if Stage.SETTLEMENT_MONITORING in stages:
        wanted = ItemKind.SETTLEMENT
    elif stages & _RECOMMENDED:
        wanted = ItemKind.RECOMMENDATION
    rows = [row for row in items_of(session, complaint.id or 0) if row.kind is wanted]
    about = happening.facts.get("item")
    if isinstance(about, int):
        rows = [row for row in rows if row.id == about]
    if to.institution_id is not None:
        seen = {place.institution_id for place in places}
        rows = [row for row in rows if row.institution_id in seen]
    return [_line(session, complaint, row, kind, to) for row in rows]


def _line(session: Session, complaint: Matter, row: Item, kind: LetterKind, to: Recipient) -> ItemLine:
    return ItemLine(
        number=row.number,
        institution=session.get_one(Institution, row.institution_id).name,
        text=shown(session, complaint, [session.get_one(Words, row.words_id)], kind, to),
        status=term(row.status, to.language),
        done=row.status is ItemStatus.DONE,
        promised=long_date(row.promised_on, to.language) if row.promised_on else "",
    )


_THIS: Mapping[Language, tuple[str, str]] = {
    "id": ("surel ini", "surat ini"),
    "en": ("this mail", "this letter"),
}
"""What a reader is asked to reply to: a mail, or a page on paper."""
_CALLS = {TrackStage.SUMMONS_1: 1, TrackStage.SUMMONS_2: 2, TrackStage.SUMMONS_3: 3}


def _method(stage: Stage) -> Stage:
    return stage if stage is Stage.CONCILIATION else Stage.MEDIATION


def _call(track: TrackStage | None) -> int:
    return _CALLS.get(track, 0) if track else 0


def _day(value: object, language: Language) -> str:
    return long_date(date.fromisoformat(value), language) if isinstance(value, str) else ""


def _failed(session: Session, letter_id: object, language: Language) -> str:
    """To which role the letter could not be delivered; never to which address."""
    letter = session.get(Letter, letter_id) if isinstance(letter_id, int) else None
    return term(letter.role, language) if letter else ""
