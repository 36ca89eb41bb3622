"""The directory as a file: offices with their officers, institutions with their focal points. Pure.

An e-mail address may be left out where a `domain` is given: it is then made from the name. People are duty contacts;
whoever writes them down here by hand vouches for them, so they are confirmed unless the file says otherwise.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from models.codes import FocalRole, FocalState, InstitutionKind, Party, Structure
from models.decrees import faults_of
from models.written import typed
from models.zones import Zone

_STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UnreadableDirectory(Exception):
    """The directory cannot be used. Nothing of it was taken; correct what is listed and bring it in again."""

    def __init__(self, path: Path | str, *faults: str) -> None:
        super().__init__("\n".join((f"{path}: {self.__doc__}", *faults)))
        self.faults = faults


class _Row(BaseModel):
    model_config = _STRICT

    @field_validator("*", mode="before")
    @classmethod
    def _typed(cls, value: object, info: ValidationInfo) -> object:
        return typed(value, lines=info.field_name == "address")


class OfficerRow(_Row):
    """Someone who works for the office; `role` is the party they are in letters and tasks."""

    name: str = Field(min_length=1, max_length=200)
    role: Party
    email: str | None = None


class OfficeRow(_Row):
    """A representative office. `domain` makes the addresses of officers who have none of their own."""

    code: str = Field(min_length=1, max_length=10)
    name: str
    zone: Zone
    region: str | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    further_emails: str = ""
    domain: str = ""
    officers: tuple[OfficerRow, ...] = ()


class PersonRow(_Row):
    """A focal point of an institution. `confirmed_on` is the day on which somebody made sure of the address."""

    role: FocalRole = FocalRole.PRIMARY
    name: str = Field(min_length=1, max_length=200)
    position: str = ""
    phone: str | None = Field(default=None, max_length=40)
    whatsapp: str | None = Field(default=None, max_length=40)
    email: str | None = None
    further_emails: str = ""
    language: str = Field(default="id", pattern=r"^(id|en)$")
    valid_from: date | None = None
    valid_to: date | None = None
    state: FocalState = FocalState.CONFIRMED
    confirmed_on: date | None = None


class ServiceRow(_Row):
    """A service of an institution."""

    code: str = Field(min_length=1, max_length=40, pattern=r"^[^\s:]+$")
    name: str = Field(min_length=1, max_length=200)


class InstitutionRow(_Row):
    """An institution. Without `email` and `domain` it is written to on paper."""

    code: str = Field(min_length=1, max_length=40, pattern=r"^[^\s:]+$")
    name: str
    structure: Structure | None = None
    kind: InstitutionKind = InstitutionKind.OTHER
    region: str | None = None
    zone: Zone = Zone.WIB
    head: str = "Pimpinan"
    address: str = ""
    email: str | None = None
    further_emails: str = ""
    domain: str | None = None
    superior: str | None = None
    inspectorate: str | None = None
    people: tuple[PersonRow, ...] = ()
    services: tuple[ServiceRow, ...] = ()


class RouteRow(_Row):
    """A rule of routing, known by its position. What it leaves out fits everything.

    It names a `role` at the institution, or a `person` by e-mail address or name; `at` is the code of the person's
    institution where that is another one than the rule's.
    """

    position: int = Field(ge=1)
    institution: str | None = None
    service: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, max_length=20)
    subject: str | None = Field(default=None, max_length=60)
    role: FocalRole | None = None
    person: str | None = None
    at: str | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.role is None) == (self.person is None):
            raise ValueError("a rule names a role or a person, one of them")
        if self.person and not (self.at or self.institution):
            raise ValueError("a person is looked for at an institution: give `institution` or `at`")
        return self


class Directory(BaseModel):
    """What one file holds: tables `[[office]]`, `[[institution]]` and `[[route]]`."""

    model_config = _STRICT

    office: tuple[OfficeRow, ...] = ()
    institution: tuple[InstitutionRow, ...] = ()
    route: tuple[RouteRow, ...] = ()


def read_directory(path: Path) -> Directory:
    """The directory in a TOML file. Raises `UnreadableDirectory` naming each fault."""
    try:
        return Directory.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableDirectory(path, str(error)) from None
    except ValidationError as error:
        raise UnreadableDirectory(path, *faults_of(error)) from None


def address_of(name: str, domain: str | None) -> str | None:
    """The e-mail address of a person: `Noor Hidayati Rusli` at `example.org` is `noor.hidayati.rusli@example.org`."""
    return f"{'.'.join(re.findall(r'[a-z]+', name.lower()))}@{domain}" if domain else None
