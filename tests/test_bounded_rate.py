"""The steward never floods Prefect: so many runs are on their way at a time, and whoever waits is not behind them."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import Running, Scheduled, Suspended

from deployments.due_runs import due_runs
from flows import wanted
from flows.steward import needs_look
from models.casework import runs
from models.settings import settings
from tests import sample
from tests.at_the_desk import decided
from tests.office import Office
from tests.prefect_server import prefect_client
from tests.unattended import delete, idle as idle, looked, passed, put, put_at_a_desk, stray, type_of

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

DAY = timedelta(days=1)


def test_complaints_without_a_run_get_one_the_most_urgent_first_and_so_many_at_a_time(
    idle: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three complaints the two whose deadlines come first get runs; the third, when they are at their desks."""
    monkeypatch.setenv("NARAHUBUNG_RUNS_PER_PASS", "2")
    settings.cache_clear()
    late = idle.lodge(access="report")
    idle.move_time(sample.NOW - 20 * DAY)
    urgent = idle.lodge(access="report")
    idle.move_time(sample.NOW - 10 * DAY)
    next_one = idle.lodge(access="report")
    idle.move_time(sample.NOW)

    assert [urgent, next_one] == [each.number for each in wanted.complaints_without_run(2)]
    assert [2, 0] == [passed().created for _ in range(2)]
    put_at_a_desk(urgent, next_one)
    assert [1, 0] == [passed().created for _ in range(2)]
    found = {number: idle.run(number).run_id for number in (urgent, next_one, late)}
    assert 3 == len(set(found.values()) - {None})


def test_however_often_it_looks_no_more_runs_are_on_their_way_than_allowed(
    idle: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten looks without any worker: first segments, and then nudges, stop at the bound, and looks cost nothing."""
    monkeypatch.setenv("NARAHUBUNG_RUNS_PER_PASS", "3")
    monkeypatch.setattr(runs, "NUDGE_AGAIN", timedelta(0))
    settings.cache_clear()
    numbers = [idle.lodge() for _ in range(5)]

    assert [3, *[0] * 9] == [looked().created for _ in range(10)]
    assert not needs_look()

    put_at_a_desk(*numbers[:3])
    assert 2 == looked().created
    put_at_a_desk(*numbers[3:])
    for number in numbers:
        put(idle.run(number).run_id or "", Suspended())
        decided(number, decision="pass_formal")
    for _ in range(10):
        looked()
    asleep = [number for number in numbers if type_of(idle.run(number).run_id or "") is StateType.PAUSED]
    assert 2 == len(asleep)


def test_whoever_waits_is_not_hidden_by_runs_that_begin(idle: Office) -> None:
    """Twenty first segments are due: a pass that is due later still comes first, and then a run that was resumed."""
    resumed = idle.lodge()
    passed()
    for _ in range(20):
        stray(datetime.now(UTC) - timedelta(minutes=1))
    run_id = idle.run(resumed).run_id or ""
    put(run_id, Running())
    put(run_id, Scheduled(name="Resuming"))
    a_pass = stray(datetime.now(UTC), "clock/casework")

    async def ask(most: int) -> list[str]:
        async with prefect_client() as client:
            return [str(run.id) for run in await due_runs(client, settings().work_pool, most)]

    assert a_pass == asyncio.run(ask(5))[1], "it has not lived, but has a queue of its own"
    assert run_id == asyncio.run(ask(5))[0]
    delete(a_pass)
