"""The one door: every change of a matter is one happening, hash-chained to the one before it (rule 3)."""

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
from models.tables import Forwarding, Happening, Matter, Outbox, Words

SYSTEM = "narahubung"
"""Who took a step that nobody decided: the clock, the import, the closing rule."""

_MOVES_A_TRACK = frozenset(step.event for step in lifecycle.TRACK)


def record(
    session: Session,
    matter: Matter,
    event: Event,
    now: datetime,
    *,
    by: str,
    forwarding: Forwarding | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
) -> Happening:
    """Move `matter` by `event`, write the happening, and let its clocks follow. Business time `now` in UTC.

    `facts` holds codes, numbers and ISO dates only. Raises `lifecycle.UnknownStep` when the event is not possible.
    """
    if matter.id is None:
        session.add(matter)
        session.flush()
    entry = step(matter, event, now, by=by, forwarding=forwarding, facts=facts, words=words)
    happening = Happening(**entry._asdict())
    session.add_all((matter, happening))
    session.flush()  # one update of the matter, its end of the chain included
    if not matter.quiet:
        session.add(Outbox(happening_id=happening.id, matter_id=happening.matter_id))
    following.follow(session, matter, happening, forwarding, now)
    doors.follow(session, matter, happening, forwarding)
    return happening


def step(
    matter: Matter,
    event: Event,
    now: datetime,
    *,
    by: str,
    forwarding: Forwarding | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
) -> "Entry":
    """Move a stored matter by `event` and link the happening to its history; writing both is the caller's.

    Raises `lifecycle.UnknownStep` when the event is not possible.
    """
    before = matter.stage
    if forwarding is not None and event in _MOVES_A_TRACK:
        _move_track(forwarding, event, now)
    matter.stage = lifecycle.after(before, event, came_from=matter.came_from)
    if matter.stage is Stage.TRANSFER and before is not Stage.TRANSFER:
        matter.came_from = before  # a note made meanwhile is no way back
    matter.version += 1
    entry = Entry(
        id=str(uuid4()),
        matter_id=matter.id or 0,
        seq=matter.version,
        event=event,
        at=now,
        recorded_at=datetime.now(UTC),
        by=by,
        stage_before=None if matter.version == 1 else before,
        stage_after=matter.stage,
        forwarding_id=forwarding.id if forwarding else None,
        track_after=forwarding.stage if forwarding else None,
        facts=dict(facts or {}),
        words=[[text.id, text.digest] for text in words],
        previous=matter.chain,
    )
    matter.chain = link(entry)
    return entry._replace(hash=matter.chain)


def end_tracks(session: Session, matter: Matter, now: datetime) -> None:
    """The closing rule of clarification: when every track has ended, the matter goes on to evaluation."""
    if matter.stage is not Stage.CLARIFICATION:
        return
    tracks = session.exec(select(Forwarding).where(Forwarding.matter_id == matter.id)).all()
    if lifecycle.tracks_ended(track.stage for track in tracks):
        record(session, matter, Event.TRACKS_ENDED, now, by=SYSTEM)


def _move_track(forwarding: Forwarding, event: Event, now: datetime) -> None:
    forwarding.stage = lifecycle.track_after(forwarding.stage, event)
    forwarding.ended_at = now if forwarding.stage in ENDED_TRACKS else None


class Entry(NamedTuple):
    """A happening on its way into the table by bulk: `models.tables.Happening` as a plain row."""

    id: str
    matter_id: int
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
        happening.matter_id,
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
    """The first place where a matter's history does not hold, and why."""

    agenda_no: str
    seq: int
    why: str


def verify(session: Session, matter: Matter) -> BrokenLink | None:
    """Recompute the chain of one matter; None when it is whole."""
    previous, seq = "", 0
    rows = session.exec(
        select(Happening).where(Happening.matter_id == matter.id).order_by(col(Happening.seq))
    ).all()
    for seq, row in enumerate(rows, start=1):
        if row.seq != seq:
            return BrokenLink(matter.agenda_no, seq, "a happening is missing")
        if row.previous != previous:
            return BrokenLink(matter.agenda_no, seq, "it does not follow the happening before it")
        if link(row) != row.hash:
            return BrokenLink(matter.agenda_no, seq, "its content was changed")
        for why in _changed_words(session, row):
            return BrokenLink(matter.agenda_no, seq, why)
        previous = row.hash
    if (matter.version, matter.chain) != (seq, previous):
        return BrokenLink(matter.agenda_no, seq + 1, "the end of the history is missing")
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
