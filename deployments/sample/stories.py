"""The sample's complaints as they stand in their files: what was filed, and what was decided how many days ago.

Days are counted back from the moment for which the sample grows. In texts `{12}` stands for the date twelve days
before it, written out, and `{iso:-5}` for the date five days after it, as YYYY-MM-DD.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from models.codes import Access, Channel, Confidentiality, Maladministration, RuleSet
from models.dates import short_date
from models.decisions import Decision
from models.filing import Filing, Person

FOLDER: Final = Path(__file__).parent / "complaints"
_STRICT = ConfigDict(extra="forbid", frozen=True)
_DAY: Final = re.compile(r"\{(iso:)?(-?\d+)\}")


class Turn(BaseModel):
    """One decision of the story. `clock` and `act` are the key of a deadline and the name of a rung.

    `of` narrows the deadline to one institution's; `number` is the key of another story; `on` is in days ago. What
    else is given is the form's.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    ago: float
    by: str
    decision: Decision
    on: int | None = None
    clock: str | None = None
    of: str | None = None
    act: str | None = None
    number: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The rest of the form, as it stands in the file."""
        return dict(self.model_extra or {})


class Story(BaseModel):
    """One invented complaint and what became of it. `mail` has all of its letters sent, not only the recent ones."""

    model_config = _STRICT

    key: str
    ago: float
    mail: bool = False
    office: str = "BJM"
    access: Access | None = Access.REPORT
    channel: Channel
    institution: str
    substance: str
    alleged: Maladministration = Maladministration.UNCATEGORISED
    rule_set: RuleSet = RuleSet.PO_58_2023
    confidentiality: Confidentiality = Confidentiality.OPEN
    event: int | None = None
    subject: str
    narrative: str
    expectation: str = ""
    reporters: tuple[Person, ...] = ()
    papers: tuple[str, ...] = ()
    steps: tuple[Turn, ...] = Field(default=())

    def filing(self, today: date) -> Filing:
        """What was handed in, as of the local day `today`."""
        shared = self.model_dump(
            include={"office", "channel", "institution", "substance", "alleged", "rule_set"}
        )
        return Filing(
            **shared,
            access=self.access,
            confidentiality=self.confidentiality,
            subject=self.subject,
            narrative=dated(self.narrative, today),
            expectation=self.expectation,
            event_on=None if self.event is None else today - timedelta(days=self.event),
            reporters=self.reporters,
        )


def read_stories() -> list[Story]:
    """Every story of the sample, in the order of the files."""
    return [Story.model_validate(row) for path in sorted(FOLDER.glob("*.toml")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for row in tomllib.loads(path.read_text("utf-8"))["complaint"]:
        yield row if row.get("access") != "unsorted" else {**row, "access": None}


def dated(text: str, today: date) -> str:
    """The text as one paragraph, with its days as dates counted from `today`."""

    def written(found: re.Match[str]) -> str:
        day = today - timedelta(days=int(found[2]))
        return day.isoformat() if found[1] else short_date(day, "id")

    return _DAY.sub(written, " ".join(text.split()))
