"""Keeping and erasing what is personal: people's words, and who they are."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Personal:
    """What a complaint holds of its reporter that can be erased."""

    reporters: Sequence[Reporter]
    words: Sequence[Words]
    attachments: Sequence[Attachment]
    drafts: Sequence[Draft | DoorDraft]


def personal(session: Session, complaint: Matter) -> Personal:
    """The reporter's identity and words of a closed complaint, as far as they are there. Raises `NotErasable`."""
    if complaint.stage is not Stage.CLOSED:
        raise NotErasable(complaint.agenda_no)
    through = select(Door.id).where(Door.matter_id == complaint.id)
    there = (Reporter.matter_id == complaint.id, col(Reporter.erased_at).is_(None))
    written = (Words.matter_id == complaint.id, col(Words.erased_at).is_(None))
    files = (Attachment.matter_id == complaint.id, Attachment.name != ERASED)
    return Personal(
        session.exec(select(Reporter).where(*there)).all(),
        session.exec(select(Words).where(*written)).all(),
        session.exec(select(Attachment).where(*files)).all(),
        [
            *session.exec(select(Draft).where(Draft.matter_id == complaint.id)).all(),
            *session.exec(select(DoorDraft).where(col(DoorDraft.door_id).in_(through))).all(),
        ],
    )


def erase(session: Session, complaint: Matter, now: datetime, *, by: str) -> Personal:
    """Erase the reporter's identity and words of a closed complaint. The history stays whole: it holds digests only."""
    there = personal(session, complaint)
    for reporter in there.reporters:
        for field in ("identity_no", "born_in", "born_on", "occupation", "address", "email", "phone"):
            setattr(reporter, field, None)
        reporter.name, reporter.erased_at = ERASED, now
        session.add(reporter)
    for words in there.words:
        words.text, words.salt, words.erased_at = "", "", now
        session.add(words)
    for attachment in there.attachments:
        attachment.name = ERASED
        session.add(attachment)
    for draft in there.drafts:
        session.delete(draft)
    record(session, complaint, Event.IDENTITY_ERASED, now, by=by)
    return there
