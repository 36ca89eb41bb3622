"""Letters: composed from the memory, sent, and settled in the ledger, beside mailers that do only part of it."""

import asyncio
import logging
import subprocess
import time
from email.message import EmailMessage

import pytest
import structlog
from aiosmtplib import SMTP
from sqlmodel import col, select, update

from models.database import engine_for, reading, transaction
from models.settings import settings
from models.tables import Letter, LetterState
from notifications import mailer
from notifications.composing import envelope_of
from notifications.delivery import deliver
from notifications.mime import Envelope
from tests.benchmarks import life
from tests.benchmarks.servers import postfix_tool, serving
from tests.benchmarks.table import Table, middles, sized
from tests.benchmarks.written import Again, written

PART_OF_BARE = 0.6


@pytest.fixture
def queue(database_url: str) -> int:
    """Letters of many complaints, of all kinds that a plain life calls for; returns how many there are."""
    life.furnish()
    steps = written(life.live)
    wanted = sized(5_000, 200)
    with engine_for(settings().database).begin() as connection:
        letters = sum(table == "letter" for step in steps for table, _, _ in step.new)
        for _ in range(wanted // letters):
            again = Again()
            for step in steps:
                again.write(connection, step)
    return (wanted // letters + 1) * letters


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("connections", [1, 4])
@pytest.mark.parametrize("server", ["smtp-sink", "aiosmtpd"])
def test_sending_what_is_queued(
    queue: int,
    database_url: str,
    server: str,
    connections: int,
    table: Table,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Composing and the ledger included; the peers have neither database nor templates."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    kind = database_url.partition("+")[0].partition(":")[0]
    with serving(server) as port:
        monkeypatch.setenv("NARAHUBUNG_SMTP_PORT", str(port))
        monkeypatch.setenv("NARAHUBUNG_SMTP_CONNECTIONS", str(connections))
        settings.cache_clear()
        models = _models()
        ours, bare, source = middles(
            lambda: _delivered(queue),
            lambda: asyncio.run(_bare(models, queue, port, connections)),
            lambda: _source(queue, port, connections),
        )
        mailer.close()
    what = f"{queue:,} letters, {kind}, {server}, {connections} {'connection' if connections == 1 else 'connections'}"
    table.at_least("letters", what, ours, bare, "aiosmtplib", PART_OF_BARE)
    table.beside("letters", what, ours, source, "smtp-source")


def _delivered(queued: int) -> float:
    with transaction() as session:
        session.exec(update(Letter).values(state=LetterState.QUEUED, tries=0, claim=None))
    began = time.perf_counter()
    counts = deliver(limit=queued, budget_seconds=600)
    lasted = time.perf_counter() - began
    assert counts.accepted == queued
    return queued / lasted


def _models() -> list[Envelope]:
    """What the peers say: the letters of one life as we word them."""
    with reading() as session:
        letters = session.exec(select(Letter).order_by(col(Letter.id)).limit(18)).all()
        return [envelope_of(session, letter) for letter in letters]


async def _bare(models: list[Envelope], many: int, port: int, connections: int) -> float:
    """An `EmailMessage` per letter, with the same words."""

    async def some(first: int) -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as connection:
            for number in range(first, many, connections):
                await connection.send_message(_message(models[number % len(models)]))

    began = time.perf_counter()
    await asyncio.gather(*(some(first) for first in range(connections)))
    return many / (time.perf_counter() - began)


def _message(envelope: Envelope) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = envelope.sender, f"{envelope.name} <{envelope.recipient}>"
    message["Subject"], message["Message-ID"] = envelope.subject, envelope.message_id
    message.set_content(envelope.text)
    message.add_alternative(envelope.html, subtype="html")
    if envelope.calendar is not None:
        message.add_attachment(
            envelope.calendar.content, maintype="text", subtype="calendar", filename="batas.ics"
        )
    return message


def _source(many: int, port: int, connections: int) -> float:
    """Postfix's own sender: nothing composed, the same bytes each time."""
    program = postfix_tool("smtp-source")
    began = time.perf_counter()
    subprocess.run(
        [program, "-d", "-s", str(connections), "-m", str(many), "-l", "6000", f"127.0.0.1:{port}"],
        check=True,
        capture_output=True,
    )
    return many / (time.perf_counter() - began)
