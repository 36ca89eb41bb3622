"""The drill: both databases are lost, the backup is put back, and the steward brings every complaint to its desk."""

import asyncio
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from prefect.client.schemas.objects import StateType

from models.casework.finding import matter_by_number
from models.database import reading
from models.settings import settings
from models.stages import Stage
from models.tables import Desk
from tests.conftest import forget
from tests.office import Office, in_labels, resume, warm_worker
from tests.prefect_server import Server, deploy_again, until
from tests.running import said, told
from tests.unattended import idle as idle, passed, type_of

PASS_SECONDS = 5.0
"""Between two passes of the steward; more often they would only keep Prefect's SQLite busy."""

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


class Drill(NamedTuple):
    """A backup, and what happened around it."""

    file: Path
    goes_on: str
    """A complaint that was decided after the backup."""
    withdrawn: str
    """One that was closed after it."""
    submitted: str
    """One whose form had been submitted before it and not been taken in."""
    lost: str
    """One that was lodged after it: the backup knows nothing of it."""
    before: dict[str, Desk]
    newer: Desk
    """The desk at which `goes_on` waited when all was lost."""


@pytest.fixture
def drill(idle: Office, prefect_server: Server, tmp_path: Path) -> Drill:
    """An office at work is backed up while it runs, goes on for a while, and then everything stops."""
    with warm_worker():
        numbers = [idle.lodge(access="report") for _ in range(3)]
        before = {number: idle.desk(number) for number in numbers}
    goes_on, withdrawn, submitted = numbers
    idle.submit(submitted, decision="pass_formal")  # nobody takes it in yet
    said("backup", str(file := tmp_path / "backup.tar.gz"))
    with warm_worker():
        newer = idle.decide(goes_on, decision="pass_formal")
        idle.submit(withdrawn, decision="withdraw", note="Sudah selesai.")
        lost = idle.lodge(access="report")
        idle.desk(lost)
        until(lambda: idle.complaint(withdrawn).closed_at, "it closes")
        until(lambda: type_of(before[withdrawn].run_id) is StateType.COMPLETED, "its run ends")
    return Drill(file, goes_on, withdrawn, submitted, lost, before, newer)


def at_desk(office: Office, number: str, stage: Stage, *, not_at: str = "") -> Desk:
    """The desk at which the complaint waits, once it does so at this stage and its run is suspended there."""
    passes = [0.0]

    def waits() -> Desk | None:
        if time.monotonic() > passes[-1] + PASS_SECONDS:
            passed()
            passes.append(time.monotonic())
        desk = office.waits_at(number, after=not_at)
        there = desk is not None and desk.stage is stage and type_of(desk.run_id) is StateType.PAUSED
        return desk if there else None

    return until(waits, f"{number} waits at {stage.value}", seconds=240)


def test_after_a_restore_every_complaint_is_at_its_desk_again(
    idle: Office, prefect_server: Server, database_url: str, drill: Drill
) -> None:
    """The same runs, so that links stay good; the form that lay in Prefect is taken in; what came later is gone."""
    prefect_server.stop()
    forget(database_url)
    assert 3 == told("restore", str(drill.file), "--replace")["to_wake"]
    prefect_server.start()
    with reading() as session:
        assert Stage.FORMAL_CHECK is matter_by_number(session, drill.goes_on).stage
    with warm_worker():
        stages = {
            drill.goes_on: Stage.FORMAL_CHECK,
            drill.withdrawn: Stage.FORMAL_CHECK,
            drill.submitted: Stage.MATERIAL_CHECK,
        }
        for number, stage in stages.items():
            fresh = at_desk(idle, number, stage, not_at=drill.before[number].token)
            assert drill.before[number].run_id == fresh.run_id
        assert Stage.MATERIAL_CHECK is idle.decide(drill.goes_on, decision="pass_formal").stage
        assert drill.lost == idle.lodge(access="report"), "the number is given again"
        at_desk(idle, drill.lost, Stage.FORMAL_CHECK)
    assert told("verify-history")["whole"]


def test_runs_that_are_newer_than_our_database_decide_nothing(
    idle: Office, prefect_server: Server, database_url: str, drill: Drill
) -> None:
    """Ours alone is restored: a form at a desk it does not know counts for nothing, ended runs are replaced.

    A number that is given again gets a run of its own, not the one that a lost complaint had.
    """
    forget(database_url)
    assert not told("restore", str(drill.file), "--replace", "--without-prefect")["prefect"]
    assert "ACCEPT" == asyncio.run(resume(drill.newer, in_labels(drill.newer, {"decision": "pass_material"})))
    with warm_worker():
        for number in (drill.goes_on, drill.withdrawn):
            at_desk(idle, number, Stage.FORMAL_CHECK, not_at=drill.before[number].token)
        assert idle.run(drill.withdrawn).generation > 1
        assert "material_met" not in idle.events(drill.goes_on)
        assert drill.lost == idle.lodge(access="report"), "the number is given again"
        at_desk(idle, drill.lost, Stage.FORMAL_CHECK)
        assert Stage.MATERIAL_CHECK is idle.decide(drill.goes_on, decision="pass_formal").stage


def test_without_prefects_database_everything_is_made_anew(
    idle: Office, prefect_server: Server, database_url: str, drill: Drill
) -> None:
    """Prefect has lost everything and nothing of it is restored: each complaint gets a new run, at its desk."""
    prefect_server.stop()
    prefect_server.forget_everything()
    forget(database_url)
    said("restore", str(drill.file), "--replace", "--without-prefect")
    prefect_server.start()
    asyncio.run(deploy_again())
    settings.cache_clear()
    with warm_worker():
        for number in (drill.goes_on, drill.withdrawn, drill.submitted):
            fresh = at_desk(idle, number, Stage.FORMAL_CHECK, not_at=drill.before[number].token)
            assert drill.before[number].run_id != fresh.run_id
