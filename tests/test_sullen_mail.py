"""A mail server that is slow, half-open or silent costs a pass a timeout or two, and no letter anything."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from models.database import reading, transaction
from models.tables import Letter, LetterState
from notifications import mailer
from notifications.delivery import deliver
from notifications.outcomes import Verdict
from tests.prefect_server import until
from tests.queued import queue
from tests.running import told
from tests.smtp_server import Mailbox, point_to
from tests.sullen_smtp import Sullen, sullen
from tests.test_mailer import send


def waiting(database_url: str) -> list[tuple[LetterState, int]]:
    """State and tries of each letter."""
    with transaction(database_url) as session:
        return [(row.state, row.tries) for row in session.exec(select(Letter).order_by(Letter.id))]  # pyright: ignore[reportArgumentType]


def test_a_server_without_a_banner_is_away_and_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It accepts and says nothing: two letters are tried, the others keep their turn, and the list tells why."""
    letters = queue(database_url)
    with sullen(monkeypatch, Sullen(banner=False)) as server:
        counts = deliver()
    assert (0, len(letters), 2) == (counts.accepted, counts.deferred, len(server.asked))
    assert [(LetterState.DEFERRED, 1)] * 2 == waiting(database_url)[:2]
    assert {(LetterState.QUEUED, 0)} == set(waiting(database_url)[2:])
    assert all("Timeout" in row["reply"] for row in told("letters", "list"))


def test_a_stall_after_data_costs_one_timeout_and_not_one_a_letter(
    database_url: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is away for the letters behind it, too; when it is well again all go out, once each."""
    point_to(mailbox, monkeypatch, timeout="0.5", connections="1")
    letters = queue(database_url)
    mailbox.hang_at_data = True
    counts = deliver()
    assert (0, len(letters)) == (counts.accepted, counts.deferred)
    assert [(LetterState.DEFERRED, 1), *[(LetterState.QUEUED, 0)] * (len(letters) - 1)] == waiting(
        database_url
    )

    mailbox.let_go.set()
    mailbox.hang_at_data = False
    assert len(letters) - 1 == deliver().accepted
    assert [(LetterState.DEFERRED, 1), *[(LetterState.ACCEPTED, 1)] * (len(letters) - 1)] == waiting(
        database_url
    )


def test_a_peer_that_is_silently_gone_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hung up, nobody answers: the next letter goes over a new connection, at the first try."""
    with sullen(monkeypatch, Sullen(silent_after=1)) as server:
        assert [Verdict.ACCEPTED] * 3 == [send().verdict for _ in range(3)]
    assert (2, 3) == (len(server.asked), server.taken)


def test_of_several_silent_peers_one_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall forgot all kept connections at once: that costs one timeout, not one for each."""
    with sullen(monkeypatch, Sullen(delay=0.05), timeout="2") as server:
        started = [mailer.start(b"x\r\n", "a@b.example", "c@d.example") for _ in range(4)]
        assert {Verdict.ACCEPTED} == {each.result().verdict for each in started}
        assert 2 == len(server.asked)
        server.delay = 30
        assert (Verdict.LATER, True) == ((outcome := send()).verdict, outcome.away)
    mails = [commands.count("MAIL") for commands in server.asked]
    assert (5, 0) == (sum(mails), mails[2]), "one kept connection was asked, and a new one did not get so far"


def test_a_letter_stands_in_line_behind_few_of_a_pass(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many the pass has claimed, an officer's letter is not the last of them."""
    monkeypatch.setenv("NARAHUBUNG_SMTP_CONNECTIONS", "1")
    monkeypatch.setattr("notifications.delivery.TOGETHER", 1)
    letters = queue(database_url)
    with sullen(monkeypatch, Sullen(delay=0.1), timeout="5") as server, ThreadPoolExecutor(1) as other:
        passing = other.submit(deliver)
        until(lambda: server.taken or None, "the pass sends")
        assert Verdict.ACCEPTED == send().verdict
        assert server.taken - 1 < len(letters)
        assert len(letters) == passing.result().accepted


def test_a_slow_server_does_not_outlast_the_budget(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is claimed and not tried in time keeps its turn, as if nobody had claimed it."""
    monkeypatch.setenv("NARAHUBUNG_SMTP_CONNECTIONS", "1")
    letters = queue(database_url)
    with sullen(monkeypatch, Sullen(delay=0.3), timeout="5") as server:
        counts = deliver(budget_seconds=1.0)
        assert 1 <= server.taken < len(letters)
    assert (server.taken, len(letters) - server.taken) == (counts.accepted, counts.deferred)
    assert {(LetterState.ACCEPTED, 1), (LetterState.QUEUED, 0)} == set(waiting(database_url))
    with reading() as session:
        assert "slow" in " ".join(filter(None, session.exec(select(Letter.reply))))
