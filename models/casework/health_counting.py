"""From what happened to the facts of the figures: each case counts at the institution, and at whoever had it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.accounts import Duty, Held, held
from models.asking import SIGNS, Custody, Request, held_between, requests, working_days
from models.casework.accounting import stretches
from models.casework.clock_rules import ENDS
from models.casework.health_rows import BOUND, TWICE, Rows, Term, Track
from models.health import Facts, Fate, Period, Reply
from models.kept_terms import Deadline, kept
from models.stages import Event
from models.workdays import Calendar
from models.zones import Zone


@dataclass(frozen=True, slots=True)
class Place:
    """Where days are counted: an institution's zone and its calendar, which is made when it is first needed."""

    zone: Zone
    calendar: Callable[[], Calendar]


@dataclass
class Counts:
    """The facts of an institution, and those of each of its focal points by id; None for nobody by name."""

    whole: Facts = field(default_factory=Facts)
    people: defaultdict[int | None, Facts] = field(default_factory=lambda: defaultdict(Facts))


def counts_of(rows: Rows, places: Mapping[int, Place], period: Period) -> dict[int, Counts]:
    """The facts of each institution by its id, letters not among them."""
    found = {each: Counts() for each in places}
    terms: defaultdict[int | None, list[Term]] = defaultdict(list)
    for term in rows.terms:
        terms[term.forwarding_id].append(term)
    custody: dict[tuple[int, int], Custody] = {}
    for track in rows.tracks:
        place = places[track.institution_id]
        counting = _Track(track, rows, terms[track.id], place, period)
        custody[track.matter_id, track.institution_id] = counting.custody
        counting.count(found[track.institution_id])
    nobody = Custody((), None)
    for term in rows.terms:
        if not _counts(term, period):
            continue
        if (judged := kept(_deadline(term, rows, places), period.as_of)) is not None:
            was_kept, decided_at = judged
            holder = custody.get((term.matter_id, term.institution_id), nobody).at(decided_at)
            counts = found[term.institution_id]
            counts.whole.terms.append(was_kept)
            counts.people[holder].terms.append(was_kept)
    return found


class _Track:
    """One track: its requests in the period, who had it, and where the ball lay."""

    def __init__(self, track: Track, rows: Rows, terms: Sequence[Term], place: Place, period: Period) -> None:
        self.place, self.period, self.rows = place, period, rows
        marks = rows.marks[track.id]
        self.custody = Custody(marks, track.focal_point_id)
        made = requests(marks, place.zone, period.as_of)
        self.requests = [each for each in made if period.holds(each.asked_at)]
        self.pauses = [pause for term in terms for pause in rows.rests.get(term.id, ())]
        timed = any(each.fate is Fate.ANSWERED for each in self.requests)
        self.stretches = self._held(track, terms) if timed else []

    def _held(self, track: Track, terms: Sequence[Term]) -> list[Held]:
        duties: list[Duty] = []
        for term in terms:
            duties += stretches(term, "it", self.rows.back.get(term.opened_by))
        return list(held(self.rows.stays[track.matter_id], duties, self.period.as_of))

    def count(self, counts: Counts) -> None:
        for request in self.requests:
            end = request.ended_at or self.period.as_of
            own_since = max(request.asked_at, self.custody.since(end))
            own = counts.people[self.custody.at(end)]
            counts.whole.replies.append(reply := self._reply(request, request.asked_at))
            own.replies.append(reply if own_since == request.asked_at else self._reply(request, own_since))
            if request.fate is not Fate.TAKEN_BACK:
                self._count_sign(request, counts)

    def _reply(self, request: Request, since: datetime) -> Reply:
        if request.fate is not Fate.ANSWERED or request.ended_at is None:
            return Reply(request.fate)
        ball = held_between(self.stretches, self.pauses, self.place.zone, since, request.ended_at)
        return Reply(request.fate, ball, request.ended_at - since)

    def _count_sign(self, request: Request, counts: Counts) -> None:
        sign = request.heard_at or request.ended_at or self.period.as_of
        own = counts.people[self.custody.at(sign)]
        if request.heard_at is None:
            counts.whole.heard.append(None)
            own.heard.append(None)
            return
        back_at = self.rows.back.get(request.id)
        until = min(request.heard_at, back_at) if back_at is not None else request.heard_at
        own_since = max(request.asked_at, self.custody.since(sign))
        counts.whole.heard.append(days := self._working_days(request.asked_at, until))
        own.heard.append(days if own_since == request.asked_at else self._working_days(own_since, until))

    def _working_days(self, since: datetime, until: datetime) -> int:
        return working_days(since, until, self.pauses, self.place.zone, self.place.calendar())


def _counts(term: Term, period: Period) -> bool:
    """Whether it binds the institution and was set in the period, and not replaced the moment it was set."""
    binding = term.binds in BOUND and term.key != TWICE
    return binding and period.holds(term.opened_at) and term.ended_at != term.opened_at


def _deadline(term: Term, rows: Rows, places: Mapping[int, Place]) -> Deadline:
    return Deadline(
        due_at=term.due_at,
        ended_at=term.ended_at,
        by_them=term.ended_at is not None and _by_them(term, rows, places[term.institution_id].zone),
        rests_since=rows.rests_since.get(term.id),
        back_at=rows.back.get(term.opened_by),
    )


def _by_them(term: Term, rows: Rows, zone: Zone) -> bool:
    """Whether the institution itself ended the term: by what it said on its track, or by doing what it owed."""
    if term.forwarding_id is None:
        return term.ended_at in rows.done[term.matter_id]
    return any(
        mark.event in SIGNS
        and term.key in ENDS.get(mark.event or Event.NOTED, ())
        and (term.ended_at == mark.at or term.ended_at == mark.came(zone))
        for mark in rows.marks[term.forwarding_id]
    )
