"""Prefect's own server, which on SQLite waits its turn instead of giving up.

As Prefect comes, most of its transactions read first and take SQLite's one lock when they write; whenever another has
written in between, SQLite refuses them at once and the API answers 503: a form submitted at such a moment was refused,
and its officer had to press Submit again. Here every transaction that will write takes the lock when it begins, or
waits for it. On PostgreSQL nothing of that is different.

And everywhere it takes changes from our own pages and programs only (`deployments.own_pages`).
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from prefect.cli import app
from prefect.server.api import server
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import MODELS_DEPENDENCIES
from prefect.server.utilities.database import get_dialect
from prefect.settings import (
    PREFECT_API_DATABASE_CONNECTION_URL,
    PREFECT_SERVER_API_AUTH_STRING,
    PREFECT_SERVER_CORS_ALLOWED_ORIGINS,
)
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

from deployments.own_pages import OwnPages

create_app = server.create_app
"""Prefect's own."""


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


def guarded(*, final: bool = False, webserver_only: bool = False) -> FastAPI:
    """Prefect's application as its command line makes it, behind our guard."""
    made = create_app(final=final, webserver_only=webserver_only)
    made.add_middleware(
        OwnPages,
        PREFECT_SERVER_CORS_ALLOWED_ORIGINS.value().split(","),
        password=PREFECT_SERVER_API_AUTH_STRING.value() is not None,
    )
    return made


def main() -> None:
    """Run Prefect's command line as it was called, guarded, on a patient SQLite where it is SQLite."""
    server.create_app = guarded
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    if get_dialect(url).name == "sqlite":
        MODELS_DEPENDENCIES["database_config"] = PatientSqlite(connection_url=url)
    app()


if __name__ == "__main__":
    main()
