"""The flows live under the warm worker and under Prefect's standard process worker, and neither is easily ended."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.states import Scheduled
from sqlalchemy.exc import NoResultFound
from structlog.testing import capture_logs

from deployments.deploying import NAME, deploy, deployments
from flows.segment import Segment, take_forms
from models.casework import business_time
from models.database import transaction
from models.settings import settings
from models.stages import Stage
from tests import sample
from tests.at_the_desk import hold, state_of
from tests.office import Office
from tests.prefect_server import Server, prefect_client, until
from tests.unattended import passed
from tests.ways import meanwhile

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SLOW = 180.0
"""Seconds that a test waits for a process to start Prefect and live one segment, on a machine that has much to do."""


@pytest.fixture
def unattended(
    database_url: str, prefect_server: Server, mailbox: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """The sample office with a work pool of its own, and nobody who works on it yet."""
    del database_url, mailbox
    monkeypatch.setenv("NARAHUBUNG_AGENDA_PATTERN", uuid4().hex[:6] + "{sequence:06d}.{year}")
    monkeypatch.setenv("NARAHUBUNG_WORK_POOL", f"pool-{uuid4().hex[:6]}")
    settings.cache_clear()
    with transaction() as session:
        sample.office(session)
        business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
    yield Office(prefect_server.api)
    asyncio.run(_deployed("narahubung", "narahubung", passes=False))


async def _deployed(pool: str, kind: str, *, passes: bool = True) -> None:
    """Deploy everything to the pool; without its scheduled passes, if they are not wanted."""
    async with prefect_client() as client:
        await deploy(client, pool=pool, kind=kind)
        for each in () if passes else deployments():
            if each.every is not None:
                found = await client.read_deployment_by_name(f"{each.flow}/{NAME}")
                await client.update_deployment(found.id, DeploymentUpdate(paused=True))


@contextmanager
def process(folder: Path, *command: str) -> Generator[subprocess.Popen[bytes]]:
    """A process of its own, ended with the block."""
    with (folder / "process.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=log, stderr=log, env=os.environ.copy()
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def stage_reached(office: Office, number: str, stage: Stage) -> None:
    """Wait for the complaint to be at `stage`; slow workers take their time."""
    until(lambda: office.complaint(number).stage is stage, f"{number} is at {stage.value}", SLOW)


def test_a_complaint_lives_under_the_standard_process_worker(unattended: Office, tmp_path: Path) -> None:
    """Each segment in a process of its own: it opens its desk, takes a decision in, and completes when closed."""
    asyncio.run(_deployed(settings().work_pool, "process", passes=False))
    number = unattended.lodge(access="report")
    passed()
    start = (
        "prefect",
        "worker",
        "start",
        "--type",
        "process",
        "--pool",
        settings().work_pool,
        "--limit",
        "2",
    )
    with process(tmp_path, *start):
        until(lambda: state_of(unattended.run(number).run_id or "") == "Suspended", "the first desk", SLOW)
        unattended.submit(number, decision="pass_formal")
        stage_reached(unattended, number, Stage.MATERIAL_CHECK)
        run_id = unattended.run(number).run_id or ""
        until(lambda: state_of(run_id) == "Suspended", "the second desk", SLOW)
        unattended.submit(number, decision="withdraw", note="Surat pencabutan.")
        stage_reached(unattended, number, Stage.CLOSED)
        until(lambda: state_of(run_id) == "Completed", "the run ends", SLOW)
    assert 1 == unattended.run(number).generation


def test_the_warm_worker_finishes_its_segment_when_told_to_end(unattended: Office, tmp_path: Path) -> None:
    """It finds the complaint by itself; SIGTERM lets the live segment reach its desk, then it ends."""
    asyncio.run(_deployed(settings().work_pool, "narahubung", passes=False))
    number = unattended.lodge(access="report")
    with process(tmp_path, "deployments.worker") as worker:
        until(lambda: _has_run(unattended, number), "the worker makes the run", SLOW)
        first = unattended.desk(number)
        hold(number, datetime.now(UTC) + timedelta(minutes=5))
        unattended.submit(number, desk=first, decision="pass_formal")
        until(lambda: state_of(first.run_id) == "Running", "the segment waits for the lease", SLOW)
        worker.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(2)
        hold(number, None)
        assert 0 == worker.wait(SLOW)
    assert (Stage.MATERIAL_CHECK, "Suspended") == (unattended.desk(number).stage, state_of(first.run_id))


def _has_run(office: Office, number: str) -> bool:
    try:
        return office.run(number).run_id is not None
    except NoResultFound:
        return False


def _made(deployment_id: UUID, **parameters: str) -> str:
    async def one() -> str:
        async with prefect_client() as client:
            run = await client.create_flow_run_from_deployment(deployment_id, parameters=parameters)
            return str(run.id)

    return asyncio.run(one())


def _deployment(name: str) -> UUID:
    async def one() -> UUID:
        async with prefect_client() as client:
            return (await client.read_deployment_by_name(name)).id

    return asyncio.run(one())


def test_a_flow_that_raises_does_not_end_the_worker(office: Office) -> None:
    """A run for a complaint that does not exist fails; the next complaint is served all the same."""
    run_id = _made(_deployment("complaint/casework"), number="tidak-ada")
    until(lambda: state_of(run_id) == "Failed", "the run fails")
    assert office.desk(office.lodge())


def test_a_run_of_a_foreign_flow_does_not_stop_the_worker(office: Office) -> None:
    """Somebody deployed a flow of theirs to our pool: it is left alone, ours go on."""

    async def foreign() -> UUID:
        async with prefect_client() as client:
            flow_id = await client.create_flow_from_name("foreign")
            return await client.create_deployment(
                flow_id=flow_id,
                name="foreign",
                entrypoint="foreign.py:foreign",
                work_pool_name=settings().work_pool,
            )

    deployment_id = asyncio.run(foreign())
    run_id = _made(deployment_id)
    assert office.desk(office.lodge())
    assert state_of(run_id) in ("Scheduled", "Late")
    asyncio.run(_gone([run_id], deployment_id))


async def _gone(run_ids: Sequence[str], deployment_id: UUID) -> None:
    async with prefect_client() as client:
        for run_id in run_ids:
            await client.delete_flow_run(UUID(run_id))
        await client.delete_deployment(deployment_id)


def test_a_segment_that_hangs_is_given_up_and_its_complaint_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported, and the run lives on in a new place; what hung finds later that it has nothing left to do."""
    monkeypatch.setenv("NARAHUBUNG_SEGMENT_SECONDS", "5")
    monkeypatch.setenv("NARAHUBUNG_OVERDUE_SECONDS", "10")
    settings.cache_clear()
    number = office.lodge(access="report")
    desk = office.desk(number)
    hangs, go_on, went_on = Event(), Event(), Event()

    async def hang_once(segment: Segment) -> None:
        first = not hangs.is_set()
        hangs.set()
        if first:
            go_on.wait(100)
            went_on.set()
        await take_forms(segment)

    monkeypatch.setattr("flows.loop.take_forms", hang_once)
    with capture_logs() as logged:
        office.submit(number, desk=desk, decision="pass_formal")
        until(hangs.is_set, "the segment hangs")
        meanwhile(passed, lambda: office.waits_at(number, after=desk.token) is not None, "it goes on")
        go_on.set()
        until(went_on.is_set, "the segment hangs no longer")
        office.decide(number, decision="pass_material")
    assert [desk.run_id] == [each["flow_run"] for each in logged if each["event"] == "run.overdue"]
    assert [1, 1] == [office.events(number).count(each) for each in ("formal_met", "material_met")]


def test_a_run_whose_segment_still_lives_here_is_not_started_twice(office: Office) -> None:
    """Scheduled again while its segment waits for a lease: it starts only when that one has ended."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    hold(number, datetime.now(UTC) + timedelta(minutes=5))
    office.submit(number, desk=desk, decision="pass_formal")
    until(lambda: state_of(desk.run_id) == "Running", "the segment waits for the lease")

    async def again() -> None:
        async with prefect_client() as client:
            await client.set_flow_run_state(UUID(desk.run_id), Scheduled(), force=True)
            await asyncio.sleep(settings().poll_seconds * 5)

    asyncio.run(again())
    assert "Scheduled" == state_of(desk.run_id)
    hold(number, None)
    fresh = office.desk(number, after=desk.token)
    until(lambda: state_of(fresh.run_id) == "Suspended", "it waits again")
    assert (1, Stage.MATERIAL_CHECK) == (office.events(number).count("formal_met"), fresh.stage)
