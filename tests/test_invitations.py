"""A gathering in its guests' own calendars: invited, moved, called off."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from icalendar import Calendar
from sqlmodel import Session

from models.codes import MatterKind as M
from models.settings import settings
from models.stages import Event as E
from models.tables import Letter
from notifications.composing import compose
from notifications.kinds import LetterKind as K
from notifications.sample_events import letters_about
from notifications.samples import sample

UID = "J00001.2026-gathering@"


def the(session: Session, event: E, kind: K, within: M = M.MEETING) -> Letter:
    """The first letter of the kind."""
    return letters_about(sample(session), event, kind, within)[0]


def attached(session: Session, letter: Letter) -> EmailMessage:
    """The one calendar part of the letter's mail."""
    message = message_from_bytes(compose(session, letter).message, policy=default)
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    return part


def entry_of(part: EmailMessage) -> tuple[str, Any]:
    """The calendar's method, which the part's content type names as well, and its one entry."""
    calendar = Calendar.from_ical(cast("str", part.get_content()))
    assert part["Content-Type"].params["method"] == str(calendar["METHOD"])
    [entry] = calendar.events
    return str(calendar["METHOD"]), entry


def test_an_invitation_comes_with_its_entry(session: Session) -> None:
    """Who invites, who is invited, from when to when, where; and a reminder the day before."""
    part = attached(session, the(session, E.INVITED, K.GATHERING_INVITATION))
    method, entry = entry_of(part)

    assert ("REQUEST", "undangan.ics") == (method, part.get_filename())
    assert str(entry["UID"]).startswith(UID)
    assert 0 == entry["SEQUENCE"]
    assert "2026-03-16T01:00:00+00:00" == entry.start.isoformat()
    assert timedelta(hours=2) == entry.end - entry.start
    assert "Aula Perwakilan, Jalan Contoh Nomor 1, Banjarmasin (hibrida)" == str(entry["LOCATION"])
    assert "mailto:bjm@kantor.example" == str(entry["ORGANIZER"])
    assert "mailto:dukcapil@sungairaya.example" == str(entry["ATTENDEE"])
    assert "FALSE" == str(entry["ATTENDEE"].params["RSVP"])
    assert 1 == len(entry.alarms.times)
    described = str(entry["DESCRIPTION"]).splitlines()
    assert ["Perkembangan data narahubung", "Kendala dan jalan keluarnya", "Rencana aksi"] == described[1:]


def test_a_change_moves_the_same_entry(session: Session) -> None:
    """The same UID with a higher SEQUENCE."""
    method, entry = entry_of(attached(session, the(session, E.PLAN_CHANGED, K.GATHERING_CHANGED)))

    assert ("REQUEST", 1) == (method, entry["SEQUENCE"])
    assert str(entry["UID"]).startswith(UID)
    assert "2026-03-16T05:00:00+00:00" == entry.start.isoformat()


def test_calling_off_takes_it_away(session: Session) -> None:
    """A CANCEL with a SEQUENCE of its own, and no alarm."""
    part = attached(session, the(session, E.CALLED_OFF, K.CALLED_OFF, M.MONEV))
    method, entry = entry_of(part)

    assert ("CANCEL", "pembatalan.ics", "CANCELLED") == (method, part.get_filename(), str(entry["STATUS"]))
    assert 1 == entry["SEQUENCE"]
    assert not entry.alarms.times


def test_a_reminder_of_a_gathering_is_the_gathering(session: Session) -> None:
    """Not a deadline at the end of its day."""
    method, entry = entry_of(attached(session, the(session, E.REMINDED, K.REMINDER)))

    assert "REQUEST" == method
    assert str(entry["UID"]).startswith(UID)


def test_the_office_has_it_for_information(session: Session) -> None:
    """Nobody invites the office to its own gathering."""
    method, entry = entry_of(attached(session, the(session, E.GATHERING_PLANNED, K.OFFICE_TASK, M.MONEV)))

    assert "PUBLISH" == method
    assert "ATTENDEE" not in entry


def test_without_anybody_who_invites_it_is_published(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invitation needs an organizer's address; an office may have none."""
    monkeypatch.setenv("NARAHUBUNG_MAIL_REPLY_TO", "")
    settings.cache_clear()
    made = sample(session)
    made.office.email = ""
    letter = letters_about(made, E.INVITED, K.GATHERING_INVITATION, M.MEETING)[0]

    assert "PUBLISH" == entry_of(attached(session, letter))[0]


def test_a_plan_still_comes_with_its_deadlines(session: Session) -> None:
    """What is held already is nobody's appointment any more."""
    method, entry = entry_of(attached(session, the(session, E.PLAN_AGREED, K.ACTION_PLAN, M.MONEV)))

    assert "PUBLISH" == method
    assert str(entry["SUMMARY"]).endswith("Butir rencana aksi 1")
