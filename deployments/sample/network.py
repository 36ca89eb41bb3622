"""Who there is in the sample: read from the TOML files beside this one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlmodel import Session

from models.casework.business_time import business_now
from models.casework.directory import bring_in
from models.directory import read_directory

FOLDER: Final = Path(__file__).parent
FILES: Final = (
    "offices.toml",
    "regions.toml",
    "inspectorates.toml",
    "agencies_city.toml",
    "agencies_regency.toml",
    "agencies_vertical.toml",
)


def load(session: Session, now: datetime | None = None) -> int:
    """Bring in the sample's offices and institutions; how many were new. What is there already is left as it is.

    Its people are confirmed as of `now`, which is business time if not given.
    """
    files = (read_directory(FOLDER / name) for name in FILES)
    new, _known = bring_in(session, *files, now=now or business_now(session, datetime.now(UTC)))
    return len(new)
