"""Who holds a post: an official leaves (`mutasi`), or is asked whether they are still the one.

Either way it ends with a focal point who is confirmed. Clocks of complaints go on meanwhile, for the institution is
bound, not the person; open tasks follow the post (`models.casework.handing_over`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.casework import focal_points, vault
from models.casework.errors import NobodyNamed, NotTheirs, SameOfficial, StillOpen
from models.casework.history import SYSTEM, record
from models.casework.network import confirming, people, posts, renewing
from models.casework.network.opening import (
    conclude,
    hold,
    office_for,
    only_track,
    open_matter,
    put_on_track,
)
from models.casework.network.people import Official
from models.casework.network.posts import open_about as open_about
from models.codes import FocalState, MatterKind
from models.stages import Event, Stage, TrackStage
from models.tables import (
    FocalPoint,
    Forwarding,
    Happening,
    Institution,
    Matter,
    Succession,
    WordsKind,
)


def note_rotation(
    session: Session,
    leaving: FocalPoint,
    last_day: date,
    now: datetime,
    *,
    by: str,
    successor: FocalPoint | None = None,
) -> Matter:
    """The official is in post until `last_day`, that day included. The institution's head is asked who follows.

    A `successor` in the directory is asked to confirm, unless they are confirmed already: then this ends at once, and
    the role is theirs from the next day on. A question whether the official is still the one is settled by this.
    Raises `StillOpen` where a rotation is under way, `SameOfficial`.
    """
    hold(session, leaving)
    posts.settle_question(session, leaving, now, by=by, because=MatterKind.ROTATION.value)
    if (there := open_about(session, leaving)) is not None:
        raise StillOpen(there.agenda_no)
    focal_points.end(session, leaving, last_day, now, by=by)
    facts = {"last_day": last_day.isoformat(), "followed": successor is not None}
    matter = _open(session, MatterKind.ROTATION, Stage.SUCCESSION, leaving, now, last_day)
    track = only_track(session, matter)
    facts |= {"institution": _code(session, track), "leaving": f"focal_point:{leaving.id}"}
    record(session, matter, Event.ROTATION_NOTED, now, by=by, forwarding=track, facts=facts)
    if successor is not None:
        _follow(session, matter, track, successor, now, by=by)
    return matter


def ask_to_reconfirm(session: Session, asked: FocalPoint, now: datetime, *, by: str = SYSTEM) -> Matter:
    """Ask a focal point whether they are still the one. Raises `StillOpen` where that, or who follows, is asked."""
    hold(session, asked)
    if (there := open_about(session, asked)) is not None:
        raise StillOpen(there.agenda_no)
    matter = _open(session, MatterKind.RECONFIRMATION, Stage.CONFIRMING, asked, now)
    track = only_track(session, matter)
    track.focal_point_id = asked.id
    facts = {"institution": _code(session, track), "focal_point": asked.id}
    record(session, matter, Event.RECONFIRMATION_ASKED, now, by=by, forwarding=track, facts=facts)
    return matter


def _open(
    session: Session,
    kind: MatterKind,
    stage: Stage,
    person: FocalPoint,
    now: datetime,
    last_day: date | None = None,
) -> Matter:
    institution = session.get_one(Institution, person.institution_id)
    office = office_for(session, institution)
    matter = open_matter(session, office, kind, stage, now, institution=institution)
    session.add(Succession(matter_id=matter.id or 0, focal_point_id=person.id or 0, last_day=last_day))
    track = put_on_track(session, matter, institution, TrackStage.ASKED, now)
    track.focal_point_id = None  # who answers for a post is whoever is asked or follows, nobody else
    return matter


def _code(session: Session, track: Forwarding) -> str:
    return session.get_one(Institution, track.institution_id).code


def confirm(
    session: Session,
    matter: Matter,
    note: str,
    now: datetime,
    *,
    by: str,
    evidence: str = "officer",
    through: Mapping[str, str] | None = None,
) -> Happening:
    """The one who is asked holds the post: the entry is confirmed today, and a rotation has come to its end.

    At an institution that is bound by a commitment, a successor is asked to sign it as well. Raises `NobodyNamed`
    while a successor is still to be named, or where the one who is asked has gone; `NotTheirs` where the one who leaves
    speaks for the one who follows.
    """
    row, track = session.get_one(Succession, matter.id), only_track(session, matter)
    person = confirming.asked_about(session, row.matter_id)
    if person is None:
        raise NobodyNamed
    today = session.get_one(Institution, track.institution_id).zone.day_of(now)
    if person.state in posts.GONE or (person.valid_to is not None and person.valid_to < today):
        raise NobodyNamed
    if row.successor_id is not None and by == f"focal_point:{row.focal_point_id}":
        raise NotTheirs
    posts.give_way(session, person, today, now, by=by)
    focal_points.set_state(session, person, FocalState.CONFIRMED, today, now, by=by, evidence=evidence)
    words = vault.keep_if(session, matter, WordsKind.NOTE, note)
    return _end(session, matter, track, person, now, by=by, facts=through, words=words)


def _end(
    session: Session,
    matter: Matter,
    track: Forwarding,
    person: FocalPoint,
    now: datetime,
    *,
    by: str,
    facts: Mapping[str, Any] | None = None,
    words: Sequence[Any] = (),
) -> Happening:
    """The post has its confirmed contact; a successor takes the role, and is asked to sign what binds the place."""
    row = session.get_one(Succession, matter.id)
    institution = session.get_one(Institution, track.institution_id)
    track.focal_point_id = person.id
    said = {**(facts or {}), "institution": institution.code, "focal_point": person.id}
    done = conclude(
        session, matter, Event.FOCAL_POINT_CONFIRMED, now, by=by, track=track, facts=said, words=words
    )
    posts.settle_question(session, person, now, by=by, because="confirmed", but=matter)
    if row.successor_id is not None:
        today = institution.zone.day_of(now)
        leaving = session.get_one(FocalPoint, row.focal_point_id)
        posts.take_up(session, row, person, today, now, by=by)
        renewing.at_rotation(session, leaving, institution, today, now)
    return done


def propose(
    session: Session,
    matter: Matter,
    official: Official,
    note: str,
    now: datetime,
    *,
    by: str,
    through: Mapping[str, str] | None = None,
) -> Happening:
    """The institution names a successor through its door. Nobody is written to on that alone: the office names them.

    Raises `SameOfficial`.
    """
    track = only_track(session, matter)
    leaving = session.get_one(FocalPoint, session.get_one(Succession, matter.id).focal_point_id)
    given = {"state": FocalState.PROPOSED, "evidence": "named_by_institution"}
    entry = posts.entry_for(session, leaving, official, now, by=by, **given)
    words = vault.keep_if(session, matter, WordsKind.NOTE, note)
    facts = {**(through or {}), "institution": official.institution.code, "focal_point": entry.id}
    return record(
        session, matter, Event.SUCCESSOR_PROPOSED, now, by=by, forwarding=track, facts=facts, words=words
    )


def name_successor(
    session: Session, matter: Matter, person: int | None, lines: Sequence[str], now: datetime, *, by: str
) -> None:
    """The office names the successor: somebody of the institution who is in the directory, or one written in a line.

    They are asked to confirm, unless they are confirmed. Named anew, the one named before is passed by. Raises
    `NobodyNamed`, `BadLine`, `SameOfficial`, `StillOpen` for somebody who leaves, too.
    """
    track = only_track(session, matter)
    row = session.get_one(Succession, matter.id)
    leaving = session.get_one(FocalPoint, row.focal_point_id)
    entry = session.get(FocalPoint, person) if person is not None else None
    if entry is None:
        named = [each for each in people.read(session, lines) if each.institution.id == track.institution_id]
        if len(named) != 1:
            raise NobodyNamed
        since = posts.begins(row, named[0].institution.zone.day_of(now))
        given = {"valid_from": since, "evidence": "named_by_officer"}
        entry = posts.entry_for(session, leaving, named[0], now, by=by, **given)
        people.update(session, entry, named[0], now, by=by)
    if entry.institution_id != track.institution_id:
        raise NobodyNamed
    _follow(session, matter, track, entry, now, by=by)


def _follow(
    session: Session, matter: Matter, track: Forwarding, successor: FocalPoint, now: datetime, *, by: str
) -> None:
    row = session.get_one(Succession, matter.id)
    leaving = session.get_one(FocalPoint, row.focal_point_id)
    institution = session.get_one(Institution, track.institution_id)
    today = institution.zone.day_of(now)
    if successor.id == leaving.id:
        raise SameOfficial
    rotating = open_about(session, successor, MatterKind.ROTATION)
    if rotating is not None and rotating is not matter:
        raise StillOpen(rotating.agenda_no)
    if row.successor_id not in (None, successor.id):
        posts.dismiss(session, matter, session.get_one(FocalPoint, row.successor_id), now, today, by=by)
    if row.last_day is None:  # the question was whether they are still the one: they are not
        row.last_day = today - timedelta(days=1)
        focal_points.end(session, leaving, row.last_day, now, by=by)
    needs_no_answer = successor.state is FocalState.CONFIRMED and focal_points.reachable(successor, today)
    posts.make_ready(session, row, successor, today, now, by=by)
    row.successor_id = track.focal_point_id = successor.id
    session.add_all((row, track))
    if needs_no_answer:
        _end(session, matter, track, successor, now, by=by, facts={"confirmed_before": True})
        return
    facts = {"institution": institution.code, "focal_point": successor.id}
    record(session, matter, Event.SUCCESSOR_NAMED, now, by=by, forwarding=track, facts=facts)


def miss(session: Session, matter: Matter, note: str, now: datetime, *, by: str) -> None:
    """No answer came in time, or none can come: the entry is doubtful, and the institution is asked who holds the post.

    An entry that is known to be dead or left stays so.
    """
    row, track = session.get_one(Succession, matter.id), only_track(session, matter)
    asked = session.get_one(FocalPoint, row.successor_id or row.focal_point_id)
    institution = session.get_one(Institution, track.institution_id)
    today = institution.zone.day_of(now)
    if asked.state not in posts.GONE:
        focal_points.set_state(session, asked, FocalState.DOUBTFUL, today, now, by=by, evidence="silent")
    words = vault.keep_if(session, matter, WordsKind.NOTE, note)
    facts = {"institution": institution.code, "focal_point": asked.id}
    record(session, matter, Event.CONFIRMATION_MISSED, now, by=by, forwarding=track, facts=facts, words=words)
