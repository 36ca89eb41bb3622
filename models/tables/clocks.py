"""Deadlines as they run: one row per clock, one per pause, one per rung that was reached, one per earlier date."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import Party
from models.tables.columns import coded, instant
from models.workdays import Zone


class ClockState(StrEnum):
    """What a clock is doing."""

    WAITING = "waiting"  # for evidence that its letter was received
    RUNNING = "running"  # also past its due date, until somebody acts
    PAUSED = "paused"
    MET = "met"
    OVERRUN = "overrun"  # ended after its due date
    VOID = "void"  # no longer needed


class RungState(StrEnum):
    """What became of a rung of the ladder."""

    FIRED = "fired"
    SKIPPED = "skipped"  # a lower reminder, when several had been passed during downtime
    AWAITING = "awaiting"  # an act that waits for an officer's release
    RELEASED = "released"
    DECLINED = "declined"


class Clock(SQLModel, table=True):
    """A running deadline. `key` names its term in `deadlines.toml`; `proof` shows how `due_at` was reached."""

    __table_args__ = (Index("ix_clock_next", "next_at"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    forwarding_id: int | None = Field(default=None, foreign_key="forwarding.id", index=True)
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    """Whose clock it is, where it binds an institution."""
    item_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    key: str = Field(max_length=60)
    binds: Party = coded(Party)
    zone: Zone = coded(Zone, default=Zone.WIB)
    region: str | None = Field(default=None, max_length=20)
    state: ClockState = coded(ClockState, default=ClockState.RUNNING)
    opened_at: datetime = instant()
    opened_by: str | None = Field(default=None, foreign_key="happening.id", max_length=36, index=True)
    """The happening that set this deadline; its letters show it."""
    started_on: date | None = None
    evidence: str | None = Field(default=None, max_length=60)
    extension: int = 0
    due_at: datetime | None = instant(default=None)
    next_at: datetime | None = instant(default=None)
    """When the sweep must look at it next; None when nothing is left to do."""
    proof: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    calendar_version: str | None = Field(default=None, max_length=40)
    provisional: bool = False
    ended_at: datetime | None = instant(default=None)


class Pause(SQLModel, table=True):
    """A stretch of days that a clock does not count, with its reason and who approved it."""

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id", index=True)
    starts_on: date
    ends_on: date | None = None
    reason: str = Field(max_length=60)
    by: str = Field(max_length=120)


class Reached(SQLModel, table=True):
    """A rung that was reached, once and for all: unique per clock and rung, so that it fires once."""

    __table_args__ = (UniqueConstraint("clock_id", "rung"),)

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id", index=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    rung: str = Field(max_length=60)
    state: RungState = coded(RungState, index=True)
    due_used: datetime = instant()
    at: datetime = instant()
    happening_id: str | None = Field(default=None, foreign_key="happening.id", max_length=36)


class EarlierDue(SQLModel, table=True):
    """A due date a clock had before a changed calendar, a pause or an extension moved it."""

    __tablename__ = "earlier_due"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id", index=True)
    due_at: datetime = instant()
    calendar_version: str = Field(max_length=40)
    replaced_at: datetime = instant()
    why: str = Field(max_length=60)
