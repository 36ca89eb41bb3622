"""Column types that every table shares: instants that refuse to be naive, codes that refuse to be unknown."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s",
}
"""Every constraint has a name of its own, so that a later migration can change it on every database."""


class NaiveDatetime(ValueError):
    """A time without its zone was about to be stored. Say which zone it is in: WIB, WITA, WIT or UTC."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused on the way in; on the way out all are aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises `NaiveDatetime`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveDatetime(NaiveDatetime.__doc__)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as SQLAlchemy calls it
        """Aware and in UTC again: SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant(**options: Any) -> Any:
    """A column holding a moment in UTC."""
    return Field(sa_type=Instant, **options)


def coded(kind: type[StrEnum], **options: Any) -> Any:
    """A column holding one code of `kind`, checked by the database as well."""
    column_type = Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=None,  # the check is named after its table and column
        values_callable=lambda members: [member.value for member in members],  # pyright: ignore[reportUnknownLambdaType, reportUnknownVariableType, reportUnknownMemberType]
    )
    return Field(sa_type=column_type, **options)
