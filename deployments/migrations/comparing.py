"""How the tables as declared are compared with the tables as migrated, and how the difference is written down.

Migrations name SQLAlchemy's own types only: a step must still run when the classes of `models/tables` have moved on.
"""

import re
import textwrap
from collections.abc import Iterator
from typing import Any, Final, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, DateTime, Enum, String, inspect
from sqlmodel import AutoString, SQLModel

from deployments.migrating import VERSION_TABLE
from models import tables
from models.tables.columns import Instant

METADATA: Final = SQLModel.metadata


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """The Python expression of a column's type, where it is one of ours; False leaves it to Alembic."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Enum):
        return f"coded({codes_name(item)})"
    if isinstance(item, AutoString):
        length = item.impl_instance.length if isinstance(item.impl_instance, String) else None
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


def codes_name(kind: Enum) -> str:
    """The name of the constant that holds the codes of `kind` in a migration: `TRACK_STAGE`."""
    assert kind.enum_class is not None, "a column of codes is declared with `coded`"  # noqa: S101 - the developer's
    return re.sub(r"(?<=.)(?=[A-Z])", "_", kind.enum_class.__name__).upper()


def constants(code: str) -> str:
    """The constants that the migration's `code` names, each with the codes as they are today."""
    kinds = {column.type for table in METADATA.tables.values() for column in table.columns}
    codes = {codes_name(kind): kind.enums for kind in kinds if isinstance(kind, Enum)}
    named = (name for name in sorted(codes) if re.search(rf"\b{name}\b", code))
    return "\n".join(f'{name} = """\n{textwrap.fill(" ".join(codes[name]), 104)}\n"""' for name in named)


def changed_codes(connection: Connection) -> Iterator[str]:
    """A line of Python for each table whose codes are no longer those that the database allows."""
    for table in METADATA.sorted_tables:
        if not inspect(connection).has_table(table.name):
            continue
        checks = {
            check["name"]: check["sqltext"] for check in inspect(connection).get_check_constraints(table.name)
        }
        changed = [
            f"{column.name}={codes_name(column.type)}"
            for column in table.columns
            if isinstance(column.type, Enum)
            and re.findall(r"'([^']*)'", checks.get(f"ck_{table.name}_{column.name}", ""))
            != column.type.enums
        ]
        if changed:
            yield f'change_codes("{table.name}", {", ".join(changed)})'


def differs(_context: Any, _column: Any, _metadata_column: Any, there: Any, declared: Any) -> bool | None:
    """Whether a column's type has changed: None leaves it to Alembic, which knows nothing of our own types."""
    if isinstance(declared, Instant):
        return not isinstance(there, DateTime)
    return None


OPTIONS: Final[dict[str, Any]] = {
    "target_metadata": METADATA,
    "version_table": VERSION_TABLE,
    "render_as_batch": True,  # SQLite changes a table by copying it
    "compare_type": differs,
    "compare_server_default": True,
    "render_item": render,
}
"""What Alembic's environment is configured with, here and in the tests. `models.tables` is imported above for this."""

__all__ = ["METADATA", "OPTIONS", "tables"]
