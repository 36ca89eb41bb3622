"""What changed since the last one: a gathering beside the one before it, as counts with what they are counts of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from models.casework import health
from models.casework.health import Compared as Fares
from models.casework.network import plans
from models.casework.network.opening import tracks_by_code
from models.codes import FocalState, Obstacle
from models.stages import Event, TrackStage
from models.tables import (
    FocalPoint,
    FocalPointVersion,
    Forwarding,
    Gathering,
    Happening,
    Institution,
    Matter,
    ObstacleNoted,
    Office,
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """What became of the focal points of the institutions invited, each counted once in a row.

    Of all that these institutions have or had since: `new` in the directory, `confirmed` at least once, `left`, and
    `doubtful` now who were not before.
    """

    new: Share
    confirmed: Share
    left: Share
    doubtful: Share


@dataclass(frozen=True, slots=True)
class Compared:
    """A gathering and the one before it, which has the agenda number `before` and was held `since`."""

    before: str
    since: date
    attendance_then: Share
    attendance_now: Share
    obstacles: Mapping[Obstacle, tuple[int, int]]
    """Then and now, by category; only those that were named."""
    left_over: Share
    """Items of the plan before that were never verified as done, of all its items."""
    contacts: Contacts


def compare(session: Session, matter: Matter, today: date) -> Compared | None:
    """What has changed since the gathering before this one, as of the local day; None where there is none before."""
    previous_id = session.get_one(Gathering, matter.id).previous_id
    before = session.get(Matter, previous_id) if previous_id is not None else None
    held_on = session.get_one(Gathering, before.id).held_on if before is not None else None
    if before is None or held_on is None:
        return None
    agreed = plans.items_of(session, before.id or 0)
    return Compared(
        before=before.agenda_no,
        since=held_on,
        attendance_then=attendance(session, before),
        attendance_now=attendance(session, matter),
        obstacles=_obstacles(session, before, matter),
        left_over=Share(len(plans.left_over(session, session.get_one(Gathering, matter.id))), len(agreed)),
        contacts=_contacts(session, matter, held_on, today),
    )


def contacts(session: Session, matter: Matter, today: date) -> Contacts | None:
    """The focal points' part of it alone; None where there is no gathering before."""
    since = held_before(session, matter)
    return _contacts(session, matter, since, today) if since is not None else None


def attendance(session: Session, matter: Matter) -> Share:
    """How many of those invited came; none yet, before it is held."""
    tracks = tracks_by_code(session, matter).values()
    return Share(sum(_came(session, track) for track in tracks), len(tracks))


def _came(session: Session, track: Forwarding) -> bool:
    """Whether the institution was present; of one that has named its focal point since, the history says it."""
    if track.stage is not TrackStage.NAMED:
        return track.stage is TrackStage.PRESENT
    happened = select(Happening.id).where(
        Happening.matter_id == track.matter_id,
        Happening.forwarding_id == track.id,
        Happening.event == Event.PRESENCE_NOTED,
    )
    return session.exec(happened.limit(1)).first() is not None


def fares(session: Session, matter: Matter, until: datetime) -> list[Fares]:
    """How each institution invited fares since the gathering before this one, beside as long a time before it.

    In the order of their codes, up to the instant `until`; nothing where there is no gathering before.
    """
    since = held_before(session, matter)
    if since is None:
        return []
    invited = [track.institution_id for track in tracks_by_code(session, matter).values()]
    query = select(Institution).where(col(Institution.id).in_(invited)).order_by(Institution.code)
    zone = session.get_one(Office, matter.office_id).zone
    return health.side_by_side(session, session.exec(query).all(), since, zone, until)


def held_before(session: Session, matter: Matter) -> date | None:
    """On which day the gathering before this one was held; None where there is none."""
    previous_id = session.get_one(Gathering, matter.id).previous_id
    return session.get_one(Gathering, previous_id).held_on if previous_id is not None else None


def _obstacles(session: Session, then: Matter, now: Matter) -> dict[Obstacle, tuple[int, int]]:
    rows = session.exec(
        select(ObstacleNoted.matter_id, ObstacleNoted.obstacle).where(
            col(ObstacleNoted.matter_id).in_((then.id, now.id))
        )
    ).all()
    counts = {each: (rows.count((then.id or 0, each)), rows.count((now.id or 0, each))) for each in Obstacle}
    return {each: count for each, count in counts.items() if any(count)}


def _contacts(session: Session, matter: Matter, since: date, today: date) -> Contacts:
    """What the versions written after the day of the one before, and the dates of the entries, say."""
    zone = session.get_one(Office, matter.office_id).zone
    invited = {track.institution_id for track in tracks_by_code(session, matter).values()}
    people = session.exec(select(FocalPoint).where(col(FocalPoint.institution_id).in_(invited))).all()
    written = (
        select(FocalPointVersion)
        .join(FocalPoint, col(FocalPoint.id) == FocalPointVersion.focal_point_id)
        .where(col(FocalPoint.institution_id).in_(invited))
        .order_by(col(FocalPointVersion.number))
    )
    then: dict[int, FocalState] = {}
    new, confirmed = set[int](), set[int]()
    for version in session.exec(written):
        person, state = version.focal_point_id, FocalState(version.entry["state"])
        if zone.day_of(version.at) <= since:
            then[person] = state
            continue
        if version.number == 1 and "name" in version.changed:
            new.add(person)
        if state is FocalState.CONFIRMED and {"state", "state_on"} & set(version.changed):
            confirmed.add(person)
    there = [row for row in people if not _had_left(row, then, since)]
    left = [row for row in there if _has_left(row, today)]
    doubtful = [row for row in there if row.state in DOUBTED and then.get(row.id or 0) not in DOUBTED]
    counts = (len(new), len(confirmed), len(left), len(doubtful))
    return Contacts(*(Share(count, len(there)) for count in counts))


DOUBTED: Final = (FocalState.DOUBTFUL, FocalState.DEAD)


def _had_left(row: FocalPoint, then: Mapping[int, FocalState], since: date) -> bool:
    """Whether they had left on the day of the one before: they are no part of what is compared."""
    ended = row.valid_to is not None and row.valid_to < since
    return ended or (row.state is FocalState.LEFT and then.get(row.id or 0) is FocalState.LEFT)


def _has_left(row: FocalPoint, today: date) -> bool:
    return row.state is FocalState.LEFT or (row.valid_to is not None and row.valid_to < today)
