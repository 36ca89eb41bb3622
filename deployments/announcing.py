"""`narahubung deploy`: makes known to a running Prefect server what there is to run, in one step of its own.

`narahubung up` does the same at its start. Where there are many machines, a job does it once per version.
"""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from deployments import prefect_environment
from deployments.passes import PrefectAway
from deployments.up import address
from models.settings import settings


def deploy(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Make or update work pool, deployments, schedules, saved searches and automation. Safe to repeat."""
    prefect_environment.apply(settings().home, address())
    names = asyncio.run(_deployed())
    if as_json:
        Console().print_json(data={"pool": settings().work_pool, "deployments": names})
    else:
        typer.echo(f"Deployed to the pool {settings().work_pool}: {', '.join(names)}.")


async def _deployed() -> list[str]:
    import httpx

    from deployments.deploying import deploy, deployments
    from flows.connecting import connection

    try:
        async with connection() as client:
            await deploy(client)
    except (httpx.HTTPError, RuntimeError) as error:
        raise PrefectAway(PrefectAway.__doc__) from error
    return [each.flow for each in deployments()]
