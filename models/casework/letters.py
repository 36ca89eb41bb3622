"""What a letter's fate means for the case, and for the directory: a refused one is a task and proves no receipt."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from models.casework import focal_points, institutions
from models.casework.history import SYSTEM, record
from models.codes import WRITTEN_TO, FocalState
from models.stages import Event
from models.tables import FocalPoint, Happening, Institution, Letter, Matter

REFUSED: Final = "letter_refused"
GIVEN_UP: Final = "letter_given_up"


def letter_failed(session: Session, letter: Letter, now: datetime, *, evidence: str = REFUSED) -> None:
    """The mail server refused a letter for good. Clocks that wait for its receipt go on waiting.

    A focal point's address is dead then, and so is an institution's own; given up after days of silence (`GIVEN_UP`),
    a focal point's is doubtful: the silence may have been the server's.
    """
    complaint = session.get_one(Matter, letter.matter_id)
    about = session.get_one(Happening, letter.happening_id)
    if about.event is Event.LETTER_FAILED:
        return  # a notice about a failed letter that fails itself is seen in the list of deliveries
    _doubt(session, letter, now, evidence)
    facts = {"letter": letter.id, "kind": letter.kind, "role": letter.role.value}
    record(session, complaint, Event.LETTER_FAILED, now, by=SYSTEM, facts=facts)


def _doubt(session: Session, letter: Letter, now: datetime, evidence: str) -> None:
    table, _, row_id = letter.person.partition(":")
    if table == "institution" and evidence == REFUSED:
        place = session.get_one(Institution, int(row_id), with_for_update=True, populate_existing=True)
        institutions.address_is_dead(session, place, place.zone.day_of(now), now, by=SYSTEM)
    if table != "focal_point":
        return
    row = session.get_one(FocalPoint, int(row_id), with_for_update=True, populate_existing=True)
    if row.state in WRITTEN_TO:
        state = FocalState.DEAD if evidence == REFUSED else FocalState.DOUBTFUL
        day = session.get_one(Institution, row.institution_id).zone.day_of(now)
        focal_points.set_state(session, row, state, day, now, by=SYSTEM, evidence=evidence)
