"""Why letters wait is told where an administrator looks, in the mail server's own words; mended, they all go out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.tables import LetterState
from notifications.delivery import deliver
from tests.queued import queue, states
from tests.running import told
from tests.smtp_server import OK, Mailbox, Security, free_port, point_to, running
from tests.test_mailer import saying, throw_away_certificate


def reason() -> str:
    """The one reason that `narahubung letters list` gives for all the letters that wait."""
    [given] = {row["reply"] for row in told("letters", "list") if row["reply"]}
    return given


def all_go_out(database_url: str) -> None:
    """A day later every letter is accepted, at whatever try."""
    deliver(now=lambda: datetime.now(UTC) + timedelta(days=1))
    assert {LetterState.ACCEPTED} == set(states(database_url))


@pytest.mark.parametrize(
    ("stage", "reply"),
    [
        ("mail", "421 4.3.2 Shutting down"),
        ("rcpt", "421 4.7.0 Too many connections"),
        ("rcpt", "450 4.2.0 Greylisted, see you in 300 seconds"),
        ("data", "421 4.3.2 Shutting down"),
        ("data", "451 4.3.1 Out of disk space"),
    ],
)
def test_what_the_server_says_is_the_reason(
    database_url: str, mailbox: Mailbox, stage: str, reply: str
) -> None:
    """Whatever it says to, no letter is refused or lost for a reply that means *later*."""
    letters = queue(database_url)
    setattr(mailbox, f"at_{stage}", saying(reply))
    counts = deliver()
    assert (0, len(letters), 0) == (counts.accepted, counts.deferred, counts.refused)
    assert reply == reason()

    setattr(mailbox, f"at_{stage}", saying(OK))
    all_go_out(database_url)


def test_nobody_there_is_the_reason(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is right, and nothing listens."""
    box = Mailbox(port=free_port())
    point_to(box, monkeypatch)
    queue(database_url)
    deliver()
    assert "Connect" in reason()
    assert str(box.port) in reason()

    with running(box):
        all_go_out(database_url)


def test_a_certificate_that_nobody_vouches_for_is_the_reason(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letters wait rather than go in the clear."""
    certificate, context = throw_away_certificate(tmp_path)
    queue(database_url)
    with running(Mailbox(), Security(starttls=context)) as box:
        point_to(box, monkeypatch, tls="starttls")
        deliver()
        assert "certificate verify failed" in reason()
        assert [] == box.received

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        all_go_out(database_url)


def test_a_server_without_tls_is_the_reason(
    database_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where TLS was asked for, nothing goes without it."""
    queue(database_url)
    point_to(mailbox, monkeypatch, tls="starttls")
    deliver()
    assert "STARTTLS" in reason()
    assert [] == mailbox.received

    point_to(mailbox, monkeypatch, tls="none")
    all_go_out(database_url)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_login_that_is_refused_is_the_reason(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is our fault: no letter is held to be undeliverable."""
    queue(database_url)
    with running(Mailbox(), Security(login=("kalsel", "benar"))) as box:
        point_to(box, monkeypatch, user="kalsel", password="salah")
        deliver()
        assert reason().startswith("535")

        point_to(box, monkeypatch, user="kalsel", password="benar")
        all_go_out(database_url)
