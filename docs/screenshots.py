"""The pictures in docs/, taken anew from a real office at work: `.venv/bin/python docs/screenshots.py`.

Everything in them is invented: the sample office of the tests, with a Prefect server, a worker and a mail server of
their own, in a folder that goes away. Needs Chromium, like the tests.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from deployments.migrating import upgrade
from models.casework import business_time
from models.casework.finding import office_by_code
from models.casework.network import gatherings
from models.casework.network.gatherings import Plan
from models.codes import MatterKind, Mode
from models.database import transaction
from models.settings import settings
from portal.door import door_app
from tests import prefect_server, sample
from tests.besieged import Process
from tests.browser import ResumeForm, opened_page
from tests.office import Office
from tests.prefect_server import Server, until
from tests.smtp_server import Mailbox, Received, running
from tests.web_server import served

HERE = Path(__file__).parent
LARGEST = 300_000
"""Bytes; a README with larger pictures is slow to open."""
LINK = re.compile(r"http://127[.]0[.]0[.]1:\d+/p/[\w.-]+")
TEXT = "Mohon penjelasan tertulis mengapa rujukan tidak diterbitkan, dan kapan akan diterbitkan."


def main() -> None:
    """Set up the office, live a little, take the pictures."""
    with (
        tempfile.TemporaryDirectory(prefix="narahubung-screenshots-") as folder,
        running(Mailbox()) as mailbox,
        ExitStack() as stack,
    ):
        os.environ.update(NARAHUBUNG_HOME=folder, NARAHUBUNG_SMTP_PORT=str(mailbox.port))
        settings.cache_clear()
        upgrade(settings().database)
        with transaction() as session:
            sample.office(session)
            business_time.move(session, sample.NOW, datetime.now(UTC), pace=0)
        stack.enter_context(the_door())
        server = Server(prefect_server.PORT, prefect_server.FOLDER)
        worker = Process(("deployments.worker",), Path(folder) / "worker.log")
        server.start()
        try:
            asyncio.run(prefect_server.deploy_again())
            worker.start()
            office = Office(server.api)
            take(server.api.removesuffix("/api"), office, live(office), live_network(office), mailbox)
        finally:
            worker.end()
            server.stop()


@contextmanager
def the_door() -> Generator[None]:
    """The institutions' door, served where the letters say it is."""
    with served(door_app()) as client:
        os.environ["NARAHUBUNG_PORTAL_URL"] = str(client.base_url).rstrip("/")
        settings.cache_clear()
        yield


def live(office: Office) -> str:
    """Some complaints at several stages; the number of the one that institutions have been asked about."""
    office.lodge(subject="Sertipikat tanah belum terbit", institution=sample.LAND)
    number = office.lodge()
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)
    office.decide(number, decision="forward", institution=sample.HEALTH, text=TEXT, at_once=True)
    office.move_time(sample.NOW + timedelta(days=1))
    clock = office.clock(number, "clarification_1")
    office.decide(number, decision="set_receipt", clock=clock, on="2026-03-03", note="Kurir.")
    office.desk(office.lodge(subject="Bantuan sosial tidak diterima", institution=sample.MINISTRY))
    return number


def live_network(office: Office) -> str:
    """A formation to which two institutions are invited; its number."""
    with transaction() as session:
        number = gatherings.plan(
            session,
            office_by_code(session, "BJM"),
            MatterKind.FORMATION,
            Plan(
                datetime(2026, 3, 11, 9, 0),  # noqa: DTZ001 - local
                "Aula Contoh",
                Mode.HYBRID,
                "Pengawasan internal",
                "Kepala Perwakilan",
            ),
            sample.NOW,
            by=sample.HEAD,
        ).agenda_no
    text = "Mohon menugaskan pejabat yang berwenang mengambil keputusan."
    office.decide(number, decision="invite", invited=[sample.HEALTH, sample.LAND], text=text)
    return number


