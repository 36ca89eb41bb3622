"""What the door's page shows its guest: what is asked, by when and why, which items are theirs, what was sent."""

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from models.casework import answering, doors, drafting, visits
from models.casework.doors import Standing
from models.codes import Access, Confidentiality, ItemStatus, MatterKind, Purpose, ReplyKind
from models.dates import long_instant, short_date
from models.tables import Attachment, Item, Office, Officer, Submission, Words
from models.terms import term, title
from notifications.dues import Due, due_of
from notifications.kinds import LetterKind
from notifications.quoting import asked_of, shown
from portal import door_network
from portal.door_words import heading_of, label
from portal.gate import Guest

FIRST: Final = (
    ReplyKind.ACKNOWLEDGEMENT, ReplyKind.ANSWER, ReplyKind.SUPPLEMENT,
    ReplyKind.ATTENDANCE, ReplyKind.SIGNATURE, ReplyKind.STILL_IN_POST, ReplyKind.SUCCESSOR,
)  # fmt: skip
"""Forms that stand open on the page; the others unfold."""
OTHERS: Final = (ReplyKind.EXTENSION, ReplyKind.NOT_OURS, ReplyKind.COLLEAGUE)
_LETTERS: Final = {
    Purpose.CLARIFICATION: LetterKind.CLARIFICATION_NOTICE,
    Purpose.CORRECTIVE_ACTION: LetterKind.REPORT_ACTIONS,
    Purpose.SETTLEMENT: LetterKind.REPORT_ACTIONS,
    Purpose.RECOMMENDATION: LetterKind.REPORT_ACTIONS,
    Purpose.ACTION_PLAN: LetterKind.ACTION_PLAN,
}
"""As in which letter its words are shown: none of them may name a reporter."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the institution: its words, how far it is verified, and what was last claimed."""

    number: int
    text: str
    status: str
    done: bool
    claimed: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that came through this door."""

    receipt: str
    kind: str
    when: str


def matter(session: Session, guest: Guest) -> dict[str, Any]:
    """Everything the page shows, in the guest's language and zone."""
    language, door, complaint = guest.language, guest.door, guest.complaint
    office = session.get_one(Office, complaint.office_id)
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    possible = answering.possible(session, door, guest.standing, guest.to.person)
    unfolding = [ReplyKind.SUCCESSOR] if ReplyKind.STILL_IN_POST in possible else []
    return {
        "purpose": door.purpose.value,
        "heading": heading(guest),
        "number": complaint.registration_no or complaint.agenda_no,
        "institution": guest.institution.name,
        "guest": guest.to,
        "of_institution": guest.to.person.startswith("institution:"),
        "office": office,
        "examiner": examiner.name if examiner else "",
        "standing": guest.standing.value,
        "asked": "" if guest.standing is Standing.ENDED else asked(session, guest),
        "asked_plain": plainly(guest),
        "passed_on": complaint.access is Access.CONSULTATION,
        "secret": complaint.confidentiality is Confidentiality.CONFIDENTIAL,
        "dues": dues(session, guest),
        "kind": "" if complaint.kind is MatterKind.COMPLAINT else title(complaint.kind, language),
        "items": items(session, guest),
        "first": [kind for kind in FIRST if kind in possible and kind not in unfolding],
        "report": [ReplyKind.ITEM_REPORT] if ReplyKind.ITEM_REPORT in possible else [],
        "others": [kind for kind in (*unfolding, *OTHERS) if kind in possible],
        "statuses": [(each.value, title(each, language)) for each in ItemStatus],
        "sent": [sent(guest, each) for each in answering.submissions(session, door)],
        "draft": drafting.kept(session, door, guest.to.person),
        "undertaking": door_network.undertaking(session, guest, possible),
    }


def heading(guest: Guest) -> str:
    """What is asked here, in a few words."""
    return heading_of(guest.door.purpose, guest.complaint.access, guest.language)


def plainly(guest: Guest) -> str:
    """What is asked where the officer wrote no words for the institution."""
    urgent = guest.complaint.access is Access.RAPID_RESPONSE
    return label("asked_rapid" if urgent else "asked_plain", guest.language)


def asked(session: Session, guest: Guest) -> str:
    """What the institution was last asked, as the officer wrote it; masked, like every notice to a focal point."""
    track = doors.track_of(session, guest.door) if guest.door.purpose is Purpose.CLARIFICATION else None
    if track is None:
        return ""
    return asked_of(session, guest.complaint, track.id or 0, _LETTERS[guest.door.purpose], guest.to)


def dues(session: Session, guest: Guest) -> list[Due]:
    """The institution's open terms, the most urgent first; none where nothing is asked any more."""
    if guest.standing is not Standing.ANSWER:
        return []
    open_terms = visits.terms(session, guest.door)
    return [due_of(session, clock, guest.complaint, guest.to, guest.now) for clock in open_terms]


def sent(guest: Guest, submission: Submission) -> Sent:
    """A submission as the page and the receipt show it."""
    return Sent(
        receipt=submission.receipt_no,
        kind=title(submission.kind, guest.language),
        when=long_instant(submission.at, guest.to.zone, guest.language),
    )


def items(session: Session, guest: Guest) -> list[ItemLine]:
    """The institution's items; none at a door at which nothing is asked any more."""
    if guest.standing is Standing.ENDED:
        return []
    return [line(session, guest, row) for row in doors.items_at(session, guest.door)]


def files(session: Session, guest: Guest) -> list[Attachment]:
    """What came through the door and may be looked at: nothing once nothing is asked there any more."""
    return [] if guest.standing is Standing.ENDED else answering.evidence(session, guest.door)


def line(session: Session, guest: Guest, row: Item) -> ItemLine:
    """An item as the page shows it."""
    language = guest.language
    words = session.get_one(Words, row.words_id)
    claim = (
        row.claimed
        if row.claimed_at and (row.verified_at is None or row.claimed_at > row.verified_at)
        else None
    )
    when = short_date(guest.to.zone.day_of(row.claimed_at), language) if claim and row.claimed_at else ""
    return ItemLine(
        number=row.number,
        text=shown(session, guest.complaint, [words], _LETTERS[guest.door.purpose], guest.to),
        status=term(row.status, language),
        done=row.status is ItemStatus.DONE,
        claimed=f"{term(claim, language)} ({when})" if claim else "",
    )
