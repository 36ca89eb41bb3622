"""The coverage: an artifact that says how many institutions have an active focal point, and which have none.

It names institutions and counts; the people themselves stay in our database (rule 5).
"""

import re
from datetime import datetime
from typing import Final

from sqlmodel import Session

from flows.words import WORDS
from models.casework.coverage import Covered, coverage
from models.dates import long_date
from models.decisions.forms import TextLanguage
from models.zones import Zone

KEY: Final = "coverage"
LIMIT: Final = 100
"""Institutions without an active focal point that are named; `narahubung coverage --export` has them all."""
COLUMNS: Final = ("office", "region", "active", "unconfirmed", "uncovered", "covered")


def render(session: Session, now: datetime, language: TextLanguage) -> str:
    """The counts per office and region with their denominators, as of the day, and who is lacking; in markdown."""
    words = WORDS[language]
    found = coverage(session, now)
    lines = [
        f"# {words['coverage']}",
        "",
        words["as_of"].format(day=long_date(Zone.WIB.day_of(now), language)),
        "",
        "".join(f"| {words[name]} " for name in COLUMNS) + "|",
        "|---|---|---|---|---|---|",
    ]
    lines += (_row(line, line.office or "–", line.region or "–", words["of"]) for line in found.lines)
    lines.append(_row(found.total, f"**{words['total']}**", "", words["of"]))
    if found.uncovered:
        lines += ["", f"## {words['lacking']}", ""]
        lines += (f"- {plain(each.name)} (`{each.code}`)" for each in found.uncovered[:LIMIT])
        if more := len(found.uncovered) - LIMIT:
            lines += ["", words["and_more"].format(count=more)] if more > 0 else []
    return "\n".join(lines)


def _row(line: Covered, office: str, region: str, of: str) -> str:
    share = "–" if line.share is None else f"{line.active} {of} {line.institutions} ({line.share:.0%})"
    return f"| {' | '.join((office, region, str(line.active), str(line.unconfirmed), str(line.nobody), share))} |"


def plain(name: str) -> str:
    """A name as it stands, without becoming markup."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", name)
