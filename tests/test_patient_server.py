"""Two transactions that cross on SQLite: Prefect's own refuse one of them, ours wait their turn."""

import asyncio
from pathlib import Path

import pytest
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from deployments.patient_server import PatientSqlite


async def crossed(configuration: AioSqliteConfiguration) -> int:
    """How many rows there are after one reads, another writes, and the first one writes too."""
    engine = await configuration.engine()
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT)"))

    async def writes() -> None:
        async with (
            await configuration.session(engine) as session,
            configuration.begin_transaction(session),
        ):
            await session.execute(text("INSERT INTO words VALUES ('second')"))

    async with await configuration.session(engine) as session:
        async with configuration.begin_transaction(session):
            await session.execute(text("SELECT count(*) FROM words"))
            other = asyncio.create_task(writes())
            await asyncio.wait({other}, timeout=1)  # it is done by then, or waits for us
            await session.execute(text("INSERT INTO words VALUES ('first')"))
        await other
        return int((await session.execute(text("SELECT count(*) FROM words"))).scalar_one())


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Of a database that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'prefect.db'}"


def test_our_transactions_wait_their_turn(address: str) -> None:
    """Both writes are there."""
    assert 2 == asyncio.run(crossed(PatientSqlite(connection_url=address)))


def test_prefects_own_refuse_one_of_them(address: str) -> None:
    """Why there is a server of ours: when this no longer holds, `deployments.patient_server` can go."""
    with pytest.raises(OperationalError, match="locked"):
        asyncio.run(crossed(AioSqliteConfiguration(connection_url=address)))
