"""The institutions' interface takes a reply with all of its files, or nothing of it."""

import errno
import hashlib
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from sqlmodel import select

from models.casework import answering
from models.database import reading
from models.settings import settings
from models.tables import Attachment
from portal import api_routes
from tests.at_the_api import bearing, code, said_count, say, say_with, system as system
from tests.at_the_door import PDF, Case, case as case


def test_files_come_with_the_reply_they_belong_to(system: httpx.Client, case: Case) -> None:
    """Known by their content; the receipt has their digests, and they can be read back."""
    said = say_with(system, case.door_id, ("surat.exe", PDF))
    assert HTTPStatus.CREATED == said.status_code, said.text
    [file] = said.json()["files"]
    assert ("application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest()) == (
        file["media_type"],
        file["size"],
        file["sha256"],
    )
    read = system.get(f"/api/matters/{case.door_id}/files/{file['id']}")
    assert (PDF, "application/octet-stream") == (read.content, read.headers["content-type"])
    assert "attachment" in read.headers["content-disposition"]
    assert said.json() == say_with(system, case.door_id, ("surat.exe", PDF)).json()
    with reading() as session:
        assert 1 == len(session.exec(select(Attachment)).all())


def test_with_a_wrong_file_nothing_is_recorded(system: httpx.Client, case: Case) -> None:
    """Neither the reply nor the good files beside it; the same holds for a reply that does not fit."""
    good = ("surat.pdf", PDF)
    for refused, what in (
        (say_with(system, case.door_id, good, ("a.pdf", b"MZ\x90\x00")), "wrong_file"),
        (say_with(system, case.door_id, *([good] * 11)), "many_files"),
        (say_with(system, case.door_id, good, reply='{"text": ""}'), "string_too_short"),
    ):
        assert (422, "invalid") == code(refused)
        assert what == refused.json()["fields"][0]["code"]
    assert (400, "malformed") == code(say_with(system, case.door_id, *([good] * 12)))
    assert 0 == said_count()
    assert not [*settings().files.glob("*")]


def test_too_much_at_once_is_refused(
    system: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the pages; without a key nothing of it is read."""
    monkeypatch.setattr("portal.bounds.LARGEST", 1 << 20)
    much = ("surat.pdf", PDF + bytes(2 << 20))
    assert (413, "too_large") == code(say_with(system, case.door_id, much))
    assert (401, "no_key") == code(say_with(bearing(system, "nrh_x"), case.door_id, much))
    assert 0 == said_count()


def test_a_full_disk_is_told_and_records_nothing(
    system: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once there is room again, the same key says the same thing."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("portal.uploads.store_content", full)
        assert (503, "unavailable") == code(say_with(system, case.door_id, ("surat.pdf", PDF)))
    assert 0 == said_count()
    assert HTTPStatus.CREATED == say_with(system, case.door_id, ("surat.pdf", PDF)).status_code


def test_there_is_no_receipt_for_a_lost_file(
    system: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused reply took the same file with it before this one was recorded: it has to be sent again."""
    let_in = api_routes.enter

    def late(*given: Any, **more: Any) -> Any:
        if more.get("to_change"):
            forget_files()
        return let_in(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(api_routes, "enter", late)
        assert (503, "unavailable") == code(say_with(system, case.door_id, ("surat.pdf", PDF)))
    assert 0 == said_count()
    assert HTTPStatus.CREATED == say_with(system, case.door_id, ("surat.pdf", PDF)).status_code


def test_a_file_that_is_lost_in_the_last_moment_is_put_back(
    system: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the reply was being recorded; it is still at hand, and a row names it from now on."""
    submit = answering.submit

    def robbed(*given: Any) -> Any:
        forget_files()
        return submit(*given)

    monkeypatch.setattr(answering, "submit", robbed)
    assert HTTPStatus.CREATED == say_with(system, case.door_id, ("surat.pdf", PDF)).status_code
    assert [PDF] == [each.read_bytes() for each in settings().files.iterdir()]


def forget_files() -> None:
    """Every file that is stored is lost."""
    for each in settings().files.iterdir():
        each.unlink()


def test_what_is_not_asked_leaves_no_file(system: httpx.Client, case: Case) -> None:
    """A file that nothing belongs to is not kept."""
    say(system, case.door_id, "answer", text="Sudah.")
    assert (409, "not_asked") == code(say_with(system, case.door_id, ("surat.pdf", PDF), once="k-2"))
    assert not [*settings().files.glob("*")]
