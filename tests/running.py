"""Running the command line in tests: in this process, on the database of the test, at a business time."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from typer.testing import CliRunner, Result

from deployments.main import app
from models.database import engine_for
from tests import sample

WIDE = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


def narahubung(
    *words: str, stdin: str | None = None, now: datetime = sample.NOW, **environment: str
) -> Result:
    """The result of `narahubung WORDS` at the business time."""
    given = {**WIDE, "NARAHUBUNG_NOW": now.isoformat(), **environment}
    return CliRunner().invoke(app, words, input=stdin, env=given)


def said(*words: str, stdin: str | None = None, now: datetime = sample.NOW, **environment: str) -> str:
    """What `narahubung WORDS` prints; it must succeed."""
    result = narahubung(*words, stdin=stdin, now=now, **environment)
    assert (0, "") == (result.exit_code, result.stderr if result.exit_code else "")
    return result.stdout


def told(*words: str, stdin: str | None = None, now: datetime = sample.NOW) -> Any:
    """What `narahubung WORDS --json` prints, read."""
    return json.loads(said(*words, "--json", stdin=stdin, now=now))


def refused(*words: str, stdin: str | None = None, now: datetime = sample.NOW) -> str:
    """The one sentence on standard error of a command that must fail with exit code 1, without a traceback."""
    result = narahubung(*words, stdin=stdin, now=now)
    assert (1, "") == (result.exit_code, result.stdout)
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def decided(number: str, decision: str, **fields: Any) -> Any:
    """What `narahubung decide NUMBER -` says about this form."""
    form = {"decision": decision, "officer": sample.EXAMINER, **fields}
    return told("decide", number, "-", stdin=json.dumps(form))


@contextmanager
def full_disk(url: str) -> Generator[None]:
    """As long as the block lasts, the SQLite database cannot grow: what a full disk does to it."""

    def fill(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")

    engine = engine_for(url)
    engine.dispose()
    event.listen(engine, "connect", fill)
    try:
        yield
    finally:
        event.remove(engine, "connect", fill)
        engine.dispose()
