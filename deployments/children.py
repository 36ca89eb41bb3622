"""The processes that one terminal starts and stops together: a child that ends is started again, Ctrl-C ends all."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.get_logger("up")

GRACE_SECONDS = 25.0
RESTART_SECONDS = 1.0
LONGEST_WAIT = 60.0
SETTLED_SECONDS = 30.0
"""A process that lived for so long has started well; the next time it ends it is started again at once."""


@dataclass
class Child:
    """One process: its name, its command, where its output goes."""

    name: str
    command: Sequence[str]
    output: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; its output is appended to its own file."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C reaches us alone, and we end it in order
            )

    async def stop(self) -> None:
        """Ask it to end, and end it if it does not."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), GRACE_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


class Children:
    """All of them, in the order in which they were started; stopped the other way round."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._watches: list[asyncio.Task[None]] = []
        self.stopping = asyncio.Event()

    async def start(self, child: Child) -> None:
        """Start a child and watch over it."""
        await child.start()
        self._children.append(child)
        self._watches.append(asyncio.create_task(self._watch(child)))

    async def _watch(self, child: Child) -> None:
        wait, loop = RESTART_SECONDS, asyncio.get_running_loop()
        while child.process is not None:
            began = loop.time()
            code = await child.process.wait()
            if self.stopping.is_set():
                return
            wait = RESTART_SECONDS if loop.time() - began > SETTLED_SECONDS else min(wait * 2, LONGEST_WAIT)
            log.warning("process.ended", kind=child.name, code=code, seconds=wait)
            await asyncio.sleep(wait)
            await child.start()

    def ended(self, name: str) -> bool:
        """Whether the child of this name is not running right now."""
        return any(
            each.name == name and (each.process is None or each.process.returncode is not None)
            for each in self._children
        )

    async def stop(self) -> None:
        """Stop all of them cleanly."""
        self.stopping.set()
        for child in reversed(self._children):
            await child.stop()
        for watch in self._watches:
            watch.cancel()


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours (or Prefect's) in this same environment."""
    return [sys.executable, "-m", module, *arguments]
