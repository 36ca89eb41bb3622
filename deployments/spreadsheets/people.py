"""Rows that are focal points, compared with those there are: at which institution, and perhaps under another name."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, select

from deployments.spreadsheets.comparing import BadRow, Found, Status, changes, checked, kept_beside, values_of
from deployments.spreadsheets.mapping import DirectoryMap
from deployments.spreadsheets.names import Names, code_of, key, same_person
from deployments.spreadsheets.reading import SheetRow
from models.casework import focal_points
from models.casework.routing import people
from models.codes import FocalRole, FocalState
from models.directory import InstitutionRow, PersonRow
from models.provinces import province_in, province_of
from models.tables import FocalPoint, Institution
from models.zones import Zone

IMPORTED: Final = "imported"


class _Place:
    """An institution of the table, there already or new with its first row; with its people, the table's too."""

    def __init__(self, code: str, name: str, row: Institution | None, known: Sequence[FocalPoint]) -> None:
        self.code, self.name, self.row = code, name, row
        self.known = list(known)
        self.in_file: list[tuple[int, str, str | None]] = []
        """Rows, names and addresses of people that come in with the table."""
        self.has_primary = any(each.role is FocalRole.PRIMARY for each in known)


class People:
    """One comparison of a table's rows with the directory."""

    def __init__(
        self, session: Session, plan: DirectoryMap, apart: frozenset[int], now: datetime, by: str
    ) -> None:
        self.session, self.plan, self.apart, self.now, self.by = session, plan, apart, now, by
        there = list(session.exec(select(Institution)))
        self.codes = {each.code.casefold(): each for each in there}
        self.names = Names[Institution]((each.name, each) for each in there)
        self.places: dict[str, _Place] = {}
        self.new = Names[_Place]()

    def compare(self, rows: Sequence[SheetRow]) -> Iterator[Found]:
        """What becomes of each row, in order."""
        for row in rows:
            try:
                yield self._compare(row)
            except BadRow as error:
                entry = next((cell for cell in row.as_written if cell and not cell.isdigit()), "")
                yield Found(row, error.status, entry, error.why)

    def _compare(self, row: SheetRow) -> Found:
        values, notes = values_of(self.plan, row)
        for needed in ("institution", "name"):
            if needed not in values:
                raise BadRow(f"{needed}: it is empty")
        place = self._place(values.pop("institution"), row)
        checked(PersonRow, values)
        entry = f"{place.code}: {values['name']}"
        known = next((each for each in place.known if key(each.name) == key(values["name"])), None)
        self._see_once(values, row, place)
        if known is None:
            self._see_new(values, row, place)
        place.in_file.append((row.number, values["name"], values.get("email")))
        if known is not None:
            return self._known(row, entry, known, values, notes)
        if "role" not in values:
            values["role"] = FocalRole.ALTERNATE.value if place.has_primary else FocalRole.PRIMARY.value
        place.has_primary = place.has_primary or values["role"] == FocalRole.PRIMARY
        naming = self._naming(place, _typed(values))
        return Found(row, Status.NEW, entry, changes=kept_beside(values), notes=notes, store=naming)

    def _place(self, said: str, row: SheetRow) -> _Place:
        """The institution that a cell names by its code or its name. Raises `BadRow`."""
        there = self.codes.get(said.casefold()) or self.names.exactly(said)
        if there is not None:
            if there.code not in self.places:
                known = [each for each in people(self.session, there.id or 0) if each.erased_at is None]
                self.places[there.code] = _Place(there.code, there.name, there, known)
            return self.places[there.code]
        if (new := self.new.exactly(said)) is not None:
            return new
        if row.number not in self.apart:
            for name, near in self.names.nearly(said):
                why = (
                    f"perhaps {near.code} ({name}), which is there; --apart {row.number} if it is another one"
                )
                raise BadRow(why, duplicate=True)
            for name, near in self.new.nearly(said):
                why = f"perhaps {near.code} ({name}), new in this table; --apart {row.number} if it is another one"
                raise BadRow(why, duplicate=True)
        if self.plan.new_institutions is None:
            raise BadRow("institution: it is not in the directory, and the mapping has no [new_institutions]")
        return self._new_place(said)

    def _new_place(self, said: str) -> _Place:
        code = code_of(said)
        checked(InstitutionRow, {"code": code, "name": said})
        if code.casefold() in self.codes or code in self.places:
            raise BadRow(
                f"institution: the code {code} made from its name is taken; bring it in with a code first"
            )
        self.places[code] = place = _Place(code, said, None, ())
        self.new.add(said, place)
        return place

    def _see_once(self, values: dict[str, str], row: SheetRow, place: _Place) -> None:
        for first, name, _ in place.in_file:
            if key(name) == key(values["name"]):
                raise BadRow(f"the same as in row {first}", duplicate=True)
            if row.number not in self.apart and same_person(name, values["name"]):
                raise BadRow(
                    f"perhaps row {first}; --apart {row.number} if it is somebody else", duplicate=True
                )

    def _see_new(self, values: dict[str, str], row: SheetRow, place: _Place) -> None:
        """See that somebody new is nobody who is there under another name or at the same address. Raises `BadRow`."""
        if row.number in self.apart:
            return
        for each in place.known:
            if same_person(each.name, values["name"]):
                why = f"perhaps {each.name}, who is there; --apart {row.number} if it is somebody else"
                raise BadRow(why, duplicate=True)
            if each.email and each.email.casefold() == values.get("email", "").casefold():
                why = f"the address is that of {each.name}; --apart {row.number} if both are right"
                raise BadRow(why, duplicate=True)

    def _known(
        self, row: SheetRow, entry: str, known: FocalPoint, values: dict[str, str], notes: list[str]
    ) -> Found:
        typed = _typed(values)
        typed.pop("name")
        state, on = typed.pop("state", None), typed.pop("state_on", None)
        different = list(changes(known, typed))
        told: dict[str, Any] = {} if state is None else {"state": state}
        if on is not None and (state or known.state) is FocalState.CONFIRMED:
            told["state_on"] = on
        if "email" in {each.field for each in different} and not _says_anew(known, told, on):
            told = {}
            notes.append("the new address is unconfirmed: what was confirmed is the one before")
        restated = list(changes(known, told))
        if not different and not restated:
            return Found(row, Status.SAME, entry, notes=notes)

        def store() -> None:
            focal_points.change(self.session, known, self.now, by=self.by, **typed)
            target = told.get("state", known.state)
            if (
                restated or known.state is not target
            ):  # a new address made it unconfirmed; the table knows better
                since = told.get("state_on", self._today(known))
                focal_points.set_state(
                    self.session, known, target, since, self.now, by=self.by, evidence=IMPORTED
                )

        return Found(row, Status.CHANGED, entry, changes=[*different, *restated], notes=notes, store=store)

    def _naming(self, place: _Place, values: dict[str, Any]) -> Callable[[], None]:
        def store() -> None:
            if place.row is None:
                place.row = self._add(place)
            focal_points.name(
                self.session, place.row, self.now, by=self.by, evidence=IMPORTED,
                **({"state": FocalState.UNCONFIRMED} | values),
            )  # fmt: skip

        return store

    def _add(self, place: _Place) -> Institution:
        given = self.plan.new_institutions
        assert given is not None  # noqa: S101 - else the row was rejected
        province = province_of(given.region) or province_in(place.name)
        row = Institution(
            code=place.code,
            name=place.name,
            kind=given.kind,
            structure=given.structure,
            region=given.region,
            zone=given.zone or (province.zone if province else Zone.WIB),
        )
        self.session.add(row)
        self.session.flush()
        return row

    def _today(self, row: FocalPoint) -> date:
        return self.session.get_one(Institution, row.institution_id).zone.day_of(self.now)


def _says_anew(known: FocalPoint, told: dict[str, Any], on: date | None) -> bool:
    """Whether the row tells something of a new address: confirmed later than the old one was, or gone meanwhile.

    An exported table still has the state of the address that was corrected in it.
    """
    state = told.get("state", known.state)
    if state is FocalState.CONFIRMED:
        return on is not None and (known.state_on is None or on > known.state_on)
    return state is not known.state


def _typed(values: dict[str, str]) -> dict[str, Any]:
    """The values as the columns have them. A day of confirmation is a confirmation."""
    typed: dict[str, Any] = dict(values)
    for name in ("valid_from", "valid_to"):
        if name in typed:
            typed[name] = date.fromisoformat(typed[name])
    if "role" in typed:
        typed["role"] = FocalRole(typed["role"])
    if (on := typed.pop("confirmed_on", None)) is not None:
        typed |= {"state_on": date.fromisoformat(on), "state": FocalState(typed.get("state", "confirmed"))}
    if "state" in typed:
        typed["state"] = FocalState(typed["state"])
    return typed
