"""Which institutions a happening concerns: the one on whose track it happened, or all that are still involved."""

from collections.abc import Iterator

from sqlmodel import Session, select

from models.stages import TrackStage
from models.tables import Clock, Forwarding, Happening, Institution, Item
from notifications.gathering import items_of, tracks_of
from notifications.recipients import Concern


def clock_of(session: Session, happening: Happening) -> Clock | None:
    """The deadline a happening is about (`facts["clock"]`), if it is about one."""
    clock_id = happening.facts.get("clock")
    return session.get(Clock, clock_id) if isinstance(clock_id, int) else None


def item_of(session: Session, happening: Happening) -> Item | None:
    """The item a happening is about (`facts["item"]`), if it is about one."""
    item_id = happening.facts.get("item")
    return session.get(Item, item_id) if isinstance(item_id, int) else None


def concerns(session: Session, happening: Happening) -> list[Concern]:
    """The institutions the happening concerns, each once, in the order in which they joined the complaint.

    None where it is about what the office itself is to do.
    """
    if _of_the_office(session, happening):
        return []
    tracks = {track.institution_id: track for track in tracks_of(session, happening.matter_id)}
    named = next(_named(session, happening), None)
    if named is not None:
        return [_concern(named, tracks)]
    involved = [key for key, track in tracks.items() if track.stage is not TrackStage.RELEASED]
    items = items_of(session, happening.matter_id)
    addressed = (item.institution_id for item in items if item.institution_id is not None)
    return [_concern(institution_id, tracks) for institution_id in dict.fromkeys((*involved, *addressed))]


def _of_the_office(session: Session, happening: Happening) -> bool:
    clock, item = clock_of(session, happening), item_of(session, happening)
    if clock is not None and clock.item_id is not None:
        item = session.get(Item, clock.item_id)
    return item is not None and item.institution_id is None


def _named(session: Session, happening: Happening) -> Iterator[int]:
    if happening.forwarding_id is not None:
        yield session.get_one(Forwarding, happening.forwarding_id).institution_id
    clock = clock_of(session, happening)
    if clock is not None and clock.institution_id is not None:
        yield clock.institution_id
    elif clock is not None and clock.forwarding_id is not None:
        yield session.get_one(Forwarding, clock.forwarding_id).institution_id
    item = item_of(session, happening)
    if item is not None and item.institution_id is not None:
        yield item.institution_id
    code = happening.facts.get("institution")
    if isinstance(code, str):
        yield from session.exec(select(Institution.id).where(Institution.code == code)).all()  # pyright: ignore[reportReturnType] - an id of a stored row


def _concern(institution_id: int, tracks: dict[int, Forwarding]) -> Concern:
    track = tracks.get(institution_id)
    return Concern(institution_id, track.focal_point_id if track else None)


def of_institution(session: Session, found: list[Concern], institution_id: int | None) -> list[Concern]:
    """Those of the institutions that this one is, stands above, or supervises; all of them for None."""
    if institution_id is None:
        return found
    own = [
        each
        for each in found
        if institution_id
        in (
            each.institution_id,
            (place := session.get_one(Institution, each.institution_id)).superior_id,
            place.inspectorate_id,
        )
    ]
    return own or found
