"""`narahubung route`: which focal point a complaint would go to, and why; without an institution, the rules."""

import json
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from deployments.working import looking
from models.casework.finding import institution_by_code
from models.casework.routing import OF_INSPECTORATE, Candidate, Looked, Routed, Wanted, route as routed, rules
from models.codes import FocalRole, FocalState
from models.dates import Language
from models.settings import settings
from models.tables import FocalPoint, Institution, Route
from models.terms import term

RULES: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Aturan", "Instansi", "Layanan", "Wilayah", "Substansi", "Kepada", ""),
    "en": ("Rule", "Institution", "Service", "Region", "Subject", "To", ""),
}
PEOPLE: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Narahubung", "Jabatan", "Sebagai", "Keadaan", "Hambatan"),
    "en": ("Focal point", "Position", "As", "State", "Obstacle"),
}
WORDS: Final[dict[Language, dict[str, str]]] = {
    "id": {
        "fits": "cocok", "service": "layanan lain", "region": "wilayah lain", "subject": "substansi lain",
        "rule": "aturan", OF_INSPECTORATE: "inspektorat", "not_in_post": "tidak sedang menjabat", "any": "semua",
        "contact": "Diteruskan kepada: {who}", "nobody": "tidak ada narahubung; ke alamat umum {code}",
        "stands_in": "Surat yang memulai jangka waktu juga kepada: {who}",
        "gap": "Belum ada narahubung tetap yang terkonfirmasi: kantor diberi tahu saat laporan diteruskan.",
        "no_rules": "Belum ada aturan; urutan instansi sendiri yang berlaku.",
    },
    "en": {
        "fits": "fits", "service": "another service", "region": "another region", "subject": "another subject",
        "rule": "rule", OF_INSPECTORATE: "inspectorate", "not_in_post": "not in post", "any": "any",
        "contact": "Goes to: {who}", "nobody": "no focal point; to the general address of {code}",
        "stands_in": "Letters that start a deadline also to: {who}",
        "gap": "No regular focal point is confirmed: the office is told when a complaint is forwarded.",
        "no_rules": "There are no rules; each institution's own order holds.",
    },
}  # fmt: skip


def route(
    institution: Annotated[
        str | None, typer.Argument(help="Code of an institution; without one, every rule is listed.")
    ] = None,
    service: Annotated[str | None, typer.Option(help="Code of the service complained of.")] = None,
    region: Annotated[
        str | None, typer.Option(help="Code of a region; the institution's if not given.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="What the complaint is about: its substance.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day, as 2026-01-31; today if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the headings.")] = None,
) -> None:
    """Say which focal point a complaint would go to, and why: rules, people, and who stands in."""
    day = _day(on)
    spoken = language or settings().language
    with looking() as (session, now):
        if institution is None:
            found = [Looked(rule, None) for rule in rules(session)]
            told = {"rules": [_rule(session, each, listed=True) for each in found]}
            _show(told) if as_json else _list(told["rules"], spoken)
            return
        place = institution_by_code(session, institution)
        day = day or place.zone.day_of(now)
        answer = routed(session, place, day, Wanted(service, region, subject))
        told = _told(session, place, day, answer)
    _show(told) if as_json else _explain(told, place.code, spoken)


def _day(on: str | None) -> date | None:
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        raise typer.BadParameter("a day is written 2026-01-31", param_hint="--on") from None


def _told(session: Session, place: Institution, day: date, answer: Routed) -> dict[str, Any]:
    people = [_person(each) for each in answer.candidates]
    by_id = {each.person.id: told for each, told in zip(answer.candidates, people, strict=True)}
    contact, relied_on = answer.contact, answer.relied_on
    return {
        "institution": place.code,
        "on": day.isoformat(),
        "rules": [_rule(session, each) for each in answer.rules],
        "people": people,
        "contact": by_id[contact.person.id] if contact else None,
        "relied_on": by_id[relied_on.person.id] if relied_on else None,
        "gap": answer.gap,
    }


def _person(each: Candidate) -> dict[str, Any]:
    row = each.person
    plain = row.model_dump(mode="json", include={"name", "position", "role", "state", "state_on", "evidence"})
    return {**plain, "found": each.found, "obstacle": each.obstacle, "reachable": each.reachable}


def _rule(session: Session, looked: Looked, *, listed: bool = False) -> dict[str, Any]:
    rule: Route = looked.rule
    place = session.get(Institution, rule.institution_id) if rule.institution_id else None
    person = session.get(FocalPoint, rule.focal_point_id) if rule.focal_point_id else None
    told: dict[str, Any] = {
        "position": rule.position,
        "institution": place.code if place else None,
        "service": rule.service,
        "region": rule.region,
        "subject": rule.substance,
        "role": rule.role.value if rule.role else None,
        "person": person.name if person else None,
    }
    return told if listed else {**told, "misfit": looked.misfit}


def _show(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _list(found: list[dict[str, Any]], language: Language) -> None:
    if not found:
        typer.echo(WORDS[language]["no_rules"])
        return
    words = WORDS[language]
    table = Table(*RULES[language], box=SIMPLE_HEAD, pad_edge=False)
    for each in found:
        conditions = (each[name] or words["any"] for name in ("institution", "service", "region", "subject"))
        to = each["person"] or term(FocalRole(each["role"]), language)
        verdict = words[each["misfit"] or "fits"] if "misfit" in each else ""
        table.add_row(str(each["position"]), *map(Text, conditions), Text(to), verdict)
    Console().print(table)


def _explain(told: dict[str, Any], code: str, language: Language) -> None:
    words = WORDS[language]
    if told["rules"]:
        _list(told["rules"], language)
    table = Table(*PEOPLE[language], box=SIMPLE_HEAD, pad_edge=False)
    for each in told["people"]:
        obstacle = each["obstacle"]
        table.add_row(
            Text(each["name"]),
            Text(each["position"]),
            words.get(each["found"]) or term(FocalRole(each["found"]), language),
            term(FocalState(each["state"]), language)
            + (f" ({each['state_on']})" if each["state_on"] else ""),
            "" if obstacle is None else words.get(obstacle) or term(FocalState(obstacle), language),
        )
    if told["people"]:
        Console().print(table)
    contact, relied_on = told["contact"], told["relied_on"]
    typer.echo(words["contact"].format(who=contact["name"]) if contact else words["nobody"].format(code=code))
    if contact and contact["obstacle"]:
        typer.echo(
            words["stands_in"].format(
                who=relied_on["name"] if relied_on else words["nobody"].format(code=code)
            )
        )
    if told["gap"]:
        typer.echo(words["gap"])
