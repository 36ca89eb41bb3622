"""A pass of delivery may die between every two of its steps: no letter is lost, and no reader sees one twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from models.tables import LetterState
from notifications.delivery import Boundary, deliver
from tests.queued import queue, run_out_leases, states
from tests.smtp_server import OK, Mailbox, Received

ONCE_A_BATCH = {Boundary.CLAIMING, Boundary.CLAIMED}
WITH_SOME_NOTED = {Boundary.SENT, Boundary.SETTLING, Boundary.SETTLED}


class Died(BaseException):
    """The process ended here."""


def slow(_: Received) -> str:
    """Take a mail after so long that it is answered, and noted, by itself."""
    time.sleep(0.05)
    return OK


@pytest.mark.parametrize("boundary", Boundary)
def test_dying_between_two_steps_loses_and_doubles_nothing(
    database_url: str, mailbox: Mailbox, boundary: Boundary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With some letters noted and others under way: after the lease all go out, each under its one Message-ID."""
    letters, seen = queue(database_url), Counter[Boundary]()
    monkeypatch.setattr("notifications.delivery.TOGETHER", 1)
    mailbox.at_data = slow

    def die(here: Boundary) -> None:
        seen.update([here])
        if here is boundary and seen[here] == (1 if here in ONCE_A_BATCH else 2):
            raise Died

    with pytest.raises(Died):
        deliver(watch=die)
    assert (LetterState.ACCEPTED in states(database_url)) is (boundary in WITH_SOME_NOTED)
    assert LetterState.ACCEPTED is not states(database_url)[-1]
    run_out_leases(database_url)
    deliver()

    assert [LetterState.ACCEPTED] * len(letters) == states(database_url)
    assert sorted(letter.message_id for letter in letters) == sorted(
        str(mail.message["Message-ID"]) for mail in mailbox.letters
    )
    by_id = {str(mail.message["Message-ID"]): mail.raw for mail in mailbox.received}
    assert all(by_id[str(mail.message["Message-ID"])] == mail.raw for mail in mailbox.received)


SENDER = """
import os, signal, sys
from notifications import delivery
from notifications.delivery import Boundary, deliver
delivery.TOGETHER = 1
seen = 0
def watch(here):
    global seen
    seen += here is Boundary.SENT
    if seen == 2:
        os.kill(os.getpid(), signal.SIGKILL)
deliver(watch=watch)
"""


def test_a_killed_process_loses_and_doubles_nothing(database_url: str, mailbox: Mailbox) -> None:
    """`kill -9` right after the server took a second letter, then another process: every reader has one letter."""
    letters = queue(database_url)
    mailbox.at_data = slow
    root = Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", SENDER], env={**os.environ, "PYTHONPATH": str(root)}, check=False, timeout=60
    )
    assert -signal.SIGKILL == killed.returncode
    assert {LetterState.ACCEPTED, LetterState.CLAIMED} == set(states(database_url))

    run_out_leases(database_url)
    deliver()
    assert [LetterState.ACCEPTED] * len(letters) == states(database_url)
    assert len(letters) == len(mailbox.letters)
