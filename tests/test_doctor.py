"""`narahubung doctor`: every part that can be wrong, made wrong for real, and the one sentence that helps."""

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from deployments.checks import Level
from deployments.doctor import examine
from deployments.migrating import upgrade
from deployments.moment import give
from models.casework import business_time
from models.casework.verification import ask_reporter
from models.database import transaction
from models.decisions.checklists import FormalItem
from models.settings import settings
from models.tables import Letter, LetterState, Run
from notifications.planning import plan
from tests import sample
from tests.office import Office
from tests.prefect_server import by_schedule
from tests.running import narahubung
from tests.smtp_server import Mailbox, Security, free_port, point_to, running

NOWHERE = "http://127.0.0.1:9/api"


@pytest.fixture(autouse=True)
def no_prefect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server but in the tests that ask for one, and no time given by a command that ran before."""
    give(None)
    if "office" not in request.fixturenames:
        monkeypatch.setenv("PREFECT_API_URL", NOWHERE)


@pytest.fixture
def own_database(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database that a test may ruin; the settings point to it."""
    upgrade(empty_database_url)
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", empty_database_url)
    settings.cache_clear()
    return empty_database_url


def looked_at() -> dict[str, tuple[Level, str, str]]:
    """What the doctor found, by check: the worst of each."""
    order = list(Level)
    found = sorted(examine(), key=lambda each: order.index(each.level))
    return {each.check: (each.level, each.found, each.do) for each in found}


def levels(*checks: str) -> list[Level]:
    """How these checks ended."""
    found = looked_at()
    return [found[check][0] for check in checks]


@pytest.mark.prefect
@pytest.mark.timeout(300)
def test_an_installation_that_works_has_no_problem(office: Office, home: Path) -> None:
    """Real database, real Prefect with our flows and a live worker, real mail server."""
    home.chmod(0o700)
    office.lodge()
    with transaction() as session:
        business_time.move(session, datetime.now(UTC), datetime.now(UTC))

    parts = (
        "home",
        "disk",
        "database",
        "writing",
        "directory",
        "prefect",
        "deployments",
        "worker",
        "mail",
        "names",
    )
    with by_schedule():
        assert [Level.OK] * len(parts) == levels(*parts)
        assert 0 == narahubung("doctor").exit_code


def test_every_finding_that_is_not_well_says_what_to_do(database_url: str) -> None:
    """One sentence each, ending as sentences or commands do, and nothing to do where all is well."""
    found = looked_at()

    assert [] == [check for check, (level, _, do) in found.items() if (level is Level.OK) != (do == "")]
    assert {Level.OK, Level.WARNING, Level.PROBLEM} == {level for level, _, _ in found.values()}


def test_a_problem_ends_with_one_and_json_says_all(database_url: str) -> None:
    """For scripts: `ok`, and each check with its level."""
    result = narahubung("doctor", "--json")
    told = json.loads(result.stdout)

    assert (1, False) == (result.exit_code, told["ok"])
    assert "problem" == {row["check"]: row["level"] for row in told["checks"]}["prefect"]


def test_a_missing_database_is_no_problem_before_the_first_start(home: Path) -> None:
    """Looking does not make one."""
    level, _, do = looked_at()["database"]

    assert (Level.WARNING, "Start `narahubung up`, or run `narahubung migrate`: either makes it.") == (
        level,
        do,
    )
    assert [] == list(home.iterdir())


def test_a_database_that_is_away_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the checks that would read it are left out; its password is not shown."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", f"postgresql://jon:rahasia@127.0.0.1:{free_port()}/x")
    settings.cache_clear()
    found = looked_at()

    assert Level.PROBLEM is found["database"][0]
    assert "letters" not in found
    assert "rahasia" not in str(found)


def test_a_database_of_another_version_is_a_problem(own_database: str) -> None:
    """Older: migrate. Newer: install."""
    for version, words in (("0001", "narahubung migrate"), ("9999", "Install the newer")):
        with transaction() as session:
            session.connection().execute(text(f"UPDATE narahubung_version SET version_num = '{version}'"))
        level, _, do = looked_at()["database"]
        assert (Level.PROBLEM, True) == (level, words in do)


def test_looking_changes_nothing(database_url: str) -> None:
    """The probe of writing is taken back."""
    looked_at()

    with transaction() as session:
        assert 0 == session.connection().execute(text("SELECT count(*) FROM counter")).scalar()


