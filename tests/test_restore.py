"""Restoring: into an empty place or, when asked to, over what is there; damaged and foreign files are refused."""

import json
import os
import resource
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from deployments.backups import restoring
from deployments.migrating import upgrade
from models.database import reading, transaction
from models.settings import settings
from models.tables import Attachment, Desk, DeskState, Matter, Run
from tests.backups import (
    SOURCE,
    a_prefect,
    counted,
    desk_in,
    elsewhere as elsewhere,
    manifest_of,
    no_prefect as no_prefect,
    ours as ours,
    point_to,
    rewritten,
)
from tests.conftest import forget
from tests.running import decided, refused, said, told


def test_what_was_backed_up_is_restored_elsewhere(
    ours: str, elsewhere: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complaints, history, attachments and Prefect's database; what was done after the backup is not in it."""
    a_prefect(home)
    file = tmp_path / "backup.tar.gz"
    taken = told("backup", str(file))
    before = counted()
    decided("000002.2026", "pass_formal")
    forget(ours)

    point_to(elsewhere, monkeypatch, tmp_path / "elsewhere")
    restored = told("restore", str(file))

    assert (3, 3, before[1], 1, True) == tuple(
        restored[name] for name in ("complaints", "open", "happenings", "attachments", "prefect")
    )
    assert before == counted()
    assert told("verify-history")["whole"]
    assert [1, 3] == [len(taken["parts"][0]["rows"]), taken["parts"][1]["rows"]["matter"]]
    with reading() as session:
        digest = session.exec(select(Attachment.digest)).one()
    assert b"%PDF kuitansi" == (settings().files / digest).read_bytes()
    assert (tmp_path / "elsewhere" / "prefect" / "prefect.db").exists()
    decided("000003.2026", "pass_formal")


def test_what_is_there_is_overwritten_only_when_asked_to(ours: str, tmp_path: Path) -> None:
    """Refused at first; with --replace it is as it was at the backup, and what came after it is gone."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    decided("000002.2026", "pass_formal")
    later = counted()
    forget(ours)

    assert "not empty" in refused("restore", str(file))
    assert later == counted()
    forget(ours)
    assert "The history of all 3 complaints is whole" in said("restore", str(file), "--replace")
    assert later[1] - 1 == counted()[1]


def test_a_database_in_use_is_not_pulled_away(ours: str, tmp_path: Path) -> None:
    """Somebody is still connected: the processes have to be stopped first."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    script = (
        "import sys; from models.database import reading; from sqlalchemy import text\n"
        "with reading() as session:\n"
        "    session.connection().execute(text('SELECT count(*) FROM matter')).scalar()\n"
        "    print('here', flush=True); sys.stdin.read()"
    )
    given = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=given
    ) as other:
        assert other.stdout is not None
        assert b"here\n" == other.stdout.readline()
        assert "still uses the database" in refused("restore", str(file), "--replace")
        other.communicate(b"")
    assert 3 == told("restore", str(file), "--replace")["complaints"]


@pytest.mark.parametrize("place", [0.2, 0.6, 0.97])
def test_a_damaged_backup_is_refused(ours: str, tmp_path: Path, place: float) -> None:
    """Cut off, or one byte changed, wherever it is: nothing is restored."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    forget(ours)
    whole = file.read_bytes()
    at = int(len(whole) * place)

    for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
        file.write_bytes(damaged)
        assert "no whole backup" in refused("restore", str(file), "--replace")
    assert 3 == counted()[0]


def test_a_file_that_is_no_backup_is_refused(ours: str, tmp_path: Path) -> None:
    """A letter, another archive, a folder, nothing."""
    letter, other = tmp_path / "letter.txt", tmp_path / "other.tar.gz"
    letter.write_text("Dear aunt")
    with tarfile.open(other, "w:gz") as archive:
        archive.add(letter, "../../letter.txt")

    assert "no whole backup" in refused("restore", str(letter))
    assert "no whole backup" in refused("restore", str(other))
    assert "no backup file of this name" in refused("restore", str(tmp_path))
    assert "no backup file of this name" in refused("restore", str(tmp_path / "none.tar.gz"))


@pytest.mark.parametrize(
    "change",
    [{"format": 2, "parts": "unheard of"}, {"revision": "9999"}, {"prefect": "99.0.0"}],
    ids=["format", "tables", "prefect"],
)
def test_a_backup_of_a_newer_version_is_refused(ours: str, tmp_path: Path, change: dict[str, Any]) -> None:
    """Of its format, of our tables, of Prefect: what is newer cannot be read for certain."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    rewritten(file, change)

    assert "made by a newer version" in refused("restore", str(file), "--replace")


