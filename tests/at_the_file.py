"""What tests at the page of the file stand on: a file of hostile words, a stranger, an officer with the key."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from models.casework import attachments
from models.casework.settle import settle
from models.codes import Confidentiality
from models.database import transaction
from models.decisions import read_form
from models.settings import settings
from notifications.planning import plan
from portal.file import file_app
from tests import sample
from tests.web_server import served

KEY = "kunci-untuk-berkas-dalam-pengujian"
EVIL = '<script>alert("x")</script>'


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
