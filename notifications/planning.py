"""From the outbox to letters: each happening's letters are planned once, for those who have the roles as of now."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby

from sqlalchemy import bindparam, delete, text, update
from sqlmodel import Session, SQLModel, col, select

from models.casework import law
from models.casework.numbers import letter_nos
from models.codes import Party
from models.settings import settings
from models.tables import Delivery, Happening, Institution, Letter, LetterState, Matter, Office, Outbox
from notifications.addressees import ByClock, ByName, To
from notifications.concerns import clock_of, concerns
from notifications.dues import running
from notifications.gathering import gathered
from notifications.kinds import ASKS_ONE_PERSON, PRECEDENCE, REGISTRY, STARTS_A_CLOCK, LetterKind
from notifications.letters import LETTERS, bound_with, in_their_words
from notifications.recipients import Concern, Recipient, look_up, who
from notifications.situations import Situation
from notifications.standing_in import heads, stand_ins

WORTH_GATHERING = 4
"""For fewer happenings than these, reading together takes longer than asking for what each needs."""


@dataclass(frozen=True, slots=True)
class _Planned:
    happening: Happening
    complaint: Matter
    kind: LetterKind
    recipient: Recipient


def plan(session: Session, matter_id: int | None, now: datetime, limit: int = 100) -> int:
    """Plan the letters of up to `limit` happenings (of one complaint, or of all); how many happenings were planned.

    `now` is business time in UTC; it decides who holds a role. Planning twice, or in two processes at once, makes
    no letter twice. Runs inside the caller's transaction.
    """
    rows = _unplanned(session, matter_id, limit)
    if not rows:
        return 0
    planned: list[_Planned] = []
    telling = [happening for _, happening in rows if LETTERS[happening.event]]
    with gathered(session, telling) if len(telling) > WORTH_GATHERING else nullcontext():
        for happening in telling:
            planned += _letters_of(session, happening, now, planned)
    _insert(session, planned, now)
    _note_planned(session, [happening.id for posted, happening in rows if not posted])
    if done := [happening.id for posted, happening in rows if posted]:
        session.exec(delete(Outbox).where(col(Outbox.happening_id).in_(done)))
    return len(rows)


def _note_planned(session: Session, happening_ids: list[str]) -> None:
    if happening_ids:
        session.connection().execute(_NOTE_PLANNED, {"ids": happening_ids})


def _unplanned(session: Session, matter_id: int | None, limit: int) -> list[tuple[bool, Happening]]:
    """The happenings whose letters are not planned, the oldest first, and whether each has been posted already."""
    statement, values = (_OF_ALL, {}) if matter_id is None else (_OF_ONE, {"of": matter_id})
    return list(session.exec(statement, params={"many": limit, **values}).all())


_OUTBOX = SQLModel.metadata.tables["outbox"]
_OF_ALL = (
    select(Outbox.posted, Happening)
    .join(Happening, col(Happening.id) == col(Outbox.happening_id))
    .where(col(Outbox.planned).is_(False))
    .order_by(col(Happening.recorded_at), col(Happening.seq))
    .limit(bindparam("many"))
    .with_for_update(of=Outbox, skip_locked=True)  # SQLite has one writer at a time and ignores this
)
_NOTE_PLANNED = (
    update(_OUTBOX).where(_OUTBOX.c.happening_id.in_(bindparam("ids", expanding=True))).values(planned=True)
)
_OF_ONE = _OF_ALL.where(col(Outbox.matter_id) == bindparam("of"))


def _letters_of(
    session: Session, happening: Happening, now: datetime, before: list[_Planned]
) -> Iterator[_Planned]:
    complaint = session.get_one(Matter, happening.matter_id)
    if complaint.quiet:
        return
    best: dict[str, _Planned] = {}
    for concern, to, role in _entries(session, happening):
        institution = session.get(Institution, concern.institution_id) if concern else None
        if not to.when(_situation(session, happening, complaint, institution, before)):
            continue
        zone = institution.zone if institution else session.get_one(Office, complaint.office_id).zone
        kind = in_their_words(to.kind, role)
        today = zone.day_of(now)
        found = _recipients(session, happening, to, role, concern, today)
        if concern and kind in STARTS_A_CLOCK:
            as_well = heads if kind in ASKS_ONE_PERSON else stand_ins
            found += as_well(session, found, replace(concern, about=complaint), today)
        for recipient in found:
            _keep_better(best, _Planned(happening, complaint, kind, recipient))
    yield from best.values()


def _recipients(
    session: Session, happening: Happening, to: To, role: Party, concern: Concern | None, today: date
) -> list[Recipient]:
    if isinstance(to.role, ByName):
        persons = _named(happening.facts.get(to.role, ()))
        found = [found for person in persons if (found := look_up(session, person, role)) is not None]
        if not any(person.startswith("api_key:") for person in persons):
            return found
    complaint = session.get_one(Matter, happening.matter_id)  # a system has no address: its institution has
    return who(session, complaint, role, [concern] if concern else [], today)


def _named(fact: str | int | Sequence[str]) -> Sequence[str]:
    if isinstance(fact, int):
        return [f"focal_point:{fact}"]
    return [fact] if isinstance(fact, str) else fact


def _situation(
    session: Session,
    happening: Happening,
    complaint: Matter,
    institution: Institution | None,
    before: list[_Planned],
) -> Situation:
    def term_runs() -> bool:
        if institution is None:
            return False
        theirs = running(session, complaint.id or 0, institution.id or 0)
        return any(law.term(clock.key, complaint.rule_set).on_receipt for clock in theirs)

    return Situation(
        institution=institution,
        stage=happening.stage_before or happening.stage_after,
        asked_at_once=bool(happening.facts.get("at_once")),
        followed=bool(happening.facts.get("followed")),
        ended=bool(happening.facts.get("ended")),
        overtaken=bool(happening.facts.get("because")),
        inspectorate_told=lambda: _inspectorate_told(session, complaint, before),
        term_runs=term_runs,
    )


def _entries(session: Session, happening: Happening) -> Iterator[tuple[Concern | None, To, Party]]:
    """Every entry of the event's row, its role resolved, once per institution where the role is an institution's."""
    found: list[Concern] | None = None  # looked up once there is somebody to write to at an institution
    for to in LETTERS[happening.event]:
        for role in _roles(session, happening, to.role):
            if role in _WITHOUT_INSTITUTION:
                yield None, to, role
                continue
            if found is None:
                found = concerns(session, happening)
            yield from ((concern, to, role) for concern in found)


_WITHOUT_INSTITUTION = frozenset(Party) - {
    Party.REPORTED_PARTY, Party.FOCAL_POINT, Party.ALTERNATE, Party.SUPERIOR, Party.INSPECTORATE,
    Party.INSTITUTION_HEAD, Party.PROVIDER,
}  # fmt: skip


def _roles(session: Session, happening: Happening, role: Party | ByClock | ByName) -> tuple[Party, ...]:
    if isinstance(role, Party):
        return (role,)
    if isinstance(role, ByName):
        return (Party.FOCAL_POINT,)
    if role is ByClock.TOLD:
        return tuple(Party(code) for code in happening.facts.get("tells", ()))
    clock = clock_of(session, happening)
    return bound_with(clock.binds) if clock else ()


def _keep_better(best: dict[str, _Planned], new: _Planned) -> None:
    """One letter per happening and person; two desks of one institution with one address are one person."""
    recipient = new.recipient
    address = recipient.email and f"{recipient.institution_id}/{recipient.email.casefold()}"
    same = next(
        (
            key
            for key, kept in best.items()
            if key == recipient.person
            or (
                address
                and recipient.institution_id is not None
                and address == f"{kept.recipient.institution_id}/{(kept.recipient.email or '').casefold()}"
            )
        ),
        None,
    )
    if same is None:
        best[recipient.person] = new
    elif PRECEDENCE[new.kind] < PRECEDENCE[best[same].kind]:
        del best[same]
        best[recipient.person] = new


def _inspectorate_told(session: Session, complaint: Matter, before: list[_Planned]) -> bool:
    if any(
        each.complaint.id == complaint.id and each.recipient.role is Party.INSPECTORATE for each in before
    ):
        return True
    letter = select(Letter.id).where(Letter.matter_id == complaint.id, Letter.role == Party.INSPECTORATE)
    return session.exec(letter.limit(1)).first() is not None


_COLUMNS = (
    "happening_id", "matter_id", "person", "role", "kind", "language", "delivery", "number", "state", "message_id",
    "tries", "queued_at",
)  # fmt: skip
_INSERT = text(
    f"INSERT INTO letter ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608 - our own column names
    " ON CONFLICT (happening_id, person) DO NOTHING"
).bindparams(*(bindparam(name, type_=SQLModel.metadata.tables["letter"].c[name].type) for name in _COLUMNS))
"""As text, because SQLAlchemy compiles an ON CONFLICT of its own anew each time; both databases read this one."""


def _insert(session: Session, planned: list[_Planned], now: datetime) -> None:
    """Numbers are drawn office by office in one order everywhere, so that two planners never wait for each other."""
    ordered = sorted(planned, key=lambda each: (each.complaint.office_id, each.happening.at))
    numbers = iter(_numbers(session, [each for each in ordered if REGISTRY[each.kind].formal]))
    rows = [_row(each, next(numbers) if REGISTRY[each.kind].formal else None, now) for each in ordered]
    if rows:
        session.connection().execute(_INSERT, rows)


def _numbers(session: Session, formal: list[_Planned]) -> Iterator[str]:
    """The numbers of formal letters in their order: one visit to the counter for those of one office and year.

    A letter that is there already keeps its own; the one drawn for it is a gap.
    """
    for office_id, same in groupby(formal, key=lambda each: each.complaint.office_id):
        letters = list(same)
        office = session.get_one(Office, office_id)
        files = [(file_of(each.complaint, office), each.happening.at) for each in letters]
        yield from letter_nos(session, office, files)


def _row(each: _Planned, number: str | None, now: datetime) -> dict[str, object]:
    mailed = each.recipient.email is not None
    return {
        "happening_id": each.happening.id,
        "matter_id": each.complaint.id,
        "person": each.recipient.person,
        "role": each.recipient.role,
        "kind": each.kind.value,
        "language": each.recipient.language,
        "delivery": Delivery.EMAIL if mailed else Delivery.TASK,
        "number": number,
        "state": LetterState.QUEUED if mailed else LetterState.TODO,
        "message_id": message_id(each.happening.id, each.recipient.person),
        "tries": 0,
        "queued_at": now,
    }


def file_of(complaint: Matter, office: Office) -> str:
    """What a letter's number says of the complaint: its sequence and year, e.g. `0179-2026`."""
    if complaint.registration_no is not None and complaint.registered_at is not None:
        sequence = complaint.registration_no.partition("/")[0]
        return f"{sequence}-{complaint.registered_at.astimezone(office.zone.tz).year}"
    return complaint.agenda_no.replace(".", "-")


def message_id(happening_id: str, person: str) -> str:
    """The Message-ID of the letter to `person` about a happening: the same however often it is made."""
    return f"<{sha256(f'{happening_id}/{person}'.encode()).hexdigest()[:40]}@{settings().mail_domain}>"


def thread_id(matter_id: int, person: str) -> str:
    """The root to which all letters of a complaint to `person` refer, so that they are one thread."""
    return f"<{sha256(f'{matter_id}/{person}'.encode()).hexdigest()[:40]}.thread@{settings().mail_domain}>"
