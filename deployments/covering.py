"""`narahubung coverage`: which institutions have no focal point who can be relied on."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deployments.spreadsheets.exporting import write_table
from deployments.working import looking
from models.casework.coverage import Coverage, Covered, Uncovered, coverage as counted
from models.casework.finding import office_by_code
from models.dates import Language, long_date
from models.settings import settings
from models.zones import Zone

HEADINGS: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Kantor", "Wilayah", "Aktif", "Belum dikonfirmasi", "Tanpa narahubung", "Cakupan"),
    "en": ("Office", "Region", "Active", "Unconfirmed", "Nobody", "Coverage"),
}
WORDS: Final[dict[Language, dict[str, str]]] = {
    "id": {
        "share": "{active} dari {all} ({share:.0%})", "total": "Jumlah", "as_of": "Keadaan {day}.",
        "lacking": "{count} instansi dan unit tanpa narahubung aktif; daftarnya: --export FILE.",
    },
    "en": {
        "share": "{active} of {all} ({share:.0%})", "total": "Total", "as_of": "As of {day}.",
        "lacking": "{count} institutions and units without an active focal point; --export FILE lists them.",
    },
}  # fmt: skip
EXPORTED: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Kantor", "Wilayah", "Kode Instansi", "Instansi", "Jenis", "Keadaan"),
    "en": ("Office", "Region", "Code", "Institution", "Structure", "State"),
}


def coverage(
    office: Annotated[str | None, typer.Option(help="Code of an office; all of them if not given.")] = None,
    region: Annotated[
        str | None, typer.Option(help="Code of a region and what lies in it, such as 63.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write who is not covered into .xlsx or .csv.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the headings.")] = None,
) -> None:
    """Count the institutions and units that have an active focal point, per office and region."""
    with looking() as (session, now):
        found = counted(session, now, office_by_code(session, office) if office else None, region)
    spoken = language or settings().language
    if export:
        lines = [EXPORTED[spoken], *(_line(each, spoken) for each in found.uncovered)]
        write_table(export, lines, "coverage")
    as_of = Zone.WIB.day_of(now)
    if as_json:
        data = {
            "as_of": as_of.isoformat(),
            "total": found.total.as_data(),
            "lines": [line.as_data() for line in found.lines],
            "uncovered": [each.as_data() for each in found.uncovered],
        }
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    Console().print(_table(found, spoken))
    typer.echo(WORDS[spoken]["as_of"].format(day=long_date(as_of, spoken)))
    typer.echo(WORDS[spoken]["lacking"].format(count=len(found.uncovered)))


def _table(found: Coverage, language: Language) -> Table:
    table = Table(*HEADINGS[language], box=SIMPLE_HEAD, pad_edge=False)
    for number in (2, 3, 4, 5):
        table.columns[number].justify = "right"
    for line in found.lines:
        table.add_row(Text(line.office or "–"), Text(line.region or "–"), *_counts(line, language))
    table.add_section()
    table.add_row(WORDS[language]["total"], "", *_counts(found.total, language), style="bold")
    return table


def _counts(line: Covered, language: Language) -> tuple[str, ...]:
    share = line.share
    said = (
        "–"
        if share is None
        else WORDS[language]["share"].format(active=line.active, all=line.institutions, share=share)
    )
    return str(line.active), str(line.unconfirmed), str(line.nobody), said


def _line(each: Uncovered, language: Language) -> tuple[str, ...]:
    state = HEADINGS[language][3 if each.somebody else 4].lower()
    structure = each.structure.value if each.structure else ""
    return each.office or "", each.region or "", each.code, each.name, structure, state
