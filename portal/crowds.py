"""How many send something at the same time: whoever holds one link cannot take the place of everybody else."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

AT_ONCE: Final = 8
"""Requests that are read and looked at in this process; so many of the largest fit into `/tmp` (`compose.yaml`)."""
AT_ONE_DOOR: Final = 3
"""Of these from one door."""
PATIENCE: Final = 30.0
"""Seconds that a request waits for its turn before it is refused."""


class TooOften(Exception):
    """Too many requests came from here. Wait ten minutes and try again; nothing that was sent is lost."""


class Crowd:
    """Those who are sending something now, by door. To be used in one event loop."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._turns_at: dict[int, asyncio.Semaphore] = {}
        self._there = Counter[int]()

    @asynccontextmanager
    async def at(self, door_id: int) -> AsyncGenerator[None]:
        """One more at this door, when it is their turn there and altogether. Raises `TooOften`."""
        own = self._turns_at.setdefault(door_id, asyncio.Semaphore(AT_ONE_DOOR))
        self._there[door_id] += 1
        try:
            async with _turn(own), _turn(self._turns):
                yield
        finally:
            self._there[door_id] -= 1
            if not self._there[door_id]:
                del self._there[door_id], self._turns_at[door_id]


@asynccontextmanager
async def _turn(turns: asyncio.Semaphore) -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            await turns.acquire()
    except TimeoutError:
        raise TooOften(TooOften.__doc__) from None
    try:
        yield
    finally:
        turns.release()
