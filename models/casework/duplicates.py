"""Complaints that may be the same one: suggested to the officer with reasons, linked by them, never merged.

SQL narrows first: what came to the same office or concerns the same institution within a year either way. Then
reporters are compared by what identifies them, and words by the sets of their tokens, so that order and repetition
do not matter. A suggestion holds numbers and codes only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from models.codes import MatterKind
from models.tables import Matter, Reporter, Words, WordsKind

WINDOW: Final = timedelta(days=365)
"""How far apart two filings of the same matter may lie."""
COMPARED: Final = 1000
"""At most so many complaints have their words compared: those of the same reporters, then the nearest in time."""
LONGEST: Final = 4000
"""Characters of a text that are compared."""
FEWEST: Final = 8
"""Texts of fewer words are alike by chance."""
ALIKE, SAME_NAME, ENOUGH = 70, 90, 40


class Reason(StrEnum):
    """Why a complaint is suggested."""

    SAME_IDENTITY = "same_identity"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SIMILAR_NAME = "similar_name"
    SIMILAR_WORDS = "similar_words"
    SAME_INSTITUTION = "same_institution"


WEIGHTS: Final[Mapping[Reason, int]] = {
    Reason.SAME_IDENTITY:    45,
    Reason.SAME_EMAIL:       40,
    Reason.SAME_PHONE:       40,
    Reason.SIMILAR_NAME:     15,
    Reason.SIMILAR_WORDS:    45,
    Reason.SAME_INSTITUTION: 10,
}  # fmt: skip
"""What a reason counts at most, of 100; of what speaks for the same reporter, only the strongest counts."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A complaint that may be the same: its agenda number, how likely (40 to 100), and why."""

    agenda_no: str
    score: int
    reasons: tuple[Reason, ...]

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "number": self.agenda_no,
            "score": self.score,
            "reasons": [reason.value for reason in self.reasons],
        }


class _Near(NamedTuple):
    """A complaint to compare with."""

    agenda_no: str
    institution_id: int | None


def suggest(session: Session, complaint: Matter, limit: int = 5) -> list[Suggestion]:
    """The complaints most like this one, the likeliest first; those already linked to it are left out."""
    near = _near(session, complaint)
    about_person = _same_people(session, complaint)
    nearest = dict.fromkeys((*about_person, *near))
    words = _similar_words(session, complaint, list(nearest)[:COMPARED])
    found = [
        scored
        for other_id, other in near.items()
        if (scored := _scored(complaint, other, about_person.get(other_id, ()), words.get(other_id, 0)))
    ]
    return sorted(found, key=lambda each: (-each.score, each.agenda_no))[:limit]


def _near(session: Session, complaint: Matter) -> dict[int, _Near]:
    """The complaints to compare with, the nearest in time first."""
    rows = session.exec(
        select(Matter.id, Matter.agenda_no, Matter.institution_id, Matter.received_at).where(
            *_comparable(complaint)
        )
    ).all()
    rows = sorted(rows, key=lambda row: abs(row[3] - complaint.received_at))
    return {row[0] or 0: _Near(row[1], row[2]) for row in rows}


def _comparable(complaint: Matter) -> Iterator[Any]:
    """The same office or institution, in the window, and not linked already."""
    yield Matter.id != complaint.id
    yield Matter.kind == MatterKind.COMPLAINT
    place = [col(Matter.office_id) == complaint.office_id]
    if complaint.institution_id is not None:
        place.append(col(Matter.institution_id) == complaint.institution_id)
    yield or_(*place)
    yield col(Matter.received_at).between(complaint.received_at - WINDOW, complaint.received_at + WINDOW)
    linked = [complaint.id] if complaint.master_id is None else [complaint.id, complaint.master_id]
    yield col(Matter.master_id).is_(None) | col(Matter.master_id).not_in(linked)
    if complaint.master_id is not None:
        yield Matter.id != complaint.master_id


