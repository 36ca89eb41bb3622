"""`narahubung decide` and `answer`, and what must hold around them: erasing, verifying, and forms that are wrong."""

import json
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, select

from models.database import engine_for, reading, transaction
from models.tables import Clock, Happening, Words
from tests import sample
from tests.running import decided, narahubung, refused, said, told


@pytest.fixture
def number(database_url: str) -> str:
    """The number of a complaint at its formal check."""
    with transaction() as session:
        sample.office(session)
        return sample.lodged(session).agenda_no


@pytest.fixture
def asked(number: str) -> str:
    """The number of a complaint about which an institution was asked."""
    decided(number, "pass_formal")
    decided(number, "pass_material")
    decided(number, "accept", examiner=sample.EXAMINER, complexity="light")
    decided(number, "forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True)
    return number


def test_a_decision_moves_the_complaint(number: str) -> None:
    """By codes, as a script writes them."""
    done = decided(number, "pass_formal")

    assert ("material_check", True, ["office"]) == (done["stage"], done["changed"], done["balls"])


def test_a_decision_is_taken_by_its_label_too(number: str, tmp_path: Path) -> None:
    """As the UI writes it, in the officer's language, from a file."""
    file = tmp_path / "form.json"
    file.write_text(json.dumps({"decision": "Formal requirements met", "officer": sample.EXAMINER}))

    assert f"{number}: Formal requirements met → Material check\n" == said(
        "decide", number, str(file), "--language", "en"
    )


def test_the_officer_may_come_from_the_environment(number: str) -> None:
    """Where the form does not name one."""
    result = narahubung(
        "decide", number, "-", stdin='{"decision": "pass_formal"}', NARAHUBUNG_OFFICER=sample.EXAMINER
    )

    assert 0 == result.exit_code
    assert sample.EXAMINER == told("show", number)["history"][-1]["by"]


def test_keeping_waiting_changes_nothing(number: str) -> None:
    """The form's default."""
    done = decided(number, "keep_waiting")

    assert (False, 2) == (done["changed"], done["version"])


def test_the_form_of_the_desk_can_be_printed(number: str) -> None:
    """As JSON schema, with the decisions of the stage; nothing changes."""
    form = json.loads(said("decide", number, "--form", "--language", "en"))

    assert "Formal requirements met" in form["properties"]["decision"]["enum"]
    assert "Issue: not found" not in form["properties"]["decision"]["enum"]
    assert [sample.INTAKE, sample.HEAD, sample.EXAMINER] == form["properties"]["officer"]["enum"]
    assert 2 == told("show", number)["version"]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (
            '{"decision": "pass_formal"}',
            "Something this decision needs is empty. Fill it in and submit again. (officer)",
        ),
        ('{"decision": "dance", "officer": "x"}', "decision: this desk does not offer it."),
        (
            '{"decision": "pass_formal", "officer": "x", "colour": "red"}',
            "colour: Extra inputs are not permitted.",
        ),
        (
            '{"decision": "publish", "officer": "x", "text": "x"}',
            "This decision is not possible at the complaint's present",
        ),
        (
            '{"decision": "assign", "officer": "x", "examiner": "Nobody"}',
            "There is no active officer of this office",
        ),
        (
            '{"decision": "extend_clock", "officer": "x", "clock": 1, "days": "many", "note": "x"}',
            "days: Input should be",
        ),
        (
            '{"decision": "link", "officer": "x", "number": "9.9999"}',
            "There is no complaint with this number.",
        ),
        ("not json", "standard input: line 1, column 1"),
    ],
)
def test_a_wrong_form_changes_nothing(number: str, form: str, why: str) -> None:
    """And is answered with a sentence that says what to do."""
    before = told("show", number)

    assert why in refused("decide", number, "-", stdin=form)
    assert before == told("show", number)


def test_a_form_or_the_wish_to_see_it_is_needed(number: str) -> None:
    """Not both: a usage error."""
    assert 2 == narahubung("decide", number).exit_code
    assert 2 == narahubung("decide", number, "-", "--form", stdin="{}").exit_code


def test_an_answer_is_recorded(asked: str) -> None:
    """It ends the institution's deadlines; when all have answered, the complaint goes on."""
    done = told(
        "answer",
        asked,
        "--institution",
        sample.HEALTH,
        "--text",
        "Rujukan sudah terbit.",
        "--by",
        sample.EXAMINER,
    )
    history = told("show", asked)["history"]

    assert ("evaluation", ["office"]) == (done["stage"], done["balls"])
    assert ("answered", sample.EXAMINER, ["Rujukan sudah terbit."], {"on": "2026-03-02"}) == (
        history[-2]["event"], history[-2]["by"], history[-2]["words"], history[-2]["facts"],
    )  # fmt: skip


def test_an_answer_may_come_from_a_file_or_standard_input(asked: str, tmp_path: Path) -> None:
    """In whatever length."""
    file = tmp_path / "answer.txt"
    file.write_text("Dari berkas.")
    said("answer", asked, "--institution", sample.HEALTH, "--file", str(file))
    decided(asked, "request_clarification", institution=sample.HEALTH, text="Satu hal lagi.")
    said("answer", asked, "-", "--institution", sample.HEALTH, stdin="Dari masukan.")
    answers = [row["words"] for row in told("show", asked)["history"] if row["event"] == "answered"]

    assert [["Dari berkas."], ["Dari masukan."]] == answers


