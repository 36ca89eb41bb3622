"""The whole file of a complaint, as an officer may read it: people, words, institutions, deadlines, letters, history.

Personal throughout: for the eyes of the office only. Ready for JSON: codes, texts, ISO dates, instants in UTC.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.casework import accounting, acts, clocks, doors, offers
from models.casework.finding import owner_of, tracks
from models.casework.network.papers import papers
from models.codes import MatterKind
from models.dates import Language
from models.lifecycle import phase_of
from models.proof_text import proof_text
from models.tables import (
    Attachment,
    Clock,
    EarlierDue,
    FocalPoint,
    Forwarding,
    Happening,
    Institution,
    Item,
    Letter,
    Matter,
    Office,
    Officer,
    Pause,
    Reporter,
    Words,
    WordsKind,
)

OWN_WORDS = (WordsKind.SUBJECT, WordsKind.NARRATIVE, WordsKind.EXPECTATION)
OF_COMPLAINTS = (
    "access", "channel", "rule_set", "complexity", "confidentiality", "substance", "service", "alleged", "found",
    "event_on", "registered_at", "closing_reason",
)  # fmt: skip
"""What only complaints have; of the network's undertakings it is null."""


def whole_file(session: Session, complaint: Matter, now: datetime, language: Language) -> dict[str, Any]:
    """Everything the office holds about the complaint; the proofs of its deadlines are written in the language.

    Of an undertaking of the network: what it shares with complaints, and under `undertaking` its own papers.
    """
    of_complaints = complaint.kind is MatterKind.COMPLAINT
    texts = {row.id: row for row in session.exec(select(Words).where(Words.matter_id == complaint.id))}
    return {
        "kind": complaint.kind.value,
        "number": complaint.agenda_no,
        "registration": complaint.registration_no,
        "stage": complaint.stage.value,
        "phase": phase_of(complaint.stage).value,
        "balls": offers.balls(session, complaint),
        "accounts": accounting.as_data(accounting.accounts_of(session, complaint, now)),
        "office": _named(session.get_one(Office, complaint.office_id)),
        "examiner": _officer(session, complaint),
        "institution": _named(session.get(Institution, complaint.institution_id or 0)),
        "master": _master(session, complaint),
        **(_plain(complaint, *OF_COMPLAINTS) if of_complaints else dict.fromkeys(OF_COMPLAINTS)),
        **_plain(complaint, "received_at", "closed_at", "quiet", "version"),
        **{kind.value: next((row.text for row in texts.values() if row.kind is kind), None) for kind in OWN_WORDS},
        "reporters": _reporters(session, complaint),
        "attachments": _rows(session, Attachment, complaint, "name", "content_type", "size", "digest", "added_at"),
        "forwardings": [_forwarding(session, track) for track in tracks(session, complaint)],
        "clocks": _clocks(session, complaint, now, language),
        "awaiting": _awaiting(session, complaint),
        "items": _items(session, complaint, texts),
        "undertaking": None if of_complaints else papers(session, complaint, now),
        "letters": _rows(
            session, Letter, complaint,
            "kind", "person", "role", "language", "delivery", "number", "state", "tries", "reply", "queued_at",
            "next_try_at", "settled_at",
        ),
        "history": _history(session, complaint, texts),
    }  # fmt: skip


def _plain(row: SQLModel, *names: str) -> dict[str, Any]:
    """Columns of a row as JSON has them: codes by value, dates and instants in ISO 8601."""
    return row.model_dump(mode="json", include=set(names))


def _rows(session: Session, kind: type[Any], complaint: Matter, *names: str) -> list[dict[str, Any]]:
    query = select(kind).where(kind.matter_id == complaint.id).order_by(kind.id)
    return [_plain(row, *names) for row in session.exec(query)]


def _named(row: Office | Institution | None) -> dict[str, str] | None:
    return {"code": row.code, "name": row.name} if row else None


def _officer(session: Session, complaint: Matter) -> str | None:
    officer = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
    return officer.name if officer else None


def _master(session: Session, complaint: Matter) -> str | None:
    master = session.get(Matter, complaint.master_id) if complaint.master_id else None
    return master.agenda_no if master else None


