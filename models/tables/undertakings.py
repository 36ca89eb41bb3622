"""The undertakings of the network beside what they share with complaints: gatherings, commitments, successions.

Each row belongs to one `Matter`, whose kind says which of these it has. The people in here are officials, with their
duty contacts; where they stand is our database only, never Prefect (rule 5).
"""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.codes import Mode, Obstacle
from models.tables.columns import coded, instant


class Gathering(SQLModel, table=True):
    """An event to which institutions are invited: a formation, a monev, a coordination meeting."""

    matter_id: int = Field(primary_key=True, foreign_key="matter.id")
    starts_at: datetime | None = instant(default=None)
    minutes: int = 120
    """How long it lasts."""
    place: str = Field(default="", max_length=300)
    mode: Mode = coded(Mode, default=Mode.ON_SITE)
    theme: str = Field(default="", max_length=300)
    opener: str = Field(default="", max_length=200)
    """Who opens it: name and office."""
    agenda: str = Field(default="", sa_type=Text)
    """What it deals with, an item on each line."""
    held_on: date | None = None
    every_months: int | None = None
    """A recurring one calls the next by itself, so many months after it was held."""
    previous_id: int | None = Field(default=None, foreign_key="matter.id")
    """The one before it, of which its papers say what has changed since."""
    revision: int = 0
    """How often its plan has changed: the SEQUENCE of its calendar entry."""

    @property
    def agenda_items(self) -> list[str]:
        """The items of its agenda, in their order."""
        return self.agenda.splitlines()


class Attendee(SQLModel, table=True):
    """An official whom an institution sends to a gathering, or names as its focal point there."""

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    institution_id: int = Field(foreign_key="institution.id")
    name: str = Field(max_length=200)
    position: str = Field(default="", max_length=200)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=40)
    nominated: bool = False
    """To be a focal point of the institution."""
    vouched: bool = False
    """The office itself wrote them down, address and all; what an institution says changes neither from then on."""
    focal_point_id: int | None = Field(default=None, foreign_key="focal_point.id")
    """The entry of the directory that they are, or have become."""


class ObstacleNoted(SQLModel, table=True):
    """An obstacle that a gathering named, of one institution or of all, with its words in the vault."""

    __tablename__ = "obstacle"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    institution_id: int | None = Field(default=None, foreign_key="institution.id")
    obstacle: Obstacle = coded(Obstacle)
    words_id: int | None = Field(default=None, foreign_key="words.id")


class Commitment(SQLModel, table=True):
    """A joint undertaking (`komitmen bersama`): which text, who witnessed it, from when until when it holds."""

    matter_id: int = Field(primary_key=True, foreign_key="matter.id")
    text_version: str = Field(max_length=60)
    witness: str = Field(default="", max_length=200)
    signed_on: date | None = None
    valid_until: date | None = None
    called_on: date | None = None
    """When its renewal was called by itself, as its end came near: once."""
    scan_id: int | None = Field(default=None, foreign_key="attachment.id")
    """The signed paper, among the matter's files."""
    renews_id: int | None = Field(default=None, foreign_key="matter.id")
    gathering_id: int | None = Field(default=None, foreign_key="matter.id")
    """The gathering at which it was, or is to be, signed."""


class Signature(SQLModel, table=True):
    """One signature under a commitment: a focal point's for an institution, or an officer's for the office.

    A rule of routing may name one person at several institutions: they sign once for each.
    """

    __table_args__ = (UniqueConstraint("matter_id", "institution_id", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True)
    institution_id: int | None = Field(default=None, foreign_key="institution.id", index=True)
    person: str = Field(max_length=40)
    """`focal_point:ID`, `institution:ID` or `officer:ID`, as in letters."""
    signed_on: date


class Succession(SQLModel, table=True):
    """Who holds one post: the focal point who leaves, or is asked; and who follows them, once that is known."""

    matter_id: int = Field(primary_key=True, foreign_key="matter.id")
    focal_point_id: int = Field(foreign_key="focal_point.id", index=True)
    last_day: date | None = None
    """Their last day in the post, that day included; None as long as they are only asked."""
    successor_id: int | None = Field(default=None, foreign_key="focal_point.id", index=True)
    takes_up_on: date | None = Field(default=None, index=True)
    """When the role passes to a successor who was confirmed before the post was free; None once it has."""
