"""Rows that are offices or institutions, compared with those there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from deployments.spreadsheets.comparing import (
    STORED,
    BadRow,
    Change,
    Found,
    Status,
    cell_of,
    changes,
    checked,
    kept_beside,
    values_of,
)
from deployments.spreadsheets.mapping import DirectoryMap, Kind
from deployments.spreadsheets.names import Names, code_of, key
from deployments.spreadsheets.reading import SheetRow
from models.casework import institutions
from models.casework.finding import institution_by_code
from models.codes import InstitutionKind, Structure
from models.directory import InstitutionRow, OfficeRow
from models.provinces import province_in, province_of
from models.tables import Institution, Office
from models.zones import Zone

Place = Office | Institution


def compare_places(
    session: Session,
    plan: DirectoryMap,
    rows: Sequence[SheetRow],
    apart: frozenset[int],
    now: datetime,
    by: str,
) -> list[Found]:
    """What becomes of each row; `apart` are rows of which somebody said that they are no duplicates.

    Who stands above an institution may come further down in the table. Where that row is not taken, nor is this one.
    """
    table: type[Place] = Office if plan.rows is Kind.OFFICES else Institution
    there = list(session.exec(select(table)))
    codes: dict[str, Place] = {each.code: each for each in there}
    names = Names[Place]((each.name, each) for each in there)
    in_file, rows_of = Names[int](), dict[str, int]()
    compared: list[tuple[Found, dict[str, str]]] = []
    for row in rows:
        try:
            said, notes = values_of(plan, row)
            if "name" not in said:
                raise BadRow("name: it is empty")
            known = codes.get(said["code"]) if "code" in said else names.exactly(said["name"])
            values = _values(plan, row, said, known)
            above = _above(values, codes)
            if known is None:
                _see_alone(values, row, codes, names, in_file, rows_of, apart)
            elif (first := in_file.exactly(values["name"])) is not None:
                raise BadRow(f"the same as in row {first}", duplicate=True)
        except BadRow as error:
            compared.append((Found(row, error.status, _entry(row), error.why), {}))
            continue
        in_file.add(values["name"], row.number)
        rows_of.setdefault(values["code"], row.number)
        if known is None:
            tie = _tying(session, values["code"], above, now, by, anew=True) if above else None
            store = _adding(session, table, values)
            beside = kept_beside(values)
            found = Found(row, Status.NEW, values["code"], changes=beside, notes=notes, store=store, tie=tie)
        else:
            found = _known(session, plan, row, said, values, known, above, notes, now, by)
        compared.append((found, above))
    return _see_tied(compared)


def _known(
    session: Session,
    plan: DirectoryMap,
    row: SheetRow,
    said: dict[str, str],
    values: dict[str, Any],
    known: Place,
    above: dict[str, str],
    notes: list[str],
    now: datetime,
    by: str,
) -> Found:
    """A row about an office or institution that is there."""
    given = {name: value for name, value in values.items() if name in _given(plan, said)}
    if key(known.name) == key(values["name"]):
        given.pop("name", None)  # capitals and blanks are no other name
    different = [*changes(known, given), *(Change(name, "", code) for name, code in above.items())]
    if not different:
        return Found(row, Status.SAME, known.code, notes=notes)
    store = _changing(session, known, given, now, by)
    tie = _tying(session, known.code, above, now, by) if above else None
    return Found(row, Status.CHANGED, known.code, changes=different, notes=notes, store=store, tie=tie)


def _see_tied(compared: list[tuple[Found, dict[str, str]]]) -> list[Found]:
    """Refuse the rows whose superior or inspectorate is neither there nor taken; and those that hang on them."""
    while True:
        taken = {found.entry for found, _ in compared if found.status in STORED}
        dangling = {
            index: f"{name.removesuffix('_id')}: there is no institution {code}, neither here nor in the table"
            for index, (found, above) in enumerate(compared)
            for name, code in above.items()
            if found.status in STORED and code not in taken
        }
        if not dangling:
            return [found for found, _ in compared]
        for index, why in dangling.items():
            row = compared[index][0].row
            compared[index] = (Found(row, Status.REJECTED, _entry(row), why), {})


def _values(plan: DirectoryMap, row: SheetRow, said: dict[str, str], known: Place | None) -> dict[str, Any]:
    """The columns of the row's office or institution, what is not said taken from the one there is. Raises `BadRow`."""
    found = province_in(cell_of(plan.province, row, "province")) if plan.province else None
    found = found or province_of(said.get("region"))
    if known is not None:
        said = {"code": known.code, "zone": known.zone.value} | said
    elif plan.province and found is None and not {"code", "zone"} <= said.keys():
        raise BadRow("no province is named: neither the code nor the time zone can be told")
    if plan.rows is Kind.OFFICES:
        derived = {"code": found.short, "region": found.code, "zone": found.zone.value} if found else {}
        values: dict[str, Any] = derived | said
        checked(OfficeRow, values)
    else:
        derived = {"code": code_of(said["name"]), "zone": found.zone.value if found else Zone.WIB.value}
        values = derived | said | _kind(plan, said)
        checked(InstitutionRow, values)
        values["kind"] = InstitutionKind(values.get("kind", InstitutionKind.OTHER))
        values["structure"] = Structure(values["structure"]) if "structure" in values else None
        values["head_title"] = values.pop("head", "Pimpinan")
    values["zone"] = Zone(values["zone"])
    return values


