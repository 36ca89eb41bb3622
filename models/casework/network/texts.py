"""The text of a joint commitment: kept in the vault when it is drafted, read by everybody before they sign."""

from hashlib import sha256

from sqlmodel import Session, col, select

from models.casework import vault
from models.casework.errors import Missing
from models.stages import Event
from models.tables import Happening, Matter, Words, WordsKind


def keep(session: Session, matter: Matter, text: str) -> Words:
    """Put the text into the vault, for the happening that drafts the commitment. Raises `Missing` without one."""
    if not text.strip():
        raise Missing("text")
    return vault.keep(session, matter, WordsKind.REQUEST, text.strip())


def text_of(session: Session, matter_id: int) -> str:
    """The text that is put before institutions to sign; empty where the vault no longer has it."""
    drafted = select(Happening).where(
        Happening.matter_id == matter_id, Happening.event == Event.COMMITMENT_DRAFTED
    )
    happening = session.exec(drafted.order_by(col(Happening.seq)).limit(1)).one()
    rows = (session.get(Words, words_id) for words_id, _ in happening.words)
    return "\n\n".join(row.text for row in rows if row is not None)


def digest_of(text: str) -> str:
    """What tells one text from another: the SHA-256 of its UTF-8, as history keeps it with each signature."""
    return sha256(text.encode()).hexdigest()
