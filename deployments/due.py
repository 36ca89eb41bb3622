"""`narahubung due`: a due date with its proof, or a whole table of due dates.

A table is CSV with the columns `start,length,basis` (ISO dates, days, working or calendar), commas or semicolons
between its cells; it is written to standard output with `due` added, other columns unchanged. Every row is written:
a bad one with an empty `due` and a line on standard error that says what is wrong with it; the command then ends
with 1. A due date does not roll off a free day unless `--roll` is given: that is for the term of a party to say.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from deployments.due_table import Table, Unreadable
from models.dates import Language
from models.decrees import REGION, Amendment
from models.holidays import calendar
from models.proof_text import proof_text
from models.proofs import Proof, Question, prove
from models.workdays import Basis, Calendar, UncountableTerm, Zone

Known: TypeAlias = Callable[[], Iterable[Amendment]]
"""Where the amendments of the calendar come from, besides those that are shipped."""

LONGEST: Final = 36_525


def nothing_more() -> tuple[Amendment, ...]:
    """No amendments besides those that are shipped: the calendar without a database."""
    return ()


def due_command(known: Known = nothing_more) -> Callable[..., None]:
    """The function that Typer makes into the command `due`; it asks `known` for amendments when it runs."""

    def due(
        start: Annotated[str | None, typer.Argument(help="Day 0, the day of the event: YYYY-MM-DD.")] = None,
        length: Annotated[int | None, typer.Argument(min=0, max=LONGEST, help="How many days.")] = None,
        basis: Annotated[Basis, typer.Option(help="Which days count.")] = Basis.WORKING,
        zone: Annotated[Zone, typer.Option(help="Where the last day ends.")] = Zone.WIB,
        region: Annotated[str | None, typer.Option(help="Code of a region, for its own free days.")] = None,
        known_on: Annotated[
            str | None, typer.Option(help="Count with what was decreed by this date.")
        ] = None,
        roll: Annotated[bool, typer.Option("--roll", help="Move calendar terms off free days.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print the proof as JSON.")] = False,
        language: Annotated[Language, typer.Option(help="Language of the proof.")] = "id",
        table: Annotated[
            Path | None, typer.Option("--csv", metavar="FILE", help="A table; - is stdin.")
        ] = None,
    ) -> None:
        """Print when a term ends and how that was counted; or, with --csv, a table with its due dates."""
        free = calendar(
            known(), region_code(region), None if known_on is None else iso_date(known_on, "--known-on")
        )
        if table is not None and start is None:
            raise typer.Exit(_print_table(Table(free, basis=basis, roll=roll), table))
        if table is not None or start is None or length is None:
            raise typer.BadParameter("give a START and a LENGTH, or --csv FILE alone")
        question = Question(
            start=iso_date(start, "START"),
            length=length,
            basis=basis,
            roll=roll and basis is Basis.CALENDAR,
            zone=zone,
            region=region,
        )
        _print_proof(_proof(question, free), language, as_json=as_json)

    return due


def iso_date(text: str, name: str) -> date:
    """The date an argument or option gives. Raises `typer.BadParameter`, a usage error, for what is none."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"{name} should be a date such as 2026-03-09, not {text!r}")


def region_code(text: str | None) -> str | None:
    """The region an option names. Raises `typer.BadParameter` for what is no code."""
    if text is not None and not re.fullmatch(REGION, text):
        raise typer.BadParameter(
            f"--region should be a province such as 51 or a regency such as 51.08, not {text!r}"
        )
    return text


def _proof(question: Question, free: Calendar) -> Proof:
    try:
        return prove(question, free)
    except (UncountableTerm, OverflowError) as error:
        raise typer.BadParameter(UncountableTerm.__doc__ or "") from error


def _print_proof(proof: Proof, language: Language, *, as_json: bool) -> None:
    if as_json:
        shown = {
            "due": None,
            "due_at": None,
            "provisional": proof.provisional,
            **proof.model_dump(mode="json"),
        }
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        typer.echo(f"{proof.due}\n{proof_text(proof, language)}")


def _print_table(table: Table, path: Path) -> int:
    """Write the table with its due dates, and what to know about them on standard error; return the exit code."""
    try:
        if str(path) == "-":
            table.write(sys.stdin.buffer, sys.stdout)
        else:
            with path.open("rb") as source:
                table.write(source, sys.stdout)
    except BrokenPipeError:
        raise  # whoever reads our output has stopped; Typer ends quietly then
    except OSError as error:
        typer.echo(f"{path} cannot be read: {error.strerror}.", err=True)
        return 1
    except Unreadable as error:
        typer.echo(f"{path} cannot be used: {error}.", err=True)
        return 1
    finally:
        for line in table.report():
            typer.echo(line, err=True)
    return 1 if table.bad else 0
