"""After an import or a new Prefect, officers see how many of the open complaints have their run."""

import asyncio
from typing import Any

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from flows.progress import KEY
from models.settings import settings
from tests.office import Office
from tests.prefect_server import prefect_client
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
