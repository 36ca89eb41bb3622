"""The directory as a file: offices with their officers, institutions with their focal points. Pure.

An e-mail address may be left out where a `domain` is given: it is then made from the name. People are duty contacts.
"""

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.codes import FocalRole, InstitutionKind, Party, Structure
from models.decrees import faults_of
from models.zones import Zone

_STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UnreadableDirectory(Exception):
    """The directory cannot be used. Nothing of it was taken; correct what is listed and bring it in again."""

    def __init__(self, path: Path | str, *faults: str) -> None:
        super().__init__("\n".join((f"{path}: {self.__doc__}", *faults)))
        self.faults = faults


class OfficerRow(BaseModel):
    """Someone who works for the office; `role` is the party they are in letters and tasks."""

    model_config = _STRICT

    name: str = Field(min_length=1, max_length=200)
    role: Party
    email: str | None = None


class OfficeRow(BaseModel):
    """A representative office. `domain` makes the addresses of officers who have none of their own."""

    model_config = _STRICT

    code: str = Field(min_length=1, max_length=10)
    name: str
    zone: Zone
    region: str | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    domain: str = ""
    officers: tuple[OfficerRow, ...] = ()


class PersonRow(BaseModel):
    """A focal point of an institution."""

    model_config = _STRICT

    role: FocalRole = FocalRole.PRIMARY
    name: str = Field(min_length=1, max_length=200)
    position: str = ""
    phone: str | None = None
    email: str | None = None


class InstitutionRow(BaseModel):
    """An institution. Without `email` and `domain` it is written to on paper."""

    model_config = _STRICT

    code: str = Field(min_length=1, max_length=40, pattern=r"^[^\s:]+$")
    name: str
    structure: Structure | None = None
    kind: InstitutionKind = InstitutionKind.OTHER
    region: str | None = None
    zone: Zone = Zone.WIB
    head: str = "Pimpinan"
    address: str = ""
    email: str | None = None
    domain: str | None = None
    superior: str | None = None
    inspectorate: str | None = None
    people: tuple[PersonRow, ...] = ()


class Directory(BaseModel):
    """What one file holds: tables `[[office]]` and `[[institution]]`."""

    model_config = _STRICT

    office: tuple[OfficeRow, ...] = ()
    institution: tuple[InstitutionRow, ...] = ()


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
