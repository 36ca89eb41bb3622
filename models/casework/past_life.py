"""The history of a past complaint: its happenings in order, with their own times, chained like all others. Pure rows.

What happened on a track in the past moved nothing here: the complaint stands where its kind of access puts it, until
it is closed. The last happening says when it was imported, and from where.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from models import lifecycle
from models.casework.history import SYSTEM, Entry, link
from models.casework.intake import SORTED
from models.codes import ClosingReason
from models.filing import Filing
from models.stages import Event, Stage, TrackStage
from models.tables import WordsKind

DayOf = Callable[[datetime], date]
"""The local date of an instant."""


@dataclass(frozen=True, slots=True)
class Past:
    """One past complaint. `filing` names its office and when it was received; instants are aware.

    `stated_on` is the day of the answer as the source states it, where that cannot be: before the filing.
    """

    source_key: str
    filing: Filing
    received_at: datetime
    answered_at: datetime | None = None
    stated_on: date | None = None
    answer: str = ""
    closing_reason: ClosingReason = ClosingReason.ALREADY_SETTLED
    live: bool = False
    """A complaint of now that only comes in by a table: its happenings are told, its letters written."""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    """Codes, numbers and ISO dates that go into the history with the import."""

    @property
    def stage(self) -> Stage:
        """Where its kind of access puts it, before it may be closed."""
        access = self.filing.access
        return lifecycle.after(Stage.ACCESS, SORTED[access]) if access else Stage.ACCESS

    @property
    def closed_at(self) -> datetime | None:
        """When it ended: a carbon copy at once, others when they were answered."""
        return self.received_at if self.stage is Stage.CLOSED else self.answered_at

    @property
    def reason(self) -> ClosingReason | None:
        """Why it ended; None while it is open."""
        if self.closed_at is None:
            return None
        return ClosingReason.CARBON_COPY_NOTED if self.stage is Stage.CLOSED else self.closing_reason


class Written(NamedTuple):
    """A past complaint whose rows have been written: their ids, and what history keeps of its texts by their kind."""

    past: Past
    agenda_no: str
    matter_id: int
    track_id: int | None
    words: dict[WordsKind, list[Any]]


def chained(row: Written, day_of: DayOf, now: datetime, recorded_at: datetime) -> Iterator[Entry]:
    """Its happenings from the first to the import at `now`; `recorded_at` is real time."""
    previous, stage = "", Stage.ACCESS
    for seq, (event, at, facts, kinds) in enumerate(_life(row, day_of, now), start=1):
        on_track = event in (Event.FORWARDED, Event.ANSWERED)
        before, stage = stage, stage if on_track else lifecycle.after(stage, event)
        entry = Entry(
            id=str(uuid4()),
            matter_id=row.matter_id,
            seq=seq,
            event=event,
            at=at,
            recorded_at=recorded_at,
            by=SYSTEM,
            stage_before=None if seq == 1 else before,
            stage_after=stage,
            forwarding_id=row.track_id if on_track else None,
            track_after=_TRACK_AFTER.get(event) if row.track_id else None,
            facts=facts,
            words=[row.words[kind] for kind in kinds if kind in row.words],
            previous=previous,
        )
        entry = entry._replace(hash=link(entry))
        previous = entry.hash
        yield entry


_TRACK_AFTER = {Event.FORWARDED: TrackStage.FORWARDED, Event.ANSWERED: TrackStage.ANSWERED}
_FILED = (WordsKind.SUBJECT, WordsKind.NARRATIVE, WordsKind.EXPECTATION)

_Told = tuple[Event, datetime, dict[str, Any], tuple[WordsKind, ...]]


def _life(row: Written, day_of: DayOf, now: datetime) -> Iterator[_Told]:
    """What happened to it, in order: event, time, facts, and which of its texts belong to it."""
    past, filing = row.past, row.past.filing
    yield (
        Event.LODGED,
        past.received_at,
        {"agenda_no": row.agenda_no, "channel": filing.channel.value},
        _FILED,
    )
    if filing.access is not None:
        yield SORTED[filing.access], past.received_at, _why(past) if past.stage is Stage.CLOSED else {}, ()
    if filing.institution:
        yield Event.FORWARDED, past.received_at, {"institution": filing.institution}, ()
    if past.answered_at is not None:
        told = {"on": day_of(past.answered_at).isoformat()}
        if past.stated_on is not None:
            told["stated_on"] = past.stated_on.isoformat()
        yield Event.ANSWERED, past.answered_at, told, (WordsKind.ANSWER,)
        if past.stage is not Stage.CLOSED:
            yield Event.CLOSED_EARLY, past.answered_at, _why(past), ()
    yield Event.IMPORTED, now, {"source": past.source_key, **past.facts}, ()


def _why(past: Past) -> dict[str, Any]:
    return {"reason": past.reason.value} if past.reason else {}
