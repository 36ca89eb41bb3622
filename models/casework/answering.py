"""What comes through an institution's door: each reply becomes one happening, with a receipt, in one transaction.

The caller has locked the complaint (`matter_by_number(..., to_change=True)`) and commits.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlmodel import Session, col, select

from models.casework import (
    answering_network,
    attachments,
    correction,
    doors,
    drafting,
    focal_points,
    forwarding,
    keeping,
    numbers,
    vault,
    visits,
)
from models.casework.attachments import Stored
from models.casework.doors import OF_NETWORK, Standing
from models.casework.errors import DoorShut, NotAskedNow, UnknownItem
from models.casework.history import record
from models.casework.network import commitments, people
from models.casework.network.people import Official
from models.casework.visits import Visit, signed
from models.codes import FocalRole, FocalState, Purpose, ReplyKind
from models.replies import (
    Acknowledgement,
    Answer,
    Colleague,
    Extension,
    ItemReport,
    NotOurs,
    Reply,
    Supplement,
)
from models.stages import Event
from models.tables import (
    Attachment,
    Door,
    Forwarding,
    Happening,
    Institution,
    Item,
    Office,
    Submission,
    WordsKind,
)


def submit(session: Session, visit: Visit, reply: Reply, files: Sequence[Stored] = ()) -> Submission:
    """Take what an institution says, with its files; the submission, with the number of its receipt.

    The same ticket again gives the same submission and changes nothing. Raises `DoorShut`, `NotAskedNow`, and what the
    use case raises (`InTheFuture`, `BeforeSending`, `UnknownItem`).
    """
    if said := session.exec(select(Submission).where(Submission.ticket == visit.ticket)).first():
        return _same(said, visit)
    standing = doors.standing(session, visit.door)
    if standing is Standing.REVOKED:
        raise DoorShut(str(visit.door.id))
    if reply.kind not in possible(session, visit.door, standing, visit.person):
        raise NotAskedNow(reply.kind.value)
    receipt_no = numbers.receipt_no(session, session.get_one(Office, visit.complaint.office_id), visit.now)
    happening = _TAKE[type(reply)](session, visit, reply, {"receipt": receipt_no, "sender": visit.person})
    submission = Submission(
        door_id=visit.door.id or 0,
        receipt_no=receipt_no,
        ticket=visit.ticket,
        person=visit.person,
        kind=reply.kind,
        happening_id=happening.id,
        at=visit.now,
    )
    session.add(submission)
    session.flush()
    about = _item(session, visit, reply.item) if isinstance(reply, ItemReport) else None
    attachments.attach(session, visit.complaint, files, visit.now, submission=submission, item=about)
    if reply.kind is ReplyKind.SIGNATURE:
        commitments.take_scan(session, visit.complaint, submission)
    drafting.forget(session, visit.door, visit.person, form_of(reply))
    return submission


def with_ticket(session: Session, head: str) -> list[Submission]:
    """What was said before with a ticket that begins so."""
    return list(
        session.exec(select(Submission).where(col(Submission.ticket).startswith(head, autoescape=True)))
    )


def possible(session: Session, door: Door, standing: Standing, person: str) -> frozenset[ReplyKind]:
    """What this person can say at the door as it stands."""
    if standing in (Standing.ENDED, Standing.REVOKED):
        return frozenset()
    said = set(_ALWAYS)
    if standing is Standing.SUPPLEMENT:
        return frozenset(said | {ReplyKind.SUPPLEMENT})
    if door.purpose in OF_NETWORK.values():
        said = answering_network.wanted(session, door, person)
    else:
        said |= {ReplyKind.NOT_OURS}
        said |= {ReplyKind.ANSWER if door.purpose is Purpose.CLARIFICATION else ReplyKind.ITEM_REPORT}
        if visits.unconfirmed(session, door):
            said.add(ReplyKind.ACKNOWLEDGEMENT)
    if visits.extendable(session, door):
        said.add(ReplyKind.EXTENSION)
    return frozenset(said)


_ALWAYS: Final = frozenset({ReplyKind.COLLEAGUE})


def submissions(session: Session, door: Door) -> list[Submission]:
    """What came through the door so far, the oldest first."""
    said = select(Submission).where(Submission.door_id == door.id).order_by(col(Submission.id))
    return list(session.exec(said))


def evidence(session: Session, door: Door) -> list[Attachment]:
    """The files that came through the door, the oldest first."""
    through = select(Attachment).join(Submission, col(Submission.id) == Attachment.submission_id)
    return list(session.exec(through.where(Submission.door_id == door.id).order_by(col(Attachment.id))))


def form_of(reply: Reply) -> str:
    """The name of the form a reply comes from: its kind, and the item's number where there is one per item."""
    return f"{reply.kind}-{reply.item}" if isinstance(reply, ItemReport) else reply.kind.value


