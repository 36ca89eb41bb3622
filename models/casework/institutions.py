"""Every change of an institution goes through here: what is corrected, and an address at which letters are refused.

Each writes a version (`InstitutionVersion`) in the same transaction; before the first change, how it was.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from models.casework.errors import NothingSuch
from models.tables import Institution, InstitutionVersion

CHANGEABLE: Final = frozenset({
    "name", "kind", "structure", "region", "zone", "head_title", "address", "email", "further_emails",
    "superior_id", "inspectorate_id",
})  # fmt: skip
"""What `change` may change. The code never changes: it is what tables and letters know an institution by."""


def change(session: Session, row: Institution, at: datetime, *, by: str, **new: Any) -> bool:
    """Change the columns given; whether anything was different. Raises `NothingSuch` for one it may not change.

    A corrected address is written to again, whatever became of the one before.
    """
    if strange := sorted(new.keys() - CHANGEABLE):
        raise NothingSuch(", ".join(strange))
    different = {key: value for key, value in new.items() if getattr(row, key) != value}
    if "email" in different and row.email_dead_on is not None:
        different["email_dead_on"] = None
    return _apply(session, row, different, at, by)


def address_works(session: Session, row: Institution, at: datetime, *, by: str) -> bool:
    """The institution's own address is in order, as somebody found out; whether it was held to be dead."""
    return _apply(session, row, {"email_dead_on": None} if row.email_dead_on else {}, at, by)


def address_is_dead(session: Session, row: Institution, on: date, at: datetime, *, by: str) -> bool:
    """Letters to the institution's own address are refused since the local day `on`; whether that is new."""
    return _apply(session, row, {} if row.email_dead_on else {"email_dead_on": on}, at, by)


def versions(session: Session, row: Institution) -> list[InstitutionVersion]:
    """Every version, the first one first; none of an institution that has never been changed."""
    found = select(InstitutionVersion).where(InstitutionVersion.institution_id == row.id)
    return list(session.exec(found.order_by(col(InstitutionVersion.number))))


def _apply(session: Session, row: Institution, new: dict[str, Any], at: datetime, by: str) -> bool:
    if not new:
        return False
    kept = select(func.count(col(InstitutionVersion.id))).where(InstitutionVersion.institution_id == row.id)
    number = session.exec(kept).one()
    if number == 0:
        _keep(session, row, number, [], at, by)
        number = 1
    for key, value in new.items():
        setattr(row, key, value)
    session.add(row)
    session.flush()
    _keep(session, row, number, sorted(new), at, by)
    return True


def _keep(session: Session, row: Institution, number: int, changed: list[str], at: datetime, by: str) -> None:
    entry = row.model_dump(mode="json", exclude={"id", "code"})
    version = InstitutionVersion(
        institution_id=row.id or 0, number=number, at=at, by=by, changed=changed, entry=entry
    )
    session.add(version)
    session.flush()
