"""The demo's mail server and its page: a real SMTP server, real mails, a real process."""

import shutil
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest

from deployments.mailbox.keeping import Mailbox
from deployments.mailbox.reading import mailbox_app
from deployments.mailbox.receiving import receiver
from tests.prefect_server import until
from tests.smtp_server import free_port
from tests.web_server import served

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def mail(
    subject: str = "Tanda terima laporan", to: str = "siti@example.com", number: int = 1
) -> EmailMessage:
    """A mail with a text part, an HTML part and a calendar file, as the office sends them."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{number}@narahubung.invalid>"
    message["From"], message["To"], message["Subject"] = "kalsel@example.org", to, subject
    message["References"] = "<utas@narahubung.invalid>"
    message.set_content("Laporan Ibu telah kami terima.")
    message.add_alternative(
        '<html><head></head><body><p><b>Laporan</b> <a href="http://127.0.0.1/x">telah</a> kami terima.</p></body>',
        subtype="html",
    )
    message.add_attachment(ICS, maintype="text", subtype="calendar", filename="batas-waktu.ics")
    return message


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    """An empty mailbox."""
    return Mailbox(tmp_path / "mailbox")


@pytest.fixture
def port(box: Mailbox) -> Iterator[int]:
    """The port of a running server that keeps into `box`."""
    server = receiver(box, free_port())
    server.start()
    yield server.port
    server.stop()


@pytest.fixture
def reader(box: Mailbox) -> Iterator[httpx.Client]:
    """Somebody who reads the page of `box`."""
    with served(mailbox_app(box)) as client:
        yield client


def send(port: int, *messages: EmailMessage, to: list[str] | None = None) -> None:
    """Send the mails over SMTP, all on one connection."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        for message in messages:
            connection.send_message(message, to_addrs=to)


def test_what_is_sent_is_kept_as_it_was(box: Mailbox, port: int) -> None:
    """The file holds the mail's own bytes, under a line that says for whom."""
    raw = mail().as_bytes()
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        connection.sendmail("kalsel@example.org", ["siti@example.com"], raw)

    (kept,) = box.mails()
    assert ("siti@example.com", "Tanda terima laporan") == (kept.recipient, kept.subject)
    assert b"Delivered-To: siti@example.com\r\n" + raw == kept.raw()


def test_a_repeat_is_kept_once_and_counted(box: Mailbox, port: int) -> None:
    """The same Message-ID to the same recipient is what a crash between "accepted" and "noted" sends again."""
    send(port, mail(), mail(), mail())

    assert [("siti@example.com", 2)] == [(each.recipient, each.repeats) for each in box.mails()]


def test_each_recipient_has_a_copy(box: Mailbox, port: int) -> None:
    """One mail to two people is two mails for those who read them."""
    send(port, mail(), to=["siti@example.com", "inspektur@example.org"])

    assert {"siti@example.com", "inspektur@example.org"} == {each.recipient for each in box.mails()}


def test_a_restart_forgets_nothing(box: Mailbox, port: int, tmp_path: Path) -> None:
    """Mails, their order, and how often they came again are read back from the folder."""
    send(port, mail(number=1), mail("Permintaan klarifikasi", number=2), mail(number=1))

    assert box.mails() == Mailbox(tmp_path / "mailbox").mails()
    assert ["Permintaan klarifikasi", "Tanda terima laporan"] == [each.subject for each in box.mails()]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    """Not before there are more than are kept; then so many as are too many, with what was counted of them."""
    box = Mailbox(tmp_path / "small", kept=5)
    for number in range(1, 8):
        for _ in range(2):
            box.keep("siti@example.com", mail(number=number).as_bytes(), NOW + timedelta(seconds=number))
        assert min(number, 5) == len(box.mails())
    ids = [str(kept.message()["Message-ID"]) for kept in box.mails()]
    assert [f"<{number}@narahubung.invalid>" for number in (7, 6, 5, 4, 3)] == ids
    assert 10 == len(list((tmp_path / "small").iterdir()))


def test_a_disk_that_takes_nothing_says_later(box: Mailbox, port: int, tmp_path: Path) -> None:
    """A 4xx: whoever sends tries again, and no letter is lost."""
    shutil.rmtree(tmp_path / "mailbox")

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(port, mail())
    assert 452 == refusal.value.smtp_code


