"""What belongs to nobody: open deadlines without an owner, letters that somebody took to send and never did.

Found by one query each over the whole database, whatever its size.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, or_, select

from models.casework.accounting import FOCAL
from models.casework.clocks import OPEN_STATES
from models.codes import Party
from models.stages import Stage
from models.tables import Clock, Forwarding, Institution, Letter, LetterState, Matter, Officer

AT_AN_INSTITUTION: Final = (*FOCAL, Party.SUPERIOR, Party.INSPECTORATE, Party.PROVIDER)
"""Everyone at an institution whom a deadline may bind."""
GRACE: Final = timedelta(minutes=10)
"""Real time for which a letter may lie after its lease has run out: the next pass of dispatch takes it again."""


def clocks_without_owner(session: Session, limit: int) -> Iterator[str]:
    """The agenda numbers (or the id, where there is no complaint) of at most `limit` open deadlines nobody answers for.

    Their complaint is closed, of the past or gone; they bind an institution and name none, or name one that is gone;
    they bind an examiner who has left; or they stand on the track of another complaint.
    """
    nowhere = col(Clock.institution_id).is_(None) & col(Clock.binds).in_(AT_AN_INSTITUTION)
    left = (
        (col(Clock.binds) == Party.EXAMINER)
        & col(Matter.examiner_id).is_not(None)  # until one is named, the intake unit answers for it
        & (col(Officer.id).is_(None) | col(Officer.active).is_(False))
    )
    gone = col(Clock.institution_id).is_not(None) & col(Institution.id).is_(None)
    elsewhere = col(Clock.forwarding_id).is_not(None) & (
        col(Forwarding.id).is_(None) | (col(Forwarding.matter_id) != col(Clock.matter_id))
    )
    query = (
        select(Clock.id, Matter.agenda_no)
        .join(Matter, col(Matter.id) == col(Clock.matter_id), isouter=True)
        .join(Officer, col(Officer.id) == col(Matter.examiner_id), isouter=True)
        .join(Institution, col(Institution.id) == col(Clock.institution_id), isouter=True)
        .join(Forwarding, col(Forwarding.id) == col(Clock.forwarding_id), isouter=True)
        .where(
            col(Clock.state).in_(OPEN_STATES),
            or_(
                col(Matter.id).is_(None),
                col(Matter.stage) == Stage.CLOSED,
                col(Matter.quiet).is_(True),
                nowhere,
                gone,
                left,
                elsewhere,
            ),
        )
        .order_by(col(Clock.id))
        .limit(limit)
    )
    for clock_id, number in session.exec(query):
        yield number or f"deadline {clock_id}"


def letters_held_too_long(session: Session, real: datetime, limit: int) -> Iterator[str]:
    """The numbers of at most `limit` letters that were claimed, and whose lease ran out `GRACE` before `real`."""
    query = (
        select(Matter.agenda_no)
        .join(Letter, col(Letter.matter_id) == col(Matter.id))
        .where(
            Letter.state == LetterState.CLAIMED,
            or_(col(Letter.claimed_until).is_(None), col(Letter.claimed_until) < real - GRACE),
        )
        .order_by(col(Letter.id))
        .limit(limit)
    )
    return iter(session.exec(query))
