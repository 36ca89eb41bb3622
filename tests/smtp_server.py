"""A real SMTP server for tests: it keeps what it receives, and refuses, stalls or hangs up when told to."""
# ruff: noqa: ARG002, N802 - aiosmtpd finds its hooks by their names and calls them with all it knows

import asyncio
import socket
import ssl
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from threading import Event
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from models.settings import settings
from notifications import mailer

OK = "250 OK"


@dataclass(frozen=True)
class Received:
    """One mail as it arrived."""

    sender: str
    recipient: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed by the standard library; once, for aiosmtpd looks at all that a mailbox has to say of its
        mails whenever somebody connects.
        """
        return message_from_bytes(self.raw, policy=default)

    @property
    def text(self) -> str:
        """Its plain text, with plain line ends."""
        body = self.message.get_body(("plain",))
        return cast("str", body.get_content()).replace("\r\n", "\n") if body else ""

    @property
    def html(self) -> str:
        """Its HTML."""
        body = self.message.get_body(("html",))
        return cast("str", body.get_content()) if body else ""


@dataclass
class Mailbox:
    """Everything received, and what to say to the next mails. Replies are lines such as "450 4.2.1 busy"."""

    host: str = "127.0.0.1"
    port: int = 0
    received: list[Received] = field(default_factory=list[Received])
    connections: int = 0
    at_mail: Callable[[str], str] = lambda _: OK
    at_rcpt: Callable[[str], str] = lambda _: OK
    at_data: Callable[[Received], str] = lambda _: OK
    hang_at_data: bool = False
    hang_up_after_data: int = 0
    """How many mails to take without ever saying so: the connection drops instead of the reply."""
    let_go: Event = field(default_factory=Event)

    @property
    def letters(self) -> list[Received]:
        """What a reader sees whose server drops mails with a Message-ID it already has."""
        seen: dict[str, Received] = {}
        for mail in self.received:
            seen.setdefault(str(mail.message["Message-ID"]), mail)
        return list(seen.values())

    @property
    def ids(self) -> set[str]:
        """The Message-IDs that it has taken."""
        return {str(mail.message["Message-ID"]) for mail in self.received}

    @property
    def repeats(self) -> int:
        """How many mails arrived that had arrived before: the reader never sees them, we do. Mails may go on arriving
        while they are counted.
        """
        arrived = [str(mail.message["Message-ID"]) for mail in self.received]
        return len(arrived) - len(set(arrived))

    def to(self, recipient: str) -> list[Received]:
        """The letters to one address."""
        return [mail for mail in self.letters if mail.recipient == recipient]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer MAIL as told."""
        reply = self.at_mail(address)
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT as told."""
        reply = self.at_rcpt(address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail, then answer, stall or hang up as told."""
        if self.hang_at_data:
            await asyncio.to_thread(self.let_go.wait)
            return "451 4.3.0 stalled"
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        mail = Received(envelope.mail_from or "", envelope.rcpt_tos[0], raw)
        reply = self.at_data(mail)
        if reply.startswith("2"):
            self.received.append(mail)
        if self.hang_up_after_data > 0:
            self.hang_up_after_data -= 1
            cast("asyncio.Transport", server.transport).abort()
        return reply


@dataclass(frozen=True)
class Security:
    """What the server asks for: STARTTLS, TLS from the first byte, a login."""

    starttls: ssl.SSLContext | None = None
    tls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None


def free_port() -> int:
    """A port of this machine that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(box: Mailbox, security: Security | None = None) -> Generator[Mailbox]:
    """Serve `box` on a free port for as long as the block lasts."""
    secured = security or Security()

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == secured.login, handled=False)

    box.port = box.port or free_port()
    controller = Controller(
        box,
        hostname=box.host,
        port=box.port,
        ssl_context=secured.tls,
        tls_context=secured.starttls,
        require_starttls=secured.starttls is not None,
        authenticator=authenticate if secured.login else None,
        auth_required=secured.login is not None,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield box
    finally:
        box.let_go.set()
        mailer.close()
        controller.stop(no_assert=True)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server on a free port, and settings that point to it; impatient, so that a stall costs five seconds."""
    with running(Mailbox()) as box:
        point_to(box, monkeypatch)
        yield box


def point_to(box: Mailbox, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """Let the settings of this process mean this server."""
    values = {"host": box.host, "port": str(box.port), "timeout": "5", **more}
    for name, value in values.items():
        monkeypatch.setenv(f"NARAHUBUNG_SMTP_{name.upper()}", value)
    settings.cache_clear()
