"""What the steps of a life write, found by comparing the tables before and after each: for peers to write the same.

A peer gets rows and columns, no rules: it reads nothing, counts no day, words no letter and links no hash.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlmodel import SQLModel

from models.database import engine_for
from models.settings import settings

Rows = dict[str, dict[Any, dict[str, Any]]]
"""By table, by primary key: the row by column."""


@dataclass(frozen=True)
class StepWritten:
    """What one step wrote: new rows, and the new values of rows that were there, by table in the order of keys."""

    new: Sequence[tuple[str, Any, Mapping[str, Any]]]
    changed: Sequence[tuple[str, Any, Mapping[str, Any]]]


def written(live: Callable[[Callable[[], None]], None]) -> list[StepWritten]:
    """Live once and say what each step wrote. `live` calls what it is given after each step."""
    seen = _rows()
    steps: list[StepWritten] = []

    def compare() -> None:
        nonlocal seen
        now = _rows()
        steps.append(_difference(seen, now))
        seen = now

    live(compare)
    return steps


def _rows() -> Rows:
    with engine_for(settings().database).connect() as connection:
        return {
            table.name: {row[_key(table)]: dict(row) for row in connection.execute(select(table)).mappings()}
            for table in SQLModel.metadata.sorted_tables
        }


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _key(table: Table) -> str:
    return next(iter(table.primary_key)).name


def _difference(before: Rows, after: Rows) -> StepWritten:
    new: list[tuple[str, Any, Mapping[str, Any]]] = []
    changed: list[tuple[str, Any, Mapping[str, Any]]] = []
    for table in SQLModel.metadata.sorted_tables:
        for key, row in after[table.name].items():
            old = before[table.name].get(key)
            if old is None:
                new.append((table.name, key, row))
            elif differing := {name: value for name, value in row.items() if old[name] != value}:
                changed.append((table.name, key, differing))
    return StepWritten(new, changed)


@dataclass
class Again:
    """One life written again under keys of its own: `keys` says which row of the model life is which of this one."""

    keys: dict[tuple[str, Any], Any] = field(default_factory=dict[tuple[str, Any], Any])

    def write(self, connection: Connection, step: StepWritten) -> None:
        """The inserts and updates of one step, a statement per table and shape. Does not commit."""
        for name in dict.fromkeys(name for name, _, _ in step.new):
            self._insert(connection, _table(name), [(key, row) for of, key, row in step.new if of == name])
        for name, key, values in step.changed:
            table = _table(name)
            _update(connection, table, self.keys.get((name, key), key), self._own(table, values))

    def _insert(
        self, connection: Connection, table: Table, rows: Sequence[tuple[Any, Mapping[str, Any]]]
    ) -> None:
        name = _key(table)
        own = [self._own(table, row) for _, row in rows]
        if not isinstance(rows[0][0], int) or table.primary_key.columns[name].foreign_keys:
            for (key, _), row in zip(rows, own, strict=True):
                row[name] = self.keys.get((table.name, key)) or row[name]
                self.keys[table.name, key] = row[name]
            connection.execute(insert(table), own)
            return
        for row in own:
            del row[name]
        made = connection.execute(
            insert(table).returning(table.c[name], sort_by_parameter_order=len(own) > 1), own
        )
        for (key, _), given in zip(rows, made.scalars(), strict=True):
            self.keys[table.name, key] = given

    def _own(self, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with keys of this life in them, and fresh ones where they must be unique."""
        own = dict(values)
        for name, value in values.items():
            column = table.c[name]
            for foreign in column.foreign_keys:
                own[name] = self.keys.get((foreign.column.table.name, value), value)
            if value is not None and (name in _UNIQUE or (column.primary_key and not column.foreign_keys)):
                own[name] = str(uuid4()) if isinstance(value, str) else value
        return own


_UNIQUE = frozenset({"agenda_no", "registration_no"})


def _update(connection: Connection, table: Table, key: Any, values: Mapping[str, Any]) -> None:
    name = _key(table)
    statement = update(table).where(table.c[name] == bindparam("of"))
    values = {column: value for column, value in values.items() if column != name}
    connection.execute(statement, {"of": key, **values})
