"""Opening the doors through which institutions answer, and saying who may do what at one now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, text
from sqlmodel import Session, SQLModel, col, select

from models.casework.errors import UnknownDoor
from models.casework.finding import items
from models.codes import ItemKind, Purpose
from models.lifecycle import PHASES
from models.stages import Event as E, Phase, Stage, TrackStage as T
from models.tables import ApiKey, Door, FocalPoint, Forwarding, Happening, Institution, Item, Matter

ON_A_TRACK: Final = frozenset({
    E.FORWARDED, E.CLARIFICATION_REQUESTED, E.SECOND_REQUEST_SENT, E.SUMMONED, E.CONSULTATION_FORWARDED,
    E.FIRST_CONTACT_MADE,
})  # fmt: skip
"""What is asked of one institution opens its door for clarification."""
OF_NETWORK: Final[Mapping[E, Purpose]] = {
    E.INVITED: Purpose.ATTENDANCE,
    E.SIGNATURE_ASKED: Purpose.SIGNATURE,
    E.ROTATION_NOTED: Purpose.CONFIRMATION,
    E.RECONFIRMATION_ASKED: Purpose.CONFIRMATION,
}
"""What an undertaking of the network asks of one institution."""
FOR_ADDRESSEES: Final[Mapping[E, tuple[Purpose, ItemKind]]] = {
    E.REPORT_FOUND: (Purpose.CORRECTIVE_ACTION, ItemKind.CORRECTIVE_ACTION),
    E.AGREED: (Purpose.SETTLEMENT, ItemKind.SETTLEMENT),
    E.RECOMMENDATION_SIGNED: (Purpose.RECOMMENDATION, ItemKind.RECOMMENDATION),
    E.PLAN_AGREED: (Purpose.ACTION_PLAN, ItemKind.ACTION_PLAN),
}
"""What is addressed to institutions item by item opens a door for each of them."""
ASKED_IN_NETWORK: Final = frozenset({T.INVITED, T.PRESENT, T.ABSENT, T.FOLLOWED_UP, T.ASKED})
"""The same in an undertaking of the network: who was present may still name its focal point."""
ASKING: Final[Mapping[Purpose, frozenset[Stage]]] = {
    Purpose.ATTENDANCE: frozenset({Stage.INVITED, Stage.FOLLOW_UP, Stage.PLAN_MONITORING}),
    Purpose.SIGNATURE: frozenset({Stage.SIGNING}),
    Purpose.CONFIRMATION: frozenset({Stage.CONFIRMING, Stage.SUCCESSION}),
}
"""At these stages what a door of the network is for is still wanted."""
ASKED: Final[Mapping[Stage, frozenset[T]]] = {
    Stage.CLARIFICATION: frozenset({
        T.FORWARDED, T.CLARIFICATION_1, T.CLARIFICATION_2, T.SUMMONS_1, T.SUMMONS_2, T.SUMMONS_3, T.EXCUSED,
        T.FORCED_ATTENDANCE,
    }),
    Stage.CONSULTATION: frozenset({T.FORWARDED}),
    Stage.RAPID_RESPONSE: frozenset({T.FORWARDED}),
}  # fmt: skip
"""By stage of the complaint: on these stages of its track an institution owes an answer."""
WEIGHED: Final = frozenset(PHASES[Phase.FORWARDING]) | {Stage.CONSULTATION, Stage.RAPID_RESPONSE}
"""Until the result is issued, what an institution adds is still weighed."""


class Standing(StrEnum):
    """What a door is good for now."""

    ANSWER = "answer"  # an answer, or progress on items, is awaited
    SUPPLEMENT = "supplement"  # it is answered, or the term has passed: something may be added
    ENDED = "ended"  # nothing more is asked here
    REVOKED = "revoked"


_OPEN = text(
    "INSERT INTO door (matter_id, institution_id, purpose, opened_at, generation)"
    " VALUES (:matter_id, :institution_id, :purpose, :opened_at, 0)"
    " ON CONFLICT (matter_id, institution_id, purpose) DO UPDATE"
    " SET revoked_at = NULL, revoked_by = NULL, generation = door.generation + 1"
    " WHERE door.revoked_at IS NOT NULL"
).bindparams(
    *(
        bindparam(name, type_=SQLModel.metadata.tables["door"].c[name].type)
        for name in ("purpose", "opened_at")
    )
)


def follow(session: Session, complaint: Matter, happening: Happening, forwarding: Forwarding | None) -> None:
    """Open the doors that the happening's letters will lead to; one that is open already stays as it is.

    One that was shut opens anew, for whom these letters are to: the links from before stay dead.
    """
    if complaint.quiet:
        return
    if happening.event in ON_A_TRACK and forwarding is not None:
        _open(session, happening, Purpose.CLARIFICATION, [forwarding.institution_id])
    elif happening.event in OF_NETWORK and forwarding is not None:
        _open(session, happening, OF_NETWORK[happening.event], [forwarding.institution_id])
    elif happening.event in FOR_ADDRESSEES:
        purpose, kind = FOR_ADDRESSEES[happening.event]
        addressed = select(Item.institution_id).where(Item.matter_id == complaint.id, Item.kind == kind)
        found = session.exec(addressed.distinct()).all()
        _open(session, happening, purpose, [each for each in found if each is not None])


def _open(session: Session, happening: Happening, purpose: Purpose, institutions: Iterable[int]) -> None:
    rows = [
        {
            "matter_id": happening.matter_id,
            "institution_id": institution_id,
            "purpose": purpose,
            "opened_at": happening.at,
        }
        for institution_id in institutions
    ]
    if rows:
        session.connection().execute(_OPEN, rows)


def purpose_at(stage: Stage) -> Purpose | None:
    """What an institution would answer while the matter is at `stage`; None where nothing is asked."""
    return _PURPOSE_AT.get(stage) or (Purpose.CLARIFICATION if stage in WEIGHED else None)


def door_for(session: Session, matter_id: int, institution_id: int, purpose: Purpose | None) -> Door | None:
    """The institution's door for this purpose; None where there is none."""
    if purpose is None:
        return None
    found = select(Door).where(
        Door.matter_id == matter_id, Door.institution_id == institution_id, Door.purpose == purpose
    )
    return session.exec(found).first()


