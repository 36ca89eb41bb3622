"""A desk as an officer sees it behind *Resume*: a title, a short summary, and the form of what can be decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from flows import (
    brief,
    corrective_action,
    forwarding,
    intake,
    recommendation,
    sections,
    undertakings,
    verification,
)
from flows.known import known
from flows.segment import Segment
from flows.words import WORDS
from models.casework import desks
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import transaction
from models.decisions.forms import TextLanguage
from models.decisions.schema import schema
from models.settings import settings
from models.stages import Stage
from models.tables import Draft, Matter

HINTS: Mapping[Stage, tuple[str, str]] = {
    **intake.HINTS,
    **verification.HINTS,
    **forwarding.HINTS,
    **corrective_action.HINTS,
    **recommendation.HINTS,
    **undertakings.HINTS,
}
"""What to look at and decide at each stage, by phase."""


@dataclass(frozen=True)
class Opened:
    """A desk ready to be waited at."""

    token: str
    schema: dict[str, Any]
    waiting: str
    """The form's first choice, *keep waiting*, as it is shown."""


def open_desk(segment: Segment) -> Opened | None:
    """The complaint's next desk; None when it is closed."""
    language = settings().language
    real = datetime.now(UTC)
    with transaction() as session:
        complaint = matter_by_number(session, segment.number, to_change=True)
        if complaint.stage is Stage.CLOSED:
            return None
        desk, offered = desks.open_desk(session, complaint, str(segment.run_id), language, real)
        draft = session.get(Draft, complaint.id)
        form = schema(offered, language, token=desk.token, typed=draft.fields if draft else None)
        return Opened(
            token=desk.token,
            schema=with_summary(form, describe(session, complaint, business_now(session, real), language)),
            waiting=next(iter(desk.shown["labels"]["decision"])),
        )


def with_summary(form: dict[str, Any], summary: str) -> dict[str, Any]:
    """The form with the desk's summary over its first field.

    The text that Prefect's dialog itself can show is squeezed to no height at all over a form longer than the window.
    A field's text keeps its lines only where a bare carriage return ends them: a line feed is turned into a space.
    """
    first = form["properties"]["decision"]
    first["description"] = f"{summary}\n\n{first['description']}".replace("\n", "\r")
    return form


def describe(session: Session, complaint: Matter, now: datetime, language: TextLanguage) -> str:
    """The desk's summary in markdown: the reason a form came back, what to decide, and where the complaint stands."""
    draft = session.get(Draft, complaint.id)
    returned = f"> **{WORDS[language]['sent_back']}:** {draft.reason}" if draft else ""
    parts = (
        returned,
        HINTS[complaint.stage][0 if language == "id" else 1],
        sections.heading(session, complaint, language),
        sections.waiting_acts(session, complaint, language),
        sections.arrived(session, complaint, language),
        known(session, complaint, language),
        brief.institutions(session, complaint, language),
        brief.item_list(session, complaint, language),
        brief.deadlines(session, complaint, now, language),
    )
    return "\n\n".join(part for part in parts if part)
