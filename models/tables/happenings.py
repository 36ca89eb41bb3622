"""What happened, for ever: the append-only history, and the outbox that says what still has to go out."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.stages import Event, Stage, TrackStage
from models.tables.columns import coded, instant


class Happening(SQLModel, table=True):
    """One change of one complaint. Never changed and never deleted: the database refuses both.

    `at` is business time, `recorded_at` real time, both UTC. `facts` holds codes, numbers and ISO dates only.
    `words` lists `[id, digest]` of the vault's rows it refers to. `hash` chains it to the one before.
    """

    __table_args__ = (
        UniqueConstraint("matter_id", "seq"),
        Index("ix_happening_recorded", "recorded_at"),
    )

    id: str = Field(default_factory=lambda: str(uuid4()), primary_key=True, max_length=36)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    seq: int
    event: Event = coded(Event)
    at: datetime = instant()
    recorded_at: datetime = instant()
    by: str = Field(max_length=120)
    stage_before: Stage | None = coded(Stage, default=None)
    stage_after: Stage = coded(Stage)
    forwarding_id: int | None = Field(default=None, foreign_key="forwarding.id")
    track_after: TrackStage | None = coded(TrackStage, default=None)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    words: list[list[Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Outbox(SQLModel, table=True):
    """What a happening still owes the outside: its letters planned, its event posted. Gone when both are done."""

    __table_args__ = (
        Index(
            "ix_outbox_unplanned",
            "happening_id",
            postgresql_where=text("planned IS false"),
            sqlite_where=text("planned IS 0"),
        ),
    )

    happening_id: str = Field(primary_key=True, foreign_key="happening.id", max_length=36)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    planned: bool = False
    posted: bool = False
