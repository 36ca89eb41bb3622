"""What a letter may say of a gathering: its plan, who came, which obstacles it named, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from models.casework.health import health, side_by_side
from models.casework.network.comparing import Contacts, contacts
from models.casework.network.plans import left_over
from models.codes import MatterKind, Obstacle
from models.dates import Language, long_date
from models.health_text import lines
from models.stages import Event
from models.tables import Forwarding, Gathering, Happening, Institution, Matter, ObstacleNoted, Office, Words
from models.terms import term
from models.zones import Zone
from notifications.item_lines import ItemLine, line, own
from notifications.kinds import LetterKind
from notifications.quoting import shown
from notifications.recipients import Concern, Recipient

OCCASIONS: Final[dict[MatterKind, tuple[str, str]]] = {
    MatterKind.FORMATION: ("Pembentukan Narahubung",                      "Formation of focal points"),
    MatterKind.MONEV:     ("Monitoring dan Evaluasi Jejaring Narahubung", "Monitoring and evaluation of the network"),
    MatterKind.MEETING:   ("Rapat Koordinasi Narahubung",                 "Coordination meeting of focal points"),
}  # fmt: skip


PAPERS: Final = (LetterKind.GATHERING_INVITATION, LetterKind.GATHERING_MINUTES, LetterKind.ACTION_PLAN)
"""The letters of a monev that show an institution how it fares."""


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """A category of obstacles: how often it was named now and at the gathering before, and the words shown to all."""

    category: str
    count: int
    before: int
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Attendance:
    """Institutions by name: who came to a gathering, and who was invited and did not."""

    present: Sequence[str] = ()
    absent: Sequence[str] = ()

    @property
    def invited(self) -> int:
        """How many there were in all."""
        return len(self.present) + len(self.absent)


@dataclass(frozen=True, slots=True)
class GatheringWords:
    """A gathering. Its hours are those of the place where it is; `hours_there` are the reader's, where they differ."""

    occasion: str
    day: str
    hours: str
    hours_there: str
    place: str
    mode: str
    theme: str
    opener: str
    agenda: Sequence[str]
    starts_at: datetime | None
    ends_at: datetime | None
    revision: int
    held: str
    attendance: Attendance
    obstacles: Sequence[ObstacleLine]
    before: str
    """On which day the one before it was held; empty for the first of its kind."""
    attendance_before: Attendance
    left_over: Sequence[ItemLine]
    """The reader's items of the plan before that were never verified as done."""
    health: Sequence[str] = ()
    """How the reader's own institution has fared since the gathering before, a line each, with the denominators.

    Beside each figure stands what it was for as long a time before that.
    """
    contacts: Contacts | None = None
    """What became of the focal points of all who are invited, as counts; None for the first of its kind."""


def gathering_of(
    session: Session, matter: Matter, happening: Happening, kind: LetterKind, to: Recipient,
    places: Sequence[Concern],
) -> GatheringWords:  # fmt: skip
    """The gathering as of now, for one reader; what has changed up to the day of the happening."""
    row = session.get_one(Gathering, matter.id)
    before = session.get(Gathering, row.previous_id) if row.previous_id else None
    zone, language = session.get_one(Office, matter.office_id).zone, to.language
    ends = row.starts_at + timedelta(minutes=row.minutes) if row.starts_at else None
    return GatheringWords(
        occasion=OCCASIONS[matter.kind][0 if language == "id" else 1],
        day=long_date(zone.day_of(row.starts_at), language) if row.starts_at else "",
        hours=_hours(row.starts_at, ends, zone, language),
        hours_there=_hours(row.starts_at, ends, to.zone, language) if to.zone is not zone else "",
        place=row.place,
        mode=term(row.mode, language),
        theme=row.theme,
        opener=row.opener,
        agenda=row.agenda_items,
        starts_at=row.starts_at,
        ends_at=ends,
        revision=row.revision,
        held=long_date(row.held_on, language) if row.held_on else "",
        attendance=_attendance(session, row.matter_id),
        obstacles=_obstacles(session, matter, before, kind, to, places),
        before=long_date(before.held_on, language) if before and before.held_on else "",
        attendance_before=_attendance(session, before.matter_id) if before else Attendance(),
        left_over=_left_over(session, row, kind, to, places),
        health=_health(session, matter, row, before, happening, kind, to, places),
        contacts=contacts(session, matter, row.held_on or zone.day_of(happening.at)),
    )


