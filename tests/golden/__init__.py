"""Golden texts: every letter in both languages, compared whole.

When words were changed on purpose, write them anew with `python -m tests.golden` and read the difference before you
commit it.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from models.codes import MatterKind
from models.dates import Language
from models.tables import Letter
from notifications.addressees import OFFICE, PUBLIC
from notifications.composing import leads_to, wording_of
from notifications.context import context_of
from notifications.kinds import LetterKind
from notifications.sample_events import events_of, letters_about
from notifications.sample_occasions import kinds_of
from notifications.samples import Sample, sample, sample_database
from notifications.wording import Link

LINK = "https://portal.example.org/p/12.f3.signature"
FOLDER = Path(__file__).parent / "letters"


def path_of(kind: LetterKind, language: Language) -> Path:
    """Where the golden text of a kind is kept."""
    return FOLDER / language / f"{kind.value}.txt"


def text_of(kind: LetterKind, language: Language) -> str:
    """Every letter of the kind, by the happenings that call for it, one to each audience, as plain text."""
    with sample_database() as session:
        return "\n".join(_letters(session, kind, language))


def _letters(session: Session, kind: LetterKind, language: Language) -> Iterator[str]:
    for event in events_of(kind):
        for within in kinds_of(event):
            made = sample(session, language=language)
            place = "" if within is MatterKind.COMPLAINT else f" ({within.value})"
            for letter in _one_per_audience(letters_about(made, event, kind, within)):
                yield f"=== {event.value}{place} → {letter.role.value}\n{_worded(made, letter, language)}"
            session.rollback()


def _one_per_audience(letters: list[Letter]) -> list[Letter]:
    return list({_audience(letter): letter for letter in reversed(letters)}.values())[::-1]


def _audience(letter: Letter) -> str:
    return "office" if letter.role in OFFICE else "public" if letter.role in PUBLIC else "institution"


def _worded(made: Sample, letter: Letter, language: Language) -> str:
    letter.language = language  # an institution's general address is written to in Indonesian otherwise
    link = Link(LINK if leads_to(made.session, letter) else "")
    words = wording_of(replace(context_of(made.session, letter), link=link))
    return f"Subject: {words.subject}\n\n{words.text}"
