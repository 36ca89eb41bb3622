"""The steward: what the database wants and Prefect has not is repaired, and nothing else is touched."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled, Completed, Crashed, Failed, Running, Scheduled
from sqlmodel import select

from flows import server, wanted
from flows.steward import Repaired, attend, put_right
from models.casework import runs
from models.casework.finding import matter_by_number
from models.casework.runs import QUARANTINE_AFTER, Trouble, Verdict
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import DeskState, Run
from tests import sample
from tests.at_the_desk import decided
from tests.office import Office, in_labels
from tests.prefect_server import Server, deploy_again, prefect_client, until
from tests.unattended import (
    another_deployment,
    change,
    delete,
    idle as idle,
    looked,
    passed,
    put,
    put_at_a_desk,
    stray,
    tags_of,
    type_of,
)  # fmt: skip

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

DAY = timedelta(days=1)


def test_a_run_is_created_once_also_after_a_crash_before_it_was_noted(idle: Office) -> None:
    """The idempotency key gives back the run that was created; it is adopted at the next pass."""
    number = idle.lodge()
    passed()
    first = idle.run(number).run_id
    change(number, run_id=None)
    passed()
    assert (first, 1) == (idle.run(number).run_id, idle.run(number).generation)


@pytest.mark.parametrize("state", [Failed(), Crashed(), Cancelled()], ids=["failed", "crashed", "cancelled"])
def test_a_dead_run_is_revived_as_the_same_run(idle: Office, state: Any) -> None:
    """The link stays good: same run, same generation; a cancelled run leaves a note in the history."""
    number = idle.lodge(access="report")
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, state)
    assert 1 == passed().revived
    assert (run_id, 1, StateType.SCHEDULED) == (
        idle.run(number).run_id,
        idle.run(number).generation,
        type_of(run_id),
    )
    assert (1 if state.type is StateType.CANCELLED else 0) == idle.events(number).count("noted")


def test_a_dead_run_is_found_although_the_counts_agree(idle: Office) -> None:
    """A live run that nobody asked for hides no dead one."""
    number = idle.lodge()
    passed()
    put(idle.run(number).run_id or "", Crashed())
    stray()
    assert 1 == passed().revived


def test_a_deleted_run_is_replaced_by_the_next_generation(idle: Office) -> None:
    """Its complaint gets another run at the same pass."""
    number = idle.lodge()
    passed()
    old = idle.run(number).run_id or ""
    delete(old)
    repaired = passed()
    assert (1, 1, 2) == (repaired.replaced, repaired.created, idle.run(number).generation)
    assert old != idle.run(number).run_id


def test_the_next_generation_takes_the_form_that_the_old_run_still_holds(office: Office) -> None:
    """A form was submitted, then the run was set to Completed by hand: its successor takes the form in."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    raw = in_labels(desk, {"decision": "pass_formal"})

    async def submit_and_complete() -> None:
        async with prefect_client() as client:
            await client.create_flow_run_input(
                UUID(desk.run_id), server.keys(desk.token)["response"], json.dumps(raw)
            )
            await client.set_flow_run_state(UUID(desk.run_id), Completed(), force=True)

    asyncio.run(submit_and_complete())
    passed()
    until(lambda: office.complaint(number).stage is Stage.MATERIAL_CHECK, "the form is taken")
    fresh = office.desk(number, after=desk.token)
    assert (2, False) == (office.run(number).generation, fresh.run_id == desk.run_id)


