"""Intake: a complaint is lodged, sorted by its kind of access, and emergencies are dealt with."""

from datetime import datetime

from sqlmodel import Session

from models.casework import numbers, vault
from models.casework.errors import InTheFuture
from models.casework.finding import institution_by_code, office_by_code
from models.casework.forwarding import open_track, tell_of_gap
from models.casework.history import SYSTEM, record
from models.codes import Access, ClosingReason
from models.filing import Filing
from models.stages import Event, Stage
from models.tables import Contact, Matter, Reporter, ReporterRole, WordsKind

SORTED: dict[Access, Event] = {
    Access.REPORT: Event.SORTED_AS_REPORT,
    Access.RAPID_RESPONSE: Event.SORTED_AS_EMERGENCY,
    Access.CONSULTATION: Event.SORTED_AS_CONSULTATION,
    Access.OWN_INITIATIVE: Event.SORTED_AS_INITIATIVE,
    Access.CARBON_COPY: Event.CARBON_COPY_NOTED,
}


def lodge(
    session: Session, filing: Filing, now: datetime, *, by: str = SYSTEM, quiet: bool = False
) -> Matter:
    """Take in a filing: agenda number, receipt, and the check that its kind of access asks for.

    Raises `UnknownOffice`, `UnknownInstitution`, `InTheFuture`. `quiet` marks a past complaint: no letters, no clocks.
    """
    office = office_by_code(session, filing.office)
    received = filing.received_at or now
    if received > now:
        raise InTheFuture(received.isoformat())
    institution = institution_by_code(session, filing.institution) if filing.institution else None
    complaint = Matter(
        agenda_no=numbers.agenda_no(session, office, received),
        office_id=office.id or 0,
        institution_id=institution.id if institution else None,
        channel=filing.channel,
        stage=Stage.ACCESS,
        rule_set=filing.rule_set,
        confidentiality=filing.confidentiality,
        substance=filing.substance,
        service=filing.service,
        alleged=filing.alleged,
        event_on=filing.event_on,
        received_at=received,
        quiet=quiet,
    )
    session.add(complaint)
    session.flush()
    texts = (
        (WordsKind.SUBJECT, filing.subject),
        (WordsKind.NARRATIVE, filing.narrative),
        (WordsKind.EXPECTATION, filing.expectation),
    )
    words = [text for kind, said in texts for text in vault.keep_if(session, complaint, kind, said)]
    _keep_reporters(session, complaint, filing)
    facts = {"agenda_no": complaint.agenda_no, "channel": filing.channel.value}
    record(session, complaint, Event.LODGED, now, by=by, facts=facts, words=words)
    if filing.access is not None:
        sort(session, complaint, filing.access, now, by=by)
    return complaint


def _keep_reporters(session: Session, complaint: Matter, filing: Filing) -> None:
    for person in filing.reporters:
        told = person.model_dump(exclude={"role", "contact"})
        session.add(
            Reporter(
                matter_id=complaint.id or 0,
                role=ReporterRole(person.role),
                contact=Contact(person.contact),
                **told,
            )
        )
    session.flush()


def sort(session: Session, complaint: Matter, access: Access, now: datetime, *, by: str) -> None:
    """Say what kind of access it is; a carbon copy is noted and closed at once."""
    complaint.access = access
    facts = {}
    if access is Access.CARBON_COPY:
        close_with(complaint, ClosingReason.CARBON_COPY_NOTED, now)
        facts = {"reason": ClosingReason.CARBON_COPY_NOTED.value}
    record(session, complaint, SORTED[access], now, by=by, facts=facts)


def close_with(complaint: Matter, reason: ClosingReason, now: datetime) -> None:
    """Note why and when a complaint ends; the happening that ends it is recorded by the caller."""
    complaint.closing_reason, complaint.closed_at = reason, now


def note_first_contact(
    session: Session,
    complaint: Matter,
    code: str | None,
    note: str,
    now: datetime,
    *,
    by: str,
    text: str = "",
) -> None:
    """The duty examiner made the first contact; its clock in hours ends. Raises `UnknownInstitution`.

    `text` is what the institution is asked to do, as its letter and its door repeat it; the note stays in the office.
    """
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    if not code:
        record(session, complaint, Event.FIRST_CONTACT_MADE, now, by=by, words=words)
        return
    words += vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    track, routed = open_track(session, complaint, institution_by_code(session, code), now)
    record(session, complaint, Event.FIRST_CONTACT_MADE, now, by=by, words=words, forwarding=track)
    tell_of_gap(session, complaint, track, routed, now)


def settle_rapidly(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """The emergency was settled."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    close_with(complaint, ClosingReason.RAPIDLY_SETTLED, now)
    facts = {"reason": ClosingReason.RAPIDLY_SETTLED.value}
    record(session, complaint, Event.RAPIDLY_SETTLED, now, by=by, facts=facts, words=words)


def conclude_detection(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """Early detection of an own-initiative investigation is done; the plenary decides (PO 38/2019)."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    record(session, complaint, Event.DETECTION_CONCLUDED, now, by=by, words=words)
