"""The doors through which institutions answer: one per complaint, institution and purpose, and what came through it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import Purpose, ReplyKind
from models.tables.columns import coded, instant


class Door(SQLModel, table=True):
    """What the link in an institution's letter opens. It holds no key: the link is signed, the row says what it means.

    Whether anything can be done through it follows from the complaint; a revoked door opens for nobody.
    """

    __table_args__ = (UniqueConstraint("matter_id", "institution_id", "purpose"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    institution_id: int = Field(foreign_key="institution.id", index=True)
    purpose: Purpose = coded(Purpose)
    opened_at: datetime = instant()
    revoked_at: datetime | None = instant(default=None)
    revoked_by: str | None = Field(default=None, max_length=120)
    generation: int = 0
    """How often it was opened anew after it had been shut. It is part of what is signed: older links stay dead."""


class Submission(SQLModel, table=True):
    """Something an institution said through its door, with the number of its receipt.

    `person` is `focal_point:ID`, `institution:ID` or `api_key:ID`. `ticket` is what the form carried: the same form
    sent twice is one submission.
    """

    id: int | None = Field(default=None, primary_key=True)
    door_id: int = Field(foreign_key="door.id", index=True)
    receipt_no: str = Field(unique=True, max_length=60)
    ticket: str = Field(unique=True, max_length=64)
    person: str = Field(max_length=40)
    kind: ReplyKind = coded(ReplyKind)
    happening_id: str = Field(foreign_key="happening.id", max_length=36, index=True)
    at: datetime = instant()


class DoorDraft(SQLModel, table=True):
    """What one person has half written at a door, kept until they send it: part of the vault. `saved_at` is real."""

    __tablename__ = "door_draft"  # pyright: ignore[reportAssignmentType]

    door_id: int = Field(primary_key=True, foreign_key="door.id")
    person: str = Field(primary_key=True, max_length=40)
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    saved_at: datetime = instant()


class ApiKey(SQLModel, table=True):
    """The key of an institution's own system. Only its digest is kept; the key is shown once, when it is made."""

    __tablename__ = "api_key"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    institution_id: int = Field(foreign_key="institution.id", index=True)
    label: str = Field(max_length=80)
    digest: str = Field(unique=True, max_length=64)
    made_at: datetime = instant()
    made_by: str = Field(max_length=120)
    revoked_at: datetime | None = instant(default=None)
