"""Cancel, Retry and Pause in Prefect's UI do what an officer expects, with the requests that the UI sends."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Failed, Running

from models.casework.runs import QUARANTINE_AFTER
from models.settings import settings
from models.stages import Stage
from models.tables import Desk
from tests.at_the_desk import hold, state_of, steward_until_open
from tests.office import Office
from tests.prefect_server import prefect_client, until
from tests.unattended import change, idle as idle, passed, put, put_at_a_desk, type_of

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

CANCEL = {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True}
RETRY = {"type": "SCHEDULED", "name": "AwaitingRetry", "message": "Retry from the UI"}
LONG_AGO = timedelta(minutes=5)


def pause() -> dict[str, Any]:
    """What the UI sends for *Pause*, with the five minutes it proposes."""
    details = {
        "pause_timeout": (datetime.now(UTC) + timedelta(minutes=5)).isoformat(),
        "pause_reschedule": True,
        "deferred": False,
        "untrackable_result": False,
    }
    return {"state": {"type": "PAUSED", "name": "Suspended", "state_details": details}, "force": True}


def press(run_id: str, body: dict[str, Any]) -> None:
    """Press a button: the request that Prefect's UI makes."""

    async def post() -> None:
        async with prefect_client() as client:
            await client.request("POST", "/flow_runs/{id}/set_state", path_params={"id": run_id}, json=body)

    asyncio.run(post())


def under_way(office: Office, number: str) -> Desk:
    """A segment that cannot go on for now: another holds its lease; the desk whose form it would take in."""
    desk = office.desk(number)
    hold(number, datetime.now(UTC) + timedelta(minutes=5))
    office.submit(number, desk=desk, decision="pass_formal")
    until(lambda: state_of(desk.run_id) == "Running", "the segment waits for the lease")
    return desk


def test_cancel_at_a_desk_brings_the_complaint_back_with_a_note(office: Office) -> None:
    """The same run at a desk of the same stage; the history says that the run was cancelled; it is no failure."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    press(desk.run_id, CANCEL)
    until(lambda: type_of(desk.run_id) is StateType.CANCELLED, "it is cancelled")
    steward_until_open(number)
    fresh = office.desk(number, after=desk.token)
    assert (desk.run_id, Stage.FORMAL_CHECK) == (fresh.run_id, fresh.stage)
    assert (1, 0) == (office.events(number).count("noted"), office.run(number).failures)
    assert Stage.MATERIAL_CHECK is office.decide(number, decision="pass_formal").stage


def test_cancel_in_the_middle_of_a_segment_loses_no_decision(office: Office) -> None:
    """What was submitted is taken in; the run ends cancelled, not completed, and comes back with a note."""
    number = office.lodge(access="report")
    desk = under_way(office, number)
    press(desk.run_id, CANCEL)
    hold(number, None)
    until(lambda: type_of(desk.run_id) is StateType.CANCELLED, "it ends cancelled")
    steward_until_open(number)
    fresh = office.desk(number, after=desk.token)
    assert (desk.run_id, Stage.MATERIAL_CHECK) == (fresh.run_id, fresh.stage)
    assert ["formal_met", "noted"] == office.events(number)[-2:]
    assert 1 == office.run(number).generation


def test_cancel_of_a_run_whose_worker_is_dead_is_no_failure(idle: Office) -> None:
    """Nobody obeys: it stays *Cancelling* until its lease has run out, and comes back with a note, uncounted."""
    number = idle.lodge(access="report")
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, Running())
    press(run_id, CANCEL)
    assert StateType.CANCELLING is type_of(run_id)
    change(number, lease="x" * 36, leased_until=datetime.now(UTC) - timedelta(seconds=1))
    assert 1 == passed().revived
    assert (1, 0) == (idle.events(number).count("noted"), idle.run(number).failures)


@pytest.mark.parametrize("force", [True, False], ids=["new page", "old page"])
def test_retry_of_a_failed_run_continues(office: Office, force: bool) -> None:
    """It opens a desk at once, quarantined or not, and is as sound as any other afterwards."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    put(desk.run_id, Failed())
    change(number, failures=QUARANTINE_AFTER, quarantined=True)
    press(desk.run_id, {"state": RETRY, "force": force})
    fresh = office.desk(number, after=desk.token)
    until(lambda: state_of(desk.run_id) == "Suspended", "it waits")
    assert (desk.run_id, 0, False) == (
        fresh.run_id,
        (run := office.run(number)).failures,
        run.quarantined,
    )
    assert Stage.MATERIAL_CHECK is office.decide(number, decision="pass_formal").stage


def test_retry_at_a_desk_opens_it_again(office: Office) -> None:
    """Nothing is decided by it."""
    number = office.lodge(access="report")
    desk = office.desk(number)
    before = office.events(number)
    press(desk.run_id, {"state": RETRY, "force": True})
    fresh = office.desk(number, after=desk.token)
    assert (desk.run_id, desk.stage, before) == (fresh.run_id, fresh.stage, office.events(number))


def test_pause_in_the_middle_of_a_segment_changes_nothing(office: Office) -> None:
    """The decision is taken in and the run waits at the next desk, where it can be resumed with a form."""
    number = office.lodge(access="report")
    desk = under_way(office, number)
    press(desk.run_id, pause())
    hold(number, None)
    fresh = office.desk(number, after=desk.token)
    assert (desk.run_id, Stage.MATERIAL_CHECK) == (fresh.run_id, fresh.stage)
    until(lambda: state_of(desk.run_id) == "Suspended", "it waits")
    assert Stage.PLENARY is office.decide(number, decision="pass_material").stage


def test_a_paused_run_without_a_desk_is_woken(idle: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker died before it opened one: to resume it would be in vain. One that has a desk is left alone."""
    monkeypatch.setenv("NARAHUBUNG_SEGMENT_SECONDS", "5")
    settings.cache_clear()
    number = idle.lodge(access="report")
    passed()
    run_id = idle.run(number).run_id or ""
    put(run_id, Running())
    press(run_id, pause())
    change(number, woken_by="a state", woken_at=datetime.now(UTC))
    assert 0 == passed().revived, "its segment may still live"
    change(number, woken_at=datetime.now(UTC) - LONG_AGO)
    assert 1 == passed().revived
    assert (StateType.SCHEDULED, 0, 0) == (
        type_of(run_id),
        idle.run(number).failures,
        idle.events(number).count("noted"),
    )

    press(run_id, pause())
    change(number, retry_at=None)
    put_at_a_desk(number)
    assert 0 == passed().revived
