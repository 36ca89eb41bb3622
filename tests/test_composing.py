"""From a letter's row to the mail: headers, parts and calendar; what must not leave, and what cannot get in."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from models.casework import vault
from models.casework.history import record
from models.settings import settings
from models.stages import Event, Stage
from models.tables import FocalPoint, Institution, Letter, Office, WordsKind
from models.zones import Zone
from notifications.composing import compose, envelope_of
from notifications.context import RecipientGone, context_of
from notifications.kinds import LetterKind as K
from notifications.mime import UnusableAddress, one_line
from notifications.planning import plan
from notifications.sample_events import events_of, letters_about
from notifications.samples import NOW, Sample, sample, sample_database

NASTY = 'Budi\r\nBcc: victim@surat.example\r\n\r\n<script>alert(1)</script> **bold** [x](http://evil.example) # h "q"'


def the(made: Sample, event: Event, kind: K) -> Letter:
    """The one letter of the kind that the event calls for, to whoever is first."""
    return letters_about(made, event, kind)[0]


def parsed(session: Session, letter: Letter) -> EmailMessage:
    """The letter's mail, read back by the standard library."""
    return message_from_bytes(compose(session, letter).message, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail."""
    body = message.get_body((kind,))
    return cast("str", body.get_content()) if body else ""


def test_a_mail_has_the_headers_of_a_thread(session: Session) -> None:
    """Its own Message-ID, one thread per complaint and person, a Date, and no automatic answers asked for."""
    made = sample(session)
    first, second = (
        parsed(session, the(made, event, K.PROGRESS)) for event in (Event.FORWARDED, Event.ANSWERED)
    )

    assert first["Message-ID"] != second["Message-ID"]
    assert first["In-Reply-To"] == second["In-Reply-To"] == first["References"] == second["References"]
    assert ("auto-generated", "id") == (first["Auto-Submitted"], first["Content-Language"])
    assert first["Date"].datetime.tzinfo is not None
    assert "bjm@kantor.example" == first["Reply-To"].addresses[0].addr_spec


def test_the_setting_decides_who_reads_replies(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Reply-To that a person reads; without the setting it is the office's own address."""
    monkeypatch.setenv("NARAHUBUNG_MAIL_REPLY_TO", "Pengaduan <pengaduan@kantor.example>")
    settings.cache_clear()

    mail = parsed(session, the(sample(session), Event.FORWARDED, K.PROGRESS))
    assert "pengaduan@kantor.example" == mail["Reply-To"].addresses[0].addr_spec


def test_the_same_letter_gives_the_same_bytes(session: Session) -> None:
    """Sent again after a crash it is the same mail, boundaries and all."""
    letter = the(sample(session), Event.REMINDED, K.REMINDER)

    assert compose(session, letter).message == compose(session, letter).message


def test_text_and_html_say_the_same(session: Session) -> None:
    """Both parts hold the same words; the lines on the wire are short and ASCII."""
    message = parsed(session, the(sample(session), Event.REMINDED, K.REMINDER))
    for said in (
        "Dengan hormat kami ingatkan",
        "Rabu, 25 Maret 2026 pukul 23.59 WITA",
        "Cuti Bersama Hari Raya Idul Fitri",
    ):
        assert said in " ".join(part(message, "plain").split())
        assert said in " ".join(part(message, "html").split())
    raw = message.as_bytes()
    assert raw.isascii()
    assert all(len(line) < 998 for line in raw.splitlines())


def test_a_deadline_comes_as_a_calendar_file(session: Session) -> None:
    """The due date as an entry that names the complaint's number and the term, and reminds two days before."""
    message = parsed(session, the(sample(session), Event.REMINDED, K.REMINDER))
    [attached] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(cast("str", attached.get_content()))
    [entry] = calendar.events

    assert "batas-waktu.ics" == attached.get_filename()
    assert "2026-03-25T15:59:00+00:00" == entry.start.isoformat()
    assert str(entry.get("SUMMARY")).startswith("[0042/LM/III/2026/BJM] Tanggapan atas")
    assert 1 == len(entry.alarms.times)


def test_no_calendar_file_where_no_date_is_known(session: Session) -> None:
    """A clock that waits for the receipt of its letter has no date to put into a calendar."""
    message = parsed(session, the(sample(session), Event.CLARIFICATION_REQUESTED, K.CLARIFICATION_1))

    assert "text/calendar" not in {each.get_content_type() for each in message.walk()}
    assert "14 hari kalender sejak hari surat ini diterima" in " ".join(part(message, "plain").split())


def poisoned(session: Session) -> Sample:
    """A sample in which everything that somebody may type carries headers, HTML and Markdown."""
    made = sample(session)
    made.reporter.name = NASTY
    for row in session.exec(select(FocalPoint)):
        row.name = row.position = NASTY
        session.add(row)
    for row in (*session.exec(select(Institution)), *session.exec(select(Office))):
        row.name = NASTY
        session.add(row)
    return made


@pytest.mark.parametrize("kind", K)
def test_nothing_that_was_typed_becomes_a_header_or_markup(kind: K) -> None:
    """Names, positions and texts with line breaks, HTML and Markdown stay words in every kind of letter."""
    with sample_database() as session:
        made = poisoned(session)
        vault.keep(session, made.complaint, WordsKind.NOTE, NASTY)
        for letter in letters_about(made, events_of(kind)[0], kind):
            mail = compose(session, letter)
            message = message_from_bytes(mail.message, policy=default)
            html = part(message, "html")
            assert "Bcc" not in message
            assert 1 == len(message["To"].addresses)
            assert "victim@surat.example" not in str(message["To"].addresses[0].addr_spec)
            assert "<script" not in html
            assert "<strong>bold" not in html
            assert "href" not in html
            assert "\n" not in envelope_of(session, letter).subject


def test_a_quoted_text_keeps_its_lines_and_its_signs(session: Session) -> None:
    """What an officer wrote is quoted as written: no list, heading or link is made of it, and no line is lost."""
    made = sample(session)
    text = "# Judul\n1. satu & <dua>\n   * tiga\n\n[tautan](http://x.example)"
    words = vault.keep(session, made.complaint, WordsKind.ANSWER, text)
    made.complaint.stage = Stage.CONSULTATION
    record(session, made.complaint, Event.CONSULTATION_ANSWERED, NOW, by="x", words=[words])
    plan(session, None, NOW)
    message = parsed(session, session.exec(select(Letter)).one())

    assert "> # Judul\n> 1. satu & <dua>\n> * tiga\n>\n> [tautan](http://x.example)" in part(
        message, "plain"
    ).replace("\r\n", "\n")
    html = part(message, "html").replace("\r\n", "\n")
    assert "# Judul<br>\n1. satu &amp; &lt;dua&gt;<br>" in html
    assert "<h1" not in html


def test_a_second_request_repeats_what_was_asked(session: Session) -> None:
    """The happening carries no words of its own; the letter repeats the first request's."""
    text = envelope_of(session, the(sample(session), Event.SECOND_REQUEST_SENT, K.CLARIFICATION_2)).text
    assert "Mohon penjelasan mengapa akta kelahiran belum terbit" in " ".join(text.split())


def test_dates_stand_in_the_readers_zone(session: Session) -> None:
    """The same instant, for a reader in Jakarta."""
    made = sample(session)
    letter = the(made, Event.REMINDED, K.REMINDER)
    made.institution.zone = Zone.WIB
    assert "Rabu, 25 Maret 2026 pukul 22.59 WIB" in envelope_of(session, letter).text


def test_nobody_to_write_to_is_an_error_of_its_own(session: Session) -> None:
    """A person without a usable address cannot be composed for."""
    made = sample(session)
    letter = the(made, Event.FORWARDED, K.PROGRESS)
    made.reporter.email = "no address"
    with pytest.raises(RecipientGone):
        compose(session, letter)
    made.reporter.erased_at = NOW
    with pytest.raises(RecipientGone):
        context_of(session, letter)


def test_a_broken_sender_setting_is_named(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A From that is no address is told as such, without the address."""
    monkeypatch.setenv("NARAHUBUNG_MAIL_FROM", "nobody at all")
    settings.cache_clear()
    with pytest.raises(UnusableAddress):
        compose(session, the(sample(session), Event.FORWARDED, K.PROGRESS))


def test_one_line_is_one_line() -> None:
    """Line ends of every kind become spaces."""
    assert "a b c d" == one_line("a\r\nb\u2028c\x0b d")
