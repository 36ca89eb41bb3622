"""A mail server in a bad hour, in the place of the good one: `python -m tests.soak.refusing PORT WORDS`.

`WORDS` answer every mail; where they are of code 421, they are all that is said, instead of a greeting.
"""

import socketserver
import sys
from contextlib import suppress

MOODS = ("421 4.3.2 too busy", "451 4.3.0 try again", "554 5.7.1 not from you")
"""Nobody is let in; every mail is put off; every mail is refused for good."""
BESIDE_THE_POINT = (b"EHLO", b"HELO", b"RSET", b"NOOP")


class Refusing(socketserver.ThreadingTCPServer):
    """The server; listens on a port that another one has just let go of."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, port: int, words: str) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.words = words


class _Connection(socketserver.StreamRequestHandler):
    server: Refusing  # pyright: ignore[reportIncompatibleVariableOverride] - the only one there is here

    def handle(self) -> None:
        with suppress(OSError):
            if self.server.words.startswith("421"):
                self._say(self.server.words)
                return
            self._say("220 here")
            while (word := self.rfile.readline()[:4].upper()) not in (b"", b"QUIT"):
                self._say("250 fine" if word in BESIDE_THE_POINT else self.server.words)
            self._say("221 bye")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


if __name__ == "__main__":
    with Refusing(int(sys.argv[1]), sys.argv[2]) as server:
        server.serve_forever()
