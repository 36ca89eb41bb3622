"""What a batch of letters needs from the memory, read together: a handful of statements, not a dozen for each letter.

The functions below look into what was gathered first, and ask the database where nothing was.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import bindparam
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import (
    Clock,
    FocalPoint,
    Forwarding,
    Happening,
    Institution,
    Item,
    Letter,
    Matter,
    Office,
    Officer,
    Reporter,
    Words,
)  # fmt: skip

RowT = TypeVar("RowT", bound=SQLModel)

_GATHERED = "gathered"


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Rows by what they belong to. `held` are those that are looked up one by one: held, the session knows them."""

    ids: frozenset[int]
    """Of the complaints."""
    complaints: Sequence[Matter]
    tracks: dict[int, list[Forwarding]]
    items: dict[int, list[Item]]
    reporters: dict[int, list[Reporter]]
    opened: dict[str, list[Clock]]
    happenings: frozenset[str]
    officers: dict[int, list[Officer]]
    held: list[SQLModel] = field(default_factory=list[SQLModel])


def gather(session: Session, letters: Sequence[Letter]) -> dict[int, str]:
    """Read what composing these letters asks for. Returns the agenda number of each complaint by its id."""
    happenings = _rows(session, Happening, Happening.id, {letter.happening_id for letter in letters})
    found = _about(session, happenings, {letter.matter_id for letter in letters})
    told = {words_id for happening in happenings for words_id, _ in happening.words}
    found.held.extend(_rows(session, Words, Words.id, told))
    found.held.extend(_network(session, letters, found))
    return {complaint.id or 0: complaint.agenda_no for complaint in found.complaints}


@contextmanager
def gathered(session: Session, happenings: Sequence[Happening]) -> Generator[None]:
    """For as long as the block lasts, and only reads, what planning the letters of these happenings asks for."""
    _about(session, happenings, {happening.matter_id for happening in happenings})
    try:
        yield
    finally:
        del session.info[_GATHERED]


def _about(session: Session, happenings: Sequence[Happening], ids: set[int]) -> _Gathered:
    complaints = _rows(session, Matter, Matter.id, ids)
    offices = {complaint.office_id for complaint in complaints}
    named = {happening.facts.get("clock") for happening in happenings} - {None}
    found = _Gathered(
        ids=frozenset(ids),
        complaints=complaints,
        tracks=_by("matter_id", _rows(session, Forwarding, Forwarding.matter_id, ids, Forwarding.id)),
        items=_by("matter_id", _rows(session, Item, Item.matter_id, ids, Item.number)),
        reporters=_by("matter_id", _rows(session, Reporter, Reporter.matter_id, ids, Reporter.id)),
        opened=_by("opened_by", _rows(session, Clock, Clock.opened_by, {each.id for each in happenings})),
        happenings=frozenset(happening.id for happening in happenings),
        officers=_by("office_id", _rows(session, Officer, Officer.office_id, offices, Officer.id)),
    )
    found.held.extend(happenings)
    found.held.extend(_rows(session, Clock, Clock.id, named))
    found.held.extend(_rows(session, Office, Office.id, offices))
    session.info[_GATHERED] = found
    return found


def _network(session: Session, letters: Iterable[Letter], found: _Gathered) -> Iterator[SQLModel]:
    """The institutions that the complaints are about, and those to whom the letters go."""
    persons: dict[str, set[int]] = defaultdict(set)
    for letter in letters:
        table, _, row_id = letter.person.partition(":")
        persons[table].add(int(row_id))
    contacts = _rows(session, FocalPoint, FocalPoint.id, persons["focal_point"])
    asked = {track.institution_id for tracks in found.tracks.values() for track in tracks}
    places = persons["institution"] | asked | {contact.institution_id for contact in contacts}
    yield from contacts
    yield from _rows(session, Institution, Institution.id, places)


def tracks_of(session: Session, matter_id: int) -> Sequence[Forwarding]:
    """The complaint's forwardings, in the order in which they were made."""
    if (found := _of(session)) and matter_id in found.ids:
        return found.tracks.get(matter_id, ())
    return _rows(session, Forwarding, Forwarding.matter_id, {matter_id}, Forwarding.id)


def items_of(session: Session, matter_id: int) -> Sequence[Item]:
    """The complaint's items of every kind, by number."""
    if (found := _of(session)) and matter_id in found.ids:
        return found.items.get(matter_id, ())
    return _rows(session, Item, Item.matter_id, {matter_id}, Item.number)


def reporters_of(session: Session, complaint: Matter) -> Sequence[Reporter]:
    """Those who filed, in the order in which they are on file."""
    matter_id = complaint.id or 0
    if (found := _of(session)) and matter_id in found.ids:
        return found.reporters.get(matter_id, ())
    return _rows(session, Reporter, Reporter.matter_id, {matter_id}, Reporter.id)


def opened_by(session: Session, happening: Happening) -> Sequence[Clock]:
    """The clocks that the happening opened."""
    if (found := _of(session)) and happening.id in found.happenings:
        return found.opened.get(happening.id, ())
    return _rows(session, Clock, Clock.opened_by, {happening.id})


def officers_of(session: Session, office_id: int) -> Sequence[Officer]:
    """The officers of an office, in the order in which they came."""
    if (found := _of(session)) and office_id in found.officers:
        return found.officers[office_id]
    return _rows(session, Officer, Officer.office_id, {office_id}, Officer.id)


def _of(session: Session) -> _Gathered | None:
    return session.info.get(_GATHERED)


def _rows(
    session: Session, _: type[RowT], column: Any, values: Iterable[object], order: Any = None
) -> list[RowT]:
    if not (wanted := list(values)):
        return []
    query: SelectOfScalar[RowT] = _query(column, order)
    return list(session.exec(query, params={"wanted": wanted}).all())


@lru_cache(maxsize=64)
def _query(column: Any, order: Any) -> Any:
    """Made once for each column that is asked by: building a statement takes as long as running it."""
    found = select(column.class_).where(col(column).in_(bindparam("wanted", expanding=True)))
    return found if order is None else found.order_by(col(order))


def _by(name: str, rows: Iterable[RowT]) -> dict[Any, list[RowT]]:
    grouped: dict[Any, list[RowT]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return dict(grouped)
