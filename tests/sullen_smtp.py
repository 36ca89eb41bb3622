"""A mail server of plain sockets that behaves badly below SMTP: no banner, no word any more, or every word late."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from notifications import mailer
from tests.smtp_server import Mailbox, point_to


@dataclass
class Sullen:
    """How it behaves, and what it was asked: one list of commands for each connection."""

    banner: bool = True
    silent_after: int | None = None
    """The first connection says nothing more after so many mails; nobody hangs up."""
    delay: float = 0.0
    """Seconds before each reply."""
    asked: list[list[str]] = field(default_factory=list[list[str]])
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def taken(self) -> int:
        """How many mails it has accepted."""
        return sum(commands.count(".") for commands in self.asked)

    def serve(self, peer: socket.socket) -> None:
        """Live with one connection until it is closed, or for ever in silence."""
        commands: list[str] = []
        self.asked.append(commands)
        first, in_data = len(self.asked) == 1, False
        with peer, peer.makefile("rb") as lines, suppress(OSError):
            if not self.banner:
                self.over.wait()
                return
            peer.sendall(b"220 here\r\n")
            for line in lines:
                word = line.decode().strip()
                if in_data and word != ".":
                    continue
                if first and commands.count(".") == self.silent_after:
                    self.over.wait()
                    return
                commands.append(word if word == "." else word[:4].upper())
                in_data = commands[-1] == "DATA"
                time.sleep(self.delay)
                peer.sendall(b"354 go on\r\n" if in_data else b"250 fine\r\n")


@contextmanager
def sullen(monkeypatch: pytest.MonkeyPatch, how: Sullen, timeout: str = "0.5") -> Generator[Sullen]:
    """Such a server on a free port, to which the settings point for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peer, _ = listening.accept()
                    threading.Thread(target=how.serve, args=(peer,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        point_to(Mailbox(port=listening.getsockname()[1]), monkeypatch, timeout=timeout)
        try:
            yield how
        finally:
            how.over.set()
            mailer.close()
            listening.shutdown(socket.SHUT_RDWR)
