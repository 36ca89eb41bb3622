"""A worker's sign of life: a file whose time is the last look for work, and `narahubung healthy`, which reads it.

The file lies in the worker's own temporary folder, so that a probe in the same container needs neither database nor
Prefect: a worker whose server is away is still healthy, one that no longer looks is not.
"""

import time
from pathlib import Path
from tempfile import gettempdir
from typing import Annotated, Final

import typer

NAME: Final = "narahubung-worker.alive"
LONGEST: Final = 60.0
"""Seconds (real time) after which a worker that has not looked for work is taken for stuck."""


class NotHealthy(Exception):
    """The worker has not looked for work for too long. Restart it; complaints wait in the database meanwhile."""


class NoHeartbeat(Exception):
    """No worker has looked for work on this machine yet. Start one: python -m deployments.worker"""


def path() -> Path:
    """Where the sign of life is kept on this machine."""
    return Path(gettempdir()) / NAME


def beat() -> None:
    """Note that the worker looks for work right now; a file that cannot be written must not end it."""
    try:
        path().touch()
    except OSError:
        return


def age() -> float:
    """Seconds since the last look for work. Raises `NoHeartbeat`."""
    try:
        return max(0.0, time.time() - path().stat().st_mtime)
    except FileNotFoundError:
        raise NoHeartbeat(NoHeartbeat.__doc__) from None


def healthy(
    within: Annotated[float, typer.Option(metavar="SECONDS", help="How old the last look may be.")] = LONGEST,
    services: Annotated[
        bool, typer.Option("--services", help="Prefect's background services instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say whether the worker on this machine still looks for work; for probes. Ends with 1 when it does not."""
    if services:
        from deployments import services_probe

        services_probe.check()
        typer.echo('{"healthy": true}' if as_json else "Prefect's background services are alive.")
        return
    seconds = age()
    if seconds > within:
        raise NotHealthy(f"{NotHealthy.__doc__} ({seconds:.0f} s)")
    typer.echo(
        f'{{"healthy": true, "seconds": {seconds:.1f}}}'
        if as_json
        else f"The worker looked for work {seconds:.0f} s ago."
    )
