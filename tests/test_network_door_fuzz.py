"""Whatever is sent to a door of the network is answered by a page, with a receipt or with nothing recorded."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import httpx
import pytest
from hypothesis import given, strategies as st

from models.codes import ReplyKind as K
from models.replies import REPLIES
from portal.door import door_app
from tests import sample
from tests.at_the_door import ticket
from tests.at_the_network_door import Asked, doubted, held, here as here, invited, planned, unsigned
from tests.test_api_schema import Unhurried
from tests.test_door_fuzz import (
    bounded,
    charsets,
    contents,
    names,
    remembered,
    sent,
    taken,
    texts,
    ways,
    well,
)
from tests.web_server import served

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

DOORS: Final[dict[str, tuple[K, Callable[[], Asked]]]] = {
    "invited": (K.ATTENDANCE, invited),
    "absent": (K.ATTENDANCE, lambda: held(sample.LAND)),
    "commitment": (K.SIGNATURE, unsigned),
    "still in post": (K.STILL_IN_POST, doubted),
    "successor": (K.SUCCESSOR, doubted),
    "plan": (K.ITEM_REPORT, planned),
}
VALID: Final[dict[str, Callable[[Asked], dict[str, str]]]] = {
    "invited": lambda _: {"coming": "yes", "name": "Rusli"},
    "absent": lambda _: {"coming": "no", "nominated": "yes", "name": "Rusli"},
    "commitment": lambda _: {"agrees": "yes"},
    "still in post": lambda asked: {"focal_point": asked.primary.partition(":")[2]},
    "successor": lambda _: {"name": "Rusli", "email": "rusli@dinkes.example"},
    "plan": lambda _: {"item": "1", "status": "done"},
}
"""What is taken at each door from the person who is asked."""
likely = st.sampled_from(("yes", "no", "1", "2", "done", "Rusli", "rusli@dinkes.example", "2026-03-02", ""))


@pytest.fixture
def browser(here: None) -> Iterator[httpx.Client]:
    """A browser that is never too fast."""
    with served(door_app(Unhurried())) as client:
        yield client


@pytest.mark.parametrize("door", DOORS)
def test_no_form_breaks_a_door_of_the_network(browser: httpx.Client, door: str) -> None:
    """Any fields, files and steps, from a person and from the institution; the page opens afterwards.

    What is asked there has been taken at least once when the run ends.
    """
    accepted: list[int] = []
    kind, make = DOORS[door]
    asked = make()
    paths = [asked.path(), asked.path(asked.secretariat)]
    tickets = {path: ticket(browser.get(path).text) for path in paths}
    own = st.sampled_from([*REPLIES[kind].model_fields])

    @given(
        path=st.sampled_from(paths),
        likely_fields=st.lists(st.tuples(own, likely), max_size=6),
        fields=st.lists(st.tuples(st.one_of(own, names), texts), max_size=3),
        files=st.lists(st.tuples(st.just("files"), texts, contents), max_size=2),
        charset=charsets,
        way=ways,
        step=texts,
    )
    @bounded
    def tried(
        path: str, likely_fields: Any, fields: Any, files: Any, charset: str, way: str, step: str
    ) -> None:
        before = remembered()
        pairs = [("ticket", tickets[path]), *likely_fields, *fields]
        body, media_type = sent(way, pairs, files, charset)
        answer = browser.post(f"{path}/{kind.value}", content=body, headers={"Content-Type": media_type})
        well(answer)
        if answer.status_code != 303:
            assert before == remembered()
        else:
            accepted.append(answer.status_code)
            well(browser.get(answer.headers["location"]))
        well(browser.get(path, params={"langkah": step.encode("utf-8", "replace").decode()}))
        page = browser.get(path)
        well(page)
        assert page.status_code == 200

    tried()
    assert accepted or taken(browser, asked.path(), kind, VALID[door](asked), tickets[asked.path()])
