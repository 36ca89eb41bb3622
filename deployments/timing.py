"""`narahubung time`: the business time that the law counts, shown or moved."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from deployments.moment import NoInstant, instant
from deployments.working import changing, looking
from models.casework.business_time import business_now, move
from models.dates import long_instant
from models.settings import settings
from models.tables import BusinessTime
from models.zones import Zone

app = typer.Typer(help="Show the business time, which the law counts; `time set` moves it.")


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the business time, which the law counts; `time set` moves it."""
    if context.invoked_subcommand is not None:
        return
    with looking() as (session, now):
        clock = session.get(BusinessTime, 1)
        pace = clock.pace if clock else 1.0
    if as_json:
        told = {"now": now.isoformat(), "pace": pace, "moved": clock is not None}
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(long_instant(now, Zone.WIB, settings().language))
    if clock is not None:
        typer.echo(f"It was moved, and runs {pace:g} times as fast as real time.")


@app.command("set")
def set_time(
    to: Annotated[str, typer.Argument(metavar="ISO", help="Such as 2026-03-09T14:30 (WIB), or with a zone.")],
    pace: Annotated[
        float, typer.Option(min=0, help="How many times as fast as real time it runs; 0 stops it.")
    ] = 1.0,
) -> None:
    """Move the business time of all processes. For trying things out: deadlines pass as it runs."""
    try:
        moment = instant(to)
    except NoInstant as error:
        raise typer.BadParameter(str(error)) from None
    with changing() as (session, _):
        real = datetime.now(UTC)
        move(session, moment, real, pace=pace)
        session.flush()
        shown = business_now(session, real)
    typer.echo(long_instant(shown, Zone.WIB, settings().language))
