"""Mediation and conciliation: both sides are invited, meet, and agree on dated promises, or do not.

Taking part needs the consent of both (UU 25/2009 Art. 46); a mediator helps them, a conciliator may propose.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.casework import vault
from models.casework.errors import InTheFuture, InThePast
from models.casework.examination import add_items
from models.casework.history import record
from models.codes import ItemKind
from models.stages import Event
from models.tables import Matter, Office, WordsKind
from models.workdays import Zone


def call_session(
    session: Session, complaint: Matter, on: date | None, text: str, now: datetime, *, by: str
) -> None:
    """Invite both sides to a meeting on the local day `on`; `text` names time and place. Raises `InThePast`."""
    today = _zone(session, complaint).day_of(now)
    if on is not None and on < today:
        raise InThePast(on.isoformat())
    words = vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    facts = {"on": on.isoformat()} if on else {}
    record(session, complaint, Event.SESSION_CALLED, now, by=by, words=words, facts=facts)


def record_session(
    session: Session, complaint: Matter, on: date | None, note: str, now: datetime, *, by: str
) -> None:
    """What came of a meeting of the parties, held on the local day `on` (today, if not said). Raises `InTheFuture`."""
    today = _zone(session, complaint).day_of(now)
    if on is not None and on > today:
        raise InTheFuture(on.isoformat())
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    facts = {"on": (on or today).isoformat()}
    record(session, complaint, Event.SESSION_HELD, now, by=by, words=words, facts=facts)


def agree(session: Session, complaint: Matter, lines: Sequence[str], now: datetime, *, by: str) -> None:
    """Mediation or conciliation succeeded; each dated promise is watched like a corrective action."""
    add_items(session, complaint, ItemKind.SETTLEMENT, lines)
    record(session, complaint, Event.AGREED, now, by=by, facts={"items": len(lines)})


def _zone(session: Session, complaint: Matter) -> Zone:
    return session.get_one(Office, complaint.office_id).zone
