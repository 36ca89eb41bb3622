"""Health: the figures of one institution with ten thousand tasks, and of a network with as many."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import col, select

from models.casework.finding import institution_by_code
from models.casework.health import YEAR, health, network
from models.codes import Channel, Party, RuleSet
from models.database import reading, transaction
from models.stages import Event, Stage, TrackStage
from models.tables import Clock, ClockState, Delivery, Forwarding, Happening, Letter, LetterState, Matter
from models.zones import Zone
from tests import sample
from tests.benchmarks.table import Table, middle, seconds, sized

BEGUN, NOW = sample.NOW, sample.NOW + timedelta(days=300)
LIMIT = 2.0
LIFE = (
    (Event.LODGED, 0, Stage.ACCESS),
    (Event.ACCEPTED, 1, Stage.REGISTERED),
    (Event.FORWARDED, 2, Stage.CLARIFICATION),
    (Event.CLARIFICATION_REQUESTED, 2, Stage.CLARIFICATION),
    (Event.ACKNOWLEDGED, 3, Stage.CLARIFICATION),
    (Event.REMINDED, 8, Stage.CLARIFICATION),
    (Event.ANSWERED, 12, Stage.CLARIFICATION),
    (Event.TRACKS_ENDED, 12, Stage.EVALUATION),
    (Event.DRAFTING_STARTED, 20, Stage.REPORT_DRAFTING),
)
"""What happened on which day, and where the complaint was then."""


@pytest.mark.timeout(1800)
def test_health_of_many_tasks(database_url: str, table: Table) -> None:
    """All of them at one institution, then the network of which it is a part."""
    many = sized(10_000, 10_000)  # the limit is for the full number, whatever the scale
    kind = database_url.partition("+")[0].partition(":")[0]
    _fill(many)
    with transaction() as session:
        session.connection().execute(text("ANALYZE"))  # a server does so by itself within a minute

    def own() -> float:
        with reading() as session:
            place = institution_by_code(session, sample.HEALTH)
            return seconds(lambda: health(session, place, NOW - YEAR, NOW, NOW))

    def all_of_them() -> float:
        with reading() as session:
            return seconds(lambda: network(session, NOW - YEAR, NOW, NOW))

    for what, act in (("one institution", own), ("the network", all_of_them)):
        took = middle(act)
        table.by_itself(
            "health", f"{many:,} tasks, {what}, {kind}", f"{took:.2f} s", f"< {LIMIT:g} s", met=took < LIMIT
        )


def _fill(many: int) -> None:
    with transaction() as session:
        sample.office(session)
        place = institution_by_code(session, sample.HEALTH)
        contact = 3
        for numbers in _batches(many):
            connection = session.connection()
            connection.execute(insert(Matter), [_matter(each) for each in numbers])
            ids = list(
                session.exec(select(Matter.id).order_by(col(Matter.id).desc()).limit(len(numbers))).all()
            )[::-1]
            connection.execute(
                insert(Forwarding),
                [
                    {
                        "matter_id": each, "institution_id": place.id, "focal_point_id": contact,
                        "stage": TrackStage.ANSWERED, "sent_at": BEGUN, "ended_at": BEGUN + timedelta(days=12),
                    }
                    for each in ids
                ],
            )  # fmt: skip
            tracks = {
                track.matter_id: track.id or 0
                for track in session.exec(select(Forwarding).where(col(Forwarding.matter_id).in_(ids)))
            }
            rows = [row for each in ids for row in _life(each or 0, tracks[each or 0])]
            connection.execute(insert(Happening), rows)
            connection.execute(
                insert(Clock), [row for each in ids for row in _clocks(each or 0, tracks[each or 0], place.id or 0)]
            )  # fmt: skip
            connection.execute(
                insert(Letter), [row for happening in rows for row in _letters(happening, contact)]
            )


def _batches(many: int) -> Iterator[range]:
    for first in range(0, many, 1000):
        yield range(first, min(first + 1000, many))


def _matter(number: int) -> dict[str, Any]:
    return {
        "agenda_no": f"{number:06}.2026", "office_id": 1, "channel": Channel.WEB_FORM,
        "stage": Stage.REPORT_DRAFTING, "rule_set": RuleSet.PO_58_2023, "found": [], "received_at": BEGUN,
        "quiet": False, "version": len(LIFE), "chain": "",
    }  # fmt: skip


def _life(matter_id: int, track_id: int) -> Iterator[dict[str, Any]]:
    before = None
    for seq, (event, on, after) in enumerate(LIFE, start=1):
        yield {
            "id": f"{matter_id}-{seq}", "matter_id": matter_id, "seq": seq, "event": event,
            "at": BEGUN + timedelta(days=on), "recorded_at": BEGUN, "by": "x", "stage_before": before,
            "stage_after": after, "forwarding_id": track_id if after is Stage.CLARIFICATION else None,
            "facts": {"on": Zone.WITA.day_of(BEGUN + timedelta(days=on)).isoformat()}, "words": [], "previous": "",
            "hash": "",
        }  # fmt: skip
        before = after


def _clocks(matter_id: int, track_id: int, institution_id: int) -> Iterator[dict[str, Any]]:
    for key, binds, opened, received, ended in (
        ("focal_point_ack", Party.FOCAL_POINT, 2, 2, 2), ("clarification_1", Party.REPORTED_PARTY, 2, 3, 12),
    ):  # fmt: skip
        yield {
            "matter_id": matter_id, "forwarding_id": track_id, "institution_id": institution_id, "key": key,
            "binds": binds, "zone": Zone.WITA, "state": ClockState.MET, "opened_at": BEGUN + timedelta(days=opened),
            "opened_by": f"{matter_id}-3", "started_on": Zone.WITA.day_of(BEGUN + timedelta(days=received)),
            "due_at": BEGUN + timedelta(days=16), "ended_at": BEGUN + timedelta(days=ended), "provisional": False,
            "extension": 0,
        }  # fmt: skip


def _letters(happening: dict[str, Any], contact: int) -> Iterator[dict[str, Any]]:
    """Two for each happening."""
    for person, role in ((f"focal_point:{contact}", Party.FOCAL_POINT), ("reporter:1", Party.REPORTER)):
        yield {
            "happening_id": happening["id"], "matter_id": happening["matter_id"], "person": person, "role": role,
            "kind": "reminder", "language": "id", "delivery": Delivery.EMAIL, "state": LetterState.ACCEPTED,
            "message_id": f"{happening['id']}-{role}", "tries": 1, "queued_at": happening["at"],
        }  # fmt: skip