def _health(
    session: Session, matter: Matter, row: Gathering, before: Gathering | None, happening: Happening,
    kind: LetterKind, to: Recipient, places: Sequence[Concern],
) -> list[str]:  # fmt: skip
    """In a monev's own papers, to those of one institution: since the gathering before, or for a year."""
    if matter.kind is not MatterKind.MONEV or kind not in PAPERS:
        return []
    if to.institution_id is None or len(places) != 1:
        return []
    place = session.get_one(Institution, places[0].institution_id)
    day = row.held_on or place.zone.day_of(happening.at)
    until = place.zone.starts(day + timedelta(days=1))
    if before is None or before.held_on is None:
        last = place.zone.starts(day - timedelta(days=365))
        return lines(health(session, place, last, until, until).health, to.language)
    then, now = side_by_side(session, [place], before.held_on, place.zone, until)[0]
    return lines(now.health, to.language, before=then.health)


def _hours(starts: datetime | None, ends: datetime | None, zone: Zone, language: Language) -> str:
    if starts is None or ends is None:
        return ""
    first, last = starts.astimezone(zone.tz), ends.astimezone(zone.tz)
    if language == "id":
        return f"{first:%H.%M} s.d. {last:%H.%M} {zone}"
    return f"{first:%H:%M} to {last:%H:%M} {zone}"


def _attendance(session: Session, matter_id: int) -> Attendance:
    """As it was noted, wherever each institution's track has come to since."""
    noted = (
        select(Institution.name, Happening.event)
        .join(Forwarding, col(Forwarding.institution_id) == Institution.id)
        .join(Happening, col(Happening.forwarding_id) == Forwarding.id)
        .where(
            Happening.matter_id == matter_id,
            col(Happening.event).in_((Event.PRESENCE_NOTED, Event.ABSENCE_NOTED)),
        )
        .order_by(Institution.name)
    )
    found = dict(session.exec(noted).all())
    return Attendance(
        [name for name, event in found.items() if event is Event.PRESENCE_NOTED],
        [name for name, event in found.items() if event is Event.ABSENCE_NOTED],
    )


def _obstacles(
    session: Session, matter: Matter, before: Gathering | None, kind: LetterKind, to: Recipient,
    places: Sequence[Concern],
) -> list[ObstacleLine]:  # fmt: skip
    """By category. The words of an obstacle at one institution are for its own people and the office only."""
    now, then = (_noted(session, row) for row in (matter.id, before.matter_id if before else None))
    seen = {place.institution_id for place in places} | {None}
    found: list[ObstacleLine] = []
    for each in Obstacle:
        rows = [row for row in now if row.obstacle is each]
        earlier = sum(row.obstacle is each for row in then)
        if not rows and not earlier:
            continue
        mine = (row for row in rows if to.institution_id is None or row.institution_id in seen)
        words = [session.get_one(Words, row.words_id) for row in mine if row.words_id]
        texts = [text for told in words if (text := shown(session, matter, [told], kind, to))]
        found.append(ObstacleLine(term(each, to.language), len(rows), earlier, texts))
    return found


def _noted(session: Session, matter_id: int | None) -> Sequence[ObstacleNoted]:
    rows = select(ObstacleNoted).where(ObstacleNoted.matter_id == matter_id)
    return session.exec(rows.order_by(col(ObstacleNoted.id))).all()


def _left_over(
    session: Session, row: Gathering, kind: LetterKind, to: Recipient, places: Sequence[Concern]
) -> list[ItemLine]:
    open_items = own(left_over(session, row), to, places)
    return [line(session, session.get_one(Matter, each.matter_id), each, kind, to) for each in open_items]
