"""`narahubung directory export`: the directory as a spreadsheet that can be corrected and imported again."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlmodel import Session, col, select

from deployments.spreadsheets.cells import guarded
from deployments.table_file import UnwritableTable
from deployments.working import looking
from models.codes import FocalRole, FocalState
from models.tables import FocalPoint, Institution, Office
from models.terms import term
from models.written import without_controls

ROLES: Final[Mapping[FocalRole, str]] = {
    FocalRole.PRIMARY: "utama",
    FocalRole.ALTERNATE: "pengganti",
    FocalRole.SUPERIOR: "atasan",
    FocalRole.HEAD: "pimpinan",
    FocalRole.INSPECTORATE: "inspektorat",
}
"""As the shipped mapping `focal_points` reads them."""

Line = Sequence[str]


class What(StrEnum):
    """What is written out."""

    FOCAL_POINTS = "focal-points"
    INSTITUTIONS = "institutions"
    OFFICES = "offices"


def export(
    file: Annotated[Path, typer.Argument(help="Where to: .xlsx or .csv.")],
    what: Annotated[What, typer.Option(help="Which part of the directory.")] = What.FOCAL_POINTS,
) -> None:
    """Write the directory into a spreadsheet, as `narahubung directory import` reads it. It holds duty contacts."""
    with looking() as (session, _):
        lines = list(_LINES[what](session))
    write_table(file, lines, what.value)
    typer.echo(f"{len(lines) - 1} rows: {file}")


def write_table(path: Path, lines: Sequence[Line], title: str) -> None:
    """Write lines, the first of them headings, into .xlsx or CSV; only you may read it. Raises `UnwritableTable`.

    What no spreadsheet takes is left out: nobody's name keeps the others from being written.
    """
    lines = [[without_controls(cell) for cell in line] for line in lines]
    try:
        path.touch(mode=0o600)
        if path.suffix.casefold() == ".xlsx":
            _write_workbook(path, lines, title)
        elif path.suffix.casefold() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as target:
                csv.writer(target).writerows([guarded(cell) for cell in line] for line in lines)
        else:
            raise UnwritableTable(path, "its name ends neither in .xlsx nor in .csv")
    except OSError as error:
        raise UnwritableTable(path, error.strerror or type(error).__name__) from None


def _write_workbook(path: Path, lines: Sequence[Line], title: str) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    for line in lines:
        cells = [WriteOnlyCell(page, value=cell) for cell in line]
        for cell in cells:
            cell.data_type = "s"  # a text that begins with = is no formula
        page.append(cells)
    book.save(path)


def _focal_points(session: Session) -> Iterator[Line]:
    yield ("Instansi", "Nama Instansi", "Peran", "Nama Narahubung", "Jabatan", "No. HP/WA", "WhatsApp", "Email",
           "Mulai", "Sampai", "Keadaan", "Dikonfirmasi pada")  # fmt: skip
    found = (
        select(FocalPoint, Institution)
        .join(Institution, col(Institution.id) == FocalPoint.institution_id)
        .where(col(FocalPoint.erased_at).is_(None))
    )
    for row, place in session.exec(found.order_by(Institution.code, col(FocalPoint.id))):
        confirmed = row.state_on if row.state is FocalState.CONFIRMED else None
        yield (
            place.code, place.name, ROLES[row.role], row.name, row.position, row.phone or "", row.whatsapp or "",
            _addresses(row), _day(row.valid_from), _day(row.valid_to), term(row.state, "id"), _day(confirmed),
        )  # fmt: skip


def _institutions(session: Session) -> Iterator[Line]:
    yield (
        "code",
        "name",
        "kind",
        "structure",
        "region",
        "zone",
        "head",
        "address",
        "email",
        "superior",
        "inspectorate",
    )
    rows = session.exec(select(Institution).order_by(Institution.code)).all()
    codes = {row.id: row.code for row in rows}
    for row in rows:
        yield (
            row.code, row.name, row.kind.value, row.structure.value if row.structure else "", row.region or "",
            row.zone.value, row.head_title, row.address, _addresses(row), codes.get(row.superior_id, ""),
            codes.get(row.inspectorate_id, ""),
        )  # fmt: skip


def _offices(session: Session) -> Iterator[Line]:
    yield ("code", "office_name", "zone", "region", "address", "phone", "email_as_found")
    for row in session.exec(select(Office).order_by(Office.code)):
        yield row.code, row.name, row.zone.value, row.region or "", row.address, row.phone, _addresses(row)


def _addresses(row: FocalPoint | Institution | Office) -> str:
    """All of one cell, the one that is written to first, as an import reads them."""
    return "; ".join(filter(None, (row.email, row.further_emails)))


def _day(value: object) -> str:
    return "" if value is None else str(value)


_LINES: Final[Mapping[What, Callable[[Session], Iterator[Line]]]] = {
    What.FOCAL_POINTS: _focal_points,
    What.INSTITUTIONS: _institutions,
    What.OFFICES: _offices,
}
