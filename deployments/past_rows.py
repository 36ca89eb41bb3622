"""From the row of a table to a past complaint, as a mapping says; or what is wrong with the row, all of it at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from deployments.mapping import ImportMap, Source
from models.casework.past_life import Past
from models.filing import Filing, FilingError, Person, read_filing
from models.written import without_controls

FACT: Final = re.compile(r"[\w .,/:()&'-]{1,60}")
"""What may stand in the history: codes and names of places, no sentences."""
DATES: Final = frozenset({"event_on", "born_on"})
SEVERAL_LINES: Final = Filing.several_lines | Person.several_lines
"""Fields whose lines are kept; in others a cell's line breaks are those of a narrow column."""


class BadRow(Exception):
    """This row cannot be imported."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))


class Translated(NamedTuple):
    """A past complaint and what its institution is called."""

    past: Past
    institution: str


class Translator:
    """Translates the rows of one import; `now` is business time: nothing in the past lies after it."""

    def __init__(self, plan: ImportMap, now: datetime) -> None:
        self.plan, self.now = plan, now

    def translated(self, cells: Mapping[str, str]) -> Translated:
        """The past complaint that the row tells of. Raises `BadRow` naming every fault, never the content."""
        reading = _Reading(cells)
        key = reading.text("key", self.plan.key)
        given = {name: self._given(reading, name, source) for name, source in self.plan.filing.items()}
        person = {name: self._given(reading, name, source) for name, source in self.plan.reporter.items()}
        institution = self._institution(reading)
        facts = {name: reading.text(name, source) for name, source in self.plan.facts.items()}
        answered_at, text = self._answer(reading)
        filing = self._filing(reading, given, person, institution[0])
        reading.faults += self._implausible(key, given, answered_at, facts, institution)
        if reading.faults or filing is None or filing.received_at is None:
            raise BadRow(*reading.faults)
        answered_at, stated_on = self._placed(filing.received_at, answered_at)
        past = Past(
            source_key=key,
            filing=filing,
            received_at=filing.received_at,
            answered_at=answered_at,
            stated_on=stated_on,
            answer=text,
            live=self.plan.live,
            facts={name: fact for name, fact in facts.items() if fact},
            **({"closing_reason": self.plan.answer.closing_reason} if self.plan.answer else {}),
        )
        return Translated(past, institution[1])

    def _given(self, reading: "_Reading", name: str, source: Source) -> str | datetime | date | None:
        text = reading.text(name, source)
        if not text:
            return None
        if name == "received_at":
            return reading.read(name, self._instant, text)
        if name in DATES:
            return reading.read(name, self._day, text)
        text = without_controls(text)
        return text if name in SEVERAL_LINES else " ".join(text.split())

    def _institution(self, reading: "_Reading") -> tuple[str, str]:
        there = self.plan.institution
        if there is None:
            return "", ""
        return reading.text("institution", there.code), reading.text("institution's name", there.name)

    def _answer(self, reading: "_Reading") -> tuple[datetime | None, str]:
        answer = self.plan.answer
        if answer is None or not (stated := reading.text("answer", answer.at)):
            return None, ""
        return reading.read("answer", self._instant, stated), reading.text("answer's text", answer.text)

    def _filing(
        self, reading: "_Reading", given: Mapping[str, Any], person: Mapping[str, Any], institution: str
    ) -> Filing | None:
        raw = {name: value for name, value in given.items() if value is not None}
        raw |= {"office": self.plan.office.code, "institution": institution or None}
        raw.setdefault("access", None)
        if any(person.values()):
            raw["reporters"] = [{name: value for name, value in person.items() if value is not None}]
        if reading.faults:
            return None  # the times were wrong already: the filing would only say it again
        try:
            return read_filing(raw)
        except FilingError as error:
            reading.faults += [fault.rstrip(".") for fault in error.faults]
            return None

    def _implausible(
        self,
        key: str,
        given: Mapping[str, Any],
        answered_at: datetime | None,
        facts: Mapping[str, str],
        institution: tuple[str, str],
    ) -> Iterator[str]:
        received_at = given.get("received_at")
        if not 1 <= len(key) <= 120:
            yield "key: it should have 1 to 120 characters"
        if isinstance(received_at, datetime) and received_at > self.now:
            yield "received_at: it lies in the future"
        if answered_at is not None and answered_at > self.now:
            yield "answer: it lies in the future"
        if (
            self._is_early(received_at, answered_at)
            and self.plan.answer
            and self.plan.answer.before_filing == "reject"
        ):
            yield "answer: it lies before the filing"
        if institution[0] and not 1 <= len(institution[1]) <= 200:
            yield "institution's name: it should have 1 to 200 characters"
        yield from (
            f"{name}: a fact is a short code or name"
            for name, fact in facts.items()
            if fact and not FACT.fullmatch(fact)
        )

    @staticmethod
    def _is_early(received_at: object, answered_at: datetime | None) -> bool:
        return isinstance(received_at, datetime) and answered_at is not None and answered_at < received_at

    def _placed(
        self, received_at: datetime, answered_at: datetime | None
    ) -> tuple[datetime | None, date | None]:
        """When the answer is put into history, and the day the source gives where that lies before the filing."""
        if answered_at is None or not self._is_early(received_at, answered_at):
            return answered_at, None
        return received_at, self.plan.times.zone.day_of(answered_at)

    def _instant(self, text: str) -> datetime:
        for form in self.plan.times.formats:
            try:
                read = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
            except ValueError:
                continue
            return (read if read.tzinfo else read.replace(tzinfo=self.plan.times.zone.tz)).astimezone(UTC)
        raise ValueError(f"it is no time as the mapping has it ({', '.join(self.plan.times.formats)})")

    def _day(self, text: str) -> date:
        return self.plan.times.zone.day_of(self._instant(text))


class _Reading:
    """One row as it is read, and what was found wrong with it."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.faults: list[str] = []

    def text(self, name: str, source: Source | None) -> str:
        """What the source gives for the row; empty where it gives nothing or cannot."""
        if source is None:
            return ""
        try:
            return source.of(self.cells)
        except ValueError as error:
            self.faults.append(f"{name}: {error}")
            return ""

    def read(self, name: str, how: Callable[[str], Any], text: str) -> Any:
        """What the text means; None where it means nothing."""
        try:
            return how(text)
        except (ValueError, OverflowError) as error:
            self.faults.append(f"{name}: {error}")
            return None
