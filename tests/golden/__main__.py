"""Write all golden texts anew: `python -m tests.golden`."""

from typing import get_args

from models.dates import Language
from notifications.kinds import LetterKind
from tests.golden import path_of, text_of


def write_all() -> None:
    """Overwrite every golden text with what the program says now."""
    for language in get_args(Language):
        for kind in LetterKind:
            path = path_of(kind, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(kind, language), encoding="utf-8")


if __name__ == "__main__":
    write_all()