def test_a_run_that_fails_again_and_again_is_quarantined_and_can_be_released(idle: Office) -> None:
    """Each try waits longer than the last; the third failure in a row puts it aside, tagged, until it is released."""
    number = idle.lodge()
    passed()
    run_id = idle.run(number).run_id or ""
    waits: list[float] = []
    for _ in range(QUARANTINE_AFTER - 1):
        put(run_id, Failed())
        assert 1 == passed().revived
        waits.append(((idle.run(number).retry_at or datetime.now(UTC)) - datetime.now(UTC)).total_seconds())
        put(run_id, Failed())
        assert 0 == passed().revived, "it has to wait"
        change(number, retry_at=None)
    assert sorted(set(waits)) == waits

    assert (0, 1) == ((last := passed()).revived, last.quarantined)
    assert idle.run(number).quarantined
    assert "quarantined" in asyncio.run(tags_of(run_id))
    assert 0 == passed(thorough=True).total

    with transaction() as session:
        runs.release(session, matter_by_number(session, number).id or 0)
    assert (1, run_id) == (passed().revived, idle.run(number).run_id)


def test_only_one_of_two_stewards_revives(idle: Office) -> None:
    """The verdict is taken once under the lock: a second steward at the same moment leaves the run alone."""
    number = idle.lodge()
    passed()
    run = idle.run(number)
    real = datetime.now(UTC)
    with transaction() as session:
        first = runs.note_trouble(session, run.matter_id, run.run_id, real, Trouble.FAILED)
        second = runs.note_trouble(session, run.matter_id, run.run_id, real, Trouble.FAILED)
    assert (Verdict.REVIVE, Verdict.LEAVE) == (first, second)


def test_a_run_that_nobody_picks_up_is_an_alarm_and_no_reason_to_replace_it(idle: Office) -> None:
    """Scheduled for three minutes, no worker: it is counted and left alone."""
    number = idle.lodge()
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, Scheduled(scheduled_time=datetime.now(UTC) - timedelta(minutes=1)))
    assert 0 == passed().unstarted, "it may still be picked up"
    put(run_id, Scheduled(scheduled_time=datetime.now(UTC) - timedelta(minutes=3)))
    repaired = passed()
    assert (1, 0, 0) == (repaired.unstarted, repaired.replaced, repaired.revived)
    assert (run_id, 1) == (idle.run(number).run_id, idle.run(number).generation)


def test_a_run_whose_process_died_is_revived_when_its_lease_has_run_out(idle: Office) -> None:
    """Running or pending, nobody working on it any more: revived; with a lease that still holds it is left alone."""
    number = idle.lodge()
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, Running())
    change(number, lease="x" * 36, leased_until=datetime.now(UTC) + timedelta(minutes=1))
    assert 0 == passed().revived
    change(number, leased_until=datetime.now(UTC) - timedelta(seconds=1))
    assert 1 == passed().revived


@pytest.mark.parametrize(
    ("state", "revived"),
    [(Running(), 1), (Failed(), 1), (Completed(), 0), (Cancelled(), 0)],
    ids=["running", "failed", "completed", "cancelled"],
)
def test_a_closed_matters_run_is_helped_to_its_end(idle: Office, state: Any, revived: int) -> None:
    """Its process died after the matter was closed: the run has nothing left to do but to end, and never stays."""
    number = idle.lodge(access=None)
    passed()
    run_id = idle.run(number).run_id or ""
    decided(number, decision="note_carbon_copy")
    put(run_id, state)
    change(number, lease="x" * 36, leased_until=datetime.now(UTC) - timedelta(seconds=1))
    again = passed()
    assert (revived, 0, 0) == (again.revived, again.replaced, again.created)
    assert (run_id, 1) == (idle.run(number).run_id, idle.run(number).generation)


