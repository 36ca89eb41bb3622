"""`narahubung directory health`: how institutions and their focal points fare, with periods and denominators."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from deployments.spreadsheets.exporting import write_table
from deployments.working import looking
from models.casework.finding import institution_by_code
from models.casework.health import YEAR, Fares, Person, before_and_after, health as fares, network
from models.casework.network import gatherings
from models.dates import Language
from models.health import Health
from models.health_text import TITLES, WORDS, cells
from models.settings import settings
from models.terms import term
from models.zones import Zone

SHOWN: Final = ("answered", "held", "acknowledged", "heard", "terms", "bounces", "confirmed")
"""What the table of many institutions shows of each; the sheet of one shows all."""
HEADINGS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "code": "Kode Instansi", "name": "Instansi", "person": "Narahubung", "nobody": "alamat umum instansi",
        "before": "Sebelum", "after": "Sesudah", "whole": "Seluruh instansi", "when": "Bagian",
    },
    "en": {
        "code": "Code", "name": "Institution", "person": "Focal point", "nobody": "the general address",
        "before": "Before", "after": "After", "whole": "The whole institution", "when": "Part",
    },
}  # fmt: skip

Column = tuple[str, Health]
"""Figures under a heading."""


def health(
    institution: Annotated[
        str | None, typer.Argument(help="Code of an institution; without one, all that were asked.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day; a year before the end if not given.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day, and the day on which it stood so; today.")
    ] = None,
    formed_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Compare before and after this day, for as long each.")
    ] = None,
    formation: Annotated[
        bool, typer.Option("--formation", help="Compare before and after its formation, as it is on file.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the figures into .xlsx or .csv.")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="Language of the headings.")] = None,
) -> None:
    """Say how institutions fare: confirmation and answer times, terms kept, bounces, last confirmation."""
    spoken = language or settings().language
    with looking() as (session, now):
        if formation:
            formed_on = _formed_on(session, institution)
        parts = _parts(session, now, institution, (_day(since, "--since"), _day(until, "--until")),
                       _day(formed_on, "--formed-on"))  # fmt: skip
    if export:
        write_table(export, list(_exported(parts, spoken)), "health")
    if as_json:
        typer.echo(json.dumps(_as_data(parts, institution, formed_on), indent=2, ensure_ascii=False))
    elif institution is None:
        _print_many(parts[""], spoken)
    else:
        Console().print(compared(list(_columns(parts, spoken)), spoken))
        typer.echo(WORDS[spoken]["rule"])


def _formed_on(session: Session, code: str | None) -> str:
    day = gatherings.formed_on(session, institution_by_code(session, code))
    if day is None:
        raise typer.BadParameter("no formation of this institution is on file", param_hint="--formation")
    return day.isoformat()


def over(now: datetime, zone: Zone, since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """From the first day's beginning to the last day's end, at most now; a year of it if no first day is given."""
    end = now if until is None else min(now, zone.starts(until + timedelta(days=1)))
    return (end - YEAR if since is None else zone.starts(since)), end


def compared(columns: Sequence[Column], language: Language) -> Table:
    """The figures side by side, a row for each."""
    table = Table("", *(escape(heading) for heading, _ in columns), box=SIMPLE_HEAD, pad_edge=False)
    said = [cells(each, language) for _, each in columns]
    for name, title in _in_order(language):
        table.add_row(title, *(Text(each[name]) for each in said))
    return table


def named(person: Person, language: Language) -> str:
    """The focal point with its role; a duty contact, for the eyes of the office."""
    if person.role is None:
        return person.name or HEADINGS[language]["nobody"]
    return f"{person.name} ({term(person.role, language)})"


def _parts(
    session: Session,
    now: datetime,
    code: str | None,
    days: tuple[date | None, date | None],
    formed_on: date | None,
) -> dict[str, list[Fares]]:
    """What is to be shown, under `before` and `after`, or under nothing."""
    if code is None:
        if formed_on is not None:
            raise typer.BadParameter("name the institution that is to be compared", param_hint="--formed-on")
        begin, end = over(now, Zone.WIB, *days)
        return {"": network(session, begin, end, end)}
    place = institution_by_code(session, code)
    if formed_on is not None:
        both = before_and_after(session, place, formed_on, now)
        return {"before": [both.before], "after": [both.after]}
    begin, end = over(now, place.zone, *days)
    return {"": [fares(session, place, begin, end, end)]}


def _as_data(parts: Mapping[str, list[Fares]], institution: str | None, formed_on: str | None) -> Any:
    if formed_on is not None:
        return {name: found[0].as_data() for name, found in parts.items()}
    told = [each.as_data() for each in parts[""]]
    return {"institutions": told} if institution is None else told[0]


def _columns(parts: Mapping[str, list[Fares]], language: Language) -> Iterator[Column]:
    """Before and after of an institution, or the whole of it beside each of its focal points."""
    headings = HEADINGS[language]
    for name, found in parts.items():
        yield headings[name or "whole"], found[0].health
        for person in () if name else found[0].people:
            yield named(person, language), person.health


def _print_many(found: Sequence[Fares], language: Language) -> None:
    headings, titles = HEADINGS[language], TITLES[language]
    table = Table(headings["code"], *(titles[name] for name in SHOWN), box=SIMPLE_HEAD, pad_edge=False)
    for each in found:
        said = cells(each.health, language)
        table.add_row(Text(each.code), *(Text(said[name]) for name in SHOWN))
    Console().print(table)
    if found:
        typer.echo(f"{titles['period']}: {cells(found[0].health, language)['period']}.")
    typer.echo(WORDS[language]["rule"])


def _exported(parts: Mapping[str, list[Fares]], language: Language) -> Iterator[Sequence[str]]:
    """A line for each institution and one for each of its focal points."""
    headings = HEADINGS[language]
    heads = (headings[name] for name in ("code", "name", "when", "person"))
    yield (*heads, *(title for _, title in _in_order(language)))
    for part, found in parts.items():
        for each in found:
            whole = (headings["whole"], each.health)
            for who, figures in (
                whole,
                *((named(person, language), person.health) for person in each.people),
            ):
                said = cells(figures, language)
                yield (
                    each.code, each.name, headings.get(part, ""), who,
                    *(said[name] for name, _ in _in_order(language)),
                )  # fmt: skip


def _in_order(language: Language) -> Iterator[tuple[str, str]]:
    """The period first, then the figures as they are listed everywhere."""
    titles = TITLES[language]
    yield "period", titles["period"]
    yield from ((name, title) for name, title in titles.items() if name != "period")


def _day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("a day is written 2026-01-31", param_hint=option) from None
