"""What every test stands on: a fresh migrated database of its own, SQLite and PostgreSQL alike, and no mocks.

A test that takes `database_url` (or `session`) runs twice, once on each. PostgreSQL is looked for at
`NARAHUBUNG_TEST_POSTGRES` (default: the local server); without one its half is skipped, in CI it fails.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlmodel import Session

from deployments.migrating import upgrade
from deployments.migrations.comparing import METADATA
from models.database import engine_for, transaction
from models.settings import settings
from tests.office import office as office
from tests.prefect_server import NOT_IN_TIME, prefect_server as prefect_server  # fixtures for everyone
from tests.smtp_server import mailbox as mailbox

POSTGRES = os.environ.get("NARAHUBUNG_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
IN_CI = bool(os.environ.get("CI"))

RERUNS = int(os.environ.get("NARAHUBUNG_TEST_RERUNS", "1"))
"""0 shows at once what would have passed at the second try."""

SLOWNESS = [NOT_IN_TIME, r"\b503 Service Unavailable\b"]
"""What a first try may fail with and get a second one: `until` waited in vain, or the server was too busy to answer."""

LINES = 60
"""How much of a first try's failure is told."""

_serial = count(1)

hypothesis.settings.register_profile("narahubung", deadline=None)  # machines that do other things as well
hypothesis.settings.load_profile("narahubung")


def lacking(what: str, remedy: str) -> None:
    """Skip the test for want of `what`; in CI, where everything must be there, fail instead."""
    if IN_CI:
        pytest.fail(f"{what} is needed in CI. {remedy}", pytrace=False)
    pytest.skip(f"NOT RUN: {what} is missing. {remedy}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones come first, so that nobody waits for the last of them while the other processes rest.

    Tests against a real Prefect server get a second try where the machine was slow; the report says when. On SQLite the
    server answers 503 at times, and a machine with few cores is late. That is all that is forgiven: a letter that was
    lost in one of two runs was lost.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        if RERUNS and item.get_closest_marker("prefect") and not item.get_closest_marker("flaky"):
            item.add_marker(pytest.mark.flaky(reruns=RERUNS, only_rerun=SLOWNESS))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What failed at the first try is told although the second passed: it may be a fault that is seldom seen."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"first try of {report.nodeid}")
        terminalreporter.write_line("\n".join(str(report.longreprtext).splitlines()[-LINES:]))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home; no setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.startswith("NARAHUBUNG_") and name != "NARAHUBUNG_TEST_POSTGRES":
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("NARAHUBUNG_HOME", str(folder))
    monkeypatch.chdir(tmp_path)  # no `.env` of the source tree either
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    """A connection to the test server that creates and drops databases."""
    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        lacking("PostgreSQL", f"Start a server, or set NARAHUBUNG_TEST_POSTGRES to its URL. ({error})")
        raise
    with connection:
        yield connection


@pytest.fixture(scope="session")
def postgres_database(postgres: psycopg.Connection) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database, made once and emptied before each test."""
    with new_database(postgres) as url:
        upgrade(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        yield url
        forget(url)
        return
    with new_database(request.getfixturevalue("postgres")) as url:
        yield url
        forget(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The URL of a fresh database with all tables and no rows; the settings point to it."""
    if request.param == "sqlite":
        path = home / "narahubung.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield from _in_settings(f"sqlite:///{path}", monkeypatch)
        return
    url = request.getfixturevalue("postgres_database")
    empty(request.getfixturevalue("postgres"), url)
    yield from _in_settings(url, monkeypatch)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """One transaction on a fresh database; what it leaves is committed when the test ends."""
    with transaction(database_url) as opened:
        yield opened


@contextmanager
def new_database(server: psycopg.Connection, template: str = "template0") -> Generator[str]:
    """The URL of a database without tables, or of a copy of `template`, that exists for as long as the block lasts."""
    name = f"narahubung_test_{os.getpid()}_{next(_serial)}"
    server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    try:
        yield POSTGRES.rpartition("/")[0].replace("postgresql://", "postgresql+psycopg://", 1) + f"/{name}"
    finally:
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def empty(server: psycopg.Connection, url: str) -> None:
    """End what a former test left connected, delete every row, and let every key begin at 1 again."""
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
        [url.rpartition("/")[2]],
    )
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        for table in reversed(METADATA.sorted_tables):
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table.name)))
        connection.execute("SELECT setval(seqrelid, 1, false) FROM pg_sequence")


def forget(url: str) -> None:
    """Close the engine of `url`, so that its database can be dropped."""
    engine_for(url).dispose()


def _in_settings(url: str, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", url)
    settings.cache_clear()
    yield url
    forget(url)
    engine_for.cache_clear()
