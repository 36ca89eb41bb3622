"""The steward: compares what the database wants with what Prefect has, and repairs the difference.

Revive first (the same run, so that links stay good); replace only where that is impossible. Each step repeats
safely. After three failures in a row a run is quarantined, visibly, instead of being tried for ever. A run that
nobody picks up is an alarm (no worker), never a reason to replace.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from prefect import flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Scheduled

from flows import bounds, existing, server, wanted
from flows.connecting import connection
from flows.guarding import told_by_class
from flows.lately import anything_new
from flows.nudging import nudge_complaint
from flows.progress import show_progress
from flows.server_time import server_now
from flows.sheet import show_complaint
from models.casework import runs
from models.casework.runs import Trouble, Verdict
from models.codes import MatterKind
from models.database import transaction
from models.settings import settings
from models.tables import Matter, Run

log = structlog.get_logger("flows")

COMPLAINTS = "complaint/casework"
UNDERTAKINGS = "network/casework"
"""The deployments that drive a matter, by its kind."""
DEAD = (StateType.FAILED, StateType.CRASHED, StateType.CANCELLED)
AT_AN_END = (StateType.COMPLETED, *DEAD)
ENDED_WELL = (StateType.COMPLETED, StateType.CANCELLED)
"""What the run of a closed matter may rest in: it has nothing left to do."""


@dataclass
class Repaired:
    """What one pass did."""

    created: int = 0
    revived: int = 0
    replaced: int = 0
    nudged: int = 0
    shown: int = 0
    quarantined: int = 0
    unstarted: int = 0

    @property
    def total(self) -> int:
        """How much there was to repair."""
        return sum(getattr(self, each.name) for each in fields(self))


@flow(name="steward", persist_result=False)
async def steward() -> None:
    """One pass."""
    with told_by_class("steward"):
        async with connection() as client:
            repaired = await put_right(client)
    log.info("steward.passed", repaired=repaired.total)


async def put_right(client: PrefectClient, *, thorough: bool = False) -> Repaired:
    """Repair what differs. `thorough` looks at every run even when the counts agree."""
    repaired = Repaired()
    await _look_at_runs(client, repaired, thorough=thorough)
    await attend(client, repaired)
    await show_progress(client)
    for number in wanted.outdated_sheets(settings().refresh_limit):
        await show_complaint(client, number)
        repaired.shown += 1
    return repaired


async def attend(client: PrefectClient, repaired: Repaired | None = None) -> Repaired:
    """What our database alone can tell: complaints that want a run, desks at yesterday's version. Cheap when idle.

    However often it is called, and by however many workers: no more than `runs_per_pass` first segments, and as many
    nudges, are on their way at a time. Officers' forms and the passes must not stand in line behind ten thousand runs.
    """
    repaired = repaired or Repaired()
    missing = wanted.complaints_without_run(room) if (room := bounds.room_for_runs()) else []
    if missing:
        driven: dict[str, UUID] = {}
        for each in missing:
            name = COMPLAINTS if each.kind is MatterKind.COMPLAINT else UNDERTAKINGS
            if name not in driven:
                driven[name] = (await client.read_deployment_by_name(name)).id
            await _create(client, driven[name], each)
            repaired.created += 1
        await show_progress(client)
    for number in wanted.stale_desks(room) if (room := bounds.room_for_nudges()) else ():
        if await nudge_complaint(client, number):
            repaired.nudged += 1
    return repaired


async def _create(client: PrefectClient, deployment_id: UUID, each: wanted.Wanted) -> None:
    made = await client.create_flow_run_from_deployment(
        deployment_id,
        parameters={"number": each.number},
        name=each.number,
        tags=each.tags,
        state=Scheduled(scheduled_time=server_now()),
        idempotency_key=f"{each.number}-{each.generation}",
    )
    # a relic is of a time before our database was restored: it has lived, and not for this complaint as it is
    relic = made.state is not None and made.state.type not in (StateType.SCHEDULED, *existing.UNDER_WAY)
    with transaction() as session:
        if relic:
            runs.pass_over(session, each.matter_id, each.generation)
        else:
            runs.adopt(session, each.matter_id, each.generation, str(made.id), each.tags)


async def _look_at_runs(client: PrefectClient, repaired: Repaired, *, thorough: bool) -> None:
    """Look at the runs that are not simply waiting; at all of them only where some are missing."""
    real = datetime.now(UTC)
    seen = await existing.exceptional_runs(client, server_now())
    stranded = wanted.runs_without_a_desk(real)
    suspects = {
        run.matter_id: run for run in (*wanted.runs_among(seen), *wanted.doubtful_runs(real), *stranded)
    }
    if (
        thorough
        or await existing.live_runs(client) + _at_an_end(suspects.values(), seen) < wanted.runs_expected()
    ):
        suspects = {run.matter_id: run for run in wanted.expected_runs()}
    unseen = [run.run_id for run in suspects.values() if run.run_id and run.run_id not in seen]
    known = seen | await server.runs_by_id(client, unseen)
    for run in suspects.values():
        await _put_run_right(client, run, known.get(run.run_id or ""), repaired)
    for run in stranded:
        seen_run = known.get(run.run_id or "")
        if seen_run and seen_run.state and seen_run.state.is_paused():
            await _revive(client, run, real, repaired, Trouble.STRANDED)
    await _end_what_is_over(client, seen, repaired)
    if repaired.unstarted:
        log.error("runs.unstarted", count=repaired.unstarted)


async def _end_what_is_over(client: PrefectClient, seen: Mapping[str, FlowRun], repaired: Repaired) -> None:
    """Let runs that have nothing left to do come to their end, where their process died before they could.

    That is the run of a closed matter; and one that is no matter's, which begins once more and finds itself superseded,
    or becomes that of a matter that has none. Left under way for ever, they would count among those that live, and hide
    that another one is missing.
    """
    states = {name: run.state for name, run in seen.items() if run.state}
    for run in wanted.runs_to_end([name for name, state in states.items() if state.type not in ENDED_WELL]):
        await _put_run_right(client, run, seen[run.run_id or ""], repaired)
    under_way = {name: state for name, state in states.items() if state.type in existing.UNDER_WAY}
    for name in wanted.runs_of_no_matter(under_way):
        if server_now() - under_way[name].timestamp > timedelta(seconds=settings().segment_seconds):
            with suppress(ObjectNotFound):
                await _begin_again(client, name)
                repaired.revived += 1
                log.warning("run.stray", run=name)


def _at_an_end(suspects: Iterable[Run], seen: Mapping[str, FlowRun]) -> int:
    """How many of these runs are expected to live and known not to: they need not be looked for."""
    ended = (seen.get(run.run_id or "") for run in suspects if not run.quarantined)
    return sum(1 for run in ended if run and run.state and run.state.type in AT_AN_END)


async def _put_run_right(client: PrefectClient, run: Run, seen: FlowRun | None, repaired: Repaired) -> None:
    real = datetime.now(UTC)
    state = seen.state if seen else None
    if seen is None or state is None or state.type is StateType.COMPLETED:
        with transaction() as session:
            runs.next_generation(session, run.matter_id, run.run_id)
        repaired.replaced += 1
    elif run.quarantined or (run.retry_at is not None and run.retry_at > real):
        return
    elif state.type in DEAD or (state.type in existing.UNDER_WAY and _abandoned(run, state.timestamp, real)):
        await _revive(client, run, real, repaired, _trouble(state))
    elif state.type is StateType.SCHEDULED and server_now() - _due_since(state) > existing.UNSTARTED_AGE:
        repaired.unstarted += 1


def _trouble(state: State[Any]) -> Trouble:
    """What the state means; *Cancelling* is cancelled, by a worker that died before it could obey."""
    return Trouble.CANCELLED if state.type in (StateType.CANCELLED, StateType.CANCELLING) else Trouble.FAILED


def _due_since(state: State[Any]) -> datetime:
    """Since when a worker could have picked the run up; marking it *Late* gives it a new state, not a new time."""
    return state.state_details.scheduled_time or state.timestamp


def _abandoned(run: Run, since: datetime, real: datetime) -> bool:
    """Whether the process that worked on it is gone: its lease ran out, or it never took one.

    Leases are ours, by our clock; `since` is Prefect's, by its own.
    """
    if run.leased_until is not None:
        return run.leased_until < real
    return server_now() - since > timedelta(seconds=settings().segment_seconds)


async def _revive(
    client: PrefectClient, run: Run, real: datetime, repaired: Repaired, trouble: Trouble
) -> None:
    with transaction() as session:
        verdict = runs.note_trouble(session, run.matter_id, run.run_id, real, trouble)
        number = session.get_one(Matter, run.matter_id).agenda_no
    if verdict is Verdict.QUARANTINE:
        repaired.quarantined += 1
        log.error("run.quarantined", number=number, run=run.run_id)
        await show_complaint(client, number)
    if verdict is not Verdict.REVIVE:
        return
    try:
        await _begin_again(client, run.run_id or "")
        repaired.revived += 1
    except ObjectNotFound:
        with transaction() as session:
            runs.next_generation(session, run.matter_id, run.run_id)
        repaired.replaced += 1


async def _begin_again(client: PrefectClient, run_id: str) -> None:
    again = Scheduled(name="Resuming", scheduled_time=server_now())
    await client.set_flow_run_state(UUID(run_id), again, force=True)


def needs_look() -> bool:
    """Whether our database alone shows something that may be attended to right now; for the worker's idle moments."""
    return anything_new() and bool(bounds.room_for_runs() or bounds.room_for_nudges())
