"""Find by an index what has just happened, and which desks are being opened.

An idle worker asks several times in a second. No table is copied for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two indexes, the second one of the few desks that are *opening*."""
    op.create_index("ix_happening_recorded", "happening", ["recorded_at"])
    opening = sa.text("state = 'opening'")
    op.create_index("ix_desk_opening", "desk", ["opened_at"], postgresql_where=opening, sqlite_where=opening)
