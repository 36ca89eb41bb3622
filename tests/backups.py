"""What the tests of backups and of restoring share: an installation to save, and a place to put it back."""

import gzip
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from deployments.migrating import upgrade
from models.casework import attachments
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.tables import Desk, DeskState, Happening, Matter
from tests import sample
from tests.conftest import forget, new_database
from tests.running import decided

SOURCE = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def no_prefect(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefect's database is in the home, where there is none yet."""
    monkeypatch.setenv("PREFECT_HOME", str(home / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


@pytest.fixture
def ours(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small office's database with three complaints, one of them with an attachment; the settings point to it."""
    upgrade(empty_database_url)
    point_to(empty_database_url, monkeypatch)
    with transaction() as session:
        sample.office(session)
        numbers = [sample.lodged(session, access="report").agenda_no for _ in range(3)]
        stored = attachments.store_content("Kuitansi.pdf", b"%PDF kuitansi", settings().files)
        attachments.attach(session, matter_by_number(session, numbers[0]), [stored], sample.NOW)
    decided(numbers[0], "pass_formal")
    forget(empty_database_url)
    yield empty_database_url
    forget(empty_database_url)


@pytest.fixture
def elsewhere(
    ours: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The URL of an empty database of the same kind; `move` makes it, with another home, the installation's."""
    if ours.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'narahubung.sqlite3'}"
        return
    with new_database(request.getfixturevalue("postgres")) as url:
        yield url
        forget(url)


def point_to(url: str, monkeypatch: pytest.MonkeyPatch, home: Path | None = None) -> None:
    """Let the settings name this database, and this home."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", url)
    if home is not None:
        monkeypatch.setenv("NARAHUBUNG_HOME", str(home))
        monkeypatch.setenv("PREFECT_HOME", str(home / "prefect"))
    settings.cache_clear()


def counted() -> tuple[int, int]:
    """How many complaints and happenings there are."""
    with reading() as session:
        complaints = session.exec(select(func.count(col(Matter.id)))).one()
        return complaints, session.exec(select(func.count(col(Happening.id)))).one()


def a_prefect(home: Path) -> Path:
    """A database as Prefect's might be, in its place."""
    path = home / "prefect" / "prefect.db"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE flow_run (id TEXT); INSERT INTO flow_run VALUES ('one'), ('two');"
        )
    return path


def desk_in(session: Any, matter_id: int, state: DeskState) -> Desk:
    """A desk of the complaint in this state."""
    complaint = session.get_one(Matter, matter_id)
    return Desk(
        token=f"{matter_id:032}", matter_id=matter_id, run_id=f"run-{matter_id}", generation=1,
        version=complaint.version, stage=complaint.stage, state=state, opened_at=sample.NOW,
        taken_at=sample.NOW + timedelta(minutes=1) if state is DeskState.TAKEN else None,
    )  # fmt: skip


def manifest_of(file: Path) -> bytes:
    """The manifest in a backup."""
    with tarfile.open(file) as archive:
        found = archive.extractfile("manifest.json")
        assert found is not None
        return found.read()


def rewritten(file: Path, change: dict[str, Any]) -> None:
    """The backup with other words in its manifest."""
    with tarfile.open(file) as archive:
        members = {each.name: archive.extractfile(each) for each in archive.getmembers()}
        contents = {name: found.read() for name, found in members.items() if found is not None}
    contents["manifest.json"] = json.dumps({**json.loads(contents["manifest.json"]), **change}).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with gzip.open(file, "wb") as target:
        shutil.copyfileobj(io.BytesIO(packed.getvalue()), target)
