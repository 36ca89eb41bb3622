"""The network's journey: spreadsheet, formation, commitment, a rotation amid a clarification, silence, monev."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook
from sqlmodel import col, select

from models.casework import history
from models.casework.business_time import business_now
from models.casework.errors import AbsenteesAsked
from models.casework.finding import institution_by_code, matter_by_number, office_by_code
from models.casework.network import gatherings, succession
from models.casework.network.gatherings import Plan
from models.casework.network.opening import tracks_by_code
from models.codes import FocalRole, FocalState, MatterKind, Mode, ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage, TrackStage
from models.tables import (
    Clock,
    ClockState,
    FocalPoint,
    Institution,
    Letter,
    Matter,
    Reached,
    Succession,
)
from portal.door import door_app
from tests import sample
from tests.at_the_door import send
from tests.office import Office
from tests.prefect_remains import found, in_database
from tests.prefect_server import FOLDER, until
from tests.running import told
from tests.smtp_server import Mailbox, Received
from tests.web_server import served

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]

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


def opened(kind: MatterKind) -> list[str]:
    """The numbers of the undertakings of this kind, the oldest first."""
    with reading() as session:
        return list(
            session.exec(select(Matter.agenda_no).where(Matter.kind == kind).order_by(col(Matter.id)))
        )


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


def post_of(code: str) -> list[FocalPoint]:
    """Who is primary contact of the institution."""
    with reading() as session:
        place = institution_by_code(session, code)
        query = select(FocalPoint).where(
            FocalPoint.institution_id == place.id, FocalPoint.role == FocalRole.PRIMARY
        )
        return list(session.exec(query.order_by(col(FocalPoint.id))))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_network_lives(
    office: Office, mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each undertaking has its run and its desk; clocks go on amid a rotation; silence is followed up."""
    monkeypatch.setenv("NARAHUBUNG_PORTAL_URL", "https://narahubung.example")
    monkeypatch.setenv("NARAHUBUNG_NETWORK_PATTERN", office.lodge()[:6] + "J{sequence:05d}.{year}")
    settings.cache_clear()
    told("directory", "import", str(sheet(tmp_path / "daftar.xlsx")))
    codes = inspectorates()
    assert 14 == len(codes)

    number = _formation(office, mailbox, codes)
    _commitment(office, codes)
    complaint = _rotation_amid_a_clarification(office, mailbox)
    _absentees(office, number)
    _silence(office, mailbox)
    _monev(office, codes, number)

    with reading() as session:
        for matter in session.exec(select(Matter)):
            assert history.verify(session, matter) is None
    assert Stage.CLARIFICATION is office.complaint(complaint).stage
    until(lambda: not _unsent(), "every letter went out", seconds=120)
    assert [] == found(in_database(FOLDER / "prefect.db"), [SECRET])


def _formation(office: Office, mailbox: Mailbox, codes: list[str]) -> str:
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


def _absentees(office: Office, number: str) -> None:
    """One has not answered: the formation stays open until its term has passed and those above were told."""
    with transaction() as session:
        matter, now = matter_by_number(session, number), business_now(session, datetime.now(UTC))
        with pytest.raises(AbsenteesAsked):
            gatherings.close(session, matter, "", now, by=sample.HEAD)
    office.move_time(HELD + 30 * DAY)
    office.sweep()
    until(lambda: "office_alarm intake_unit" in _sent(office, number), "the office is told that it is silent")
    with reading() as session:
        keys = select(Reached.rung).join(Clock).where(Clock.key == "absentee_answer")
        assert ["superior"] == [rung for rung in session.exec(keys) if rung == "superior"]
    office.submit(number, decision="conclude_gathering")
    until(lambda: office.complaint(number).stage is Stage.CLOSED, "the formation is closed")


def _absentee_names(office: Office, mailbox: Mailbox, number: str, code: str) -> None:
    """Through the link in its mail; the office makes whom it names its focal point."""
    before = office.desk(number)
    with served(door_app()) as browser:
        path = _link(mailbox, "sek12@daerah.example", number)
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


def _link(mailbox: Mailbox, recipient: str, number: str) -> str:
    """The link in the latest mail about this undertaking to this address, as the mail server received it."""

    def found() -> str | None:
        for mail in reversed(mailbox.received):
            led = re.findall(r"/p/[\w.-]+", mail.text)
            if led and mail.recipient == recipient and number in str(mail.message["Subject"]):
                return led[0]
        return None

    return until(found, f"a mail to {recipient} with its link")


def _commitment(office: Office, codes: list[str]) -> None:
    number = until(lambda: next(iter(opened(MatterKind.COMMITMENT)), None), "a commitment is open")
    office.decide(number, decision="note_signatures", present=codes[:12], on="2026-03-11")
    office.submit(number, decision="conclude_commitment")
    until(lambda: office.complaint(number).stage is Stage.CLOSED, "the commitment is in force")


