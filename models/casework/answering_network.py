"""What institutions say at the doors of the network: who comes, that they sign, and who holds the post."""

from collections.abc import Callable, Mapping
from typing import Final

from sqlmodel import Session

from models.casework import doors, vault
from models.casework.errors import BeforeSending, NobodyNamed, NotAskedNow, NotInvited, Unsigned
from models.casework.network import attendance, commitments, confirming, succession
from models.casework.network.people import Official
from models.casework.visits import Visit
from models.codes import Purpose, ReplyKind
from models.replies import Attendance, Reply, Signature, StillInPost, Successor
from models.stages import Stage
from models.tables import Door, Forwarding, Happening, Institution, WordsKind

WANTED: Final[Mapping[Purpose, frozenset[ReplyKind]]] = {
    Purpose.ATTENDANCE: frozenset({ReplyKind.ATTENDANCE}),
    Purpose.SIGNATURE: frozenset({ReplyKind.SIGNATURE, ReplyKind.COLLEAGUE}),
    Purpose.CONFIRMATION: frozenset({ReplyKind.STILL_IN_POST, ReplyKind.SUCCESSOR}),
}
"""What each door of the network is for. Receipt is not asked there: no term of the network waits for it."""


def wanted(session: Session, door: Door, person: str) -> set[ReplyKind]:
    """What this person can say at a door of the network at which something is asked."""
    said = set(WANTED[door.purpose])
    if door.purpose is Purpose.SIGNATURE and not _own(session, door, person):
        said.discard(ReplyKind.SIGNATURE)
    if door.purpose is Purpose.CONFIRMATION and confirming.evidence(session, door, person) is None:
        said.discard(ReplyKind.STILL_IN_POST)
    return said


def _own(session: Session, door: Door, person: str) -> bool:
    """Whether the person speaks for the institution itself: the one above it signs for itself only."""
    if person.startswith("api_key:") or doors.is_contact(session, door, person):
        return True
    return doors.is_of(session, door.institution_id, person)


def _announce(session: Session, visit: Visit, reply: Attendance, through: Mapping[str, str]) -> Happening:
    """Before the gathering: who comes, or that nobody does. Once it was held: whom the institution names."""
    institution = session.get_one(Institution, visit.door.institution_id)
    held = visit.complaint.stage is not Stage.INVITED
    if held and reply.coming:
        raise NotAskedNow(reply.kind.value)
    if held and not reply.name:
        raise NobodyNamed
    known = {**through, **({} if held else {"coming": reply.coming})}
    reason = "\n\n".join(each for each in (reply.reason, reply.signed) if each)
    if not reply.name:
        return attendance.decline(
            session, visit.complaint, institution, reason, visit.now, by=visit.person, through=known
        )
    if not reply.coming and not held:
        attendance.withdraw(session, visit.complaint, institution)
    words = vault.keep_if(session, visit.complaint, WordsKind.REASON, reason)
    return attendance.announce(
        session, visit.complaint, _official(institution, reply), visit.now, by=visit.person,
        nominated=reply.nominated or not reply.coming, through=known, words=words,
    )  # fmt: skip


def _sign(session: Session, visit: Visit, reply: Signature, through: Mapping[str, str]) -> Happening:
    """A person signs by their own link; whoever comes by the institution's says who they are."""
    track, person = _track(session, visit), visit.person
    if _by_the_institution(visit, reply):
        person = f"institution:{visit.door.institution_id}"
    zone = session.get_one(Institution, track.institution_id).zone
    if reply.on is not None and reply.on < zone.day_of(track.sent_at):
        raise BeforeSending(reply.on.isoformat())
    words = vault.keep_if(session, visit.complaint, WordsKind.NOTE, reply.signed)
    return commitments.sign(
        session, visit.complaint, track, person, reply.on, visit.now, by=visit.person, through=through, words=words
    )  # fmt: skip


def _by_the_institution(visit: Visit, reply: Reply) -> bool:
    """Whether the institution says it and not a person's own link; a name stands below it then. Raises `Unsigned`."""
    if visit.person.startswith("focal_point:"):
        return False
    if not reply.signed:
        raise Unsigned
    return True


def _confirm(session: Session, visit: Visit, reply: StillInPost, through: Mapping[str, str]) -> Happening:
    """Only the one whom the page showed: the office may have named somebody else meanwhile."""
    evidence = confirming.evidence(session, visit.door, visit.person)
    asked = confirming.asked_about(session, visit.door.matter_id)
    if evidence is None or asked is None or asked.id != reply.focal_point:
        raise NotAskedNow(reply.kind.value)
    _by_the_institution(visit, reply)
    return succession.confirm(
        session, visit.complaint, reply.signed, visit.now, by=visit.person, evidence=evidence, through=through
    )


def _propose(session: Session, visit: Visit, reply: Successor, through: Mapping[str, str]) -> Happening:
    institution = session.get_one(Institution, visit.door.institution_id)
    since = {"since": reply.since.isoformat()} if reply.since else {}
    return succession.propose(
        session, visit.complaint, _official(institution, reply), reply.signed, visit.now, by=visit.person,
        through={**through, **since},
    )  # fmt: skip


def _official(institution: Institution, reply: Attendance | Successor) -> Official:
    email = str(reply.email) if reply.email else None
    return Official(institution, reply.name, reply.position, email, reply.phone or None)


def _track(session: Session, visit: Visit) -> Forwarding:
    track = doors.track_of(session, visit.door)
    if track is None:
        raise NotInvited
    return track


TAKE: Final[Mapping[type[Reply], Callable[..., Happening]]] = {
    Attendance: _announce,
    Signature: _sign,
    StillInPost: _confirm,
    Successor: _propose,
}
