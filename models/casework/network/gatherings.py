"""Gatherings: a formation, a monev or a coordination meeting is planned, institutions are invited, it is held.

Practice of the offices; no article makes these steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.casework import vault
from models.casework.errors import InTheFuture, InThePast, Missing, NoDayYet
from models.casework.finding import institution_by_code
from models.casework.history import record
from models.casework.network import attendance, cycles
from models.casework.network.opening import (
    conclude,
    hold as hold_row,
    open_matter,
    put_on_track,
    tracks_by_code,
)
from models.codes import MatterKind, Mode
from models.stages import Event, Stage, TrackStage
from models.tables import Forwarding, Gathering, Institution, Matter, Office, Officer, WordsKind


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where, and about what; what is None or empty stays as it is. `starts` is the office's local time."""

    starts: datetime | None = None
    place: str = ""
    mode: Mode | None = None
    theme: str = ""
    opener: str = ""
    agenda: Sequence[str] = ()
    """What it deals with, item by item."""


def plan(
    session: Session,
    office: Office,
    kind: MatterKind,
    planned: Plan,
    now: datetime,
    *,
    by: str,
    host: Officer | None = None,
    every_months: int | None = None,
) -> Matter:
    """Plan a gathering of this kind. A recurring one calls the next `every_months` after it was held.

    A monev has a deadline: so long after the one before it. Raises `InThePast` for a day that has passed.
    """
    hold_row(session, office)
    matter = open_matter(session, office, kind, Stage.PLANNING, now, host=host)
    before = before_it(session, office, kind)
    gathering = Gathering(
        matter_id=matter.id or 0,
        every_months=every_months,
        previous_id=before.matter_id if before else None,
    )
    _apply(session, office, gathering, planned, now)
    record(session, matter, Event.GATHERING_PLANNED, now, by=by, facts=_facts(office, gathering, kind))
    if kind is MatterKind.MONEV and before is not None:
        cycles.watch(session, matter, before, office, now)
    return matter


def change_plan(session: Session, matter: Matter, planned: Plan, now: datetime, *, by: str) -> None:
    """Change its day, place, mode, theme, opener or agenda; whoever is invited is told.

    Raises `InThePast`, `Missing`.
    """
    if not any((planned.starts, planned.place, planned.mode, planned.theme, planned.opener, planned.agenda)):
        raise Missing("starts, place, mode, theme, opener, agenda")
    office = session.get_one(Office, matter.office_id)
    gathering = session.get_one(Gathering, matter.id)
    _apply(session, office, gathering, planned, now)
    gathering.revision += 1
    record(session, matter, Event.PLAN_CHANGED, now, by=by, facts=_facts(office, gathering, matter.kind))


def invite(
    session: Session, matter: Matter, codes: Sequence[str], text: str, now: datetime, *, by: str
) -> int:
    """Invite institutions; how many are new. Those invited before are left alone.

    Raises `NoDayYet` without a day and a place, `UnknownInstitution`.
    """
    gathering = session.get_one(Gathering, matter.id)
    if gathering.starts_at is None or not gathering.place:
        raise NoDayYet(matter.agenda_no)
    there = tracks_by_code(session, matter)
    words = vault.keep_if(session, matter, WordsKind.REQUEST, text)
    new = [code for code in dict.fromkeys(codes) if code not in there]
    for code in new:
        track = put_on_track(session, matter, institution_by_code(session, code), TrackStage.INVITED, now)
        record(session, matter, Event.INVITED, now, by=by, forwarding=track, words=words)
    return len(new)


