"""`narahubung up`: Prefect's server, the worker, the file's page and the institutions' door in one terminal.

Embedded (SQLite) by default; against the server of `PREFECT_API_URL` if that is set. Ctrl-C stops all of it.
"""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module

import httpx
from rich.console import Console

from deployments import prefect_environment
from deployments.children import Child, Children, python
from deployments.migrating import check
from models.settings import settings

READY_SECONDS = 60.0
ADDRESS = "prefect_api_url"
"""The file in `home` in which other commands find the server that `up` started."""
DEFAULT_PORT = 4200

console = Console()


class PortTaken(Exception):
    """This port is in use by another program. Stop that program, or choose another port with --port."""


class NotReady(Exception):
    """Prefect's server did not answer in time. Its last words are in the log file named here."""


@dataclass(frozen=True)
class Started:
    """What is running and where to look."""

    api_url: str
    ui_url: str
    file_url: str
    door_url: str
    own_server: bool


async def bring_up(children: Children, port: int) -> Started:
    """Start everything and deploy; returns when the first complaint could be served."""
    home, logs = settings().home, settings().home / "logs"
    check()
    given = os.environ.get("PREFECT_API_URL")
    api_url = given or f"http://127.0.0.1:{port}/api"
    prefect_environment.apply(home, api_url)
    key = settings().file_key.get_secret_value() or secrets.token_urlsafe(18)
    if given is None:
        _refuse_taken(port)
        words = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
        command = python("deployments.patient_server", *words)
        await children.start(Child("server", command, logs / "server.log"))
    await children.start(Child("worker", python("deployments.worker"), logs / "worker.log"))  # it waits
    await _deploy(api_url, logs / "server.log")
    _refuse_taken(settings().file_port)
    _refuse_taken(settings().portal_port)
    await children.start(Child("door", python("portal.door"), logs / "door.log"))
    await children.start(
        Child(
            "file",
            python("portal.file", "--port", str(settings().file_port)),
            logs / "file.log",
            {"NARAHUBUNG_FILE_KEY": key},
        )
    )
    (home / ADDRESS).write_text(api_url, encoding="utf-8")
    return Started(
        api_url,
        api_url.removesuffix("/api"),
        f"http://127.0.0.1:{settings().file_port}/?key={key}",
        settings().portal_url or f"http://{settings().portal_host}:{settings().portal_port}",
        own_server=given is None,
    )


def address() -> str:
    """Where Prefect's API is: as set, as `up` left it, or at the usual place."""
    left = settings().home / ADDRESS
    return (
        os.environ.get("PREFECT_API_URL")
        or (left.read_text(encoding="utf-8").strip() if left.exists() else "")
        or f"http://127.0.0.1:{DEFAULT_PORT}/api"
    )


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise PortTaken(f"{PortTaken.__doc__} ({port})")


async def _wait_for(api_url: str, log_file: object) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + READY_SECONDS
    async with httpx.AsyncClient(timeout=2) as client:
        while loop.time() < until:
            try:
                if (await client.get(f"{api_url}/health")).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)
    raise NotReady(f"{NotReady.__doc__} ({log_file})")


async def _deploy(api_url: str, log_file: object) -> None:
    """Deploy once the server answers. What that needs takes as long to import as the server needs to start."""
    importing = asyncio.create_task(asyncio.to_thread(import_module, "deployments.deploying"))
    await _wait_for(api_url, log_file)
    await importing
    from deployments.deploying import deploy
    from flows.connecting import connection

    async with connection() as client:
        await deploy(client)


Say = Callable[[Started], None]
First = Callable[[Children], Awaitable[None]]


def run(port: int, say: Say, first: First | None = None) -> None:
    """Start what comes `first`, bring everything up, `say` where to look, and stay until Ctrl-C."""
    asyncio.run(_stay(port, say, first))


async def _stay(port: int, say: Say, first: First | None) -> None:
    children, done = Children(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, done.set)
    try:
        if first is not None:
            await first(children)
        starting = asyncio.ensure_future(bring_up(children, port))
        stop = asyncio.ensure_future(done.wait())
        await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            return
        say(starting.result())
        await done.wait()
    finally:
        console.print("Berhenti … / Stopping …")
        await children.stop()


def announce(started: Started) -> None:
    """Say where to look."""
    console.print(f"\n[bold]Narahubung[/bold]\n  Prefect UI        {started.ui_url}/runs")
    console.print(f"  Berkas / the file {started.file_url}", soft_wrap=True)
    if settings().portal_url:
        console.print(f"  Instansi / portal {started.door_url}", soft_wrap=True)
    else:
        console.print("  Instansi / portal letters carry no links until NARAHUBUNG_PORTAL_URL is set")
    console.print(
        f"  Log               {settings().home / 'logs'}\n  Ctrl-C             stop\n", soft_wrap=True
    )


def up(port: int = DEFAULT_PORT) -> None:
    """Start Prefect's server, the worker, the file's page and the institutions' door; stay until Ctrl-C."""
    run(port, announce)