def _rotation_amid_a_clarification(office: Office, mailbox: Mailbox) -> str:
    number = office.lodge()
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)
    office.decide(number, decision="forward", institution=sample.HEALTH, text="Mohon.", at_once=True)
    office.decide(number, decision="note_acknowledged", institution=sample.HEALTH)
    due = _clock(number)
    (leaving,) = post_of(sample.HEALTH)
    with transaction() as session:
        now = business_now(session, datetime.now(UTC))
        person = session.get_one(FocalPoint, leaving.id)
        matter = succession.note_rotation(session, person, now.date(), now, by=sample.HEAD)
        rotation = matter.agenda_no
    assert Stage.SUCCESSION is office.desk(rotation).stage
    assert {"farewell focal_point", "successor_asked institution_head"} <= _sent(office, rotation)

    office.move_time(HELD + 2 * DAY)
    office.sweep()
    until(lambda: "office_notice examiner" in _sent(office, number), "the examiner is told")
    office.decide(
        rotation,
        decision="name_successor",
        people=f"{sample.HEALTH}: {SECRET} Baru; Kabid; baru@dinas.example",
    )
    assert Stage.CONFIRMING is office.complaint(rotation).stage
    office.submit(rotation, decision="note_confirmed", note="Telepon.")
    until(lambda: office.complaint(rotation).stage is Stage.CLOSED, "the rotation is over")
    until(lambda: "welcome focal_point" in _sent(office, rotation), "the new officer's letter is planned")
    welcomed = until(
        lambda: [mail for mail in mailbox.received if mail.recipient == "baru@dinas.example"][-1:],
        "the new officer is welcomed",
    )
    assert f"{SECRET} Baru" in welcomed[0].text
    office.sweep()
    assert due == _clock(number)  # the institution is bound, not the person
    with reading() as session:
        track = tracks_by_code(session, matter_by_number(session, number))[sample.HEALTH]
        entry = session.get_one(FocalPoint, track.focal_point_id)
    assert ("baru@dinas.example", FocalState.CONFIRMED) == (entry.email, entry.state)
    return number


def _silence(office: Office, mailbox: Mailbox) -> None:
    """Half a year on everybody is asked; one answers through the link in the mail, the others do not."""
    office.move_time(HELD + 186 * DAY)
    office.sweep()
    asked = opened(MatterKind.RECONFIRMATION)
    assert len(asked) >= 12
    _confirms(mailbox, asked[0])
    until(lambda: office.complaint(asked[0]).stage is Stage.CLOSED, "the first has confirmed", seconds=180)
    office.move_time(HELD + 215 * DAY)
    office.sweep()
    assert Stage.SUCCESSION is office.complaint(asked[1]).stage
    assert {"successor_asked institution_head"} <= _sent(office, asked[1])
    with reading() as session:
        doubted = session.exec(select(FocalPoint).where(FocalPoint.evidence == "silent")).all()
    assert len(asked) - 1 == len(doubted)


def _confirms(mailbox: Mailbox, number: str) -> None:
    """The official who is asked opens the link, sees what it would confirm, and says so."""
    with reading() as session:
        post = session.get_one(Succession, matter_by_number(session, number).id)
        person = session.get_one(FocalPoint, post.focal_point_id)
        address = person.email or ""
    with served(door_app()) as browser:
        path = _link(mailbox, address, number)
        shown = browser.get(path, params={"langkah": "pasti"}).text
        form = {
            name: re.findall(rf'name="{name}" value="([^"]+)"', shown)[0]
            for name in ("ticket", "focal_point")
        }
        sent = browser.post(f"{path}/{ReplyKind.STILL_IN_POST}", data=form)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text


def _monev(office: Office, codes: list[str], formation: str) -> None:
    """Half a year after the formation it is planned by itself."""
    number = until(lambda: next(iter(opened(MatterKind.MONEV)), None), "a monev is planned")
    office.decide(
        number, decision="change_plan", starts="2026-10-14 09:00", place="Aula Contoh", theme="Evaluasi"
    )
    office.decide(number, decision="invite", invited=codes)
    office.move_time(datetime(2026, 10, 14, 6, 0, tzinfo=UTC))
    office.decide(number, decision="note_held", present=codes[:10], text="Notula.")
    office.decide(number, decision="note_obstacles", obstacles=f"rotasi; {codes[0]}: pejabat berganti")
    office.decide(number, decision="agree_plan", items=f"{codes[0]}: memperbarui data, 2026-11-10")
    office.decide(number, decision="verify_item", item=1, status="done")
    office.submit(number, decision="close_plan_done")
    until(lambda: office.complaint(number).stage is Stage.CLOSED, "the monev is closed")


def _has_calendar(mail: Received) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.message.walk())


def _clock(number: str) -> datetime | None:
    with reading() as session:
        matter = matter_by_number(session, number)
        query = select(Clock).where(Clock.matter_id == matter.id, Clock.key == "clarification_1")
        clock = session.exec(query).one()
        assert ClockState.RUNNING is clock.state
        return clock.due_at


def _sent(office: Office, number: str) -> set[str]:
    return set(office.letters(number))


def _unsent() -> list[Letter]:
    with reading() as session:
        return list(
            session.exec(select(Letter).where(col(Letter.state).in_(("queued", "claimed", "deferred"))))
        )