def hold(
    session: Session,
    matter: Matter,
    present: Sequence[str],
    on: date | None,
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """It was held on the local day `on` (today, if not said): who came, who did not, and its minutes.

    Who came uninvited is noted as present too. Raises `InTheFuture`, `UnknownInstitution`.
    """
    today = session.get_one(Office, matter.office_id).zone.day_of(now)
    if on is not None and on > today:
        raise InTheFuture(on.isoformat())
    gathering = session.get_one(Gathering, matter.id)
    before = before_it(session, session.get_one(Office, matter.office_id), matter.kind)
    gathering.previous_id = (
        before.matter_id if before else None
    )  # another may have been held since it was planned
    gathering.held_on = on or today
    session.add(gathering)
    words = vault.keep_if(session, matter, WordsKind.RESULT, text)
    tracks = tracks_by_code(session, matter)
    for code in (code for code in dict.fromkeys(present) if code not in tracks):
        tracks[code] = put_on_track(
            session, matter, institution_by_code(session, code), TrackStage.INVITED, now
        )
    came = set(present)
    facts = {"on": gathering.held_on.isoformat(), "invited": len(tracks), "present": len(came)}
    record(session, matter, Event.GATHERING_HELD, now, by=by, facts=facts, words=words)
    for code, track in tracks.items():
        event = Event.PRESENCE_NOTED if code in came else Event.ABSENCE_NOTED
        record(session, matter, event, now, by=by, forwarding=track)


def close(session: Session, matter: Matter, note: str, now: datetime, *, by: str) -> None:
    """Nothing was agreed that has to be watched: it ends here. Raises `AbsenteesAsked`."""
    attendance.followed_up(session, matter)
    words = vault.keep_if(session, matter, WordsKind.NOTE, note)
    conclude(session, matter, Event.GATHERING_CONCLUDED, now, by=by, words=words)


def latest(session: Session, office: Office, kind: MatterKind) -> Gathering | None:
    """The gathering of this kind that the office held last."""
    query = (
        select(Gathering)
        .join(Matter, col(Matter.id) == Gathering.matter_id)
        .where(Matter.office_id == office.id, Matter.kind == kind, col(Gathering.held_on).is_not(None))
        .order_by(col(Gathering.held_on).desc(), col(Gathering.matter_id).desc())
    )
    return session.exec(query.limit(1)).first()


def formed_on(session: Session, institution: Institution) -> date | None:
    """The day of the formation at which the institution first was present or named its focal point."""
    query = (
        select(func.min(col(Gathering.held_on)))
        .join(Matter, col(Matter.id) == Gathering.matter_id)
        .join(Forwarding, col(Forwarding.matter_id) == Matter.id)
        .where(
            Matter.kind == MatterKind.FORMATION,
            Forwarding.institution_id == institution.id,
            col(Forwarding.stage).in_((TrackStage.PRESENT, TrackStage.NAMED)),
        )
    )
    return session.exec(query).one()


def before_it(session: Session, office: Office, kind: MatterKind) -> Gathering | None:
    """The gathering that a new one of this kind follows; the first monev follows the formation."""
    last = latest(session, office, kind)
    return (
        latest(session, office, MatterKind.FORMATION) if last is None and kind is MatterKind.MONEV else last
    )


def _apply(session: Session, office: Office, gathering: Gathering, planned: Plan, now: datetime) -> None:
    if planned.starts is not None:
        starts = planned.starts.replace(tzinfo=office.zone.tz)
        if starts < now:
            raise InThePast(planned.starts.isoformat(" ", "minutes"))
        gathering.starts_at = starts
    gathering.mode = planned.mode or gathering.mode
    gathering.place = planned.place or gathering.place
    gathering.theme = planned.theme or gathering.theme
    gathering.opener = planned.opener or gathering.opener
    gathering.agenda = "\n".join(planned.agenda) or gathering.agenda
    session.add(gathering)
    session.flush()


def _facts(office: Office, gathering: Gathering, kind: MatterKind) -> dict[str, object]:
    """Codes and dates only: place, theme, opener and agenda stay in our database."""
    day = office.zone.day_of(gathering.starts_at).isoformat() if gathering.starts_at else None
    return {"kind": kind.value, "on": day, "mode": gathering.mode.value}