def test_an_answer_is_judged_by_the_day_it_came(asked: str) -> None:
    """A late entry of an answer that came in time is no overrun."""
    decided(asked, "note_acknowledged", institution=sample.HEALTH)
    month_later = sample.NOW + timedelta(days=30)
    said(
        "answer", asked, "--institution", sample.HEALTH, "--text", "x", "--on", "2026-03-10", now=month_later
    )
    with reading() as session:
        state = session.exec(select(Clock.state).where(Clock.key == "clarification_1")).one()

    assert "met" == state


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--institution", "NOWHERE", "--text", "x"), "There is no institution with this code"),
        (
            ("--institution", sample.LAND, "--text", "x"),
            "The complaint has no open track at this institution.",
        ),
        (("--institution", sample.HEALTH, "--text", " "), "Something this decision needs is empty."),
        (
            ("--institution", sample.HEALTH, "--text", "x", "--on", "2026-12-24"),
            "This date lies in the future.",
        ),
        (("--institution", sample.HEALTH, "--file", "none.txt"), "none.txt: No such file or directory."),
    ],
)
def test_a_wrong_answer_changes_nothing(asked: str, words: tuple[str, ...], why: str) -> None:
    """And is answered with a sentence."""
    assert why in refused("answer", asked, *words)
    assert "clarification" == told("show", asked)["stage"]


def test_an_answer_is_given_once(asked: str) -> None:
    """By one of three ways; and on a day that is one. Anything else is a usage error."""
    here = ("answer", asked, "--institution", sample.HEALTH)

    assert 2 == narahubung(*here).exit_code
    assert 2 == narahubung(*here, "--text", "x", "--file", "y").exit_code
    assert 2 == narahubung(*here, "--text", "x", "--on", "yesterday").exit_code


def test_a_closed_complaint_can_be_erased(number: str) -> None:
    """Identity and words are gone for good; the history is whole."""
    assert "only after the complaint is closed" in refused("erase", number, "--by", sample.HEAD)
    decided(number, "withdraw", note="Selesai secara kekeluargaan.")
    said("erase", number, "--by", sample.HEAD)
    file = told("show", number)

    assert ("—", None, "") == (file["reporters"][0]["name"], file["reporters"][0]["email"], file["narrative"])
    assert f"The history of {number} is whole.\n" == said("verify-history", number)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_erased_is_in_no_file_of_the_database(number: str, database_url: str) -> None:
    """Neither in its pages nor in its log of changes, while other programs have it open.

    Whether SQLite writes over what it lets go is a default that differs from one to the next: here it is off.
    """
    engine = engine_for(database_url)
    event.listen(engine, "connect", _lets_go, insert=True)
    engine.dispose()
    path = Path(database_url.removeprefix("sqlite:///"))
    personal = (
        b"Rahmat Hidayatullah",
        b"6371010101800001",
        b"rahmat.h@pelapor",
        b"selalu ditolak tanpa alasan.",
    )

    def found() -> list[bytes]:
        written = path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
        return [each for each in personal if each in written]

    decided(number, "withdraw", note="Selesai secara kekeluargaan.")
    assert list(personal) == found()

    said("erase", number, "--by", sample.HEAD)
    assert [] == found()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_reads_meanwhile_keeps_the_log(
    number: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure is done, and its officer is told what is left to do."""
    decided(number, "withdraw", note="Selesai secara kekeluargaan.")
    monkeypatch.setattr("models.database.READERS_SECONDS", 0.1)
    with connect(database_url.removeprefix("sqlite:///"), isolation_level=None) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM happening").fetchone()
        erased = narahubung("erase", number, "--by", sample.HEAD)
        reader.execute("COMMIT")
    assert (0, f"{number}: identity and words erased.\n") == (erased.exit_code, erased.stdout)
    assert "still hold the old values. Run this again" in erased.stderr
    assert "" == narahubung("erase", number, "--by", sample.HEAD).stderr


def test_a_whole_history_is_called_whole(asked: str) -> None:
    """Of one complaint or of all."""
    assert {"complaints": 1, "whole": True, "broken": []} == told("verify-history")
    assert "The history of all 1 complaints is whole.\n" == said("verify-history")


def test_the_first_broken_link_is_named(asked: str) -> None:
    """With exit code 1, also as JSON."""
    with transaction() as session:
        _tamper(session)
    result = narahubung("verify-history", "--json")

    assert 1 == result.exit_code
    assert [{"number": asked, "seq": 1, "why": "a text it refers to was changed"}] == json.loads(
        result.stdout
    )["broken"]
    assert f"{asked}: broken at happening 1: a text it refers to was changed." == refused(
        "verify-history", asked
    )


def _lets_go(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA secure_delete=OFF")


def _tamper(session: Session) -> None:
    first = session.exec(select(Happening).where(Happening.seq == 1)).one()
    words_id = first.words[0][0]
    assert session.get(Words, words_id) is not None
    session.connection().execute(text("UPDATE words SET text = 'other' WHERE id = :id"), {"id": words_id})
