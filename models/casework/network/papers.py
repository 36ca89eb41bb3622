"""What an undertaking has beside what it shares with complaints, as an officer may read it. Ready for JSON.

Its gathering with who was invited and who came, obstacles with their words, what the gathering before left over, its
commitment with the signatures, or who follows whom in a post. Names of officials throughout: for the office only.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.casework.doors import name_of
from models.casework.finding import owner_of
from models.casework.network import comparing, matrix, plans, texts
from models.casework.network.opening import tracks_by_code
from models.codes import GATHERINGS, MatterKind
from models.stages import Event, TrackStage
from models.tables import (
    Commitment,
    FocalPoint,
    Gathering,
    Happening,
    Institution,
    Item,
    Matter,
    ObstacleNoted,
    Office,
    Signature,
    Succession,
    Words,
)

UNSIGNED = (TrackStage.ASKED,)


def papers(session: Session, matter: Matter, now: datetime) -> dict[str, Any]:
    """The papers by name, as of business time `now`; null what this kind of undertaking does not have."""
    gathering = session.get(Gathering, matter.id)
    commitment = session.get(Commitment, matter.id)
    succession = session.get(Succession, matter.id)
    return {
        "gathering": _gathering(session, matter, gathering) if gathering else None,
        "attendance": [row.as_data() for row in matrix.of(session, matter)] if matter.kind in GATHERINGS else [],
        "obstacles": _obstacles(session, matter),
        "left_over": [_item(session, item) for item in plans.left_over(session, gathering)] if gathering else [],
        "changes": _changes(session, matter, now) if gathering else None,
        "commitment": _commitment(session, matter, commitment) if commitment else None,
        "succession": _succession(session, matter, succession) if succession else None,
    }  # fmt: skip


def _gathering(session: Session, matter: Matter, row: Gathering) -> dict[str, Any]:
    opened = select(Matter.agenda_no).join(Commitment, col(Commitment.matter_id) == Matter.id)
    opened = opened.where(Commitment.gathering_id == matter.id).order_by(col(Matter.id))
    ends = row.starts_at + timedelta(minutes=row.minutes) if row.starts_at else None
    return {
        **_plain(row, "starts_at", "mode", "place", "theme", "opener", "held_on", "every_months", "revision"),
        "agenda": row.agenda_items,
        "ends_at": ends.isoformat() if ends else None,
        "before": _number(session, row.previous_id),
        "commitments": list(session.exec(opened)),
    }


def _obstacles(session: Session, matter: Matter) -> list[dict[str, Any]]:
    query = select(ObstacleNoted).where(ObstacleNoted.matter_id == matter.id)
    return [
        {
            "obstacle": row.obstacle.value,
            "institution": _place(session, row.institution_id),
            "text": _text(session, row.words_id),
        }
        for row in session.exec(query.order_by(col(ObstacleNoted.id)))
    ]


def _item(session: Session, item: Item) -> dict[str, Any]:
    owner = owner_of(session, item)
    return {
        **_plain(item, "number", "status", "promised_on"),
        "institution": {"code": owner.code, "name": owner.name},
        "text": _text(session, item.words_id),
    }


def _changes(session: Session, matter: Matter, now: datetime) -> dict[str, Any] | None:
    """What has changed since the gathering before; of a monev also how each institution invited fares, then and now."""
    zone = session.get_one(Office, matter.office_id).zone
    found = comparing.compare(session, matter, zone.day_of(now))
    if found is None:
        return None
    held_on = session.get_one(Gathering, matter.id).held_on
    until = min(now, zone.starts(held_on + timedelta(days=1))) if held_on else now
    fares = comparing.fares(session, matter, until) if matter.kind is MatterKind.MONEV else []
    return {
        "before": found.before,
        "since": found.since.isoformat(),
        "attendance": {"then": asdict(found.attendance_then), "now": asdict(found.attendance_now)},
        "obstacles": [
            {"obstacle": each.value, "then": then, "now": since}
            for each, (then, since) in found.obstacles.items()
        ],
        "left_over": asdict(found.left_over),
        "contacts": asdict(found.contacts),
        "health": [
            {
                "institution": {"code": each.after.code, "name": each.after.name},
                "then": each.before.health.as_data(),
                "now": each.after.health.as_data(),
            }
            for each in fares
        ],
    }


def _commitment(session: Session, matter: Matter, row: Commitment) -> dict[str, Any]:
    signed = select(Signature).where(Signature.matter_id == matter.id).order_by(col(Signature.id))
    renewed = select(Commitment.matter_id).where(Commitment.renews_id == matter.id)
    signatures = [
        {
            "institution": _place(session, each.institution_id),
            "person": name_of(session, each.person).partition(" (")[0],
            **_plain(each, "signed_on"),
        }
        for each in session.exec(signed)
    ]
    asked = tracks_by_code(session, matter).values()
    text = texts.text_of(session, row.matter_id)
    return {
        **_plain(row, "text_version", "witness", "signed_on", "valid_until"),
        "text": text,
        "digest": texts.digest_of(text),
        "scan": row.scan_id,
        "renews": _number(session, row.renews_id),
        "renewed_by": _number(session, session.exec(renewed).first()),
        "gathering": _number(session, row.gathering_id),
        "signatures": signatures,
        "unsigned": [_place(session, track.institution_id) for track in asked if track.stage in UNSIGNED],
    }


def _succession(session: Session, matter: Matter, row: Succession) -> dict[str, Any]:
    told = select(Happening).where(
        Happening.matter_id == matter.id, Happening.event == Event.SUCCESSOR_PROPOSED
    )
    happenings = session.exec(told.order_by(col(Happening.seq)))
    proposed = dict.fromkeys(int(each.facts["focal_point"]) for each in happenings)
    successor = session.get(FocalPoint, row.successor_id) if row.successor_id else None
    return {
        "person": _official(session.get_one(FocalPoint, row.focal_point_id)),
        "last_day_on": row.last_day.isoformat() if row.last_day else None,
        "proposed": [
            _official(session.get_one(FocalPoint, each)) for each in proposed if each != row.successor_id
        ],
        "successor": _official(successor) if successor else None,
    }


def _official(row: FocalPoint) -> dict[str, Any]:
    names = (
        "id",
        "name",
        "position",
        "role",
        "email",
        "phone",
        "state",
        "state_on",
        "valid_from",
        "valid_to",
    )
    return _plain(row, *names)


def _plain(row: SQLModel, *names: str) -> dict[str, Any]:
    return row.model_dump(mode="json", include=set(names))


def _number(session: Session, matter_id: int | None) -> str | None:
    return session.get_one(Matter, matter_id).agenda_no if matter_id else None


def _place(session: Session, institution_id: int | None) -> dict[str, str] | None:
    row = session.get(Institution, institution_id) if institution_id else None
    return {"code": row.code, "name": row.name} if row else None


def _text(session: Session, words_id: int | None) -> str:
    row = session.get(Words, words_id) if words_id else None
    return row.text if row else ""
