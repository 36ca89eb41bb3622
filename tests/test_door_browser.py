"""The institutions' door in a real browser: for everybody, on a phone, without a script."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from http import HTTPStatus

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from playwright.sync_api import Page, Response, expect
from sqlmodel import select

from models.codes import Purpose
from models.database import reading, transaction
from models.stages import Event
from models.tables import Attachment, Door, FocalPoint
from notifications.links import Pass, links
from portal import bounds
from portal.door import door_app
from tests import sample
from tests.at_the_door import PDF, Case, case as case, decide, events
from tests.browser import page as page
from tests.web_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def address(case: Case) -> Iterator[str]:
    """Where the door is served."""
    with served(door_app()) as client:
        yield str(client.base_url).rstrip("/")


def violations(page: Page) -> str:
    """The rules of WCAG that the page breaks, told; empty if none."""
    found = Axe().run(page, options=RULES)  # pyright: ignore[reportUnknownMemberType]
    return found.generate_report() if found.violations_count else ""


def pages(case: Case, address: str) -> dict[str, str]:
    """Every page there is, by name, each at its address; the complaint has come to its corrective actions."""
    given = re.search(r'name="ticket" value="([^"]+)"', httpx.get(f"{address}{case.path()}").text)
    ticket = given[1] if given else ""
    sent = httpx.post(f"{address}{case.path()}/answer", data={"ticket": ticket, "text": "Rujukan terbit."})
    decide(
        case.number,
        {"decision": "start_drafting"},
        {"decision": "ask_review"},
        {"decision": "approve_review"},
        {
            "decision": "issue_found",
            "found": ["protracted_delay"],
            "items": f"{sample.HEALTH}: Menerbitkan rujukan\n{sample.HEALTH}: Menetapkan jangka waktu",
            "text": "Terlambat.",
        },
        day=6,
    )
    with reading() as session:
        door = session.exec(select(Door).where(Door.purpose == Purpose.CORRECTIVE_ACTION)).one()
    return {
        "receipt": f"{address}{sent.headers['location']}",
        "items": address + links().path(Pass(door.id or 0, case.primary)),
        "ended": f"{address}{case.path()}",
        "no entry": f"{address}/p/1.f1.x",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(case: Case, address: str, page: Page, scheme: str) -> None:
    """No rule of WCAG 2.2 AA that a program can check is broken, in either scheme, with all forms unfolded."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    told: dict[str, str] = {}

    def look(name: str, url: str) -> None:
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if broken := violations(page):
            told[name] = broken

    look("asked", address + case.path())
    look("asked, English", f"{address}{case.path(case.secretariat)}?bahasa=en")
    page.locator("#answer button:not(.quiet)").click()  # the browser itself asks for what is missing
    for name, url in pages(case, address).items():
        look(name, url)
    assert not told, "\n\n".join(f"{name}\n{report}" for name, report in told.items())


def _supplement(case: Case) -> None:
    decide(case.number, {"decision": "record_answer", "institution": sample.HEALTH, "text": "Terbit."}, day=4)


def _settlement(case: Case) -> None:
    _supplement(case)
    promise = f"{sample.HEALTH}: Menerbitkan rujukan, paling lambat 2026-04-10"
    decide(
        case.number,
        {"decision": "open_conciliation"},
        {"decision": "note_agreement", "items": promise},
        day=5,
    )


def _recommendation(case: Case) -> None:
    _supplement(case)
    decide(
        case.number,
        {"decision": "open_conciliation"},
        {"decision": "propose_recommendation", "note": "Tidak tercapai."},
        {"decision": "approve_recommendation", "items": f"{sample.HEALTH}: Menerbitkan rujukan"},
        {"decision": "sign_recommendation"},
        day=5,
    )


