"""Changing a table in a later step, on both databases, without losing what protects it."""

from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations


@contextmanager
def changing(table: str, **codes: str) -> Generator[BatchOperations]:
    """Alter `table` through the operations given; where SQLite copies the table, its triggers come along.

    `codes` names columns with all the codes, separated by spaces, that each may hold from now on.
    """
    triggers = _triggers(table)
    checks = {check["name"] for check in sa.inspect(op.get_bind()).get_check_constraints(table)}
    with op.batch_alter_table(table) as batch:
        for column, allowed in codes.items():
            name = f"ck_{table}_{column}"
            condition = f"{column} IN ({', '.join(repr(code) for code in allowed.split())})"
            if name in checks:
                batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(batch.f(name), sa.text(condition))
        yield batch
    for name in triggers.keys() - _triggers(table).keys():
        op.execute(triggers[name])


def change_codes(table: str, **codes: str) -> None:
    """Let the columns of `table` hold these codes, separated by spaces, and no others. Rows must comply already."""
    with changing(table, **codes):
        pass


def _triggers(table: str) -> dict[str, str]:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return {}
    rows = connection.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table},
    )
    return {row.name: row.sql for row in rows}
