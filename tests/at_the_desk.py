"""What tests ask of a complaint's desks and run, in our database and in Prefect, and how they come to harm."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.exceptions import PrefectHTTPStatusError
from sqlmodel import col, select

from flows import server
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.casework.settle import settle
from models.database import reading, transaction
from models.decisions import read_form
from models.tables import Desk, DeskState, Draft, Run
from tests import sample
from tests.prefect_server import prefect_client, until
from tests.unattended import passed


def decided(number: str, **fields: Any) -> None:
    """A decision that comes from outside the run: from the command line, an answer, a deadline."""
    with transaction() as session:
        complaint = matter_by_number(session, number, to_change=True)
        form = read_form({"officer": sample.HEAD, **fields})
        assert settle(session, complaint, form, business_now(session, datetime.now(UTC)))


async def resumed(desk: Desk, raw: dict[str, Any]) -> str:
    """What Prefect answers to a form submitted at the run of `desk`; a conflict is an answer too."""
    async with prefect_client() as client:
        try:
            return (await client.resume_flow_run(UUID(desk.run_id), run_input=raw)).status.value
        except PrefectHTTPStatusError as error:
            return str(error.response.status_code)


async def form_of(desk: Desk) -> dict[str, Any]:
    """The form that Prefect shows at a desk."""
    async with prefect_client() as client:
        return json.loads(
            await client.read_flow_run_input(UUID(desk.run_id), server.keys(desk.token)["schema"])
        )


def inputs_of(desk: Desk) -> dict[str, str]:
    """Everything Prefect keeps of the run's desks."""

    async def kept() -> dict[str, str]:
        async with prefect_client() as client:
            return await server.inputs(client, UUID(desk.run_id))

    return asyncio.run(kept())


def state_of(run_id: str) -> str:
    """The name of the state of a run."""

    async def read() -> str:
        async with prefect_client() as client:
            run = await client.read_flow_run(UUID(run_id))
            return run.state.name if run.state else ""

    return asyncio.run(read())


def desks_of(number: str) -> list[Desk]:
    """Every desk the complaint ever had, oldest first."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        query = select(Desk).where(Desk.matter_id == complaint.id).order_by(col(Desk.opened_at))
        return list(session.exec(query))


def reason_shown(number: str) -> str | None:
    """The reason on top of the desk, if a form came back."""
    with reading() as session:
        draft = session.get(Draft, matter_by_number(session, number).id)
        return draft.reason if draft else None


def hold(number: str, until_when: datetime | None) -> None:
    """Let somebody else hold the lease of the complaint's run until then; None gives it back."""
    with transaction() as session:
        run = session.get_one(Run, matter_by_number(session, number).id)
        run.lease, run.leased_until = (str(uuid4()) if until_when else None), until_when
        session.add(run)


def die_once(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, death: BaseException) -> None:
    """Let the segment die once, where it would have called `where.name`."""
    real, died = getattr(where, name), list[str]()

    def dying(*args: Any) -> Any:
        if died:
            return real(*args)
        died.append(name)
        raise death

    monkeypatch.setattr(where, name, dying)


def steward_until_open(number: str) -> bool:
    """Passes of the steward until the complaint waits at a desk again."""

    def waits() -> bool:
        passed()
        with reading() as session:
            complaint = matter_by_number(session, number)
            query = select(Desk).where(Desk.matter_id == complaint.id, Desk.state == DeskState.OPEN)
            return any(desk.version == complaint.version for desk in session.exec(query))

    return until(waits, f"{number} waits at a desk again")
