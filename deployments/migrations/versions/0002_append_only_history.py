"""History only grows: the database refuses to change, replace or delete a happening, or a focal point's version.

A later step that changes such a table does so with `changing`, which keeps the triggers.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    ("happening", "matter_id", "seq"),
    ("focal_point_version", "focal_point_id", "number"),
)
"""Each with what is counted in it, and by what."""

SQLITE = (
    """
    CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'history is append-only: a {table} is never changed'); END
    """,
    """
    CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'history is append-only: a {table} is never deleted'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER {table}_is_never_replaced BEFORE INSERT ON {table}
    WHEN EXISTS (
        SELECT 1 FROM {table}
        WHERE id = NEW.id OR ({owner} = NEW.{owner} AND {counter} = NEW.{counter})
    )
    BEGIN SELECT RAISE(ABORT, 'history is append-only: this {table} is already there'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history is append-only: % of a {table} is refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()
    """,
)


def upgrade() -> None:
    statements = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for table, owner, counter in TABLES:
        for statement in statements:
            op.execute(statement.format(table=table, owner=owner, counter=counter))
