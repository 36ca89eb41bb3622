"""Forwarding: the complaint goes to institutions through their focal points; each answers on a track of its own."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from models.casework import routing, vault
from models.casework.clocks import end, open_clocks, start
from models.casework.errors import AlreadyForwarded, BeforeSending, InTheFuture, InThePast, NotForwardedThere
from models.casework.finding import institution_by_code, track_at, tracks
from models.casework.history import SYSTEM, end_tracks, record
from models.casework.routing import Routed
from models.stages import Event, TrackStage
from models.tables import Clock, ClockState, Forwarding, Happening, Institution, Matter, WordsKind
from models.workdays import Zone


def forward(
    session: Session,
    complaint: Matter,
    code: str | None,
    text: str,
    now: datetime,
    *,
    by: str,
    at_once: bool = False,
) -> Forwarding:
    """Send the complaint to an institution; `at_once` asks for the written clarification in the same breath.

    Raises `UnknownInstitution`, `AlreadyForwarded`. UU 37/2008 Art. 33 sets the term of the formal request.
    """
    institution = institution_by_code(session, code)
    refuse_twice(session, complaint, institution)
    track, routed = open_track(session, complaint, institution, now)
    words = vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    facts = {"at_once": True} if at_once else {}
    record(session, complaint, Event.FORWARDED, now, by=by, forwarding=track, words=words, facts=facts)
    if at_once:
        record(session, complaint, Event.CLARIFICATION_REQUESTED, now, by=by, forwarding=track, words=words)
    tell_of_gap(session, complaint, track, routed, now)
    return track


def open_track(
    session: Session, complaint: Matter, institution: Institution, now: datetime
) -> tuple[Forwarding, Routed]:
    """The complaint's track at the institution, new or opened again, with its focal point as of now and the reasons."""
    track = session.exec(
        select(Forwarding).where(
            Forwarding.matter_id == complaint.id, Forwarding.institution_id == institution.id
        )
    ).first() or Forwarding(matter_id=complaint.id or 0, institution_id=institution.id or 0, sent_at=now)
    asked = routing.about(session, complaint, institution)
    routed = routing.route(session, institution, institution.zone.day_of(now), asked)
    track.stage, track.sent_at, track.acknowledged_at, track.ended_at = TrackStage.FORWARDED, now, None, None
    track.focal_point_id = routed.contact.person.id if routed.contact else None
    session.add(track)
    session.flush()
    return track, routed


def refuse_twice(session: Session, complaint: Matter, institution: Institution) -> None:
    """What an institution has not answered yet is not asked again. Raises `AlreadyForwarded`."""
    try:
        track = track_at(session, complaint, institution.code)
    except NotForwardedThere:
        return
    if track.ended_at is None:
        raise AlreadyForwarded(institution.code)


def tell_of_gap(
    session: Session, complaint: Matter, track: Forwarding, routed: Routed, now: datetime
) -> None:
    """Where no focal point can be relied on, the office is told, so that it confirms or asks for one (practice)."""
    if routed.gap:
        code = session.get_one(Institution, track.institution_id).code
        stands_in = routed.relied_on.found if routed.relied_on else "institution"
        facts = {"institution": code, "stands_in": stands_in}
        record(session, complaint, Event.FOCAL_POINT_MISSING, now, by=SYSTEM, forwarding=track, facts=facts)


def acknowledge(
    session: Session,
    complaint: Matter,
    code: str | None,
    now: datetime,
    *,
    by: str,
    on: date | None = None,
    through: Mapping[str, str] | None = None,
) -> Happening:
    """The institution confirms that it received what was sent; the clocks that wait for receipt start.

    `through` are the facts of the door it came through: the receipt's number and who it was.
    """
    track = track_at(session, complaint, code)
    if on is not None:
        _start_waiting(session, complaint, track, on, now, evidence_of(through))
    track.acknowledged_at = now
    facts = {"on": (on or _zone(session, track).day_of(now)).isoformat(), **(through or {})}
    return record(session, complaint, Event.ACKNOWLEDGED, now, by=by, forwarding=track, facts=facts)


def request_clarification(
    session: Session, complaint: Matter, code: str | None, text: str, now: datetime, *, by: str
) -> None:
    """The formal written request (UU 37/2008 Arts 28, 33); its 14 days start when it is received."""
    track = track_at(session, complaint, code)
    words = vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    record(session, complaint, Event.CLARIFICATION_REQUESTED, now, by=by, forwarding=track, words=words)


def second_request(session: Session, complaint: Matter, track: Forwarding, now: datetime, *, by: str) -> None:
    """The first term passed in silence: the second request goes out (UU 37/2008 Art. 33(2))."""
    record(session, complaint, Event.SECOND_REQUEST_SENT, now, by=by, forwarding=track)


def right_unused(session: Session, complaint: Matter, track: Forwarding, now: datetime, *, by: str) -> None:
    """The second term passed as well: the right to answer counts as not used (UU 37/2008 Art. 33(3))."""
    record(session, complaint, Event.RIGHT_UNUSED, now, by=by, forwarding=track)
    end_tracks(session, complaint, now)


