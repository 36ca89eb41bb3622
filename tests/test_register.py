"""The pass that keeps what officers see beside the runs: the register, and the coverage by focal points."""

import asyncio
from typing import Any

import pytest
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from sqlmodel import select

from flows import coverage, health
from flows.register import KEY, register
from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.codes import FocalState
from models.database import transaction
from models.tables import FocalPoint
from tests import sample
from tests.prefect_server import Server, prefect_client

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(120),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def shown(key: str) -> list[tuple[str, Any]]:
    """The artifacts of this key, by id, with what they say."""

    async def read() -> list[tuple[str, Any]]:
        async with prefect_client() as client:
            wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
            return [(str(each.id), each.data) for each in await client.read_artifacts(artifact_filter=wanted)]

    return asyncio.run(read())


@pytest.mark.usefixtures("database_url")
def test_both_artifacts_are_made_once_and_patched(prefect_server: Server) -> None:
    """The coverage follows the directory; no person's name comes to Prefect."""
    del prefect_server
    with transaction() as session:
        sample.office(session)
    asyncio.run(register.fn())
    [(first, before)] = shown(coverage.KEY)
    with transaction() as session:
        place = institution_by_code(session, sample.HEALTH)
        for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == place.id)).all():
            focal_points.set_state(session, row, FocalState.LEFT, sample.NOW.date(), sample.NOW, by="x")
    asyncio.run(register.fn())
    [(second, after)] = shown(coverage.KEY)

    assert first == second
    assert f"`{sample.HEALTH}`" not in before
    assert f"`{sample.HEALTH}`" in after
    assert "Narahubung BJM" not in before + after
    assert 1 == len(shown(KEY))
    assert 1 == len(shown(health.KEY))
