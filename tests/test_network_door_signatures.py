"""Signing at the doors of the network: after the text was read, by whom the link names, once."""

from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx
from sqlmodel import select

from models.casework.network import texts
from models.codes import FocalRole, FocalState, ReplyKind
from models.database import reading
from models.stages import Event
from models.tables import Attachment, Commitment, FocalPoint, Happening, Signature, Submission
from tests import sample
from tests.at_the_door import PDF, person_of, send, ticket
from tests.at_the_network_door import (
    Asked,
    above,
    browser as browser,
    here as here,
    ticket_of_path,
    unsigned,
    vault,
)


def test_a_signature_names_the_person_at_the_door(browser: httpx.Client) -> None:
    """With the scan, on the day given; the door is then at its end."""
    asked = unsigned()
    page = browser.get(asked.path()).text
    assert "KB-2026-1" in page
    assert "Gubernur Kalimantan Selatan" in page
    assert "Kantor Pertanahan" not in page
    unagreed = send(browser, asked.path(), ReplyKind.SIGNATURE, on="2026-03-02")
    assert "signature-agrees-salah" in unagreed.text
    for day in ("2099-01-01", "2020-01-01"):
        wrong = send(browser, asked.path(), ReplyKind.SIGNATURE, agrees="yes", on=day)
        assert "signature-on-salah" in wrong.text
    sent = send(browser, asked.path(), ReplyKind.SIGNATURE, agrees="yes", file=PDF)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    with reading() as session:
        row = session.exec(select(Signature)).one()
        assert (asked.primary, "2026-03-02") == (row.person, row.signed_on.isoformat())
        [scan] = session.exec(select(Attachment)).all()
        assert scan.id == session.exec(select(Commitment.scan_id)).one()
    assert "tidak ada lagi yang kami mohon" in browser.get(asked.path()).text
    again = send(
        browser, asked.path(), ReplyKind.SIGNATURE, agrees="yes", given=ticket_of(browser, unsigned())
    )
    assert HTTPStatus.CONFLICT == again.status_code


def test_the_text_is_read_before_it_is_signed(browser: httpx.Client) -> None:
    """The whole of it stands above the form, with the digest that history keeps with the signature."""
    asked = unsigned()
    shown = browser.get(asked.path()).text
    digest = texts.digest_of(sample.COMMITMENT)

    assert 0 < shown.index(sample.COMMITMENT) < shown.index(digest) < shown.index('name="agrees"')
    send(browser, asked.path(), ReplyKind.SIGNATURE, agrees="yes")
    with reading() as session:
        signed = session.exec(select(Happening).where(Happening.event == Event.COMMITMENT_SIGNED)).one()
        assert digest == signed.facts["text"]


def ticket_of(browser: httpx.Client, asked: Asked) -> str:
    """The ticket of another page, which is good for that page alone."""
    return ticket(browser.get(asked.path()).text)


def test_the_institutions_link_signs_with_a_name(browser: httpx.Client) -> None:
    """The name is in the vault; the institution above signs for itself only."""
    asked = unsigned()
    higher = above(asked)
    page = browser.get(asked.path(higher)).text
    assert "signature-agrees" not in page
    assert "ditandatangani oleh pejabat instansi" in page
    refused = send(
        browser, asked.path(higher), ReplyKind.SIGNATURE, agrees="yes", signed="Wali Kota",
        given=ticket_of_path(browser, asked.path(higher)),
    )  # fmt: skip
    assert HTTPStatus.CONFLICT == refused.status_code

    path = asked.path(asked.secretariat)
    nobody = send(browser, path, ReplyKind.SIGNATURE, agrees="yes")
    assert HTTPStatus.UNPROCESSABLE_ENTITY == nobody.status_code
    assert "signature-signed-salah" in nobody.text
    send(browser, path, ReplyKind.SIGNATURE, agrees="yes", signed="Rusli, Kepala Dinas")
    with reading() as session:
        assert asked.secretariat == session.exec(select(Signature.person)).one()
    assert "Rusli, Kepala Dinas" in vault()


def test_two_deputies_sign_once(browser: httpx.Client) -> None:
    """Both press at the same moment: one signature, and the other is told."""
    asked = unsigned()
    with reading() as session:
        alternate = person_of(session, FocalRole.ALTERNATE)
    paths = [asked.path(), asked.path(alternate)]
    given = {path: ticket_of_path(browser, path) for path in paths}

    def sign(path: str) -> int:
        return send(browser, path, ReplyKind.SIGNATURE, agrees="yes", given=given[path]).status_code

    with ThreadPoolExecutor(2) as pair:
        statuses = sorted(pair.map(sign, paths))
    assert [HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT] == statuses
    with reading() as session:
        assert 1 == len(session.exec(select(Signature)).all())
        assert 1 == len(session.exec(select(Submission)).all())


def test_a_colleague_is_named_at_a_commitment(browser: httpx.Client) -> None:
    """Who is not authorised says who is; the office confirms them first."""
    asked = unsigned()
    send(browser, asked.path(), ReplyKind.COLLEAGUE, name="Rusli", email="rusli@dinkes.example")
    with reading() as session:
        named = session.exec(select(FocalPoint).where(FocalPoint.name == "Rusli")).one()
        assert FocalState.PROPOSED is named.state
