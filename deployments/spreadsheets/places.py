"""Rows that are offices or institutions, compared with those there are."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlmodel import Session, select

from deployments.spreadsheets.comparing import BadRow, Found, Status, cell_of, changes, checked, values_of
from deployments.spreadsheets.mapping import DirectoryMap, Kind
from deployments.spreadsheets.names import Names, code_of, key
from deployments.spreadsheets.reading import SheetRow
from models.codes import InstitutionKind, Structure
from models.directory import InstitutionRow, OfficeRow
from models.provinces import province_in, province_of
from models.tables import Institution, Office
from models.zones import Zone

Place = Office | Institution


def compare_places(
    session: Session, plan: DirectoryMap, rows: Sequence[SheetRow], apart: frozenset[int]
) -> Iterator[Found]:
    """What becomes of each row; `apart` are rows of which somebody said that they are no duplicates."""
    table: type[Place] = Office if plan.rows is Kind.OFFICES else Institution
    there = list(session.exec(select(table)))
    codes: dict[str, Place] = {each.code: each for each in there}
    names = Names[Place]((each.name, each) for each in there)
    in_file, rows_of = Names[int](), dict[str, int]()
    for row in rows:
        try:
            said, notes = values_of(plan, row)
            if "name" not in said:
                raise BadRow("name: it is empty")
            known = codes.get(said["code"]) if "code" in said else names.exactly(said["name"])
            values = _values(plan, row, said, known)
            above = _above(values, codes, rows_of)
            if known is None:
                _see_alone(values, row, codes, names, in_file, rows_of, apart)
            elif (first := in_file.exactly(values["name"])) is not None:
                raise BadRow(f"the same as in row {first}", duplicate=True)
        except BadRow as error:
            yield Found(row, error.status, _entry(row), error.why)
            continue
        in_file.add(values["name"], row.number)
        rows_of.setdefault(values["code"], row.number)
        if known is None:
            store = _adding(session, table, values, above)
            yield Found(row, Status.NEW, values["code"], notes=notes, store=store)
            continue
        given = {name: value for name, value in values.items() if name in _given(plan, said)}
        if key(known.name) == key(values["name"]):
            given.pop("name", None)  # capitals and blanks are no other name
        different = list(changes(known, given))
        status = Status.CHANGED if different else Status.SAME
        store = _changing(session, known, given) if different else None
        yield Found(row, status, known.code, changes=different, notes=notes, store=store)


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
    spoken = {name for name in said if plan.row[name].columns}
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


def _above(values: dict[str, Any], codes: dict[str, Place], rows_of: dict[str, int]) -> dict[str, str]:
    """Who stands above: known ids go into the values; codes of rows further up, without an id yet, are returned."""
    later: dict[str, str] = {}
    for name in ("superior", "inspectorate"):
        code = values.pop(name, None)
        if code in codes:
            values[f"{name}_id"] = codes[code].id
        elif code in rows_of:
            later[f"{name}_id"] = code
        elif code is not None:
            raise BadRow(f"{name}: there is no institution {code}, neither here nor further up in the table")
    return later


def _adding(
    session: Session, table: type[Any], values: dict[str, Any], above: dict[str, str]
) -> Callable[[], None]:
    def store() -> None:
        row = table(**values)
        for name, code in above.items():
            setattr(row, name, session.exec(select(Institution.id).where(Institution.code == code)).one())
        session.add(row)
        session.flush()

    return store


def _changing(session: Session, there: Place, values: dict[str, Any]) -> Callable[[], None]:
    def store() -> None:
        for name, value in values.items():
            setattr(there, name, value)
        session.add(there)

    return store