def test_a_run_that_is_no_matters_begins_again_when_nobody_works_on_it_any_more(
    idle: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody made it by hand, and its process died. As long as a segment may last it is left alone."""
    del idle
    second = stray(datetime.now(UTC))
    put(second, Running())
    assert (0, StateType.RUNNING) == (passed().revived, type_of(second))

    monkeypatch.setattr("flows.steward.server_now", lambda: datetime.now(UTC) + DAY)
    assert (1, StateType.SCHEDULED) == (passed().revived, type_of(second))


def test_a_flow_of_others_is_theirs(idle: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server that serves others as well; they may have a flow `network`, which works for as long as it likes."""
    del idle
    monkeypatch.setattr("flows.steward.server_now", lambda: datetime.now(UTC) + DAY)
    with another_deployment("network") as theirs:
        run = stray(datetime.now(UTC), deployment=theirs)
        put(run, Running())
        assert (0, StateType.RUNNING) == (passed(thorough=True).total, type_of(run))


def test_a_desk_left_opening_is_nudged_and_not_at_every_look(idle: Office) -> None:
    """A run that cannot wake yet is asked again only after a while."""
    number = idle.lodge()
    passed()
    put_at_a_desk(number, state=DeskState.OPENING)
    assert [number] == wanted.stale_desks(5)

    assert 0 == looked().nudged
    assert [] == wanted.stale_desks(5)


def test_with_nothing_to_repair_a_pass_costs_few_requests(idle: Office) -> None:
    """However many complaints there are, an idle pass asks Prefect a handful of things, and an idle look nothing."""
    for _ in range(5):
        idle.lodge()
    passed()
    passed()
    asked: list[str] = []

    async def counted(look: Any) -> Repaired:
        async with prefect_client() as client:

            async def count(request: httpx.Request) -> None:
                asked.append(f"{request.method} {request.url.path}")

            client._client.event_hooks["request"].append(count)
            return await look(client)

    assert 0 == asyncio.run(counted(put_right)).total
    assert len(asked) <= 5, asked  # four for the runs, one for the progress that is shown
    asked.clear()
    asyncio.run(counted(attend))
    assert [] == asked


def test_a_wiped_prefect_database_gives_every_complaint_its_run_again(
    office: Office, prefect_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefect forgets everything under a living worker: it deploys anew, and by the steward's own schedule each open
    complaint is at its desk again, one generation on. Nobody does anything.
    """
    numbers = [office.lodge(access="report") for _ in range(2)]
    before = {number: office.desk(number) for number in numbers}
    prefect_server.stop()
    prefect_server.forget_everything()
    try:
        with monkeypatch.context() as patch:
            patch.setenv("NARAHUBUNG_STEWARD_SECONDS", "3")
            settings.cache_clear()
            prefect_server.start()
            until(lambda: all(office.run(number).generation == 2 for number in numbers), "replaced")
        for number in numbers:
            fresh = office.desk(number, after=before[number].token)
            assert (Stage.FORMAL_CHECK, 2) == (fresh.stage, fresh.generation)
    finally:
        settings.cache_clear()
        asyncio.run(deploy_again())  # for the tests that follow the passes are paused, in their own time


def test_a_scheduling_is_taken_up_once(idle: Office) -> None:
    """Of several workers one serves it; the next scheduling is free again, and so is one that nobody served in time."""
    number = idle.lodge()
    passed()
    run_id, now = idle.run(number).run_id or "", sample.NOW

    def asked(scheduling: str, after: float) -> bool:
        with transaction() as session:
            return runs.take_up(session, run_id, scheduling, now + timedelta(seconds=after))

    assert [True, False] == [asked("first", 0), asked("first", 1)]
    assert [True, False] == [asked("second", 2), asked("second", 3)]
    assert asked("second", 13)
    with transaction() as session:
        assert runs.take_up(session, "a run that nobody has adopted", "first", now)


def test_a_closed_complaint_wants_no_run(idle: Office) -> None:
    """Nobody revives or replaces the run of a complaint that has ended."""
    number = idle.lodge()
    passed()
    with transaction() as session:
        complaint = matter_by_number(session, number)
        complaint.stage = Stage.CLOSED
        session.add(complaint)
    put(idle.run(number).run_id or "", Completed())
    assert (0, 0) == ((repaired := passed(thorough=True)).replaced, repaired.created)
    with reading() as session:
        assert 1 == len(session.exec(select(Run)).all())
