"""Who comes to a gathering, who becomes a focal point there, who was absent, and which obstacles were named."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from models.casework import clocks, focal_points, vault
from models.casework.clock_rules import NAMING
from models.casework.errors import AbsenteesAsked, BadLine, NobodyAbsent, NobodyNamed
from models.casework.finding import institution_by_code
from models.casework.history import record
from models.casework.network import people, posts
from models.casework.network.opening import track_of, tracks_by_code
from models.casework.network.people import Official
from models.codes import FocalState, Obstacle
from models.stages import Event, TrackStage
from models.tables import (
    Attendee,
    ClockState,
    FocalPoint,
    Happening,
    Institution,
    Matter,
    ObstacleNoted,
    Words,
    WordsKind,
)
from models.terms import term

ABSENT = (TrackStage.ABSENT, TrackStage.FOLLOWED_UP)
_SEEN: Final[dict[str, Any]] = {"state": FocalState.CONFIRMED, "evidence": "attended"}
_NAMED: Final[dict[str, Any]] = {"state": FocalState.UNCONFIRMED, "evidence": "named_by_institution"}


def note_people(session: Session, matter: Matter, lines: Sequence[str], now: datetime, *, by: str) -> None:
    """Write down officials who attend or are nominated, a line each. Raises `BadLine`, `NotInvited`."""
    for official in people.read(session, lines):
        announce(session, matter, official, now, by=by, vouched=True)


def announce(
    session: Session,
    matter: Matter,
    official: Official,
    now: datetime,
    *,
    by: str,
    nominated: bool = True,
    vouched: bool = False,
    through: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
) -> Happening:
    """An institution says who comes, or who is to be its focal point; the same official again changes their entry.

    `vouched`: the office itself wrote them down. What it wrote, an institution does not change: anybody who was
    handed the link could put an address of their own there.
    """
    track = track_of(session, matter, official.institution.code)
    row = _attendee(session, matter, track.institution_id, official, nominated=nominated, vouched=vouched)
    facts = {**(through or {}), "attendee": row.id, "institution": official.institution.code}
    return record(
        session, matter, Event.ATTENDANCE_ANNOUNCED, now, by=by, forwarding=track, facts=facts, words=words
    )


def decline(
    session: Session,
    matter: Matter,
    institution: Institution,
    reason: str,
    now: datetime,
    *,
    by: str,
    through: Mapping[str, Any] | None = None,
) -> Happening:
    """An institution says that it does not come, and why."""
    track = track_of(session, matter, institution.code)
    withdraw(session, matter, institution)
    words = vault.keep_if(session, matter, WordsKind.REASON, reason)
    facts = {**(through or {}), "institution": institution.code}
    return record(
        session, matter, Event.ATTENDANCE_ANNOUNCED, now, by=by, forwarding=track, facts=facts, words=words
    )


def withdraw(session: Session, matter: Matter, institution: Institution) -> None:
    """Whoever was to come for the institution comes no more; whom it nominated stays nominated."""
    for row in announced(session, matter, institution.id or 0):
        if not row.nominated and not row.vouched:
            session.delete(row)
    session.flush()


def announced(session: Session, matter: Matter, institution_id: int) -> list[Attendee]:
    """The officials whom the institution has named so far, in the order in which it named them."""
    query = select(Attendee).where(Attendee.matter_id == matter.id, Attendee.institution_id == institution_id)
    return list(session.exec(query.order_by(col(Attendee.id))))


def _attendee(
    session: Session,
    matter: Matter,
    institution_id: int,
    official: Official,
    *,
    nominated: bool,
    vouched: bool,
) -> Attendee:
    known = announced(session, matter, institution_id)
    same = (row for row in known if people.same_name(row.name, official.name))
    row = next(same, None) or Attendee(
        matter_id=matter.id or 0, institution_id=institution_id, name=official.name
    )
    if row.vouched and not vouched:
        row.nominated = row.nominated or nominated
    else:
        # An address that came through a door is not the office's, though the office has seen its owner.
        row.vouched = row.vouched or (vouched and (bool(official.email) or row.email is None))
        row.position = official.position or row.position
        row.email = official.email or row.email
        row.phone = official.phone or row.phone
        row.nominated = nominated
    session.add(row)
    session.flush()
    return row


def name_focal_points(
    session: Session, matter: Matter, lines: Sequence[str], now: datetime, *, by: str
) -> int:
    """All nominated officials who are not in the directory yet become focal points, in one step; how many.

    Whom the office itself saw there is confirmed by that. Whom an institution named, be it absent or present, is
    unconfirmed until they answer. Raises `BadLine`, `NotInvited`, `NobodyNamed`.
    """
    note_people(session, matter, lines, now, by=by)
    nominated = select(Attendee).where(
        Attendee.matter_id == matter.id,
        col(Attendee.nominated).is_(True),
        col(Attendee.focal_point_id).is_(None),
    )
    rows = session.exec(nominated.order_by(col(Attendee.id))).all()
    if not rows:
        raise NobodyNamed
    for code, track in tracks_by_code(session, matter).items():
        own = [row for row in rows if row.institution_id == track.institution_id]
        if not own:
            continue
        present = track.stage is TrackStage.PRESENT
        entries = [_enter(session, code, row, now, came=present and row.vouched, by=by) for row in own]
        named = [f"focal_point:{entry.id}" for entry in entries]
        track.focal_point_id = entries[0].id
        facts = {"institution": code, "named": named}
        record(session, matter, Event.FOCAL_POINTS_NAMED, now, by=by, forwarding=track, facts=facts)
    return len(rows)


def _enter(session: Session, code: str, row: Attendee, now: datetime, *, came: bool, by: str) -> FocalPoint:
    """The official's entry in the directory: the one that is there, or a new one."""
    institution = institution_by_code(session, code)
    today = institution.zone.day_of(now)
    official = Official(institution, row.name, row.position, row.email, row.phone)
    entry = people.entry_of(session, official)
    if entry is None:
        sure = _SEEN if came else _NAMED
        entry = focal_points.name(
            session, institution, now, by=by, role=people.role_for(session, institution), name=row.name,
            position=row.position, email=row.email, phone=row.phone, valid_from=today, state_on=today, **sure,
        )  # fmt: skip
    else:
        _bring_up_to_date(session, entry, official, today, now, vouched=row.vouched, came=came, by=by)
    row.focal_point_id = entry.id
    session.add(row)
    session.flush()
    return entry


