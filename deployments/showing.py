"""`narahubung show`: the whole file of a complaint, or of an undertaking of the network, in the terminal."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from deployments.showing_undertakings import Undertaking, of_undertaking
from deployments.showing_words import SECTIONS, account, day_and_time, duration, named, said
from deployments.working import looking
from models.casework.file import whole_file
from models.casework.finding import matter_by_number
from models.dates import Language
from models.settings import settings
from models.tables import Office
from models.zones import Zone


def show(
    number: Annotated[str, typer.Argument(help="Agenda or registration number.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the terms and proofs.")] = None,
) -> None:
    """Show the whole file of a number, personal data included: for the eyes of the office only."""
    spoken = language or settings().language
    with looking() as (session, now):
        complaint = matter_by_number(session, number)
        file = whole_file(session, complaint, now, spoken)
        zone = session.get_one(Office, complaint.office_id).zone
    if as_json:
        typer.echo(json.dumps(file, indent=2, ensure_ascii=False))
        return
    console = Console()
    for part in Sheet(file, spoken, zone).parts():
        console.print(part)


class Sheet:
    """A file laid out for the terminal in one language, times in the office's zone."""

    def __init__(self, file: Mapping[str, Any], language: Language, zone: Zone) -> None:
        self.file, self.zone = file, zone
        self.language: Language = language
        self.headings = SECTIONS[language]

    def parts(self) -> Iterator[RenderableType]:
        """The sections, each under its heading; those without content are left out."""
        number = " · ".join(filter(None, (self.file["number"], self.file["registration"])))
        yield Rule(Text(number, style="bold"))
        confidential = self.file["confidentiality"] == "confidential"
        yield Text(
            self.headings["confidential" if confidential else "personal"],
            style="bold red" if confidential else "dim",
        )
        yield self._pairs(self._facts())
        sections: tuple[tuple[str, Iterable[RenderableType]], ...] = (
            ("reporters", [self._pairs(person.items()) for person in self.file["reporters"]]),
            ("filing", self._filing()),
            *(
                Undertaking(self.file, self.language, self.zone).sections()
                if self.file["undertaking"]
                else ()
            ),
            ("forwardings", self._forwardings()),
            ("accounts", self._accounts()),
            ("clocks", self._clocks()),
            ("awaiting", self._awaiting()),
            ("items", self._items()),
            ("letters", self._letters()),
            ("history", self._history()),
        )
        for name, content in sections:
            rows = list(content)
            if rows:
                yield Rule(Text(self.headings[name]), align="left", style="dim")
                yield from (Padding(row, (0, 0, 0, 2)) for row in rows)

    def _facts(self) -> Iterator[tuple[str, Any]]:
        if self.file["undertaking"]:
            yield from of_undertaking(self.file)
            return
        for name in (
            "stage", "balls", "office", "examiner", "institution", "access", "channel", "received_at", "event_on",
            "registered_at", "complexity", "alleged", "found", "substance", "service", "rule_set", "master",
            "closed_at", "closing_reason",
        ):  # fmt: skip
            yield name, self.file[name]

    def _pairs(self, pairs: Iterable[tuple[str, Any]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs:
            if value not in (None, "", [], False):
                table.add_row(said(name, self.language), Text(self._value(name, value)))
        return table

    def _value(self, name: str, value: Any) -> str:
        return named(name, value, self.language, self.zone)

    def _filing(self) -> Iterator[RenderableType]:
        yield self._pairs((name, self.file[name]) for name in ("subject", "narrative", "expectation"))
        for each in self.file["attachments"]:
            yield Text(
                f"{each['name']}  ({each['size']:,} B, {each['content_type']}, {each['digest'][:12]}…)"
            )

    def _forwardings(self) -> Iterator[RenderableType]:
        for track in self.file["forwardings"]:
            contact: Mapping[str, Any] = track["focal_point"] or {}
            yield self._pairs(
                (
                    ("institution", track["institution"]),
                    ("track_stage", track["stage"]),
                    ("focal_point", contact.get("name")),
                    ("email", contact.get("email")),
                    ("sent_at", track["sent_at"]),
                    ("acknowledged_at", track["acknowledged_at"]),
                    ("ended_at", track["ended_at"]),
                )
            )

    def _accounts(self) -> Iterator[RenderableType]:
        """Whose time it was, in days; under `institution` each of them, which may overlap."""
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2))
        table.add_column()
        table.add_column(justify="right")
        kept: Mapping[str, Any] = self.file["accounts"]
        for name in ("office", "reporter", "institution", "nobody", "total"):
            if self.file["undertaking"] and name in ("reporter", "total"):
                continue
            table.add_row(account(name, self.language), duration(kept[name], self.language))
            for code, seconds in kept["institutions"].items() if name == "institution" else ():
                table.add_row(f"  {code}", duration(seconds, self.language), style="dim")
        yield table

    def _clocks(self) -> Iterator[RenderableType]:
        for clock in self.file["clocks"]:
            late = self.headings["overdue"] if clock["overdue"] else ""
            state = self._value("clock_state", clock["state"])
            head = Text(f"{clock['id']}  {clock['title']}", style="bold" if clock["open"] else "dim")
            yield head.append(f"  {state}", style="default").append(f"  {late}", style="bold red")
            if clock["institution"]:
                yield Text(f"   {self._value('institution', clock['institution'])}")
            if clock["open"] and clock["proof_text"]:
                yield Padding(Text(clock["proof_text"]), (0, 0, 0, 3))
            elif clock["due_on"]:
                yield Text(f"   {said('due_on', self.language)}: {clock['due_on']}", style="dim")
            for row in clock["earlier"]:
                yield Text(
                    f"   {said('earlier', self.language)}: {self._value('due_at', row['due_at'])} ({row['why']})"
                )

    def _awaiting(self) -> Iterator[RenderableType]:
        for act in self.file["awaiting"]:
            yield Text(f"{act['act']}  {act['rung']}  ({day_and_time(act['at'], self.zone)})")

    def _items(self) -> Iterator[RenderableType]:
        for item in self.file["items"]:
            status = self._value("item_status", item["status"])
            yield Text(f"{item['number']}  {item['institution']['code']}: {item['text']}  [{status}]")
            if item["evidence"]:
                yield Text(f"   {said('evidence', self.language)}: {item['evidence']}")

    def _letters(self) -> Iterator[RenderableType]:
        if not self.file["letters"]:
            return
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_header=False)
        for letter in self.file["letters"]:
            table.add_row(
                day_and_time(letter["queued_at"], self.zone),
                letter["kind"],
                self._value("role", letter["role"]),
                self._value("letter_state", letter["state"]),
                Text(letter["number"] or ""),
            )
        yield table

    def _history(self) -> Iterator[RenderableType]:
        for row in self.file["history"]:
            own = [row["institution"]["code"]] if row["institution"] else row["facts"].get("passed_on", [])
            place = f" – {', '.join(dict.fromkeys(own))}" if own else ""
            line = Text(f"{row['seq']:>3}  {day_and_time(row['at'], self.zone)}  ", style="dim")
            line.append(f"{self._value('event', row['event'])}{place}", style="default")
            yield line.append(f"  ({row['by']})", style="dim")
            for words in row["words"] if row["seq"] > 1 else ():
                yield Padding(Text(words), (0, 0, 0, 5))
