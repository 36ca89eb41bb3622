"""Where the databases of this installation are: ours as set, Prefect's where its server keeps it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url

from deployments.backups.manifest import Kind
from models.settings import settings

OURS: Final = "narahubung"
PREFECTS: Final = "prefect"
_SET: Final = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")


@dataclass(frozen=True, slots=True)
class Place:
    """A database: whose it is, and its URL."""

    name: str
    url: URL

    @property
    def kind(self) -> Kind:
        """What it is kept in."""
        return Kind.SQLITE if self.url.get_backend_name() == "sqlite" else Kind.POSTGRES

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.database or "")

    @property
    def title(self) -> str:
        """What it is called in sentences."""
        return "Narahubung's database" if self.name == OURS else "Prefect's database"

    @property
    def conninfo(self) -> str:
        """Where a PostgreSQL database is, as its own tools read it, without the password (see `password`)."""
        query = {"sslmode" if name == "ssl" else name: value for name, value in self.url.query.items()}
        bare = URL.create(
            "postgresql",
            username=self.url.username,
            host=self.url.host,
            port=self.url.port,
            database=self.url.database,
            query=query,
        )
        return bare.render_as_string()

    @property
    def password(self) -> str | None:
        """The password, which goes to the tools by the environment: other users can read command lines."""
        return str(self.url.password) if self.url.password is not None else None


def ours() -> Place:
    """Our database."""
    return Place(OURS, make_url(settings().database))


def prefects() -> Place | None:
    """Prefect's database; None where its server is not of this installation, so that its database is out of reach.

    None too where Prefect's tables are in our own database: then one backup of it holds both (see `shared`).
    """
    given = next((os.environ[name] for name in _SET if os.environ.get(name)), None)
    if given is not None:
        place = Place(PREFECTS, make_url(given))
        return None if _same(place, ours()) else place
    path = Path(os.environ.get("PREFECT_HOME") or settings().home / "prefect") / "prefect.db"
    return Place(PREFECTS, make_url(f"sqlite:///{path}")) if path.exists() or not _elsewhere() else None


def shared() -> bool:
    """Whether Prefect keeps its tables in our database."""
    given = next((os.environ[name] for name in _SET if os.environ.get(name)), None)
    return given is not None and _same(Place(PREFECTS, make_url(given)), ours())


def _elsewhere() -> bool:
    return bool(os.environ.get("PREFECT_API_URL"))


def _same(one: Place, other: Place) -> bool:
    def where(url: URL) -> tuple[object, ...]:
        return url.get_backend_name(), url.host, url.port or 5432, url.database

    return where(one.url) == where(other.url)