def _bring_up_to_date(
    session: Session,
    entry: FocalPoint,
    official: Official,
    today: date,
    now: datetime,
    *,
    vouched: bool,
    came: bool,
    by: str,
) -> None:
    """What the office wrote down goes into the entry; an institution's word only where nothing usable stands there.

    A dead address that is the same as ever stays dead: letters do not arrive there, whoever came.
    """
    certain = entry.state is FocalState.CONFIRMED
    if came:
        posts.give_way(session, entry, today, now, by=by)
    if vouched or (not certain and (entry.email is None or entry.state in posts.GONE)):
        people.update(session, entry, official, now, by=by)
    if certain and not came:
        return
    if not focal_points.in_post(entry, today):  # who had left is back
        focal_points.change(session, entry, now, by=by, valid_from=today, valid_to=None)
    if entry.state is not FocalState.DEAD:
        sure = _SEEN if came else _NAMED
        focal_points.set_state(session, entry, on=today, at=now, by=by, **sure)


def ask_absentees(session: Session, matter: Matter, text: str, now: datetime, *, by: str) -> int:
    """Ask those who were absent for their focal point, with a term; how many. Raises `NobodyAbsent`.

    Who was asked and has put somebody forward has answered: the office names them, and does not ask again.
    """
    answered = {clock.forwarding_id for clock in clocks.open_clocks(session, matter) if clock.key == NAMING}
    absent = [
        track
        for track in tracks_by_code(session, matter).values()
        if track.stage in ABSENT and track.id not in answered
    ]
    if not absent:
        raise NobodyAbsent
    words = vault.keep_if(session, matter, WordsKind.REQUEST, text)
    for track in absent:
        record(session, matter, Event.ABSENTEE_ASKED, now, by=by, forwarding=track, words=words)
    return len(absent)


def followed_up(session: Session, matter: Matter) -> None:
    """Whoever closes a gathering closes the follow-up too: not while a term runs that somebody was given.

    It is over with an answer, or when its whole ladder was climbed. Raises `AbsenteesAsked`.
    """
    waiting = [
        session.get_one(Institution, clock.institution_id).code
        for clock in clocks.open_clocks(session, matter)
        if clock.key == "absentee_answer" and (clock.state is ClockState.PAUSED or clock.next_at is not None)
    ]
    if waiting:
        raise AbsenteesAsked(", ".join(waiting))


def note_obstacles(session: Session, matter: Matter, lines: Sequence[str], now: datetime, *, by: str) -> None:
    """Obstacles, a line each: `category; CODE: words`, with `-` for all institutions. Raises `BadLine`."""
    rows = [_obstacle(session, matter, number, line) for number, line in enumerate(lines, start=1)]
    session.add_all(rows)
    session.flush()
    counts = {each.value: sum(row.obstacle is each for row in rows) for each in Obstacle}
    facts = {"obstacles": {code: count for code, count in counts.items() if count}}
    record(session, matter, Event.OBSTACLES_NOTED, now, by=by, facts=facts)


_CATEGORIES = {
    name: each
    for each in Obstacle
    for name in (each.value, term(each, "id").casefold(), term(each, "en").casefold())
}


def _obstacle(session: Session, matter: Matter, number: int, line: str) -> ObstacleNoted:
    head, colon, text = line.partition(":")
    category, semicolon, code = (part.strip() for part in head.partition(";"))
    found = _CATEGORIES.get(category.casefold())
    if not colon or not semicolon or found is None or not text.strip():
        raise BadLine(str(number))
    place = None if code == "-" else track_of(session, matter, code).institution_id
    words = vault.keep(session, matter, WordsKind.NOTE, text.strip())
    return ObstacleNoted(matter_id=matter.id or 0, institution_id=place, obstacle=found, words_id=words.id)
