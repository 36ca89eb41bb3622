"""Prefect: its server reachable and of our version, our flows deployed, a worker alive. Asked over plain HTTP."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from deployments.checks import Findings, ok, problem, warning
from deployments.prefect_environment import login
from flows import server_time
from models.settings import settings

PATIENCE: Final = 5.0
SILENT: Final = timedelta(seconds=90)
"""A worker that has not been heard of for so long (real time) is gone."""
APART: Final = timedelta(seconds=5)
"""Clocks further apart than that do not run by one time server."""
START: Final = "Start it with `narahubung up`, or set PREFECT_API_URL to where it runs."


def prefect(address: str) -> Findings:
    """Everything about Prefect at this address of its API."""
    shown = _without_secret(address)
    try:
        installed = version("prefect")
    except PackageNotFoundError:
        yield problem("prefect", "Prefect is not installed here", "Install Narahubung again: make setup.")
        return
    try:
        with httpx.Client(base_url=f"{address.rstrip('/')}/", timeout=PATIENCE, auth=login()) as client:
            yield from _server(client, shown, installed)
            ahead = server_time.ahead_in(client.get("hello")) or timedelta()
            yield from _time(ahead)
            yield from _deployments(client)
            yield from _workers(client, datetime.now(UTC) + ahead)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        yield problem("prefect", f"its server does not answer at {shown} ({type(error).__name__})", START)


def _without_secret(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def _server(client: httpx.Client, shown: str, installed: str) -> Findings:
    answer = client.get("admin/version")
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        yield problem(
            "prefect", f"{shown} wants a password", "Set PREFECT_API_AUTH_STRING as the server has it."
        )
        return
    answer.raise_for_status()
    running = str(answer.json())
    if running.split(".")[:2] == installed.split(".")[:2]:
        yield ok("prefect", f"version {running} at {shown}")
    else:
        yield warning(
            "prefect",
            f"the server has version {running}, this program {installed}",
            "Use the same version of Prefect for both.",
        )


def _time(ahead: timedelta) -> Findings:
    if abs(ahead) > APART:
        yield warning(
            "time of prefect",
            f"its clock is {abs(ahead).total_seconds():.0f} s {'ahead of' if ahead > timedelta() else 'behind'} ours",
            "Set both machines by one time server (NTP).",
        )


def _deployments(client: httpx.Client) -> Findings:
    try:
        from deployments.deploying import NAME, deployments
    except ImportError:
        yield problem(
            "deployments", "Prefect cannot be imported here", "Install Narahubung again: make setup."
        )
        return
    rows = _rows(client, "deployments/filter", {"deployments": {"name": {"any_": [NAME]}}, "limit": 200})
    there = {str(row.get("entrypoint")) for row in rows}
    paused = sorted(str(row.get("entrypoint")).rpartition(".")[2] for row in rows if row.get("paused"))
    missing = sorted(each.flow for each in deployments() if each.entrypoint not in there)
    if missing:
        yield problem(
            "deployments",
            f"not deployed: {', '.join(missing)}",
            "Start `narahubung up` against this server: it deploys them.",
        )
    elif paused:
        yield warning(
            "deployments",
            f"paused: {', '.join(paused)}",
            "Switch them on again on the Deployments page of Prefect.",
        )
    else:
        yield ok("deployments", f"{len(there)} flows deployed")


def _workers(client: httpx.Client, now: datetime) -> Findings:
    pool = settings().work_pool
    answer = client.post(f"work_pools/{pool}/workers/filter", json={"limit": 200})
    if answer.status_code == HTTPStatus.NOT_FOUND:
        yield problem(
            "worker",
            f"there is no work pool {pool!r}",
            "Start `narahubung up`, or correct NARAHUBUNG_WORK_POOL.",
        )
        return
    answer.raise_for_status()
    beats = [
        datetime.fromisoformat(row["last_heartbeat_time"])
        for row in answer.json()
        if row.get("last_heartbeat_time")
    ]
    alive = [beat for beat in beats if now - beat < SILENT]
    if alive:
        yield ok("worker", f"{len(alive)} alive, heard of {int((now - max(alive)).total_seconds())} s ago")
    else:
        last = f"; the last one was heard of {max(beats):%Y-%m-%d %H:%M} UTC" if beats else ""
        yield problem(
            "worker",
            f"none is alive in pool {pool!r}{last}",
            "Start `narahubung up`: without a worker nothing moves.",
        )


def _rows(client: httpx.Client, path: str, wanted: dict[str, Any]) -> Sequence[dict[str, Any]]:
    answer = client.post(path, json=wanted)
    answer.raise_for_status()
    return answer.json()
