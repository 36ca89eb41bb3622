"""From the desk to the door and back: an officer in the Prefect UI, a focal point at the link in the mail."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from models.casework import history
from models.casework.finding import matter_by_number
from models.database import reading
from models.decisions import Decision
from models.decisions.words import DECISIONS
from models.settings import settings
from models.stages import Stage
from models.tables import Attachment
from portal.door import door_app
from tests import sample
from tests.browser import PATIENCE_MS, ResumeForm, page as page
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox
from tests.web_server import served

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

PAPER = {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj\n"}
ResultT = TypeVar("ResultT")


def elsewhere(work: Callable[[], ResultT]) -> ResultT:
    """Do it in another thread: Playwright's loop lives in this one, and the office has its own."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(work).result()


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[str]:
    """The door, served where the mails say it is."""
    with served(door_app()) as client:
        address = str(client.base_url).rstrip("/")
        monkeypatch.setenv("NARAHUBUNG_PORTAL_URL", address)
        settings.cache_clear()
        yield address


def link_in(mailbox: Mailbox, subject: str) -> str:
    """The link in the latest mail to the focal point with this subject, as the mail server received it."""

    def found() -> str | None:
        for mail in reversed(mailbox.received):
            if subject in str(mail.message["Subject"]) and "primary" in mail.recipient:
                return re.findall(r"http://127[.]0[.]0[.]1:\d+/p/[\w.-]+", mail.text)[0]
        return None

    return until(found, f"a mail {subject!r} with its link")


def test_from_the_desk_to_the_door_and_back(
    office: Office,
    mailbox: Mailbox,
    door: str,
    page: Page,
    record_property: Callable[[str, object], None],
) -> None:
    """Accept and forward in the UI; answer at the link; issue the LHP; evidence item by item; verify; close.

    How long the next desk takes from the receipt on is written into the report; `bench_flows` has the measure.
    """
    number = elsewhere(office.lodge)
    elsewhere(lambda: office.desk(number))
    elsewhere(lambda: office.decide(number, decision="pass_formal"))
    elsewhere(lambda: office.decide(number, decision="pass_material"))

    desk = _in_the_ui(
        office, page, number, Decision.ACCEPT, {"Klasifikasi": "sederhana", "Asisten": sample.EXAMINER}
    )
    assert Stage.REGISTERED is desk
    desk = _in_the_ui(
        office, page, number, Decision.FORWARD, {"Instansi": "BJM-DINKES"}, {"Uraian": "Mohon penjelasan."}
    )
    assert Stage.CLARIFICATION is desk

    page.goto(link_in(mailbox, "Laporan masyarakat untuk ditindaklanjuti"))
    expect(page.get_by_role("heading", name="Permintaan klarifikasi")).to_be_visible()
    page.fill("#answer-text", "Rujukan sudah diterbitkan.")
    page.set_input_files("#answer-files", files=[PAPER])  # pyright: ignore[reportArgumentType] - as Playwright documents it
    before = elsewhere(lambda: office.desk(number))
    page.locator("#answer button:not(.quiet)").click()
    expect(page.get_by_text("000001/TT/2026")).to_be_visible(timeout=PATIENCE_MS)
    received = time.monotonic()
    after = elsewhere(lambda: office.desk(number, after=before.token))
    seen = round(time.monotonic() - received, 2)
    record_property("seconds_from_the_receipt_to_the_next_desk", seen)
    print(f"the next desk was open {seen} s after the receipt")  # noqa: T201 - for whoever reads the run
    assert Stage.EVALUATION is after.stage
    until(
        lambda: any("000001/TT/2026" in mail.text for mail in mailbox.received), "the receipt arrives by mail"
    )

    for decision in ("start_drafting", "ask_review", "approve_review"):
        elsewhere(lambda decision=decision: office.decide(number, decision=decision))
    items = f"{sample.HEALTH}: Menerbitkan rujukan\n{sample.HEALTH}: Menetapkan jangka waktu"
    found = {"found": ["protracted_delay"], "items": items, "text": "Terlambat."}
    elsewhere(lambda: office.decide(number, decision="issue_found", **found))

    link = link_in(mailbox, "Tindakan korektif untuk ditindaklanjuti")
    for item in (1, 2):
        page.goto(link)
        form = page.locator(f"#item_report-{item}")
        form.locator("select").select_option("done")
        form.locator("textarea").fill("Sudah dilaksanakan.")
        form.locator("input[type=file]").set_input_files(files=[PAPER])  # pyright: ignore[reportArgumentType]
        form.locator("button:not(.quiet)").click()
        expect(page.get_by_text("Telah kami terima")).to_be_visible(timeout=PATIENCE_MS)
    for item in (1, 2):
        elsewhere(lambda item=item: office.decide(number, decision="verify_item", item=item, status="done"))
    elsewhere(lambda: office.submit(number, decision="close_actions_done"))
    until(lambda: office.complaint(number).stage is Stage.CLOSED, "the complaint is closed")

    with reading() as session:
        complaint = matter_by_number(session, number)
        assert history.verify(session, complaint) is None
        kept = session.exec(select(Attachment).where(Attachment.matter_id == complaint.id)).all()
        assert [False, True, True] == [each.item_id is not None for each in kept]
    page.goto(link)
    expect(page.get_by_text("tidak ada lagi yang kami mohon")).to_be_visible()


def _in_the_ui(
    office: Office,
    page: Page,
    number: str,
    decision: Decision,
    choices: dict[str, str],
    texts: dict[str, str] | None = None,
) -> Stage:
    """Take a decision in the form behind *Resume*; the stage of the next desk."""
    desk = elsewhere(lambda: office.desk(number))
    form = ResumeForm(page, office.address.removesuffix("/api"), desk.run_id)
    form.choose("Keputusan", DECISIONS[decision][0])
    for title, label in choices.items():
        form.choose(title, label)
    for title, text in (texts or {}).items():
        form.fill(title, text)
    form.choose("Diputuskan oleh", sample.EXAMINER)
    form.submit()
    return elsewhere(lambda: office.desk(number, after=desk.token)).stage
