"""Find by an index the happenings whose letters are not planned, however many wait for something else.

No table is copied for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index of those few."""
    op.create_index(
        "ix_outbox_unplanned",
        "outbox",
        ["happening_id"],
        postgresql_where=sa.text("planned IS false"),
        sqlite_where=sa.text("planned IS 0"),
    )
