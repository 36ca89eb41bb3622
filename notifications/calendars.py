"""What a letter puts into its reader's own calendar: the gathering it is about, or else its deadlines.

A mail has one calendar part, and a part has one method. Where a letter invites to a gathering, the gathering wins: the
letter's deadlines stand in its words, and come again with each reminder.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Final

from models.settings import settings
from models.stages import Event as E
from notifications.context import Context
from notifications.dues import Due
from notifications.kinds import LetterKind
from notifications.mime import CalendarFile, one_line

if TYPE_CHECKING:
    from icalendar import Event

DAYS_BEFORE: Final = 2
HOURS_BEFORE: Final = 24
_STILL_MOVING = frozenset({E.CLOCK_PAUSED.value})
"""Happenings whose date will still move: nothing to put into a calendar yet."""
_ABOUT_A_DAY = frozenset({E.INVITED.value, E.PLAN_CHANGED.value, E.CALLED_OFF.value})
"""Happenings whose letters carry the gathering itself."""


def calendar_file(context: Context) -> CalendarFile | None:
    """An `.ics` with the gathering, or with one entry per deadline that has a date; None for a letter without any."""
    if _carries_gathering(context):
        method = _method(context)
        return _file(context, method, [_gathering(context, method)])
    dated = [due for due in context.dues if due.at is not None]
    if not dated or context.event in _STILL_MOVING:
        return None
    return _file(context, "PUBLISH", [_deadline(context, due) for due in dated])


def _file(context: Context, method: str, entries: Sequence["Event"]) -> CalendarFile:
    from icalendar import Calendar

    made = Calendar.new(
        method=method,
        prodid="-//Narahubung//Narahubung//ID",
        uid=_uid(context, "calendar"),
        subcomponents=entries,
    )
    return CalendarFile(made.to_ical(), method)


def _carries_gathering(context: Context) -> bool:
    gathering = context.network.gathering if context.network else None
    if gathering is None or gathering.starts_at is None or context.kind is LetterKind.CARBON_COPY:
        return False
    return context.event in _ABOUT_A_DAY or any(due.appointment for due in context.dues)


def _method(context: Context) -> str:
    """An invitation needs somebody who invites and somebody who is invited; the office has it for information."""
    if context.of_office or not _organizer(context):
        return "PUBLISH"
    return "CANCEL" if _off(context) else "REQUEST"


def _off(context: Context) -> bool:
    return context.event == E.CALLED_OFF.value


def _organizer(context: Context) -> str:
    return parseaddr(context.reply_to)[1] or context.office.email


def _gathering(context: Context, method: str) -> "Event":
    """The gathering itself. Its UID is the same for all who are invited, in every letter; its SEQUENCE only grows."""
    from icalendar import STATUS, Event

    network = context.network
    if network is None or network.gathering is None:
        raise TypeError("this letter is about no gathering")
    gathering = network.gathering
    entry = Event.new(
        uid=f"{context.agenda_no}-gathering@{settings().mail_domain}",
        sequence=gathering.revision + _off(context),
        stamp=context.sent,
        start=gathering.starts_at,
        end=gathering.ends_at,
        summary=one_line(f"[{context.number}] {gathering.occasion}"),
        location=one_line(f"{gathering.place} ({gathering.mode})"),
        description="\n".join(one_line(each) for each in (gathering.theme, *gathering.agenda) if each)
        or None,
        status=STATUS.CANCELLED if _off(context) else STATUS.CONFIRMED,
        **_people(context, method),
    )
    if not _off(context):
        _remind(entry, context, "gathering", timedelta(hours=-HOURS_BEFORE))
    return entry


def _people(context: Context, method: str) -> dict[str, Any]:
    """Who invites, and who is invited. No RSVP is asked for: who comes is said by name, through the letter's link."""
    from icalendar import vCalAddress

    if method == "PUBLISH":
        return {}
    guest = vCalAddress.new(
        context.to.email or "",
        cn=one_line(context.to.name),
        role="REQ-PARTICIPANT",
        partstat="NEEDS-ACTION",
        rsvp=False,
    )
    return {
        "organizer": vCalAddress.new(_organizer(context), cn=one_line(context.office.name)),
        "attendees": [guest],
    }


def _deadline(context: Context, due: Due) -> "Event":
    from icalendar import TRANSP, Event

    at: datetime | None = due.at
    entry = Event.new(
        uid=_uid(context, due.key),
        stamp=context.sent,
        start=at,
        end=at,
        summary=f"[{context.number}] {due.title}",
        transparency=TRANSP.TRANSPARENT,
    )
    _remind(entry, context, due.key, timedelta(days=-DAYS_BEFORE))
    return entry


def _remind(entry: "Event", context: Context, what: str, before: timedelta) -> None:
    from icalendar import Alarm

    alarm = Alarm.new(uid=_uid(context, f"{what}-alarm"), description=str(entry.get("SUMMARY")))
    alarm.ACTION = "DISPLAY"
    alarm.TRIGGER = before
    entry.add_component(alarm)


def _uid(context: Context, what: str) -> str:
    """The same for the same deadline in every letter, so that a later letter moves the entry of an earlier one."""
    return f"{context.agenda_no}-{context.to.institution_id or 0}-{what}@{settings().mail_domain}"