@pytest.mark.parametrize(
    ("purpose", "lead", "form"),
    [
        (Purpose.CLARIFICATION, _supplement, "#supplement"),
        (Purpose.SETTLEMENT, _settlement, "#item_report-1"),
        (Purpose.RECOMMENDATION, _recommendation, "#item_report-1"),
    ],
)
def test_every_purpose_of_the_door_is_for_everybody(
    case: Case, address: str, page: Page, purpose: Purpose, lead: Callable[[Case], None], form: str
) -> None:
    """What may still be added, what was promised, what is recommended: with its form, in both schemes and languages."""
    lead(case)
    with reading() as session:
        door = session.exec(select(Door).where(Door.purpose == purpose)).one()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for query in ("", "?bahasa=en"):
            page.goto(f"{address}{links().path(Pass(door.id or 0, case.primary))}{query}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            expect(page.locator(form)).to_be_visible()
            assert not violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_turns_people_away_is_for_everybody(
    case: Case, address: str, page: Page, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """Who has handed over (403), who sends too much (413), who comes too often (429): each has a page to read."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def met(status: HTTPStatus, answer: Response | None) -> None:
        assert answer is not None
        assert status == answer.status
        assert not violations(page)

    monkeypatch.setattr(bounds, "LARGEST", 4_000)
    too_much = "Rujukan terbit. " * 400
    page.goto(address + case.path())
    page.fill("#answer-text", too_much)
    page.locator("#answer button:not(.quiet)").click()
    expect(page.locator("#answer [data-failed]")).to_be_visible()  # the page stays, with all that was typed
    assert too_much == page.locator("#answer-text").input_value()
    assert not violations(page)
    with page.expect_navigation() as sent:  # as a browser without scripts sends it
        page.locator("#answer-text").evaluate("each => HTMLFormElement.prototype.submit.call(each.form)")
    met(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sent.value)

    with transaction() as session:
        contact = session.get_one(FocalPoint, int(case.primary.partition(":")[2]))
        contact.valid_to = date(2026, 3, 3)
        session.add(contact)
    met(HTTPStatus.FORBIDDEN, page.goto(address + case.path()))

    for number in range(22):
        httpx.get(f"{address}/p/{number}.f1.AAAA")
    met(HTTPStatus.TOO_MANY_REQUESTS, page.goto(address + case.path(case.secretariat)))


def test_a_fault_is_told_beside_its_field(case: Case, address: str, page: Page) -> None:
    """A file of the wrong kind: the words are still there, the fault is read with its field, nothing was sent."""
    page.goto(address + case.path())
    page.fill("#answer-text", "Rujukan terbit.")
    program = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 80}
    page.set_input_files("#answer-files", files=[program])  # pyright: ignore[reportArgumentType] - as Playwright documents it
    page.locator("#answer button:not(.quiet)").click()

    expect(page.locator("#answer-files-salah")).to_contain_text("Hanya PDF")
    assert "answer-files-salah" in (page.locator("#answer-files").get_attribute("aria-describedby") or "")
    assert "Rujukan terbit." == page.locator("#answer-text").input_value()
    assert not violations(page)
    assert Event.ANSWERED not in events(case.number)


def test_it_fits_a_phone(case: Case, address: str, page: Page) -> None:
    """Nothing is wider than the screen; what is pressed is large enough for a thumb."""
    page.set_viewport_size({"width": 360, "height": 740})
    for url in (address + case.path(), pages(case, address)["items"]):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        boxes = [button.bounding_box() for button in page.get_by_role("button").all()]
        assert all(box is None or box["height"] >= 44 for box in boxes)


def another(page: Page, *, scripts: bool = True) -> Page:
    """A page of a browser that knows nothing of the first."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_context(java_script_enabled=scripts).new_page()


def test_it_works_without_a_script(case: Case, address: str, page: Page) -> None:
    """A browser with scripts switched off: a draft by its button, then the answer with its file, and the receipt."""
    plain = another(page, scripts=False)
    plain.goto(address + case.path())
    plain.fill("#answer-text", "Setengah")
    plain.get_by_role("button", name="Simpan draf").first.click()
    assert "Setengah" == plain.locator("#answer-text").input_value()
    plain.fill("#answer-text", "Selesai.")
    paper = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": PDF}
    plain.set_input_files("#answer-files", files=[paper])  # pyright: ignore[reportArgumentType]
    plain.locator("#answer button:not(.quiet)").click()
    expect(plain.get_by_text("000001/TT/2026")).to_be_visible()
    assert Event.ANSWERED in events(case.number)


def test_what_was_typed_survives_a_lost_connection(case: Case, address: str, page: Page) -> None:
    """The page saves by itself; a browser that dies finds it again at the same link, on whatever machine."""
    page.clock.install()
    page.goto(address + case.path())
    page.fill("#answer-text", "Baris yang belum dikirim")
    with page.expect_response(lambda answer: answer.url.endswith("/draf")) as kept:
        page.clock.run_for(9000)
    assert HTTPStatus.NO_CONTENT == kept.value.status
    later = another(page)
    later.goto(address + case.path())
    assert "Baris yang belum dikirim" == later.locator("#answer-text").input_value()
    expect(later.get_by_text("Belum ada yang dikirim")).to_be_visible()


def test_sending_over_a_dead_line_loses_nothing(case: Case, address: str, page: Page) -> None:
    """The page stays, with words and file, and says what to do; once the line is back, the same button sends both."""
    page.goto(address + case.path())
    page.fill("#answer-text", "Ditulis dalam delapan detik terakhir.")
    paper = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#answer-files", files=[paper])  # pyright: ignore[reportArgumentType]
    page.context.set_offline(True)
    page.locator("#answer button:not(.quiet)").click()

    expect(page.locator("#answer [data-failed]")).to_contain_text("sambungan terputus")
    assert "Ditulis dalam delapan detik terakhir." == page.locator("#answer-text").input_value()
    assert not violations(page)
    page.get_by_role("button", name="Simpan draf").first.click()
    expect(page.locator("#answer [data-failed]")).to_be_visible()
    page.context.set_offline(False)
    page.locator("#answer button:not(.quiet)").click()
    expect(page.get_by_text("000001/TT/2026")).to_be_visible()
    assert Event.ANSWERED in events(case.number)
    with reading() as session:
        assert 1 == len(session.exec(select(Attachment)).all())


def test_what_cannot_be_taken_is_told_on_the_page(case: Case, address: str, page: Page) -> None:
    """Too much at once, or too often: said beside the form, with all that was typed still in it."""
    page.goto(address + case.path())
    page.fill("#answer-text", "Jawaban lengkap.")
    full = {"status": 507, "content_type": "text/html", "body": "<main><h1>Penuh</h1>\n<p>Nanti.</p></main>"}
    page.route("**/answer", lambda route: route.fulfill(**full))  # pyright: ignore[reportArgumentType]
    page.locator("#answer button:not(.quiet)").click()
    expect(page.locator("#answer [data-failed]")).to_have_text("Penuh. Nanti.")
    assert "Jawaban lengkap." == page.locator("#answer-text").input_value()
