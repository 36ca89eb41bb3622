"""The doors of gatherings: who comes, whom those who stay away name, and how far an agreed plan is."""

from http import HTTPStatus
from typing import Any, Final

import httpx
import pytest
from sqlmodel import col, select

from models.casework.finding import matter_by_number
from models.casework.network.opening import tracks_by_code
from models.codes import ItemStatus, MatterKind, ReplyKind
from models.database import reading, transaction
from models.stages import Event, TrackStage
from models.tables import Attachment, Attendee, FocalPoint, Gathering, Happening, Item, Letter
from notifications import planning
from tests import sample
from tests.at_the_door import PDF, events, send
from tests.at_the_network_door import (
    browser as browser,
    held,
    here as here,
    invited,
    planned,
    ticket_of_path,
    vault,
)

COMING: Final[dict[str, Any]] = {
    "coming": "yes",
    "name": "Rusli",
    "position": "Sekretaris",
    "email": "rusli@dinkes.example",
}

STAYING: Final[dict[str, Any]] = {**COMING, "coming": "no"}


def facts(number: str, event: Event) -> dict[str, object]:
    """What the last happening of this kind says."""
    with reading() as session:
        matter = matter_by_number(session, number)
        rows = select(Happening).where(Happening.matter_id == matter.id, Happening.event == event)
        return dict(session.exec(rows.order_by(col(Happening.seq).desc())).all()[0].facts)


def attendees() -> list[tuple[str, bool]]:
    """Who is on the list, and whether they are nominated."""
    with reading() as session:
        return [
            (row.name, row.nominated) for row in session.exec(select(Attendee).order_by(col(Attendee.id)))
        ]


def test_an_invitation_says_when_and_where_and_nobody_else(browser: httpx.Client) -> None:
    """The undertaking's number, its day in the office's zone; no other institution, no complaint's words."""
    asked = invited()
    before = events(asked.number)
    for language in ("id", "en"):
        page = browser.get(asked.path(), params={"bahasa": language}).text
        assert asked.number in page
        assert "Aula Contoh, Banjarmasin" in page
        assert "Kantor Pertanahan" not in page
        assert "Kementerian Sosial" not in page
        assert not [word for word in ("laporan", "pelapor", "complaint", "reporter") if word in page.lower()]
    assert "Senin, 16 Maret 2026 pukul 09.00 WITA" in browser.get(asked.path()).text
    assert "Mohon kehadiran pejabat" in browser.get(asked.path()).text
    assert before == events(asked.number)


def test_whoever_comes_is_announced_with_a_receipt(browser: httpx.Client) -> None:
    """And shown to the institution, and to it alone; the mail with the receipt goes to the sender."""
    asked = invited(MatterKind.MEETING)
    sent = send(browser, asked.path(), ReplyKind.ATTENDANCE, **COMING)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    receipt = browser.get(sent.headers["location"]).text
    assert "000001/TT/2026" in receipt
    assert "laporan" not in receipt.lower()
    assert [("Rusli", False)] == attendees()
    assert facts(asked.number, Event.ATTENDANCE_ANNOUNCED)["coming"] is True
    assert "Rusli" in browser.get(asked.path()).text
    with transaction() as session:
        planning.plan(session, matter_by_number(session, asked.number).id, sample.NOW)
        thanks = session.exec(select(Letter).where(Letter.kind == "answer_received")).all()
        assert [asked.primary] == [letter.person for letter in thanks]


def test_who_does_not_come_says_why_and_may_name_somebody(browser: httpx.Client) -> None:
    """The reason is in the vault; whoever was to come comes no more, whoever is nominated stays so."""
    asked = invited()
    send(browser, asked.path(), ReplyKind.ATTENDANCE, **COMING)
    send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="yes", name="Dewi", nominated="yes")
    nothing = send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="no")
    assert HTTPStatus.UNPROCESSABLE_ENTITY == nothing.status_code
    assert "attendance-reason-salah" in nothing.text

    send(
        browser,
        asked.path(),
        ReplyKind.ATTENDANCE,
        coming="no",
        nominated="yes",
        reason="Ada rapat paripurna.",
    )
    assert [("Dewi", True)] == attendees()
    said = facts(asked.number, Event.ATTENDANCE_ANNOUNCED)
    assert said["coming"] is False
    assert "paripurna" not in str(said)
    assert "Ada rapat paripurna." in vault()
    send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="no", name="Rahmi", reason="Ada rapat.")
    assert [("Dewi", True), ("Rahmi", True)] == attendees()


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"coming": "yes"}, "name"),
        ({"name": "Rusli"}, "coming"),
        ({"coming": "yes", "name": "Rusli", "email": "bukan surel"}, "email"),
        ({"coming": "no", "nominated": "yes"}, "reason"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    browser: httpx.Client, given: dict[str, Any], where: str
) -> None:
    """And nothing has happened."""
    asked = invited()
    before = events(asked.number)
    refused = send(browser, asked.path(), ReplyKind.ATTENDANCE, **given)
    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert f"attendance-{where}-salah" in refused.text
    assert before == events(asked.number)


