"""What tests at the institutions' door stand on: a confidential complaint that was forwarded and asked about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlmodel import Session, col, select

from models.casework import business_time
from models.casework.finding import matter_by_number
from models.casework.settle import settle
from models.codes import Confidentiality, FocalRole, ReplyKind
from models.database import reading, transaction
from models.decisions import read_form
from models.stages import Event
from models.tables import Door, FocalPoint, Happening, Institution
from notifications import planning
from notifications.links import Links, Pass, links
from portal.door import door_app
from tests import sample
from tests.web_server import served

ASKED = "Mohon penjelasan mengapa rujukan Rahmat ditolak tiga kali."
"""The request names the reporter, which no institution may read."""
PDF = b"%PDF-1.4\n1 0 obj\n"
"""What a file of this kind begins with."""


@dataclass
class Case:
    """A complaint that was forwarded to the health agency with a formal request."""

    number: str
    door_id: int
    primary: str
    secretariat: str

    def path(self, person: str = "") -> str:
        """The link of a person, of the primary contact where none is named."""
        return links().path(Pass(self.door_id, person or self.primary))


def decide(number: str, *forms: dict[str, object], day: int = 0) -> None:
    """Take decisions, a day apart, the first so many days after the sample's beginning."""
    with transaction() as session:
        for later, form in enumerate(forms, start=day):
            complaint = matter_by_number(session, number, to_change=True)
            settle(
                session,
                complaint,
                read_form({"officer": sample.HEAD, **form}),
                sample.NOW + timedelta(days=later),
            )
            planning.plan(session, complaint.id, sample.NOW + timedelta(days=later))


def forwarded(number: str) -> None:
    """Forward the complaint to the health agency with a formal request."""
    decide(
        number,
        {"decision": "pass_formal"},
        {"decision": "pass_material"},
        {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
        {"decision": "forward", "institution": sample.HEALTH, "at_once": True, "text": ASKED},
    )


def person_of(session: Session, role: FocalRole) -> str:
    """The key of the health agency's contact with this role."""
    found = session.exec(
        select(FocalPoint.id)
        .join(Institution, col(Institution.id) == FocalPoint.institution_id)
        .where(Institution.code == sample.HEALTH, FocalPoint.role == role)
    ).first()
    return f"focal_point:{found}"


@pytest.fixture
def case(database_url: str) -> Case:
    """Forwarded and asked at once; business time stands at the sample's."""
    with transaction() as session:
        business_time.move(session, sample.NOW + timedelta(days=5), datetime.now(UTC), pace=0)
        sample.office(session)
        complaint = sample.lodged(session, confidentiality=Confidentiality.CONFIDENTIAL)
        number = complaint.agenda_no
    forwarded(number)
    with reading() as session:
        door = session.exec(select(Door)).one()
        institution = f"institution:{door.institution_id}"
        return Case(number, door.id or 0, person_of(session, FocalRole.PRIMARY), institution)


def events(number: str) -> list[Event]:
    """What has happened to the complaint."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        rows = select(Happening.event).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
        return [Event(each) for each in session.exec(rows)]


def wrong_links(case: Case) -> dict[str, str]:
    """Links that open nothing, each for another reason."""
    good = case.path()
    with transaction() as session:
        stranger = session.exec(
            select(FocalPoint.id)
            .join(Institution, col(Institution.id) == FocalPoint.institution_id)
            .where(Institution.code == sample.LAND)
        ).first()
    return {
        "forged": f"{good.rpartition('.')[0]}.{good.rpartition('.')[2][::-1]}",
        "another door": good.replace(f"/p/{case.door_id}.", f"/p/{case.door_id + 1}."),
        "another person": good.replace(".f", ".i", 1),
        "another institution": case.path(f"focal_point:{stranger}"),
        "no such door": links().path(Pass(999, case.primary)),
        "no such person": case.path("focal_point:9999"),
        "other keys": Links(("entirely-other-key",)).path(Pass(case.door_id, case.primary)),
        "nonsense": "/p/../../etc/passwd",
        "empty": "/p/",
        "root": "/",
        "file page": "/berkas",
    }


@pytest.fixture
def browser(case: Case) -> Iterator[httpx.Client]:
    """A browser somewhere in an institution."""
    with served(door_app()) as client:
        yield client


def ticket(page: str) -> str:
    """The ticket in the page's forms."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, page
    return found[1]


def send(
    browser: httpx.Client,
    path: str,
    kind: ReplyKind,
    *,
    file: bytes | None = None,
    given: str = "",
    **fields: str,
) -> httpx.Response:
    """Open the page, unless a ticket is given, and send one of its forms."""
    data = {"ticket": given or ticket(browser.get(path).text), **fields}
    files = {"files": ("surat.pdf", file)} if file is not None else None
    return browser.post(f"{path}/{kind.value}", data=data, files=files)
