"""Officials as an officer writes them down, a line each: `CODE: name; position; e-mail; telephone`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import EmailStr, TypeAdapter, ValidationError
from sqlmodel import Session, col, select

from models.casework import focal_points
from models.casework.errors import BadLine
from models.casework.finding import institution_by_code
from models.codes import FocalRole, FocalState
from models.tables import FocalPoint, Institution

_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(EmailStr)
_LONGEST: Final = (200, 200, 254, 40)
"""Characters of a name, a position, an address, a telephone number."""


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody of an institution, as they were named: not yet an entry of the directory."""

    institution: Institution
    name: str
    position: str = ""
    email: str | None = None
    phone: str | None = None


def read(session: Session, lines: Sequence[str]) -> list[Official]:
    """The officials in the lines. Raises `BadLine`, `UnknownInstitution`; what was typed is not repeated (rule 5)."""
    return [_official(session, number, line) for number, line in enumerate(lines, start=1)]


def _official(session: Session, number: int, line: str) -> Official:
    code, colon, rest = line.partition(":")
    parts = [part.strip() for part in rest.split(";")]
    name, position, email, phone = (parts + [""] * 4)[:4]
    too_long = any(len(part) > most for part, most in zip(parts, _LONGEST, strict=False))
    if not colon or not name or len(parts) > len(_LONGEST) or too_long:
        raise BadLine(str(number))
    try:
        address = _ADDRESS.validate_python(email) if email else None
    except ValidationError:
        raise BadLine(str(number)) from None
    return Official(institution_by_code(session, code.strip()), name, position, address, phone or None)


def entry_of(session: Session, official: Official) -> FocalPoint | None:
    """The institution's entry for this official, by their name; None where there is none.

    An address may be the desk's and not a person's: another name at it is somebody else. Of several of one name the
    one at that address is taken, and one that counts rather than one that has left.
    """
    there = select(FocalPoint).where(
        FocalPoint.institution_id == official.institution.id, col(FocalPoint.erased_at).is_(None)
    )
    return min(
        (row for row in session.exec(there).all() if same_name(row.name, official.name)),
        key=lambda row: (not _same_address(row, official), row.state in _PAST, row.id or 0),
        default=None,
    )


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same but for capitals, blanks and the degrees behind a comma."""
    return _bare(first) == _bare(second)


def _bare(name: str) -> str:
    return " ".join(name.partition(",")[0].casefold().split())


def _same_address(row: FocalPoint, official: Official) -> bool:
    return (row.email or "").casefold() == (official.email or "").casefold()


def update(session: Session, entry: FocalPoint, official: Official, now: datetime, *, by: str) -> None:
    """What is said of the official goes into their entry; what is not said stays as it is."""
    given = {"position": official.position, "email": official.email, "phone": official.phone}
    focal_points.change(session, entry, now, by=by, **{key: value for key, value in given.items() if value})


_PAST: Final = (FocalState.LEFT, FocalState.DEAD)


def role_for(session: Session, institution: Institution) -> FocalRole:
    """What a newly named focal point becomes: the primary one where there is none who can be written to."""
    there = select(FocalPoint.id).where(
        FocalPoint.institution_id == institution.id,
        FocalPoint.role == FocalRole.PRIMARY,
        col(FocalPoint.valid_to).is_(None),
        col(FocalPoint.state).in_((FocalState.CONFIRMED, FocalState.UNCONFIRMED)),
    )
    return FocalRole.ALTERNATE if session.exec(there).first() else FocalRole.PRIMARY
