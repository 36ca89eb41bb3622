"""Keeping and erasing what is personal: people's words, and who they are."""

import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from models.casework.errors import NotErasable
from models.casework.history import digest_of, record
from models.stages import Event, Stage
from models.tables import Attachment, Door, DoorDraft, Draft, Matter, Reporter, Words, WordsKind

ERASED = "—"


def keep(session: Session, complaint: Matter, kind: WordsKind, text: str) -> Words:
    """Put a text into the vault; its digest may go into history."""
    salt = secrets.token_hex(16)
    words = Words(matter_id=complaint.id or 0, kind=kind, text=text, salt=salt, digest=digest_of(salt, text))
    session.add(words)
    session.flush()
    return words


def keep_if(session: Session, complaint: Matter, kind: WordsKind, text: str) -> list[Words]:
    """The same for a text that may be empty: none, or the one."""
    return [keep(session, complaint, kind, text)] if text.strip() else []


def erase(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """Erase the reporter's identity and words of a closed complaint. The history stays whole: it holds digests only."""
    if complaint.stage is not Stage.CLOSED:
        raise NotErasable(complaint.agenda_no)
    for reporter in session.exec(select(Reporter).where(Reporter.matter_id == complaint.id)):
        for field in ("identity_no", "born_in", "born_on", "occupation", "address", "email", "phone"):
            setattr(reporter, field, None)
        reporter.name, reporter.erased_at = ERASED, now
        session.add(reporter)
    for words in session.exec(select(Words).where(Words.matter_id == complaint.id)):
        words.text, words.salt, words.erased_at = "", "", now
        session.add(words)
    for attachment in session.exec(select(Attachment).where(Attachment.matter_id == complaint.id)):
        attachment.name = ERASED
        session.add(attachment)
    if draft := session.get(Draft, complaint.id):
        session.delete(draft)
    through = select(Door.id).where(Door.matter_id == complaint.id)
    for half_written in session.exec(select(DoorDraft).where(col(DoorDraft.door_id).in_(through))):
        session.delete(half_written)
    record(session, complaint, Event.IDENTITY_ERASED, now, by=by)
