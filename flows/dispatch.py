"""Dispatch: a scheduled pass that plans and sends the letters which no segment has sent, and posts what is unposted."""

from datetime import UTC, datetime
from time import monotonic

import structlog
from prefect import flow

from flows.connecting import connection
from flows.guarding import told_by_class
from flows.happenings import BATCH, post_happenings
from models.casework.business_time import business_now
from models.database import unit
from notifications import delivery, planning
from notifications.delivery import Counts

log = structlog.get_logger("flows")

SECONDS = 45.0
"""How long one pass may last in all: it has one place in the worker, which gives it up for hung after some minutes."""
PLANNING, SENDING = 1 / 3, 5 / 6
"""By which part of that time planning ends, and sending; events have the rest. What is left is for the next pass."""


@flow(name="dispatch", persist_result=False)
async def dispatch() -> int:
    """One pass over the outbox and the letters that wait; returns how many letters the mail server accepted.

    Each of the three gets on in every pass, by a batch at least, however much the others have to do.
    """
    began = monotonic()
    with told_by_class("dispatch"):
        counts = plan_and_send()
        async with connection() as client:
            while await post_happenings(client) == BATCH and monotonic() < began + SECONDS:
                pass
    log.info("letters.dispatched", sent=counts.accepted, deferred=counts.deferred, refused=counts.refused)
    return counts.accepted


def plan_and_send() -> Counts:
    """What a pass does without Prefect: plan, and send, each within its part of the time."""
    began = monotonic()
    while planned() == BATCH and monotonic() < began + SECONDS * PLANNING:
        pass
    return delivery.deliver(budget_seconds=began + SECONDS * SENDING - monotonic())


def planned() -> int:
    """Plan one batch of happenings in a transaction of its own; how many there were."""
    return unit(
        lambda session: planning.plan(session, None, business_now(session, datetime.now(UTC)), limit=BATCH)
    )
