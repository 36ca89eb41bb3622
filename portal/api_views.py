"""What the pages show, as the interface's models: the same words, masked alike."""

from sqlmodel import Session

from models.casework import answering, doors
from models.casework.doors import Standing
from models.casework.network import attendance, confirming, texts
from models.codes import Access, Confidentiality, ItemStatus, Purpose
from models.tables import Attachment, Commitment, Gathering, Item, Matter, Office, Officer, Submission
from notifications.dues import Due
from portal import door_network, door_views
from portal.api_models import (
    Announced,
    CommitmentSheet,
    Deadline,
    File,
    ItemLine,
    MatterLine,
    MatterSheet,
    MeetingSheet,
    OfficeContact,
    PostSheet,
    Receipt,
)
from portal.gate import Guest


def line(session: Session, guest: Guest) -> MatterLine:
    """The matter as the list shows it."""
    door, complaint = guest.door, guest.complaint
    return MatterLine(
        id=door.id or 0,
        number=complaint.registration_no or complaint.agenda_no,
        kind=complaint.kind,
        purpose=door.purpose,
        title=door_views.heading(guest),
        standing=guest.standing,
        opened_at=door.opened_at,
        due_at=next((due.at for due in door_views.dues(session, guest)), None),
    )


def _asked(session: Session, guest: Guest) -> str:
    """What is asked, in the officer's words or in those of the page."""
    asks = guest.door.purpose is Purpose.CLARIFICATION and guest.standing is not Standing.ENDED
    plainly = door_views.plainly(guest) if asks else ""
    return door_views.asked(session, guest) or door_network.asked(session, guest) or plainly


def matter(session: Session, guest: Guest) -> MatterSheet:
    """The whole matter."""
    door, complaint = guest.door, guest.complaint
    possible = answering.possible(session, door, guest.standing, guest.to.person)
    over = guest.standing is Standing.ENDED
    return MatterSheet(
        **line(session, guest).model_dump(),
        institution=guest.institution.name,
        office=session.get_one(Office, complaint.office_id).name,
        contact=_contact(session, complaint),
        asked="" if over else _asked(session, guest),
        passed_on=complaint.access is Access.CONSULTATION,
        confidential=complaint.confidentiality is Confidentiality.CONFIDENTIAL,
        gathering=None if over else _gathering(session, guest),
        commitment=None if over else _commitment(session, guest),
        post=None if over else _post(session, guest),
        deadlines=[_deadline(due) for due in door_views.dues(session, guest)],
        items=[] if over else [_item(session, guest, row) for row in doors.items_at(session, door)],
        can_be_said=sorted(possible),
        receipts=[receipt(session, guest, each) for each in answering.submissions(session, door)],
    )


def receipt(session: Session, guest: Guest, submission: Submission) -> Receipt:
    """The receipt of something that came through the guest's door."""
    files = [each for each in door_views.files(session, guest) if each.submission_id == submission.id]
    return Receipt(
        id=submission.id or 0,
        receipt_no=submission.receipt_no,
        matter=submission.door_id,
        kind=submission.kind,
        at=submission.at,
        files=[_file(each) for each in files],
    )


def _contact(session: Session, complaint: Matter) -> OfficeContact:
    office = session.get_one(Office, complaint.office_id)
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    return OfficeContact(
        name=office.name, examiner=examiner.name if examiner else "", phone=office.phone, email=office.email
    )


def _gathering(session: Session, guest: Guest) -> MeetingSheet | None:
    row = session.get(Gathering, guest.complaint.id)
    if row is None:
        return None
    people = attendance.announced(session, guest.complaint, guest.institution.id or 0)
    return MeetingSheet(
        starts_at=row.starts_at, minutes=row.minutes, place=row.place, mode=row.mode, theme=row.theme,
        opener=row.opener, agenda=row.agenda_items, held_on=row.held_on,
        announced=[Announced.model_validate(each, from_attributes=True) for each in people],
    )  # fmt: skip


def _commitment(session: Session, guest: Guest) -> CommitmentSheet | None:
    row = session.get(Commitment, guest.complaint.id)
    if row is None:
        return None
    text = texts.text_of(session, row.matter_id)
    return CommitmentSheet(
        wording=row.text_version, text=text, sha256=texts.digest_of(text), witness=row.witness,
        renews=row.renews_id is not None,
    )  # fmt: skip


def _post(session: Session, guest: Guest) -> PostSheet | None:
    if guest.door.purpose is not Purpose.CONFIRMATION:
        return None
    asked = confirming.asked_about(session, guest.door.matter_id)
    return PostSheet(
        focal_point=asked.id if asked else None,
        name=asked.name if asked else "",
        position=asked.position if asked else "",
        last_day=confirming.last_day(session, guest.door.matter_id),
    )


def _deadline(due: Due) -> Deadline:
    return Deadline(
        key=due.key, title=due.title, length=due.length, source=due.source, waits_for_receipt=due.waits,
        due_at=due.at, days_left=None if due.waits else due.left, provisional=due.provisional, proof=list(due.proof),
    )  # fmt: skip


def _item(session: Session, guest: Guest, row: Item) -> ItemLine:
    shown = door_views.line(session, guest, row)
    claimed = ItemStatus(row.claimed) if shown.claimed and row.claimed else None
    return ItemLine(number=row.number, text=shown.text, status=row.status, claimed=claimed)


def _file(row: Attachment) -> File:
    return File(id=row.id or 0, media_type=row.content_type, size=row.size, sha256=row.digest)
