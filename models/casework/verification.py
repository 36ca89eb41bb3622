"""Verification: formal and material requirements, the plenary's decision, transfer, and the ways back in."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.casework import numbers, vault
from models.casework.consultation import NO_REPORT_YET, become_report
from models.casework.errors import Missing, SameExaminer, TooOld
from models.casework.finding import office_by_code, officer_by
from models.casework.forwarding import release_all
from models.casework.history import record
from models.casework.intake import close_with
from models.codes import ClosingReason, Complexity
from models.decisions.checklists import FormalItem
from models.stages import Event
from models.tables import Matter, Office, Officer, WordsKind

EVENT_AGE_YEARS = 2
"""UU 37/2008 Art. 24(3); an ongoing omission may be accepted with a reason."""


def pass_formal(
    session: Session, complaint: Matter, waived: Sequence[FormalItem], note: str, now: datetime, *, by: str
) -> None:
    """The formal requirements are met, or waived with a reason. Raises `Missing`, `TooOld`."""
    if waived and not note.strip():
        raise Missing("note")
    if _too_old(session, complaint) and FormalItem.WITHIN_TWO_YEARS not in waived:
        raise TooOld(f"{complaint.event_on}")
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    facts = {"waived": [item.value for item in waived]} if waived else {}
    record(session, complaint, Event.FORMAL_MET, now, by=by, words=words, facts=facts)


def _too_old(session: Session, complaint: Matter) -> bool:
    if complaint.event_on is None:
        return False
    zone = session.get_one(Office, complaint.office_id).zone
    received, event = zone.day_of(complaint.received_at), complaint.event_on
    return (received.year - EVENT_AGE_YEARS, received.month, received.day) > (
        event.year,
        event.month,
        event.day,
    )


def ask_reporter(
    session: Session,
    complaint: Matter,
    missing: Sequence[FormalItem],
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Ask the reporter for what is missing; 30 days run from when the notice is received (UU 37/2008 Art. 25)."""
    words = vault.keep_if(session, complaint, WordsKind.GAPS, text)
    facts = {"missing": [item.value for item in missing]}
    record(session, complaint, Event.GAPS_FOUND, now, by=by, words=words, facts=facts)