def _same_people(session: Session, complaint: Matter) -> dict[int, list[Reason]]:
    """For each complaint to compare with: what says that it has a reporter in common."""
    from rapidfuzz import fuzz, utils

    mine = list(session.exec(select(Reporter).where(Reporter.matter_id == complaint.id)))
    found: defaultdict[int, list[Reason]] = defaultdict(list)
    if not mine:
        return found
    keys = {key for reporter in mine for key in _keys(reporter.identity_no, reporter.email, reporter.phone)}
    names = [utils.default_process(reporter.name) for reporter in mine if reporter.erased_at is None]
    query = (
        columns(
            col(Reporter.matter_id),
            col(Reporter.name),
            col(Reporter.identity_no),
            col(Reporter.email),
            col(Reporter.phone),
        )
        .join(Matter, col(Matter.id) == col(Reporter.matter_id))
        .where(col(Reporter.erased_at).is_(None), *_comparable(complaint))
    )
    for other_id, name, identity_no, email, phone in session.connection().execute(query):
        found[other_id] += [reason for reason, _ in keys.intersection(_keys(identity_no, email, phone))]
        processed = utils.default_process(name)
        if any(fuzz.token_sort_ratio(own, processed, score_cutoff=SAME_NAME) for own in names):
            found[other_id].append(Reason.SIMILAR_NAME)
    return {other_id: reasons for other_id, reasons in found.items() if reasons}


def _keys(identity_no: str | None, email: str | None, phone: str | None) -> Iterator[tuple[Reason, str]]:
    """What identifies a reporter, each written in one way only."""
    if identity_no and (plain := re.sub(r"\W", "", identity_no).lower()):
        yield Reason.SAME_IDENTITY, plain
    if email and email.strip():
        yield Reason.SAME_EMAIL, email.strip().lower()
    if phone and len(digits := re.sub(r"\D", "", phone)) >= 7:
        yield Reason.SAME_PHONE, re.sub(r"^(0|62)+", "", digits)


def _similar_words(session: Session, complaint: Matter, others: Iterable[int]) -> dict[int, float]:
    """How alike the words are, 70 to 100, for each complaint where they are alike at all."""
    from rapidfuzz import fuzz, process, utils

    texts = _texts(session, [complaint.id or 0, *others])
    mine = texts.pop(complaint.id or 0, "")
    if len(mine.split()) < FEWEST:
        return {}
    choices = {other: text for other, text in texts.items() if len(text.split()) >= FEWEST}
    return {
        other: ratio
        for _, ratio, other in process.extract(
            mine,
            choices,
            scorer=fuzz.token_set_ratio,
            processor=utils.default_process,
            limit=None,
            score_cutoff=ALIKE,
        )
    }


def _texts(session: Session, complaint_ids: list[int]) -> dict[int, str]:
    """Subject and narrative of each complaint, as far as they are compared."""
    found: defaultdict[int, str] = defaultdict(str)
    for first in range(0, len(complaint_ids), 500):
        rows = session.exec(
            select(Words.matter_id, func.substr(col(Words.text), 1, LONGEST))
            .where(
                col(Words.matter_id).in_(complaint_ids[first : first + 500]),
                col(Words.kind).in_((WordsKind.SUBJECT, WordsKind.NARRATIVE)),
            )
            .order_by(col(Words.id))
        )
        for matter_id, text in rows:
            found[matter_id] = f"{found[matter_id]} {text}"[:LONGEST]
    return found


def _scored(
    complaint: Matter, other: _Near, about_person: Iterable[Reason], ratio: float
) -> Suggestion | None:
    reasons = list(dict.fromkeys(sorted(about_person, key=lambda reason: (-WEIGHTS[reason], reason))))
    score = float(max((WEIGHTS[reason] for reason in reasons), default=0))
    if ratio:
        reasons.append(Reason.SIMILAR_WORDS)
        score += WEIGHTS[Reason.SIMILAR_WORDS] * (ratio - ALIKE / 2) / (100 - ALIKE / 2)
    if reasons and complaint.institution_id is not None and other.institution_id == complaint.institution_id:
        reasons.append(Reason.SAME_INSTITUTION)
        score += WEIGHTS[Reason.SAME_INSTITUTION]
    return Suggestion(other.agenda_no, min(100, round(score)), tuple(reasons)) if score >= ENOUGH else None
