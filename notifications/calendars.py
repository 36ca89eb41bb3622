"""A letter's deadlines as a calendar file, so that the reader's own calendar reminds them. Numbers and dates only."""

from datetime import timedelta
from typing import TYPE_CHECKING

from models.settings import settings
from notifications.context import Context
from notifications.dues import Due

if TYPE_CHECKING:
    from icalendar import Event

DAYS_BEFORE = 2
_STILL_MOVING = frozenset({"clock_paused"})
"""Happenings whose date will still move: nothing to put into a calendar yet."""


def calendar_file(context: Context) -> bytes | None:
    """An `.ics` with one entry per deadline that has a date; None for a letter without one."""
    dated = [due for due in context.dues if due.at is not None]
    if not dated or context.event in _STILL_MOVING:
        return None
    from icalendar import Calendar

    return Calendar.new(
        method="PUBLISH",
        prodid="-//Narahubung//Narahubung//ID",
        uid=_uid(context, "calendar"),
        subcomponents=[_entry(context, due) for due in dated],
    ).to_ical()


def _entry(context: Context, due: Due) -> "Event":
    from icalendar import TRANSP, Alarm, Event

    summary = f"[{context.number}] {due.title}"
    entry = Event.new(
        uid=_uid(context, due.key),
        stamp=context.sent,
        start=due.at,
        end=due.at,
        summary=summary,
        transparency=TRANSP.TRANSPARENT,
    )
    alarm = Alarm.new(uid=_uid(context, f"{due.key}-alarm"), description=summary)
    alarm.ACTION = "DISPLAY"
    alarm.TRIGGER = timedelta(days=-DAYS_BEFORE)
    entry.add_component(alarm)
    return entry


def _uid(context: Context, what: str) -> str:
    """The same for the same deadline in every letter, so that a later letter moves the entry of an earlier one."""
    return f"{context.agenda_no}-{context.to.institution_id or 0}-{what}@{settings().mail_domain}"
