"""Our tables as migrated are our tables as declared, and no start of the program can harm them."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, inspect, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from deployments.migrating import (
    MIGRATIONS,
    VERSION_TABLE,
    DatabaseForeign,
    DatabaseNewer,
    DatabaseOlder,
    check,
    revision_of,
    revisions,
    upgrade,
)
from deployments.migrations.changing import changing
from deployments.migrations.comparing import METADATA, OPTIONS
from models.database import DatabaseUnavailable, engine_for


def execute(url: str, *statements: str) -> None:
    """Run the statements in one transaction."""
    with engine_for(url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def tables_of(url: str) -> set[str]:
    """The names of the tables that are there."""
    with engine_for(url).connect() as connection:
        return set(inspect(connection).get_table_names())


def shape(connection: Connection) -> dict[str, Any]:
    """All that the database knows about our tables, in an order of its own for none of it."""
    look = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            },
            "primary key": look.get_pk_constraint(table),
            "references": sorted(map(str, look.get_foreign_keys(table))),
            "unique": sorted(map(str, look.get_unique_constraints(table))),
            "indexes": sorted(str(_worded(each)) for each in look.get_indexes(table)),
            "codes": {
                check["name"]: " ".join(check["sqltext"].split())
                for check in look.get_check_constraints(table)
            },
        }
        for table in METADATA.tables
    }


def _worded(index: Mapping[str, Any]) -> dict[str, Any]:
    """An index with the condition of a partial one in words."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def test_the_migrated_tables_are_the_declared_tables(database_url: str) -> None:
    """Alembic finds no difference. If it does: `make migration NAME=...` (or `make migration-first`)."""
    with engine_for(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)

        assert [] == compare_metadata(context, METADATA)


def test_the_migrated_constraints_are_the_declared_constraints(empty_database_url: str) -> None:
    """Alembic does not look at checks: a code that was added in Python must be allowed by the database too."""
    upgrade(empty_database_url)
    with engine_for(empty_database_url).begin() as connection:
        migrated = shape(connection)
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
        declared = shape(connection)

    assert declared == migrated


def test_a_table_can_be_changed_without_losing_its_protection(session: Session, database_url: str) -> None:
    """SQLite copies the table: columns, keys, checks and triggers are as before, but for what was to change."""
    connection = session.connection()
    before = shape(connection)
    step = Operations.context(MigrationContext.configure(connection, opts=OPTIONS))
    with step, changing("happening", event="lodged telegraphed") as batch:
        batch.add_column(Column("volume", Integer()))
    after = shape(connection)

    assert "INTEGER" == after["happening"]["columns"].pop("volume")[0]
    assert "telegraphed" in after["happening"]["codes"].pop("ck_happening_event")
    before["happening"]["codes"].pop("ck_happening_event")
    assert before == after
    triggers = (
        "SELECT DISTINCT trigger_name FROM information_schema.triggers WHERE event_object_table = 'happening'"
    )
    if connection.dialect.name == "sqlite":
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'happening'"
    assert (3 if connection.dialect.name == "sqlite" else 1) == len(connection.execute(text(triggers)).all())
    session.rollback()  # PostgreSQL's database serves the tests that follow


def test_the_steps_stand_in_one_line() -> None:
    """Each builds on the number before it, so that the last number alone says how far a database has come."""
    script = ScriptDirectory(str(MIGRATIONS))
    line = [(step.revision, step.down_revision) for step in script.walk_revisions()]

    numbers = [f"{number:04}" for number in range(1, len(line) + 1)]
    assert list(reversed(list(zip(numbers, [None, *numbers], strict=False)))) == line
    assert tuple(numbers) == revisions()


def test_a_second_upgrade_does_nothing(empty_database_url: str) -> None:
    """`upgrade` says which steps it took."""
    assert revisions() == upgrade(empty_database_url)
    assert () == upgrade(empty_database_url)
    assert revisions()[-1] == revision_of(empty_database_url)


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_an_embedded_database_is_made_by_itself(empty_database_url: str) -> None:
    """Nobody administers the embedded database."""
    check(empty_database_url)

    assert revisions()[-1] == revision_of(empty_database_url)


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_a_server_database_waits_for_its_administrator(empty_database_url: str) -> None:
    """An upgrade of a server may need a backup and other processes stopped: it is asked for."""
    with pytest.raises(DatabaseOlder, match="narahubung migrate"):
        check(empty_database_url)
    assert set() == tables_of(empty_database_url)

    upgrade(empty_database_url)
    check(empty_database_url)


def test_a_newer_database_is_refused(empty_database_url: str) -> None:
    """An old program would not keep the rules of new tables: it leaves them alone."""
    upgrade(empty_database_url)
    execute(empty_database_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

    for use in (check, upgrade):
        with pytest.raises(DatabaseNewer, match="newer"):
            use(empty_database_url)
    assert "9999" == revision_of(empty_database_url)


def test_a_database_of_another_program_is_left_alone(empty_database_url: str) -> None:
    """A table that has one of our names, in a database that we never made, is not ours."""
    execute(empty_database_url, "CREATE TABLE letter (stamp INTEGER)")

    with pytest.raises(DatabaseForeign, match="of its own"):
        upgrade(empty_database_url)
    assert {"letter"} == tables_of(empty_database_url)


def test_a_database_shared_with_prefect_is_possible(empty_database_url: str) -> None:
    """Other tables, Alembic's own for another program included, are in nobody's way."""
    execute(
        empty_database_url,
        "CREATE TABLE flow_run (id INTEGER)",
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "INSERT INTO alembic_version VALUES ('7a73514ca2d6')",
    )
    upgrade(empty_database_url)

    assert METADATA.tables.keys() | {"flow_run", "alembic_version", VERSION_TABLE} == tables_of(
        empty_database_url
    )


def test_a_failed_step_leaves_nothing_behind(empty_database_url: str) -> None:
    """All steps are one transaction: here one fails half-way, at an index whose name is taken."""
    execute(
        empty_database_url,
        "CREATE TABLE other (id INTEGER)",
        "CREATE INDEX ix_words_matter_id ON other (id)",
    )
    with pytest.raises((DatabaseUnavailable, ProgrammingError), match="ix_words_matter_id"):
        upgrade(empty_database_url)

    assert {"other"} == tables_of(empty_database_url)


def test_processes_that_start_together_migrate_once(empty_database_url: str) -> None:
    """Whoever comes first migrates; the others wait for it and find everything done."""
    program = "import sys; from deployments.migrating import upgrade; print(len(upgrade(sys.argv[1])))"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_database_url],
            cwd=MIGRATIONS.parents[1],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    took = sorted(int(process.communicate(timeout=50)[0]) for process in started)

    assert [0, 0, len(revisions())] == took


def test_an_unreachable_database_is_named() -> None:
    """No server, no folder, no permission: a sentence, and never the address's password."""
    with pytest.raises(DatabaseUnavailable, match="NARAHUBUNG_DATABASE_URL") as refused:
        check("postgresql+psycopg://clerk:sesame@127.0.0.1:1/nothing")

    assert "sesame" not in str(refused.value)
