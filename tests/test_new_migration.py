"""`make migration` writes a step that does what is needed, and nothing else."""

import runpy
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlmodel import Session

from deployments.migrations.changing import changing
from deployments.migrations.comparing import OPTIONS
from deployments.migrations.new import write
from tests.test_migrations import shape

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def operations(connection: Connection) -> AbstractContextManager[Operations]:
    """What a step runs in."""
    return Operations.context(MigrationContext.configure(connection, opts=OPTIONS))


def test_nothing_is_written_when_nothing_has_changed(database_url: str, tmp_path: Path) -> None:
    """A step that does nothing would only be in the way."""
    with pytest.raises(SystemExit, match="Nothing has changed"):
        write("Nothing.", "0003", "0002", Path(database_url.removeprefix("sqlite:///")), tmp_path)

    assert [] == list(tmp_path.glob("*.py"))


def test_a_written_step_leads_to_the_declared_tables(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    """Here an older database lacks a column, a column of codes, an index, a table, and two codes of a third column."""
    connection = session.connection()
    declared = shape(connection)
    with operations(connection), changing("matter", access="report consultation") as batch:
        batch.drop_column("substance")
        batch.drop_constraint("ck_matter_complexity", type_="check")
        batch.drop_column("complexity")
        batch.drop_index("ix_matter_closed_at")
    connection.execute(text("DROP TABLE earlier_due"))
    session.commit()
    path = write("Add a lot.", "0003", "0002", Path(database_url.removeprefix("sqlite:///")), tmp_path)

    step = runpy.run_path(str(path))
    with operations(session.connection()):
        step["upgrade"]()

    assert ("0003_add_a_lot.py", "0003", "0002") == (path.name, step["revision"], step["down_revision"])
    assert declared == shape(session.connection())
