"""The holiday calendar as it became known: amendments by decree, over the library's days."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import instant


class HolidayAmendment(SQLModel, table=True):
    """One row of an imported decree, as `models.decrees.Amendment` has it."""

    __tablename__ = "holiday_amendment"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=40)
    region: str | None = Field(default=None, max_length=20)
    known_on: date
    source: str = Field(max_length=200)
    imported_at: datetime = instant()