def answer(
    session: Session,
    complaint: Matter,
    code: str | None,
    text: str,
    now: datetime,
    *,
    by: str,
    on: date | None = None,
    through: Mapping[str, str] | None = None,
) -> Happening:
    """The institution answers what was asked. A late answer is still an answer. `on` is the local day it came."""
    track = track_at(session, complaint, code)
    zone = _zone(session, track)
    day = on or zone.day_of(now)
    if day > zone.day_of(now):
        raise InTheFuture(day.isoformat())
    words = vault.keep_if(session, complaint, WordsKind.ANSWER, text)
    facts = {"on": day.isoformat(), **(through or {})}
    came = min(now, zone.ends(day))
    for clock in _of_track(session, complaint, track):
        end(session, clock, came)  # judged by the day the answer came, not by the day it was written down
    answered = record(
        session, complaint, Event.ANSWERED, now, by=by, forwarding=track, words=words, facts=facts
    )
    end_tracks(session, complaint, now)
    return answered


def settle_informally(
    session: Session, complaint: Matter, code: str | None, note: str, now: datetime, *, by: str
) -> None:
    """The institution settled the matter, and proved it. Practice; no article creates this."""
    track = track_at(session, complaint, code)
    words = vault.keep_if(session, complaint, WordsKind.EVIDENCE, note)
    record(session, complaint, Event.SETTLED_INFORMALLY, now, by=by, forwarding=track, words=words)
    end_tracks(session, complaint, now)


def release(
    session: Session, complaint: Matter, code: str | None, note: str, now: datetime, *, by: str
) -> None:
    """The institution is not the one, or is no longer needed."""
    track = track_at(session, complaint, code)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    record(session, complaint, Event.TRACK_RELEASED, now, by=by, forwarding=track, words=words)
    end_tracks(session, complaint, now)


def release_all(session: Session, complaint: Matter, now: datetime) -> dict[str, list[str]]:
    """The complaint begins anew: tracks left running by what came before end here, so that it can be forwarded again.

    Returns the facts for the happening that does so: the codes of the institutions released.
    """
    return release_each(session, (each for each in tracks(session, complaint) if each.ended_at is None), now)


def release_each(session: Session, found: Iterable[Forwarding], now: datetime) -> dict[str, list[str]]:
    """The same for these tracks, of which some may have ended otherwise."""
    released: list[str] = []
    for track in found:
        track.stage, track.ended_at = TrackStage.RELEASED, track.ended_at or now
        session.add(track)
        released.append(session.get_one(Institution, track.institution_id).code)
    return {"released": released} if released else {}


def summon(
    session: Session,
    complaint: Matter,
    code: str | None,
    on: date | None,
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Call the reported party to appear on the local day `on`: the first, second or third call (Art. 31).

    Raises `InThePast`.
    """
    track = track_at(session, complaint, code)
    if on is not None and on < _zone(session, track).day_of(now):
        raise InThePast(on.isoformat())
    words = vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    facts = {"on": on.isoformat()} if on else {}
    record(session, complaint, Event.SUMMONED, now, by=by, forwarding=track, words=words, facts=facts)


def excuse_absence(
    session: Session, complaint: Matter, code: str | None, note: str, now: datetime, *, by: str
) -> None:
    """The summoned party had a valid excuse: the calls are no longer in a row, the next is a first one (Art. 31)."""
    track = track_at(session, complaint, code)
    words = vault.keep_if(session, complaint, WordsKind.REASON, note)
    record(session, complaint, Event.ABSENCE_EXCUSED, now, by=by, forwarding=track, words=words)


def ask_force(
    session: Session, complaint: Matter, code: str | None, note: str, now: datetime, *, by: str
) -> None:
    """After the third unexcused absence the police may be asked to bring the person (UU 37/2008 Art. 31)."""
    track = track_at(session, complaint, code)
    words = vault.keep_if(session, complaint, WordsKind.NOTE, note)
    record(session, complaint, Event.FORCE_ASKED, now, by=by, forwarding=track, words=words)


def evidence_of(through: Mapping[str, str] | None) -> str:
    """What proves a day of receipt: the institution's own word, where it came through its door."""
    return "acknowledged" if through else "set_by_officer"


def set_receipt(
    session: Session, clock: Clock, on: date, now: datetime, evidence: str = "set_by_officer"
) -> None:
    """Set the day of receipt of a letter whose clock waits, as an officer or the institution itself says.

    Raises `InTheFuture`, `BeforeSending`.
    """
    if on > clock.zone.day_of(now):
        raise InTheFuture(on.isoformat())
    if on < clock.zone.day_of(clock.opened_at):
        raise BeforeSending(on.isoformat())
    start(session, clock, on, evidence=evidence)


def _start_waiting(
    session: Session, complaint: Matter, track: Forwarding, on: date, now: datetime, evidence: str
) -> None:
    for clock in _of_track(session, complaint, track):
        if clock.state is ClockState.WAITING:
            set_receipt(session, clock, on, now, evidence)


def _of_track(session: Session, complaint: Matter, track: Forwarding) -> list[Clock]:
    return [clock for clock in open_clocks(session, complaint) if clock.forwarding_id == track.id]


def _zone(session: Session, track: Forwarding) -> Zone:
    return session.get_one(Institution, track.institution_id).zone
