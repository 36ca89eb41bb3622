"""The health of the network: an artifact that says how the institutions asked in the last months fared, by code.

It stands as of the beginning of the day and is made once a day. It names institutions and counts; the people themselves
stay in our database (rule 5).
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from flows.coverage import plain
from flows.words import WORDS
from models.casework.health import network
from models.decisions.forms import TextLanguage
from models.health_text import TITLES, WORDS as FIGURES, cells
from models.zones import Zone

KEY: Final = "health"
LIMIT: Final = 200
"""Institutions shown, the busiest of them; `narahubung directory health --export` has them all."""
SPAN: Final = timedelta(days=90)
COLUMNS: Final = ("answered", "held", "acknowledged", "heard", "terms", "bounces", "contacts")


def edition(now: datetime, language: TextLanguage) -> str:
    """What the artifact says of itself: as long as it is the same, there is nothing to do."""
    return f"{Zone.WIB.day_of(now).isoformat()} {language}"


def render(session: Session, now: datetime, language: TextLanguage) -> str:
    """The table in markdown with its period and its rule of counting; every figure with its denominator."""
    today = Zone.WIB.starts(Zone.WIB.day_of(now))
    found = network(session, today - SPAN, today, today, LIMIT)
    words, titles = WORDS[language], TITLES[language]
    lines = [f"# {words['health']}", "", FIGURES[language]["rule"], ""]
    if not found:
        return "\n".join((*lines, FIGURES[language]["none"]))
    said = [cells(each.health, language) for each in found]
    lines += [
        f"{titles['period']}: {said[0]['period']}.",
        "",
        "".join(f"| {title} " for title in (words["institution"], *(titles[name] for name in COLUMNS))) + "|",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    for each, figures in zip(found, said, strict=True):
        shown = (f"{plain(each.name)} (`{each.code}`)", *(figures[name] for name in COLUMNS))
        lines.append(f"| {' | '.join(shown)} |")
    return "\n".join(lines)
