"""The SMTP server: takes every mail to everybody, on loopback only, and delivers none of them."""
# ruff: noqa: ARG002, N802 - aiosmtpd finds its hook by its name and calls it with all it knows

from datetime import UTC, datetime
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deployments.mailbox.keeping import Mailbox

LARGEST: Final = 25_000_000
HOST: Final = "127.0.0.1"


class Receiver:
    """Puts what is received into the mailbox; a full disk is told as "later", so that nothing is lost."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail for each recipient, then say so."""
        content = envelope.original_content or b""
        try:
            for recipient in envelope.rcpt_tos:
                self._mailbox.keep(str(recipient), content, datetime.now(UTC))
        except OSError:
            return "452 4.3.1 The mailbox's disk takes no more at the moment"
        return "250 2.0.0 Kept"


def receiver(mailbox: Mailbox, port: int) -> Controller:
    """The server, not yet started. `start()` raises OSError where the port is taken."""
    return Controller(
        Receiver(mailbox),
        hostname=HOST,
        port=port,
        data_size_limit=LARGEST,
        server_hostname="mailbox.example.org",
        ident="Narahubung demo mailbox",
    )
