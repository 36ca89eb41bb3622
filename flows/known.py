"""What need not be asked again: which institutions answered, which formal requirements are on file (rule 5 holds)."""

from collections.abc import Mapping
from typing import Final

from sqlmodel import Session

from flows.coverage import plain
from flows.words import WORDS
from models.casework import consultation
from models.casework.known import OnFile, on_file
from models.dates import long_date
from models.decisions.checklists import FormalItem
from models.decisions.forms import TextLanguage
from models.stages import Stage
from models.tables import Matter

ASKED_HERE: Final = frozenset({Stage.CONSULTATION, Stage.RAPID_RESPONSE})
"""The stages at which institutions are asked without formalities."""


def known(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Where institutions were asked, and at the formal check: what need not be asked again; else nothing."""
    parts: list[str] = []
    if complaint.stage in ASKED_HERE | {Stage.FORMAL_CHECK}:
        parts.append(_answers(session, complaint, language))
    if complaint.stage is Stage.FORMAL_CHECK:
        parts.append(_requirements(on_file(session, complaint), language))
    return "\n\n".join(part for part in parts if part)


def _answers(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Which institution answered when, to be read in the file; how its answer is passed on."""
    words = WORDS[language]
    given = consultation.answers(session, complaint)
    if not given:
        return ""
    lines = [f"### {words['answers']}", ""]
    for each in given:
        day = long_date(each.institution.zone.day_of(each.at), language)
        files = f"; {words['files']}: {count}" if (count := consultation.files_with(session, each)) else ""
        lines.append(f"- **{each.institution.code}** – {plain(each.institution.name)}: {day}{files}")
    lines += ["", words["pass_on"] if complaint.stage is Stage.CONSULTATION else words["read_answers"]]
    return "\n".join(lines)


def _requirements(found: Mapping[FormalItem, OnFile], language: TextLanguage) -> str:
    words = WORDS[language]
    lines = [f"### {words['on_file']}", ""]
    for item, state in found.items():
        lacking = ", ".join(words[f"reporter_{name}"] for name in state.lacking)
        lines.append(f"- {item.value}: {words[f'known_{state.known.value}']}{lacking and f': {lacking}'}")
    return "\n".join(lines)