def _kind(plan: DirectoryMap, said: dict[str, str]) -> dict[str, str]:
    words = f" {key(said['name'])} "
    told = (kind.value for word, kind in plan.kind_by_name.items() if f" {key(word)} " in words)
    kind = next(told, said.get("kind"))
    return {"kind": kind} if kind else {}


def _given(plan: DirectoryMap, said: dict[str, str]) -> frozenset[str]:
    """The columns of which the table itself speaks: what was derived or is a constant changes no entry there is."""
    cells = {"further_emails": "email"}  # two columns from one cell
    spoken = {name for name in said if plan.row[cells.get(name, name)].columns}
    columns = {"head": "head_title", "superior": "superior_id", "inspectorate": "inspectorate_id"}
    return frozenset({columns.get(name, name) for name in spoken} - {"code"})


def _see_alone(
    values: dict[str, Any],
    row: SheetRow,
    codes: dict[str, Place],
    names: Names[Place],
    in_file: Names[int],
    rows_of: dict[str, int],
    apart: frozenset[int],
) -> None:
    """See that a new row is nobody who is there, or further up in the table, already. Raises `BadRow`."""
    if (first := in_file.exactly(values["name"])) is not None:
        raise BadRow(f"the same as in row {first}", duplicate=True)
    if row.number not in apart:
        for name, place in names.nearly(values["name"]):
            why = f"perhaps {place.code} ({name}), which is there; --apart {row.number} if it is another one"
            raise BadRow(why, duplicate=True)
        for name, first in in_file.nearly(values["name"]):
            why = f"perhaps row {first} ({name}); --apart {row.number} if it is another one"
            raise BadRow(why, duplicate=True)
    if (taken := codes.get(values["code"])) is not None:
        raise BadRow(f"the code {values['code']} is that of {taken.name}; give a column with codes")
    if (first := rows_of.get(values["code"])) is not None:
        raise BadRow(f"the code {values['code']} is that of row {first} as well; give a column with codes")


def _entry(row: SheetRow) -> str:
    return next((cell for cell in row.as_written if not cell.isdigit() and cell), "")


def _above(values: dict[str, Any], codes: dict[str, Place]) -> dict[str, str]:
    """Who stands above: known ids go into the values; codes that are not there yet are returned."""
    later: dict[str, str] = {}
    for name in ("superior", "inspectorate"):
        code = values.pop(name, None)
        if code in codes:
            values[f"{name}_id"] = codes[code].id
        elif code is not None:
            later[f"{name}_id"] = code
    return later


def _adding(session: Session, table: type[Any], values: dict[str, Any]) -> Callable[[], None]:
    def store() -> None:
        session.add(table(**values))
        session.flush()

    return store


def _tying(
    session: Session, code: str, above: dict[str, str], now: datetime, by: str, *, anew: bool = False
) -> Callable[[], None]:
    """What stands above, by code, once all rows are in; no change of an institution that comes in with them."""

    def tie() -> None:
        place = institution_by_code(session, code)
        ids = {name: institution_by_code(session, each).id for name, each in above.items()}
        if not anew:
            institutions.change(session, place, now, by=by, **ids)
            return
        for name, above_id in ids.items():
            setattr(place, name, above_id)
        session.add(place)

    return tie


def _changing(
    session: Session, there: Place, values: dict[str, Any], now: datetime, by: str
) -> Callable[[], None]:
    def store() -> None:
        if isinstance(there, Institution):
            institutions.change(session, there, now, by=by, **values)
            return
        for name, value in values.items():
            setattr(there, name, value)
        session.add(there)

    return store