def test_a_backup_that_lies_about_its_counts_is_refused(ours: str, tmp_path: Path) -> None:
    """What is restored is counted against the manifest."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    part = json.loads(manifest_of(file))["parts"][0]
    rewritten(file, {"parts": [{**part, "rows": {**part["rows"], "matter": 4}}]})
    forget(ours)

    assert "not what the backup says" in refused("restore", str(file), "--replace")


def test_a_backup_whose_history_was_changed_is_refused(ours: str, tmp_path: Path) -> None:
    """Somebody wrote in the database past the program, before the backup: it says so, and names the complaint."""
    with transaction() as session:
        session.connection().execute(text("UPDATE matter SET chain = 'x' WHERE agenda_no = '000002.2026'"))
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    forget(ours)

    assert "000002.2026" in refused("restore", str(file), "--replace")


def test_an_older_backup_is_brought_up_to_date(
    ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables are migrated on the way."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    forget(ours)
    taken: list[str] = []

    def older(url: str) -> tuple[str, ...]:
        taken.append(url)
        return ("0003", *upgrade(url))

    monkeypatch.setattr(restoring, "upgrade", older)
    assert "Steps taken: 0003." in said("restore", str(file), "--replace")
    assert 1 == len(taken)


def test_a_backup_of_another_kind_of_database_is_refused(
    ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite does not go into PostgreSQL, nor the other way round; the setting to change is named."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    other = (
        "postgresql://postgres@127.0.0.1:1/none" if ours.startswith("sqlite") else "sqlite:////tmp/x.sqlite3"
    )
    point_to(other, monkeypatch)

    assert "NARAHUBUNG_DATABASE_URL" in refused("restore", str(file))


def test_a_restore_interrupted_by_a_full_disk_changes_nothing(ours: str, tmp_path: Path, home: Path) -> None:
    """What was there is there, and the home is as it was."""
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    before = counted()
    forget(ours)
    names = {path.name for path in home.iterdir()}
    command = [sys.executable, "-m", "deployments.main", "restore", str(file), "--replace"]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=50,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip

    assert (1, True) == (result.returncode, "does not fit on its disk" in result.stderr)
    assert before == counted()
    assert names == {path.name for path in home.iterdir()}


def test_after_a_restore_every_desk_is_doubted(ours: str, tmp_path: Path) -> None:
    """An open desk is *opening* again, a segment's lease is gone; a run without any desk is given up."""
    with transaction() as session:
        ids = [row.id or 0 for row in session.exec(select(Matter).order_by(col(Matter.id)))]
        session.add_all(Run(matter_id=each, run_id=f"run-{each}", lease="x") for each in ids)
        session.add_all([desk_in(session, ids[0], DeskState.OPEN), desk_in(session, ids[1], DeskState.TAKEN)])
    file = tmp_path / "backup.tar.gz"
    said("backup", str(file))
    forget(ours)

    assert 2 == told("restore", str(file), "--replace")["to_wake"]
    with reading() as session:
        runs = {run.matter_id: run for run in session.exec(select(Run))}
        opening = session.exec(select(Desk.run_id).where(Desk.state == DeskState.OPENING)).all()
    assert {f"run-{ids[0]}", f"run-{ids[1]}"} == set(opening)
    assert [(None, 1), (None, 1), (None, 2)] == [(runs[each].lease, runs[each].generation) for each in ids]
    assert runs[ids[2]].run_id is None
