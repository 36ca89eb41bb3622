"""A matter and what belongs to it alone: its tracks at institutions and the items of its results."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import (
    Access,
    Channel,
    ClosingReason,
    Complexity,
    Confidentiality,
    ItemKind,
    ItemStatus,
    Maladministration,
    MatterKind,
    RuleSet,
)
from models.stages import Stage, TrackStage
from models.tables.columns import coded, instant


class Matter(SQLModel, table=True):
    """What an office follows from beginning to end: a complaint (`Laporan Masyarakat`), from the day it is lodged.

    Or an undertaking of the network (`kind`), which shares its history, clocks, letters, doors and run, and has the
    rest in `models.tables.undertakings`. Holds nothing personal: the reporter and all words are in the vault
    (`models.tables.people`).
    """

    __table_args__ = (
        Index("ix_matter_stage_received", "stage", "received_at"),
        Index("ix_matter_kind_received", "kind", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: MatterKind = coded(MatterKind, default=MatterKind.COMPLAINT)
    agenda_no: str = Field(unique=True, max_length=40)
    registration_no: str | None = Field(default=None, unique=True, max_length=60)
    office_id: int = Field(foreign_key="office.id", index=True)
    examiner_id: int | None = Field(default=None, foreign_key="officer.id", index=True)
    transfer_to_id: int | None = Field(default=None, foreign_key="office.id")
    institution_id: int | None = Field(default=None, foreign_key="institution.id", index=True)
    """The institution the reporter complains of; the tracks say who was really asked."""
    access: Access | None = coded(Access, default=None)
    channel: Channel = coded(Channel, default=Channel.WEB_FORM)
    stage: Stage = coded(Stage, default=Stage.ACCESS)
    came_from: Stage | None = coded(Stage, default=None)
    rule_set: RuleSet = coded(RuleSet, default=RuleSet.PO_58_2023)
    complexity: Complexity | None = coded(Complexity, default=None)
    confidentiality: Confidentiality = coded(Confidentiality, default=Confidentiality.OPEN)
    substance: str | None = Field(default=None, max_length=60)
    service: str | None = Field(default=None, max_length=40)
    """Code of the institution's service, where it is known; routing may depend on it."""
    alleged: Maladministration = coded(Maladministration, default=Maladministration.UNCATEGORISED)
    found: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    event_on: date | None = None
    received_at: datetime = instant()
    registered_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None, index=True)
    closing_reason: ClosingReason | None = coded(ClosingReason, default=None)
    master_id: int | None = Field(default=None, foreign_key="matter.id")
    quiet: bool = False
    """A past complaint brought in by import: it sends nothing and fires no rung."""
    source_key: str | None = Field(default=None, unique=True, max_length=120)
    """Where an import took it from, so that the same file twice adds nothing."""
    version: int = 0
    """The number of its happenings; a desk is good for one version."""
    chain: str = Field(default="", max_length=64)
    """The hash of its latest happening."""


class Forwarding(SQLModel, table=True):
    """A complaint's track at one institution: its own stage, clocks, answers and escalation."""

    __table_args__ = (UniqueConstraint("matter_id", "institution_id"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    institution_id: int = Field(foreign_key="institution.id", index=True)
    focal_point_id: int | None = Field(default=None, foreign_key="focal_point.id")
    stage: TrackStage = coded(TrackStage, default=TrackStage.FORWARDED)
    sent_at: datetime = instant()
    acknowledged_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)


class Item(SQLModel, table=True):
    """One corrective action of an LHP, item of a Recommendation or promise of a settlement, with its addressee."""

    __table_args__ = (UniqueConstraint("matter_id", "kind", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    kind: ItemKind = coded(ItemKind)
    number: int
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    """Its addressee; None for what the office itself is to do, which only an action plan has."""
    words_id: int = Field(foreign_key="words.id")
    promised_on: date | None = None
    status: ItemStatus = coded(ItemStatus, default=ItemStatus.NOT_STARTED)
    claimed: ItemStatus | None = coded(ItemStatus, default=None)
    claimed_at: datetime | None = instant(default=None)
    evidence_id: int | None = Field(default=None, foreign_key="words.id")
    verified_by: str | None = Field(default=None, max_length=120)
    verified_at: datetime | None = instant(default=None)


class Counter(SQLModel, table=True):
    """The last number given in a series; numbers are never reused, gaps are allowed."""

    series: str = Field(primary_key=True, max_length=80)
    last: int


class BusinessTime(SQLModel, table=True):
    """The one business clock all processes share: `business = anchor + (real - since) * pace`."""

    __tablename__ = "business_time"  # pyright: ignore[reportAssignmentType]

    id: int = Field(default=1, primary_key=True)
    anchor: datetime = instant()
    since: datetime = instant()
    pace: float = 1.0
