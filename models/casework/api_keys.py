"""The keys of institutions' own systems: made and shown once, found by their digest, revoked.

A key is 256 random bits, so that a fast digest is enough: there is nothing to guess from it.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from models.casework.errors import CaseworkError
from models.casework.finding import institution_by_code
from models.tables import ApiKey, Institution

PREFIX: Final = "nrh_"
"""What a key begins with, so that people and scanners of source code recognise one."""
LONGEST: Final = 80
"""Characters of a key and of a label."""


class UnknownKey(CaseworkError):
    """There is no key with this number. `narahubung keys list` shows those there are."""


class NoLabel(CaseworkError):
    """A key needs a label of at most 80 characters that says which system uses it. Give one with --label."""


def make(session: Session, code: str, label: str, now: datetime, *, by: str) -> tuple[ApiKey, str]:
    """A new key of the institution with this code: its row, and the key itself, which nobody can show again.

    Raises `UnknownInstitution`, `NoLabel`.
    """
    institution, label = institution_by_code(session, code), " ".join(label.split())
    if not 0 < len(label) <= LONGEST or not label.isprintable():
        raise NoLabel
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        institution_id=institution.id or 0, label=label, digest=_digest(key), made_at=now, made_by=by[:120]
    )
    session.add(row)
    session.flush()
    return row, key


def find(session: Session, key: str) -> ApiKey | None:
    """The row of a key that is in force. What is looked up is the digest, so that time tells nothing of the key."""
    if not key.startswith(PREFIX) or not key.isascii() or len(key) > LONGEST:
        return None
    digest = _digest(key)
    row = session.exec(select(ApiKey).where(ApiKey.digest == digest)).first()
    if row is None or row.revoked_at is not None:
        return None
    return row if hmac.compare_digest(row.digest, digest) else None


def listed(session: Session, code: str | None = None) -> list[tuple[ApiKey, Institution]]:
    """All keys with their institutions, or those of one. Raises `UnknownInstitution`."""
    rows = select(ApiKey, Institution).join(Institution, col(Institution.id) == ApiKey.institution_id)
    if code is not None:
        rows = rows.where(ApiKey.institution_id == institution_by_code(session, code).id)
    return list(session.exec(rows.order_by(col(ApiKey.id))))


def revoke(session: Session, key_id: int, now: datetime) -> ApiKey:
    """Let the key open nothing any more; what came with it stays. Raises `UnknownKey`."""
    row = session.get(ApiKey, key_id)
    if row is None:
        raise UnknownKey(str(key_id))
    row.revoked_at = row.revoked_at or now
    session.add(row)
    return row


def person(row: ApiKey) -> str:
    """As whom a submission names the system."""
    return f"api_key:{row.id}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
