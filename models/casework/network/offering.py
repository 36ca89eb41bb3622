"""What an undertaking's desk lets one choose from. Officials are shown by entry, role and state.

Neither by name nor by position: that was typed at a door as well, Prefect keeps what a desk offers (rule 5), and it
could say "(confirmed)" of somebody who is not. The page of the file shows both beside the entry's number.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.casework.network.opening import tracks_by_code
from models.codes import GATHERINGS, SUCCESSIONS, FocalState, Mode
from models.decisions.forms import TextLanguage
from models.stages import Stage, TrackStage
from models.tables import FocalPoint, Institution, Matter, Office, Succession
from models.terms import term


def choices(session: Session, matter: Matter, language: TextLanguage) -> dict[str, Mapping[str, Any]]:
    """The choices of the fields that only undertakings have, by field."""
    there = tracks_by_code(session, matter)
    asked = {code for code, track in there.items() if track.stage is TrackStage.ASKED}
    places = _institutions(session, matter)
    around = {label: code for label, code in places.items() if code not in there}
    own = {label: code for label, code in places.items() if code in there}
    signing = matter.stage is Stage.SIGNING
    return {
        "invited": around,
        "present": {label: code for label, code in own.items() if code in asked} if signing else own | around,
        "mode": {term(mode, language): mode.value for mode in Mode} if matter.kind in GATHERINGS else {},
        "person": _people(session, matter, language),
    }


def _institutions(session: Session, matter: Matter) -> dict[str, str]:
    """Those on a track first, then those of the office's region."""
    there = {track.institution_id for track in tracks_by_code(session, matter).values()}
    region = session.get_one(Office, matter.office_id).region
    query = select(Institution).order_by(col(Institution.name))
    if region:
        query = query.where(
            col(Institution.region).is_(None)
            | col(Institution.region).startswith(region)
            | col(Institution.id).in_(there)
        )
    rows = sorted(session.exec(query), key=lambda row: (row.id not in there, row.name))
    return {f"{row.code} – {row.name}": row.code for row in rows}


def _people(session: Session, matter: Matter, language: TextLanguage) -> dict[str, int]:
    if matter.kind not in SUCCESSIONS:
        return {}
    row = session.get_one(Succession, matter.id)
    query = select(FocalPoint).where(
        FocalPoint.institution_id == matter.institution_id,
        col(FocalPoint.state).not_in((FocalState.LEFT, FocalState.DEAD)),
        FocalPoint.id != row.focal_point_id,
    )
    return {
        f"{each.id} – {term(each.role, language)} ({term(each.state, language)})": each.id or 0
        for each in session.exec(query.order_by(col(FocalPoint.id)))
    }
