"""Letting the sample grow: each complaint lives through its story, in business time, by the use cases themselves.

Nothing is written past the use cases, so that numbers, clocks, proofs and histories are what they would be in an
office; the deadlines are swept at the very moments at which they want attention.
"""

from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, delete, func, select

from deployments.sample.moments import Moment, moments_of, named_day
from deployments.sample.papers import paper
from deployments.sample.stories import Story, Turn, dated, read_stories
from models.casework import acts, attachments, clocks, intake, law
from models.casework.finding import office_by_code
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.decisions import Decision as D, read_form
from models.lifecycle import UnknownStep
from models.settings import settings
from models.tables import Clock, ClockState, Institution, Matter, Office, Outbox
from notifications.planning import plan

MAIL_DAYS: Final = 7
"""Letters of the last days go out, and all those of the stories with `mail`; older ones have long been read."""
BY_THE_LADDER: Final = frozenset({
    D.SEND_SECOND_REQUEST, D.NOTE_RIGHT_UNUSED, D.START_DRAFTING, D.HAND_OVER, D.RECOMMEND_SANCTION,
})  # fmt: skip
"""What the ladders may have done already, where `automatic_acts` lets them act without an officer's release."""


def grow(session: Session, now: datetime) -> int:
    """Let every story of the sample reach its stage as of `now` (business time, UTC); how many complaints grew.

    Into an empty register only: where there is any complaint, nothing is done. The caller commits.
    """
    if session.exec(select(Matter.id).limit(1)).first() is not None:
        return 0
    growth = _Growth(session, now)
    moments = [each for story in read_stories() for each in moments_of(session, story, now)]
    for moment in sorted(moments):
        growth.pass_time(moment.at)
        growth.happen(moment)
    growth.pass_time(now)
    return len(growth.complaints)


class _Growth:
    """What has grown so far: the complaints by the keys of their stories, and whose letters all go out."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.complaints: dict[str, Matter] = {}
        self._mailed: set[int | None] = set()
        self._caught_up = False

    def pass_time(self, until: datetime) -> None:
        """Sweep the deadlines at each moment at which one wants attention, up to the instant."""
        while (at := self._next_attention()) is not None and at <= until:
            swept = sweep(self.session, at)
            if swept.clocks == 0:
                return  # another process is at it
            self._write(swept.complaints or (), at)

    def happen(self, moment: Moment) -> None:
        """Let one thing happen, and the letters about it be planned."""
        if moment.turn is None:
            complaint = self._lodge(moment.story, moment.at)
        else:
            complaint = self.complaints[moment.key]
            self._decide(complaint, moment.turn, moment.at)
        self._write([complaint.id], moment.at)

    def _next_attention(self) -> datetime | None:
        going = (ClockState.WAITING, ClockState.RUNNING)
        return self.session.exec(select(func.min(Clock.next_at)).where(col(Clock.state).in_(going))).one()

    def _lodge(self, story: Story, at: datetime) -> Matter:
        today = office_by_code(self.session, story.office).zone.day_of(self.now)
        complaint = intake.lodge(self.session, story.filing(today), at)
        complaint.source_key = f"sample:{story.key}"
        folder = settings().files
        papers = [attachments.store_content(name, paper(name), folder) for name in story.papers]
        attachments.attach(self.session, complaint, papers, at)
        self.complaints[story.key] = complaint
        if story.mail:
            self._mailed.add(complaint.id)
        return complaint

    def _decide(self, complaint: Matter, turn: Turn, at: datetime) -> None:
        act = self._act(complaint, turn.act)
        if turn.act is not None and act is None:
            return  # the ladder has done it already
        office = self.session.get_one(Office, complaint.office_id)
        today = office.zone.day_of(self.now)
        calendar = law.calendar_of(self.session, office.region)
        fields = {
            **{name: _said(value, today) for name, value in turn.fields.items()},
            "decision": turn.decision,
            "officer": turn.by,
            "on": named_day(turn, today, office.zone.day_of(at), calendar),
            "clock": self._clock(complaint, turn),
            "act": act,
            "number": self.complaints[turn.number].agenda_no if turn.number else None,
        }
        with suppress(UnknownStep) if turn.decision in BY_THE_LADDER else nullcontext():
            settle(self.session, complaint, read_form(fields), at)

    def _clock(self, complaint: Matter, turn: Turn) -> int | None:
        """The first open deadline with the key that the story gives, at the institution it names."""
        for clock in clocks.open_clocks(self.session, complaint):
            place = self.session.get(Institution, clock.institution_id) if clock.institution_id else None
            if clock.key == turn.clock and turn.of in (None, place and place.code):
                return clock.id
        return None

    def _act(self, complaint: Matter, rung: str | None) -> int | None:
        return next((row.id for row in acts.awaiting(self.session, complaint) if row.rung == rung), None)

    def _write(self, complaint_ids: Iterable[int | None], at: datetime) -> None:
        """Plan the letters of what just happened, or let the past be past."""
        recent = at >= self.now - timedelta(days=MAIL_DAYS)
        if recent and not self._caught_up:
            self.session.exec(delete(Outbox))  # all of it is older, and of this sample
            self._caught_up = True
        for matter_id in complaint_ids:
            if recent or matter_id in self._mailed:
                plan(self.session, matter_id, at)


def _said(value: Any, today: date) -> Any:
    """What the story says, with its days as dates."""
    if isinstance(value, str):
        return dated(value, today)
    return [_said(each, today) for each in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]
