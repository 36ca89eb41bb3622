"""What the door shows of an undertaking of the network: its own facts, and of institutions the guest's own alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from models.casework import doors
from models.casework.network import attendance, confirming, texts
from models.codes import MatterKind, Purpose, ReplyKind
from models.dates import long_date, long_instant, short_date
from models.stages import Event, Stage
from models.tables import Attendee, Commitment, FocalPoint, Gathering, Happening, Office, Words
from models.terms import term
from notifications.kinds import LetterKind
from notifications.quoting import shown
from portal.gate import Guest


@dataclass(frozen=True, slots=True)
class Meeting:
    """A gathering as whoever is invited sees it. Who else is invited is nobody's business here."""

    when: tuple[str, ...]
    until: str
    place: str
    mode: str
    theme: str
    opener: str
    agenda: tuple[str, ...]
    held: str
    asked: str
    announced: tuple[Attendee, ...]
    naming: bool
    """It was held: what is still asked is the focal point."""
    nominates: bool
    """Whether whoever comes is likely to be the focal point."""


@dataclass(frozen=True, slots=True)
class Undertaken:
    """A commitment as whoever is to sign it sees it."""

    wording: str
    text: str
    digest: str
    witness: str
    renews: bool
    signs: bool


@dataclass(frozen=True, slots=True)
class Post:
    """Who holds a post: `asked` is the one whom a confirmation confirms, `own` whether that is the guest."""

    asked: FocalPoint | None
    own: bool
    new: bool
    may: bool
    gone: str
    last_day: str


def undertaking(
    session: Session, guest: Guest, possible: Collection[ReplyKind]
) -> Meeting | Undertaken | Post | None:
    """What the guest's door is about, where it is one of the network; None elsewhere."""
    match guest.door.purpose:
        case Purpose.ATTENDANCE:
            return _meeting(session, guest)
        case Purpose.SIGNATURE:
            row = session.get_one(Commitment, guest.complaint.id)
            signs = ReplyKind.SIGNATURE in possible
            text = texts.text_of(session, row.matter_id)
            return Undertaken(
                row.text_version, text, texts.digest_of(text), row.witness, row.renews_id is not None, signs
            )
        case Purpose.CONFIRMATION:
            return _post(session, guest, may=ReplyKind.STILL_IN_POST in possible)
        case _:
            return None


def _meeting(session: Session, guest: Guest) -> Meeting:
    row, language = session.get_one(Gathering, guest.complaint.id), guest.language
    zone = session.get_one(Office, guest.complaint.office_id).zone
    zones = dict.fromkeys((zone, guest.to.zone))  # where it is, and where the guest is
    ends = row.starts_at + timedelta(minutes=row.minutes) if row.starts_at else None
    clock = "%H.%M" if language == "id" else "%H:%M"
    return Meeting(
        when=tuple(long_instant(row.starts_at, each, language) for each in zones) if row.starts_at else (),
        until=f"{ends.astimezone(zone.tz):{clock}} {zone}" if ends else "",
        place=row.place,
        mode=term(row.mode, language),
        theme=row.theme,
        opener=row.opener,
        agenda=tuple(row.agenda_items),
        held=long_date(row.held_on, language) if row.held_on else "",
        asked=asked(session, guest),
        announced=tuple(attendance.announced(session, guest.complaint, guest.institution.id or 0)),
        naming=guest.complaint.stage is not Stage.INVITED,
        nominates=guest.complaint.kind is MatterKind.FORMATION,
    )


def asked(session: Session, guest: Guest) -> str:
    """What the office wrote to this institution last: with the invitation, or after its absence; or nothing."""
    if guest.door.purpose is not Purpose.ATTENDANCE:
        return ""
    track = doors.track_of(session, guest.door)
    query = select(Happening).where(
        Happening.matter_id == guest.complaint.id,
        Happening.forwarding_id == (track.id if track else None),
        col(Happening.event).in_((Event.INVITED, Event.ABSENTEE_ASKED)),
    )
    for happening in session.exec(query.order_by(col(Happening.seq).desc())):
        rows = [session.get_one(Words, words_id) for words_id, _ in happening.words]
        if rows:
            return shown(session, guest.complaint, rows, LetterKind.GATHERING_INVITATION, guest.to)
    return ""


def _post(session: Session, guest: Guest, *, may: bool) -> Post:
    matter_id = guest.complaint.id or 0
    asked, gone = confirming.asked_about(session, matter_id), confirming.leaving(session, matter_id)
    last_day = confirming.last_day(session, matter_id)
    return Post(
        asked=asked,
        own=asked is not None and guest.to.person == f"focal_point:{asked.id}",
        new=gone is not None,
        may=may,
        gone=gone.name if gone else "",
        last_day=short_date(last_day, guest.language) if last_day else "",
    )
