"""All that a letter's template may say: what a letter row means, gathered for its one reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

from models.articles import bases, cited
from models.codes import ClosingReason, Maladministration, Party
from models.dates import Language, long_date, short_date
from models.decisions.checklists import FORMAL, FormalItem
from models.settings import settings
from models.stages import Event, Stage, TrackStage
from models.tables import Happening, Institution, Letter, Matter, Office, Officer
from models.terms import term, title
from notifications.addressees import OFFICE, PUBLIC, ByClock, ByName
from notifications.awaiting import Awaited, awaited
from notifications.concerns import concerns, item_of, of_institution
from notifications.dues import Due, dues
from notifications.gathering import officers_of, reporters_of
from notifications.item_lines import ItemLine, items
from notifications.kinds import REGISTRY, STARTS_A_CLOCK, LetterKind
from notifications.letters import LETTERS
from notifications.matters import NO_REPORT, is_own, noun_of
from notifications.network_context import Undertaking, undertaking
from notifications.quoting import Quoted, asked, may_name, passed_on, said
from notifications.recipients import Concern, Recipient, look_up
from notifications.roles import called
from notifications.wording import Link


class RecipientGone(Exception):
    """The person this letter was for is no longer on file, or has no usable address. Write to whoever follows them."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a template sees. Everything is already in the reader's language, zone and rights.

    Nothing is None but `network`, which only an undertaking of the network has.
    """

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
    matter: str
    """What it is about, as a noun: "laporan", "konsultasi", "rapat koordinasi"."""
    matter_title: str
    no_report: bool
    """A question or a copy: it has an agenda number only, and whoever wrote is nobody's reporter."""
    network: Undertaking | None
    number: str
    agenda_no: str
    surat: str
    basis: str
    """What a formal letter rests on, each article with the label that it deserves; empty without any."""
    law: Callable[[str], str]
    """An article as a sentence may cite it in brackets: one whose wording nobody has seen as a reference only."""
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
    item_number: int
    """The number of the item that it is about; 0 for none."""
    dues: Sequence[Due]
    awaited: Awaited
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
    noun = noun_of(complaint, language)
    reason = ClosingReason(facts["reason"]) if "reason" in facts else complaint.closing_reason
    return Context(
        kind=kind,
        language=language,
        to=to,
        to_institution=_own_name(session, to),
        role=called(letter.role, complaint.kind, language),
        role_code=letter.role.value,
        of_office=letter.role in OFFICE,
        of_public=letter.role in PUBLIC,
        event=happening.event.value,
        happened=term(happening.event, language),
        heading=title(happening.event, language),
        matter=noun,
        matter_title=noun[:1].upper() + noun[1:],
        no_report=complaint.access in NO_REPORT,
        network=undertaking(session, complaint, happening, kind, to, places),
        number=complaint.registration_no or complaint.agenda_no,
        agenda_no=complaint.agenda_no,
        surat=letter.number or "",
        basis=bases(REGISTRY[kind].basis, complaint.rule_set, language),
        law=partial(cited, rules=complaint.rule_set, language=language),
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
        items=items(session, complaint, happening, kind, to, places),
        item_number=item.number if (item := item_of(session, happening)) else 0,
        dues=dues(session, complaint, happening, places, to),
        awaited=_awaited(session, complaint, happening, kind, places, to),
        call=_call(happening.track_after),
        on=_day(facts.get("on"), language),
        own=is_own(complaint),
        failed=_failed(session, facts.get("letter"), complaint, language),
        act=str(facts.get("act", "")),
        reply_to=settings().mail_reply_to or office.email,
        on_paper=on_paper,
        this=_THIS[language][on_paper],
        receipt=str(facts.get("receipt", "")),
        link=Link(),
        stands_in=kind in STARTS_A_CLOCK and letter.role not in _meant(happening.event, kind),
    )


def _awaited(
    session: Session,
    matter: Matter,
    happening: Happening,
    kind: LetterKind,
    places: Sequence[Concern],
    to: Recipient,
) -> Awaited:
    """Only a receipt says what is left."""
    is_receipt = kind is LetterKind.ANSWER_RECEIVED
    return awaited(session, matter, happening, places, to) if is_receipt else Awaited()


def _meant(event: Event, kind: LetterKind) -> set[Party | ByClock | ByName]:
    """The roles that the letter is for; who is named by the happening gets it as the focal point."""
    roles = (to.role for to in LETTERS[event] if to.kind is kind)
    return {Party.FOCAL_POINT if isinstance(role, ByName) else role for role in roles}


def _head(session: Session, office: Office) -> str:
    heads = (each for each in officers_of(session, office.id or 0) if each.role is Party.OFFICE_HEAD)
    return next((head.name for head in heads if head.active), "")


def _examiner(session: Session, complaint: Matter) -> str:
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    return examiner.name if examiner else ""


def _own_name(session: Session, to: Recipient) -> str:
    return session.get_one(Institution, to.institution_id).name if to.institution_id else ""


def _reporter(session: Session, complaint: Matter, to: Recipient, kind: LetterKind) -> str:
    """The reporters' names where this letter may name them; a reporter is named by their own letter only.

    Whoever gave the information for an investigation of the office's own is no reporter, and is never named.
    """
    if to.role in PUBLIC or to.role in OFFICE or not may_name(complaint, to, kind):
        return ""
    return ", ".join(
        reporter.name for reporter in reporters_of(session, complaint) if reporter.erased_at is None
    )


def _missing(codes: Sequence[str], language: Language) -> list[str]:
    return [FORMAL[FormalItem(code)][0 if language == "id" else 1] for code in codes]


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


def _failed(session: Session, letter_id: object, complaint: Matter, language: Language) -> str:
    """To which role the letter could not be delivered; never to which address."""
    letter = session.get(Letter, letter_id) if isinstance(letter_id, int) else None
    return called(letter.role, complaint.kind, language) if letter else ""
