"""After an import or a new Prefect, officers see how many of the open complaints have their run."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from sqlmodel import select

from deployments import decreed
from flows.progress import KEY
from models.casework import business_time
from models.casework.recount import behind, present, recount
from models.database import transaction
from models.decrees import read_decrees
from models.settings import settings
from models.tables import Clock, ClockState, Letter, LetterState
from notifications import planning
from tests import sample
from tests.office import Office
from tests.prefect_server import prefect_client
from tests.running import said
from tests.test_command_clock import DECREE
from tests.unattended import idle as idle, passed

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(200),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def shown() -> list[tuple[Any, str | None]]:
    """What the artifacts of this key say."""

    async def read() -> list[tuple[Any, str | None]]:
        async with prefect_client() as client:
            found = await client.read_artifacts(
                artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[KEY]))
            )
            return [(each.data, each.description) for each in found]

    return asyncio.run(read())


def test_one_artifact_says_how_many_runs_are_there(idle: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows with each pass, by as many as may be on their way, until every open complaint has its run."""
    monkeypatch.setenv("NARAHUBUNG_RUNS_PER_PASS", "2")
    settings.cache_clear()
    for _ in range(3):
        idle.lodge()
    passed()
    assert [(66.7, "Laporan terbuka yang sudah mempunyai run: 2 dari 3")] == shown()
    monkeypatch.setenv("NARAHUBUNG_RUNS_PER_PASS", "3")
    settings.cache_clear()
    passed()
    assert [(100.0, "Laporan terbuka yang sudah mempunyai run: 3 dari 3")] == shown()


def test_the_artifact_says_what_waits_besides(idle: Office) -> None:
    """Letters to be sent and deadlines that have passed, and no more of them once they are done."""
    number = idle.lodge()
    with transaction() as session:
        planning.plan(session, None, sample.NOW)
        business_time.move(session, sample.NOW + timedelta(days=90), datetime.now(UTC), pace=0)
        letters = len(session.exec(select(Letter)).all())
        clocks = len(session.exec(select(Clock)).all())
    passed()
    (line,) = (said for _, said in shown())
    assert [
        "Laporan terbuka yang sudah mempunyai run: 1 dari 1",
        f"surat yang menunggu dikirim: {letters}",
        f"tenggat yang perlu ditindaklanjuti: {clocks}",
    ] == str(line).split("; ")

    with transaction() as session:
        for letter in session.exec(select(Letter)):
            letter.state = LetterState.ACCEPTED
        for clock in session.exec(select(Clock)):
            clock.next_at = None
    passed()
    assert [(100.0, "Laporan terbuka yang sudah mempunyai run: 1 dari 1")] == shown()
    assert number


def test_the_artifact_says_how_many_deadlines_a_decree_has_left_to_count(
    idle: Office, tmp_path: Path
) -> None:
    """From the moment the decree is kept, less with each batch, and no more of it when all are counted."""
    line = "tenggat yang masih harus dihitung ulang menurut kalender baru: "
    for _ in range(3):
        idle.lodge()
    passed()
    assert line not in str(shown())

    (tmp_path / "decree.csv").write_text(DECREE, encoding="utf-8")
    with transaction() as session:
        for each in read_decrees(tmp_path / "decree.csv"):
            session.add(decreed.row_of(each, sample.NOW))
        running = len(session.exec(select(Clock).where(Clock.state == ClockState.RUNNING)).all())
    passed()
    assert f"{line}{running}" in str(shown())
    with transaction() as session:
        recount(session, behind(session, present(session), 1), sample.NOW)
    passed()
    assert f"{line}{running - 1}" in str(shown())
    said("holidays", "recount")
    passed()
    assert line not in str(shown())
