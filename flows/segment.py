"""A segment's beginning and end: the fence and the lease, and taking in every form that was submitted.

Real time throughout, but for `business_now`, which decisions are stamped with. Nothing that leaves here for Prefect
carries more of an error than its class (rule 5): messages may quote what a person typed.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from prefect.client.orchestration import PrefectClient
from prefect.context import FlowRunContext
from sqlmodel import Session

from flows import server
from models.casework import desks
from models.casework.business_time import business_now
from models.casework.desks import Fence
from models.casework.errors import RunSuperseded
from models.casework.finding import matter_by_number
from models.database import reading, transaction, unit
from models.settings import settings
from models.tables import Desk
from notifications.delivery import Settled

log = structlog.get_logger("flows")


class SegmentFailed(Exception):
    """This segment could not be finished. The complaint is safe in our database; the steward will try again."""

    def __init__(self, number: str, error: BaseException) -> None:
        super().__init__(f"{self.__doc__} ({number}, {type(error).__name__})")


@dataclass(frozen=True)
class Segment:
    """What every step of a segment needs to know."""

    number: str
    matter_id: int
    run_id: UUID
    lease: str
    client: PrefectClient
    started: float
    spent: dict[UUID, list[str]] = field(default_factory=dict[UUID, list[str]])
    """The forms that Prefect need no longer keep, by run."""
    tried: list[Settled] = field(default_factory=list[Settled])
    """The letters that were sent, or not, and that Prefect does not show yet."""

    @property
    def seconds_left(self) -> float:
        """Real seconds until this segment has had its time."""
        return settings().segment_seconds - (asyncio.get_running_loop().time() - self.started)


@asynccontextmanager
async def working_on(number: str) -> AsyncGenerator[Segment | None]:
    """The segment of the present flow run, under its lease; None when another run drives the complaint.

    Raises `SegmentFailed` instead of any error, without its message.
    """
    context = FlowRunContext.get()
    if context is None or context.flow_run is None or not isinstance(context.client, PrefectClient):
        raise RuntimeError("a complaint's segment runs inside its own asynchronous flow run only")
    loop = asyncio.get_running_loop()
    try:
        with reading() as session:
            matter_id = matter_by_number(session, number).id or 0
        segment = Segment(number, matter_id, context.flow_run.id, str(uuid4()), context.client, loop.time())
        if not await _entered(segment):
            log.info("superseded", number=number)
            yield None
            return
        try:
            yield segment
            with transaction() as session:
                desks.finish(session, matter_id, segment.lease)
        finally:
            with transaction() as session:
                desks.leave(session, matter_id, segment.lease)
    except RunSuperseded:
        log.info("superseded", number=number)  # another run took over in the middle of this segment
    except Exception as error:  # noqa: BLE001 - whatever it is, only its class may leave here
        log.warning("segment.failed", number=number, error=type(error).__name__)
        raise SegmentFailed(number, error) from None


async def _entered(segment: Segment) -> bool:
    """Take the lease, waiting for one that is still held. False when the run is superseded."""
    while True:
        with transaction() as session:
            complaint = matter_by_number(session, segment.number, to_change=True)
            fence = desks.enter(
                session,
                complaint,
                str(segment.run_id),
                segment.lease,
                datetime.now(UTC),
                settings().segment_seconds,
            )
        if fence is not Fence.BUSY:
            return fence is Fence.MINE
        await asyncio.sleep(0.1)


def _taken(session: Session, desk: Desk, run_id: str, raw: dict[str, Any] | None) -> desks.Taken:
    real = datetime.now(UTC)
    return desks.take(session, desk, run_id, raw, business_now(session, real), real)


async def take_forms(segment: Segment) -> None:
    """Take in every form that was submitted and not yet taken, each in one transaction, then delete it in Prefect.

    What an earlier segment took and could no longer delete is deleted now. Their schemas are noted as spent.
    """
    with reading() as session:
        waiting = desks.untaken(session, matter_by_number(session, segment.number))
    for run_id in dict.fromkeys([*(desk.run_id for desk in waiting), str(segment.run_id)]):
        spent = [server.keys(desk.token)["schema"] for desk in waiting if desk.run_id == run_id]
        segment.spent[UUID(run_id)] = spent
        kept = await server.inputs(segment.client, UUID(run_id), but=spent)
        for desk in (desk for desk in waiting if desk.run_id == run_id):
            raw = server.response(kept, desk.token)
            taken = unit(partial(_taken, desk=desk, run_id=str(segment.run_id), raw=raw))
            log.info("desk.taken", number=segment.number, state="changed" if taken.changed else "unchanged")
        await server.forget(segment.client, UUID(run_id), kept)
