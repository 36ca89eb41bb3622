"""${message}"""

import sqlalchemy as sa
from alembic import op
% if helpers:

from deployments.migrations.changing import ${helpers}
% endif

revision = "${revision}"
down_revision = ${down_revision}
branch_labels = None
depends_on = None
% if constants:

${constants}
% endif
% if "coded(" in upgrades:


def coded(codes: str) -> sa.Enum:
    return sa.Enum(*codes.split(), native_enum=False, create_constraint=True, length=40, name=None)
% endif


def upgrade() -> None:
    ${upgrades}
