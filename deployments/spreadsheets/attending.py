"""The rows of an attendance sheet, compared with a gathering: who comes or came, from where, and who is nominated."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, select

from deployments.spreadsheets.cells import tidy
from deployments.spreadsheets.comparing import BadRow, Found, Status, cell_of, changes, checked, values_of
from deployments.spreadsheets.mapping import DirectoryMap
from deployments.spreadsheets.names import Names, same_person
from deployments.spreadsheets.reading import Sheet, SheetRow
from models.casework.network import attendance
from models.casework.network.opening import tracks_by_code
from models.casework.network.people import Official
from models.codes import MatterKind
from models.directory import PersonRow
from models.tables import Attendee, Institution, Matter


class Attendance:
    """One comparison of a sheet with a gathering; `held` when it says who was present at one that took place."""

    def __init__(
        self, session: Session, matter: Matter, plan: DirectoryMap, sheet: Sheet, *, held: bool
    ) -> None:
        self.session, self.matter, self.plan, self.sheet, self.held = session, matter, plan, sheet, held
        there = list(session.exec(select(Institution)))
        self.codes = {each.code.casefold(): each for each in there}
        self.names = Names[Institution]((each.name, each) for each in there)
        self.invited = set(tracks_by_code(session, matter))
        self.known = list(session.exec(select(Attendee).where(Attendee.matter_id == matter.id)))
        self.in_file: list[tuple[int, int | None, str]] = []
        self.present: dict[str, None] = {}
        """The codes of those who were present, whether or not the row's official can be taken."""
        self.unplaced: list[int] = []
        """Rows that do not say which institution came, or whether it did."""

    def compare(self, apart: frozenset[int], now: datetime, by: str) -> Iterator[Found]:
        """What becomes of each row, in order; storing one notes the official. `apart` are no duplicates."""
        for row in self.sheet.rows:
            try:
                yield self._compare(row, row.number in apart, now, by)
            except BadRow as error:
                entry = next((cell for cell in row.as_written if cell and not cell.isdigit()), "")
                yield Found(row, error.status, entry, error.why)

    def _compare(self, row: SheetRow, apart: bool, now: datetime, by: str) -> Found:
        try:
            place = self._place(tidy(cell_of(self.plan.row["institution"], row, "institution")))
            came = self._says(row, "present", otherwise=True)
        except BadRow:
            self.unplaced.append(row.number)
            raise
        if place.code not in self.invited and not (self.held and came):
            raise BadRow(f"institution: {place.code} is not invited; invite it first")
        if came:
            self.present[place.code] = None
        nominated = self._says(row, "nominated", otherwise=self.matter.kind is MatterKind.FORMATION)
        values, notes = values_of(self.plan, row)
        told = {name: values[name] for name in ("name", "position", "email", "phone") if name in values}
        if "name" not in told:
            if told:
                raise BadRow("name: it is empty")
            status = Status.NEW if self.held and came else Status.SAME
            return Found(row, status, place.code, notes=notes)
        checked(PersonRow, told)
        if not apart:
            self._see_once(place, told["name"])
        self.in_file.append((row.number, place.id, told["name"]))
        return self._found(row, Official(place, **told), nominated, came, notes, now, by)

    def _found(
        self,
        row: SheetRow,
        official: Official,
        nominated: bool,
        came: bool,
        notes: list[str],
        now: datetime,
        by: str,
    ) -> Found:
        entry = f"{official.institution.code}: {official.name}"
        given = {"position": official.position, "email": official.email, "phone": official.phone}
        told = {name: value for name, value in given.items() if value} | {"nominated": nominated}
        known = next(
            (each for each in self._known_at(official.institution) if _same(each.name, official.name)), None
        )
        if known is not None and came and (official.email or known.email is None):
            told["vouched"] = True  # from now on it is the office's word, though an institution said the same
        different = list(changes(known, told)) if known else []
        if known is not None and not different:
            return Found(row, Status.SAME, entry, notes=notes)

        def store() -> None:
            attendance.announce(
                self.session, self.matter, official, now, by=by, nominated=nominated, vouched=came
            )

        status = Status.CHANGED if known else Status.NEW
        return Found(row, status, entry, changes=different, notes=notes, store=store)

    def _says(self, row: SheetRow, name: str, *, otherwise: bool) -> bool:
        """What the row says of yes or no; `otherwise` where the sheet has no such column. Raises `BadRow`."""
        source = self.plan.row.get(name)
        if source is None or (source.columns and not row.cells.keys() & set(source.columns)):
            return otherwise
        return cell_of(source, row, name) == "yes"

    def _place(self, said: str) -> Institution:
        """The institution that a cell names by its code or its name. Raises `BadRow`."""
        if not said:
            raise BadRow("institution: it is empty")
        there = self.codes.get(said.casefold()) or self.names.exactly(said)
        if there is not None:
            return there
        for name, near in self.names.nearly(said):
            raise BadRow(f"institution: perhaps {near.code} ({name}); write its code")
        raise BadRow("institution: it is not in the directory; bring it in first (directory import)")

    def _known_at(self, place: Institution) -> Iterator[Attendee]:
        return (each for each in self.known if each.institution_id == place.id)

    def _see_once(self, place: Institution, name: str) -> None:
        """See that the row is nobody who is there already under another name. Raises `BadRow`."""
        for first, place_id, other in self.in_file:
            if place_id == place.id and same_person(other, name):
                same = f"the same as in row {first}" if _same(other, name) else f"perhaps row {first}"
                raise BadRow(f"{same}; --apart with this row's number if it is somebody else", duplicate=True)
        noted = list(self._known_at(place))
        if any(_same(each.name, name) for each in noted):
            return
        for each in noted:
            if same_person(each.name, name):
                raise BadRow(
                    f"perhaps {each.name}, who is noted; --apart if it is somebody else", duplicate=True
                )


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
