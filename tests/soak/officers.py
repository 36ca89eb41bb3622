"""Officers who decide at random: whatever their desk offers, with fields as a hasty person fills them in."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.casework import offers
from models.decisions import Decision, fields_of
from models.tables import Matter
from tests import sample

ENDS = frozenset({Decision.WITHDRAW, Decision.CLOSE_EARLY, Decision.KEEP_WAITING})
"""Possible at every stage: chosen rarely, or every life would be short."""

ITEMS = (
    f"{sample.HEALTH}: terbitkan rujukan",
    f"{sample.HEALTH}: terbitkan rujukan\n{sample.LAND}: serahkan salinan",
    "tidak ada titik dua",
)


def form(session: Session, complaint: Matter, now: datetime, chance: random.Random) -> dict[str, Any]:
    """A decision that the desk offers now, with values for its fields; some of them are mistakes."""
    offered = offers.offer(session, complaint, "id")
    likely = [each for each in offered.decisions if each not in ENDS]
    decision = chance.choice(likely if likely and chance.random() < 0.95 else list(offered.decisions))
    values = {name: _value(name, offered.choices, now, complaint, chance) for name in fields_of(decision)}
    return {"decision": decision.value, "officer": chance.choice((sample.HEAD, sample.EXAMINER)), **values}


def _value(
    name: str,
    choices: Mapping[str, Mapping[str, Any]],
    now: datetime,
    complaint: Matter,
    chance: random.Random,
) -> Any:
    among = list(choices.get(name, {}).values())
    if name in ("missing", "waived", "found"):
        return chance.sample(among, k=min(2, len(among)))
    if among:
        return chance.choice(among)
    simple: dict[str, Any] = {
        "on": (now + timedelta(days=chance.randint(-3, 9), hours=8)).date().isoformat(),
        "days": chance.randint(1, 30),
        "happening": chance.randint(1, complaint.version + 1),
        "number": complaint.agenda_no,
        "at_once": chance.random() < 0.7,
        "items": chance.choice(ITEMS),
    }
    return simple.get(name, "Uraian.")
