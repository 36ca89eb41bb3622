"""What an entry tells of a focal point can be erased, in every version of it; further addresses are kept.

A focal point's version is still never deleted, and nothing of it is ever changed but this: of its entry the personal
values may give way to the mark of what was erased, all at once. No value can be put in their place.
"""

import sqlalchemy as sa
from alembic import op

from deployments.migrations.changing import changing

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Comparing with IS and IS NOT DISTINCT FROM: where something is NULL, the answer is no, and not nothing.
SQLITE = (
    "DROP TRIGGER focal_point_version_is_never_changed",
    """
    CREATE TRIGGER focal_point_version_is_only_erased BEFORE UPDATE ON focal_point_version
    WHEN NOT (
        NEW.id IS OLD.id AND NEW.focal_point_id IS OLD.focal_point_id AND NEW.number IS OLD.number
        AND NEW.at IS OLD.at AND NEW."by" IS OLD."by" AND NEW.changed IS OLD.changed
        AND json_remove(NEW.entry, '$.name', '$.position', '$.email', '$.further_emails', '$.phone', '$.whatsapp')
            IS json_remove(OLD.entry, '$.name', '$.position', '$.email', '$.further_emails', '$.phone', '$.whatsapp')
        AND json_extract(NEW.entry, '$.name') IS '—'
        AND json_extract(NEW.entry, '$.position') IS ''
        AND coalesce(json_extract(NEW.entry, '$.further_emails'), '') IS ''
        AND json_extract(NEW.entry, '$.email') IS NULL
        AND json_extract(NEW.entry, '$.phone') IS NULL
        AND json_extract(NEW.entry, '$.whatsapp') IS NULL
    )
    BEGIN SELECT RAISE(ABORT, 'history is append-only: a focal_point_version is only ever erased'); END
    """,
)

POSTGRESQL = (
    "DROP TRIGGER focal_point_version_is_append_only ON focal_point_version",
    """
    CREATE TRIGGER focal_point_version_is_append_only BEFORE DELETE OR TRUNCATE ON focal_point_version
    FOR EACH STATEMENT EXECUTE FUNCTION focal_point_version_is_append_only()
    """,
    """
    CREATE FUNCTION focal_point_version_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        personal CONSTANT text[] := ARRAY['name', 'position', 'email', 'further_emails', 'phone', 'whatsapp'];
        before CONSTANT jsonb := CAST(OLD.entry AS jsonb);
        after CONSTANT jsonb := CAST(NEW.entry AS jsonb);
    BEGIN
        IF NEW.id IS NOT DISTINCT FROM OLD.id
            AND NEW.focal_point_id IS NOT DISTINCT FROM OLD.focal_point_id
            AND NEW.number IS NOT DISTINCT FROM OLD.number
            AND NEW.at IS NOT DISTINCT FROM OLD.at
            AND NEW."by" IS NOT DISTINCT FROM OLD."by"
            AND CAST(NEW.changed AS text) IS NOT DISTINCT FROM CAST(OLD.changed AS text)
            AND after - personal IS NOT DISTINCT FROM before - personal
            AND after ->> 'name' IS NOT DISTINCT FROM '—'
            AND after ->> 'position' IS NOT DISTINCT FROM ''
            AND coalesce(after ->> 'further_emails', '') = ''
            AND after ->> 'email' IS NULL
            AND after ->> 'phone' IS NULL
            AND after ->> 'whatsapp' IS NULL
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'history is append-only: a focal_point_version is only ever erased'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER focal_point_version_is_only_erased BEFORE UPDATE ON focal_point_version
    FOR EACH ROW EXECUTE FUNCTION focal_point_version_is_only_erased()
    """,
)


def upgrade() -> None:
    """Entries that are there already have no further addresses, and nobody's data has been erased."""
    for table in ("focal_point", "institution", "office"):
        with changing(table) as batch_op:
            batch_op.add_column(sa.Column("further_emails", sa.Text(), nullable=False, server_default=""))
        with changing(table) as batch_op:  # what is new says it itself
            batch_op.alter_column("further_emails", server_default=None)
    with changing("focal_point") as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
