"""The page of the file: what is most urgent first, everything the office holds, each paper as it is."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.settings import settings
from models.tables import Attachment, Letter
from portal.file import file_app
from tests import sample
from tests.at_the_file import KEY, number as number, officer as officer, stranger as stranger
from tests.web_server import served


def test_the_list_begins_with_the_most_urgent(officer: httpx.Client, database_url: str, number: str) -> None:
    """Open complaints by what is due first, with their stage and who has to act."""
    with transaction(database_url) as session:
        later = sample.lodged(session, sample.NOW + timedelta(days=40)).agenda_no
    listed = officer.get("/").text

    assert 0 < listed.index(f'href="/berkas/{number}"') < listed.index(f'href="/berkas/{later}"')
    assert all(
        words in listed for words in ("Permintaan klarifikasi", sample.HEALTH, sample.EXAMINER, "LEWAT BATAS")
    )


def test_the_file_shows_everything_the_office_holds(officer: httpx.Client, number: str) -> None:
    """Words, people, attachments' names, institutions, deadlines with proofs, history, letters with their state."""
    shown = officer.get(f"/berkas/{number}").text

    assert [] == [
        words
        for words in (
            "Ditolak tiga kali.", "siti@pelapor.example", "RAHASIA", "Dinas Kesehatan Kota Banjarmasin",
            "Tanggapan atas permintaan klarifikasi pertama", "Jangka waktu: 14 hari kalender", "Laporan disampaikan",
            "Klarifikasi pertama diminta", "Antre", "/LM/III/2026/BJM", "hari", sample.EXAMINER, "0001/SRT/",
        )
        if words not in shown
    ]  # fmt: skip


def test_a_registration_number_finds_the_file(officer: httpx.Client, number: str) -> None:
    """It holds slashes, so it is asked for; spaces around it do not matter."""
    with reading() as session:
        registration = matter_by_number(session, number).registration_no
    for asked in (registration, f" {number} "):
        answer = officer.get("/berkas", params={"number": asked or ""})
        assert (303, f"/berkas/{number}") == (answer.status_code, answer.headers["Location"])


def test_an_attachment_is_downloaded_and_never_shown(officer: httpx.Client, number: str) -> None:
    """Under a name of ours, as bytes, whatever it says it is; one of another file, or a lost one, is told kindly."""
    with transaction() as session:
        other = sample.lodged(session)
        row = session.exec(select(Attachment)).one()
        elsewhere, digest = other.agenda_no, row.digest
    answer = officer.get(f"/berkas/{number}/lampiran/{row.id}")

    assert (b"%PDF-1.4 isi", "application/octet-stream") == (answer.content, answer.headers["Content-Type"])
    assert f'attachment; filename="lampiran-{row.id}.pdf"' == answer.headers["Content-Disposition"]
    assert 404 == officer.get(f"/berkas/{elsewhere}/lampiran/{row.id}").status_code
    (settings().files / digest).unlink()
    lost = officer.get(f"/berkas/{number}/lampiran/{row.id}")
    assert (404, True) == (lost.status_code, "tidak ada di penyimpanan" in lost.text)


@pytest.mark.parametrize("name", ["surat.hta", "data.xlsm", "surat.pdf\u202efdp.exe"])
def test_the_senders_name_does_not_decide_what_opens_a_file(
    officer: httpx.Client, number: str, name: str
) -> None:
    """Its content passed as a document, so it is called one, whatever it was called where it came from."""
    with transaction() as session:
        row = session.exec(select(Attachment)).one()
        row.name = name
        kept = row.id
    answer = officer.get(f"/berkas/{number}/lampiran/{kept}")
    assert f'attachment; filename="lampiran-{kept}.pdf"' == answer.headers["Content-Disposition"]


def test_each_letter_can_be_read_and_printed(officer: httpx.Client, number: str) -> None:
    """As it was sent, in a frame without rights; formal ones as a numbered page; never through another complaint."""
    with transaction() as session:
        elsewhere = sample.lodged(session).agenda_no
        formal = session.exec(select(Letter).where(Letter.kind == "clarification_1")).one()
        notice = session.exec(select(Letter).where(Letter.kind == "clarification_notice")).first()
    assert notice is not None
    page = officer.get(f"/berkas/{number}/surat/{formal.id}").text
    body = officer.get(f"/berkas/{number}/surat/{formal.id}/isi")
    printed = officer.get(f"/berkas/{number}/surat/{formal.id}/cetak")

    assert f'src="/berkas/{number}/surat/{formal.id}/isi"' in page
    assert (formal.number or "?") in page
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert (formal.number or "?") in printed.text
    assert 404 == officer.get(f"/berkas/{number}/surat/{notice.id}/cetak").status_code
    assert 404 == officer.get(f"/berkas/{elsewhere}/surat/{formal.id}").status_code


def test_it_speaks_english_where_the_setting_says_so(
    database_url: str, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Labels, terms, dates and proofs; the words of people stay as they are."""
    monkeypatch.setenv("NARAHUBUNG_LANGUAGE", "en")
    settings.cache_clear()
    with served(file_app(KEY)) as client:
        client.get("/", params={"key": KEY})
        shown = client.get(f"/berkas/{number}").text

    assert [] == [
        words
        for words in ("Complaint file", "History", "CONFIDENTIAL", "Ditolak tiga kali.")
        if words not in shown
    ]
    assert "Riwayat" not in shown
