"""The interface does what its documentation says, whatever is sent: Schemathesis tries what nobody would think of."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from limits import RateLimitItem
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    positive_data_acceptance,  # pyright: ignore[reportUnknownVariableType] - its class has parameters nobody gives
)

from models.codes import ReplyKind
from portal.api import api_app
from portal.door import door_app
from portal.gate import Rates
from tests import sample
from tests.at_the_api import bearing, key_of, say_with
from tests.at_the_door import PDF, Case, case as case
from tests.web_server import served

COLLEAGUE = '{"name": "Norhasanah", "email": "norhasanah@dinkes.example"}'


HARMLESS = [HealthCheck.filter_too_much, HealthCheck.too_slow]


class Unhurried(Rates):
    """Lets everybody come as often as they like."""

    def count(self, rate: RateLimitItem, *whose: str) -> None:
        """Never too often."""

    def refuse(self, rate: RateLimitItem, *whose: str) -> None:
        """Nobody."""


@pytest.fixture
def key(case: Case) -> str:
    """A key of the health agency."""
    return key_of(sample.HEALTH)


@pytest.fixture
def documented(case: Case, key: str) -> Iterator[Any]:
    """The document of an interface that runs, narrowed to the matter there is and its one receipt and file."""
    with served(door_app(Unhurried())) as client:
        document = client.get("/api/openapi.json").json()
        for parameter in chain.from_iterable(each["parameters"] for each in described(document)):
            if parameter["in"] == "path":
                parameter["schema"]["maximum"] = 1
        named = say_with(bearing(client, key), 1, ("surat.pdf", PDF), kind="colleague", reply=COLLEAGUE)
        assert HTTPStatus.CREATED == named.status_code, named.text
        schema = schemathesis.openapi.from_dict(document)
        schema.config.base_url = f"{client.base_url}/api"
        schema.config.generation.allow_extra_parameters = (
            False  # one nobody asked for is passed over, as anywhere
        )
        yield schema


def described(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation of a document as it is written there."""
    return [operation for methods in document["paths"].values() for operation in methods.values()]


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("mode", GenerationMode)
def test_answers_are_as_documented(documented: Any, key: str, mode: GenerationMode) -> None:
    """No fault of ours; statuses, media types, headers and bodies as the document says; what does not fit is refused.

    What does fit may be refused all the same: no schema can say what a file is by its content.
    """
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
                headers["Idempotency-Key"] = (
                    token_hex()
                )  # what was said before with another is another matter
            each.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        tried()


def test_the_document_says_all_there_is_to_say(home: Path) -> None:
    """Each operation has a summary, a tag, its security and its problems; each model that is named is there."""
    document = api_app(Rates()).openapi()
    for operation in described(document):
        assert {"summary", "tags", "operationId", "security"} <= set(operation)
        assert {"401", "422", "429", "500", "503"} < set(operation["responses"])
        problems = [told["content"] for status, told in operation["responses"].items() if int(status) >= 400]
        assert {"application/problem+json"} == {media_type for each in problems for media_type in each}
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert named == set(document["components"]["schemas"])
    assert set(ReplyKind) == {path.rpartition("/")[2] for path in document["paths"] if "/replies/" in path}
