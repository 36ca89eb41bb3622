"""The institutions' interface: a key opens its own institution's matters, and says each thing once."""

import hashlib
import json
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import col, select

from models.casework import api_keys, doors
from models.casework.finding import matter_by_number
from models.database import reading, transaction
from models.stages import Event
from models.tables import ApiKey, Door, Letter, Submission, Words
from notifications import planning
from portal import api_bodies
from portal.pages import HEADERS
from tests import sample
from tests.at_the_api import bearing, code, key_of, said_count, say, say_with, system as system
from tests.at_the_door import PDF, Case, case as case, decide, events, forwarded


def test_the_list_has_the_open_matters_of_the_institution(system: httpx.Client, case: Case) -> None:
    """With number, purpose and standing; another institution's list is empty."""
    [line] = system.get("/api/matters").json()["matters"]
    assert (case.door_id, "clarification", "answer") == (line["id"], line["purpose"], line["standing"])
    assert {"matters": [], "next": None} == bearing(system, key_of(sample.LAND)).get("/api/matters").json()


def test_the_list_comes_in_pages(system: httpx.Client, case: Case) -> None:
    """Each page says where the next begins; closed and revoked matters are on none."""
    with transaction() as session:
        numbers = [sample.lodged(session).agenda_no for _ in range(4)]
    for number in numbers:
        forwarded(number)
    decide(numbers[0], {"decision": "withdraw", "note": "Dicabut."}, day=6)
    with transaction() as session:
        first, _closed, revoked, *others = session.exec(select(Door).order_by(col(Door.id))).all()
        doors.revoke(session, revoked, sample.NOW, by=sample.HEAD)
        expected = [row.id for row in (first, *others)]
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = system.get("/api/matters", params={"after": after, "limit": 2}).json()
        seen += [line["id"] for line in page["matters"]]
        after = page["next"]
    assert expected == seen


def test_a_matter_shows_what_the_page_shows(system: httpx.Client, case: Case) -> None:
    """What is asked, the deadlines with their proof; a reporter who is kept secret is masked here as well."""
    waiting = system.get(f"/api/matters/{case.door_id}").json()
    assert "rujukan" in waiting["asked"]
    assert (True, None) == (waiting["deadlines"][0]["waits_for_receipt"], waiting["due_at"])
    assert "acknowledgement" in waiting["can_be_said"]

    assert HTTPStatus.CREATED == say(system, case.door_id, "acknowledgement", on="2026-03-05").status_code
    told = system.get(f"/api/matters/{case.door_id}", params={"language": "en"})
    [due] = told.json()["deadlines"]
    assert "2026-03-25T15:59:00Z" == due["due_at"]
    assert due["proof"]
    assert told.json()["confidential"]
    assert "Rahmat" not in waiting["asked"] + told.text + system.get("/api/matters").text


def test_an_answer_moves_the_complaint_on_and_has_a_receipt(system: httpx.Client, case: Case) -> None:
    """As from the page; the sender is the key, and the receipt can be read again."""
    said = say(system, case.door_id, "answer", text="Rujukan terbit besok.", signed="Rusli, Sekretaris")
    assert HTTPStatus.CREATED == said.status_code, said.text
    assert ("000001/TT/2026", "answer", []) == tuple(
        said.json()[name] for name in ("receipt_no", "kind", "files")
    )
    assert said.json() == system.get(said.headers["location"]).json()
    assert [Event.ANSWERED, Event.TRACKS_ENDED] == events(case.number)[-2:]
    with reading() as session:
        assert "api_key:1" == session.exec(select(Submission.person)).one()
        assert "Rujukan terbit besok.\n\nRusli, Sekretaris" in session.exec(select(Words.text)).all()
    matter = system.get(f"/api/matters/{case.door_id}").json()
    assert ("supplement", [said.json()]) == (matter["standing"], matter["receipts"])


def test_the_focal_point_hears_what_a_system_said(system: httpx.Client, case: Case) -> None:
    """By mail, with the receipt; nothing is sent to the system itself."""
    say(system, case.door_id, "answer", text="Sudah.")
    with transaction() as session:
        planning.plan(session, matter_by_number(session, case.number).id, sample.NOW)
        thanks = session.exec(select(Letter.person).where(Letter.kind == "answer_received")).all()
    assert [case.primary] == thanks


