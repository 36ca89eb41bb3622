"""What the figures were measured on: cores, memory, how busy it was, Python and the databases."""

import os
import platform
import sqlite3
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("NARAHUBUNG_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def described() -> str:
    """One line about this machine, without its name and without a date."""
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {_memory_gb():.0f} GB, load {busy:.0f}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {_postgres()}."
    )


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _postgres() -> str:
    with psycopg.connect(POSTGRES, connect_timeout=3) as connection:
        return str(connection.info.server_version // 10000)


def resident_mb(pid: int) -> float:
    """The memory of a process that is in use now, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
