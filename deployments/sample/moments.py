"""When each thing in the sample's stories happens: days before now, as instants of an office that keeps its hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zlib import crc32

from sqlmodel import Session

from deployments.sample.stories import Story, Turn
from models.casework import law
from models.casework.finding import office_by_code
from models.codes import Access, Channel
from models.decisions import Decision
from models.workdays import Calendar, Zone

AT_ANY_HOUR: Final = (Channel.WEB_FORM, Channel.WHATSAPP, Channel.EMAIL, Channel.PHONE, Channel.SOCIAL_MEDIA)
"""Reporters write on free days as well; officers do not decide on them."""
OPENS: Final = time(8, 20)
MINUTES: Final = 400
"""An officer's day: what happens on it is spread over its hours, always in the same way."""
APART: Final = timedelta(minutes=12)


@dataclass(order=True, slots=True)
class Moment:
    """Something in a story at an instant (UTC); `turn` is None for the filing itself."""

    at: datetime
    key: str
    index: int
    story: Story = field(compare=False)
    turn: Turn | None = field(compare=False)


def moments_of(session: Session, story: Story, now: datetime) -> Iterator[Moment]:
    """The story's moments in order, counted back from `now`."""
    office = office_by_code(session, story.office)
    calendar = law.calendar_of(session, office.region)
    on_duty = story.access is Access.RAPID_RESPONSE  # on free days as well
    filed_on = None if story.channel in AT_ANY_HOUR else calendar
    at = _instant(story.ago, f"{story.key} filed", office.zone, filed_on, now)
    yield Moment(at, story.key, 0, story, None)
    for index, turn in enumerate(story.steps, start=1):
        earliest = at + APART
        at = _instant(turn.ago, f"{story.key} {index}", office.zone, calendar, now)
        if at < earliest:
            at = earliest if on_duty else min(_opened(earliest, office.zone, calendar), max(earliest, now))
        yield Moment(at, story.key, index, story, turn)


def _instant(ago: float, seed: str, zone: Zone, calendar: Calendar | None, now: datetime) -> datetime:
    """So many days before `now`, on the working day at or before it if a calendar is given."""
    if ago < 1:
        return now - timedelta(days=ago)
    day = zone.day_of(now) - timedelta(days=int(ago))
    if calendar is not None:
        day = _worked(day, calendar)
    return zone.at(day, OPENS) + timedelta(minutes=crc32(seed.encode()) % MINUTES)


def _opened(at: datetime, zone: Zone, calendar: Calendar) -> datetime:
    """The instant itself on a working day, else the next morning on which the office opens."""
    day = zone.day_of(at)
    return at if calendar.is_working(day) else zone.at(calendar.next_working(day), OPENS)


def named_day(turn: Turn, today: date, decided: date, calendar: Calendar) -> date | None:
    """The local day that a decision names: a past one is at the latest that of the decision, a hearing is to come."""
    if turn.on is None:
        return None
    day = today - timedelta(days=turn.on)
    if turn.decision is Decision.SUMMON:
        return calendar.next_working(day)
    return min(_worked(day, calendar), decided)


def _worked(day: date, calendar: Calendar) -> date:
    return day if calendar.is_working(day) else calendar.shift(day, -1)
