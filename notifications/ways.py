"""What a letter's reader would come through the door for: what its happening, or the deadline it is about, asks."""

from collections.abc import Mapping
from typing import Final

from sqlmodel import Session

from models.casework import doors
from models.codes import Purpose
from models.stages import Event
from models.tables import Happening
from notifications.concerns import clock_of

BY_EVENT: Final[Mapping[Event, Purpose]] = {
    Event.ABSENTEE_ASKED: Purpose.ATTENDANCE,
    Event.ATTENDANCE_ANNOUNCED: Purpose.ATTENDANCE,
}
"""What may still be asked once the undertaking has gone on to something else: a plan does not wait for absentees."""
BY_CLOCK: Final[Mapping[str, Purpose]] = {
    "absentee_answer": Purpose.ATTENDANCE,
    "gathering": Purpose.ATTENDANCE,
}


def purpose_of(session: Session, happening: Happening) -> Purpose | None:
    """The purpose of the door that the happening's letters lead to; None where they lead nowhere."""
    if happening.event in BY_EVENT:
        return BY_EVENT[happening.event]
    clock = clock_of(session, happening)
    named = BY_CLOCK.get(clock.key) if clock else None
    return named or doors.purpose_at(happening.stage_after)