def test_the_same_key_again_is_the_same_answer(system: httpx.Client, case: Case) -> None:
    """However often; the same text under a fresh key is something new, which is not asked any more."""
    first, again = (say(system, case.door_id, "answer", text="Sudah.") for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert 1 == events(case.number).count(Event.ANSWERED)
    assert (409, "not_asked") == code(say(system, case.door_id, "answer", "k-2", text="Sudah."))


def test_a_key_used_before_with_something_else_is_refused(system: httpx.Client, case: Case) -> None:
    """Nobody takes the receipt of the first for the receipt of the second; another system's keys are its own."""
    first = say(system, case.door_id, "answer", text="Sudah.")
    for other in (
        say(system, case.door_id, "answer", text="Belum."),
        say(system, case.door_id, "supplement", text="Sudah."),
    ):
        assert (422, "key_used") == code(other)
    bearing(system, key_of(sample.HEALTH))
    second = say(system, case.door_id, "supplement", text="Lagi.")
    assert HTTPStatus.CREATED == second.status_code
    assert first.json()["receipt_no"] != second.json()["receipt_no"]


def test_a_reply_needs_an_idempotency_key(system: httpx.Client, case: Case) -> None:
    """Of printable letters and at most 200 of them."""
    path = f"/api/matters/{case.door_id}/replies/answer"
    for headers in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "k" * 201}, {"Idempotency-Key": "k 1"}):
        refused = system.post(path, json={"text": "x"}, headers=headers)
        assert (422, "invalid") == code(refused)
        assert "Idempotency-Key" == refused.json()["fields"][0]["field"]
    assert 0 == said_count()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nrh_x", "Basic bnJoOng=", "Bearer \xff", "nrh_x"])
def test_without_a_key_nothing_opens(system: httpx.Client, case: Case, header: str) -> None:
    """The answer says which way to authenticate."""
    for path in ("/api/matters", f"/api/matters/{case.door_id}", "/api/matters/x"):
        refused = system.get(path, headers={"Authorization": header.encode("latin-1")})  # pyright: ignore[reportArgumentType]
        assert (401, "no_key") == code(refused)
        assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing(system: httpx.Client, case: Case) -> None:
    """From its next request on."""
    assert HTTPStatus.OK == system.get("/api/matters").status_code
    with transaction() as session:
        api_keys.revoke(session, 1, sample.NOW)
    assert (401, "no_key") == code(system.get("/api/matters"))
    assert (401, "no_key") == code(say(system, case.door_id, "answer", text="x"))


def test_matters_of_others_and_of_nobody_are_answered_alike(system: httpx.Client, case: Case) -> None:
    """Foreign, unknown, revoked, beyond all numbers, no number: the same words."""
    said = say_with(system, case.door_id, ("surat.pdf", PDF)).json()
    own = {f"/api/matters/{case.door_id}", f"/api/matters/{case.door_id}/receipts/{said['id']}",
           f"/api/matters/{case.door_id}/files/{said['files'][0]['id']}"}  # fmt: skip
    assert {HTTPStatus.OK} == {system.get(path).status_code for path in own}
    with transaction() as session:
        doors.revoke(session, session.get_one(Door, case.door_id), sample.NOW, by=sample.HEAD)
    answers = [system.get(path) for path in own]
    with transaction() as session:
        session.get_one(Door, case.door_id).revoked_at = None
    bearing(system, key_of(sample.LAND))
    answers += [system.get(path) for path in own]
    answers += [
        system.get(f"/api/matters/{what}") for what in ("999", "0", "-1", str(2**31), "9" * 40, "x", "1/2")
    ]
    answers += [say(system, case.door_id, "answer", text="x"), say(system, 999, "answer", text="x")]
    assert {(404, "not_found")} == {code(each) for each in answers}
    assert 1 == len({each.text for each in answers})
    assert 1 == said_count()


def test_what_does_not_fit_is_named_and_not_repeated(system: httpx.Client, case: Case) -> None:
    """By field and code; neither values nor names that were made up come back."""
    refused = say(system, case.door_id, "colleague", email="Rahmat bukan surel", Rahasia="x", phone="x" * 50)
    assert (422, "invalid") == code(refused)
    faults = {(each["field"], each["code"]) for each in refused.json()["fields"]}
    assert {
        ("name", "missing"),
        ("email", "value_error"),
        ("phone", "string_too_long"),
        ("", "extra_forbidden"),
    } == faults
    assert not [word for word in ("Rahmat", "Rahasia", "xxx") if word in refused.text]
    for on, what in (("2099-01-01", "in_the_future"), ("2020-01-01", "before_sending")):
        refused = say(system, case.door_id, "acknowledgement", on=on)
        assert [{"field": "on", "code": what}] == refused.json()["fields"]
    assert 0 == said_count()


