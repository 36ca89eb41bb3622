"""A real browser at Prefect's real UI: the *Resume* form as an officer sees it and fills it in.

Playwright's synchronous API runs an event loop in the test's thread, so nothing here may be mixed with `asyncio.run`.
"""

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Response, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000
"""How long a page may take; the machines are slow at times."""
SCREEN = {"width": 1400, "height": 1000}
BUSY = 503
WAITING = "Tetap menunggu (tidak ada perubahan)"


def installed() -> str | None:
    """Where Chromium is; None if it is nowhere."""
    return shutil.which(CHROMIUM) or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def opened_page(height: int = SCREEN["height"]) -> Generator[Page]:
    """A page in a fresh browser, which ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": SCREEN["width"], "height": height})
            page.set_default_timeout(PATIENCE_MS)
            yield page
        finally:
            browser.close()


@pytest.fixture
def page() -> Iterator[Page]:
    """An empty page of a real Chromium."""
    from tests.conftest import lacking

    if installed() is None:
        lacking("Chromium", "Install it (Debian: apt-get install chromium).")
    with opened_page() as opened:
        yield opened


class ResumeForm:
    """The form behind *Resume* on the page of a run."""

    def __init__(self, page: Page, ui: str, run_id: str) -> None:
        self.page = page
        page.goto(f"{ui}/runs/flow-run/{run_id}")
        self._button = page.get_by_role("button", name="Resume").first
        self._button.click()
        self.dialog = page.get_by_role("dialog")
        self._submit = self.dialog.get_by_role("button", name="Submit")
        expect(self.field("Keputusan")).to_be_visible(timeout=PATIENCE_MS)

    def field(self, title: str) -> Locator:
        """The field of this title, with its help and its control."""
        label = self.page.locator(".schema-form-property__label").filter(has_text=title)
        return self.dialog.locator(".schema-form-property").filter(has=label).first

    @property
    def summary(self) -> Locator:
        """What the desk says over its first field."""
        return self.field("Keputusan").locator("article").first

    def choose(self, title: str, label: str) -> None:
        """Pick `label` from the drop-down `title`, opened by keyboard: a click may close it again at once."""
        control = self.control(title)
        control.press("ArrowDown")
        self.page.get_by_role("listbox").get_by_role("option", name=label).first.click()
        expect(control).to_contain_text(label, timeout=PATIENCE_MS)

    def control(self, title: str) -> Locator:
        """The button of the drop-down `title`, which shows what is chosen."""
        return self.field(title).locator("fieldset").get_by_role("button").first

    def fill(self, title: str, text: str) -> None:
        """Type into the text field `title`."""
        self.field(title).get_by_role("textbox").first.fill(text)

    def value(self, title: str) -> str:
        """What stands in the text field `title`."""
        return self.field(title).get_by_role("textbox").first.input_value()

    def submit(self) -> None:
        """Press Submit until Prefect has accepted the form, which then goes away.

        Prefect on SQLite answers 503 while its database is locked; the form stays open, and one presses again.
        """
        answer = self._press()
        for _ in range(20):
            if answer.status != BUSY:
                break
            answer = self._press()
        assert "ACCEPT" == answer.json().get("status"), answer.text()
        expect(self.dialog).to_have_count(0, timeout=PATIENCE_MS)

    def _press(self) -> Response:
        with self.page.expect_response(lambda response: response.url.endswith("/resume")) as answered:
            self._submit.click()
        return answered.value
