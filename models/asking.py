"""What an institution was asked on one track, who there had the task when, and how long the ball was there. Pure.

A request begins when it is forwarded, or when an ended track is asked again (clarification, summons). It ends with an
answer, in silence, or when the office takes it back. An answer after silence is still an answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

from models.accounts import Held
from models.health import Fate
from models.stages import Event as E
from models.workdays import ONE_DAY, Calendar, Pause, merged
from models.zones import Zone

BEGINS: Final = frozenset({E.FORWARDED, E.CONSULTATION_FORWARDED})
ASKS_AGAIN: Final = frozenset({E.CLARIFICATION_REQUESTED, E.SUMMONED})
"""These begin a request where none is open; else they are the next step of the one that is."""
ANSWERS: Final = frozenset({E.ANSWERED, E.SETTLED_INFORMALLY})
SIGNS: Final = ANSWERS | {E.ACKNOWLEDGED, E.SUPPLEMENTED}
"""By these an institution shows that it has received what was sent."""
ON_A_TRACK: Final = BEGINS | ASKS_AGAIN | SIGNS | {E.RIGHT_UNUSED, E.TRACK_RELEASED, E.FOCAL_POINT_CHANGED}


class Mark(NamedTuple):
    """One happening that matters to a track; without an event, the complaint left the stages that wait for it."""

    id: str
    event: E | None
    at: datetime
    facts: Mapping[str, Any]

    def came(self, zone: Zone) -> datetime:
        """When what an officer wrote down on the local day that it says had come; through a door it comes at once."""
        day = self.facts.get("on")
        if day is None or (self.event is E.ACKNOWLEDGED and "sender" in self.facts):
            return self.at  # of an acknowledgement through the door, the day is that of the letter's receipt
        return min(self.at, zone.ends(date.fromisoformat(day)))


@dataclass(slots=True)
class Request:
    """One thing asked, begun by the happening `id`; `heard_at` is the first sign that it came."""

    id: str
    asked_at: datetime
    is_consultation: bool = False
    fate: Fate = Fate.OPEN
    heard_at: datetime | None = None
    ended_at: datetime | None = None


def requests(marks: Iterable[Mark], zone: Zone, as_of: datetime) -> list[Request]:
    """The track's requests in order, as they stood at `as_of`. `marks` in the order of the history."""
    made: list[Request] = []
    for mark in marks:
        if mark.at > as_of:
            break
        last = made[-1] if made else None
        if mark.event in BEGINS or (
            mark.event in ASKS_AGAIN and (last is None or last.fate is not Fate.OPEN)
        ):
            made.append(Request(mark.id, mark.at, mark.event is E.CONSULTATION_FORWARDED))
        elif last is not None:
            _follow(last, mark, zone)
    return made


def _follow(request: Request, mark: Mark, zone: Zone) -> None:
    if mark.event in SIGNS and request.heard_at is None and request.fate in (Fate.OPEN, Fate.SILENT):
        request.heard_at = max(request.asked_at, mark.came(zone))
    answers = mark.event in ANSWERS or (request.is_consultation and mark.event is E.SUPPLEMENTED)
    if answers and request.fate in (Fate.OPEN, Fate.SILENT):
        request.fate, request.ended_at = Fate.ANSWERED, max(request.asked_at, mark.came(zone))
    elif request.fate is Fate.OPEN and mark.event in _ENDS:
        request.fate, request.ended_at = _ENDS[mark.event], mark.at


_ENDS: Final[Mapping[E | None, Fate]] = {
    E.RIGHT_UNUSED: Fate.SILENT,
    E.TRACK_RELEASED: Fate.TAKEN_BACK,
    None: Fate.TAKEN_BACK,
}


class Custody:
    """Whose task it was at the institution when: ids of focal points, None where it was nobody's by name."""

    def __init__(self, marks: Iterable[Mark], now: int | None) -> None:
        """`now` is who has it at last. Of a track forwarded anew, only a change tells who had it before that."""
        turns: list[tuple[datetime, int | None]] = []
        told: int | None = None
        for mark in reversed([each for each in marks if each.event in _TURNS]):
            if mark.event is E.FOCAL_POINT_CHANGED:
                turns.append((mark.at, mark.facts.get("to") if turns else now))
                told = mark.facts.get("from")
            else:
                turns.append((mark.at, told if turns else now))
                told = None
        self._turns: Sequence[tuple[datetime, int | None]] = turns[::-1]
        self._now = now

    def at(self, instant: datetime) -> int | None:
        """Who had it."""
        return self._turn(instant)[1]

    def since(self, instant: datetime) -> datetime:
        """Since when they had it."""
        return self._turn(instant)[0]

    def _turn(self, instant: datetime) -> tuple[datetime, int | None]:
        for turn in reversed(self._turns):
            if turn[0] <= instant:
                return turn
        return self._turns[0] if self._turns else (instant, self._now)


_TURNS: Final = BEGINS | {E.FOCAL_POINT_CHANGED}


def held_between(
    stretches: Iterable[Held], pauses: Iterable[Pause], zone: Zone, since: datetime, until: datetime
) -> timedelta:
    """How long the institution had the ball in this time, without the days on which its deadline rested."""
    rests = [(zone.starts(each.first), zone.starts(each.last + ONE_DAY)) for each in merged(pauses)]
    total = timedelta()
    for stretch in stretches:
        if stretch.institutions:
            begin, end = max(stretch.since, since), min(stretch.until, until)
            total += sum((b - a for a, b in _without(rests, begin, end)), timedelta())
    return total


def _without(
    rests: Sequence[tuple[datetime, datetime]], begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    inside = [(max(begin, a), min(end, b)) for a, b in rests if a < end and b > begin]
    marks = [begin, *(mark for rest in inside for mark in rest), end]
    yield from ((a, b) for a, b in list(pairwise(marks))[::2] if a < b)


def working_days(
    since: datetime, until: datetime, pauses: Iterable[Pause], zone: Zone, calendar: Calendar
) -> int:
    """Working days after the local day of `since`, day 0, through that of `until`; paused days do not count."""
    first, last = zone.day_of(since), zone.day_of(until)
    rested = sum(
        calendar.working_days(max(first, each.first - ONE_DAY), min(last, each.last))
        for each in merged(pauses)
    )
    return calendar.working_days(first, last) - rested
