"""Fourteen inspectorates: the list an office keeps of them, their formation, and who of them stays silent."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook
from sqlmodel import col, select

from models.casework.business_time import business_now
from models.casework.errors import AbsenteesAsked
from models.casework.finding import matter_by_number, office_by_code
from models.casework.network import gatherings
from models.casework.network.gatherings import Plan
from models.casework.network.opening import tracks_by_code
from models.codes import MatterKind, Mode, ReplyKind
from models.database import reading, transaction
from models.stages import Stage, TrackStage
from models.tables import Clock, FocalPoint, Institution, Reached
from portal.door import door_app
from tests import sample
from tests.at_the_door import send
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox, Received
from tests.web_server import served

REGIONS: Final = (
    "Banjar", "Barito Kuala", "Tapin", "Hulu Sungai Selatan", "Hulu Sungai Tengah", "Hulu Sungai Utara", "Tabalong",
    "Balangan", "Tanah Laut", "Tanah Bumbu", "Kotabaru", "Kota Banjarbaru", "Provinsi", "Kota Seberang",
)  # fmt: skip
"""Fourteen inspectorates."""
DAY: Final = timedelta(days=1)
HELD: Final = datetime(2026, 3, 11, 6, 0, tzinfo=UTC)
"""Wednesday 11 March 2026, 14:00 in Banjarmasin."""
SECRET: Final = "Zulaikha"
"""In the name of every official of this journey: none may ever be found in Prefect."""


def sheet(path: Path) -> Path:
    """The list of inspectorates as an office keeps it."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Instansi", "Nama", "Jabatan", "Email"])
    for index, region in enumerate(REGIONS):
        page.append(
            [f"Inspektorat {region}", f"{SECRET} {index}", "Sekretaris", f"sek{index}[at]daerah.example"]
        )
    book.save(path)
    return path


def inspectorates() -> list[str]:
    """Their codes."""
    with reading() as session:
        query = select(Institution.code).where(col(Institution.name).startswith("Inspektorat "))
        codes = session.exec(query.order_by(col(Institution.id))).all()
    return [code for code in codes if code != "BJM-INSP"]


def formed(office: Office) -> str:
    """A formation for the day after tomorrow."""
    with transaction() as session:
        return gatherings.plan(
            session,
            office_by_code(session, "BJM"),
            MatterKind.FORMATION,
            Plan(datetime(2026, 3, 11, 9, 0), "Aula Contoh", Mode.HYBRID, "Pengawasan", f"{SECRET} Pembuka"),  # noqa: DTZ001 - local
            business_now(session, datetime.now(UTC)),
            by=sample.HEAD,
        ).agenda_no


def formation_of(office: Office, mailbox: Mailbox, codes: list[str]) -> str:
    """Fourteen are invited, twelve come, one names somebody afterwards, one stays silent; its number."""
    number = formed(office)
    assert Stage.PLANNING is office.desk(number).stage
    assert Stage.INVITED is office.decide(number, decision="invite", invited=codes, text="Mohon hadir.").stage
    until(
        lambda: 14 <= sum(_has_calendar(mail) for mail in mailbox.received),
        "fourteen invitations with their calendar entry",
    )
    office.move_time(HELD)
    office.decide(
        number, decision="note_held", present=codes[:12], on="2026-03-11", text="Dibuka pukul 09.00."
    )
    people = "\n".join(
        f"{code}: {SECRET} Hadir {index}; Auditor; hadir{index}@daerah.example"
        for index, code in enumerate(codes[:12])
    )
    office.decide(number, decision="name_focal_points", people=people)
    with reading() as session:
        stages = [
            track.stage for track in tracks_by_code(session, matter_by_number(session, number)).values()
        ]
        named = session.exec(select(FocalPoint).where(FocalPoint.evidence == "attended")).all()
    assert 12 == len(named) == stages.count(TrackStage.NAMED)
    office.decide(number, decision="ask_absentees", text="Mohon menunjuk narahubung.")
    _absentee_names(office, mailbox, number, codes[12])
    office.decide(
        number,
        decision="open_commitment",
        wording="2026-1",
        text=f"{SECRET} Naskah",
        witness=f"{SECRET} Saksi",
    )
    return number


def absentees(office: Office, number: str) -> None:
    """One has not answered: the formation stays open until its term has passed and those above were told."""
    with transaction() as session:
        matter, now = matter_by_number(session, number), business_now(session, datetime.now(UTC))
        with pytest.raises(AbsenteesAsked):
            gatherings.close(session, matter, "", now, by=sample.HEAD)
    office.move_time(HELD + 30 * DAY)
    office.sweep()
    until(
        lambda: "office_alarm intake_unit" in letters_sent(office, number),
        "the office is told that it is silent",
    )
    with reading() as session:
        keys = select(Reached.rung).join(Clock).where(Clock.key == "absentee_answer")
        assert ["superior"] == [rung for rung in session.exec(keys) if rung == "superior"]
    office.submit(number, decision="conclude_gathering")
    until(lambda: office.complaint(number).stage is Stage.CLOSED, "the formation is closed")


def _absentee_names(office: Office, mailbox: Mailbox, number: str, code: str) -> None:
    """Through the link in its mail; the office makes whom it names its focal point."""
    before = office.desk(number)
    with served(door_app()) as browser:
        path = link(mailbox, "sek12@daerah.example", number)
        sent = send(
            browser,
            path,
            ReplyKind.ATTENDANCE,
            coming="no",
            nominated="yes",
            name=f"{SECRET} Susulan",
            email="susulan@daerah.example",
        )
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    office.desk(number, after=before.token)
    office.decide(number, decision="name_focal_points")
    with reading() as session:
        named = select(FocalPoint).where(FocalPoint.evidence == "named_by_institution")
        entry = session.exec(named).one()
        assert ("susulan@daerah.example", code) == (
            entry.email,
            session.get_one(Institution, entry.institution_id).code,
        )


def link(mailbox: Mailbox, recipient: str, number: str) -> str:
    """The link in the latest mail about this undertaking to this address, as the mail server received it."""

    def found() -> str | None:
        for mail in reversed(mailbox.received):
            led = re.findall(r"/p/[\w.-]+", mail.text)
            if led and mail.recipient == recipient and number in str(mail.message["Subject"]):
                return led[0]
        return None

    return until(found, f"a mail to {recipient} with its link")


def _has_calendar(mail: Received) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.message.walk())


def letters_sent(office: Office, number: str) -> set[str]:
    """Kind and role of each letter of the undertaking."""
    return set(office.letters(number))
