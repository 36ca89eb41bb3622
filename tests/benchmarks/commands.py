"""Commands as their users run them, each in a process of its own: how long, and how much memory at most."""

import subprocess
import sys
import time
from typing import NamedTuple

from tests.benchmarks.machine import resident_mb

LOOK_SECONDS = 0.1


class Ran(NamedTuple):
    """What one command took, from its start to its end."""

    seconds: float
    memory: float
    """The most in MB that was seen in use."""


def ran(*words: str) -> Ran:
    """Run `narahubung …` in this environment. Fails with what it said, if it fails."""
    began, memory = time.perf_counter(), 0.0
    command = [sys.executable, "-m", "deployments.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            memory = max(memory, resident_mb(process.pid))
            time.sleep(LOOK_SECONDS)
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 0, said
    return Ran(time.perf_counter() - began, memory)
