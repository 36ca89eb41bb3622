"""Our side of the protocol that closes the races between forms, nudges, crashes and two runs at once.

Everything here is one compare-and-set inside the caller's transaction. Leases are real time; decisions are business
time. `flows.segment` does Prefect's side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import update
from sqlmodel import Session, col, select

from models.casework import offers
from models.casework.errors import CaseworkError, DeskMovedOn, RunSuperseded
from models.casework.messages import reason_for
from models.casework.settle import settle
from models.decisions import Decision, FormError
from models.decisions.forms import TextLanguage
from models.decisions.schema import DRAFT_KEPT, labels, read_offered
from models.lifecycle import UnknownStep
from models.tables import Desk, DeskState, Draft, Matter, Run


class Fence(Enum):
    """What a segment learns about itself when it begins."""

    MINE = "mine"
    SUPERSEDED = "superseded"  # another run drives this matter
    BUSY = "busy"  # another process still works on a segment of this very run


def enter(session: Session, matter: Matter, run_id: str, lease: str, real: datetime, seconds: int) -> Fence:
    """Take the lease of the matter's run for `seconds` of real time, if this is its one live run."""
    run = session.get(Run, matter.id, with_for_update=True)
    if run is None:
        run = Run(matter_id=matter.id or 0, run_id=run_id)
    elif run.run_id is None:
        run.run_id = run_id
    elif run.run_id != run_id:
        return Fence.SUPERSEDED
    held = run.lease not in (None, lease) and run.leased_until is not None and run.leased_until > real
    if held and not _waits(session, matter, run_id):
        return Fence.BUSY
    run.lease, run.leased_until = lease, real + timedelta(seconds=seconds)
    session.add(run)
    session.flush()
    return Fence.MINE


def _waits(session: Session, matter: Matter, run_id: str) -> bool:
    """Whether the segment that holds the lease has already suspended its run: a resume would not have begun before.

    It has nothing left to do, or it died before it could say so; nobody need wait for its lease.
    """
    query = select(Desk.token).where(
        Desk.matter_id == matter.id, Desk.run_id == run_id, Desk.state == DeskState.OPENING
    )
    return session.exec(query).first() is not None


def leave(session: Session, matter_id: int, lease: str) -> None:
    """Give the lease back. What went wrong before is not forgotten by it: that is for `finish`."""
    run = session.get(Run, matter_id, with_for_update=True)
    if run is not None and run.lease == lease:
        run.lease = run.leased_until = None
        session.add(run)


def finish(session: Session, matter_id: int, lease: str) -> None:
    """Give the lease back after a segment that came to its end: the run is sound, earlier failures count no more.

    So does a quarantine, which somebody ended by *Retry* in Prefect; the steward shows it.
    """
    run = session.get(Run, matter_id, with_for_update=True)
    if run is not None and run.lease == lease:
        run.lease = run.leased_until = run.retry_at = None
        run.failures = 0
        if run.quarantined:
            run.quarantined, run.sheet_version = False, 0
        session.add(run)


def untaken(session: Session, matter: Matter) -> list[Desk]:
    """The desks of any generation whose form has not been taken in, oldest first."""
    query = (
        select(Desk)
        .where(Desk.matter_id == matter.id, Desk.state != DeskState.TAKEN)
        .order_by(col(Desk.opened_at))
    )
    return list(session.exec(query))


@dataclass(frozen=True)
class Taken:
    """What became of a submitted form."""

    changed: bool
    refused: bool = False


def take(
    session: Session, desk: Desk, run_id: str, raw: Mapping[str, Any] | None, now: datetime, real: datetime
) -> Taken:
    """Take a desk once: apply its form, or keep it as a draft with the reason; None means it was never submitted.

    Raises `RunSuperseded` when the matter's run is no longer `run_id`: nothing is taken then.
    """
    matter = session.get_one(Matter, desk.matter_id, with_for_update=True, populate_existing=True)
    run = session.get(Run, desk.matter_id, with_for_update=True, populate_existing=True)
    if run is None or run.run_id != run_id:
        raise RunSuperseded
    won = session.exec(
        update(Desk)
        .where(col(Desk.token) == desk.token, col(Desk.state) != DeskState.TAKEN)
        .values(state=DeskState.TAKEN, taken_at=real)
    )
    if won.rowcount != 1 or raw is None:
        return Taken(changed=False)
    draft = session.get(Draft, matter.id)
    try:
        with session.begin_nested():
            changed = _apply(session, matter, desk, raw, draft.fields if draft else None, now)
    except (CaseworkError, UnknownStep, FormError, ValidationError) as error:
        session.refresh(matter)
        _keep_draft(session, matter, desk, raw, error)
        return Taken(changed=False, refused=True)
    if changed and draft is not None:
        session.delete(draft)
    return Taken(changed=changed)


