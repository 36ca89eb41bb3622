"""Many machines: whatever is killed, every complaint ends where it should, and nothing happens twice."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from httpx import HTTPError
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from sqlmodel import col, select

from deployments import services_probe
from deployments.checks import deep
from flows import server
from models.casework import history
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.codes import ClosingReason
from models.database import looking_back, reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Delivery, Desk, DeskState, Letter, LetterState, Matter, Run
from notifications import delivery, planning
from tests import sample
from tests.at_the_desk import decided
from tests.besieged import LATER
from tests.conftest import SLOWNESS
from tests.dying import under_way
from tests.office import in_labels
from tests.prefect_server import prefect_client
from tests.topology import SERVERS, WORKERS, Topology, topology as topology

COMPLAINTS: Final = int(os.environ.get("NARAHUBUNG_TEST_COMPLAINTS", "40"))
STANDSTILL: Final = 180.0
"""Seconds without one decision taken after which something is stuck, however slow the machine."""

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    # a dozen processes that are killed at random, on as few cores as there are: late it may be, wrong never
    pytest.mark.flaky(reruns=2, only_rerun=SLOWNESS),
    pytest.mark.timeout(600 + 30 * COMPLAINTS),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

AT: Mapping[Stage, Mapping[str, Any]] = {
    Stage.FORMAL_CHECK: {"decision": "pass_formal"},
    Stage.MATERIAL_CHECK: {"decision": "pass_material"},
    Stage.PLENARY: {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
    Stage.REGISTERED: {"decision": "withdraw", "note": "Surat pencabutan."},
}
"""What the officer decides at each desk of this short life."""
DECISIONS: Final = len(AT) * COMPLAINTS
BLOWS: Final = max(4, COMPLAINTS // 10)
AGAIN_SECONDS: Final = 30.0
"""After so long the officer looks again and submits what was not taken."""


def test_many_machines_lose_nothing_and_do_nothing_twice(topology: Topology) -> None:
    """Workers and API servers die by `kill -9` and come back, while every complaint of the office is decided about."""
    numbers = [topology.lodge(access="report") for _ in range(COMPLAINTS)]
    calm = lived_quietly(topology)

    struck = live(topology, numbers, random.Random(11))  # noqa: S311 - repeatable on purpose
    every_run_ends()
    assert COMPLAINTS == len(run_states())
    services_probe.check()
    for name in WORKERS:
        topology.processes[name].end(signal.SIGTERM)
    planned_and_sent()

    assert BLOWS == len(struck)
    assert all(served > 0 for served in topology.balancer.served.values())
    for number in numbers:
        assert (Stage.CLOSED, ClosingReason.WITHDRAWN) == ended(topology, number)
        assert topology.events(calm) == topology.events(number)
        assert sorted(topology.letters(calm)) == sorted(topology.letters(number))
        assert whole(number)
    assert {} == broken_anywhere()
    sent = mailed()
    assert {LetterState.ACCEPTED} == set(sent.values())
    assert sorted(sent) == sorted(str(mail.message["Message-ID"]) for mail in topology.mailbox.letters)
    deaths = sum(1 for victim in struck if victim in WORKERS)
    in_segments = settings().concurrency * settings().smtp_connections
    assert topology.mailbox.repeats <= deaths * (in_segments + under_way())


def every_run_ends() -> None:
    """Wait for it. What has not come in so long never comes: that is no slowness, and no second try forgives it."""
    end = time.monotonic() + STANDSTILL
    while {"Completed"} != set(states := run_states()):
        if time.monotonic() > end:
            pytest.fail(f"for {STANDSTILL:.0f} s not every run ends: {Counter(states)}")
        time.sleep(0.5)


def live(topology: Topology, numbers: Sequence[str], chance: random.Random) -> list[str]:
    """Decide at every desk until all complaints are closed; the parts that were killed meanwhile."""
    struck: list[str] = []
    submitted: dict[str, float] = {}
    fewest, since = DECISIONS, time.monotonic()
    while (left := remaining(numbers)) > 0:
        fewest, since = (left, time.monotonic()) if left < fewest else (fewest, since)
        if time.monotonic() - since > STANDSTILL:
            pytest.fail(
                f"nothing has moved for {STANDSTILL:.0f} s: {left} of {DECISIONS} decisions are left{told(numbers)}"
            )
        fresh = [
            desk for desk in open_desks() if time.monotonic() - submitted.get(desk.token, 0) > AGAIN_SECONDS
        ]
        asyncio.run(submit_all(fresh))
        submitted |= {desk.token: time.monotonic() for desk in fresh}
        if len(struck) < BLOWS and (DECISIONS - left) * (BLOWS + 2) > DECISIONS * (len(struck) + 1):
            victim = chance.choice(SERVERS if len(struck) % 3 == 2 else WORKERS)
            struck.append(victim)
            topology.kill(victim)
        else:
            topology.mend()
        time.sleep(0.5)
    return struck


def remaining(numbers: Sequence[str]) -> int:
    """How many decisions there still are to take."""
    order = [*AT, Stage.CLOSED]
    with reading() as session:
        query = select(Matter.stage).where(col(Matter.agenda_no).in_(numbers))
        return sum(len(AT) - order.index(Stage(stage)) for stage in session.exec(query))


def told(numbers: Sequence[str]) -> str:
    """What is known of the complaints that stand still, on both sides."""
    lines = [""]
    for number in numbers:
        with reading() as session:
            complaint = matter_by_number(session, number)
            if complaint.stage is Stage.CLOSED:
                continue
            run = session.get_one(Run, complaint.id)
            rows = session.exec(select(Desk).where(Desk.matter_id == complaint.id))
            desks = [(desk.token, desk.state.value, desk.version) for desk in rows]
        lines += [f"{number}: {complaint.stage.value} at {complaint.version}, {run!r}", f"  desks {desks}"]
        lines += [f"  {each}" for each in asyncio.run(seen(run.run_id or ""))]
    return "\n".join(lines)


async def seen(run_id: str) -> list[str]:
    """The states of a run and what Prefect keeps of its desks."""
    async with prefect_client() as client:
        states = await client.read_flow_run_states(UUID(run_id))
        kept = await server.inputs(client, UUID(run_id))
    return [*(f"{each.timestamp} {each.name} {each.state_details.pause_key}" for each in states), *kept]


def open_desks() -> list[Desk]:
    """The desks at which complaints wait right now."""
    with reading() as session:
        query = (
            select(Desk)
            .join(Matter, (col(Desk.matter_id) == Matter.id) & (col(Desk.version) == Matter.version))
            .where(Desk.state == DeskState.OPEN)
        )
        return list(session.exec(query))


async def submit_all(desks: Sequence[Desk]) -> None:
    """Submit the form of each desk as the UI does; who is away, or was faster, is found out by what comes of it."""
    with suppress(HTTPError, PrefectHTTPStatusError):
        async with prefect_client() as client:
            await asyncio.gather(*(submit(client, desk) for desk in desks))


async def submit(client: PrefectClient, desk: Desk) -> None:
    """Submit one form, whatever comes of it."""
    with suppress(HTTPError, ObjectNotFound, PrefectHTTPStatusError, TimeoutError):
        async with asyncio.timeout(20):
            raw = in_labels(desk, dict(AT[desk.stage]))
            await client.resume_flow_run(UUID(desk.run_id), run_input=raw)


def lived_quietly(topology: Topology) -> str:
    """The number of a complaint that lived the same life without Prefect, and so without any trouble."""
    with transaction() as session:
        now = business_now(session, datetime.now(UTC))
        complaint = sample.lodged(session, now, access="report")
        number = complaint.agenda_no
    for fields in AT.values():
        decided(number, **fields)
    with transaction() as session:
        planning.plan(session, matter_by_number(session, number).id, business_now(session, datetime.now(UTC)))
    return number


def run_states() -> list[str]:
    """The state of every run of the flow `complaint` that there is."""

    async def read() -> list[str]:
        ours = FlowFilter(name=FlowFilterName(any_=["complaint"]))
        states: list[str] = []
        async with prefect_client() as client:
            while page := await client.read_flow_runs(flow_filter=ours, limit=200, offset=len(states)):
                states += [str(run.state_name) for run in page]
        return states

    return asyncio.run(read())


def planned_and_sent() -> None:
    """With everything at rest: plan and send what still waits, as if the waits between tries were over."""
    with transaction() as session:
        planning.plan(session, None, business_now(session, datetime.now(UTC)))
    delivery.deliver(now=lambda: datetime.now(UTC) + LATER)


def ended(topology: Topology, number: str) -> tuple[Stage, ClosingReason | None]:
    """Where the complaint stands, and why it was closed."""
    complaint = topology.complaint(number)
    return complaint.stage, complaint.closing_reason


def whole(number: str) -> bool:
    """Whether the complaint's history holds."""
    with reading() as session:
        return history.verify(session, matter_by_number(session, number)) is None


def broken_anywhere() -> dict[str, list[str]]:
    """The invariants that do not hold, and of which complaints."""
    with looking_back() as session:
        real = datetime.now(UTC)
        return deep.walk(session, business_now(session, real), real).named


def mailed() -> dict[str, LetterState]:
    """The Message-ID of each letter that goes by mail, and what became of it."""
    with reading() as session:
        rows = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL))
        return {row.message_id: row.state for row in rows}
