"""What `narahubung doctor` looks at, part by part: each finding says in a sentence what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it; nothing to do where all is well."""

    check: str
    level: Level
    found: str
    do: str = ""


Findings = Iterator[Finding]


def ok(check: str, found: str) -> Finding:
    """All is well."""
    return Finding(check, Level.OK, found)


def warning(check: str, found: str, do: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(check, Level.WARNING, found, do)


def problem(check: str, found: str, do: str) -> Finding:
    """It does not work."""
    return Finding(check, Level.PROBLEM, found, do)
