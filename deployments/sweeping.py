"""`narahubung clock`: one sweep over all deadlines that are due, to its end, in batches of one transaction each."""

import json
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import col, func, select

from deployments.progress import bar
from deployments.working import looking
from models.casework.sweep import Swept, sweep
from models.database import unit
from models.tables import Clock, ClockState


def clock(
    batch: Annotated[int, typer.Option(min=1, max=5000, help="Deadlines in one transaction.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Attend to every deadline that is due: remind, escalate, and lay acts before the officer."""
    with looking() as (session, now):
        waiting = session.exec(
            select(func.count(col(Clock.id))).where(
                col(Clock.next_at) <= now, col(Clock.state).in_((ClockState.WAITING, ClockState.RUNNING))
            )
        ).one()
    total, complaints = _swept(now, batch, waiting)
    told = {
        "clocks": total.clocks, "reminded": total.sent, "skipped": total.skipped, "awaiting": total.awaiting,
        "acted": total.acted, "complaints": complaints, "left": max(0, waiting - total.clocks),
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(
        f"{total.clocks} deadlines of {complaints} complaints attended to: {total.sent} reminders and escalations,"
        f" {total.skipped} skipped, {total.awaiting} acts wait for an officer, {total.acted} done."
    )
    if told["left"]:
        typer.echo(
            f"{told['left']} were held by somebody else at this moment: the next sweep comes by.", err=True
        )


def _swept(now: datetime, batch: int, waiting: int) -> tuple[Swept, int]:
    """The sums of all batches, until one finds nothing more; and how many complaints they touched."""
    total = Swept()
    complaints: set[int] = set()
    with bar() as shown:
        task = shown.add_task("Deadlines", total=waiting)
        while True:
            swept = unit(lambda session: sweep(session, now, batch))
            if not swept.clocks:
                return total, len(complaints)
            for count in ("clocks", "sent", "skipped", "awaiting", "acted"):
                setattr(total, count, getattr(total, count) + getattr(swept, count))
            complaints |= swept.complaints or set()
            shown.advance(task, swept.clocks)
