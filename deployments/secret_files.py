"""`narahubung secrets`: fresh passwords for an installation on many machines, in files that only their owner can read.

No password is ever in `compose.yaml` or in a manifest: both name these files, or the secrets made from them.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

LENGTH: Final = 24
"""Bytes of chance in each password."""


class SecretsThere(Exception):
    """The folder has secrets already. Keep them: a database knows its password. Name another folder for fresh ones."""


def write(
    folder: Annotated[
        Path, typer.Argument(help="Where to put them; compose.yaml looks in deployments/secrets.")
    ],
) -> None:
    """Write fresh passwords for databases, Redis, Prefect's API and the page of the file. Overwrites nothing."""
    if folder.exists() and any(folder.iterdir()):
        raise SecretsThere(f"{folder}: {SecretsThere.__doc__}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in contents().items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    typer.echo(f"{folder}: {', '.join(sorted(contents()))}. Keep a copy where your backups' keys are.")


def contents() -> Mapping[str, str]:
    """The files by name, with passwords made just now. Hosts are the names of the services in `compose.yaml`."""
    ours, prefects, redis, api = (secrets.token_urlsafe(LENGTH) for _ in range(4))
    at_redis = f"redis://:{redis}@redis:6379"
    return {
        "postgres.env": _lines({"POSTGRES_PASSWORD": ours, "PREFECT_DATABASE_PASSWORD": prefects}),
        "redis.env": _lines({"REDIS_PASSWORD": redis}),
        "narahubung.env": _lines({
            "NARAHUBUNG_DATABASE_URL": f"postgresql://narahubung:{ours}@postgres:5432/narahubung",
            "PREFECT_API_AUTH_STRING": f"office:{api}",
            "NARAHUBUNG_PORTAL_KEYS": secrets.token_urlsafe(LENGTH),
        }),
        "page.env": _lines({"NARAHUBUNG_FILE_KEY": secrets.token_urlsafe(LENGTH)}),
        "prefect.env": _lines({
            "PREFECT_SERVER_API_AUTH_STRING": f"office:{api}",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL":
                f"postgresql+asyncpg://prefect:{prefects}@postgres:5432/prefect",
            "PREFECT_REDIS_MESSAGING_URL": f"{at_redis}/0",
            "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL": f"{at_redis}/0",
            "PREFECT_SERVER_DOCKET_URL": f"{at_redis}/1",
        }),
    }  # fmt: skip


def _lines(variables: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in variables.items())
