"""The official Indonesian term, and an English one, for every code that people read. Pure.

The tables are aligned pairs, Indonesian first; `term` is the one way to them.
"""

from enum import StrEnum

from models.dates import Language
from models.terms.cases import CASE_TERMS
from models.terms.events import EVENTS
from models.terms.progress import PROGRESS_TERMS

Pair = tuple[str, str]

_COLUMN: dict[Language, int] = {"id": 0, "en": 1}

TERMS: dict[str, dict[str, Pair]] = {
    kind: {str(code): pair for code, pair in rows.items()}
    for kind, rows in (*CASE_TERMS.items(), *PROGRESS_TERMS.items(), ("Event", EVENTS))
}
"""By the name of the code list and the code; lists that live beside a table are named, not imported."""


class NoTerm(KeyError):
    """This code has no term yet. Add a row for it, Indonesian and English, to the tables in `models/terms`."""


def term(member: StrEnum, language: Language) -> str:
    """What people call `member` in the language, as it stands inside a sentence. Raises `NoTerm`."""
    try:
        return TERMS[type(member).__name__][member.value][_COLUMN[language]]
    except KeyError:
        raise NoTerm(f"{type(member).__name__}.{member.name}: {NoTerm.__doc__}") from None


def title(member: StrEnum, language: Language) -> str:
    """The same as a heading or a label: its first letter is a capital. Raises `NoTerm`."""
    words = term(member, language)
    return words[:1].upper() + words[1:]