_PURPOSE_AT: Final[Mapping[Stage, Purpose]] = {
    Stage.SETTLEMENT_MONITORING: Purpose.SETTLEMENT,
    Stage.CORRECTIVE_MONITORING: Purpose.CORRECTIVE_ACTION,
    Stage.RESOLUTION: Purpose.CORRECTIVE_ACTION,
    Stage.RECOMMENDATION_MONITORING: Purpose.RECOMMENDATION,
    Stage.SANCTION_RECOMMENDATION: Purpose.RECOMMENDATION,
    Stage.INVITED: Purpose.ATTENDANCE,
    Stage.FOLLOW_UP: Purpose.ATTENDANCE,
    Stage.PLAN_MONITORING: Purpose.ACTION_PLAN,
    Stage.SIGNING: Purpose.SIGNATURE,
    Stage.CONFIRMING: Purpose.CONFIRMATION,
    Stage.SUCCESSION: Purpose.CONFIRMATION,
}


def open_doors(
    session: Session, institution_id: int, *, after: int = 0, most: int = 50
) -> list[tuple[Door, Standing]]:
    """The institution's doors at which something can be said now, in the order in which they were opened.

    At most so many, from those whose id is higher than `after`.
    """
    found = (
        select(Door)
        .join(Matter, col(Matter.id) == Door.matter_id)
        .where(
            Door.institution_id == institution_id,
            col(Door.revoked_at).is_(None),
            col(Door.id) > after,
            Matter.stage != Stage.CLOSED,
        )
        .order_by(col(Door.id))
    )
    standings = ((door, standing(session, door)) for door in session.exec(found).all())
    return list(islice((each for each in standings if each[1] is not Standing.ENDED), most))


