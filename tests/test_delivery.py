"""A pass of delivery: every letter goes out once, or waits, or becomes a task, and the ledger says which."""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.casework.history import verify
from models.codes import FocalRole, FocalState
from models.database import engine_for, transaction
from models.settings import settings
from models.stages import Event
from models.tables import FocalPoint, Happening, Letter, LetterState, Matter, Reporter
from notifications import mailer
from notifications.delivery import Boundary, Settled, deliver
from notifications.ledger import claim
from notifications.planning import plan
from notifications.samples import NOW
from tests.queued import REAL, queue, states
from tests.smtp_server import Mailbox

LEASE = timedelta(minutes=10)


def test_a_pass_delivers_what_waits(database_url: str, mailbox: Mailbox) -> None:
    """Every letter arrives, under the Message-ID of its row, and the ledger has the server's reply."""
    letters = queue(database_url)
    counts = deliver()

    assert (len(letters), 0, 0) == (counts.accepted, counts.deferred, counts.refused)
    assert {letter.message_id for letter in letters} == mailbox.ids
    assert [LetterState.ACCEPTED] * len(letters) == states(database_url)
    with transaction(database_url) as session:
        assert {"250 OK"} == set(session.exec(select(Letter.reply)))


def test_every_step_of_a_pass_is_watched(database_url: str, mailbox: Mailbox) -> None:
    """Each commit and each mail has its boundary: a new step without one would be passed over by the crash tests."""
    letters, commits, watched = queue(database_url), list[object](), Counter[Boundary]()
    answers = iter(("450 4.2.1 mailbox busy", "550 5.1.1 no such user"))
    mailbox.at_rcpt = lambda _: next(answers, "250 OK")
    note = commits.append  # one object, by which it is taken off again
    event.listen(engine_for(database_url), "commit", note)
    try:
        counts = deliver(watch=lambda boundary: watched.update([boundary]))
    finally:
        event.remove(engine_for(database_url), "commit", note)

    assert (1, 1) == (counts.deferred, counts.refused)
    assert len(commits) == watched[Boundary.CLAIMING] + watched[Boundary.SETTLING]
    assert watched[Boundary.CLAIMING] == watched[Boundary.CLAIMED]
    assert len(letters) == watched[Boundary.COMPOSED]
    assert watched[Boundary.SENT] == watched[Boundary.SETTLED] > 0


def test_a_pass_tells_what_became_of_each_letter(database_url: str, mailbox: Mailbox) -> None:
    """No more than it may send, the longest waiting first; of the others it tells nothing."""
    first, second, *_ = queue(database_url)
    told: list[Settled] = []
    deliver(first.matter_id, limit=2, tell=told.append)

    assert {first.message_id, second.message_id} == {letter.message_id for letter, _ in told}
    assert {LetterState.ACCEPTED} == {state for _, state in told}
    assert 2 == len(mailbox.received)


def test_a_busy_mailbox_is_tried_again_later(database_url: str, mailbox: Mailbox) -> None:
    """4xx defers with a growing wait; the letter goes out once the server takes it."""
    letters = queue(database_url)
    mailbox.at_rcpt = lambda _: "450 4.2.1 mailbox busy"
    first = deliver(now=lambda: REAL)
    assert (0, len(letters)) == (first.accepted, first.deferred)
    assert 0 == deliver(now=lambda: REAL + timedelta(seconds=59)).total

    mailbox.at_rcpt = lambda _: "250 OK"
    assert len(letters) == deliver(now=lambda: REAL + timedelta(seconds=61)).accepted


def test_a_refused_letter_becomes_a_task(database_url: str, mailbox: Mailbox) -> None:
    """5xx ends the tries, and the complaint's history asks an officer to act."""
    letters = queue(database_url)
    mailbox.at_rcpt = lambda address: (
        "550 5.1.1 no such user" if address.startswith("dukcapil@") else "250 OK"
    )
    counts = deliver()

    assert (len(letters) - 1, 1) == (counts.accepted, counts.refused)
    with transaction(database_url) as session:
        failed = session.exec(select(Happening).where(Happening.event == Event.LETTER_FAILED)).one()
        letter = session.get_one(Letter, failed.facts["letter"])
        assert (LetterState.REFUSED, "550 5.1.1 no such user") == (letter.state, letter.reply)
        plan(session, None, NOW)
    mailbox.at_rcpt = lambda _: "250 OK"
    deliver()
    [told] = mailbox.to("examiner@kantor.example")
    assert "tidak dapat disampaikan" in " ".join(told.text.split())


def test_refusals_at_once_keep_the_history_whole(database_url: str, mailbox: Mailbox) -> None:
    """Four processes hear "never" at the same moment: each refusal is one happening, in one unbroken chain."""
    letters = queue(database_url)
    mailbox.at_rcpt = lambda _: "550 5.1.1 no such user"

    def one_by_one(_: int) -> None:
        while deliver(limit=1).total:
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one_by_one, range(4)))

    with transaction(database_url) as session:
        failed = session.exec(select(Happening).where(Happening.event == Event.LETTER_FAILED)).all()
        assert sorted(letter.id or 0 for letter in letters) == sorted(each.facts["letter"] for each in failed)
        assert verify(session, session.exec(select(Matter)).one()) is None


def test_a_reporter_who_was_erased_is_not_written_to(database_url: str, mailbox: Mailbox) -> None:
    """Between planning and sending the reporter's data were erased: nothing is sent, nobody's address is guessed."""
    queue(database_url)
    with transaction(database_url) as session:
        reporter = session.exec(select(Reporter)).one()
        reporter.email, reporter.erased_at = None, NOW
        session.add(reporter)
    counts = deliver()

    assert 1 == counts.refused
    assert [] == mailbox.to("siti.rukmana@surat.example")


def test_a_missing_server_stops_the_pass(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody to talk to, one batch is deferred and the rest stays queued; no letter is refused."""
    letters = queue(database_url)
    monkeypatch.setenv("NARAHUBUNG_SMTP_PORT", "1")
    settings.cache_clear()
    counts = deliver()
    mailer.close()

    assert (0, len(letters), 0) == (counts.accepted, counts.deferred, counts.refused)


def test_two_claimers_at_once_never_share_a_letter(database_url: str) -> None:
    """Eight at a time, two letters each: every letter is claimed by exactly one."""
    letters = queue(database_url)

    def take() -> list[int]:
        with transaction(database_url) as session:
            return [letter.id or 0 for letter in claim(session, REAL, lease=LEASE, limit=2)]

    with ThreadPoolExecutor(8) as pool:
        taken = [letter for future in [pool.submit(take) for _ in range(8)] for letter in future.result()]
    assert sorted(letter.id or 0 for letter in letters) == sorted(taken)


def test_letters_need_no_prefect() -> None:
    """The command line and the portal send letters without waiting for Prefect to be imported."""
    modules = "notifications.delivery, notifications.planning, notifications.printing, notifications.alarms"
    root = Path(__file__).parents[1]
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {modules}; print('prefect' in sys.modules)"],
        env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "False" == loaded.stdout.strip()


def test_a_refused_address_is_dead_in_the_directory(database_url: str, mailbox: Mailbox) -> None:
    """Whoever is written to next is somebody else."""
    queue(database_url)
    mailbox.at_rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("primary.") else "250 OK"
    deliver()

    with transaction(database_url) as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.role == FocalRole.PRIMARY)).one()
        assert (FocalState.DEAD, "letter_refused") == (row.state, row.evidence)
