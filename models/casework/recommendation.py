"""Recommendation: drafted at headquarters, signed by the Chair, watched, and at last sanctioned or published."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.casework import vault
from models.casework.correction import open_items
from models.casework.examination import add_items
from models.casework.finding import institution_by_code
from models.casework.history import record
from models.casework.intake import close_with
from models.codes import ClosingReason, ItemKind
from models.stages import Event
from models.tables import Matter, WordsKind


def propose(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """Resolution (or a failed mediation) leads to a draft Recommendation; only the open items travel on."""
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    facts = {"open": [item.number for item in open_items(session, complaint)]}
    record(session, complaint, Event.RECOMMENDATION_PROPOSED, now, by=by, words=words, facts=facts)


def approve(session: Session, complaint: Matter, lines: Sequence[str], now: datetime, *, by: str) -> None:
    """Headquarters approves the draft with its items, each addressed to a superior. Raises `NoItems`."""
    add_items(session, complaint, ItemKind.RECOMMENDATION, lines)
    record(session, complaint, Event.RECOMMENDATION_APPROVED, now, by=by, facts={"items": len(lines)})


def sign(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """The Chair signs; it goes to reporter, reported party and superior (UU 37/2008 Arts 37, 38)."""
    record(session, complaint, Event.RECOMMENDATION_SIGNED, now, by=by)


def recommend_sanction(
    session: Session, complaint: Matter, code: str | None, note: str, now: datetime, *, by: str
) -> None:
    """Not heeded without an acceptable reason: a sanction is recommended two levels up (PO 26/2017)."""
    institution = institution_by_code(session, code)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    facts = {
        "institution": institution.code,
        "open": [item.number for item in open_items(session, complaint)],
    }
    record(session, complaint, Event.SANCTION_RECOMMENDED, now, by=by, words=words, facts=facts)


def decide_publication(session: Session, complaint: Matter, note: str, now: datetime, *, by: str) -> None:
    """Publication and report to the DPR and the President are decided (UU 37/2008 Art. 38(4))."""
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    record(session, complaint, Event.PUBLICATION_DECIDED, now, by=by, words=words)


def publish(
    session: Session, complaint: Matter, on: date | None, text: str, now: datetime, *, by: str
) -> None:
    """It was published: who is named, where, and on which local day; the complaint ends as not implemented."""
    words = vault.keep_if(session, complaint, WordsKind.RESULT, text)
    close_with(complaint, ClosingReason.RECOMMENDATION_NOT_DONE, now)
    facts = {"reason": ClosingReason.RECOMMENDATION_NOT_DONE.value, "on": on.isoformat() if on else None}
    record(session, complaint, Event.PUBLISHED, now, by=by, words=words, facts=facts)
