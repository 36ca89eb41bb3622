"""The interface at the doors of the network: the same replies, as documented, whatever is sent."""

from collections.abc import Iterator
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    positive_data_acceptance,  # pyright: ignore[reportUnknownVariableType] - its class has parameters nobody gives
)
from sqlmodel import select

from models.casework.finding import matter_by_number
from models.casework.network import texts
from models.codes import FocalState
from models.database import reading, transaction
from models.stages import Event, Stage
from models.tables import FocalPoint, Happening, Signature
from portal.door import door_app
from tests import sample
from tests.at_the_api import bearing, code, key_of, say
from tests.at_the_network_door import (
    Asked,
    browser as browser,
    doubted,
    here as here,
    invited,
    planned,
    rotating,
    unsigned,
)
from tests.test_api_schema import Unhurried
from tests.web_server import served


@pytest.fixture
def system(browser: httpx.Client) -> httpx.Client:
    """The health agency's own system."""
    return bearing(browser, key_of(sample.HEALTH))


def sheet(system: httpx.Client, asked: Asked) -> dict[str, Any]:
    """A matter as the interface shows it."""
    return system.get(f"/api/matters/{asked.door_id}").json()


def test_a_gathering_is_described_and_answered(system: httpx.Client) -> None:
    """Its number and kind, when and where; of the others who are invited nothing."""
    asked = invited()
    matter = sheet(system, asked)
    assert (asked.number, "formation", "attendance") == tuple(
        matter[k] for k in ("number", "kind", "purpose")
    )
    assert "2026-03-16T01:00:00Z" == matter["gathering"]["starts_at"]
    assert "Mohon kehadiran" in matter["asked"]
    assert ["attendance"] == matter["can_be_said"]
    assert sample.LAND not in str(matter)
    assert [] == matter["gathering"]["announced"]
    assert {
        "name": "Perwakilan Kalimantan Selatan",
        "examiner": "",
        "phone": "",
        "email": "kalsel@ombudsman.example",
    } == matter["contact"]
    said = say(system, asked.door_id, "attendance", coming=True, name="Rusli", email="rusli@dinkes.example")
    assert HTTPStatus.CREATED == said.status_code, said.text
    assert [{"name": "Rusli", "position": "", "nominated": False}] == sheet(system, asked)["gathering"][
        "announced"
    ]
    for wrong, where in (({"coming": "yes", "name": "Rusli"}, "coming"), ({"coming": False}, "reason")):
        refused = say(system, asked.door_id, "attendance", token_hex(), **wrong)
        assert (422, "invalid") == code(refused)
        assert [where] == [each["field"] for each in refused.json()["fields"]]


def test_a_system_signs_in_the_institutions_name(system: httpx.Client) -> None:
    """With the name of whoever signs; what is signed is described."""
    asked = unsigned()
    shown = sheet(system, asked)["commitment"]
    digest = texts.digest_of(sample.COMMITMENT)
    assert {
        "wording": "KB-2026-1",
        "text": sample.COMMITMENT,
        "sha256": digest,
        "witness": "Gubernur Kalimantan Selatan",
        "renews": False,
    } == shown
    assert (422, "invalid") == code(say(system, asked.door_id, "signature", agrees=False, signed="Rusli"))
    assert (422, "invalid") == code(say(system, asked.door_id, "signature", "k-2", agrees=True))
    said = say(system, asked.door_id, "signature", "k-3", agrees=True, signed="Rusli, Kepala Dinas")
    assert HTTPStatus.CREATED == said.status_code, said.text
    assert "ended" == sheet(system, asked)["standing"]
    with transaction() as session:
        signed = session.exec(select(Happening).where(Happening.event == Event.COMMITMENT_SIGNED)).one()
        assert digest == signed.facts["text"]
    with reading() as session:
        assert asked.secretariat == session.exec(select(Signature.person)).one()


def test_a_system_confirms_whom_it_was_shown(system: httpx.Client) -> None:
    """As the institution, not as the person; a successor is only proposed."""
    asked = doubted()
    post = sheet(system, asked)["post"]
    assert asked.primary == f"focal_point:{post['focal_point']}"
    refused = say(system, asked.door_id, "still_in_post", focal_point=999, signed="Rusli")
    assert (409, "not_asked") == code(refused)
    named = say(system, asked.door_id, "successor", "k-2", name="Dewi", email="dewi@dinkes.example")
    assert HTTPStatus.CREATED == named.status_code
    said = say(system, asked.door_id, "still_in_post", "k-3", focal_point=post["focal_point"], signed="Rusli")
    assert HTTPStatus.CREATED == said.status_code, said.text
    with reading() as session:
        row = session.get_one(FocalPoint, post["focal_point"])
        assert (FocalState.CONFIRMED, "institution") == (row.state, row.evidence)
        assert Stage.CLOSED is matter_by_number(session, asked.number).stage


def test_while_nobody_is_named_there_is_nobody_to_confirm(system: httpx.Client) -> None:
    """A rotation asks who follows."""
    asked = rotating(followed=False)
    matter = sheet(system, asked)
    assert (None, "2026-03-20") == (matter["post"]["focal_point"], matter["post"]["last_day"])
    assert ["successor"] == matter["can_be_said"]


def test_items_of_a_plan_are_ones_own(system: httpx.Client) -> None:
    """With their numbers in the plan."""
    asked = planned()
    assert [1, 2] == [item["number"] for item in sheet(system, asked)["items"]]
    assert ["colleague", "item_report", "not_ours"] == sheet(system, asked)["can_be_said"]


@pytest.fixture
def documented(here: None) -> Iterator[Any]:
    """The document of an interface that runs, each reply narrowed to a door where it is wanted."""
    asked = doubted()
    at = {"still_in_post": asked, "successor": asked, "attendance": invited(), "signature": unsigned()}
    with served(door_app(Unhurried())) as client:
        document = client.get("/api/openapi.json").json()
        kept: dict[str, Any] = {}
        for path, methods in document["paths"].items():
            kind = path.rpartition("/")[2]
            if kind in at:
                for parameter in methods["post"]["parameters"]:
                    if parameter["in"] == "path":
                        parameter["schema"] = {"type": "integer", "enum": [at[kind].door_id]}
                kept[path] = methods
        schema = schemathesis.openapi.from_dict({**document, "paths": kept})
        schema.config.base_url = f"{client.base_url}/api"
        schema.config.generation.allow_extra_parameters = False
        yield schema


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("mode", GenerationMode)
def test_answers_are_as_documented(documented: Any, mode: GenerationMode) -> None:
    """As at the doors of complaints; what has been said once is refused afterwards, in the documented way."""
    key = key_of(sample.HEALTH)
    for operation in (found.ok() for found in documented.get_all_operations()):

        @given(operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=15,
            deadline=None,
            suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        )
        def tried(each: Any) -> None:
            headers = {"Authorization": f"Bearer {key}"}
            if mode is GenerationMode.POSITIVE:
                headers["Idempotency-Key"] = token_hex()
            each.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        tried()
