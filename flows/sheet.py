"""What Prefect shows of a complaint besides its desk: tags on the run and one case-sheet artifact, patched in place.

Both are compared with what was shown last, and nothing is sent that has not changed.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.exceptions import ObjectNotFound
from sqlmodel import Session

from flows import sections
from models.casework import clocks, offers
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number, tracks
from models.codes import Access, MatterKind
from models.database import reading, transaction
from models.decisions.forms import TextLanguage
from models.lifecycle import phase_of
from models.settings import settings
from models.tables import Institution, Matter, Office, Run

KEEP_TRYING = "narahubung"
"""The tag that the run of every matter carries."""
COMPLAINT, NETWORK = "complaint", "network"
"""And which of the two it is; an undertaking's kind is a tag beside it."""


async def show_complaint(client: PrefectClient, number: str) -> None:
    """Bring tags and case sheet of one complaint up to date; also from outside its run."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        now = business_now(session, datetime.now(UTC))
        run = session.get(Run, complaint.id)
        labels = tags(session, complaint, now)
        text = case_sheet(session, complaint, now, settings().language)
        version = complaint.version
    if run is None or run.run_id is None:
        return
    if labels != run.tags:
        with suppress(
            ObjectNotFound
        ):  # the run is gone: the steward sees to it, and a closed complaint needs none
            await client.update_flow_run(UUID(run.run_id), tags=labels)
    digest = hashlib.sha256(text.encode()).hexdigest()
    artifact_id = run.artifact_id
    if digest != run.sheet_digest or artifact_id is None:
        artifact_id = await _put(client, number, artifact_id, text, UUID(run.run_id))
    with transaction() as session:
        kept = session.get_one(Run, run.matter_id, with_for_update=True)
        kept.tags, kept.sheet_digest, kept.artifact_id, kept.sheet_version = (
            labels,
            digest,
            artifact_id,
            version,
        )
        session.add(kept)


async def _put(client: PrefectClient, number: str, artifact_id: str | None, text: str, run_id: UUID) -> str:
    if artifact_id is not None:
        try:
            await client.update_artifact(UUID(artifact_id), ArtifactUpdate(data=text))
        except ObjectNotFound:
            pass
        else:
            return artifact_id
    made = await client.create_artifact(
        ArtifactCreate(key=key_of(number), type="markdown", description=number, data=text, flow_run_id=run_id)
    )
    return str(made.id)


def key_of(number: str) -> str:
    """The artifact's key: lower-case letters, digits and dashes only."""
    return "berkas-" + "".join(char if char.isalnum() else "-" for char in number.lower())


def tags(session: Session, complaint: Matter, now: datetime) -> list[str]:
    """Stage, phase, office, institutions and what is urgent, as tags to filter runs by."""
    office = session.get_one(Office, complaint.office_id)
    institutions = [
        session.get_one(Institution, track.institution_id).code for track in tracks(session, complaint)
    ]
    balls = offers.balls(session, complaint)
    found = [
        KEEP_TRYING,
        COMPLAINT if complaint.kind is MatterKind.COMPLAINT else NETWORK,
        f"phase:{phase_of(complaint.stage).value}",
        f"stage:{complaint.stage.value}",
        f"office:{office.code}",
        *(f"institution:{code}" for code in institutions),
    ]
    if complaint.kind is not MatterKind.COMPLAINT:
        found.append(f"kind:{complaint.kind.value}")
    if clocks.overdue(clocks.open_clocks(session, complaint), now):
        found.append("overdue")
    if complaint.access is Access.RAPID_RESPONSE:
        found.append("rapid-response")
    if sections.needs_us(session, complaint, balls):
        found.append("waiting-for-us")
    run = session.get(Run, complaint.id)
    if run is not None and run.quarantined:
        found.append("quarantined")
    return sorted(found)


def case_sheet(session: Session, complaint: Matter, now: datetime, language: TextLanguage) -> str:
    """The whole case in markdown, without anything personal."""
    parts: Sequence[str] = (
        f"# {complaint.registration_no or complaint.agenda_no}",
        sections.heading(session, complaint, language),
        sections.waiting_acts(session, complaint, language),
        sections.institutions(session, complaint, language),
        sections.item_list(session, complaint, language),
        sections.deadlines(session, complaint, now, language),
        sections.letters(session, complaint, language),
        sections.history(session, complaint, language),
    )
    return "\n\n".join(part for part in parts if part)
