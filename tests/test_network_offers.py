"""What the desks of the network offer: nothing in it was typed at a door, for Prefect keeps it (rule 5)."""

import json
from typing import Any

import httpx

from models.casework import offers
from models.casework.finding import matter_by_number
from models.codes import FocalState, ReplyKind
from models.database import reading
from models.decisions.schema import schema
from models.terms import term
from tests.at_the_door import send
from tests.at_the_network_door import Asked, browser as browser, here as here, invited, person, rotating

TYPED = "Zubaidah Kenanga (dikonfirmasi)"
FOLLOWS: Any = {
    "name": TYPED,
    "position": TYPED,
    "email": "zubaidah@dinkes.example",
    "phone": "0812-5000-9999",
}


def offered(asked: Asked) -> str:
    """The desk's form, as Prefect gets it."""
    with reading() as session:
        offer = offers.offer(session, matter_by_number(session, asked.number), "id")
        return json.dumps(schema(offer, "id", token="t"), ensure_ascii=False)


def test_a_successor_is_offered_by_entry_role_and_state(browser: httpx.Client) -> None:
    """What was typed of them is in none of the desk's words, so it cannot pretend to a state either."""
    asked = rotating(followed=False)
    send(browser, asked.path(asked.secretariat), ReplyKind.SUCCESSOR, **FOLLOWS, signed=TYPED)
    entry = person(TYPED).partition(":")[2]
    label = next(each for each in offered(asked).split('"') if each.startswith(f"{entry} – "))

    assert label.endswith(f"({term(FocalState.PROPOSED, 'id')})")
    assert not [each for each in ("Zubaidah", "Kenanga", "dinkes.example", "5000") if each in offered(asked)]


def test_whoever_comes_to_a_gathering_is_in_no_form(browser: httpx.Client) -> None:
    """Neither name, position nor address."""
    asked = invited()
    send(browser, asked.path(), ReplyKind.ATTENDANCE, coming="true", nominated="true", **FOLLOWS)
    assert not [each for each in ("Zubaidah", "Kenanga", "dinkes.example") if each in offered(asked)]
