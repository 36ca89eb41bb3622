"""What a letter's fate means for the case: a refused one is a task for the officer and proves no receipt."""

from datetime import datetime

from sqlmodel import Session

from models.casework.history import SYSTEM, record
from models.stages import Event
from models.tables import Complaint, Happening, Letter


def letter_failed(session: Session, letter: Letter, now: datetime) -> None:
    """The mail server refused a letter for good. Clocks that wait for its receipt go on waiting."""
    complaint = session.get_one(Complaint, letter.complaint_id)
    about = session.get_one(Happening, letter.happening_id)
    if about.event is Event.LETTER_FAILED:
        return  # a notice about a failed letter that fails itself is seen in the list of deliveries
    facts = {"letter": letter.id, "kind": letter.kind, "role": letter.role.value}
    record(session, complaint, Event.LETTER_FAILED, now, by=SYSTEM, facts=facts)