def _reporters(session: Session, complaint: Matter) -> list[dict[str, Any]]:
    return _rows(
        session, Reporter, complaint,
        "role", "name", "identity_no", "born_in", "born_on", "occupation", "address", "email", "phone", "language",
        "contact", "erased_at",
    )  # fmt: skip


def _forwarding(session: Session, track: Forwarding) -> dict[str, Any]:
    contact = session.get(FocalPoint, track.focal_point_id) if track.focal_point_id else None
    return {
        "institution": _named(session.get_one(Institution, track.institution_id)),
        "focal_point": _plain(contact, "name", "position", "email", "phone") if contact else None,
        **_plain(track, "stage", "sent_at", "acknowledged_at", "ended_at"),
    }


def _clocks(session: Session, complaint: Matter, now: datetime, language: Language) -> list[dict[str, Any]]:
    """Open deadlines first, the most urgent on top; then those that have ended."""
    running = clocks.open_clocks(session, complaint)
    ended = session.exec(
        select(Clock)
        .where(Clock.matter_id == complaint.id, col(Clock.state).not_in(clocks.OPEN_STATES))
        .order_by(col(Clock.id))
    )
    late = {clock.id for clock in clocks.overdue(running, now)}
    return [
        {**_clock(session, clock, language), "open": clock in running, "overdue": clock.id in late}
        for clock in (*running, *ended)
    ]


def _clock(session: Session, clock: Clock, language: Language) -> dict[str, Any]:
    pauses = session.exec(select(Pause).where(Pause.clock_id == clock.id).order_by(col(Pause.id)))
    earlier = session.exec(
        select(EarlierDue).where(EarlierDue.clock_id == clock.id).order_by(col(EarlierDue.id))
    )
    return {
        "title": clocks.title_of(session, clock, language),
        "institution": _named(session.get(Institution, clock.institution_id or 0)),
        **_plain(
            clock,
            "id", "key", "binds", "zone", "state", "started_on", "evidence", "extension", "due_at", "provisional",
            "calendar_version", "ended_at", "proof",
        ),
        "due_on": clock.proof["due"] if clock.proof else None,
        "proof_text": proof_text(clocks.proof_of(clock), language) if clock.proof else None,
        "pauses": [_plain(row, "starts_on", "ends_on", "reason", "by") for row in pauses],
        "earlier": [_plain(row, "due_at", "calendar_version", "replaced_at", "why") for row in earlier],
    }  # fmt: skip


def _awaiting(session: Session, complaint: Matter) -> list[dict[str, Any]]:
    return [
        {"act": row.id, "clock": row.clock_id, **_plain(row, "rung", "due_used", "at")}
        for row in acts.awaiting(session, complaint)
    ]


def _items(session: Session, complaint: Matter, texts: Mapping[int | None, Words]) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Item).where(Item.matter_id == complaint.id).order_by(col(Item.kind), col(Item.number))
    )
    return [
        {
            **_plain(
                item,
                "kind",
                "number",
                "status",
                "claimed",
                "claimed_at",
                "promised_on",
                "verified_by",
                "verified_at",
            ),
            "institution": _named(owner_of(session, item)),
            "text": texts[item.words_id].text,
            "evidence": texts[item.evidence_id].text if item.evidence_id else None,
        }
        for item in rows
    ]


def _history(session: Session, complaint: Matter, texts: Mapping[int | None, Words]) -> list[dict[str, Any]]:
    at = {track.id: track.institution_id for track in tracks(session, complaint)}
    query = select(Happening).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
    return [
        {
            **_plain(
                row,
                "id",
                "seq",
                "event",
                "at",
                "recorded_at",
                "stage_before",
                "stage_after",
                "track_after",
            ),
            "by": doors.name_of(session, row.by),
            "institution": _named(session.get(Institution, at.get(row.forwarding_id) or 0)),
            "facts": row.facts,
            "words": [texts[words_id].text for words_id, _ in row.words if words_id in texts],
        }
        for row in session.exec(query)
    ]
