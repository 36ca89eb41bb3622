"""Whoever sends much at once waits, and keeps nobody else from sending."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from portal import crowds
from portal.crowds import AT_ONCE, AT_ONE_DOOR, Crowd, TooOften


async def _crowded(crowd: Crowd, stack: AsyncExitStack, *doors: int) -> None:
    for each in doors:
        await stack.enter_async_context(crowd.at(each))


def test_one_door_takes_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one there waits in vain, another door is open, and who has done makes room."""
    monkeypatch.setattr(crowds, "PATIENCE", 0.05)

    async def story() -> None:
        crowd = Crowd()
        async with AsyncExitStack() as stack:
            await _crowded(crowd, stack, *[1] * AT_ONE_DOOR)
            with pytest.raises(TooOften):
                await _crowded(crowd, stack, 1)
            await _crowded(crowd, stack, 2)
        async with crowd.at(1):
            pass

    asyncio.run(story())


def test_all_doors_together_wait_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than there is room for waits; in vain only where nobody makes room."""
    monkeypatch.setattr(crowds, "PATIENCE", 0.05)

    async def story() -> None:
        crowd = Crowd()
        async with AsyncExitStack() as stack:
            await _crowded(crowd, stack, *range(AT_ONCE))
            with pytest.raises(TooOften):
                await _crowded(crowd, stack, AT_ONCE)
        async with AsyncExitStack() as stack:
            await _crowded(crowd, stack, *range(AT_ONCE))

    asyncio.run(story())
