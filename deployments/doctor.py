"""`narahubung doctor`: looks at every part, says what is wrong, and for each what to do in one sentence."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text
from sqlmodel import Session

from deployments.checks import (
    Finding,
    Findings,
    Level,
    deep as invariants,
    engine,
    mail,
    office,
    problem,
    storage,
)
from deployments.moment import now
from deployments.up import address
from models.casework.business_time import business_now
from models.database import looking_back, reading

MARKS: Final = {
    Level.OK: ("ok", "green"),
    Level.WARNING: ("warning", "yellow"),
    Level.PROBLEM: ("problem", "bold red"),
}


def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Also ask every complaint whether all that must hold does.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check all parts and say what to do. Ends with 1 when there is a problem."""
    findings, more = list(examine()), dict[str, Any]()
    if deep:
        findings += _safely("invariants", lambda: _deeply(more))
    sick = any(finding.level is Level.PROBLEM for finding in findings)
    if as_json:
        rows = [
            {"check": row.check, "level": row.level.value, "found": row.found, "do": row.do}
            for row in findings
        ]
        typer.echo(json.dumps({"ok": not sick, "checks": rows, **more}, indent=2, ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(int(sick))


def examine() -> Iterator[Finding]:
    """Every finding, part by part. Checks that read the database are left out where it is not in order."""
    yield from _safely("home", storage.home)
    yield from _safely("database", storage.database)
    if storage.in_order():
        for name, check in _READING.items():
            yield from _safely(name, lambda check=check: _reading(check))
    yield from _safely("prefect", lambda: engine.prefect(address()))
    yield from _safely("mail", mail.smtp)
    yield from _safely("names", mail.names)


_READING: Final[dict[str, Callable[[Session], Findings]]] = {
    "directory": office.directory,
    "calendar": lambda session: office.calendar(session, now(session)),
    "business time": lambda session: office.business_time(session, business_now(session, office.real_now())),
    "letters": office.letters,
    "runs": office.runs,
    "receipts": lambda session: office.receipts(session, now(session)),
}


def _reading(check: Callable[[Session], Findings]) -> list[Finding]:
    with reading() as session:
        return list(check(session))


def _deeply(more: dict[str, Any]) -> Findings:
    """The invariants of a database that is in order; what they count goes into `more`, for JSON."""
    if not storage.in_order():
        yield problem(
            "invariants", "the database is not in order", "Mend what is said about it above, then ask again."
        )
        return
    with looking_back() as session:
        broken = invariants.walk(session, now(session), office.real_now())
    more["deep"] = broken.as_data()
    yield from invariants.findings(broken)


def _safely(name: str, check: Callable[[], Findings | list[Finding]]) -> list[Finding]:
    """One check that fails must not hide the others; the message may hold anything, so only its class is told."""
    try:
        return list(check())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return [
            problem(
                name,
                f"this could not be checked ({type(error).__name__})",
                "Run again with the database and network in order; report it if it stays.",
            )
        ]


def _print(findings: list[Finding]) -> None:
    console = Console(highlight=False)
    width = max(len(finding.check) for finding in findings)
    for finding in findings:
        mark, colour = MARKS[finding.level]
        line = Text(f"{mark:>8}  ", style=colour).append(f"{finding.check:<{width}}  ", style="bold default")
        console.print(line.append(finding.found, style="default"), soft_wrap=True)
        if finding.do:
            console.print(Text(f"{'':>{width + 12}}→ {finding.do}", style="default"), soft_wrap=True)
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    console.print(
        f"Problems: {counts[Level.PROBLEM]}, warnings: {counts[Level.WARNING]}, in order: {counts[Level.OK]}."
    )
