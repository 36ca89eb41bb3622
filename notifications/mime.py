"""An envelope's bytes. Knows e-mail and nothing of complaints; equal envelopes give equal bytes.

The message is put together from the standard library's encoders by hand: `EmailMessage` parses and refolds every
header it is given and is many times slower than sending, and a mail of ours has always the same shape:

    multipart/mixed (only with a calendar file)
      multipart/alternative
        text/plain
        text/html
      text/calendar
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256

from notifications.addresses import usable

LONGEST_NAME = 120
CALENDAR_NAMES = {"PUBLISH": "batas-waktu.ics", "REQUEST": "undangan.ics", "CANCEL": "pembatalan.ics"}


class UnusableAddress(ValueError):
    """This e-mail address cannot be written to. Correct it in the directory, then send the letter again."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar with the method (RFC 5546) that both it and its part's content type must name."""

    content: bytes
    method: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes into a mail. `sender` may hold a display name; `recipient` is a bare address with its `name` apart."""

    sender: str
    recipient: str
    name: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    thread: str
    sent: datetime
    language: str
    calendar: CalendarFile | None = None


def build(envelope: Envelope) -> bytes:
    """The mail as it goes over the wire (CRLF, ASCII). Raises `UnusableAddress`.

    No value can add a header or a recipient: every value is taken on one line, names lose all that has a meaning in
    an address, and addresses are checked, not pasted.
    """
    headers = [
        ("Message-ID", envelope.message_id),
        ("Date", format_datetime(envelope.sent.astimezone(UTC))),
        ("From", _own_mailbox("From", envelope.sender)),
        ("To", _mailbox("To", envelope.name, envelope.recipient)),
        *([("Reply-To", _own_mailbox("Reply-To", envelope.reply_to))] if envelope.reply_to else []),
        ("Subject", _encoded("Subject", one_line(envelope.subject))),
        ("In-Reply-To", envelope.thread),
        ("References", envelope.thread),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", envelope.language),
        ("MIME-Version", "1.0"),
    ]
    lines = [f"{name}: {one_line(value) if chr(10) not in value else value}" for name, value in headers]
    return "\n".join(lines).replace("\n", "\r\n").encode("ascii") + b"\r\n" + _body(envelope)


def one_line(value: str) -> str:
    """The value on one line, without control characters."""
    seen = value if value.isprintable() else "".join(each if each.isprintable() else " " for each in value)
    return " ".join(seen.split())


def _body(envelope: Envelope) -> bytes:
    said = [_words("plain", envelope.text), _words("html", envelope.html)]
    words = _multipart("alternative", f"{envelope.message_id}/0", said)
    if envelope.calendar is None:
        return words
    return _multipart("mixed", f"{envelope.message_id}/1", [words, _calendar(envelope.calendar)])


def _multipart(kind: str, seed: str, parts: Iterable[bytes]) -> bytes:
    """Its boundary starts with `=_`, which neither quoted-printable nor base64 can produce."""
    boundary = f"=_{sha256(seed.encode()).hexdigest()[:32]}"
    opened = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + opened + b"--" + boundary.encode() + b"--\r\n"


def _words(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + b2a_qp(text.encode()).replace(b"\n", b"\r\n")


def _calendar(calendar: CalendarFile) -> bytes:
    """An attachment, never an alternative: some programs would show an invitation instead of the letter's words."""
    head = (
        f'Content-Type: text/calendar; charset="utf-8"; method="{calendar.method}"\r\n'
        f'Content-Disposition: attachment; filename="{CALENDAR_NAMES[calendar.method]}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(calendar.content).replace(b"\n", b"\r\n")


@lru_cache(maxsize=256)
def _own_mailbox(header: str, mailbox: str) -> str:
    """Of the office's own: the same in letter after letter."""
    return _mailbox(header, *parseaddr(mailbox))


def _mailbox(header: str, name: str, address: str) -> str:
    """A name and an address. Names keep letters, digits, dots, hyphens and apostrophes; raises `UnusableAddress`."""
    checked = usable(address)
    if checked is None:
        raise UnusableAddress(UnusableAddress.__doc__)
    plain = " ".join(re.sub(r"[^\w .'’-]", " ", one_line(name)).split())[:LONGEST_NAME]
    if not plain:
        return checked
    return f'"{plain}" <{checked}>' if plain.isascii() else f"{_encoded(header, plain)} <{checked}>"


def _encoded(header: str, value: str) -> str:
    """ASCII as it is, folded when long; anything else as encoded words (RFC 2047)."""
    if value.isascii() and len(header) + len(value) < 76:
        return value
    return Header(
        value, "us-ascii" if value.isascii() else "utf-8", header_name=header, maxlinelen=76
    ).encode()
