"""The page of the file: opens with its key only, shows everything, and lets nothing of it out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from models.casework import attachments
from models.casework.finding import matter_by_number
from models.casework.settle import settle
from models.codes import Confidentiality
from models.database import reading, transaction
from models.decisions import read_form
from models.settings import settings
from models.tables import Attachment, Letter
from notifications.planning import plan
from portal.file import file_app
from portal.keys import COOKIE, Lock, NoKey
from tests import sample
from tests.prefect_server import until
from tests.smtp_server import free_port
from tests.web_server import served

KEY = "kunci-untuk-berkas-dalam-pengujian"
EVIL = '<script>alert("x")</script>'
ROOT = Path(__file__).parent.parent


@pytest.fixture
def number(database_url: str) -> str:
    """A complaint with hostile words everywhere, registered, asked about, with an attachment and its letters."""
    with transaction(database_url) as session:
        sample.office(session)
        complaint = sample.lodged(
            session,
            subject=f"Rujukan ditolak {EVIL}",
            narrative=f"Ditolak tiga kali. {EVIL}",
            confidentiality=Confidentiality.CONFIDENTIAL,
            reporters=[{"name": f"Siti {EVIL}", "email": "siti@pelapor.example", "address": EVIL}],
        )
        stored = [attachments.store_content('surat "<script>".pdf', b"%PDF-1.4 isi", settings().files)]
        attachments.attach(session, complaint, stored, sample.NOW)
        for day, form in enumerate(
            (
                {"decision": "pass_formal", "note": EVIL},
                {"decision": "pass_material"},
                {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
                {"decision": "forward", "institution": sample.HEALTH, "at_once": True, "text": EVIL},
                {"decision": "note_acknowledged", "institution": sample.HEALTH},
            )
        ):
            now = sample.NOW + timedelta(days=day)
            settle(session, complaint, read_form({"officer": sample.HEAD, **form}), now)
        plan(session, complaint.id, sample.NOW)
        return complaint.agenda_no


@pytest.fixture
def stranger(database_url: str) -> Iterator[httpx.Client]:
    """Somebody who has not opened the link with the key."""
    with served(file_app(KEY)) as client:
        yield client


@pytest.fixture
def officer(stranger: httpx.Client) -> httpx.Client:
    """Somebody who has."""
    stranger.get("/", params={"key": KEY})
    return stranger


def test_without_the_key_it_says_where_the_key_is(stranger: httpx.Client, number: str) -> None:
    """No page, no letter, no attachment; a wrong key is no key."""
    for path in (
        "/",
        f"/berkas/{number}",
        f"/berkas/{number}/lampiran/1",
        f"/berkas/{number}/surat/1/isi",
        f"/?key={KEY}x",
    ):
        answer = stranger.get(path)
        assert (403, True, False) == (
            answer.status_code,
            "narahubung up" in answer.text,
            "Siti" in answer.text,
        )


def test_the_key_is_taken_once_and_leaves_the_address_bar(stranger: httpx.Client, number: str) -> None:
    """It becomes a cookie that only this page reads, that is not the key, and that another key does not honour."""
    answer = stranger.get(f"/berkas/{number}", params={"key": KEY})

    assert (303, f"/berkas/{number}") == (answer.status_code, answer.headers["Location"])
    cookie = answer.headers["Set-Cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert KEY not in cookie
    assert 200 == stranger.get(f"/berkas/{number}").status_code
    assert not Lock("kunci lain").knows(stranger.cookies[COOKIE])


def test_there_is_no_page_without_a_key() -> None:
    """An empty setting must not open the file to everybody on the machine."""
    with pytest.raises(NoKey):
        file_app(" ")


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


def test_hostile_words_stay_words(officer: httpx.Client, number: str) -> None:
    """What people typed cannot become markup: not on the page, not in the letter's frame, not on paper."""
    with reading() as session:
        letters = session.exec(select(Letter)).all()
    paths = ["/", f"/berkas/{number}", f"/berkas?number={EVIL}"]
    paths += [f"/berkas/{number}/surat/{row.id}{part}" for row in letters for part in ("", "/isi")]
    paths += [f"/berkas/{number}/surat/{row.id}/cetak" for row in letters if row.number]

    assert [] == [path for path in paths if "<script" in officer.get(path).text]
    assert "&lt;script&gt;" in officer.get(f"/berkas/{number}").text


def test_no_page_runs_a_script_or_is_kept(officer: httpx.Client, number: str) -> None:
    """Every answer forbids caching, framing by others and scripts, whether it succeeds or not."""
    for path in ("/", f"/berkas/{number}", "/berkas/tidak-ada", "/gaya.css", f"/berkas/{number}/lampiran/1"):
        headers = officer.get(path).headers
        assert ("no-store", "no-referrer", "nosniff") == (
            headers["Cache-Control"], headers["Referrer-Policy"], headers["X-Content-Type-Options"],
        )  # fmt: skip
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "script-src" not in headers["Content-Security-Policy"]


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


def test_nothing_can_be_changed_there(officer: httpx.Client, number: str) -> None:
    """It answers nothing but reading, and asks for no numbers it cannot have."""
    assert [405, 405, 404, 404] == [
        officer.post(f"/berkas/{number}").status_code,
        officer.delete("/").status_code,
        officer.get("/berkas/999999.2026").status_code,
        officer.get("/tidak-ada").status_code,
    ]


def test_a_database_that_is_away_is_told_without_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that says what to do; no traceback, no statement."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    settings.cache_clear()
    with served(file_app(KEY)) as client:
        client.get("/", params={"key": KEY})
        answer = client.get("/")

    assert (503, True, False) == (
        answer.status_code,
        "narahubung doctor" in answer.text,
        "SELECT" in answer.text,
    )


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_as_a_process_it_serves_on_loopback_and_writes_nothing_down(
    home: Path, number: str, tmp_path: Path
) -> None:
    """`python -m portal.file`: no access log, so neither the key nor who read what is anywhere."""
    port, log = free_port(), tmp_path / "file.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.file", "--port", str(port)],
            cwd=ROOT, stdout=output, stderr=output, env={**os.environ, "NARAHUBUNG_FILE_KEY": KEY},
        )  # fmt: skip
    try:
        until(lambda: listens(port), "the page answers")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as client:
            assert "Ditolak tiga kali." in client.get(f"/berkas/{number}", params={"key": KEY}).text
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert "" == log.read_text()


def listens(port: int) -> bool:
    """Whether the page is there (locked)."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=2).status_code == HTTPStatus.FORBIDDEN
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_as_a_process_it_refuses_to_start_without_a_key(home: Path) -> None:
    """One sentence, exit code 1."""
    result = subprocess.run(
        [sys.executable, "-m", "portal.file"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )

    assert (1, "", f"{NoKey.__doc__}\n") == (result.returncode, result.stdout, result.stderr)
