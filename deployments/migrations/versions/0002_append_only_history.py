"""History only grows: the database refuses to change, replace or delete a happening.

A later step that changes the table does so with `changing`, which keeps the triggers.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TRIGGER happening_is_never_changed BEFORE UPDATE ON happening
    BEGIN SELECT RAISE(ABORT, 'history is append-only: a happening is never changed'); END
    """,
    """
    CREATE TRIGGER happening_is_never_deleted BEFORE DELETE ON happening
    BEGIN SELECT RAISE(ABORT, 'history is append-only: a happening is never deleted'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER happening_is_never_replaced BEFORE INSERT ON happening
    WHEN EXISTS (
        SELECT 1 FROM happening
        WHERE id = NEW.id OR (complaint_id = NEW.complaint_id AND seq = NEW.seq)
    )
    BEGIN SELECT RAISE(ABORT, 'history is append-only: this happening is already there'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION happening_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history is append-only: % of a happening is refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER happening_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON happening
    FOR EACH STATEMENT EXECUTE FUNCTION happening_is_append_only()
    """,
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
