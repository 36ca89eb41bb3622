"""What `narahubung show` says of an undertaking of the network: gathering, attendance, obstacles, commitment, post."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from deployments.showing_words import named, said, value
from models.dates import Language
from models.zones import Zone

Section = tuple[str, list[RenderableType]]


def of_undertaking(file: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What its file begins with, each fact by its name."""
    yield from ((name, file[name]) for name in ("kind", "stage", "balls", "office"))
    yield from (("host", file["examiner"]), ("institution", file["institution"]))
    yield from (("opened_at", file["received_at"]), ("closed_at", file["closed_at"]))


class Undertaking:
    """The papers of an undertaking laid out for the terminal in one language, times in the office's zone."""

    def __init__(self, file: Mapping[str, Any], language: Language, zone: Zone) -> None:
        self.papers: Mapping[str, Any] = file["undertaking"]
        self.language: Language = language
        self.zone = zone

    def sections(self) -> Iterator[Section]:
        """The sections by their heading; those without content are left out by whoever prints them."""
        gathering, commitment = self.papers["gathering"], self.papers["commitment"]
        yield "gathering", [self._pairs(gathering.items())] if gathering else []
        yield "attendance", [self._attendance()] if self.papers["attendance"] else []
        yield "obstacles", [self._obstacle(each) for each in self.papers["obstacles"]]
        yield "left_over", [self._item(each) for each in self.papers["left_over"]]
        yield "commitment", list(self._commitment(commitment)) if commitment else []
        yield "succession", list(self._succession(self.papers["succession"]))

    def _attendance(self) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
        for row in self.papers["attendance"]:
            came = {True: "present", False: "absent", None: "invited"}[row["present"]]
            style = {"present": "green", "absent": "red"}.get(came, "default")
            mark = value(came, self.language)
            if not row["invited"]:
                mark += f" ({value('uninvited', self.language)})"
            people = "\n".join(self._person(each) for each in row["people"])
            place = row["institution"]
            table.add_row(f"{place['code']} – {place['name']}", Text(mark, style=style), Text(people))
        return table

    def _person(self, each: Mapping[str, Any]) -> str:
        entry: Mapping[str, Any] | None = each["focal_point"]
        became = ""
        if entry:
            became = f"{value('became', self.language)}: {self._named('focal_state', entry['state'])}"
        elif each["nominated"]:
            became = value("nominated", self.language)
        who = ", ".join(filter(None, (each["name"], each["position"], each["email"], each["phone"])))
        return f"{who} [{became}]" if became else who

    def _obstacle(self, each: Mapping[str, Any]) -> Text:
        place = each["institution"]["code"] if each["institution"] else value("everybody", self.language)
        return Text(f"{self._named('obstacle', each['obstacle'])}, {place}: {each['text']}")

    def _item(self, each: Mapping[str, Any]) -> Text:
        status = self._named("item_status", each["status"])
        due = f", {each['promised_on']}" if each["promised_on"] else ""
        return Text(f"{each['number']}  {each['institution']['code']}: {each['text']}  [{status}{due}]")

    def _commitment(self, row: Mapping[str, Any]) -> Iterator[RenderableType]:
        names = ("text_version", "witness", "signed_on", "gathering", "renews", "renewed_by")
        yield self._pairs([*((name, row[name]) for name in names), ("valid_until_on", row["valid_until"])])
        for each in row["signatures"]:
            place = each["institution"]["code"] if each["institution"] else "–"
            yield Text(f"✓ {place}: {each['person']}, {self._named('signed_on', each['signed_on'])}")
        for place in row["unsigned"]:
            yield Text(f"– {place['code']}: {value('unsigned', self.language)}", style="dim")

    def _succession(self, row: Mapping[str, Any] | None) -> Iterator[RenderableType]:
        if row is None:
            return
        first = "leaving" if row["last_day_on"] else "person"
        proposed = [("proposed", each) for each in row["proposed"]]
        for name, who in ((first, row["person"]), *proposed, ("successor", row["successor"])):
            if who is not None:
                role, state = self._named("focal_role", who["role"]), self._named("focal_state", who["state"])
                told = ", ".join(filter(None, (who["name"], who["position"], who["email"], who["phone"])))
                yield self._pairs([(name, f"{told} ({role}; {state.lower()})")])
        yield self._pairs([("last_day_on", row["last_day_on"])])

    def _pairs(self, pairs: Iterable[tuple[str, Any]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, found in pairs:
            if found not in (None, "", [], 0) and name not in ("ends_at", "revision"):
                table.add_row(said(name, self.language), Text(self._named(name, found)))
        return table

    def _named(self, name: str, found: Any) -> str:
        return named(name, found, self.language, self.zone)
