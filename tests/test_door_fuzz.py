"""Whatever is sent to the door's pages is answered by a page: nothing breaks, nothing hostile is shown as it came."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import select

from models.codes import Purpose, ReplyKind
from models.database import reading
from models.replies import REPLIES
from models.tables import Door, Happening, Submission
from portal.door import door_app
from tests import sample
from tests.at_the_door import PDF, Case, case as case, decide, ticket
from tests.test_api_schema import Unhurried
from tests.web_server import served

Field = tuple[str, str]
File = tuple[str, str, bytes]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

HOSTILE: Final = (
    '"><script>alert(1)</script>',
    "{{ 7*7 }}",
    "\x00",
    "\ud800",
    "9" * 40,
    "-1",
    "1e9",
    "﷽" * 300,
    "../" * 9,
)
texts = st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE))
names = st.one_of(
    texts, st.sampled_from(sorted({name for each in REPLIES.values() for name in each.model_fields}))
)
beginnings = st.sampled_from((b"", PDF, b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"MZ", b"\xff\xd8\xff"))
contents = st.tuples(beginnings, st.binary(max_size=200)).map(b"".join)
charsets = st.sampled_from(
    ("utf-8", "latin-1", "utf-7", "utf-16", "unicode_escape", "idna", "base64", "none")
)
ways = st.sampled_from(("form", "urlencoded", "broken", "json"))
likely = st.sampled_from(
    ("1", "2", "14", "done", "Rusli", "rusli@dinkes.example", "2026-03-05", "Sudah terbit.", "")
)
VALID: Final[dict[ReplyKind, dict[str, str]]] = {
    ReplyKind.ACKNOWLEDGEMENT: {},
    ReplyKind.ANSWER: {"text": "Rujukan sudah terbit."},
    ReplyKind.SUPPLEMENT: {"text": "Salinannya menyusul."},
    ReplyKind.ITEM_REPORT: {"item": "1", "status": "done"},
    ReplyKind.EXTENSION: {"days": "7", "reason": "Arsip sedang dicari."},
    ReplyKind.NOT_OURS: {"reason": "Rumah sakit milik provinsi."},
    ReplyKind.COLLEAGUE: {"name": "Rusli", "email": "rusli@dinkes.example"},
}
"""What is taken at a complaint's door, by kind; the network's doors have a fuzz of their own."""
bounded = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def browser(case: Case) -> Iterator[httpx.Client]:
    """A browser that is never too fast."""
    with served(door_app(Unhurried())) as client:
        yield client


def raw(text: str) -> bytes:
    """The text as bytes, half letters and all."""
    return text.encode("utf-8", "surrogatepass")


def multipart(
    fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]], charset: str
) -> tuple[bytes, str]:
    """A form by hand: no client of ours would send some of these."""
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (_quoted(name), raw(value))
        for name, value in fields
    ]
    parts += [
        b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n%s'
        % (_quoted(field), _quoted(name), content)
        for field, name, content in files
    ]
    body = b"".join(b"--grenze\r\n%s\r\n" % part for part in parts) + b"--grenze--\r\n"
    return body, f"multipart/form-data; boundary=grenze; charset={charset}"


def _quoted(name: str) -> bytes:
    return raw(name).translate(None, b'"\r\n')


def sent(
    way: str, fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]], charset: str
) -> tuple[bytes, str]:
    """The body and its media type."""
    body, media_type = multipart(fields, files, charset)
    match way:
        case "urlencoded":
            pairs = (b"%s=%s" % (raw(name), raw(value).replace(b"&", b"%26")) for name, value in fields)
            return b"&".join(pairs), f"application/x-www-form-urlencoded; charset={charset}"
        case "broken":
            return body[: len(body) * 2 // 3], media_type
        case "json":
            return body, "application/json"
        case _:
            return body, media_type


def remembered() -> tuple[int, int]:
    """How much has been said and has happened."""
    with reading() as session:
        return len(session.exec(select(Submission.id)).all()), len(session.exec(select(Happening.id)).all())


def well(answer: httpx.Response) -> None:
    """It is a page or a way on, with nothing of ours or theirs in it that should not be."""
    assert answer.status_code < 500, answer.text
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text
    assert "no-store" == answer.headers["cache-control"]


def acknowledged(case: Case) -> Case:
    """Its receipt is confirmed: the term runs."""
    decide(case.number, {"decision": "note_acknowledged", "institution": sample.HEALTH}, day=4)
    return case


def answered(case: Case) -> Case:
    """It has answered: whatever it adds is still weighed."""
    decide(case.number, {"decision": "record_answer", "institution": sample.HEALTH, "text": "Terbit."}, day=4)
    return case


def to_be_carried_out(case: Case) -> Case:
    """The report is issued: the door is that of its corrective actions."""
    answered(case)
    items = f"{sample.HEALTH}: Menerbitkan rujukan\n{sample.HEALTH}: Menetapkan jangka waktu"
    decide(
        case.number,
        {"decision": "start_drafting"},
        {"decision": "ask_review"},
        {"decision": "approve_review"},
        {"decision": "issue_found", "found": ["protracted_delay"], "items": items, "text": "Terlambat."},
        day=5,
    )
    with reading() as session:
        door = session.exec(select(Door).where(Door.purpose == Purpose.CORRECTIVE_ACTION)).one()
        return replace(case, door_id=door.id or 0)


WHERE: Final[dict[ReplyKind, Callable[[Case], Case]]] = {
    ReplyKind.EXTENSION: acknowledged,
    ReplyKind.SUPPLEMENT: answered,
    ReplyKind.ITEM_REPORT: to_be_carried_out,
}
"""Where this kind is taken, if it is not where the institution has just been asked."""


def taken(browser: httpx.Client, path: str, kind: ReplyKind, fields: Mapping[str, str], given: str) -> bool:
    """Whether this is taken, with a receipt."""
    answer = browser.post(f"{path}/{kind.value}", data={"ticket": given, **fields})
    well(answer)
    return answer.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize("kind", ReplyKind)
def test_no_form_breaks_the_door(browser: httpx.Client, case: Case, kind: ReplyKind) -> None:
    """Any fields and files, sent in any way: recorded with a receipt, or not at all, and the page opens afterwards.

    Whatever can be said there has been taken at least once when the run ends.
    """
    case = WHERE.get(kind, lambda same: same)(case)
    given_ticket = ticket(browser.get(case.path()).text)
    own = st.sampled_from([*REPLIES[kind].model_fields])
    accepted: list[int] = []

    @given(
        fields=st.lists(
            st.one_of(st.tuples(own, likely), st.tuples(st.one_of(own, names), texts)), max_size=6
        ),
        files=st.lists(st.tuples(st.one_of(st.just("files"), names), texts, contents), max_size=3),
        charset=charsets,
        way=ways,
        honest=st.booleans(),
    )
    @bounded
    def tried(fields: Any, files: Any, charset: str, way: str, honest: bool) -> None:
        before = remembered()
        pairs = [("ticket", given_ticket if honest else "x.y"), *fields]
        body, media_type = sent(way, pairs, files, charset)
        answer = browser.post(
            f"{case.path()}/{kind.value}", content=body, headers={"Content-Type": media_type}
        )
        well(answer)
        if answer.status_code != 303:
            assert before == remembered()
        else:
            accepted.append(answer.status_code)
            well(browser.get(answer.headers["location"]))
        page = browser.get(case.path())
        well(page)
        assert page.status_code == 200

    tried()
    if kind in VALID:
        assert accepted or taken(browser, case.path(), kind, VALID[kind], given_ticket)
    else:
        assert not accepted


def test_no_draft_breaks_the_door(browser: httpx.Client, case: Case) -> None:
    """Any form's name, any fields: nothing is said, and the page opens afterwards."""
    given_ticket = ticket(browser.get(case.path()).text)
    before = remembered()

    @given(
        form=st.one_of(texts, st.sampled_from([*ReplyKind, "item_report-1"])),
        fields=st.lists(st.tuples(names, texts), max_size=6),
        charset=charsets,
        way=ways,
    )
    @bounded
    def tried(form: str, fields: Any, charset: str, way: str) -> None:
        body, media_type = sent(way, [("ticket", given_ticket), ("form", form), *fields], [], charset)
        well(browser.post(f"{case.path()}/draf", content=body, headers={"Content-Type": media_type}))
        page = browser.get(case.path())
        well(page)
        assert page.status_code == 200

    tried()
    assert before == remembered()


@given(path=st.text(st.characters(codec="utf-8"), max_size=40), spoken=texts)
@bounded
def test_no_address_breaks_the_door(browser: httpx.Client, case: Case, path: str, spoken: str) -> None:
    """Behind a link that is good, or in its place."""
    query = {"bahasa": spoken.encode("utf-8", "replace").decode()}
    for address in (f"{case.path()}/{path}", f"/p/{path}", f"/{path}", f"{case.path()}/tanda-terima/{path}"):
        well(browser.get(quote(address), params=query))


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", str(2**31), str(2**63), "9" * 60, "%00"])
def test_no_number_breaks_the_door(browser: httpx.Client, case: Case, number: str) -> None:
    """Receipts and files that cannot be are not there."""
    for what in ("tanda-terima", "lampiran"):
        answer = browser.get(f"{case.path()}/{what}/{number}")
        well(answer)
        assert answer.status_code == 404
