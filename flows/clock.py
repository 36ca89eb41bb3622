"""The clock: a scheduled pass over the deadlines that need attention, in bulk, through the index on the next instant.

A rung fires once however often this runs and whatever crashes: the ledger's row and what it does are one transaction.
Runs are woken only where the desk must change; letters go out by dispatch.
"""

from datetime import UTC, datetime
from functools import partial
from time import monotonic

import structlog
from prefect import flow
from sqlmodel import Session

from flows.connecting import connection
from flows.guarding import told_by_class
from flows.nudging import stale_desk
from flows.sheet import show_complaint
from flows.steward import attend
from models.casework.business_time import business_now
from models.casework.handing_over import Moved, hand_over
from models.casework.network.calling import call
from models.casework.sweep import Swept, sweep
from models.database import reading, unit
from models.settings import settings
from models.tables import Matter

log = structlog.get_logger("flows")

BATCH = 50
SECONDS = 40.0


@flow(name="clock", persist_result=False)
async def clock() -> int:
    """One sweep of all clocks that need attention; returns how many rungs were reached."""
    with told_by_class("clock"):
        swept = sweep_everything()
        shown = _to_show(swept)
        async with connection() as client:
            await attend(client)  # wakes those whose desk must change, a few at a time, the most urgent first
            for number in shown:
                await show_complaint(client, number)
    log.info("clock.swept", count=swept.clocks, sent=swept.sent, skipped=swept.skipped)
    return swept.sent + swept.awaiting + swept.acted


def sweep_everything() -> Swept:
    """What a pass does in our database, and needs no Prefect for."""
    swept = sweep_all(SECONDS)
    call_all(SECONDS)  # a successor who takes up the post today has it before tasks follow it
    swept.complaints |= set(hand_over_all(SECONDS))
    return swept


def sweep_all(seconds: float, batch: int = BATCH) -> Swept:
    """Sweep in batches of one transaction each until nothing is due, or for so many seconds of real time."""
    total, until = Swept(), monotonic() + seconds
    while monotonic() < until:
        swept = unit(lambda session: sweep(session, business_now(session, datetime.now(UTC)), batch))
        total.merge(swept)
        if swept.clocks == 0:
            break
    return total


def hand_over_all(seconds: float) -> list[int]:
    """Let open tasks follow the officials who hold the posts today; the ids of the complaints whose contact changed."""
    complaints, last, until = list[int](), 0, monotonic() + seconds
    while monotonic() < until:
        moved = unit(partial(_handed_over, after=last))
        if moved is None:
            break
        complaints += moved.complaints
        last = moved.last
    return complaints


def _handed_over(session: Session, after: int) -> Moved | None:
    return hand_over(session, business_now(session, datetime.now(UTC)), after=after)


def call_all(seconds: float) -> int:
    """Open the undertakings of the network whose time has come, in batches; how many. The steward makes their runs."""
    opened, until = 0, monotonic() + seconds
    while monotonic() < until:
        matters = unit(lambda session: call(session, business_now(session, datetime.now(UTC))))
        if not matters:
            break
        opened += len(matters)
    return opened


def _to_show(swept: Swept) -> list[str]:
    """The agenda numbers of those that were attended to and whose desk stays; at most what one pass can show."""
    with reading() as session:
        real, ids = datetime.now(UTC), sorted(swept.complaints)[: settings().refresh_limit]
        matters = [session.get_one(Matter, each) for each in ids]
        return [each.agenda_no for each in matters if stale_desk(session, each, real) is None]
