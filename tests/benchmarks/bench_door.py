"""The institutions' door: fifty people at once open their links and answer, each from an address of their own."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import col, func, select

from models.casework.settle import settle
from models.database import reading, transaction
from models.decisions import read_form
from models.stages import Event
from models.tables import Door, FocalPoint, Happening
from notifications.links import Pass, links
from tests import sample
from tests.benchmarks.table import Table, sized
from tests.prefect_server import until
from tests.smtp_server import free_port

AT_ONCE = 50
WAYS = (
    {"decision": "pass_formal"},
    {"decision": "pass_material"},
    {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
    {"decision": "forward", "institution": sample.HEALTH, "at_once": True, "text": "Mohon penjelasan."},
)


@pytest.mark.timeout(1800)
def test_fifty_at_once(database_url: str, table: Table) -> None:
    """Nothing that was answered is lost, nothing is said twice."""
    many = sized(2_000, 200)
    kind = database_url.partition("+")[0].partition(":")[0]
    paths = _asked(many)
    with _served() as address:
        opened = asyncio.run(_everybody(address, paths, _open))
        answered = asyncio.run(_everybody(address, paths, _answer))
    with reading() as session:
        said = session.exec(
            select(func.count(col(Happening.id))).where(Happening.event == Event.ANSWERED)
        ).one()
    assert many == said
    for what, (took, each) in {"opening a link": opened, "an answer": answered}.items():
        slow = sorted(each)[int(len(each) * 0.95)]
        table.by_itself("door", f"{what}, {kind}, 50 at once", f"{many / took:,.0f} /s", "", met=None)
        table.by_itself("door", f"{what}, {kind}, 95 of 100 within", f"{slow:.2f} s", "", met=None)
    lost = many - said
    table.by_itself("door", f"{many:,} answers, {kind}, lost", f"{lost}", "0", met=lost == 0)


Taken = tuple[float, list[float]]


async def _everybody(
    address: str, paths: list[str], act: Callable[[httpx.AsyncClient, str], Awaitable[float]]
) -> Taken:
    """How long all took together, and each by itself, in seconds."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(client: httpx.AsyncClient, path: str) -> float:
        async with turns:
            return await act(client, path)

    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        began = time.perf_counter()
        each = await asyncio.gather(*(one(client, path) for path in paths))
        return time.perf_counter() - began, list(each)


def _from(path: str) -> dict[str, str]:
    """An address of its own for each link, as a web server before the portal tells it."""
    number = int(path.rsplit("/", maxsplit=1)[-1].partition(".")[0])
    return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


async def _open(client: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    page = await client.get(path, headers=_from(path))
    assert HTTPStatus.OK == page.status_code
    return time.perf_counter() - began


async def _answer(client: httpx.AsyncClient, path: str) -> float:
    page = (await client.get(path, headers=_from(path))).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    data = {"ticket": ticket[1] if ticket else "", "text": "Rujukan telah diterbitkan."}
    began = time.perf_counter()
    said = await client.post(f"{path}/answer", data=data, headers=_from(path))
    assert HTTPStatus.SEE_OTHER == said.status_code
    return time.perf_counter() - began


@contextmanager
def _served() -> Generator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    door = subprocess.Popen(
        [sys.executable, "-m", "portal.door", "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: _healthy(address), "the door is served")
        yield address
    finally:
        door.terminate()
        door.wait(20)


def _healthy(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sehat").is_success
    except httpx.HTTPError:
        return False


def _asked(many: int) -> list[str]:
    """So many complaints, forwarded to one institution; the link of its focal point to each."""
    with transaction() as session:
        sample.office(session)
    for _ in range(many):
        with transaction() as session:
            complaint = sample.lodged(session)
            for day, way in enumerate(WAYS):
                settle(
                    session,
                    complaint,
                    read_form({"officer": sample.HEAD, **way}),
                    sample.NOW + timedelta(days=day),
                )
    with reading() as session:
        doors = session.exec(select(Door).order_by(col(Door.id))).all()
        first = session.exec(
            select(func.min(FocalPoint.id)).where(FocalPoint.institution_id == doors[0].institution_id)
        ).one()
        return [links().path(Pass(door.id or 0, f"focal_point:{first}")) for door in doors]
