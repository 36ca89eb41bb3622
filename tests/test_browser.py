"""The officer's way: a complaint decided through the *Resume* form of the real Prefect UI in a real browser."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from models.decisions import Decision
from models.decisions.schema import DRAFT_KEPT
from models.decisions.words import DECISIONS
from models.stages import Stage
from tests import sample
from tests.browser import PATIENCE_MS, WAITING, ResumeForm, page as page
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox

pytestmark = [pytest.mark.prefect, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

WORDS = "Kuitansi atas nama Ibu Zulaikha Purwaningrat sudah kami terima."


def shown_as(decision: Decision) -> str:
    """What the officer picks for it."""
    return DECISIONS[decision][0]


def form_of(office: Office, page: Page, number: str) -> ResumeForm:
    """The form of the desk at which the complaint waits."""
    return ResumeForm(page, office.address.removesuffix("/api"), office.desk(number).run_id)


def inputs(office: Office, number: str) -> list[dict[str, Any]]:
    """Everything Prefect keeps of the forms of the complaint's run."""
    address = f"{office.address}/flow_runs/{office.run(number).run_id}/input/filter"
    response = httpx.post(address, json={"prefix": "", "limit": 200})
    return response.raise_for_status().json()


def waits(office: Office, number: str) -> bool:
    """Whether Prefect shows the complaint's run as suspended."""
    response = httpx.get(f"{office.address}/flow_runs/{office.run(number).run_id}")
    return response.json()["state"]["name"] == "Suspended"


def test_a_decision_in_the_ui_moves_the_complaint_and_its_letters(
    office: Office, mailbox: Mailbox, page: Page
) -> None:
    """The officer reads the desk, picks decision and name, types, submits: next stage, letters, next desk, no words."""
    number = office.lodge()
    desk = office.desk(number)
    form = form_of(office, page, number)
    expect(form.summary).to_be_visible()
    for part in (
        "verifikasi formil",
        number,
        "Jatuh tempo",
        "27 Maret 2026 pukul 23.59 WITA",
        "Hari Suci Nyepi",
    ):
        expect(form.summary).to_contain_text(part, timeout=PATIENCE_MS)
    assert (form.summary.bounding_box() or {"height": 0})["height"] > 200

    form.choose("Keputusan", shown_as(Decision.PASS_FORMAL))
    form.choose("Diputuskan oleh", sample.EXAMINER)
    form.fill("Alasan atau catatan", WORDS)
    form.submit()

    following = office.desk(number, after=desk.token)
    assert (Stage.MATERIAL_CHECK, Stage.MATERIAL_CHECK) == (office.complaint(number).stage, following.stage)
    until(lambda: waits(office, number), "the run is suspended again")
    until(lambda: len(mailbox.letters) == len(office.letters(number)) > 0, "every letter arrives")
    assert {f"suspended-{following.token}-schema"} == {each["key"] for each in inputs(office, number)}
    assert "Zulaikha" not in json.dumps(inputs(office, number))

    again = form_of(office, page, number)
    expect(again.summary).to_contain_text("Periksa syarat materiil", timeout=PATIENCE_MS)
    assert "" == again.value("Alasan atau catatan")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keep_waiting_changes_nothing(office: Office, mailbox: Mailbox, page: Page) -> None:
    """The form submitted as it opens leaves stage, version, history and letters as they are."""
    number = office.lodge()
    desk = office.desk(number)
    before = (
        office.complaint(number).version,
        office.events(number),
        office.letters(number),
        len(mailbox.letters),
    )
    form = form_of(office, page, number)
    expect(form.control("Keputusan")).to_contain_text(WAITING, timeout=PATIENCE_MS)
    form.submit()

    assert desk.token != office.desk(number, after=desk.token).token
    until(lambda: waits(office, number), "the run is suspended again")
    after = (
        office.complaint(number).version,
        office.events(number),
        office.letters(number),
        len(mailbox.letters),
    )
    assert before == after


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_with_a_missing_field_comes_back_with_the_reason(office: Office, page: Page) -> None:
    """What was picked is still picked, what was typed stays in the file, the reason is on top; then it is taken."""
    number = office.lodge()
    desk = office.desk(number)
    form = form_of(office, page, number)
    form.choose("Keputusan", shown_as(Decision.ASK_REPORTER))
    form.choose("Diputuskan oleh", sample.EXAMINER)
    form.fill("Uraian", WORDS)
    form.submit()

    returned = office.desk(number, after=desk.token)
    assert Stage.FORMAL_CHECK == office.complaint(number).stage
    until(lambda: waits(office, number), "the run is suspended again")
    assert "Zulaikha" not in json.dumps(inputs(office, number))
    again = form_of(office, page, number)
    expect(again.summary).to_contain_text("Keputusan belum dapat diterima", timeout=PATIENCE_MS)
    reason = again.summary.inner_text().split("\n\n")[0]
    assert "Data yang kurang" in reason
    assert DRAFT_KEPT["id"] == again.value("Uraian")
    expect(again.control("Diputuskan oleh")).to_contain_text(sample.EXAMINER)

    again.choose("Keputusan", shown_as(Decision.PASS_FORMAL))
    again.submit()
    assert Stage.MATERIAL_CHECK == office.desk(number, after=returned.token).stage
