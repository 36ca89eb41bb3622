"""Rule 5, proven: nothing that a person is called or wrote is to be found in anything Prefect has, or in any log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.exceptions import PrefectHTTPStatusError
from sqlmodel import select

from flows import letters as sending
from models.casework import attachments
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Desk, DeskState, Letter, LetterState
from tests import sample
from tests.besieged import repaired_to
from tests.office import Office
from tests.prefect_remains import Found, found, in_database, in_files
from tests.prefect_server import FOLDER, until
from tests.smtp_server import OK, Mailbox, Received

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(300)]

NAME = "Zubaidah Ningrât-Söfyan"
EMAIL = "zubaidah.ningrat@pelapor.example"
FILE = "Kuitansi Zubaidah (Gang Kenanga 17).pdf"
SENTENCE = "Anak saya Wisnumurti ditolak loket karena menunggak iuran sejak Ramadhan."
SECRETS = (
    "Zubaidah",
    "Ningrât",
    "Söfyan",
    EMAIL,
    "Gang Kenanga 17",
    "Wisnumurti",
    "menunggak iuran",
    "6371029009900077",
)
"""Parts of what was typed, any of which would give the reporter or her words away."""

REPORTER = {
    "name": NAME,
    "identity_no": "6371029009900077",
    "born_in": "Gang Kenanga 17, Wisnumurti",
    "occupation": "menunggak iuran",
    "address": "Gang Kenanga 17",
    "email": EMAIL,
    "phone": "0812-Wisnumurti",
}
TYPED: dict[str, Any] = {"text": f"{NAME} <{EMAIL}>: {SENTENCE}", "note": f"{SENTENCE} ({NAME}, {FILE})"}


def secrets_in(texts: Any) -> list[Found]:
    """Where a secret is."""
    return sorted(set(found(texts, SECRETS)))


def in_prefect() -> list[Found]:
    """Where a secret is in Prefect's database."""
    return secrets_in(in_database(FOLDER / "prefect.db"))


def recorded(word: str, table: str) -> bool:
    """Whether Prefect's database has the word somewhere in the table."""
    return any(place.place.startswith(table) for place in found(in_database(FOLDER / "prefect.db"), [word]))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_typed_is_ever_found_in_prefect_or_a_log(
    office: Office,
    mailbox: Mailbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A whole life with a name and a sentence typed into every field, a refused form, letter and a failed segment."""
    mailbox.at_rcpt = lambda address: f"550 5.1.1 <{address}> {SENTENCE}" if address == EMAIL else OK
    number = office.lodge(
        subject=SENTENCE,
        narrative=f"{NAME}. {SENTENCE}",
        expectation=f"{SENTENCE} {EMAIL}",
        reporters=[REPORTER],
    )
    attach(number, tmp_path / FILE)

    refused = decide(office, number, decision="ask_reporter", **TYPED)
    assert (Stage.FORMAL_CHECK, []) == (refused.stage, in_prefect())
    refused = decide(office, number, decision="link", number=f"{NAME} {EMAIL}"[:40], **TYPED)
    assert (Stage.FORMAL_CHECK, []) == (refused.stage, in_prefect())

    decide(office, number, decision="pass_formal", **TYPED)
    decide(office, number, decision="pass_material", **TYPED)
    with monkeypatch.context() as patched:
        patched.setattr(sending.delivery, "deliver", fail_with_words)
        submit(office, number, decision="accept", complexity="light", examiner=sample.EXAMINER, **TYPED)
        until(lambda: recorded("ValueError", "flow_run_state."), "the failed segment is in Prefect")
    until(lambda: repaired_to(number, Stage.REGISTERED), "the run goes on", seconds=120)
    assert [] == in_prefect()

    decide(office, number, decision="forward", institution=sample.HEALTH, at_once=True, **TYPED)
    decide(office, number, decision="record_answer", institution=sample.HEALTH, **TYPED)
    decide(office, number, decision="draft_result", **TYPED)
    decide(office, number, decision="start_drafting", **TYPED)
    decide(office, number, decision="ask_review", **TYPED)
    decide(office, number, decision="approve_review", **TYPED)
    refused = decide(office, number, decision="issue_found", items=f"{NAME}: {SENTENCE}", **TYPED)
    assert (Stage.REPORT_ISSUED, []) == (refused.stage, in_prefect())
    items = f"{sample.HEALTH}: {SENTENCE} {NAME}"
    decide(office, number, decision="issue_found", found=["protracted_delay"], items=items, **TYPED)
    decide(office, number, decision="report_item", item=1, status="partial", **TYPED)
    decide(office, number, decision="verify_item", item=1, status="done", **TYPED)
    submit(office, number, decision="close_actions_done", **TYPED)
    until(lambda: office.complaint(number).closed_at, "it closes")
    until(lambda: recorded("actions_done", "events."), "its last event is in Prefect's database")

    assert "refused reporter" in {f"{state.value} {role}" for state, role in fates(number)}
    output = capfd.readouterr()
    logs = [("worker", f"{output.out}\n{output.err}".encode()), *in_files(FOLDER.rglob("*.log"))]
    assert [] == in_prefect()
    assert [] == secrets_in(logs)
    assert [] == secrets_in(("subject", subject_of(mail)) for mail in mailbox.received)
    assert recorded(number, "flow_run.")
    assert recorded(number, "artifact.")
    assert found(logs, [number])


def submit(office: Office, at_number: str, /, **fields: Any) -> Desk:
    """Submit until Prefect, which is busy at times, has accepted it; the desk it was submitted at."""
    desk = office.desk(at_number)

    def accepted() -> bool:
        try:
            office.submit(at_number, desk=desk, **fields)
        except (AssertionError, PrefectHTTPStatusError):
            with reading() as session:
                return session.get_one(Desk, desk.token).state is DeskState.TAKEN
        return True

    until(accepted, f"{fields['decision']} is accepted")
    return desk


def decide(office: Office, at_number: str, /, **fields: Any) -> Desk:
    """Submit, and wait for the next desk."""
    return office.desk(at_number, after=submit(office, at_number, **fields).token)


def fail_with_words(matter_id: int, **_: Any) -> None:
    """Fail as carelessly written code would: with what a person typed in the message."""
    raise ValueError(f"complaint {matter_id}: {NAME} <{EMAIL}> {SENTENCE} {FILE}")


def attach(number: str, path: Path) -> None:
    """Attach a file whose name and content are personal."""
    path.write_text(f"{NAME} {SENTENCE}", encoding="utf-8")
    stored = attachments.store([path], settings().files)
    with transaction() as session:
        complaint = matter_by_number(session, number)
        attachments.attach(session, complaint, stored, business_now(session, datetime.now(UTC)))


def fates(number: str) -> list[tuple[LetterState, str]]:
    """What became of each letter, and whom it was for."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        rows = session.exec(select(Letter).where(Letter.matter_id == complaint.id))
        return [(row.state, row.role.value) for row in rows]


def subject_of(mail: Received) -> bytes:
    """A mail's subject, decoded."""
    return str(mail.message["Subject"]).encode()