def _same(said: Submission, visit: Visit) -> Submission:
    if (said.door_id, said.person) != (visit.door.id, visit.person):
        raise DoorShut(str(visit.door.id))
    return said


def _code(session: Session, visit: Visit) -> str:
    return session.get_one(Institution, visit.door.institution_id).code


def _item(session: Session, visit: Visit, number: int) -> Item:
    for item in doors.items_at(session, visit.door):
        if item.number == number:
            return item
    raise UnknownItem(str(number))


def _acknowledge(
    session: Session, visit: Visit, reply: Acknowledgement, through: Mapping[str, str]
) -> Happening:
    if visit.door.purpose is Purpose.CLARIFICATION:
        return forwarding.acknowledge(
            session,
            visit.complaint,
            _code(session, visit),
            visit.now,
            by=visit.person,
            on=reply.on,
            through=through,
        )
    clock = visits.waiting(session, visit.door)
    if clock is None:
        raise NotAskedNow(reply.kind.value)
    day = reply.on or clock.zone.day_of(visit.now)
    return keeping.receipt(
        session, visit.complaint, clock.id, day, "", visit.now, by=visit.person, through=through
    )


def _answer(session: Session, visit: Visit, reply: Answer, through: Mapping[str, str]) -> Happening:
    return forwarding.answer(
        session,
        visit.complaint,
        _code(session, visit),
        signed(reply, reply.text),
        visit.now,
        by=visit.person,
        through=through,
    )


def _report(session: Session, visit: Visit, reply: ItemReport, through: Mapping[str, str]) -> Happening:
    _item(session, visit, reply.item)
    return correction.report_item(
        session,
        visit.complaint,
        reply.item,
        reply.status,
        signed(reply, reply.text),
        visit.now,
        by=visit.person,
        through=through,
    )


def _say(event: Event, kind: WordsKind, *fields: str) -> Callable[..., Happening]:
    """A reply that is written down for the examiner, who decides: it moves nothing by itself."""

    def say(session: Session, visit: Visit, reply: Reply, through: Mapping[str, str]) -> Happening:
        text = "\n\n".join(str(value) for name in fields if (value := getattr(reply, name)))
        words = vault.keep_if(session, visit.complaint, kind, signed(reply, text))
        days = {"days": reply.days} if isinstance(reply, Extension) else {}
        return record(
            session, visit.complaint, event, visit.now, by=visit.person, words=words,
            forwarding=_track(session, visit), facts={**through, **days, "institution": _code(session, visit)},
        )  # fmt: skip

    return say


def _track(session: Session, visit: Visit) -> Forwarding | None:
    on_a_track = visit.door.purpose in (Purpose.CLARIFICATION, *OF_NETWORK.values())
    return doors.track_of(session, visit.door) if on_a_track else None


def _name_colleague(
    session: Session, visit: Visit, reply: Colleague, through: Mapping[str, str]
) -> Happening:
    """Nobody is written to on another's word alone: the office confirms the entry first."""
    institution = session.get_one(Institution, visit.door.institution_id)
    official = Official(institution, reply.name, reply.position, str(reply.email), reply.phone or None)
    contact = people.entry_of(session, official) or focal_points.name(
        session, institution, visit.now, by=visit.person, role=FocalRole.ALTERNATE, state=FocalState.PROPOSED,
        evidence="named_by_colleague", name=reply.name, position=reply.position, email=str(reply.email),
        phone=reply.phone or None,
    )  # fmt: skip
    facts = {**through, "focal_point": contact.id, "institution": institution.code}
    return record(
        session, visit.complaint, Event.COLLEAGUE_NAMED, visit.now, by=visit.person,
        forwarding=_track(session, visit), facts=facts,
    )  # fmt: skip


_TAKE: Final[Mapping[type[Reply], Callable[..., Happening]]] = {
    Acknowledgement: _acknowledge,
    Answer: _answer,
    Supplement: _say(Event.SUPPLEMENTED, WordsKind.ANSWER, "text"),
    ItemReport: _report,
    Extension: _say(Event.EXTENSION_ASKED, WordsKind.REASON, "reason"),
    NotOurs: _say(Event.DISOWNED, WordsKind.REASON, "reason", "whose"),
    Colleague: _name_colleague,
    **answering_network.TAKE,
}