def test_an_absent_institution_names_its_focal_point_through_the_same_door(browser: httpx.Client) -> None:
    """Nobody can come any more; there is a term, and no more time is offered than can be granted."""
    asked = held(sample.LAND)
    page = browser.get(asked.path()).text
    assert "Tunjuk narahubung instansi" in page
    assert "Kendala sehingga belum dapat hadir" in page
    assert "Telah dilaksanakan pada" in page
    assert "Mohon tambahan waktu" not in page
    late = send(browser, asked.path(), ReplyKind.ATTENDANCE, **COMING)
    assert HTTPStatus.CONFLICT == late.status_code
    nobody = send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="no", reason="Nanti.")
    assert "attendance-name-salah" in nobody.text
    send(browser, asked.path(), ReplyKind.ATTENDANCE, **STAYING)
    assert [("Rusli", True)] == attendees()
    with reading() as session:
        assert not session.exec(select(FocalPoint).where(FocalPoint.name == "Rusli")).all()
    more = send(browser, asked.path(), ReplyKind.EXTENSION, days="5", reason="Menunggu pelantikan.")
    assert HTTPStatus.CONFLICT == more.status_code
    with reading() as session:
        track = tracks_by_code(session, matter_by_number(session, asked.number))[sample.HEALTH]
        noted = session.exec(select(Happening).where(Happening.event == Event.ATTENDANCE_ANNOUNCED)).one()
        assert (TrackStage.FOLLOWED_UP, track.id) == (track.stage, noted.forwarding_id)


def test_without_a_term_no_more_time_is_asked_for(browser: httpx.Client) -> None:
    """An invitation has a day, not a term; receipt is nowhere asked for in the network."""
    asked = invited()
    assert "Mohon tambahan waktu" not in browser.get(asked.path()).text
    said: dict[str, Any]
    for kind, said in (
        (ReplyKind.EXTENSION, {"days": "5", "reason": "Sibuk."}),
        (ReplyKind.ACKNOWLEDGEMENT, {}),
        (ReplyKind.ANSWER, {"text": "Jawaban."}),
        (ReplyKind.SIGNATURE, {"agrees": "yes"}),
        (ReplyKind.STILL_IN_POST, {"focal_point": "1"}),
        (ReplyKind.SUCCESSOR, {"name": "A", "email": "a@dinkes.example"}),
    ):
        assert HTTPStatus.CONFLICT == send(browser, asked.path(), kind, **said).status_code


def test_a_plan_is_reported_item_by_item_with_evidence(browser: httpx.Client) -> None:
    """The institution's own items, each with its date; a report is a claim."""
    asked = planned()
    page = browser.get(asked.path()).text
    assert "Pelaksanaan rencana aksi" in page
    assert "Memasang papan layanan" in page
    assert "loket pertanahan" not in page
    assert "lapor" not in page.lower()
    assert "acknowledgement" not in page
    sent = send(browser, asked.path(), ReplyKind.ITEM_REPORT, item="2", status="done", text="SK.", file=PDF)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    assert "lapor" not in browser.get(asked.path()).text.lower()
    with reading() as session:
        item = session.exec(select(Item).where(Item.number == 2)).one()
        assert (ItemStatus.DONE, ItemStatus.NOT_STARTED) == (item.claimed, item.status)
        assert item.id == session.exec(select(Attachment.item_id)).one()
    others = send(browser, asked.path(), ReplyKind.ITEM_REPORT, item="3", status="done")
    assert HTTPStatus.CONFLICT == others.status_code
    said: dict[str, Any]
    for kind, said in (
        (ReplyKind.NOT_OURS, {"reason": "Milik provinsi."}),
        (ReplyKind.COLLEAGUE, {"name": "Rusli", "email": "rusli@dinkes.example"}),
    ):
        assert HTTPStatus.SEE_OTHER == send(browser, asked.path(), kind, **said).status_code


def test_the_agenda_is_at_the_door(browser: httpx.Client) -> None:
    """Item by item."""
    asked = invited()
    with transaction() as session:
        session.exec(select(Gathering)).one().agenda = "Data narahubung\nRencana aksi"

    assert "<li>Data narahubung</li><li>Rencana aksi</li>" in browser.get(asked.path()).text


def test_what_is_half_written_comes_back_with_its_choices(browser: httpx.Client) -> None:
    """Radio and tick included; what was not ticked stays so."""
    asked = invited()
    given = ticket_of_path(browser, asked.path())
    assert 'name="nominated" value="yes" checked' in browser.get(asked.path()).text
    draft = {"ticket": given, "form": "attendance", "coming": "no", "reason": "Masih diusahakan"}
    assert HTTPStatus.SEE_OTHER == browser.post(f"{asked.path()}/draf", data=draft).status_code
    page = browser.get(asked.path()).text
    assert 'value="no" required checked' in page
    assert "Masih diusahakan" in page
    assert 'name="nominated" value="yes" checked' not in page
    send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="no", reason="Sudah pasti")
    assert "Masih diusahakan" not in browser.get(asked.path()).text
