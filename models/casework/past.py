"""Past complaints, taken in many at a time: filed, forwarded, answered and closed elsewhere, long ago.

They are quiet: nothing is sent, no deadline opens, no run is wanted. Those that are *live* come in by the same way and
owe the outside what any complaint at the front desk owes it. Rows are written in bulk, a handful of
statements for a whole batch; the history of each is in `past_life`.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, SQLModel, col, select

from models.casework import numbers
from models.casework.errors import UnknownInstitution
from models.casework.finding import office_by_code
from models.casework.history import Entry, digest_of
from models.casework.past_life import DayOf, Past, Written, chained
from models.stages import Stage, TrackStage
from models.tables import (
    Contact,
    Forwarding,
    Happening,
    Institution,
    Matter,
    Outbox,
    Reporter,
    ReporterRole,
    Words,
    WordsKind,
)


def known_keys(session: Session, keys: Iterable[str]) -> set[str]:
    """Those of the source keys that have been imported already."""
    query = select(Matter.source_key).where(col(Matter.source_key).in_(list(keys)))
    return {key for key in session.exec(query) if key is not None}


def take_in(session: Session, batch: Sequence[Past], now: datetime) -> list[Past]:
    """Take in those of the batch that are not here yet, in the caller's transaction; returns them.

    Business time `now`. Raises `UnknownOffice`, `UnknownInstitution`.
    """
    known = known_keys(session, (past.source_key for past in batch))
    new = [past for past in batch if past.source_key not in known]
    for code, same in groupby(
        sorted(new, key=lambda past: past.filing.office), key=lambda past: past.filing.office
    ):
        _write(session, code, list(same), now)
    return new


def _write(session: Session, office_code: str, pasts: list[Past], now: datetime) -> None:
    office = office_by_code(session, office_code)
    institutions = _institutions(session, pasts)
    agenda_nos = numbers.agenda_nos(session, office, [past.received_at for past in pasts])
    ids = _insert(
        session,
        Matter,
        [
            _complaint(past, agenda_no, office.id or 0, institutions.get(past.filing.institution or ""))
            for past, agenda_no in zip(pasts, agenda_nos, strict=True)
        ],
        "source_key",
    )
    complaint_ids = [ids[past.source_key] for past in pasts]
    tracks = _tracks(session, pasts, complaint_ids, institutions)
    words = _words(session, pasts, complaint_ids)
    _write_all(
        session,
        Reporter,
        (row for each in zip(pasts, complaint_ids, strict=True) for row in _reporters(*each)),
    )
    rows = [
        Written(past, agenda_no, matter_id, tracks.get(matter_id), words.get(matter_id, {}))
        for past, agenda_no, matter_id in zip(pasts, agenda_nos, complaint_ids, strict=True)
    ]
    _remember(session, rows, office.zone.day_of, now)


def _institutions(session: Session, pasts: list[Past]) -> dict[str, int]:
    codes = {past.filing.institution for past in pasts if past.filing.institution}
    found = dict(
        session.exec(select(Institution.code, Institution.id).where(col(Institution.code).in_(codes))).all()
    )
    if missing := sorted(codes - found.keys()):
        raise UnknownInstitution(", ".join(missing[:5]))
    return {code: institution_id or 0 for code, institution_id in found.items()}


def _complaint(past: Past, agenda_no: str, office_id: int, institution_id: int | None) -> dict[str, Any]:
    filing = past.filing
    return {
        "agenda_no": agenda_no,
        "office_id": office_id,
        "institution_id": institution_id,
        "access": filing.access,
        "channel": filing.channel,
        "stage": Stage.CLOSED if past.closed_at else past.stage,
        "rule_set": filing.rule_set,
        "confidentiality": filing.confidentiality,
        "substance": filing.substance,
        "service": filing.service,
        "alleged": filing.alleged,
        "found": [],
        "event_on": filing.event_on,
        "received_at": past.received_at,
        "closed_at": past.closed_at,
        "closing_reason": past.reason,
        "quiet": not past.live,
        "source_key": past.source_key,
        "version": 0,
        "chain": "",
    }


def _tracks(
    session: Session, pasts: list[Past], complaint_ids: list[int], institutions: dict[str, int]
) -> dict[int, int]:
    """The track of each complaint that names an institution, by the complaint's id."""
    rows = [
        {
            "matter_id": matter_id,
            "institution_id": institutions[past.filing.institution],
            "stage": TrackStage.ANSWERED if past.answered_at else TrackStage.FORWARDED,
            "sent_at": past.received_at,
            "ended_at": past.answered_at,
        }
        for past, matter_id in zip(pasts, complaint_ids, strict=True)
        if past.filing.institution
    ]
    return _insert(session, Forwarding, rows, "matter_id")


