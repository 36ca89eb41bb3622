"""The page of the file opens with its key only, changes nothing, and lets nothing of the file out."""

import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from models.database import reading
from models.settings import settings
from models.tables import Letter
from portal.file import file_app
from portal.keys import COOKIE, Lock, NoKey
from tests.at_the_file import EVIL, KEY, number as number, officer as officer, stranger as stranger
from tests.prefect_server import until
from tests.smtp_server import free_port
from tests.web_server import served

ROOT = Path(__file__).parent.parent


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
