"""What officers and administrators find ready-made in the Prefect UI: saved searches and one automation."""

from datetime import timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

RANGE_SECONDS = 3 * 365 * 86_400
"""The runs page shows the past week unless told otherwise; complaints live longer."""

OPEN_STATES = ["Suspended", "Paused", "Running", "Pending", "Scheduled", "Resuming", "Late", "AwaitingRetry"]

SEARCHES: dict[str, dict[str, list[str]]] = {
    "Open complaints": {"flow_tag": ["narahubung", "complaint"], "state": OPEN_STATES},
    "Network of focal points": {"flow_tag": ["narahubung", "network"], "state": OPEN_STATES},
    "Waiting for us": {"flow_tag": ["narahubung", "waiting-for-us"]},
    "Overdue": {"flow_tag": ["narahubung", "overdue"]},
}

ALARM = "Narahubung: a run failed or crashed"


async def save_searches(client: PrefectClient) -> None:
    """Make the saved searches, or bring them up to date: Prefect replaces by name."""
    for name, wanted in SEARCHES.items():
        filters = [_filter("tag", wanted["flow_tag"])]
        if "state" in wanted:
            filters.append(_filter("state", wanted["state"]))
        filters.append(_filter("range", {"type": "span", "seconds": -RANGE_SECONDS}))
        response = await client.request("PUT", "/saved_searches/", json={"name": name, "filters": filters})
        response.raise_for_status()


def _filter(name: str, value: Any) -> dict[str, Any]:
    return {"object": "flowRun", "property": name, "type": "", "operation": "", "value": value}


async def save_automations(client: PrefectClient) -> None:
    """A run that failed or crashed tells the administrator by mail, through a deployment of ours."""
    if await client.read_automations_by_name(ALARM):
        return  # an administrator may have changed it: theirs stays
    alarm = await client.read_deployment_by_name("alarm/casework")
    automation = AutomationCore(
        name=ALARM,
        description="Mails NARAHUBUNG_ADMIN_EMAIL through the deployment alarm/casework.",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=alarm.id,
                job_variables=None,
                parameters={
                    "run": {"__prefect_kind": "jinja", "template": "{{ flow_run.id }}"},
                    "name": {"__prefect_kind": "jinja", "template": "{{ flow_run.name }}"},
                },
            )
        ],
    )
    await client.create_automation(automation)