def _words(
    session: Session, pasts: list[Past], complaint_ids: list[int]
) -> dict[int, dict[WordsKind, list[Any]]]:
    """What goes into history of the texts of each complaint: the id and the digest of each, by its kind."""
    rows: list[dict[str, Any]] = [
        {
            "matter_id": matter_id,
            "kind": kind,
            "text": text,
            "salt": salt,
            "digest": digest_of(salt, text),
        }
        for past, matter_id in zip(pasts, complaint_ids, strict=True)
        for kind, text in _texts(past)
        for salt in [secrets.token_hex(16)]
    ]
    ids = _insert(session, Words, rows, "matter_id", "kind")
    found: dict[int, dict[WordsKind, list[Any]]] = {}
    for row in rows:
        of, kind = row["matter_id"], row["kind"]
        found.setdefault(of, {})[kind] = [ids[of, kind], row["digest"]]
    return found


def _texts(past: Past) -> Iterator[tuple[WordsKind, str]]:
    said = (
        (WordsKind.SUBJECT, past.filing.subject),
        (WordsKind.NARRATIVE, past.filing.narrative),
        (WordsKind.EXPECTATION, past.filing.expectation),
        (WordsKind.ANSWER, past.answer),
    )
    return ((kind, text) for kind, text in said if text.strip())


def _reporters(past: Past, matter_id: int) -> Iterator[dict[str, Any]]:
    for person in past.filing.reporters:
        told = person.model_dump(exclude={"role", "contact"})
        yield {
            **told,
            "matter_id": matter_id,
            "role": ReporterRole(person.role),
            "contact": Contact(person.contact),
        }


_END_OF_CHAIN = (
    update(Matter)
    .where(col(Matter.id) == bindparam("of"))
    .values(version=bindparam("length"), chain=bindparam("last"))
)


def _remember(session: Session, rows: list[Written], day_of: DayOf, now: datetime) -> None:
    """Write the history of each, and the end of its chain."""
    entries: list[Entry] = []
    ends: list[dict[str, Any]] = []
    owed: list[dict[str, Any]] = []
    recorded_at = datetime.now(UTC)
    for row in rows:
        chain = list(chained(row, day_of, now, recorded_at))
        entries += chain
        if row.past.live:
            owed += ({"happening_id": entry.id, "matter_id": row.matter_id} for entry in chain)
        ends.append({"of": row.matter_id, "length": len(chain), "last": chain[-1].hash})
    _write_all(session, Happening, (entry._asdict() for entry in entries))
    _write_all(session, Outbox, owed)
    session.connection().execute(_END_OF_CHAIN, ends)


def _insert(session: Session, table: type[SQLModel], rows: list[dict[str, Any]], *key: str) -> dict[Any, int]:
    """Write the rows and return the id of each, by what its `key` columns hold.

    (Asked to return the ids in the order of the rows, SQLite would be given one row at a time.)
    """
    if not rows:
        return {}
    columns: list[Any] = [getattr(table, name) for name in ("id", *key)]
    returning: Any = insert(table).returning
    written = cast("Iterable[Sequence[Any]]", session.connection().execute(returning(*columns), rows))
    return {(tuple(row[1:]) if len(key) > 1 else row[1]): row[0] for row in written}


def _write_all(session: Session, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    if listed := list(rows):
        session.connection().execute(insert(table), listed)
