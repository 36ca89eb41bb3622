"""What is handed in at intake, as `narahubung lodge` and the portal take it. Pure.

UU 37/2008 Art. 24(1) says what a report holds; what is missing is asked for later, it does not stop the lodging.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from models.codes import Access, Channel, Confidentiality, Maladministration, RuleSet
from models.written import typed

_STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


class FilingError(Exception):
    """The filing could not be read. Correct the fields named here and lodge it again; nothing was stored."""

    def __init__(self, *faults: str) -> None:
        super().__init__(f"{self.__doc__} {' '.join(faults)}".strip())
        self.faults = faults


class _Typed(BaseModel):
    model_config = _STRICT
    several_lines: ClassVar[frozenset[str]]

    @field_validator("*", mode="before")
    @classmethod
    def _typed(cls, value: object, info: ValidationInfo) -> object:
        return typed(value, lines=info.field_name in cls.several_lines)


class Person(_Typed):
    """One reporter. Without an e-mail address, letters become tasks for the officer."""

    several_lines = frozenset({"address"})

    name: str = Field(min_length=1, max_length=200)
    role: Literal["victim", "proxy", "group_contact"] = "victim"
    identity_no: str | None = Field(default=None, max_length=40)
    born_in: str | None = Field(default=None, max_length=120)
    born_on: date | None = None
    occupation: str | None = Field(default=None, max_length=120)
    address: str | None = Field(default=None, max_length=2000)
    email: EmailStr | None = None
    phone: str | None = Field(default=None, max_length=40)
    language: Literal["id", "en"] = "id"
    contact: Literal["email", "letter", "phone"] = "email"


class Filing(_Typed):
    """A complaint as it is handed in. `access` left out leaves it at the front desk to be sorted."""

    several_lines = frozenset({"subject", "narrative", "expectation"})

    office: str = Field(min_length=1, max_length=10)
    access: Access | None = Access.REPORT
    channel: Channel = Channel.WEB_FORM
    received_at: AwareDatetime | None = None
    subject: str = Field(min_length=1, max_length=500)
    narrative: str = Field(default="", max_length=100_000)
    expectation: str = Field(default="", max_length=20_000)
    institution: str | None = Field(default=None, max_length=40)
    substance: str | None = Field(default=None, max_length=60)
    service: str | None = Field(default=None, max_length=40)
    alleged: Maladministration = Maladministration.UNCATEGORISED
    event_on: date | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    rule_set: RuleSet = RuleSet.PO_58_2023
    reporters: tuple[Person, ...] = ()
    attachments: tuple[Path, ...] = ()


def read_filing(raw: Mapping[str, Any]) -> Filing:
    """The filing from its raw values. Raises `FilingError` naming each field at fault, never its content."""
    try:
        return Filing.model_validate(dict(raw))
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}."
            for fault in error.errors(include_input=False)
        )
        raise FilingError(*faults) from None
