"""The few requests we make of Prefect's API, each once and by name."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Literal, cast
from uuid import UUID, uuid4

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate, TaskRunCreate
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterId,
)
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import SetStateStatus
from prefect.exceptions import Abort, Pause, PrefectHTTPStatusError
from prefect.input.run_input import keyset_from_base_key
from prefect.states import Suspended, to_state_create
from prefect.utilities.engine import propose_state

from flows.connecting import AnswerLost, asked_once

PREFIX = "suspended-"
LOST = (0.1, 0.5, 2.0, 5.0, 10.0)
"""Seconds before looking what became of a request whose answer was lost, try by try."""


def keys(token: str) -> dict[str, str]:
    """The keys under which Prefect keeps the schema, description and response of a desk."""
    return {str(name): key for name, key in keyset_from_base_key(f"{PREFIX}{token}").items()}


async def save_form(client: PrefectClient, run_id: UUID, token: str, schema: Mapping[str, Any]) -> None:
    """Put the form where Resume will look for it, before the run is suspended.

    It goes without the text that Prefect can show above a form: the dialog gives it no height over a long one.
    """
    await client.create_flow_run_input(run_id, keys(token)["schema"], json.dumps(schema))


async def inputs(client: PrefectClient, run_id: UUID, but: Iterable[str] = ()) -> dict[str, str]:
    """What Prefect keeps of a run's desks, by key, but for these keys; nothing if the run is gone with its database."""
    rows = await client.filter_flow_run_input(run_id, key_prefix=PREFIX, limit=200, exclude_keys=set(but))
    return {row.key: row.value for row in rows}


def response(kept: Mapping[str, str], token: str) -> dict[str, Any] | None:
    """What was submitted at a desk, raw; None if nothing was."""
    try:
        value = json.loads(kept[keys(token)["response"]])
    except (KeyError, ValueError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


async def forget(client: PrefectClient, run_id: UUID, kept: Iterable[str]) -> None:
    """Delete what Prefect keeps under these keys, the words that were typed first; what is gone already is gone."""
    for key in sorted(kept, key=lambda key: not key.endswith("-response")):
        try:
            await client.delete_flow_run_input(run_id, key)
        except PrefectHTTPStatusError as error:
            if error.response.status_code != HTTPStatus.NOT_FOUND:
                raise


async def suspend(client: PrefectClient, run_id: UUID, token: str) -> Pause | None:
    """Propose to wait at the desk. The `Pause` to raise when accepted; None when Prefect wants something else.

    The request is not simply repeated when its answer is lost: a run that an officer woke meanwhile would be put back
    to sleep, with a form that nobody takes in. Raises `Abort`, which leaves the run's state alone, when the run has
    been scheduled anew, and `AnswerLost` when no answer comes at all.
    """
    proposed = Suspended(pause_key=token)
    proposed.state_details.run_input_keyset = keys(token)
    state: State[Any] | None = None
    for patience in LOST:
        try:
            with asked_once():
                state = await propose_state(client, proposed, flow_run_id=run_id)
        except Pause as pause:
            state = pause.state
        except AnswerLost:
            await asyncio.sleep(patience)
            state = (await client.read_flow_run(run_id)).state
        if state is not None and not state.is_running():
            break
    else:
        raise AnswerLost(AnswerLost.__doc__)
    if state.is_scheduled():
        raise Abort(
            "This run was scheduled anew while its segment lived: the next segment goes on from here."
        )
    if state.is_paused() and state.state_details.pause_key != token:
        # it waits at a desk that is no longer there, where nobody could ever submit anything
        state = (await client.set_flow_run_state(run_id, proposed, force=True)).state
    return Pause(state=state) if state and state.is_paused() else None


async def nudge(client: PrefectClient, run_id: UUID, waiting: str) -> bool:
    """Wake a suspended run without a decision: the form submitted with its first choice, *keep waiting*.

    False when somebody was faster, or the run does not wait.
    """
    result = await client.resume_flow_run(run_id, run_input={"decision": waiting})
    return result.status == SetStateStatus.ACCEPT


async def runs_by_id(client: PrefectClient, ids: Iterable[str]) -> dict[str, FlowRun]:
    """The runs Prefect knows of those ids, in pages."""
    wanted, found = [UUID(each) for each in ids], dict[str, FlowRun]()
    for start in range(0, len(wanted), 200):
        page = wanted[start : start + 200]
        rows = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=page)), limit=200
        )
        found |= {str(row.id): row for row in rows}
    return found


async def described(client: PrefectClient, key: str) -> str | None:
    """What the artifact under `key` says of itself; None while there is none."""
    found = await client.read_artifacts(
        artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=1
    )
    return found[0].description if found else None


async def put_artifact(
    client: PrefectClient,
    key: str,
    kind: Literal["markdown", "progress"],
    data: str | float,
    description: str,
) -> None:
    """The one artifact under `key`: made once, patched in place when its description says that it has changed."""
    found = await client.read_artifacts(
        artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), limit=1
    )
    if not found:
        await client.create_artifact(ArtifactCreate(key=key, type=kind, description=description, data=data))
    elif found[0].description != description:
        changed = ArtifactUpdate(data=data, description=description)
        await client.update_artifact(UUID(str(found[0].id)), changed)


async def show_task(client: PrefectClient, run_id: UUID, kind: str, name: str, ended: State[Any]) -> None:
    """Show in a run what was done in it, once it is done: a task run in its last state.

    Prefect's own tasks say the same with three events each, which it keeps for a week with ten index entries apiece.
    """
    task = TaskRunCreate(
        id=uuid4(),
        name=name,
        flow_run_id=run_id,
        task_key=kind,
        dynamic_key=str(uuid4()),
        state=to_state_create(ended),
    )
    body = task.model_dump(mode="json", exclude_unset=True)
    await client.request("POST", "/task_runs/", json=body)


async def post_events(client: PrefectClient, events: list[dict[str, Any]]) -> None:
    """Post happenings as Prefect events; their ids are the happenings', so that a repeat is dropped."""
    if events:
        response = await client.request("POST", "/events", json=events)
        response.raise_for_status()
