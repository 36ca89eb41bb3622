"""An institution's own system at the interface, as tests play it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlmodel import select

from models.casework import api_keys
from models.database import reading, transaction
from models.tables import Submission
from portal.door import door_app
from tests import sample
from tests.at_the_door import Case, case as case
from tests.web_server import served


def key_of(code: str) -> str:
    """A fresh key of the institution."""
    with transaction() as session:
        return api_keys.make(session, code, "Sistem persuratan", sample.NOW, by="tests")[1]


def bearing(client: httpx.Client, key: str) -> httpx.Client:
    """The client, with this key from now on."""
    client.headers["Authorization"] = f"Bearer {key}"
    return client


@pytest.fixture
def system(case: Case) -> Iterator[httpx.Client]:
    """The health agency's own system."""
    with served(door_app()) as client:
        yield bearing(client, key_of(sample.HEALTH))


def say(system: httpx.Client, door_id: int, kind: str, once: str = "k-1", **said: Any) -> httpx.Response:
    """Say something as JSON."""
    headers = {"Idempotency-Key": once}
    return system.post(f"/api/matters/{door_id}/replies/{kind}", json=said, headers=headers)


def say_with(
    system: httpx.Client,
    door_id: int,
    *files: tuple[str, bytes],
    once: str = "k-1",
    kind: str = "answer",
    reply: str = '{"text": "Ada."}',
) -> httpx.Response:
    """Say something as a form, with files."""
    return system.post(
        f"/api/matters/{door_id}/replies/{kind}",
        data={"reply": reply},
        files=[("files", file) for file in files],
        headers={"Idempotency-Key": once},
    )


def code(response: httpx.Response) -> tuple[int, str]:
    """The status and the code of a problem, which must be a whole one."""
    assert "application/problem+json" == response.headers["content-type"], response.text
    told = response.json()
    assert (response.status_code, f"urn:narahubung:problem:{told['code']}") == (told["status"], told["type"])
    return response.status_code, told["code"]


def said_count() -> int:
    """How much has come through doors."""
    with reading() as session:
        return len(session.exec(select(Submission)).all())