def test_a_home_that_others_may_read_is_warned_of(home: Path) -> None:
    """It holds people's words."""
    home.chmod(0o755)
    assert (Level.WARNING, f"Close it: chmod 700 {home}") == (looked_at()["home"][0], looked_at()["home"][2])
    home.chmod(0o700)
    assert Level.OK is looked_at()["home"][0]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_mail_server_that_is_away_refuses_the_login_or_lacks_tls_is_a_problem(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its own advice; no mail is sent to find out."""
    assert [Level.OK] == levels("mail")
    point_to(mailbox, monkeypatch, tls="starttls")
    assert "NARAHUBUNG_SMTP_TLS" in looked_at()["mail"][2]
    monkeypatch.setenv("NARAHUBUNG_SMTP_PORT", str(free_port()))
    monkeypatch.setenv("NARAHUBUNG_SMTP_TLS", "none")
    settings.cache_clear()
    assert "NARAHUBUNG_SMTP_HOST" in looked_at()["mail"][2]
    with running(Mailbox(), Security(login=("kalsel", "benar"))) as strict:
        point_to(strict, monkeypatch, tls="none", user="kalsel", password="salah")
        assert (Level.PROBLEM, True) == (
            looked_at()["mail"][0],
            "NARAHUBUNG_SMTP_PASSWORD" in looked_at()["mail"][2],
        )
        point_to(strict, monkeypatch, tls="none", user="kalsel", password="benar")
        assert [Level.OK] == levels("mail")
    assert [] == mailbox.received + strict.received


def test_a_server_that_hangs_up_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener that closes at once is not a mail server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def hang_up() -> None:
            listener.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        point_to(Mailbox(port=listener.getsockname()[1]), monkeypatch)
        assert [Level.PROBLEM] == levels("mail")


def test_examples_are_right_for_the_demo_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented senders and short keys, as soon as the mail server is not this machine."""
    assert [Level.OK] == levels("names")
    monkeypatch.setenv("NARAHUBUNG_SMTP_HOST", "192.0.2.1")
    monkeypatch.setenv("NARAHUBUNG_SMTP_TIMEOUT", "0.2")
    monkeypatch.setenv("NARAHUBUNG_FILE_KEY", "pendek")
    settings.cache_clear()
    found = looked_at()

    assert [Level.PROBLEM, Level.WARNING, Level.WARNING] == [
        found[check][0] for check in ("names", "mail secrecy", "file key")
    ]
    monkeypatch.setenv("NARAHUBUNG_MAIL_FROM", "Kantor <kantor@myexample.org>")
    monkeypatch.setenv("NARAHUBUNG_MAIL_DOMAIN", "kantor.go.id")
    settings.cache_clear()
    assert [Level.OK] == levels("names")


@pytest.mark.parametrize(
    ("now", "level"),
    [
        (datetime(2026, 3, 2, tzinfo=UTC), Level.OK),
        (datetime(2026, 11, 20, tzinfo=UTC), Level.WARNING),
        (datetime(2027, 2, 1, tzinfo=UTC), Level.PROBLEM),
    ],
)
def test_the_calendar_must_reach_further_than_the_work(
    database_url: str, now: datetime, level: Level
) -> None:
    """Sixty days ahead at least; past its end nothing can be counted for certain."""
    with transaction() as session:
        business_time.move(session, now, datetime.now(UTC))

    assert [level] == levels("calendar")


def test_an_open_deadline_past_the_calendar_is_warned_of(database_url: str) -> None:
    """However far away the end of the calendar is, a provisional date is somebody's date."""
    with transaction() as session:
        sample.office(session)
        sample.lodged(session, datetime(2026, 11, 30, 2, 0, tzinfo=UTC))
        business_time.move(session, datetime(2026, 9, 1, tzinfo=UTC), datetime.now(UTC))

    assert [Level.WARNING] == levels("calendar")
    assert "1 open deadlines are provisional" in looked_at()["calendar"][1]


def test_moved_time_is_warned_of(database_url: str) -> None:
    """Standing, running fast, or in another year."""
    real = datetime.now(UTC)
    for to, pace in ((real, 100.0), (real - timedelta(days=30), 1.0)):
        with transaction() as session:
            business_time.move(session, to, real, pace=pace)
        assert [Level.WARNING] == levels("business time")
    with transaction() as session:
        business_time.move(session, datetime.now(UTC), datetime.now(UTC))
    assert [Level.OK] == levels("business time")


def test_letters_receipts_and_runs_in_trouble_are_named(database_url: str) -> None:
    """Refused and deferred letters, receipts nobody proved, a quarantined run with the command that frees it."""
    with transaction() as session:
        sample.office(session)
        complaint = sample.lodged(session)
        plan(session, complaint.id, sample.NOW)
        business_time.move(session, sample.NOW + timedelta(days=9), datetime.now(UTC))
        first, second, *_ = session.exec(select(Letter).order_by(col(Letter.id)))
        first.state, second.state = LetterState.REFUSED, LetterState.DEFERRED
        session.add(Run(matter_id=complaint.id or 0, quarantined=True))
        ask_reporter(session, complaint, [FormalItem.IDENTITY], "", sample.NOW, by=sample.HEAD)
        number = complaint.agenda_no
    found = looked_at()

    assert [Level.WARNING, Level.WARNING, Level.WARNING, Level.PROBLEM] == [
        found[check][0] for check in ("refused letters", "deferred letters", "receipts", "runs")
    ]
    assert found["runs"][2].endswith(f"narahubung steward --release {number}")


def test_a_check_that_breaks_does_not_hide_the_others(own_database: str) -> None:
    """A table that is gone is a finding, told by the error's class only."""
    with transaction() as session:
        session.connection().execute(text("DROP TABLE run"))
    found = looked_at()

    assert (Level.PROBLEM, True) == (found["runs"][0], "could not be checked" in found["runs"][1])
    assert Level.OK is found["receipts"][0]