def take(ui: str, office: Office, number: str, formation: str, mailbox: Mailbox) -> None:
    """All pictures, each of a page of its own height."""
    run, network_run = office.run(number), office.run(formation)
    pictures: dict[str, tuple[int, Callable[[Page], None]]] = {
        "run": (820, lambda page: see_run(page, f"{ui}/runs/flow-run/{run.run_id}")),
        "form": (3100, lambda page: see_form(page, ui, run.run_id or "")),
        "runs": (1150, lambda page: see_runs(page, ui)),
        "case-sheet": (
            1500,
            lambda page: see_sheet(page, f"{ui}/artifacts/artifact/{run.artifact_id}", number),
        ),
        "mail": (1000, lambda page: see_mail(page, mailbox)),
        "door": (1100, lambda page: see_door(page, mailbox)),
        "network-run": (820, lambda page: see_run(page, f"{ui}/runs/flow-run/{network_run.run_id}")),
        "network-mail": (1100, lambda page: see_invitation(page, mailbox)),
        "network-door": (1100, lambda page: see_network_door(page, mailbox)),
    }
    for name, (height, see) in pictures.items():
        with opened_page(height) as page:
            see(page)
            path = HERE / f"{name}.png"
            shown = page.get_by_role("dialog").locator(".p-modal__card") if name == "form" else page
            shown.screenshot(path=path)
            size = path.stat().st_size
            print(f"{path.name}: {size / 1000:.0f} kB")  # noqa: T201 - says what it made
            assert size < LARGEST, path  # noqa: S101 - a picture too large for the README


def see_run(page: Page, address: str) -> None:
    """The run with its timeline and tags."""
    page.goto(address)
    page.get_by_role("button", name="Resume").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(3_000)  # the timeline is drawn on a canvas that tells nobody when it is done


def see_form(page: Page, ui: str, run_id: str) -> None:
    """The whole form."""
    form = ResumeForm(page, ui, run_id)
    form.summary.wait_for()


def see_runs(page: Page, ui: str) -> None:
    """The runs, with a saved search chosen."""
    page.goto(f"{ui}/runs")
    page.get_by_role("button", name="Past week").press("ArrowDown")
    page.get_by_role("option", name="Open complaints").first.click()
    page.get_by_role("button", name="Open complaints").first.wait_for()
    page.get_by_text("stage:clarification").first.wait_for()


def see_sheet(page: Page, address: str, number: str) -> None:
    """The case sheet."""
    page.goto(address)
    page.get_by_text(number).first.wait_for()
    page.get_by_role("table").first.wait_for()


def see_mail(page: Page, mailbox: Mailbox) -> None:
    """The letter that forwards a complaint, as a mail program shows it."""
    address = f"{sample.HEALTH.lower()}@instansi.example"
    mail = until(lambda: next(iter(reversed(mailbox.to(address))), None), "a mail to the institution arrives")
    page.set_viewport_size({"width": 760, "height": 1000})
    page.set_content(mail.html)


def see_door(page: Page, mailbox: Mailbox) -> None:
    """The page behind the link in the focal point's letter, on a phone."""
    mails = [
        mail for mail in reversed(mailbox.received) if LINK.search(mail.text) and "primary" in mail.recipient
    ]
    page.set_viewport_size({"width": 480, "height": 1100})
    page.goto(LINK.findall(mails[0].text)[0])


def see_invitation(page: Page, mailbox: Mailbox) -> None:
    """The invitation to a formation, as a mail program shows it."""
    page.set_viewport_size({"width": 760, "height": 1100})
    page.set_content(invitation(mailbox).html)


def see_network_door(page: Page, mailbox: Mailbox) -> None:
    """The page where an institution says who will come, on a phone."""
    page.set_viewport_size({"width": 480, "height": 1100})
    page.goto(LINK.findall(invitation(mailbox).text)[0])


def invitation(mailbox: Mailbox) -> Received:
    """One with a link."""

    def came() -> Received | None:
        mails = (mail for mail in mailbox.received if "Undangan" in str(mail.message["Subject"]))
        return next((mail for mail in mails if LINK.search(mail.text)), None)

    return until(came, "an invitation arrives")


if __name__ == "__main__":
    main()
