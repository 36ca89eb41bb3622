"""`narahubung steward`: one pass by hand, and the release of a quarantined run."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deployments import prefect_environment
from deployments.migrating import check
from deployments.up import address
from models.casework import runs
from models.casework.finding import matter_by_number
from models.database import transaction
from models.settings import settings


class PrefectAway(Exception):
    """Prefect's server does not answer. Start it with `narahubung up`, or set PREFECT_API_URL to where it runs."""


def steward(
    release: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Let a quarantined run be tried again.")
    ] = None,
    thorough: Annotated[bool, typer.Option(help="Look at every run, even where the counts agree.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Compare what the database wants with what Prefect has, and repair the difference: one pass."""
    check()
    if release is not None:
        with transaction() as session:
            runs.release(session, matter_by_number(session, release).id or 0)
    counts = asyncio.run(_pass(thorough=thorough))
    if as_json:
        Console().print_json(data=counts)
        return
    table = Table("what", "count")
    for name, count in counts.items():
        table.add_row(name, str(count))
    Console().print(table)


async def _pass(*, thorough: bool) -> dict[str, int]:
    prefect_environment.apply(settings().home, address())
    import httpx

    from flows.connecting import connection
    from flows.steward import put_right

    try:
        async with connection() as client:
            return asdict(await put_right(client, thorough=thorough))
    except (httpx.HTTPError, RuntimeError) as error:
        raise PrefectAway(PrefectAway.__doc__) from error
