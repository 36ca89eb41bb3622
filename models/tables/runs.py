"""The handles Prefect holds: which run drives a complaint, and the desks that were opened on it. Real time only."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from models.stages import Stage
from models.tables.columns import coded, instant


class DeskState(StrEnum):
    """How far a desk has come."""

    OPENING = "opening"
    OPEN = "open"
    TAKEN = "taken"


class Run(SQLModel, table=True):
    """The one live run of an open complaint. Deleting Prefect's database makes this stale, never wrong."""

    __table_args__ = (
        Index(
            "ix_run_quarantined",
            "quarantined",
            postgresql_where=text("quarantined IS true"),
            sqlite_where=text("quarantined IS 1"),
        ),
    )

    matter_id: int = Field(primary_key=True, foreign_key="matter.id")
    generation: int = 1
    run_id: str | None = Field(default=None, unique=True, max_length=36)
    lease: str | None = Field(default=None, max_length=36)
    leased_until: datetime | None = instant(default=None, index=True)
    woken_by: str | None = Field(default=None, max_length=36)
    """The id of the state in which Prefect scheduled it last and a worker took it up."""
    woken_at: datetime | None = instant(default=None)
    failures: int = 0
    retry_at: datetime | None = instant(default=None)
    quarantined: bool = False
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    artifact_id: str | None = Field(default=None, max_length=36)
    sheet_digest: str | None = Field(default=None, max_length=64)
    sheet_version: int = 0
    """The complaint's version that tags and case sheet show."""


class Desk(SQLModel, table=True):
    """A form waiting in Prefect: good for one version of one complaint, under a token that is never reused."""

    __table_args__ = (
        Index("ix_desk_complaint_state", "matter_id", "state"),
        Index(
            "ix_desk_opening",
            "opened_at",
            postgresql_where=text("state = 'opening'"),
            sqlite_where=text("state = 'opening'"),
        ),
    )

    token: str = Field(primary_key=True, max_length=36)
    matter_id: int = Field(foreign_key="matter.id")
    run_id: str = Field(max_length=36)
    generation: int
    version: int
    stage: Stage = coded(Stage)
    state: DeskState = coded(DeskState, default=DeskState.OPENING)
    shown: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """What the form offered (institutions, items, acts), by which a late form is judged."""
    opened_at: datetime = instant()
    taken_at: datetime | None = instant(default=None)
