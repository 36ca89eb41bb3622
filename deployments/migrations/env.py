"""How Alembic reaches the database: over the connection, and inside the transaction, that it is given.

`deployments.migrating` opens both, under a lock.
"""

from alembic import context
from sqlalchemy import Connection

from deployments.migrations.comparing import OPTIONS

connection = context.config.attributes["connection"]
assert isinstance(connection, Connection)  # noqa: S101 - the only caller is ours

context.configure(connection=connection, transactional_ddl=True, **OPTIONS)
context.run_migrations()