def standing(session: Session, door: Door) -> Standing:
    """What the door is good for now."""
    if door.revoked_at is not None:
        return Standing.REVOKED
    complaint = session.get_one(Matter, door.matter_id)
    if complaint.stage is Stage.CLOSED:
        return Standing.ENDED
    if door.purpose is Purpose.CLARIFICATION:
        return _of_track(complaint, track_of(session, door))
    if door.purpose in OF_NETWORK.values():
        track = track_of(session, door)
        asked = (
            track is not None and track.stage in ASKED_IN_NETWORK and complaint.stage in ASKING[door.purpose]
        )
        return Standing.ANSWER if asked else Standing.ENDED
    return Standing.ANSWER if items_at(session, door) else Standing.ENDED


def opens(session: Session, door: Door) -> bool:
    """Whether anything can be said there now."""
    return standing(session, door) in (Standing.ANSWER, Standing.SUPPLEMENT)


def _of_track(complaint: Matter, track: Forwarding | None) -> Standing:
    if track is None or track.stage is T.RELEASED or complaint.stage not in WEIGHED:
        return Standing.ENDED
    return Standing.ANSWER if track.stage in ASKED.get(complaint.stage, ()) else Standing.SUPPLEMENT


def track_of(session: Session, door: Door) -> Forwarding | None:
    """The track of the door's institution; a result may also bind one that was never asked."""
    return session.exec(
        select(Forwarding).where(
            Forwarding.matter_id == door.matter_id, Forwarding.institution_id == door.institution_id
        )
    ).first()


def items_at(session: Session, door: Door) -> list[Item]:
    """The institution's own items that count now, where the door is for them."""
    complaint = session.get_one(Matter, door.matter_id)
    own = [row for row in items(session, complaint) if row.institution_id == door.institution_id]
    return [row for row in own if row.kind.value == door.purpose.value]


def belongs(session: Session, door: Door, person: str) -> bool:
    """Whether a person of this key may come through.

    Somebody of the institution itself or of the one above it; and whom its track was given to, wherever they work.
    """
    if is_contact(session, door, person):
        return True
    above = session.get_one(Institution, door.institution_id).superior_id
    return any(is_of(session, each, person) for each in (door.institution_id, above) if each is not None)


def is_contact(session: Session, door: Door, person: str) -> bool:
    """Whether the institution's track was given to this person: a rule of routing may name somebody elsewhere."""
    track = track_of(session, door)
    return track is not None and person == f"focal_point:{track.focal_point_id}"


def is_of(session: Session, institution_id: int, person: str) -> bool:
    """Whether a person of this key is somebody of the institution, or the institution itself."""
    table, _, row_id = person.partition(":")
    if table == "focal_point" and (contact := session.get(FocalPoint, int(row_id))) is not None:
        return contact.institution_id == institution_id
    return table == "institution" and int(row_id) == institution_id


def name_of(session: Session, by: str) -> str:
    """Who took a step, for the office to read: the name behind the key of somebody who came through a door."""
    table, _, row_id = by.partition(":")
    if not row_id.isdecimal():
        return by
    if table == "focal_point" and (contact := session.get(FocalPoint, int(row_id))) is not None:
        return f"{contact.name} ({session.get_one(Institution, contact.institution_id).name})"
    if table == "institution" and (place := session.get(Institution, int(row_id))) is not None:
        return place.name
    if table == "api_key" and (key := session.get(ApiKey, int(row_id))) is not None:
        return f"{session.get_one(Institution, key.institution_id).name} ({key.label})"
    return by


def door_by_id(session: Session, door_id: int) -> Door:
    """The door with this id. Raises `UnknownDoor`."""
    found = session.get(Door, door_id)
    if found is None:
        raise UnknownDoor(str(door_id))
    return found


def revoke(session: Session, door: Door, now: datetime, *, by: str) -> None:
    """Shut the door for everybody who holds a link to it; what came through it stays."""
    door.revoked_at, door.revoked_by = door.revoked_at or now, door.revoked_by or by
    session.add(door)


def renew(session: Session, door: Door) -> None:
    """Open the door anew: every link from before is dead, the next letters carry new ones."""
    door.revoked_at = door.revoked_by = None
    door.generation += 1
    session.add(door)