def _apply(
    session: Session,
    matter: Matter,
    desk: Desk,
    raw: Mapping[str, Any],
    draft: Mapping[str, Any] | None,
    now: datetime,
) -> bool:
    seen = _seen(session, desk, raw.get("desk"))
    # a nudge, or an officer who wants nothing changed: what else the form says does not count
    if seen.shown["labels"]["decision"].get(str(raw.get("decision"))) == Decision.KEEP_WAITING.value:
        return False
    form = read_offered(raw, seen.shown["labels"], draft)
    # a desk that was carried over is of this version and may show a deadline's earlier date
    doubtful = seen.version != matter.version or form.clock is not None
    if doubtful and not offers.unchanged(form, seen.shown["about"], offers.about(session, matter)):
        raise DeskMovedOn
    return settle(session, matter, form, now)


def _seen(session: Session, desk: Desk, token: object) -> Desk:
    """The desk whose form the officer had open: the run may have come to wait at a later one meanwhile."""
    if token in (None, "", desk.token):
        return desk
    seen = session.get(Desk, token) if isinstance(token, str) and token.isalnum() else None
    if seen is None or seen.matter_id != desk.matter_id:
        raise DeskMovedOn
    return seen


def _keep_draft(
    session: Session, matter: Matter, desk: Desk, raw: Mapping[str, Any], error: Exception
) -> None:
    """What was typed goes to the vault, kept texts of the draft before it included; the reason is safe to show."""
    draft = session.get(Draft, matter.id) or Draft(matter_id=matter.id or 0, fields={}, reason="")
    before = draft.fields
    draft.fields = {
        name: before.get(name, "") if isinstance(value, str) and value in DRAFT_KEPT.values() else value
        for name, value in raw.items()
        if name != "desk"
        and not (name == "decision" and value == next(iter(desk.shown["labels"]["decision"])))
        if isinstance(value, str | int) or _are_texts(value)
    }
    draft.reason = reason_for(error, desk.shown.get("language", "id"))
    session.add(draft)
    session.flush()


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in cast("list[object]", value))


def open_desk(
    session: Session, matter: Matter, run_id: str, language: TextLanguage, real: datetime
) -> tuple[Desk, offers.Offer]:
    """Set up a desk at the matter's present version, under a fresh token: *opening* until the run waits at it."""
    run = session.get_one(Run, matter.id)
    offered = offers.offer(session, matter, language)
    desk = Desk(
        token=uuid4().hex,
        matter_id=matter.id or 0,
        run_id=run_id,
        generation=run.generation,
        version=matter.version,
        stage=matter.stage,
        shown={
            "labels": labels(offered, language),
            "about": offers.about(session, matter),
            "language": language,
        },
        opened_at=real,
    )
    session.add(desk)
    session.flush()
    return desk, offered


def carry_over(session: Session, matter: Matter) -> None:
    """What just happened changes nothing at the desk (a reminder, say): it stays good, and nobody is woken."""
    session.exec(
        update(Desk)
        .where(
            col(Desk.matter_id) == matter.id,
            col(Desk.state) == DeskState.OPEN,
            col(Desk.version) == matter.version - 1,
        )
        .values(version=matter.version)
    )


def opened(session: Session, token: str) -> bool:
    """The run waits at the desk: *open*, if the matter has not moved on meanwhile. False asks for a nudge."""
    desk = session.get_one(Desk, token, with_for_update=True)
    matter = session.get_one(Matter, desk.matter_id)
    if desk.state is not DeskState.OPENING:
        return True
    if matter.version != desk.version:
        return False
    desk.state = DeskState.OPEN
    session.add(desk)
    return True
