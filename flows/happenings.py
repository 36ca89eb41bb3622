"""Happenings as Prefect events: `narahubung.complaint.<happening>`, so that users can attach automations.

An event carries numbers, stages and dates. Its id is the happening's, so that a repeat after a crash is dropped.
"""

from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlmodel import Session, col, select

from flows import server
from models.database import reading, transaction
from models.lifecycle import phase_of
from models.tables import Forwarding, Happening, Institution, Matter, Office, Outbox, Run

BATCH = 200


async def post_happenings(client: PrefectClient, matter_id: int | None = None) -> int:
    """Post what the outbox still owes Prefect, of one complaint or of all; how many were posted."""
    with reading() as session:
        query = select(Outbox.happening_id).where(col(Outbox.posted).is_(False)).limit(BATCH)
        if matter_id is not None:
            query = query.where(Outbox.matter_id == matter_id)
        ids = list(session.exec(query))
        events = [_event(session, session.get_one(Happening, each)) for each in ids]
    await server.post_events(client, events)
    with transaction() as session:
        # Locked, so that of planning and posting the later one sees the other's mark and takes the row out.
        query = select(Outbox).where(col(Outbox.happening_id).in_(ids)).order_by(col(Outbox.happening_id))
        for row in session.exec(query.with_for_update()):
            row.posted = True
            session.add(row)
            if row.planned:
                session.delete(row)
    return len(ids)


def _event(session: Session, happening: Happening) -> dict[str, Any]:
    complaint = session.get_one(Matter, happening.matter_id)
    office = session.get_one(Office, complaint.office_id)
    run = session.get(Run, complaint.id)
    related = [{"prefect.resource.id": f"narahubung.office.{office.code}", "prefect.resource.role": "office"}]
    if run is not None and run.run_id:
        related.append(
            {"prefect.resource.id": f"prefect.flow-run.{run.run_id}", "prefect.resource.role": "flow-run"}
        )
    track = session.get(Forwarding, happening.forwarding_id) if happening.forwarding_id else None
    return {
        "id": happening.id,
        "event": f"narahubung.complaint.{happening.event.value}",
        "occurred": happening.recorded_at.isoformat(),
        "resource": {
            "prefect.resource.id": f"narahubung.complaint.{complaint.agenda_no}",
            "prefect.resource.name": complaint.agenda_no,
        },
        "related": related,
        "payload": {
            "number": complaint.agenda_no,
            "registration": complaint.registration_no,
            "stage": happening.stage_after.value,
            "phase": phase_of(happening.stage_after).value,
            "institution": session.get_one(Institution, track.institution_id).code if track else None,
            "at": happening.at.isoformat(),
            "seq": happening.seq,
        },
    }
