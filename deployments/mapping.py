"""The mapping of an import: a TOML file that says what the columns of a table are. Its parts, read and checked.

`deployments/mappings/surabaya_filings.toml` explains every part by example. A field is a constant, or a table with
one of `column` and `template`; `values` translates what a column holds, `otherwise` stands for what is not listed
there, and `empty` for columns of a template that are empty.
"""

import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any, Final, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from models.codes import ClosingReason, InstitutionKind, Structure
from models.decrees import faults_of
from models.filing import Filing, Person
from models.zones import Zone

_STRICT: Final = ConfigDict(
    extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
)
MapT = TypeVar("MapT", bound=BaseModel)

SHIPPED: Final = Path(__file__).with_name("mappings")
FILLED: Final = frozenset(Filing.model_fields) - {"reporters", "attachments", "office", "institution"}
"""The fields of a filing that a mapping may fill in `[filing]`."""


class BadMapping(Exception):
    """This mapping cannot be used. Correct the parts named here; deployments/mappings explains each by example."""

    def __init__(self, path: Path, *faults: str) -> None:
        super().__init__(f"{path}: {self.__doc__} {' '.join(faults)}".strip())


class Source(BaseModel):
    """Where the value of a field comes from. A template of which every column is empty gives nothing."""

    model_config = _STRICT

    constant: str | None = None
    column: str | None = None
    template: str | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    empty: Mapping[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _plain_value_is_a_constant(cls, value: object) -> object:
        return cast("dict[str, object]", value) if isinstance(value, dict) else {"constant": value}

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        if [self.constant, self.column, self.template].count(None) != 2:
            raise ValueError("a field is a constant, or a table with one of column and template")
        return self

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        if self.template is None:
            return (self.column,) if self.column is not None else ()
        return tuple(name for _, name, _, _ in Formatter().parse(self.template) if name is not None)

    @field_validator("template")
    @classmethod
    def _is_a_plain_template(cls, template: str | None) -> str | None:
        for _, name, form, conversion in Formatter().parse(template or ""):
            if name is not None and (not name or "." in name or "[" in name or form or conversion):
                raise ValueError(
                    "a template names columns in braces, such as {topic}, and nothing else in them"
                )
        return template

    def of(self, row: Mapping[str, str]) -> str:
        """The value for a row, without blanks around it. Raises ValueError for one that `values` does not list."""
        if self.constant is not None:
            return self.constant
        if self.template is not None:
            cells = {name: self._cell(row, name) for name in self.columns}
            return self.template.format_map(cells).strip() if any(cells.values()) else ""
        found = self._cell(row, self.column or "")
        if self.values is None or (not found and "" not in self.values):
            return found
        if found not in self.values and self.otherwise is None:
            raise ValueError(f"the column {self.column} holds something that `values` does not list")
        return self.values.get(found, self.otherwise or "")

    def _cell(self, row: Mapping[str, str], name: str) -> str:
        return row[name].strip() or self.empty.get(name, "")


class Times(BaseModel):
    """How times are written: `iso`, or patterns of strptime; those without a zone are in `zone`."""

    model_config = _STRICT

    zone: Zone = Zone.WIB
    formats: tuple[str, ...] = ("iso",)


class TheFile(BaseModel):
    """How the table is written, where that cannot be found out."""

    model_config = _STRICT

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)


class OfficeHere(BaseModel):
    """The office that the complaints belong to; it is created where there is none with this code."""

    model_config = _STRICT

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(default="", max_length=200)
    zone: Zone = Zone.WIB
    region: str | None = None


class InstitutionThere(BaseModel):
    """The institution of a row; it is created at first sight of its code."""

    model_config = _STRICT

    code: Source
    name: Source
    kind: InstitutionKind = InstitutionKind.OTHER
    structure: Structure | None = None
    region: str | None = None
    zone: Zone = Zone.WIB


class Answer(BaseModel):
    """The first response. `before_filing`: what to do with one that the source dates before its filing."""

    model_config = _STRICT

    at: Source
    text: Source | None = None
    before_filing: Literal["reject", "as_filed"] = "reject"
    closing_reason: ClosingReason = ClosingReason.ALREADY_SETTLED


class ImportMap(BaseModel):
    """A whole mapping."""

    model_config = _STRICT

    key: Source
    live: bool = False
    """Complaints of now, not of the past: at the front desk, with receipts and with what follows from them."""
    file: TheFile = TheFile()
    times: Times = Times()
    office: OfficeHere
    filing: Mapping[str, Source]
    reporter: Mapping[str, Source] = {}
    institution: InstitutionThere | None = None
    answer: Answer | None = None
    facts: Mapping[str, Source] = {}

    @model_validator(mode="after")
    def _names_fields_there_are(self) -> Self:
        for part, named, known in (
            ("filing", self.filing, FILLED),
            ("reporter", self.reporter, frozenset(Person.model_fields)),
        ):
            if strange := sorted(named.keys() - known):
                raise ValueError(
                    f"[{part}] has no field {', '.join(strange)}; it has {', '.join(sorted(known))}"
                )
        if lacking := sorted({"received_at", "subject"} - self.filing.keys()):
            raise ValueError(f"[filing] lacks {', '.join(lacking)}")
        return self

    @model_validator(mode="after")
    def _live_ones_begin_at_the_front_desk(self) -> Self:
        if self.live and (self.answer or self.institution or "access" in self.filing):
            raise ValueError(
                "live complaints come to the front desk: leave out [institution], [answer] and access of [filing]"
            )
        return self

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        sources = [self.key, *self.filing.values(), *self.reporter.values(), *self.facts.values()]
        if self.institution:
            sources += [self.institution.code, self.institution.name]
        if self.answer:
            sources += [self.answer.at, *([self.answer.text] if self.answer.text else [])]
        return frozenset(name for source in sources for name in source.columns)


def read_mapping(path: Path) -> ImportMap:
    """The mapping in a TOML file, or the shipped one of that name. Raises `BadMapping`."""
    return read_as(ImportMap, path, SHIPPED)


def read_as(model: type[MapT], path: Path, shipped_in: Path) -> MapT:
    """The mapping of this kind in a TOML file, or the one of that name in a folder. Raises `BadMapping`."""
    shipped = shipped_in / f"{path}.toml"
    if not path.exists() and path.name == str(path) and shipped.exists():
        path = shipped
    try:
        document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(document)
    except OSError as error:
        raise BadMapping(path, f"{error.strerror}.") from None
    except ValidationError as error:
        raise BadMapping(path, *(f"{fault}." for fault in faults_of(error))) from None
    except ValueError as error:  # neither UTF-8 nor TOML
        raise BadMapping(path, f"{error}.") from None
