"""The directory's memory and its rules: every version of an entry, and which focal point a complaint goes to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import FocalRole
from models.tables.columns import coded, instant


class FocalPointVersion(SQLModel, table=True):
    """A focal point as it was after one change. The database refuses to change or delete it, but for one thing.

    Of `entry` the personal values may be erased by rule, and nothing else of it (`models.casework.forgetting`).
    `number` counts from 1, `changed` names the columns that differ from the version before, `at` is business time.
    """

    __tablename__ = "focal_point_version"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("focal_point_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    focal_point_id: int = Field(foreign_key="focal_point.id")
    number: int
    at: datetime = instant()
    by: str = Field(max_length=120)
    changed: list[str] = Field(sa_column=Column(JSON, nullable=False))
    entry: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class InstitutionVersion(SQLModel, table=True):
    """An institution as it was before its first change (number 0), and after each. Never changed and never deleted."""

    __tablename__ = "institution_version"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("institution_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    institution_id: int = Field(foreign_key="institution.id")
    number: int
    at: datetime = instant()
    by: str = Field(max_length=120)
    changed: list[str] = Field(sa_column=Column(JSON, nullable=False))
    entry: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class Route(SQLModel, table=True):
    """A rule of routing. What it leaves empty fits everything; the first rule that fits, by position, is taken.

    `region` fits itself and all that lies in it: `63` fits `63.71`. A rule names a person, or a role at the
    institution.
    """

    __table_args__ = (
        CheckConstraint("(focal_point_id IS NULL) <> (role IS NULL)", name="person_or_role"),
        Index("ix_route_institution_id_position", "institution_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    position: int = Field(unique=True)
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    service: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, max_length=20)
    substance: str | None = Field(default=None, max_length=60)
    focal_point_id: int | None = Field(default=None, foreign_key="focal_point.id")
    role: FocalRole | None = coded(FocalRole, default=None)
