"""`narahubung doctor --deep`: each thing that must hold, broken past the program, is found and named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from deployments.checks import Level
from deployments.checks.deep import BATCH, findings, walk
from models.casework import accounting, forwarding, keeping
from models.casework.letters import letter_failed
from models.database import reading, transaction
from models.stages import Stage
from models.tables import Clock, Letter, LetterState, Matter, Run
from notifications.planning import plan
from tests import sample
from tests.moving import registered, requested
from tests.running import narahubung, said, told

DAY = timedelta(days=1)
LATER = sample.NOW + 10 * DAY


def broken() -> dict[str, list[str]]:
    """What does not hold, and of which complaints."""
    with reading() as session:
        return walk(session, LATER, datetime.now(UTC)).named


def statement(database: Session, words: str) -> None:
    """Change the database past the program."""
    database.connection().execute(text(words))


def _expired(session: Session) -> None:
    letter = session.exec(select(Letter).order_by(col(Letter.id))).first()
    assert letter is not None
    letter.state, letter.claimed_until = LetterState.CLAIMED, datetime.now(UTC) - timedelta(hours=1)


CHANGES: dict[str, tuple[Callable[[Session], None], str]] = {
    "history": (lambda s: statement(s, "UPDATE matter SET chain = 'x'"), "the history holds"),
    "stage": (lambda s: statement(s, "UPDATE matter SET stage = 'plenary'"), "the stage is the last happening's"),
    "owner": (
        lambda s: statement(s, "UPDATE clock SET institution_id = NULL WHERE institution_id IS NOT NULL"),
        "every open deadline has an owner",
    ),
    **{
        party: (
            lambda s, party=party: statement(
                s,
                f"UPDATE clock SET institution_id = NULL, binds = '{party}' WHERE institution_id IS NOT NULL",
            ),
            "every open deadline has an owner",
        )
        for party in ("superior", "inspectorate", "provider")
    },
    "examiner": (
        lambda s: statement(s, f"UPDATE officer SET active = false WHERE name = '{sample.EXAMINER}'"),
        "every open deadline has an owner",
    ),
    "closed": (
        lambda s: statement(s, "UPDATE matter SET stage = 'closed'"),
        "every open deadline has an owner",
    ),
    "age": (
        lambda s: statement(s, "UPDATE matter SET closed_at = '2026-03-03 00:00:00+00', received_at = '2026-03-04'"),
        "a closed complaint says when and why",
    ),
    "letter": (_expired, "no letter is claimed for longer than its lease"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_hold_is_found(database_url: str, name: str) -> None:
    """With the number of the complaint; before it was changed all held."""
    change, invariant = CHANGES[name]
    with transaction() as session:
        number = requested(session)[0].agenda_no
        plan(session, session.exec(select(Matter.id)).one(), sample.NOW)
    assert {} == broken()
    with transaction() as session:
        change(session)

    assert [number] == list(dict.fromkeys(broken()[invariant]))


def test_a_letter_under_its_lease_is_nobodys_fault(database_url: str) -> None:
    """Somebody is sending it at this very moment."""
    with transaction() as session:
        requested(session)
        plan(session, session.exec(select(Matter.id)).one(), sample.NOW)
        for letter in session.exec(select(Letter)):
            letter.state, letter.claimed_until = LetterState.CLAIMED, datetime.now(UTC) + timedelta(minutes=1)

    assert {} == broken()


def test_the_accounts_of_a_closed_complaint_are_asked_too(database_url: str) -> None:
    """An end that the history does not know of makes it older or younger than its accounts."""
    with transaction() as session:
        complaint = registered(session)
        keeping.note(session, complaint, "Catatan.", sample.NOW + DAY, by=sample.EXAMINER)
        number = complaint.agenda_no
    said("decide", number, "-", stdin=json.dumps(WITHDRAWAL), now=sample.NOW + 2 * DAY)
    assert {} == broken()
    with transaction() as session:
        session.exec(select(Matter)).one().closed_at = sample.NOW + 9 * DAY

    assert {"the time accounts are the age": [number]} == broken()


WITHDRAWAL = {"decision": "withdraw", "officer": sample.EXAMINER, "note": "Selesai."}


def test_the_doctor_tells_it_in_sentences_and_as_data(database_url: str) -> None:
    """All well, or each invariant with its count, the first numbers, and what to do."""
    with transaction() as session:
        numbers = [registered(session).agenda_no, sample.lodged(session).agenda_no]
    assert "all hold for 2 complaints" in narahubung("doctor", "--deep").stdout
    with transaction() as session:
        statement(session, "UPDATE matter SET chain = 'x'")
    result = narahubung("doctor", "--deep", "--json")
    answer = json.loads(result.stdout)

    assert 1 == result.exit_code
    assert {"invariant": "the history holds", "count": 2, "first": numbers} in answer["deep"]["broken"]
    (row,) = (row for row in answer["checks"] if row["check"] == "not: the history holds")
    assert ("problem", True) == (row["level"], "verify-history" in row["do"])
    assert "deep" not in json.loads(narahubung("doctor", "--json").stdout)


def test_more_than_a_batch_is_asked_in_turns(database_url: str) -> None:
    """The last complaint is looked at as well as the first."""
    with transaction() as session:
        sample.office(session)
        numbers = [sample.lodged(session).agenda_no for _ in range(BATCH + 1)]
        statement(session, f"UPDATE matter SET chain = 'x' WHERE agenda_no = '{numbers[-1]}'")
    with reading() as session:
        found = walk(session, LATER, datetime.now(UTC))

    assert (BATCH + 1, {"the history holds": [numbers[-1]]}) == (found.complaints, found.named)
    assert [Level.PROBLEM] == [each.level for each in findings(found)]


def test_a_database_that_is_not_in_order_is_not_asked(home: Any) -> None:
    """There is none: what is said about it comes first."""
    answer = json.loads(narahubung("doctor", "--deep", "--json").stdout)

    assert "the database is not in order" in {row["found"] for row in answer["checks"]}


def days(number: str, now: datetime) -> dict[str, float]:
    """The time accounts of a complaint in days."""
    with reading() as session:
        complaint = session.exec(select(Matter).where(Matter.agenda_no == number)).one()
        kept = accounting.as_data(accounting.accounts_of(session, complaint, now))
    return {name: kept[name] / 86400 for name in ("office", "reporter", "institution", "nobody", "total")}


def test_a_requests_time_is_nobodys_until_it_is_received_and_then_the_institutions(database_url: str) -> None:
    """Sent on Monday, received on Wednesday as proven on Friday, answered the Monday after."""
    with transaction() as session:
        complaint, _ = requested(session)
        number = complaint.agenda_no
        clock = session.exec(select(Clock).where(Clock.key == "clarification_1")).one()
        assert {"nobody": 4.0, "total": 4.0} == positive(days_in(session, number, sample.NOW + 4 * DAY))
        received = (sample.NOW + 2 * DAY).date()
        keeping.receipt(
            session, complaint, clock.id, received, "Kurir.", sample.NOW + 4 * DAY, by=sample.EXAMINER
        )
        forwarding.answer(
            session, complaint, sample.HEALTH, "Terbit.", sample.NOW + 7 * DAY, by=sample.EXAMINER
        )
    midnight = (
        1 + 14 / 24
    )  # the day of receipt begins at midnight in Banjarmasin, ten hours before the letter's hour

    assert {"nobody": midnight, "institution": 7 - midnight, "office": 3.0, "total": 10.0} == pytest.approx(
        positive(days(number, LATER))
    )
    assert Stage.EVALUATION == told("show", number, now=LATER)["stage"]


def test_a_letter_that_came_back_is_nobodys_time(database_url: str) -> None:
    """A request for an acknowledgement runs at once; once all its letters are refused, nobody has it."""
    with transaction() as session:
        complaint = registered(session)
        forwarding.forward(
            session, complaint, sample.HEALTH, "Mohon tanda terima.", sample.NOW, by=sample.EXAMINER
        )
        number = complaint.agenda_no
        plan(session, complaint.id, sample.NOW)
        clock = session.exec(select(Clock).where(Clock.key == "focal_point_ack")).one()
        about = Letter.happening_id == clock.opened_by, col(Letter.role).in_(accounting.FOCAL)
        first, second = session.exec(select(Letter).where(*about)).all()
        first.state = LetterState.REFUSED
        letter_failed(session, first, sample.NOW + 2 * DAY)
        assert {"institution": 10.0, "total": 10.0} == positive(days_in(session, number, LATER))
        second.state = LetterState.REFUSED
        letter_failed(session, second, sample.NOW + 3 * DAY)

    assert {"institution": 3.0, "nobody": 7.0, "total": 10.0} == positive(days(number, LATER))


def positive(kept: dict[str, float]) -> dict[str, float]:
    """Those accounts that have any time."""
    return {name: length for name, length in kept.items() if length}


def days_in(session: Session, number: str, now: datetime) -> dict[str, float]:
    """The same as `days` inside a transaction."""
    complaint = session.exec(select(Matter).where(Matter.agenda_no == number)).one()
    kept = accounting.as_data(accounting.accounts_of(session, complaint, now))
    return {name: kept[name] / 86400 for name in ("office", "reporter", "institution", "nobody", "total")}


def test_the_file_shows_the_accounts(database_url: str) -> None:
    """In either language, with each institution and the total."""
    with transaction() as session:
        complaint, _ = requested(session)
        number = complaint.agenda_no
        clock = session.exec(select(Clock).where(Clock.key == "clarification_1")).one()
        keeping.receipt(session, complaint, clock.id, sample.NOW.date(), "", sample.NOW, by=sample.EXAMINER)
        session.add(Run(matter_id=complaint.id or 0))
    lines = said("show", number, now=LATER).splitlines()
    shown = [" ".join(line.split()) for line in lines]

    for line in ("Instansi 10,0 hari", "BJM-DINKES 10,0 hari", "Kantor 0,0 hari", "Umur laporan 10,0 hari"):
        assert line in shown
    assert "Age of the complaint 10.0 days" in " ".join(
        said("show", number, "--language", "en", now=LATER).split()
    )
    assert 864_000 == told("show", number, now=LATER)["accounts"]["institutions"]["BJM-DINKES"]
