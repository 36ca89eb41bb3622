"""Who there is: representative offices with their officers, institutions with their focal points (duty contacts)."""

from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import FocalRole, FocalState, InstitutionKind, Party, Structure
from models.tables.columns import coded, instant
from models.workdays import Zone


class Office(SQLModel, table=True):
    """A representative office (`Kantor Perwakilan`)."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=10)
    name: str = Field(max_length=200)
    zone: Zone = coded(Zone, default=Zone.WIB)
    region: str | None = Field(default=None, max_length=20)
    address: str = Field(default="", max_length=300)
    phone: str = Field(default="", max_length=60)
    email: str = Field(default="", max_length=254)
    further_emails: str = Field(default="", sa_type=Text)
    """Other addresses that stood in the same cell, separated by `; `: kept, not written to."""


class Officer(SQLModel, table=True):
    """Someone who works for the Ombudsman; `role` is the party they are in letters and tasks."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id", index=True)
    name: str = Field(max_length=200)
    email: str = Field(max_length=254)
    role: Party = coded(Party, default=Party.EXAMINER)
    language: str = Field(default="id", max_length=2)
    active: bool = True


class Institution(SQLModel, table=True):
    """An organisation that provides public service (`penyelenggara`).

    Changed through `models.casework.institutions` only, which keeps every version.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=200)
    kind: InstitutionKind = coded(InstitutionKind, default=InstitutionKind.OTHER)
    structure: Structure | None = coded(Structure, default=None)
    region: str | None = Field(default=None, max_length=20)
    zone: Zone = coded(Zone, default=Zone.WIB)
    head_title: str = Field(default="Pimpinan", max_length=200)
    address: str = Field(default="", max_length=300)
    email: str | None = Field(default=None, max_length=254)
    further_emails: str = Field(default="", sa_type=Text)
    email_dead_on: date | None = None
    """Since when letters to this address are refused; a corrected address is written to again."""
    superior_id: int | None = Field(default=None, foreign_key="institution.id")
    inspectorate_id: int | None = Field(default=None, foreign_key="institution.id")


class Service(SQLModel, table=True):
    """A service that an institution provides (`layanan`), such as passports at an immigration office."""

    __table_args__ = (UniqueConstraint("institution_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    institution_id: int = Field(foreign_key="institution.id")
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)


class FocalPoint(SQLModel, table=True):
    """The officer in an institution through whom the Ombudsman coordinates (`narahubung`): a duty contact.

    Changed through `models.casework.focal_points` only, which keeps every version.
    """

    __tablename__ = "focal_point"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_focal_point_state_state_on", "state", "state_on"),
        Index("ix_focal_point_valid_to", "valid_to"),
    )

    id: int | None = Field(default=None, primary_key=True)
    institution_id: int = Field(foreign_key="institution.id", index=True)
    role: FocalRole = coded(FocalRole, default=FocalRole.PRIMARY)
    name: str = Field(max_length=200)
    position: str = Field(default="", max_length=200)
    email: str | None = Field(default=None, max_length=254)
    further_emails: str = Field(default="", sa_type=Text)
    phone: str | None = Field(default=None, max_length=40)
    whatsapp: str | None = Field(default=None, max_length=40)
    language: str = Field(default="id", max_length=2)
    valid_from: date | None = None
    valid_to: date | None = None
    state: FocalState = coded(FocalState, default=FocalState.UNCONFIRMED)
    state_on: date | None = None
    """Since when the state holds; for a confirmed contact the day of the confirmation."""
    evidence: str = Field(default="", max_length=40)
    """What the state rests on, as a short code such as `letter_refused`; never a text about a person."""
    erased_at: datetime | None = instant(default=None)
    """When name, position and addresses were erased by rule (`models.casework.forgetting`); the rest stays."""
