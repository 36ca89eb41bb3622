"""The mailer against a real SMTP server: what its replies mean, which connections it uses, and that it never hangs."""

import datetime as dt
import ipaddress
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.settings import settings
from notifications import mailer
from notifications.outcomes import Verdict
from tests.smtp_server import Mailbox, Security, free_port, point_to, running

MAIL = b"Message-ID: <1@test>\r\nSubject: x\r\n\r\nHello\r\n.dot\r\n"
SENDER = "Narahubung <office@kantor.example>"


def send(to: str = "someone@surat.example") -> mailer.Outcome:
    """Send the test's mail."""
    return mailer.send(MAIL, SENDER, to)


def saying(reply: str) -> Callable[[object], str]:
    """A server's hook that always answers this."""
    return lambda _: reply


def test_an_accepted_mail_arrives_as_it_was_sent(mailbox: Mailbox) -> None:
    """Bytes in, bytes out: the leading dot of a line survives; the reply is kept."""
    outcome = send()

    assert (Verdict.ACCEPTED, "250 OK") == (outcome.verdict, outcome.reply)
    assert [("office@kantor.example", "someone@surat.example")] == [
        (mail.sender, mail.recipient) for mail in mailbox.received
    ]
    assert MAIL == mailbox.received[0].raw


def test_connections_are_reused(mailbox: Mailbox) -> None:
    """Ten mails one after the other need one connection."""
    for _ in range(10):
        send()

    assert (10, 1) == (len(mailbox.received), mailbox.connections)


def test_many_mails_at_once_share_the_allowed_connections(mailbox: Mailbox) -> None:
    """Forty mails started together use no more connections than the setting allows."""
    started = [mailer.start(MAIL, SENDER, f"p{number}@surat.example") for number in range(40)]

    assert {Verdict.ACCEPTED} == {future.result().verdict for future in started}
    assert mailbox.connections <= settings().smtp_connections


@pytest.mark.parametrize(
    ("stage", "reply", "verdict"),
    [
        ("rcpt", "450 4.2.1 mailbox busy", Verdict.LATER),
        ("rcpt", "550 5.1.1 no such user", Verdict.REFUSED),
        ("rcpt", "554 5.7.1 Relay access denied", Verdict.LATER),
        ("rcpt", "550 relaying not allowed", Verdict.LATER),
        ("rcpt", "530 5.7.0 Authentication required", Verdict.LATER),
        ("rcpt", "421 4.3.2 shutting down", Verdict.LATER),
        ("mail", "553 5.1.8 sender unknown", Verdict.LATER),
        ("mail", "451 4.3.0 try again", Verdict.LATER),
        ("data", "452 4.2.2 full", Verdict.LATER),
        ("data", "552 5.3.4 too big", Verdict.REFUSED),
        ("data", "421 4.3.2 shutting down", Verdict.LATER),
    ],
)
def test_a_reply_means_later_or_never(mailbox: Mailbox, stage: str, reply: str, verdict: Verdict) -> None:
    """4xx is later; 5xx is never, unless the fault is in our own settings; afterwards mail flows again."""
    setattr(mailbox, f"at_{stage}", saying(reply))
    assert verdict == send().verdict

    setattr(mailbox, f"at_{stage}", saying("250 OK"))
    assert Verdict.ACCEPTED == send().verdict


def test_addresses_never_stand_in_a_reply(mailbox: Mailbox) -> None:
    """Servers repeat the address in their replies; we keep the reply without it."""
    mailbox.at_rcpt = lambda address: f"550 5.1.1 <{address}>: no such user {address}"

    assert "550 5.1.1 <<address>>: no such user <address>" == send("siti.rukmana@surat.example").reply


def test_a_server_that_stalls_costs_a_timeout(mailbox: Mailbox) -> None:
    """No answer to DATA is "later", and the next mail takes a fresh connection."""
    mailbox.hang_at_data = True
    assert Verdict.LATER == send().verdict

    mailbox.let_go.set()
    mailbox.hang_at_data = False
    assert Verdict.ACCEPTED == send().verdict


def test_a_server_that_hangs_up_after_data_is_asked_again(mailbox: Mailbox) -> None:
    """It may have taken the mail: the next try carries the same Message-ID, so a reader sees one."""
    mailbox.hang_up_after_data = 1

    assert [Verdict.LATER, Verdict.ACCEPTED] == [send().verdict, send().verdict]
    assert (2, 1) == (len(mailbox.received), len(mailbox.letters))


def test_a_stale_connection_is_replaced_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server restarted between two mails: the second is sent over a new connection, at the first try."""
    box = Mailbox()
    with running(box):
        point_to(box, monkeypatch)
        send()
        restarted = Mailbox(port=box.port)
    with running(restarted):
        assert Verdict.ACCEPTED == send().verdict


def test_whose_turn_comes_too_late_is_not_tried(mailbox: Mailbox) -> None:
    """Nor when a place is free: somebody else may hold the letter by now. The server is not away for all that."""
    outcome = mailer.start(MAIL, SENDER, "someone@surat.example", time.monotonic() - 1).result()

    assert (Verdict.UNTRIED, False, 0) == (outcome.verdict, outcome.away, mailbox.connections)


def test_no_server_is_later_and_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection and an unknown host say that the server is away."""
    nobody = Mailbox(port=free_port())
    point_to(nobody, monkeypatch)
    assert (Verdict.LATER, True) == ((outcome := send()).verdict, outcome.away)

    point_to(nobody, monkeypatch, host="no-such-host.invalid")
    assert (Verdict.LATER, True) == ((outcome := send()).verdict, outcome.away)
    mailer.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_wrong_password_does_not_refuse_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed login is our fault: every letter waits, and goes out once the password is right."""
    with running(Mailbox(), Security(login=("office", "right"))) as box:
        point_to(box, monkeypatch, user="office", password="wrong")
        assert (Verdict.LATER, True) == ((outcome := send()).verdict, outcome.away)
        assert outcome.reply.startswith("535")

        point_to(box, monkeypatch, user="office", password="right")
        assert Verdict.ACCEPTED == send().verdict


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_tls_is_used_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    """With the certificate known, mail goes over TLS; with an unknown one it waits instead of going in the clear."""
    certificate, context = throw_away_certificate(tmp_path)
    security = Security(starttls=context) if mode == "starttls" else Security(tls=context)
    with running(Mailbox(), security) as box:
        point_to(box, monkeypatch, tls=mode)
        assert (Verdict.LATER, True) == ((outcome := send()).verdict, outcome.away)

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert Verdict.ACCEPTED == send().verdict
    assert 1 == len(box.received)


def throw_away_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody trusts yet, and a server's context with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
