"""A gathering has an agenda, and an item of an action plan may be the office's own."""

import sqlalchemy as sa
from alembic import op

from deployments.migrations.changing import changing

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Gatherings that are there already have an empty agenda."""
    with changing("gathering") as batch_op:
        batch_op.add_column(sa.Column("agenda", sa.Text(), nullable=True))
    op.execute("UPDATE gathering SET agenda = ''")
    with changing("gathering") as batch_op:
        batch_op.alter_column("agenda", existing_type=sa.Text(), nullable=False)
    with changing("item") as batch_op:
        batch_op.alter_column("institution_id", existing_type=sa.Integer(), nullable=True)