def test_bodies_of_other_kinds_are_refused(system: httpx.Client, case: Case) -> None:
    """What is no JSON, of another media type, or larger than any reply."""
    path, once = f"/api/matters/{case.door_id}/replies/answer", {"Idempotency-Key": "k"}

    def send(content: bytes, media_type: str) -> tuple[int, str]:
        return code(system.post(path, content=content, headers={**once, "Content-Type": media_type}))

    assert (400, "malformed") == send(b"{", "application/json")
    assert (400, "malformed") == send(b'{"text": "\xff"}', "application/json")
    assert (400, "malformed") == send(b"[" * 10_000, "application/json")
    assert (400, "malformed") == send(b"x", "multipart/form-data")
    nameless = b'--x\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n%PDF-\r\n--x--\r\n'
    reply = b'--x\r\nContent-Disposition: form-data; name="reply"\r\n\r\n{"text": "Ada."}\r\n'
    assert (400, "malformed") == send(reply + nameless, "multipart/form-data; boundary=x")
    assert (400, "malformed") == send(reply + b"--x--\r\n", "multipart/form-data; boundary=x; charset=utf-7")
    assert (415, "media_type") == send(b"text=x", "application/x-www-form-urlencoded")
    assert (413, "too_large") == send(
        json.dumps({"text": "x" * api_bodies.LONGEST}).encode(), "application/json"
    )
    assert (422, "invalid") == send(b'"text"', "application/json")
    assert (405, "method") == code(system.put(path, headers=once))
    assert 0 == said_count()


def test_whoever_tries_key_after_key_has_to_wait(system: httpx.Client, case: Case) -> None:
    """Twenty wrong keys from one address in ten minutes; then the right one has to wait as well."""
    tried = [system.get("/api/matters", headers={"Authorization": f"Bearer nrh_{n}"}) for n in range(22)]
    assert [HTTPStatus.UNAUTHORIZED] * 20 == [each.status_code for each in tried][:20]
    assert (429, "too_often") == code(tried[-1])
    assert (429, "too_often") == code(refused := system.get("/api/matters"))
    assert 600 == int(refused.headers["retry-after"])


def test_a_flood_of_replies_has_to_wait(system: httpx.Client, case: Case) -> None:
    """Thirty in a minute at one door."""
    codes = [say(system, case.door_id, "answer", text="").status_code for _ in range(32)]
    assert [HTTPStatus.UNPROCESSABLE_ENTITY] * 30 + [HTTPStatus.TOO_MANY_REQUESTS] * 2 == codes


def test_only_the_digest_of_a_key_is_kept(case: Case) -> None:
    """Whoever has the database has no key."""
    key = key_of(sample.HEALTH)
    with reading() as session:
        row = session.exec(select(ApiKey)).one()
        assert hashlib.sha256(key.encode()).hexdigest() == row.digest
        assert key not in row.model_dump_json()
        assert row == api_keys.find(session, key)


def test_the_pages_headers_hold_here_as_well(system: httpx.Client, case: Case) -> None:
    """On answers, problems and the documentation."""
    for path in ("/api/matters", "/api/matters/999", "/api/openapi.json", "/api/none"):
        headers = system.get(path).headers
        assert dict(HEADERS) == {name: headers[name] for name in HEADERS}


def test_no_address_leads_anywhere_else(system: httpx.Client, case: Case) -> None:
    """A redirect would take the key along."""
    for path in (
        "/api",
        "/api/",
        "/api/%0A",
        "/api/matters/%0A",
        "/api/matters/",
        f"/api/matters/{case.door_id}/",
        "/api/docs",
    ):
        assert (404, "not_found") == code(system.get(path))


def test_what_fails_inside_is_told_to_nobody(
    system: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A problem document without a word of what went wrong."""

    def fail(*_: object) -> None:
        raise RuntimeError("Rahmat")

    monkeypatch.setattr("portal.api_views.matter", fail)
    failed = system.get(f"/api/matters/{case.door_id}")
    assert (500, "fault") == code(failed)
    assert "Rahmat" not in failed.text + "".join(capsys.readouterr())
