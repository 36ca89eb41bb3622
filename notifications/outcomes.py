"""What a mail server made of a letter: accepted, "not now", refused for good, or not even tried. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_REPLY = 300

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")
_OURS = re.compile(r"\b5\.7\.\d+\b|relay|authenticat|log ?in|credential|not permitted", re.IGNORECASE)
_OUR_CODES = frozenset({503, 530, 534, 535, 538, 454})
"""Authentication required, too weak or failed: a fault of our settings, not of the letter (RFC 4954)."""


class Verdict(StrEnum):
    """The three ways a try can end, and that there was none."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with the server's reply, addresses masked. `away`: there was no server to talk to at all."""

    verdict: Verdict
    reply: str
    away: bool = False


def accepted(reply: str) -> Outcome:
    """The server took the letter."""
    return Outcome(Verdict.ACCEPTED, masked(reply))


def later(reply: str, *, away: bool = False) -> Outcome:
    """Try again: the server said so, or could not be talked to."""
    return Outcome(Verdict.LATER, masked(reply), away)


def untried(reply: str, *, away: bool = False) -> Outcome:
    """Nobody asked the server about this letter: its turn did not come, or the server is away. It counts as no try."""
    return Outcome(Verdict.UNTRIED, masked(reply), away)


def refused(reply: str) -> Outcome:
    """The server will never take this letter for this address."""
    return Outcome(Verdict.REFUSED, masked(reply))


def judged(code: int, reply: str) -> Outcome:
    """What a reply code means for the letter: 4xx later, 5xx refused, unless the fault is ours (login, relaying)."""
    text = f"{code} {reply}"
    if 200 <= code < 400:
        return accepted(text)
    if code < 500 or code in _OUR_CODES or _OURS.search(reply):
        return later(text)
    return refused(text)


def masked(reply: str) -> str:
    """The reply on one line, without any e-mail address, short enough to keep."""
    line = " ".join("".join(each if each.isprintable() else " " for each in reply).split())
    return _ADDRESS.sub("<address>", line)[:LONGEST_REPLY]
