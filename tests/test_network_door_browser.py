"""The doors of the network in a real browser: for everybody, on a phone, without a script."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from models.stages import Event
from portal.door import door_app
from tests import sample
from tests.at_the_door import events
from tests.at_the_network_door import (
    Asked,
    doubted,
    held,
    here as here,
    invited,
    person,
    planned,
    rotating,
    unsigned,
)
from tests.browser import page as page
from tests.test_door_browser import another, violations
from tests.web_server import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
DOORS: Final[dict[str, Callable[[], Asked]]] = {
    "invited": invited,
    "absent": lambda: held(sample.LAND),
    "plan": planned,
    "commitment": unsigned,
    "reconfirmation": doubted,
    "rotation": lambda: rotating(followed=False),
    "successor": lambda: rotating(followed=True),
}


@pytest.fixture
def address(here: None) -> Iterator[str]:
    """Where the door is served."""
    with served(door_app()) as client:
        yield str(client.base_url).rstrip("/")


@pytest.mark.parametrize("door", DOORS)
def test_every_page_is_for_everybody(address: str, page: Page, door: str) -> None:
    """No rule of WCAG 2.2 AA is broken, in either scheme and language; it fits a phone and a thumb."""
    asked = DOORS[door]()
    people = [asked.primary, asked.secretariat]
    if door == "successor":
        people.append(person("Norhasanah"))
    page.set_viewport_size({"width": 360, "height": 740})
    for scheme, who in zip(("light", "dark", "dark"), people, strict=False):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for query in ("", "?langkah=pasti", "?bahasa=en&langkah=pasti"):
            page.goto(f"{address}{asked.path(who)}{query}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert not violations(page)
            assert "lapor" not in page.locator("body").inner_text().lower()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            boxes = [
                each.bounding_box() for each in page.locator("button:visible, .button:visible, .choice").all()
            ]
            assert all(box is None or box["height"] >= 44 for box in boxes)


def test_a_focal_point_confirms_without_a_script(address: str, page: Page) -> None:
    """The big button shows, the second one says it; the receipt leads back to a door at its end."""
    asked, plain = doubted(), another(page, scripts=False)
    plain.goto(address + asked.path())
    plain.get_by_role("link", name="Ya, saya masih narahubung").click()
    assert Event.FOCAL_POINT_CONFIRMED not in events(asked.number)
    plain.get_by_role("button", name="Ya, konfirmasi").click()
    expect(plain.get_by_text("000001/TT/2026")).to_be_visible()
    assert Event.FOCAL_POINT_CONFIRMED in events(asked.number)
    plain.get_by_role("link", name="Kembali").click()
    expect(plain.get_by_text("tidak ada lagi yang kami mohon")).to_be_visible()


def test_a_fault_is_told_beside_its_field(address: str, page: Page) -> None:
    """Who comes without a name: the choice is still made, the fault is read with its field."""
    asked = invited()
    page.goto(address + asked.path())
    page.get_by_label("Ya, kami hadir").check()
    page.get_by_role("button", name="Kirim konfirmasi").click()
    expect(page.locator("#attendance-name-salah")).to_be_visible()
    assert "attendance-name-salah" in (
        page.locator("#attendance-name").get_attribute("aria-describedby") or ""
    )
    expect(page.get_by_label("Ya, kami hadir")).to_be_checked()
    assert not violations(page)
    assert Event.ATTENDANCE_ANNOUNCED not in events(asked.number)
