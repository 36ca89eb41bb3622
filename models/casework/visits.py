"""Somebody at a door of their institution: what they have before them, whatever they are about to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from models.casework import law
from models.casework.clocks import open_clocks
from models.codes import Purpose
from models.replies import Reply
from models.tables import Clock, ClockState, Door, Matter

ASKS_TO_ACKNOWLEDGE: Final = "focal_point_ack"
"""The term of a focal point's own acknowledgement, which no letter starts."""
TERMS_AT: Final[Mapping[Purpose, frozenset[str]]] = {
    Purpose.ATTENDANCE: frozenset({"absentee_answer"}),
    Purpose.ACTION_PLAN: frozenset({"action_item"}),
    Purpose.CONFIRMATION: frozenset(
        {"rotation_replacement", "reconfirmation_answer", "successor_confirmation"}
    ),
}
"""A gathering has two doors for one institution: which terms belong to which of them. What the office owes is none."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a door, about to say something: `ticket` makes it once however often it is sent."""

    complaint: Matter
    door: Door
    person: str
    ticket: str
    now: datetime


def terms(session: Session, door: Door) -> list[Clock]:
    """The open terms of the door's institution that belong to the door, the most urgent first."""
    complaint = session.get_one(Matter, door.matter_id)
    own = [clock for clock in open_clocks(session, complaint) if clock.institution_id == door.institution_id]
    only = TERMS_AT.get(door.purpose)
    return own if only is None else [clock for clock in own if clock.key in only]


def extendable(session: Session, door: Door) -> bool:
    """Whether more time could be granted: a term runs there that may be extended and has not been yet."""
    rules = session.get_one(Matter, door.matter_id).rule_set
    return any(
        clock.state is ClockState.RUNNING and law.term(clock.key, rules).may_extend(clock.extension)
        for clock in terms(session, door)
    )


def waiting(session: Session, door: Door) -> Clock | None:
    """The most urgent term that waits for the receipt of its letter."""
    return next((clock for clock in terms(session, door) if clock.state is ClockState.WAITING), None)


def unconfirmed(session: Session, door: Door) -> bool:
    """Whether the office still waits to hear that its letter or message has been received."""
    return waiting(session, door) is not None or any(
        clock.key == ASKS_TO_ACKNOWLEDGE for clock in terms(session, door)
    )


def signed(reply: Reply, text: str) -> str:
    """The text with the name below it, where the reply gives one."""
    return f"{text}\n\n{reply.signed}" if text and reply.signed else text
