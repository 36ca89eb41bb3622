"""Letters on their way: one row per happening and person, claimed before it is sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import Party
from models.tables.columns import coded, instant


class Delivery(StrEnum):
    """How a letter goes out."""

    EMAIL = "email"
    TASK = "task"  # to somebody without e-mail: the officer prints or phones


class LetterState(StrEnum):
    """How far it has come."""

    QUEUED = "queued"
    CLAIMED = "claimed"  # somebody is sending it, until the lease runs out
    ACCEPTED = "accepted"  # by the mail server, with its reply
    DEFERRED = "deferred"  # the server said "later" (4xx) or was away
    REFUSED = "refused"  # for good (5xx)
    TODO = "todo"  # a task for the officer
    DONE = "done"  # the officer did it


class Letter(SQLModel, table=True):
    """One letter to one person about one happening.

    `person` is `reporter:ID`, `focal_point:ID`, `institution:ID` or `officer:ID`; the address is looked up when
    it is sent and stands nowhere else. `number` is the formal letter's (`surat`), where the law asks for one.
    """

    __table_args__ = (
        UniqueConstraint("happening_id", "person"),
        Index("ix_letter_state_next", "state", "next_try_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    happening_id: str = Field(foreign_key="happening.id", max_length=36)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    person: str = Field(max_length=40)
    role: Party = coded(Party)
    kind: str = Field(max_length=60)
    language: str = Field(max_length=2)
    delivery: Delivery = coded(Delivery, default=Delivery.EMAIL)
    number: str | None = Field(default=None, max_length=80)
    state: LetterState = coded(LetterState, default=LetterState.QUEUED)
    message_id: str = Field(max_length=120)
    claim: str | None = Field(default=None, max_length=36)
    claimed_until: datetime | None = instant(default=None)
    tries: int = 0
    next_try_at: datetime | None = instant(default=None)
    reply: str | None = Field(default=None, max_length=300)
    queued_at: datetime = instant()
    settled_at: datetime | None = instant(default=None)
