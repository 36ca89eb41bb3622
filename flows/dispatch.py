"""Dispatch: a scheduled pass that plans and sends the letters which no segment has sent, and posts what is unposted."""

from datetime import UTC, datetime

import structlog
from prefect import flow

from flows.connecting import connection
from flows.guarding import told_by_class
from flows.happenings import BATCH, post_happenings
from models.casework.business_time import business_now
from models.database import transaction
from notifications import delivery, planning

log = structlog.get_logger("flows")

SECONDS = 45.0


@flow(name="dispatch", persist_result=False)
async def dispatch() -> int:
    """One pass over the outbox and the letters that wait; returns how many letters the mail server accepted."""
    with told_by_class("dispatch"):
        while _planned() == BATCH:
            pass
        counts = delivery.deliver(budget_seconds=SECONDS)
        async with connection() as client:
            while await post_happenings(client) == BATCH:
                pass
    log.info("letters.dispatched", sent=counts.accepted, deferred=counts.deferred, refused=counts.refused)
    return counts.accepted


def _planned() -> int:
    """Plan one batch of happenings in a transaction of its own; how many there were."""
    with transaction() as session:
        return planning.plan(session, None, business_now(session, datetime.now(UTC)), limit=BATCH)
