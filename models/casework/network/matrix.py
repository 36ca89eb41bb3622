"""The attendance matrix of a gathering: each institution, whether invited, whether it came, whom it sent or named."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from models.stages import Event, TrackStage
from models.tables import Attendee, FocalPoint, Forwarding, Happening, Institution, Matter


@dataclass(frozen=True, slots=True)
class Row:
    """One institution of the matrix. `present` is None until it is known."""

    institution: Institution
    stage: TrackStage
    invited: bool
    present: bool | None
    people: tuple[tuple[Attendee, FocalPoint | None], ...]
    """Whom it sends or has named, each with the entry of the directory that they are or have become."""

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "institution": {"code": self.institution.code, "name": self.institution.name},
            "track_stage": self.stage.value,
            "invited": self.invited,
            "present": self.present,
            "people": [_official(attendee, entry) for attendee, entry in self.people],
        }


def of(session: Session, matter: Matter) -> list[Row]:
    """The matrix, in the order in which institutions were invited; who came uninvited is at the end."""
    tracks = (
        select(Forwarding, Institution)
        .join(Institution, col(Institution.id) == Forwarding.institution_id)
        .where(Forwarding.matter_id == matter.id)
        .order_by(col(Forwarding.id))
    )
    told = select(Happening.forwarding_id, Happening.event).where(
        Happening.matter_id == matter.id, col(Happening.forwarding_id).is_not(None)
    )
    events: dict[int | None, set[Event]] = {}
    for track_id, event in session.exec(told):
        events.setdefault(track_id, set()).add(Event(event))
    people = select(Attendee, FocalPoint).outerjoin(FocalPoint, col(FocalPoint.id) == Attendee.focal_point_id)
    sent: dict[int, list[tuple[Attendee, FocalPoint | None]]] = {}
    for attendee, entry in session.exec(
        people.where(Attendee.matter_id == matter.id).order_by(col(Attendee.id))
    ):
        sent.setdefault(attendee.institution_id, []).append((attendee, entry))
    return [
        Row(
            place,
            track.stage,
            Event.INVITED in (happened := events.get(track.id, set())),
            True if Event.PRESENCE_NOTED in happened else False if Event.ABSENCE_NOTED in happened else None,
            tuple(sent.get(track.institution_id, ())),
        )
        for track, place in session.exec(tracks)
    ]


def _official(attendee: Attendee, entry: FocalPoint | None) -> dict[str, Any]:
    said = attendee.model_dump(include={"name", "position", "email", "phone", "nominated"})
    became = entry.model_dump(mode="json", include={"id", "role", "state", "state_on"}) if entry else None
    return {**said, "focal_point": became}
