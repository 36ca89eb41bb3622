"""Every change of a focal point goes through here: naming, changing, ending, and how far one can be relied on.

Each writes a version (`FocalPointVersion`) in the same transaction. Nothing here commits, logs or names a person in
an error.
"""

import re
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from models.casework.errors import BadEvidence, FocalPointErased, NothingSuch, UnknownFocalPoint
from models.casework.vault import ERASED
from models.codes import WRITTEN_TO, FocalState
from models.tables import FocalPoint, FocalPointVersion, Institution

CHANNELS: Final = frozenset({"email", "further_emails", "phone", "whatsapp"})
CHANGEABLE: Final = CHANNELS | {"role", "name", "position", "language", "valid_from", "valid_to"}
"""What `change` may change. The institution never changes: who moves to another one is named there."""
PERSONAL: Final = {
    "name": ERASED, "position": "", "email": None, "further_emails": "", "phone": None, "whatsapp": None,
}  # fmt: skip
"""What an entry and its versions tell of a person, each with what stands there once it has been erased."""
_EVIDENCE: Final = re.compile(r"[a-z0-9_]{0,40}")


def name(session: Session, institution: Institution, at: datetime, *, by: str, **given: Any) -> FocalPoint:
    """Name a new focal point of the institution. `given` are columns; `state` is unconfirmed unless given."""
    _see_evidence(given.get("evidence", ""))
    if given.get("state") is not None and given.get("state_on") is None:
        given["state_on"] = institution.zone.day_of(at)
    row = FocalPoint(institution_id=institution.id or 0, **given)
    session.add(row)
    session.flush()
    _keep(session, row, sorted(key for key, value in _entry(row).items() if value), at, by)
    return row


def change(session: Session, row: FocalPoint, at: datetime, *, by: str, **new: Any) -> bool:
    """Change the columns given; whether anything was different. Raises `NothingSuch` for one it may not change.

    Nothing personal comes back into an entry that was erased: raises `FocalPointErased`.
    A confirmed contact with a new e-mail address is unconfirmed again: what was confirmed was the old one. So is one
    whose dead address was replaced.
    """
    if strange := sorted(new.keys() - CHANGEABLE):
        raise NothingSuch(", ".join(strange))
    different = {key: value for key, value in new.items() if getattr(row, key) != value}
    if not different:
        return False
    if row.erased_at is not None and different.keys() & PERSONAL.keys():
        raise FocalPointErased
    if "email" in different and row.state in (FocalState.CONFIRMED, FocalState.DEAD, FocalState.DOUBTFUL):
        day = session.get_one(Institution, row.institution_id).zone.day_of(at)
        different |= {"state": FocalState.UNCONFIRMED, "state_on": day, "evidence": "address_changed"}
    _apply(session, row, different, at, by)
    return True


def end(session: Session, row: FocalPoint, on: date, at: datetime, *, by: str) -> bool:
    """The person is in post until `on`, that day included (`mutasi`). Clocks go on: they bind the institution."""
    return change(session, row, at, by=by, valid_to=on)


def set_state(
    session: Session,
    row: FocalPoint,
    state: FocalState,
    on: date,
    at: datetime,
    *,
    by: str,
    evidence: str = "",
) -> bool:
    """Say how far the contact can be relied on since the local day `on`, and why, as a code. Raises `BadEvidence`."""
    _see_evidence(evidence)
    new = {"state": state, "state_on": on, "evidence": evidence}
    different = {key: value for key, value in new.items() if getattr(row, key) != value}
    if different:
        _apply(session, row, different, at, by)
    return bool(different)


def erase(session: Session, row: FocalPoint, at: datetime, *, by: str) -> None:
    """Erase what is personal, in the entry and in every version of it; that it was is a version as well.

    Whether it may be is for `forgetting` to say.
    """
    _apply(session, row, {key: PERSONAL[key] for key in _told(row)} | {"erased_at": at}, at, by)
    for version in versions(session, row):
        blank = {key: value for key, value in PERSONAL.items() if key in version.entry}
        version.entry = version.entry | blank
        session.add(version)
    session.flush()


def versions(session: Session, row: FocalPoint) -> list[FocalPointVersion]:
    """Every version, the first one first."""
    found = select(FocalPointVersion).where(FocalPointVersion.focal_point_id == row.id)
    return list(session.exec(found.order_by(col(FocalPointVersion.number))))


def found(session: Session, institution: Institution, who: str) -> FocalPoint:
    """The one focal point of the institution with this name, e-mail address or number (`#12`).

    Whoever was erased has only their number. Raises `UnknownFocalPoint`.
    """
    if re.fullmatch(r"#[0-9]{1,9}", who):
        same = col(FocalPoint.id) == int(who[1:])
    else:
        named = (func.lower(FocalPoint.name) == who.lower()) | (
            func.lower(col(FocalPoint.email)) == who.lower()
        )
        same = named & col(FocalPoint.erased_at).is_(None)
    rows = session.exec(select(FocalPoint).where(FocalPoint.institution_id == institution.id, same)).all()
    if len(rows) != 1:
        raise UnknownFocalPoint(f"{institution.code}: {len(rows)}")
    return rows[0]


def in_post(row: FocalPoint, day: date) -> bool:
    """Whether `day` lies in the entry's interval of validity, both ends included."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)


def reachable(row: FocalPoint, day: date) -> bool:
    """Whether the contact may be written to at all on `day`: in post, and neither dead nor left."""
    return row.state in WRITTEN_TO and in_post(row, day)


def _apply(session: Session, row: FocalPoint, new: dict[str, Any], at: datetime, by: str) -> None:
    for key, value in new.items():
        setattr(row, key, value)
    session.add(row)
    session.flush()
    _keep(session, row, sorted(new), at, by)


def _keep(session: Session, row: FocalPoint, changed: list[str], at: datetime, by: str) -> None:
    last = select(func.max(col(FocalPointVersion.number))).where(FocalPointVersion.focal_point_id == row.id)
    number = (session.exec(last).one() or 0) + 1
    version = FocalPointVersion(
        focal_point_id=row.id or 0, number=number, at=at, by=by, changed=changed, entry=_entry(row)
    )
    session.add(version)
    session.flush()


def _entry(row: FocalPoint) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id", "institution_id"})


def _told(row: FocalPoint) -> list[str]:
    """Which of the personal columns hold anything."""
    return [key for key, blank in PERSONAL.items() if getattr(row, key) not in (blank, "", None)]


def _see_evidence(code: str) -> None:
    if not _EVIDENCE.fullmatch(code):
        raise BadEvidence
