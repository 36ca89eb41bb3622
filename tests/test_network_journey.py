"""The network's journey: spreadsheet, formation, commitment, a rotation amid a clarification, silence, monev."""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.casework import history
from models.casework.business_time import business_now
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.network import succession
from models.casework.network.opening import tracks_by_code
from models.codes import FocalRole, FocalState, MatterKind, ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Clock, ClockState, FocalPoint, Letter, Matter, Succession
from portal.door import door_app
from tests import sample
from tests.inspectorates import (
    DAY,
    HELD,
    SECRET,
    absentees,
    formation_of,
    inspectorates,
    letters_sent,
    link,
    sheet,
)
from tests.office import Office
from tests.prefect_remains import found, in_database
from tests.prefect_server import FOLDER, until
from tests.running import told
from tests.smtp_server import Mailbox
from tests.web_server import served

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]


def opened(kind: MatterKind) -> list[str]:
    """The numbers of the undertakings of this kind, the oldest first."""
    with reading() as session:
        return list(
            session.exec(select(Matter.agenda_no).where(Matter.kind == kind).order_by(col(Matter.id)))
        )


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

    number = formation_of(office, mailbox, codes)
    _commitment(office, codes)
    complaint = _rotation_amid_a_clarification(office, mailbox)
    absentees(office, number)
    _silence(office, mailbox)
    _monev(office, codes, number)

    with reading() as session:
        for matter in session.exec(select(Matter)):
            assert history.verify(session, matter) is None
    assert Stage.CLARIFICATION is office.complaint(complaint).stage
    until(lambda: not _unsent(), "every letter went out", seconds=120)
    assert [] == found(in_database(FOLDER / "prefect.db"), [SECRET])


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
    assert {"farewell focal_point", "successor_asked institution_head"} <= letters_sent(office, rotation)

    office.move_time(HELD + 2 * DAY)
    office.sweep()
    until(lambda: "office_notice examiner" in letters_sent(office, number), "the examiner is told")
    office.decide(
        rotation,
        decision="name_successor",
        people=f"{sample.HEALTH}: {SECRET} Baru; Kabid; baru@dinas.example",
    )
    assert Stage.CONFIRMING is office.complaint(rotation).stage
    office.submit(rotation, decision="note_confirmed", note="Telepon.")
    until(lambda: office.complaint(rotation).stage is Stage.CLOSED, "the rotation is over")
    until(
        lambda: "welcome focal_point" in letters_sent(office, rotation), "the new officer's letter is planned"
    )
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
    assert {"successor_asked institution_head"} <= letters_sent(office, asked[1])
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
        path = link(mailbox, address, number)
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


def _clock(number: str) -> datetime | None:
    with reading() as session:
        matter = matter_by_number(session, number)
        query = select(Clock).where(Clock.matter_id == matter.id, Clock.key == "clarification_1")
        clock = session.exec(query).one()
        assert ClockState.RUNNING is clock.state
        return clock.due_at


def _unsent() -> list[Letter]:
    with reading() as session:
        return list(
            session.exec(select(Letter).where(col(Letter.state).in_(("queued", "claimed", "deferred"))))
        )
