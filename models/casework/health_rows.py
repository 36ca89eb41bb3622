"""What is read for the health of institutions: a handful of statements, whatever the number of their tracks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, null, or_, select, union
from sqlmodel import Session, SQLModel, col

from models.accounts import WITH_INSTITUTIONS, Stay
from models.asking import ON_A_TRACK, Mark
from models.casework.accounting import sent_in_vain
from models.codes import MatterKind, Party
from models.health import Period
from models.stages import Event
from models.tables import Clock, Delivery, Forwarding, Happening, Item, Letter, LetterState, Matter, Pause
from models.workdays import Pause as Rest
from models.zones import Zone

DONE: Final = frozenset({
    Event.ITEM_VERIFIED, Event.ACTIONS_DONE, Event.SETTLEMENT_KEPT, Event.RECOMMENDATION_IMPLEMENTED,
})  # fmt: skip
"""The ends of a matter, or of an item, by which the terms of its items were kept."""
BOUND: Final = (
    Party.REPORTED_PARTY, Party.FOCAL_POINT, Party.ALTERNATE, Party.SUPERIOR, Party.INSTITUTION_HEAD,
)  # fmt: skip
_FACTS_MATTER: Final = (
    Event.ACKNOWLEDGED, Event.ANSWERED, Event.SETTLED_INFORMALLY, Event.FOCAL_POINT_CHANGED, Event.LETTER_FAILED,
)  # fmt: skip
TWICE: Final = "recommendation_report_alarm"
"""The earlier reading of a term that has a clock of its own: one duty counts once."""


def counted() -> tuple[ColumnElement[bool], ...]:
    """Which matters count: complaints that an office led here; what was imported quietly it never asked for."""
    return (col(Matter.quiet).is_(False), col(Matter.kind) == MatterKind.COMPLAINT)


class Track(NamedTuple):
    """A forwarding as far as it is needed here."""

    id: int
    matter_id: int
    institution_id: int
    focal_point_id: int | None


class Term(NamedTuple):
    """A clock of an institution, without its proof."""

    id: int
    matter_id: int
    forwarding_id: int | None
    institution_id: int
    key: str
    binds: Party
    zone: Zone
    opened_at: datetime
    opened_by: str | None
    started_on: date | None
    due_at: datetime | None
    ended_at: datetime | None


@dataclass
class Rows:
    """All of it, by what it belongs to: marks and terms by track, stays and ends by matter, pauses by term."""

    tracks: list[Track]
    marks: defaultdict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    stays: defaultdict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    done: defaultdict[int, set[datetime]] = field(default_factory=lambda: defaultdict(set))
    terms: list[Term] = field(default_factory=list[Term])
    rests: defaultdict[int, list[Rest]] = field(default_factory=lambda: defaultdict(list))
    rests_since: dict[int, datetime] = field(default_factory=dict[int, datetime])
    back: Mapping[str | None, datetime] = field(default_factory=dict[str | None, datetime])


def rows_of(session: Session, institution_ids: Sequence[int] | None, period: Period) -> Rows:
    """What is known of these institutions (of all, if None) that may matter to what was sent in the period."""
    at = None if institution_ids is None else list(institution_ids)
    wanted = _matters(at, period)
    since = or_(col(Forwarding.ended_at).is_(None), col(Forwarding.ended_at) >= period.since)
    tracks = (
        select(*_columns(Forwarding, Track))
        .where(col(Forwarding.matter_id).in_(wanted), since, *_at(Forwarding.institution_id, at))
        .order_by(col(Forwarding.id))
    )
    rows = Rows([Track(*row) for row in session.connection().execute(tracks).all()])
    failed = _read_history(session, wanted, rows)
    _read_terms(session, wanted, at, period, rows)
    rows.back = sent_in_vain(session, failed)
    return rows


def _columns(table: type[SQLModel], row: type[NamedTuple]) -> list[Any]:
    return [getattr(table, name) for name in row._fields]


def _at(column: Any, institution_ids: list[int] | None) -> Iterator[ColumnElement[bool]]:
    if institution_ids is not None:
        yield col(column).in_(institution_ids)


def _matters(institution_ids: list[int] | None, period: Period) -> Any:
    """The ids of matters in which something may have been asked in the period."""
    lived = (
        col(Matter.received_at) < period.until,
        or_(col(Matter.closed_at).is_(None), col(Matter.closed_at) >= period.since),
    )
    query = select(col(Matter.id)).where(*counted(), *lived)
    if institution_ids is None:
        return query
    asked = select(col(Forwarding.matter_id)).where(*_at(Forwarding.institution_id, institution_ids))
    owed = select(col(Item.matter_id)).where(*_at(Item.institution_id, institution_ids))
    return query.where(col(Matter.id).in_(union(asked, owed)))


def _read_history(session: Session, wanted: Any, rows: Rows) -> dict[int | None, datetime]:
    """Marks, stays and ends; the letters that are known to have failed, and since when."""
    before, after = col(Happening.stage_before), col(Happening.stage_after)
    was_there = and_(before.is_not(None), before.in_(WITH_INSTITUTIONS))
    leaves = and_(was_there, after.not_in(WITH_INSTITUTIONS))
    crosses = or_(leaves, and_(~was_there, after.in_(WITH_INSTITUTIONS)))
    telling = col(Happening.event).in_((*ON_A_TRACK, *DONE, Event.LETTER_FAILED))
    query = (
        select(
            col(Happening.matter_id),
            col(Happening.forwarding_id),
            col(Happening.id),
            col(Happening.event),
            col(Happening.at),
            after,
            leaves,
            crosses,
            case((col(Happening.event).in_(_FACTS_MATTER), col(Happening.facts)), else_=null()),
        )
        .where(col(Happening.matter_id).in_(wanted), or_(crosses, telling))
        .order_by(col(Happening.matter_id), col(Happening.seq))
    )
    known = {track.id for track in rows.tracks}
    tracks: defaultdict[int, list[int]] = defaultdict(list)
    for track in rows.tracks:
        tracks[track.matter_id].append(track.id)
    failed: dict[int | None, datetime] = {}
    for row in session.connection().execute(query).all():
        matter_id, track_id, happening_id, event, at, stage, has_left, has_crossed, facts = row
        if event is Event.LETTER_FAILED:
            failed[facts.get("letter")] = at
        elif event in DONE:
            rows.done[matter_id].add(at)
        elif track_id in known and event in ON_A_TRACK:
            rows.marks[track_id].append(Mark(happening_id, event, at, facts or {}))
        if has_crossed:
            rows.stays[matter_id].append(Stay(stage, at))
        for each in tracks[matter_id] if has_left else ():
            rows.marks[each].append(Mark(happening_id, None, at, {}))
    return failed


def _read_terms(
    session: Session, wanted: Any, institution_ids: list[int] | None, period: Period, rows: Rows
) -> None:
    mine = (
        col(Clock.matter_id).in_(wanted), col(Clock.institution_id).is_not(None),
        col(Clock.opened_at) >= period.since, *_at(Clock.institution_id, institution_ids),
    )  # fmt: skip
    found = select(*_columns(Clock, Term)).where(*mine).order_by(col(Clock.id))
    rows.terms = [Term(*row) for row in session.connection().execute(found).all()]
    rest = (
        select(
            col(Pause.clock_id),
            col(Pause.starts_on),
            col(Pause.ends_on),
            col(Clock.zone),
            col(Clock.ended_at),
        )
        .join(Clock, col(Clock.id) == Pause.clock_id)
        .where(*mine)
        .order_by(col(Pause.id))
    )
    for clock_id, first, ends_on, zone, ended_at in session.connection().execute(rest):
        last = ends_on or zone.day_of(min(ended_at or period.as_of, period.as_of))
        if ends_on is None:
            rows.rests_since[clock_id] = zone.starts(first)
        if first <= last:
            rows.rests[clock_id].append(Rest(first, last))


def letters_of(
    session: Session, people: Sequence[str] | None, period: Period
) -> Iterator[tuple[str, int, int]]:
    """For each person (of these keys; everybody, if None): how many letters by e-mail were refused, of how many.

    A refused letter that an officer posted afterwards was refused all the same.
    """
    refused = (LetterState.REFUSED, LetterState.DONE)
    query = (
        select(
            col(Letter.person),
            func.sum(case((col(Letter.state).in_(refused), 1), else_=0)),
            func.count(col(Letter.id)),
        )
        .join(Matter, col(Matter.id) == Letter.matter_id)
        .where(
            *counted(),
            col(Letter.delivery) == Delivery.EMAIL,
            col(Letter.state).in_((LetterState.ACCEPTED, *refused)),
            col(Letter.queued_at) >= period.since,
            col(Letter.queued_at) < period.until,
        )
        .group_by(col(Letter.person))
    )  # fmt: skip
    if people is not None:
        query = query.where(col(Letter.person).in_(people))
    for person, back, sent in session.connection().execute(query):
        yield person, int(back), int(sent)
