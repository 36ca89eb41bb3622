"""Consultations: put to an institution, answered in the office's words or in its own, or turned into a complaint.

A consultation asks an institution without formalities, and so does an emergency after its first contact. What it
answers is its own word: whoever asked reads it as that, and the formal check of a complaint finds it on file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, func, select

from models.casework import vault
from models.casework.errors import Missing
from models.casework.finding import institution_by_code, tracks
from models.casework.forwarding import open_track, refuse_twice, release_each, tell_of_gap
from models.casework.history import record
from models.casework.intake import close_with
from models.codes import Access, ClosingReason
from models.stages import Event as E
from models.tables import Attachment, Forwarding, Happening, Institution, Matter, Submission, Words, WordsKind

ASKED_ANEW: Final = frozenset({
    E.CONSULTATION_FORWARDED, E.FIRST_CONTACT_MADE, E.FORWARDED, E.CLARIFICATION_REQUESTED, E.TRACK_RELEASED,
})  # fmt: skip
"""After one of these on its track, what an institution had answered before answers nothing any more."""
NO_REPORT_YET: Final = frozenset({Access.CONSULTATION, Access.RAPID_RESPONSE})


@dataclass(frozen=True, slots=True)
class Answered:
    """What an institution answered: the answer first, then what it added to it."""

    institution: Institution
    happenings: tuple[Happening, ...]

    @property
    def at(self) -> datetime:
        """When the answer came."""
        return self.happenings[0].at


def forward_consultation(
    session: Session, complaint: Matter, code: str | None, text: str, now: datetime, *, by: str
) -> None:
    """Ask an institution's focal point about a consultation, in the office's words.

    Raises `UnknownInstitution`, `AlreadyForwarded`.
    """
    institution = institution_by_code(session, code)
    refuse_twice(session, complaint, institution)
    track, routed = open_track(session, complaint, institution, now)
    words = vault.keep_if(session, complaint, WordsKind.REQUEST, text)
    record(session, complaint, E.CONSULTATION_FORWARDED, now, by=by, forwarding=track, words=words)
    tell_of_gap(session, complaint, track, routed, now)


def answers(session: Session, complaint: Matter) -> list[Answered]:
    """What each institution has answered to what it was last asked, in the order in which the answers came."""
    said: dict[int | None, list[Happening]] = {}
    on_tracks = select(Happening).where(
        Happening.matter_id == complaint.id, col(Happening.forwarding_id).is_not(None)
    )
    for happening in session.exec(on_tracks.order_by(col(Happening.seq))):
        if happening.event in ASKED_ANEW:
            said.pop(happening.forwarding_id, None)
        elif happening.event is E.ANSWERED:
            said[happening.forwarding_id] = [happening]
        elif happening.event is E.SUPPLEMENTED and happening.forwarding_id in said:
            said[happening.forwarding_id].append(happening)
    return [Answered(_institution(session, track_id), tuple(rows)) for track_id, rows in said.items()]


def _institution(session: Session, track_id: int | None) -> Institution:
    return session.get_one(Institution, session.get_one(Forwarding, track_id).institution_id)


def files_with(session: Session, answer: Answered) -> int:
    """How many files came with the answer."""
    with_it = [happening.id for happening in answer.happenings]
    came = select(func.count(col(Attachment.id))).join(
        Submission, col(Submission.id) == Attachment.submission_id
    )
    return session.exec(came.where(col(Submission.happening_id).in_(with_it))).one()


def words_of(session: Session, answer: Answered) -> Iterator[Words]:
    """The answer's texts."""
    for happening in answer.happenings:
        for words_id, _ in happening.words:
            yield session.get_one(Words, words_id)


def answer_consultation(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """Answer the person who asked, and close: in the office's words or, without any, in those of the institutions.

    Raises `Missing` where nobody has answered yet.
    """
    facts: dict[str, object] = {"reason": ClosingReason.CONSULTATION_DONE.value}
    words = vault.keep_if(session, complaint, WordsKind.ANSWER, text)
    if not words:
        given = answers(session, complaint)
        passed_on = [(each.institution.code, its) for each in given for its in words_of(session, each)]
        if not passed_on:
            raise Missing("text")
        words = [its for _, its in passed_on]
        facts["passed_on"] = [code for code, _ in passed_on]
        facts["files"] = sum(files_with(session, each) for each in given)
    close_with(complaint, ClosingReason.CONSULTATION_DONE, now)
    record(session, complaint, E.CONSULTATION_ANSWERED, now, by=by, facts=facts, words=words)


def turn_into_report(session: Session, complaint: Matter, now: datetime, *, by: str) -> None:
    """A consultation or an emergency becomes an ordinary report; nothing is asked twice."""
    facts = become_report(session, complaint, now)
    record(session, complaint, E.TURNED_INTO_REPORT, now, by=by, facts=facts)


def become_report(session: Session, complaint: Matter, now: datetime) -> dict[str, list[str]]:
    """From here on it is a report; what institutions were asked before was no examination, and all of it ends.

    Each can be forwarded to anew, and none hears more of a complaint that may never come to it. Returns the facts for
    the happening that does so.
    """
    complaint.access = Access.REPORT
    return release_each(session, tracks(session, complaint), now)
