"""Institutions are remembered, version by version; links and signatures are told apart; who vouches for an attendee.

Attendees of before are nobody's word: whoever of them is still to be named is asked to confirm.
"""

import sqlalchemy as sa
from alembic import op

from deployments.migrations.changing import changing

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TRIGGER institution_version_is_never_changed BEFORE UPDATE ON institution_version
    BEGIN SELECT RAISE(ABORT, 'history is append-only: an institution_version is never changed'); END
    """,
    """
    CREATE TRIGGER institution_version_is_never_deleted BEFORE DELETE ON institution_version
    BEGIN SELECT RAISE(ABORT, 'history is append-only: an institution_version is never deleted'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER institution_version_is_never_replaced BEFORE INSERT ON institution_version
    WHEN EXISTS (
        SELECT 1 FROM institution_version
        WHERE id = NEW.id OR (institution_id = NEW.institution_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'history is append-only: this institution_version is already there'); END
    """,
)

POSTGRESQL = (
    """
    CREATE FUNCTION institution_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history is append-only: % of an institution_version is refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER institution_version_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_version
    FOR EACH STATEMENT EXECUTE FUNCTION institution_version_is_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "institution_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_institution_version_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_version")),
        sa.UniqueConstraint(
            "institution_id", "number", name=op.f("uq_institution_version_institution_id_number")
        ),
    )
    with changing("attendee") as batch_op:
        batch_op.add_column(sa.Column("vouched", sa.Boolean(), nullable=False, server_default=sa.false()))
    with changing("door") as batch_op:
        batch_op.add_column(sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))
    for table, column in (("attendee", "vouched"), ("door", "generation")):
        with changing(table) as batch_op:  # what is new says it itself
            batch_op.alter_column(column, server_default=None)
    with changing("institution") as batch_op:
        batch_op.add_column(sa.Column("email_dead_on", sa.Date(), nullable=True))
    op.create_index("ix_focal_point_valid_to", "focal_point", ["valid_to"])
    with changing("signature") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_signature_matter_id_person"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_signature_matter_id_institution_id_person"),
            ["matter_id", "institution_id", "person"],
        )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
