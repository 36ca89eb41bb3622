"""`narahubung letters`: deliveries, previews, one pass of sending, and the tasks of officers."""

import json
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from deployments.main import app
from models.codes import Party
from models.database import transaction
from models.stages import Event
from models.tables import Contact, Letter, LetterState
from notifications.kinds import LetterKind
from notifications.sample_events import happen
from notifications.samples import sample
from tests.smtp_server import Mailbox


def narahubung(*arguments: str) -> Result:
    """Run a command line as a user does, on a wide terminal."""
    return CliRunner().invoke(app, ["letters", *arguments], env={"COLUMNS": "200"})


@pytest.fixture
def forwarded(database_url: str) -> str:
    """A complaint was forwarded; its reporter wants letters by post. Gives its number."""
    with transaction(database_url) as session:
        made = sample(session)
        made.reporter.contact = Contact.LETTER
        happen(made, Event.FORWARDED, LetterKind.PROGRESS)
        return made.complaint.agenda_no


def letter_to(role: Party) -> Letter:
    """The letter to a role."""
    with transaction() as session:
        return session.exec(select(Letter).where(Letter.role == role)).one()


def test_send_plans_and_delivers(forwarded: str, mailbox: Mailbox) -> None:
    """One pass: what happened is planned, what is planned goes out, and the counts are told."""
    result = narahubung("send", "--json")

    assert (0, {"accepted": 3, "deferred": 0, "refused": 0}) == (result.exit_code, json.loads(result.stdout))
    assert 3 == len(mailbox.letters)


def test_send_says_when_a_letter_was_refused(forwarded: str, mailbox: Mailbox) -> None:
    """A refusal is a failure of the command, with exit code 1."""
    mailbox.at_rcpt = lambda _: "550 5.1.1 no such user"
    result = narahubung("send")

    assert 1 == result.exit_code
    assert "0 accepted, 0 deferred, 3 refused.\n" in result.stdout


def test_send_says_why_letters_wait(forwarded: str, mailbox: Mailbox) -> None:
    """A busy server defers; the way to the reason is told, and the reason is there."""
    mailbox.at_rcpt = lambda _: "450 4.2.1 busy"

    assert "letters list --state deferred" in narahubung("send").stdout
    assert "450 4.2.1 busy" in narahubung("list", "--state", "deferred").stdout


def test_list_shows_deliveries_without_names(forwarded: str, mailbox: Mailbox) -> None:
    """Kind, role, state and reply; no name and no address, in the table and in JSON."""
    narahubung("send")
    table, data = narahubung("list").stdout, narahubung("list", forwarded, "--json").stdout

    assert {"accepted", "todo"} == {row["state"] for row in json.loads(data)}
    assert {forwarded} == {row["complaint"] for row in json.loads(data)}
    for shown in (table, data):
        assert "forwarding_letter" in shown
        for told in ("Siti", "Gusti", "sungairaya.example", "surat.example"):
            assert told not in shown


def test_list_of_an_unknown_number_says_so(database_url: str) -> None:
    """A sentence on standard error and exit code 1."""
    result = narahubung("list", "999999.2026")

    assert 1 == result.exit_code
    assert "There is no complaint with this number" in result.stderr


def test_an_officer_prints_and_finishes_a_task(forwarded: str, mailbox: Mailbox, tmp_path: Path) -> None:
    """The reporter without mail: the page is written, the task is marked as done, and what comes next is told."""
    narahubung("send")
    task = letter_to(Party.REPORTER)
    file = tmp_path / "surat.html"

    assert 0 == narahubung("print", str(task.id), "--output", str(file)).exit_code
    assert "Siti Rukmana Dewi" in file.read_text(encoding="utf-8")
    result = narahubung("done", str(task.id))
    assert (0, LetterState.DONE) == (result.exit_code, letter_to(Party.REPORTER).state)
    assert f"narahubung decide {forwarded}" in result.stdout


def test_a_mail_is_no_task(forwarded: str, mailbox: Mailbox) -> None:
    """Marking a mailed letter as done is refused with a sentence."""
    narahubung("send")
    result = narahubung("done", str(letter_to(Party.FOCAL_POINT).id))

    assert 1 == result.exit_code
    assert "no task for an officer" in result.stderr


def test_kinds_lists_them_all() -> None:
    """Each kind with its happenings; needs no database."""
    listed = json.loads(narahubung("kinds", "--json").stdout)

    assert [kind.value for kind in LetterKind] == [row["kind"] for row in listed]
    assert all(row["happenings"] for row in listed)
    assert "clarification_requested" in narahubung("kinds").stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Mohon"),
        (("--language", "en"), "Please"),
        (("--html",), "<!doctype html>"),
        (("--page",), "@page { size: A4"),
        (("--confidential",), "dirahasiakan"),
    ],
    ids=["text", "english", "html", "page", "confidential"],
)
def test_preview_needs_no_database(options: tuple[str, ...], said: str) -> None:
    """Every form of a letter with invented data."""
    result = narahubung("preview", "clarification_2", *options)

    assert 0 == result.exit_code
    assert said in result.stdout


def test_preview_of_a_happening_that_calls_for_no_such_letter() -> None:
    """A sentence that says where to look; an unknown kind lists those there are."""
    result = narahubung("preview", "gaps", "--event", "noted")
    assert 1 == result.exit_code
    assert "letters kinds" in result.stderr
    assert 2 == narahubung("preview", "love_letter").exit_code
