"""Which of the vault's words a letter may quote, and to whom the reporter may be named in it (rule 5, DOMAIN 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.codes import Confidentiality
from models.stages import Event
from models.tables import Happening, Institution, Matter, Words, WordsKind as W
from notifications.addressees import OFFICE, PUBLIC
from notifications.gathering import reporters_of
from notifications.kinds import REGISTRY, LetterKind as K
from notifications.masking import mask, mask_contacts
from notifications.matters import is_own
from notifications.recipients import Recipient

QUOTED: Mapping[K, tuple[W, ...]] = {
    K.GAPS:                 (W.GAPS,),
    K.REJECTED:             (W.REASON,),
    K.CLOSED:               (W.REASON, W.RESULT),
    K.REPORT_CLOSED:        (W.REASON, W.RESULT),
    K.OBJECTION_ANSWER:     (W.REASON,),
    K.CONSULTATION_ANSWER:  (W.ANSWER,),
    K.DRAFT_RESULT:         (W.RESULT,),
    K.REPORT_ISSUED:        (W.RESULT,),
    K.REPORT_DELIVERED:     (W.RESULT,),
    K.RECOMMENDATION_UNMET: (W.REASON,),
    K.SUMMONS:              (W.REQUEST,),  # time and place of the hearing
    K.INVITATION:           (W.REQUEST,),  # time and place of the session
    K.GATHERING_INVITATION: (W.REQUEST,),
    K.ABSENCE_FOLLOW_UP:    (W.REQUEST,),
    K.GATHERING_MINUTES:    (W.RESULT,),
    K.CALLED_OFF:           (W.REASON,),
}  # fmt: skip
"""By kind of letter; what is not listed is never quoted: notes, the reporter's own words, evidence, file names."""

ASKING: frozenset[K] = frozenset({
    K.FORWARDING_LETTER, K.FORWARDING, K.CLARIFICATION_1, K.CLARIFICATION_2, K.CLARIFICATION_NOTICE, K.CARBON_COPY,
    K.CONSULTATION_FORWARDED, K.RAPID_REQUEST, K.TAKEN_OVER,
})  # fmt: skip
"""Letters that repeat what the institution was asked, also when the happening itself carries no words."""

_REQUESTS = (
    Event.CLARIFICATION_REQUESTED, Event.FORWARDED, Event.CONSULTATION_FORWARDED, Event.FIRST_CONTACT_MADE,
)  # fmt: skip


def may_name(complaint: Matter, recipient: Recipient, kind: K) -> bool:
    """Whether this letter may name the reporter: to the office and reporters; to others in formal letters only,
    and never for a confidential complaint (UU 37/2008 Art. 24(2)) or one that nobody has lodged.
    """
    if recipient.role in OFFICE or recipient.role in PUBLIC:
        return True
    if is_own(complaint):
        return False
    return complaint.confidentiality is Confidentiality.OPEN and REGISTRY[kind].formal


def said(session: Session, complaint: Matter, happening: Happening, kind: K, recipient: Recipient) -> str:
    """What the letter quotes of the happening's words, masked where the reporter may not be named; or nothing."""
    rows = _words(session, happening)
    return shown(
        session, complaint, (row for row in rows if row.kind in QUOTED.get(kind, ())), kind, recipient
    )


@dataclass(frozen=True, slots=True)
class Quoted:
    """What an institution said, in its own words, under its name."""

    institution: str
    text: str


def passed_on(
    session: Session, complaint: Matter, happening: Happening, kind: K, recipient: Recipient
) -> list[Quoted]:
    """The answers of institutions that the letter hands on, each institution's words together."""
    if kind is not K.CONSULTATION_ANSWER:
        return []
    given: dict[str, list[Words]] = {}
    for code, (words_id, _) in zip(happening.facts.get("passed_on", ()), happening.words, strict=False):
        if (row := session.get(Words, words_id)) is not None and row.matter_id == complaint.id:
            given.setdefault(code, []).append(row)
    names = {each.code: each.name for each in session.exec(_named(given))} if given else {}
    return [
        Quoted(names[code], shown(session, complaint, rows, kind, recipient)) for code, rows in given.items()
    ]


def _named(codes: Iterable[str]) -> SelectOfScalar[Institution]:
    return select(Institution).where(col(Institution.code).in_(list(codes)))


def asked(session: Session, complaint: Matter, happening: Happening, kind: K, recipient: Recipient) -> str:
    """What the institution of this track had last been asked by then, as the officer wrote it; or nothing."""
    if kind not in ASKING or happening.forwarding_id is None:
        return ""
    return asked_of(session, complaint, happening.forwarding_id, kind, recipient, until=happening.seq)


def asked_of(
    session: Session,
    complaint: Matter,
    forwarding_id: int,
    kind: K,
    recipient: Recipient,
    *,
    until: int | None = None,
) -> str:
    """What an institution was last asked on its track, up to the happening numbered `until`; or nothing."""
    requests = select(Happening).where(
        Happening.matter_id == complaint.id,
        Happening.forwarding_id == forwarding_id,
        Happening.seq <= (complaint.version if until is None else until),
        col(Happening.event).in_(_REQUESTS),
    )
    for request in session.exec(requests.order_by(col(Happening.seq).desc())):
        rows = [row for row in _words(session, request) if row.kind is W.REQUEST]
        if rows:
            return shown(session, complaint, rows, kind, recipient)
    return ""


def shown(session: Session, complaint: Matter, rows: Iterable[Words], kind: K, recipient: Recipient) -> str:
    """The texts as this letter may show them."""
    text = "\n\n".join(row.text.strip() for row in rows if row.erased_at is None)
    if recipient.role in OFFICE or recipient.role in PUBLIC:
        return text
    hide = mask_contacts if may_name(complaint, recipient, kind) else mask
    return hide(text, reporters_of(session, complaint), recipient.language)


def _words(session: Session, happening: Happening) -> list[Words]:
    rows = (session.get(Words, words_id) for words_id, _ in happening.words)
    return [row for row in rows if row is not None and row.matter_id == happening.matter_id]
