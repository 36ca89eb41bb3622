"""The registers: the 200 most urgent open complaints, and undertakings, with links to their runs, patched in place.

The same pass keeps the artifacts beside it: the coverage of institutions by focal points (`flows.coverage`), and once a
day their health (`flows.health`).
"""

import hashlib
from datetime import UTC, datetime

from prefect import flow
from sqlmodel import Session, col, func, select

from flows import coverage, health, server
from flows.connecting import connection
from flows.guarding import told_by_class
from flows.words import WORDS
from models.casework import offers
from models.casework.business_time import business_now
from models.codes import MatterKind
from models.database import reading
from models.dates import long_instant
from models.decisions.forms import TextLanguage
from models.settings import settings
from models.stages import Stage
from models.tables import Clock, Matter, Office, Run
from models.terms import term

KEY, OF_NETWORK = "register", "register-network"
LIMIT = 200
COLUMNS = ("agenda", "registration", "stage", "ball", "due", "run")
NETWORK_COLUMNS = ("network_number", "undertaking", "stage", "ball", "due", "run")


@flow(name="register", persist_result=False)
async def register() -> None:
    """Bring the register, the coverage and the health of the network up to date, where they have changed."""
    with told_by_class("register"):
        with reading() as session:
            now, language = business_now(session, datetime.now(UTC)), settings().language
            texts = {
                KEY: render(session, now, language),
                OF_NETWORK: render(session, now, language, network=True),
                coverage.KEY: coverage.render(session, now, language),
            }
        async with connection() as client:
            for key, text in texts.items():
                digest = hashlib.sha256(text.encode()).hexdigest()
                await server.put_artifact(client, key, "markdown", text, digest)
            edition = health.edition(now, language)
            if await server.described(client, health.KEY) != edition:
                with reading() as session:
                    text = health.render(session, now, language)
                await server.put_artifact(client, health.KEY, "markdown", text, edition)


def _link(run: Run | None, name: str) -> str:
    """The run's page in the UI; an outer join may find none."""
    return f"[{name}](/runs/flow-run/{run.run_id})" if run is not None and run.run_id else "–"


def render(session: Session, now: datetime, language: TextLanguage, *, network: bool = False) -> str:
    """The table in markdown: numbers, stage, who has the ball, the next due date, the run.

    Of complaints, or of the undertakings of the network, which have their kind where a complaint has its registration.
    """
    words = WORDS[language]
    urgent = func.min(col(Clock.due_at))
    rows = session.exec(
        select(Matter, Run, Office, urgent)
        .join(Office, col(Office.id) == Matter.office_id)
        .join(Run, col(Run.matter_id) == Matter.id, isouter=True)
        .join(Clock, (col(Clock.matter_id) == Matter.id) & col(Clock.ended_at).is_(None), isouter=True)
        .where(
            (Matter.kind != MatterKind.COMPLAINT) if network else (Matter.kind == MatterKind.COMPLAINT),
            Matter.stage != Stage.CLOSED,
            col(Matter.quiet).is_(False),
        )
        .group_by(col(Matter.id), col(Run.matter_id), col(Office.id))
        .order_by(urgent.is_(None), urgent, col(Matter.received_at))
        .limit(LIMIT)
    ).all()
    lines = [
        f"# {words['register_network' if network else 'register']}",
        "",
        "".join(f"| {words[name]} " for name in (NETWORK_COLUMNS if network else COLUMNS)) + "|",
        "|---|---|---|---|---|---|",
    ]
    for complaint, run, office, due in rows:
        balls = ", ".join(words.get(f"ball_{ball}", ball) for ball in offers.balls(session, complaint))
        late = f" **{words['overdue']}**" if due is not None and due < now else ""
        shown = long_instant(due, office.zone, language) + late if due is not None else "–"
        link = _link(run, words["run"])
        second = term(complaint.kind, language) if network else complaint.registration_no or "–"
        lines.append(
            f"| {complaint.agenda_no} | {second} | {term(complaint.stage, language)} "
            f"| {balls} | {shown} | {link} |"
        )
    return "\n".join(lines)
