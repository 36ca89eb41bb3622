"""Processes that die between two of their steps, wherever those are: the code itself says where its steps end.

A step ends with a commit in one of our databases or with a request to Prefect. Whoever adds one adds a boundary, and
every test that dies at each boundary dies there as well. A boundary is known by the lines of ours that lead to it.
"""

import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import pytest
from sqlalchemy import Connection, event

from models.database import engine_for
from models.settings import settings
from notifications.delivery import TOGETHER

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("models", "notifications", "flows", "deployments")


class Died(BaseException):
    """The process is gone: whatever its code would still do, it does not."""


@dataclass
class Life:
    """A life with so many boundaries; it ends at boundary `dies_at`, before that step takes effect.

    That is its number in the life, or what it is called in `passed`.
    """

    mine: Callable[[], bool]
    dies_at: int | str | None = None
    passed: list[str] = field(default_factory=list[str])
    dead: bool = False

    def boundary(self, name: str) -> None:
        """A step is about to take effect. Raises `Died` there, and at all that would follow."""
        if not self.mine():
            return
        step = " < ".join((name, *_lines_of_ours()))
        if self.dead or self.dies_at in (len(self.passed), step):
            self.dead = True
            raise Died(step)
        self.passed.append(step)


@contextmanager
def a_life(
    monkeypatch: pytest.MonkeyPatch, mine: Callable[[], bool], dies_at: int | str | None = None
) -> Generator[Life]:
    """Watch the steps of whoever is `mine`, and let it die before the step `dies_at`, while the block lasts."""
    life = Life(mine, dies_at)
    engine = engine_for(settings().database)

    def commit(connection: Connection) -> None:
        try:
            life.boundary("commit")
        except Died:
            connection.connection.rollback()  # as the database does when a process is gone
            raise

    asynchronous, synchronous = httpx.AsyncClient.send, httpx.Client.send

    async def send(self: httpx.AsyncClient, request: httpx.Request, **more: object) -> httpx.Response:
        life.boundary(_name(request))
        return await asynchronous(self, request, **more)  # pyright: ignore[reportArgumentType] - passed through

    def send_now(self: httpx.Client, request: httpx.Request, **more: object) -> httpx.Response:
        life.boundary(_name(request))
        return synchronous(self, request, **more)  # pyright: ignore[reportArgumentType] - passed through

    event.listen(engine, "commit", commit)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(httpx.AsyncClient, "send", send)
            patch.setattr(httpx.Client, "send", send_now)
            yield life
    finally:
        event.remove(engine, "commit", commit)


def _lines_of_ours() -> Iterator[str]:
    """The lines that led here, the innermost first, up to the loop that a complaint and an undertaking share."""
    frame = sys._getframe(2)
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and (path := file.relative_to(ROOT)).parts[0] in PACKAGES:
            yield f"{path.as_posix()}:{frame.f_lineno}"
            if path.name == "loop.py":
                return
        frame = frame.f_back


def _name(request: httpx.Request) -> str:
    """The request without what differs from run to run: `DELETE flow_runs/input`."""
    words = (part for part in request.url.path.split("/") if part.replace("_", "").isalpha())
    return f"{request.method} {'/'.join(word for word in words if word != 'api')}"


def under_way() -> int:
    """The most letters that the death of a pass may repeat: those in line for the connections, or not yet noted.

    Only our steps die here; the connections to the mail server go on to their ends.
    """
    return settings().smtp_connections + TOGETHER


def in_a_segment() -> bool:
    """Whether this thread is one of the worker's places for complaints."""
    return threading.current_thread().name == "segment"
