"""The mapping of a directory's spreadsheet: which of its columns says what. Pure.

`focal_points.toml` in `deployments/mappings/directory` explains every part; fields are written as in the mappings of
`narahubung import`.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, model_validator

from deployments.mapping import SHIPPED, Source, read_as
from models.codes import InstitutionKind, Structure
from models.zones import Zone

DIRECTORY: Final = SHIPPED / "directory"
NETWORK: Final = SHIPPED / "network"
_STRICT: Final = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Kind(StrEnum):
    """What a row of the spreadsheet is."""

    OFFICES = "offices"
    INSTITUTIONS = "institutions"
    FOCAL_POINTS = "focal_points"
    ATTENDANCE = "attendance"  # of a gathering


PLACE: Final = frozenset({"code", "name", "region", "zone", "address", "email"})
FIELDS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.OFFICES: PLACE | {"phone"},
    Kind.INSTITUTIONS: PLACE | {"kind", "structure", "head", "superior", "inspectorate"},
    Kind.FOCAL_POINTS: frozenset({
        "institution", "name", "role", "position", "email", "phone", "whatsapp", "language", "valid_from", "valid_to",
        "state", "confirmed_on",
    }),
    Kind.ATTENDANCE: frozenset({"institution", "name", "position", "email", "phone", "present", "nominated"}),
}  # fmt: skip
NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.OFFICES: ("name",),
    Kind.INSTITUTIONS: ("name",),
    Kind.FOCAL_POINTS: ("institution", "name"),
    Kind.ATTENDANCE: ("institution", "name"),
}


class NewInstitutions(BaseModel):
    """What is known of the institutions of a list of focal points that are not in the directory yet."""

    model_config = _STRICT

    kind: InstitutionKind = InstitutionKind.OTHER
    structure: Structure | None = None
    region: str | None = None
    zone: Zone | None = None


class DirectoryMap(BaseModel):
    """A whole mapping."""

    model_config = _STRICT

    rows: Kind
    row: Mapping[str, Source]
    headings: Mapping[str, tuple[str, ...]] = {}
    """Other spellings of a heading."""
    fill_down: tuple[str, ...] = ()
    """Columns that are written once for several rows."""
    province: Source | None = None
    """Where the name of a province stands: the code, the region and the zone follow from it, where not given."""
    kind_by_name: Mapping[str, InstitutionKind] = {}
    """Words in a name that tell the statistical kind, the first that is there."""
    new_institutions: NewInstitutions | None = None
    """Without this part, a focal point of an unknown institution is rejected."""

    @model_validator(mode="after")
    def _names_fields_there_are(self) -> Self:
        known = FIELDS[self.rows]
        if strange := sorted(self.row.keys() - known):
            raise ValueError(f"[row] has no field {', '.join(strange)}; it has {', '.join(sorted(known))}")
        if lacking := sorted(set(NEEDED[self.rows]) - self.row.keys()):
            raise ValueError(f"[row] lacks {', '.join(lacking)}")
        return self

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """Every heading that the mapping reads, with its other spellings."""
        sources = [*self.row.values(), *([self.province] if self.province else [])]
        names = dict.fromkeys(name for source in sources for name in source.columns)
        return {name: self.headings.get(name, ()) for name in names}

    @property
    def required(self) -> frozenset[str]:
        """The headings without which a table is not what this mapping describes."""
        return frozenset(name for field in NEEDED[self.rows] for name in self.row[field].columns)


def read_directory_map(path: Path, shipped: Path = DIRECTORY) -> DirectoryMap:
    """The mapping in a TOML file, or the one of that name among the `shipped`. Raises `BadMapping`."""
    return read_as(DirectoryMap, path, shipped)
