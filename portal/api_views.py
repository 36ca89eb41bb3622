"""What the pages show, as the interface's models: the same words, masked alike."""

from sqlmodel import Session

from models.casework import answering, doors
from models.casework.doors import Standing
from models.codes import Access, Confidentiality, ItemStatus, Purpose
from models.tables import Attachment, Item, Office, Submission
from notifications.dues import Due
from portal import door_views
from portal.api_models import Deadline, File, ItemLine, MatterLine, MatterSheet, Receipt
from portal.gate import Guest


def line(session: Session, guest: Guest) -> MatterLine:
    """The matter as the list shows it."""
    door, complaint = guest.door, guest.complaint
    return MatterLine(
        id=door.id or 0,
        complaint_no=complaint.registration_no or complaint.agenda_no,
        purpose=door.purpose,
        title=door_views.heading(guest),
        standing=guest.standing,
        opened_at=door.opened_at,
        due_at=next((due.at for due in door_views.dues(session, guest)), None),
    )


def matter(session: Session, guest: Guest) -> MatterSheet:
    """The whole matter."""
    door, complaint = guest.door, guest.complaint
    possible = answering.possible(session, door, guest.standing)
    asks = door.purpose is Purpose.CLARIFICATION and guest.standing is not Standing.ENDED
    return MatterSheet(
        **line(session, guest).model_dump(),
        institution=guest.institution.name,
        office=session.get_one(Office, complaint.office_id).name,
        asked=door_views.asked(session, guest) or (door_views.plainly(guest) if asks else ""),
        passed_on=complaint.access is Access.CONSULTATION,
        confidential=complaint.confidentiality is Confidentiality.CONFIDENTIAL,
        deadlines=[_deadline(due) for due in door_views.dues(session, guest)],
        items=[_item(session, guest, row) for row in doors.items_at(session, door)],
        can_be_said=sorted(possible),
        receipts=[receipt(session, guest, each) for each in answering.submissions(session, door)],
    )


def receipt(session: Session, guest: Guest, submission: Submission) -> Receipt:
    """The receipt of something that came through the guest's door."""
    files = [each for each in answering.evidence(session, guest.door) if each.submission_id == submission.id]
    return Receipt(
        id=submission.id or 0,
        receipt_no=submission.receipt_no,
        matter=submission.door_id,
        kind=submission.kind,
        at=submission.at,
        files=[_file(each) for each in files],
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
