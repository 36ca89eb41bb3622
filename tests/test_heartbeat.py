"""The probe of a worker: a sign of life that is young, old or missing; and the commands for many machines."""

import json
import os
import tempfile
import time
from pathlib import Path

import pytest

from deployments import heartbeat, secret_files
from tests.running import refused, said, told


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A temporary folder of the test's own, where no worker of this machine leaves its sign of life."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_worker_that_looks_for_work_is_healthy() -> None:
    """Its sign of life is some moments old."""
    heartbeat.beat()
    assert "looked for work 0 s ago" in said("healthy")
    assert told("healthy")["healthy"] is True


def test_a_worker_that_has_stopped_looking_is_not_healthy() -> None:
    """The sentence says for how long, and the exit code is 1, which is what a probe reads."""
    heartbeat.beat()
    old = time.time() - heartbeat.LONGEST - 5
    os.utime(heartbeat.path(), (old, old))
    assert "has not looked for work for too long" in refused("healthy")
    assert "65 s ago" in said("healthy", "--within", "600")


def test_where_no_worker_has_run_the_probe_says_how_to_start_one() -> None:
    """A probe that finds nothing fails, and does not fail with a traceback."""
    assert "python -m deployments.worker" in refused("healthy")


def test_a_folder_that_is_full_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign of life is missing then, and the probe tells; the worker works on."""
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    heartbeat.beat()
    assert "No worker has looked for work" in refused("healthy")


def test_services_without_redis_are_not_healthy() -> None:
    """Nobody answers at the address of Redis: a sentence, and exit code 1."""
    from prefect.settings import PREFECT_SERVER_DOCKET_URL, temporary_settings

    with temporary_settings({PREFECT_SERVER_DOCKET_URL: "redis://127.0.0.1:1/0"}):
        assert "give no sign of life" in refused("healthy", "--services")


def test_secrets_are_fresh_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    """Two installations have no password in common; a second call overwrites none."""
    here, there = tmp_path / "here", tmp_path / "there"
    said("secrets", str(here))
    said("secrets", str(there))
    assert set(secret_files.contents()) == {path.name for path in here.iterdir()}
    for path in here.iterdir():
        assert 0o600 == path.stat().st_mode & 0o777
        assert path.read_text() != (there / path.name).read_text()
    kept = (here / "prefect.env").read_text()
    assert "has secrets already" in refused("secrets", str(here))
    assert kept == (here / "prefect.env").read_text()


def test_servers_and_workers_share_the_password_of_the_api() -> None:
    """What the servers ask for is what the office's parts say; the two databases have passwords of their own."""
    files = secret_files.contents()
    asked, given = (
        next(line.partition("=")[2] for line in files[name].splitlines() if "API_AUTH_STRING" in line)
        for name in ("prefect.env", "narahubung.env")
    )
    assert asked == given
    ours, prefects = (line.partition("=")[2] for line in files["postgres.env"].splitlines())
    assert ours in files["narahubung.env"]
    assert ours not in files["prefect.env"]
    assert prefects in files["prefect.env"]
    assert json.dumps(files).count(prefects) == 2
