"""What somebody has half written at a door: kept form by form until it is sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from models.tables import Door, DoorDraft


def kept(session: Session, door: Door, person: str) -> dict[str, dict[str, str]]:
    """What the person has half written here: by form, by field."""
    row = session.get(DoorDraft, (door.id, person))
    return dict(row.fields) if row else {}


def save(
    session: Session, door: Door, person: str, form: str, fields: Mapping[str, str], real: datetime
) -> None:
    """Keep what is half written in one of the door's forms, in place of what was kept before. `real` time."""
    row = session.get(DoorDraft, (door.id, person)) or DoorDraft(
        door_id=door.id or 0, person=person, fields={}, saved_at=real
    )
    row.fields, row.saved_at = {**row.fields, form: dict(fields)}, real
    session.add(row)


def forget(session: Session, door: Door, person: str, form: str) -> None:
    """What was half written in this form has been sent."""
    row = session.get(DoorDraft, (door.id, person))
    if row is None:
        return
    row.fields = {name: fields for name, fields in row.fields.items() if name != form}
    session.add(row)
