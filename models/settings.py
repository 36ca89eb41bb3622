"""Everything an administrator can set: environment variables with the prefix `NARAHUBUNG_`, or a file `.env`.

`.env.example` explains each in turn. The defaults are the embedded installation: SQLite in `NARAHUBUNG_HOME`.
"""

from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Language = Literal["id", "en"]
Tls = Literal["none", "starttls", "tls"]


EXAMPLE = "change-me"
"""What `.env.example` shows in place of a secret."""


class ExampleSecret(ValueError):
    """This secret is still the example's `change-me`. Put one of your own there, or leave the line out."""


class AnybodyBelieved(ValueError):
    """The portal's proxies are addresses or networks, such as 172.30.242.0/24. With `*` everybody is believed."""


class Settings(BaseSettings):
    """The settings of one installation. Secrets print as stars."""

    model_config = SettingsConfigDict(
        env_prefix="NARAHUBUNG_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    home: Path = Path.home() / ".narahubung"
    database_url: str = ""
    language: Language = "id"
    terms_file: Path | None = None
    automatic_acts: Annotated[frozenset[str], NoDecode] = frozenset()
    automatic_undertakings: bool = True
    reconfirmations_per_day: int = Field(default=200, ge=0)
    links_kept_days: int = Field(default=90, ge=0)
    officials_kept_days: int = Field(default=730, ge=1)
    agenda_pattern: str = "{sequence:06d}.{year}"
    network_pattern: str = "J{sequence:05d}.{year}"
    registration_pattern: str = "{sequence:04d}/LM/{roman_month}/{year}/{office}"
    letter_pattern: str = "{sequence:04d}/SRT/{file}/{office}/{roman_month}/{year}"
    received_after_days: int = Field(default=7, ge=1)

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_tls: Tls = "none"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout: float = Field(default=20.0, gt=0)
    smtp_connections: int = Field(default=2, ge=1, le=32)
    mail_from: str = "Narahubung <narahubung@example.org>"
    mail_reply_to: str = ""
    mail_domain: str = "narahubung.invalid"
    admin_email: str = ""

    concurrency: int = Field(default=0, ge=0, le=64)
    poll_seconds: float = Field(default=0.1, gt=0)
    work_pool: str = "narahubung"
    runs_per_pass: int = Field(default=25, ge=1)
    refresh_limit: int = Field(default=100, ge=1)
    segment_seconds: int = Field(default=45, ge=5)
    overdue_seconds: int = Field(default=180, ge=10)
    clock_seconds: int = Field(default=60, ge=1)
    dispatch_seconds: int = Field(default=60, ge=1)
    steward_seconds: int = Field(default=30, ge=1)
    receipt_pattern: str = "{sequence:06d}/TT/{year}"
    portal_url: str = ""
    portal_host: str = "127.0.0.1"
    portal_port: int = 4282
    portal_proxies: str = "127.0.0.1"
    portal_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()

    file_port: int = 4280
    file_key: SecretStr = SecretStr("")

    @field_validator("automatic_acts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            frozenset(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("portal_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if EXAMPLE in value:
            raise ExampleSecret(ExampleSecret.__doc__)
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("portal_proxies")
    @classmethod
    def _named(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            try:
                ip_network(part)
            except ValueError:
                raise AnybodyBelieved(AnybodyBelieved.__doc__) from None
        return value

    @field_validator("database_url", "smtp_password", "file_key")
    @classmethod
    def _no_example(cls, value: str | SecretStr) -> str | SecretStr:
        if EXAMPLE in (value.get_secret_value() if isinstance(value, SecretStr) else value):
            raise ExampleSecret(ExampleSecret.__doc__)
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of our database; SQLite in `home` unless set."""
        if not self.database_url:
            return f"sqlite:///{self.home / 'narahubung.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def embedded(self) -> bool:
        """Whether our database is a file of this machine."""
        return self.database.startswith("sqlite")

    @property
    def files(self) -> Path:
        """Where attachments are kept, each under its content's digest."""
        return self.home / "files"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
