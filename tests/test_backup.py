"""`narahubung backup` and `restore`: taken while others write, put back whole, refused where it would do harm."""

import os
import resource
import stat
import subprocess
import sys
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from deployments.checks import deep
from models.casework import attachments
from models.casework.finding import matter_by_number
from models.database import engine_for, looking_back, transaction
from models.settings import settings
from tests import sample
from tests.backups import SOURCE, elsewhere as elsewhere, no_prefect as no_prefect, ours as ours, point_to
from tests.conftest import forget, new_database
from tests.running import narahubung, refused, said, told


def test_a_backup_is_one_moment_although_others_keep_writing(
    ours: str, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second thread lodges and decides all the while: every history in the backup is whole, none half written."""
    file, done, lodged = tmp_path / "backup.tar.gz", threading.Event(), [0]

    def keep_writing() -> None:
        while not done.is_set():
            with transaction(ours) as session:
                sample.lodged(session, access="report")
            lodged[0] += 1

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        while lodged[0] < 5:
            pass
        began = lodged[0]
        taken = told("backup", str(file))
        ended = lodged[0]
    finally:
        done.set()
        writer.join()
    assert began < ended, "it was written to meanwhile"
    rows = taken["parts"][-1]["rows"]
    assert began <= rows["matter"] - 3 <= ended
    forget(ours)

    point_to(elsewhere, monkeypatch, tmp_path / "elsewhere")
    assert rows["matter"] == told("restore", str(file))["complaints"]
    assert told("verify-history")["whole"]
    with looking_back() as session:
        assert {} == deep.walk(session, sample.NOW, datetime.now(UTC)).named


def test_it_is_private_and_says_what_it_holds(ours: str, tmp_path: Path) -> None:
    """For its owner's eyes only; into a folder it is written under the time; nothing else is left there."""
    folder = tmp_path / "backups"
    folder.mkdir()
    sentence = said("backup", str(folder))
    (file,) = folder.iterdir()

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert f"{file}: 3 complaints, " in sentence
    assert "Prefect's database is not in it" in sentence
    assert "personal data" in sentence
    with tarfile.open(file) as archive:
        assert "manifest.json" == archive.getnames()[-1]


def test_a_backup_never_overwrites_a_file(ours: str, tmp_path: Path) -> None:
    """It may be the only good one."""
    file = tmp_path / "backup.tar.gz"
    file.write_text("yesterday's")

    assert "There is a file of this name already" in refused("backup", str(file))
    assert "yesterday's" == file.read_text()


def test_without_a_database_there_is_nothing_to_back_up(home: Path, tmp_path: Path) -> None:
    """And none is made by asking."""
    assert "There is no database of Narahubung yet." in refused("backup", str(tmp_path / "backup.tar.gz"))
    assert [] == list(home.iterdir())


def test_without_pg_dump_the_client_to_install_is_named(
    ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite nothing of PostgreSQL is needed; on PostgreSQL its client is, on both ways."""
    file, later = tmp_path / "backup.tar.gz", tmp_path / "later.tar.gz"
    said("backup", str(file))
    forget(ours)
    monkeypatch.setenv("PATH", "")

    if ours.startswith("sqlite"):
        said("backup", str(later))
        said("restore", str(file), "--replace")
    else:
        assert "postgresql-client" in refused("backup", str(later))
        assert "postgresql-client" in refused("restore", str(file), "--replace")
        assert not later.exists()


@pytest.mark.parametrize("limit", [20_000, 200_000])
def test_a_full_disk_leaves_nothing_behind(ours: str, tmp_path: Path, limit: int) -> None:
    """Neither half a file nor a folder; one sentence, and the next try can succeed."""
    folder = tmp_path / "backups"
    folder.mkdir()
    with transaction() as session:  # what does not compress
        for number in range(60):
            content = os.urandom(6000)
            stored = attachments.store_content(f"{number}.bin", content, settings().files)
            attachments.attach(session, matter_by_number(session, "000001.2026"), [stored], sample.NOW)
    forget(ours)
    command = [sys.executable, "-m", "deployments.main", "backup", str(folder / "backup.tar.gz")]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=50,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip

    assert (1, "") == (result.returncode, result.stdout)
    assert "does not fit on its disk" in result.stderr
    assert [] == list(folder.iterdir())


def test_prefects_tables_in_our_database_are_one_dump(
    ours: str, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator may let Prefect use the same PostgreSQL database: one snapshot holds both."""
    if ours.startswith("sqlite"):
        monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", f"sqlite+aiosqlite:///{tmp_path / 'p.db'}")
        assert 1 == len(told("backup", str(tmp_path / "backup.tar.gz"))["parts"])
        return
    with engine_for(ours).begin() as connection:
        connection.execute(text("CREATE TYPE kind AS ENUM ('a'); CREATE TABLE flow_run (id text, kind kind)"))
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE VIEW seen AS TABLE flow_run"))
        connection.execute(text("INSERT INTO flow_run VALUES ('one', 'a')"))
    file = tmp_path / "backup.tar.gz"
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", ours.replace("+psycopg", "+asyncpg"))
    taken = told("backup", str(file))
    forget(ours)

    assert (True, 1) == (taken["shared"], len(taken["parts"]))
    assert 3 == told("restore", str(file), "--replace")["complaints"]
    point_to(elsewhere, monkeypatch, tmp_path / "elsewhere")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", elsewhere.replace("+psycopg", "+asyncpg"))
    assert told("restore", str(file))["prefect"]


def test_prefects_own_postgresql_database_is_dumped_and_restored(
    ours: str, postgres: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever ours is."""
    with new_database(postgres) as url:
        plain = url.replace("+psycopg", "")
        with psycopg.connect(plain) as connection:
            connection.execute("CREATE TABLE flow_run AS SELECT generate_series(1, 5) AS id")
        monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", url.replace("+psycopg", "+asyncpg"))
        file = tmp_path / "backup.tar.gz"
        assert "5 runs of Prefect" in said("backup", str(file))
        with psycopg.connect(plain) as connection:
            connection.execute("DELETE FROM flow_run; CREATE TABLE more (id int)")
        forget(ours)
        said("restore", str(file), "--replace")
        with psycopg.connect(plain) as connection:
            assert (5,) == connection.execute("SELECT count(*) FROM flow_run").fetchone()
            assert (None,) == connection.execute("SELECT to_regclass('more')").fetchone()


def test_a_server_that_refuses_is_told_without_its_words(ours: str, tmp_path: Path, monkeypatch: Any) -> None:
    """The password is in no command line, and no row of the database in any message."""
    monkeypatch.setenv(
        "PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://jon:rahasia@127.0.0.1:1/prefect"
    )
    result = narahubung("backup", str(tmp_path / "backup.tar.gz"))

    assert (1, False) == (result.exit_code, "rahasia" in result.stderr)
    assert "Connection refused" in result.stderr
