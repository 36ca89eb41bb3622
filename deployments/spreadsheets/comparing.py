"""What an import of a directory's spreadsheet would do, row by row. Nothing is written here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from deployments.mapping import Source
from deployments.spreadsheets.cells import addresses, day, phone, tidy
from deployments.spreadsheets.mapping import DirectoryMap, Kind
from deployments.spreadsheets.reading import SheetRow
from models.decrees import faults_of


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"  # perhaps somebody who is there already: told, never merged
    REJECTED = "rejected"


STORED = frozenset({Status.NEW, Status.CHANGED})


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an entry has otherwise."""

    field: str
    before: str
    after: str


@dataclass(slots=True)
class Found:
    """A row, what becomes of it, and why. `store` writes it; `tie` ties it to others once all rows are stored."""

    row: SheetRow
    status: Status
    entry: str
    why: str = ""
    changes: list[Change] = field(default_factory=list[Change])
    notes: list[str] = field(default_factory=list[str])
    store: Callable[[], None] | None = None
    tie: Callable[[], None] | None = None

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "row": self.row.number,
            "status": self.status.value,
            "entry": self.entry,
            "why": self.why,
            "changes": [[each.field, each.before, each.after] for each in self.changes],
            "notes": self.notes,
        }


class BadRow(Exception):
    """This row cannot be taken. Why may name a person: it is told in the table and in the file of rejects, not here."""

    def __init__(self, why: str, *, duplicate: bool = False) -> None:
        super().__init__(type(self).__doc__)
        self.why = why
        self.status = Status.DUPLICATE if duplicate else Status.REJECTED


def values_of(plan: DirectoryMap, row: SheetRow) -> tuple[dict[str, str], list[str]]:
    """The fields of a row as texts, empty ones left out, and notes about what has no place. Raises `BadRow`."""
    values: dict[str, str] = {}
    notes: list[str] = []
    for name, source in plan.row.items():
        raw = cell_of(source, row, name)
        if name == "email":
            values[name], further = _addresses(raw, notes)
            if plan.rows is Kind.ATTENDANCE and further:
                notes.append(f"further addresses, not stored: {further}")
            elif further:
                values["further_emails"] = further
        elif name in ("valid_from", "valid_to", "confirmed_on") and tidy(raw):
            values[name] = _day(name, raw)
        elif name in ("phone", "whatsapp") and plan.rows in (Kind.FOCAL_POINTS, Kind.ATTENDANCE):
            values[name] = phone(raw)
        else:
            values[name] = tidy(raw)
    return {name: value for name, value in values.items() if value}, notes


def cell_of(source: Source, row: SheetRow, name: str) -> str:
    """What a source says of a row; headings the table does not have are empty. Raises `BadRow`."""
    cells = {column: row.cells.get(column, "") for column in source.columns}
    if source.values is not None:
        cells = {column: tidy(cell).casefold() for column, cell in cells.items()}
    try:
        return source.of(cells)
    except ValueError as error:
        raise BadRow(f"{name}: {error}") from None


def _addresses(raw: str, notes: list[str]) -> tuple[str, str]:
    """The first usable address, and the others in their order. Raises `BadRow` where none can be used."""
    usable, unusable = addresses(raw)
    if not usable and unusable:
        raise BadRow("email: no address in this cell can be used")
    if usable and unusable:
        notes.append("a part of the e-mail cell cannot be used")
    return usable[0] if usable else "", "; ".join(usable[1:])


def _day(name: str, raw: str) -> str:
    try:
        return day(raw)
    except ValueError as error:
        raise BadRow(f"{name}: {error}") from None


def checked(model: type[BaseModel], values: Mapping[str, Any]) -> None:
    """See that the values have the form of a row of the directory. Raises `BadRow` naming fields, not values."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        raise BadRow("; ".join(faults_of(error))) from None


def changes(there: object, values: Mapping[str, Any]) -> Iterator[Change]:
    """The fields that an entry has otherwise. What the table leaves empty is no change."""
    for name, value in values.items():
        before = getattr(there, name)
        if before != value:
            yield Change(name, _said(before), _said(value))


def kept_beside(values: Mapping[str, Any]) -> list[Change]:
    """What a new entry takes beside what its row plainly says: told, because nobody is written to there."""
    further = values.get("further_emails")
    return [Change("further_emails", "", str(further))] if further else []


def _said(value: object) -> str:
    return "" if value is None else str(value)
