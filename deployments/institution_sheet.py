"""`narahubung directory show`: an institution's sheet: place in the tree, contacts, routes, tasks and health."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from sqlmodel import Session, col, or_, select

from deployments.gauging import compared, named, over
from deployments.working import looking
from models.casework.finding import institution_by_code
from models.casework.focal_points import in_post
from models.casework.health import Fares, before_and_after, health, open_tasks
from models.casework.network import gatherings
from models.casework.routing import people, route
from models.codes import FocalRole, FocalState
from models.dates import Language, long_date
from models.health_text import WORDS as FIGURES
from models.settings import settings
from models.tables import Institution, Route
from models.terms import term

WORDS: Final[dict[Language, dict[str, str]]] = {
    "id": {
        "superior": "Instansi atasan", "inspectorate": "Inspektorat", "region": "Wilayah", "below": "Di bawahnya",
        "open_tasks": "Tugas terbuka", "contacts": "Narahubung", "routes": "Aturan penerusan", "health": "Kinerja",
        "gap": "Belum ada narahubung tetap yang terkonfirmasi.", "covered": "Ada narahubung tetap yang terkonfirmasi.",
        "formation": "Sebelum dan sesudah pembentukan {day}", "before": "Sebelum", "after": "Sesudah",
        "not_in_post": "tidak sedang menjabat", "as_of": "Keadaan {day}.",
        "role": "Peran", "name": "Nama", "position": "Jabatan", "state": "Keadaan", "since": "Sejak",
        "evidence": "Dasar",
    },
    "en": {
        "superior": "Superior", "inspectorate": "Inspectorate", "region": "Region", "below": "Below it",
        "open_tasks": "Open tasks", "contacts": "Focal points", "routes": "Routes", "health": "Health",
        "gap": "No regular focal point is confirmed.", "covered": "A regular focal point is confirmed.",
        "formation": "Before and after the formation of {day}", "before": "Before", "after": "After",
        "not_in_post": "not in post", "as_of": "As of {day}.",
        "role": "Role", "name": "Name", "position": "Position", "state": "State", "since": "Since",
        "evidence": "Evidence",
    },
}  # fmt: skip
COLUMNS: Final = ("role", "name", "position", "state", "since", "evidence")


def show(
    institution: Annotated[str, typer.Argument(help="Code of the institution.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the sheet.")] = None,
) -> None:
    """Show an institution's sheet: its place, contacts, coverage, routes, open tasks and health of a year."""
    spoken = language or settings().language
    with looking() as (session, now):
        place = institution_by_code(session, institution)
        sheet = _sheet(session, place, now)
        found = health(session, place, *over(now, place.zone, None, None), now)
        formed_on = gatherings.formed_on(session, place)
        formed = before_and_after(session, place, formed_on, now) if formed_on else None
    if as_json:
        both = {"before": formed.before.as_data(), "after": formed.after.as_data()} if formed else None
        told = {**sheet, "health": found.as_data(), "formation": both}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    console = Console()
    for part in _laid_out(sheet, found, spoken):
        console.print(part)
    if formed and formed_on:
        words = WORDS[spoken]
        title = words["formation"].format(day=long_date(formed_on, spoken))
        console.print(Rule(title, align="left", style="dim"))
        columns = [(words["before"], formed.before.health), (words["after"], formed.after.health)]
        console.print(compared(columns, spoken))
    typer.echo(FIGURES[spoken]["rule"])
    typer.echo(WORDS[spoken]["as_of"].format(day=long_date(place.zone.day_of(now), spoken)))


def _sheet(session: Session, place: Institution, now: datetime) -> dict[str, Any]:
    day = place.zone.day_of(now)
    below = select(Institution.code).where(Institution.superior_id == place.id).order_by(Institution.code)
    return {
        "code": place.code,
        "name": place.name,
        "kind": place.kind.value,
        "structure": place.structure.value if place.structure else None,
        "region": place.region,
        "superior": _code(session, place.superior_id),
        "inspectorate": _code(session, place.inspectorate_id),
        "below": list(session.exec(below)),
        "open_tasks": open_tasks(session, place),
        "gap": route(session, place, day).gap,
        "contacts": [
            {
                **row.model_dump(
                    mode="json", include={"role", "name", "position", "state", "state_on", "evidence"}
                ),
                "in_post": in_post(row, day),
            }
            for row in sorted(people(session, place.id or 0), key=lambda row: row.id or 0)
        ],
        "routes": [_rule(row) for row in _rules(session, place)],
    }


def _code(session: Session, institution_id: int | None) -> str | None:
    return session.get_one(Institution, institution_id).code if institution_id else None


def _rules(session: Session, place: Institution) -> Iterator[Route]:
    """The rules that name the institution, or one of its people."""
    ids = [row.id for row in people(session, place.id or 0)]
    named_here = or_(Route.institution_id == place.id, col(Route.focal_point_id).in_(ids))
    yield from session.exec(select(Route).where(named_here).order_by(col(Route.position)))


def _rule(row: Route) -> dict[str, Any]:
    return row.model_dump(mode="json", include={"position", "service", "region", "substance", "role"})


def _laid_out(sheet: dict[str, Any], found: Fares, language: Language) -> Iterator[RenderableType]:
    words = WORDS[language]
    yield Rule(Text(f"{sheet['code']} · {sheet['name']}", style="bold"))
    grid = Table.grid(padding=(0, 2))
    for name in ("superior", "inspectorate", "region", "open_tasks"):
        if sheet[name] is not None:
            grid.add_row(words[name], Text(str(sheet[name])))
    if sheet["below"]:
        grid.add_row(words["below"], Text(", ".join(sheet["below"])))
    yield grid
    yield Rule(words["contacts"], align="left", style="dim")
    yield Text(words["gap" if sheet["gap"] else "covered"])
    yield _contacts(sheet["contacts"], language)
    if sheet["routes"]:
        yield Rule(words["routes"], align="left", style="dim")
        for rule in sheet["routes"]:
            conditions = (rule[name] for name in ("service", "region", "substance", "role"))
            yield Text(f"{rule['position']}  {' · '.join(filter(None, conditions))}")
    yield Rule(words["health"], align="left", style="dim")
    columns = [
        (sheet["code"], found.health),
        *((named(each, language), each.health) for each in found.people),
    ]
    yield compared(columns, language)


def _contacts(rows: list[dict[str, Any]], language: Language) -> Table:
    words = WORDS[language]
    table = Table(*(words[name] for name in COLUMNS), box=SIMPLE_HEAD, pad_edge=False)
    for each in rows:
        state = term(FocalState(each["state"]), language)
        table.add_row(
            term(FocalRole(each["role"]), language), Text(each["name"]), Text(each["position"]),
            state if each["in_post"] else f"{state}, {words['not_in_post']}", each["state_on"] or "–",
            Text(each["evidence"]),
        )  # fmt: skip
    return table
