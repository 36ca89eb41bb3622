"""The vault: whom a complaint is about and everything in people's own words.

Nothing in here may reach Prefect, a log, an event or a mail subject (rule 5). History refers to these rows by id
and by a salted digest, so that a reporter's data can be erased by rule without breaking the chain.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from models.tables.columns import coded, instant


class ReporterRole(StrEnum):
    """As whom a person files: as the one harmed, for someone else, or for a group."""

    VICTIM = "victim"
    PROXY = "proxy"
    GROUP_CONTACT = "group_contact"


class Contact(StrEnum):
    """How a reporter wants to hear from the office."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"


class WordsKind(StrEnum):
    """What a piece of text is."""

    SUBJECT = "subject"
    NARRATIVE = "narrative"
    EXPECTATION = "expectation"
    NOTE = "note"
    GAPS = "gaps"
    REQUEST = "request"
    ANSWER = "answer"
    ITEM = "item"
    EVIDENCE = "evidence"
    REPLY = "reply"
    RESULT = "result"
    REASON = "reason"


class Reporter(SQLModel, table=True):
    """A person who filed (`Pelapor`). UU 37/2008 Art. 24(1)a says what is asked of them."""

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    role: ReporterRole = coded(ReporterRole, default=ReporterRole.VICTIM)
    name: str = Field(max_length=200)
    identity_no: str | None = Field(default=None, max_length=40, index=True)
    born_in: str | None = Field(default=None, max_length=120)
    born_on: date | None = None
    occupation: str | None = Field(default=None, max_length=120)
    address: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=40)
    language: str = Field(default="id", max_length=2)
    contact: Contact = coded(Contact, default=Contact.EMAIL)
    erased_at: datetime | None = instant(default=None)


class Words(SQLModel, table=True):
    """A text as somebody wrote it. `digest` is SHA-256 over salt and text; erasing empties salt and text only."""

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    kind: WordsKind = coded(WordsKind)
    text: str = Field(sa_type=Text)
    salt: str = Field(max_length=32)
    digest: str = Field(max_length=64)
    erased_at: datetime | None = instant(default=None)


class Attachment(SQLModel, table=True):
    """A file that came with a complaint, stored under its content's digest; its name is personal too."""

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    name: str = Field(max_length=255)
    content_type: str = Field(default="application/octet-stream", max_length=120)
    size: int
    digest: str = Field(max_length=64)
    added_at: datetime = instant()
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    """What it came with, where an institution sent it through its door."""
    item_id: int | None = Field(default=None, foreign_key="item.id")
    """The item it is the evidence of."""


class Draft(SQLModel, table=True):
    """A form that could not be taken, kept as it was typed until the desk is submitted again."""

    matter_id: int = Field(primary_key=True, foreign_key="matter.id")
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(sa_type=Text)
