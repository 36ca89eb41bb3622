"""Prefect's own server, which on SQLite waits its turn instead of giving up.

As Prefect comes, most of its transactions read first and take SQLite's one lock when they write; whenever another has
written in between, SQLite refuses them at once and the API answers 503: a form submitted at such a moment was refused,
and its officer had to press Submit again. Here every transaction that will write takes the lock when it begins, or
waits for it. On PostgreSQL nothing is different.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from prefect.cli import app
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.server.utilities.database import get_dialect
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction


class PatientSqlite(AioSqliteConfiguration):
    """SQLite of which every writing transaction begins with the lock; the others wait up to a minute for it."""

    @asynccontextmanager
    async def begin_transaction(
        self,
        session: AsyncSession,
        with_for_update: bool = True,  # noqa: ARG002 - with the lock, whatever the caller knows of its need for it
    ) -> AsyncGenerator[AsyncSessionTransaction]:
        """Begin with the lock."""
        async with super().begin_transaction(session, with_for_update=True) as transaction:
            yield transaction


def main() -> None:
    """Run Prefect's command line as it was called, on a patient SQLite where it is SQLite."""
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if get_dialect(url).name == "sqlite":
        MODELS_DEPENDENCIES["database_config"] = PatientSqlite(connection_url=url)
    app()


if __name__ == "__main__":
    main()
