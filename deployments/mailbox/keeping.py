"""What the mailbox keeps: each mail once per recipient, as a file, and how often it came again.

A good server drops a repeat that carries the Message-ID of a mail it has; so does this one, and it counts them. A mail
is whole on the disk before its sender is told that it was accepted, and all is read back after a restart.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from hashlib import sha256
from pathlib import Path
from typing import Final

from models.settings import settings

KEPT: Final = 3_000
"""How many mails are kept; the oldest make room for new ones."""
RECIPIENT: Final = b"Delivered-To: "
REPEATS: Final = ".repeats"
STAMP: Final = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the list shows it. `key` names it in links; nothing personal in it. `received` is real time, UTC."""

    key: str
    recipient: str
    sender: str
    subject: str
    received: datetime
    path: Path
    repeats: int = 0

    def raw(self) -> bytes:
        """The mail as it was received, under a line that says for whom."""
        return self.path.read_bytes()

    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.raw(), policy=default)


def default_folder() -> Path:
    """Where the demo keeps its mails."""
    return settings().home / "mailbox"


class Mailbox:
    """The mails of one folder, at most `kept` of them; for one process at a time, and any number of its threads."""

    def __init__(self, folder: Path, kept: int = KEPT) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder, self._kept = folder, kept
        self._lock = threading.Lock()
        self._mails: dict[str, Mail] = {mail.key: mail for mail in self._read_back()}

    def keep(self, recipient: str, content: bytes, received: datetime) -> Mail:
        """Keep a mail for a recipient; a repeat of one that is there is only counted. Raises OSError on a full disk."""
        key = _key_of(recipient, content)
        with self._lock:
            if (known := self._mails.get(key)) is not None:
                return self._count(known)
            path = self._folder / f"{received.astimezone(UTC):{STAMP}}-{key}.eml"
            part = path.with_suffix(".part")
            part.write_bytes(RECIPIENT + recipient.encode("utf-8", "replace") + b"\r\n" + content)
            part.replace(path)
            self._mails[key] = mail = _read(path)
            self._make_room()
            return mail

    def mails(self, about: str = "") -> list[Mail]:
        """The mails, the newest first; with `about`, those that have it in recipient or subject."""
        wanted = about.casefold().strip()
        with self._lock:
            found = [
                mail
                for mail in self._mails.values()
                if wanted in f"{mail.recipient} {mail.subject}".casefold()
            ]
        return sorted(found, key=lambda mail: mail.received, reverse=True)

    def get(self, key: str) -> Mail | None:
        """The mail with this key."""
        with self._lock:
            return self._mails.get(key)

    def _read_back(self) -> Iterator[Mail]:
        for path in sorted(self._folder.glob("*.eml")):
            yield _read(path)

    def _count(self, known: Mail) -> Mail:
        with known.path.with_suffix(REPEATS).open("ab") as marks:
            marks.write(b".")
        self._mails[known.key] = again = replace(known, repeats=known.repeats + 1)
        return again

    def _make_room(self) -> None:
        too_many = max(0, len(self._mails) - self._kept)
        for key in sorted(self._mails, key=lambda key: self._mails[key].received)[:too_many]:
            gone = self._mails.pop(key)
            gone.path.unlink(missing_ok=True)
            gone.path.with_suffix(REPEATS).unlink(missing_ok=True)


def _key_of(recipient: str, content: bytes) -> str:
    """The same for a recipient and a Message-ID; for a mail without one, its content stands for it."""
    named = BytesHeaderParser(policy=default).parsebytes(content).get("Message-ID")
    identity = str(named).strip().encode() if named else content
    return sha256(recipient.casefold().encode() + b"\n" + identity).hexdigest()[:24]


def _read(path: Path) -> Mail:
    """A mail from its file; only its headers are parsed."""
    headers = BytesHeaderParser(policy=default).parsebytes(path.read_bytes())
    stamp, _, key = path.stem.partition("-")
    marks = path.with_suffix(REPEATS)
    return Mail(
        key=key,
        recipient=str(headers["Delivered-To"] or ""),
        sender=str(headers["From"] or ""),
        subject=str(headers["Subject"] or ""),
        received=datetime.strptime(stamp, STAMP).replace(tzinfo=UTC),
        path=path,
        repeats=marks.stat().st_size if marks.exists() else 0,
    )