def complete_data(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The reporter has sent what was missing."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    record(session, complaint, Event.DATA_COMPLETED, now, by=by, words=words)


def deem_withdrawn(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """The reporter did not complete the data in time: by a person's decision only (UU 37/2008 Art. 25(4))."""
    close(session, complaint, Event.DEEMED_WITHDRAWN, ClosingReason.DEEMED_WITHDRAWN, "", now, by=by)


def pass_material(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The material requirements are met (UU 37/2008 Arts 24(3), 26, 36); the plenary decides."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    record(session, complaint, Event.MATERIAL_MET, now, by=by, words=words)


def accept(
    session: Session,
    complaint: Matter,
    complexity: Complexity | None,
    examiner: str | None,
    note: str,
    now: datetime,
    *,
    by: str,
    on: date | None = None,
) -> None:
    """The plenary accepts: registration number, class and examiner. Raises `Missing`, `UnknownOfficer`."""
    if complexity is None or examiner is None:
        raise Missing("complexity, examiner")
    officer = officer_by(session, complaint, examiner)
    office = session.get_one(Office, complaint.office_id)
    complaint.complexity, complaint.examiner_id = complexity, officer.id
    if complaint.registration_no is None:
        complaint.registration_no = numbers.registration_no(session, office, now)
        complaint.registered_at = now
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    facts = {"registration_no": complaint.registration_no, "complexity": complexity.value}
    facts["plenary_on"] = (on or office.zone.day_of(now)).isoformat()
    record(session, complaint, Event.ACCEPTED, now, by=by, facts=facts, words=words)


def reject(
    session: Session, complaint: Matter, reason: ClosingReason | None, note: str, now: datetime, *, by: str
) -> None:
    """The plenary rejects, with a reason and, where it helps, the body to turn to (UU 37/2008 Arts 26, 27, 36)."""
    if reason is None:
        raise Missing("reason")
    close(session, complaint, Event.REJECTED, reason, note, now, by=by)


def close(
    session: Session,
    complaint: Matter,
    event: Event,
    reason: ClosingReason,
    note: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """End the complaint by `event` for `reason`; `note` goes to the vault and into the closing letter."""
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    close_with(complaint, reason, now)
    record(session, complaint, event, now, by=by, facts={"reason": reason.value}, words=words)


def propose_transfer(
    session: Session, complaint: Matter, office: str | None, note: str, now: datetime, *, by: str
) -> None:
    """Propose that another office takes the complaint over (PO 58/2023 Art. 17). Raises `UnknownOffice`."""
    receiving = office_by_code(session, office)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    facts = {"office": receiving.code, "from": session.get_one(Office, complaint.office_id).code}
    complaint.transfer_to_id = receiving.id
    record(session, complaint, Event.TRANSFER_PROPOSED, now, by=by, words=words, facts=facts)


def accept_transfer(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """The receiving office takes it, at the stage where it was; the date of receipt stays for statistics."""
    receiving = session.get_one(Office, complaint.transfer_to_id)
    facts = {"office": receiving.code, "from": session.get_one(Office, complaint.office_id).code}
    complaint.office_id, complaint.transfer_to_id, complaint.examiner_id = receiving.id or 0, None, None
    record(session, complaint, Event.TRANSFER_ACCEPTED, now, by=by, facts=facts)
    complaint.came_from = None


def refuse_transfer(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The receiving office declines; the complaint stays where it came from."""
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    complaint.transfer_to_id = None
    record(session, complaint, Event.TRANSFER_REFUSED, now, by=by, words=words)
    complaint.came_from = None


def withdraw(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The reporter withdraws in writing. Institutions that were asked are told to stop."""
    close(session, complaint, Event.WITHDRAWN, ClosingReason.WITHDRAWN, note, now, by=by)


def object_to_closing(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """The reporter objects to the closing; somebody other than the examiner reviews it."""
    words = vault.keep_if(session, complaint, WordsKind.REPLY, text)
    complaint.closed_at = None
    record(session, complaint, Event.OBJECTED, now, by=by, words=words)


def uphold_objection(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The objection is right: the complaint is open again. Raises `SameExaminer`."""
    _someone_else(session, complaint, by)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    complaint.closing_reason = None
    record(session, complaint, Event.OBJECTION_UPHELD, now, by=by, words=words)


def refuse_objection(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The closing stands, with the reason for it. Raises `SameExaminer`."""
    _someone_else(session, complaint, by)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    complaint.closed_at = now
    facts = {"reason": complaint.closing_reason.value} if complaint.closing_reason else {}
    record(session, complaint, Event.OBJECTION_REFUSED, now, by=by, words=words, facts=facts)


def _someone_else(session: Session, complaint: Matter, by: str) -> None:
    examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    if examiner is not None and by in (examiner.name, examiner.email):
        raise SameExaminer(by)


def reopen(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """New facts: the complaint is open again under the same number."""
    words = vault.keep_if(session, complaint, WordsKind.REASON, text)
    complaint.closed_at = complaint.closing_reason = None
    record(session, complaint, Event.REOPENED, now, by=by, words=words)


def resume_at_verification(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """A reopened complaint is verified anew; what was no report yet becomes one."""
    begins = become_report if complaint.access in NO_REPORT_YET else release_all
    facts = begins(session, complaint, now)
    record(session, complaint, Event.RESUMED_AT_VERIFICATION, now, by=by, facts=facts)


def resume_at_examination(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """A reopened complaint is weighed anew by the examiner."""
    facts = release_all(session, complaint, now)
    record(session, complaint, Event.RESUMED_AT_EXAMINATION, now, by=by, facts=facts)
