"""The one door: every change of a complaint is one happening, hash-chained to the one before it (rule 3)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlmodel import Session, col, select

from models import lifecycle
from models.casework import doors, following
from models.stages import ENDED_TRACKS, Event, Stage, TrackStage
from models.tables import Complaint, Forwarding, Happening, Outbox, Words

SYSTEM = "narahubung"
"""Who took a step that nobody decided: the clock, the import, the closing rule."""

_MOVES_A_TRACK = frozenset(step.event for step in lifecycle.TRACK)


def record(
    session: Session,
    complaint: Complaint,
    event: Event,
    now: datetime,
    *,
    by: str,
    forwarding: Forwarding | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
) -> Happening:
    """Move `complaint` by `event`, write the happening, and let its clocks follow. Business time `now` in UTC.

    `facts` holds codes, numbers and ISO dates only. Raises `lifecycle.UnknownStep` when the event is not possible.
    """
    if complaint.id is None:
        session.add(complaint)
        session.flush()
    entry = step(complaint, event, now, by=by, forwarding=forwarding, facts=facts, words=words)
    happening = Happening(**entry._asdict())
    session.add_all((complaint, happening))
    session.flush()  # one update of the complaint, its end of the chain included
    if not complaint.quiet:
        session.add(Outbox(happening_id=happening.id, complaint_id=happening.complaint_id))
    following.follow(session, complaint, happening, forwarding, now)
    doors.follow(session, complaint, happening, forwarding)
    return happening


def step(
    complaint: Complaint,
    event: Event,
    now: datetime,
    *,
    by: str,
    forwarding: Forwarding | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
) -> "Entry":
    """Move a stored complaint by `event` and link the happening to its history; writing both is the caller's.

    Raises `lifecycle.UnknownStep` when the event is not possible.
    """
    before = complaint.stage
    if forwarding is not None and event in _MOVES_A_TRACK:
        _move_track(forwarding, event, now)
    complaint.stage = lifecycle.after(before, event, came_from=complaint.came_from)
    if complaint.stage is Stage.TRANSFER and before is not Stage.TRANSFER:
        complaint.came_from = before  # a note made meanwhile is no way back
    complaint.version += 1
    entry = Entry(
        id=str(uuid4()),
        complaint_id=complaint.id or 0,
        seq=complaint.version,
        event=event,
        at=now,
        recorded_at=datetime.now(UTC),
        by=by,
        stage_before=None if complaint.version == 1 else before,
        stage_after=complaint.stage,
        forwarding_id=forwarding.id if forwarding else None,
        track_after=forwarding.stage if forwarding else None,
        facts=dict(facts or {}),
        words=[[text.id, text.digest] for text in words],
        previous=complaint.chain,
    )
    complaint.chain = link(entry)
    return entry._replace(hash=complaint.chain)


def end_tracks(session: Session, complaint: Complaint, now: datetime) -> None:
    """The closing rule of clarification: when every track has ended, the complaint goes on to evaluation."""
    if complaint.stage is not Stage.CLARIFICATION:
        return
    tracks = session.exec(select(Forwarding).where(Forwarding.complaint_id == complaint.id)).all()
    if lifecycle.tracks_ended(track.stage for track in tracks):
        record(session, complaint, Event.TRACKS_ENDED, now, by=SYSTEM)


def _move_track(forwarding: Forwarding, event: Event, now: datetime) -> None:
    forwarding.stage = lifecycle.track_after(forwarding.stage, event)
    forwarding.ended_at = now if forwarding.stage in ENDED_TRACKS else None


class Entry(NamedTuple):
    """A happening on its way into the table by bulk: `models.tables.Happening` as a plain row."""

    id: str
    complaint_id: int
    seq: int
    event: Event
    at: datetime
    recorded_at: datetime
    by: str
    stage_before: Stage | None
    stage_after: Stage
    forwarding_id: int | None
    track_after: TrackStage | None
    facts: dict[str, Any]
    words: list[list[Any]]
    previous: str
    hash: str = ""


def link(happening: Happening | Entry) -> str:
    """The happening's hash: SHA-256 over the one before it and everything it says."""
    said = [
        happening.previous,
        happening.id,
        happening.complaint_id,
        happening.seq,
        happening.event.value,
        happening.at.astimezone(UTC).isoformat(),
        happening.by,
        happening.stage_before and happening.stage_before.value,
        happening.stage_after.value,
        happening.forwarding_id,
        happening.track_after and happening.track_after.value,
        happening.facts,
        happening.words,
    ]
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class BrokenLink:
    """The first place where a complaint's history does not hold, and why."""

    agenda_no: str
    seq: int
    why: str


def verify(session: Session, complaint: Complaint) -> BrokenLink | None:
    """Recompute the chain of one complaint; None when it is whole."""
    previous, seq = "", 0
    rows = session.exec(
        select(Happening).where(Happening.complaint_id == complaint.id).order_by(col(Happening.seq))
    ).all()
    for seq, row in enumerate(rows, start=1):
        if row.seq != seq:
            return BrokenLink(complaint.agenda_no, seq, "a happening is missing")
        if row.previous != previous:
            return BrokenLink(complaint.agenda_no, seq, "it does not follow the happening before it")
        if link(row) != row.hash:
            return BrokenLink(complaint.agenda_no, seq, "its content was changed")
        for why in _changed_words(session, row):
            return BrokenLink(complaint.agenda_no, seq, why)
        previous = row.hash
    if (complaint.version, complaint.chain) != (seq, previous):
        return BrokenLink(complaint.agenda_no, seq + 1, "the end of the history is missing")
    return None


def _changed_words(session: Session, happening: Happening) -> Iterator[str]:
    for words_id, digest in happening.words:
        words = session.get(Words, words_id)
        if words is None or words.digest != digest:
            yield "a text it refers to was replaced"
        elif words.erased_at is None and digest_of(words.salt, words.text) != digest:
            yield "a text it refers to was changed"


def digest_of(salt: str, text: str) -> str:
    """What history keeps of a text: SHA-256 over its salt and itself."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