def test_the_page_lists_the_newest_first(box: Mailbox, reader: httpx.Client) -> None:
    """To whom, about what; it looks again by itself unless somebody searches."""
    box.keep("a@example.com", mail("Yang lama", number=1).as_bytes(), NOW)
    box.keep("b@example.com", mail("Yang baru", number=2).as_bytes(), NOW + timedelta(minutes=1))
    listed = reader.get("/")

    assert listed.text.index("Yang baru") < listed.text.index("Yang lama")
    assert "6" == listed.headers["Refresh"]
    found = reader.get("/", params={"q": "LAMA"})
    assert (True, False, None) == (
        "Yang lama" in found.text,
        "Yang baru" in found.text,
        found.headers.get("Refresh"),
    )


def test_a_mail_is_shown_as_its_recipient_sees_it(box: Mailbox, reader: httpx.Client) -> None:
    """HTML in a frame without rights, text, headers, the calendar file, the source, the rest of its conversation."""
    key = box.keep("a@example.com", mail().as_bytes(), NOW).key
    other = box.keep("a@example.com", mail("Pengingat", number=2).as_bytes(), NOW + timedelta(minutes=1)).key
    shown = reader.get(f"/surel/{key}")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown.text
    assert all(
        words in shown.text for words in ("Laporan Ibu telah kami terima.", "1@narahubung.invalid", other)
    )
    body = reader.get(f"/surel/{key}/isi")
    assert '<a href="http://127.0.0.1/x">telah</a>' in body.text
    assert '<base target="_blank">' in body.text
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert ICS.split() == reader.get(f"/surel/{key}/batas-waktu.ics").content.split()
    assert reader.get(f"/surel/{key}/sumber").text.startswith("Delivered-To: a@example.com")


def test_hostile_words_stay_words(box: Mailbox, reader: httpx.Client) -> None:
    """A subject or a text cannot become markup of the page."""
    evil = "<script>alert(1)</script>"
    message = EmailMessage(policy=SMTP)
    message["Message-ID"], message["Subject"] = "<e@x>", f"Halo {evil}"
    message.set_content(evil)
    key = box.keep('"<b>"@example.com', message.as_bytes(), NOW).key

    pages = [
        reader.get("/").text,
        reader.get(f"/surel/{key}").text,
        reader.get("/", params={"q": f'"{evil}'}).text,
    ]
    assert [False, False, False] == ["<script" in page or "<b>" in page for page in pages]
    assert "&lt;script&gt;" in pages[1]


def test_what_is_not_there_is_told_kindly(reader: httpx.Client) -> None:
    """An unknown mail is a page that says so."""
    answer = reader.get("/surel/0123456789abcdef01234567")

    assert (404, True) == (answer.status_code, "Halaman tidak ditemukan" in answer.text)


def test_another_sites_name_gets_nothing(reader: httpx.Client) -> None:
    """A name that is pointed at this machine from outside does not open the mails."""
    assert 400 == reader.get("/", headers={"Host": "mails.example.net"}).status_code


def started(folder: Path, smtp: int, http: int) -> subprocess.Popen[bytes]:
    """The mailbox as a process of its own, answering."""
    ports = ("--smtp-port", str(smtp), "--http-port", str(http))
    process = subprocess.Popen(
        [sys.executable, "-m", "deployments.mailbox", *ports, "--folder", str(folder)],
        cwd=Path(__file__).parent.parent,
    )
    until(lambda: answers(http), "the mailbox answers")
    return process


def answers(port: int) -> bool:
    """Whether its page is there."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=2).is_success
    except httpx.HTTPError:
        return False


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_killed_and_started_again_it_has_every_mail_it_accepted(tmp_path: Path) -> None:
    """Accepted means kept: a mail whose sender was told "250" survives `kill -9`."""
    smtp, http = free_port(), free_port()
    process = started(tmp_path, smtp, http)
    send(smtp, *(mail(f"Surel {number}", number=number) for number in range(20)))
    process.kill()
    process.wait()
    process = started(tmp_path, smtp, http)
    send(smtp, mail("Surel 3", number=3))
    page = httpx.get(f"http://127.0.0.1:{http}/").text
    process.terminate()

    process.wait(timeout=20)
    assert [1] * 20 == [page.count(f">Surel {number}<") for number in range(20)]


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_taken_port_is_told_in_a_sentence(port: int, tmp_path: Path) -> None:
    """Exit code 1 and what to do, no traceback."""
    ports = ("--smtp-port", str(port), "--http-port", str(free_port()))
    result = subprocess.run(
        [sys.executable, "-m", "deployments.mailbox", *ports, "--folder", str(tmp_path)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == result.returncode
    assert (
        f"Port {port} is in use: stop the program there, or choose another with --smtp-port.\n"
        == result.stderr
    )
