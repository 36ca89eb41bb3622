"""What is run by hand - benchmarks and the soak - is found and imports, so that it is there when it is wanted."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("folder", "files"), [("benchmarks", "bench_*.py"), ("soak", "soak_*.py")])
def test_everything_run_by_hand_can_be_collected(folder: str, files: str) -> None:
    """Its fixtures exist, its parameters are used, and each file holds at least one test."""
    there = sorted(path.name for path in (ROOT / "tests" / folder).glob(files))
    words = (
        "--collect-only",
        "--quiet",
        "-p",
        "no:cacheprovider",
        "-o",
        f"python_files={files}",
        f"tests/{folder}",
    )
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert 0 == collected.returncode, collected.stdout[-2000:]
    assert there == [name for name in there if f"/{name}::" in collected.stdout]
