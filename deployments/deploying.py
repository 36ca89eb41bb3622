"""What is deployed: the complaint's flow and the scheduled passes, the work pool, saved searches, and one automation.

Safe to repeat: everything is made once and brought up to date afterwards.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from models.settings import settings

NAME = "casework"
PASSES = "passes"
"""The work queue of what is not a matter's run: looked at first, however many runs of matters are due."""
PLACE_SECONDS = 60
"""For how long a scheduled pass whose process was killed keeps the next one from running. One that lives renews it."""


def _complaint() -> Flow[Any, Any]:
    from flows.complaint import complaint

    return complaint


def _network() -> Flow[Any, Any]:
    from flows.network import network

    return network


def _clock() -> Flow[Any, Any]:
    from flows.clock import clock

    return clock


def _steward() -> Flow[Any, Any]:
    from flows.steward import steward

    return steward


def _dispatch() -> Flow[Any, Any]:
    from flows.dispatch import dispatch

    return dispatch


def _register() -> Flow[Any, Any]:
    from flows.register import register

    return register


def _alarm() -> Flow[Any, Any]:
    from flows.alarm import alarm

    return alarm


FLOWS: Mapping[str, Callable[[], Flow[Any, Any]]] = {
    "complaint": _complaint,
    "network": _network,
    "clock": _clock,
    "steward": _steward,
    "dispatch": _dispatch,
    "register": _register,
    "alarm": _alarm,
}
"""The flows by their names in Prefect."""

MATTERS = frozenset({"complaint", "network"})
"""Those of which a run lives as long as a matter is open."""


@dataclass(frozen=True)
class Deployed:
    """One deployment: by module path, so that a class is the same class wherever it is loaded."""

    flow: str
    entrypoint: str
    every: int | None = None
    """Seconds between its scheduled runs."""
    description: str = ""


def deployments() -> tuple[Deployed, ...]:
    """What is deployed, with the schedules of this installation."""
    chosen = settings()
    return (
        Deployed("complaint", "flows.complaint.complaint", None, "One run per open complaint."),
        Deployed("network", "flows.network.network", None, "One run per open undertaking of the network."),
        Deployed(
            "clock", "flows.clock.clock", chosen.clock_seconds, "Deadlines: reminders, escalations, acts."
        ),
        Deployed(
            "dispatch", "flows.dispatch.dispatch", chosen.dispatch_seconds, "Letters no segment has sent."
        ),
        Deployed(
            "steward", "flows.steward.steward", chosen.steward_seconds, "Repairs runs that do not live."
        ),
        Deployed(
            "register",
            "flows.register.register",
            2 * chosen.clock_seconds,
            "The 200 most urgent complaints; who has no focal point; the network's health.",
        ),
        Deployed("alarm", "flows.alarm.alarm", None, "Mails the administrator about a run that failed."),
    )


async def deploy(client: PrefectClient, *, pool: str | None = None, kind: str = "narahubung") -> None:
    """Make or update the work pool, the deployments, the saved searches and the automation."""
    from deployments.automations import save_automations, save_searches

    name = pool or settings().work_pool
    await _save_pool(client, name, kind)
    await _save_queue(client, name)
    for each in deployments():
        await _save_deployment(client, each, name)
    await save_searches(client)
    await save_automations(client)


async def _save_pool(client: PrefectClient, name: str, kind: str) -> None:
    try:
        await client.read_work_pool(name)
    except ObjectNotFound:
        template: dict[str, Any] = {}
        if kind == "process":
            from prefect.workers.process import ProcessWorker

            template = ProcessWorker.get_default_base_job_template()
        wanted = WorkPoolCreate(name=name, type=kind, description="Narahubung", base_job_template=template)
        with suppress(ObjectAlreadyExists):  # another worker was first
            await client.create_work_pool(wanted)


async def _save_queue(client: PrefectClient, pool: str) -> None:
    with suppress(ObjectAlreadyExists):
        await client.create_work_queue(PASSES, description="Narahubung", priority=1, work_pool_name=pool)


async def _save_deployment(client: PrefectClient, each: Deployed, pool: str) -> None:
    flow = FLOWS[each.flow]()
    flow_id = await client.create_flow_from_name(each.flow)
    schedules: list[DeploymentScheduleCreate] = []
    if each.every:
        schedules.append(
            DeploymentScheduleCreate(schedule=IntervalSchedule(interval=timedelta(seconds=each.every)))
        )
    alone = (
        ConcurrencyOptions(
            collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW, grace_period_seconds=PLACE_SECONDS
        )
        if each.every
        else None
    )
    await client.create_deployment(
        flow_id=flow_id,
        name=NAME,
        entrypoint=each.entrypoint,
        work_pool_name=pool,
        work_queue_name=None if each.flow in MATTERS else PASSES,
        description=each.description,
        tags=["narahubung"],
        schedules=schedules,
        paused=False,
        enforce_parameter_schema=True,
        parameter_openapi_schema=flow.parameters.model_dump(),
        concurrency_limit=1 if each.every else None,
        concurrency_options=alone,
    )
