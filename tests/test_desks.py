"""Our side of the protocol, without Prefect: whatever a form holds and whoever submits it, the desk copes."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from models.casework import desks, runs
from models.casework.errors import NoItems, RunSuperseded
from models.casework.examination import add_items
from models.codes import ItemKind
from models.decisions.schema import schema
from models.stages import Stage
from models.tables import Desk, DeskState, Draft, Matter, Run
from tests import sample

WRONG: dict[str, dict[str, Any]] = {
    "an unknown institution": {"decision": "forward", "institution": "TIDAK-ADA", "text": "x"},
    "a missing field": {"decision": "ask_reporter"},
    "a stage that has moved on": {"decision": "publish", "text": "x"},
    "an unknown decision": {"decision": "terbang"},
    "a decision that is a list": {"decision": ["pass_formal"]},
    "a field that does not exist": {"decision": "pass_formal", "warna": "biru"},
    "a date that does not exist": {"decision": "set_receipt", "clock": 1, "on": "2026-02-31", "note": "x"},
    "a number too large for any database": {"decision": "correct", "happening": 10**30, "note": "x"},
    "a list of objects": {"decision": "pass_formal", "waived": [{"a": 1}], "note": "x"},
    "a list for a text": {"decision": "forward", "institution": [{"a": 1}], "text": ["x"]},
    "another complaint's desk": {"decision": "pass_formal", "desk": "0" * 32},
}


@pytest.mark.parametrize("raw", WRONG.values(), ids=WRONG.keys())
def test_no_form_can_make_a_segment_fail(session: Session, raw: dict[str, Any]) -> None:
    """Whatever arrives in a form, the desk is taken, nothing is decided, the reason is kept, the next desk can open."""
    desk, complaint = opened(session)
    taken = desks.take(session, desk, desk.run_id, {"officer": sample.HEAD, **raw}, sample.NOW, sample.NOW)
    assert (False, True) == (taken.changed, taken.refused)
    assert (Stage.FORMAL_CHECK, True) == (complaint.stage, bool(session.get_one(Draft, complaint.id).reason))
    again, offered = desks.open_desk(session, complaint, desk.run_id, "id", sample.NOW)
    assert schema(offered, "id", token=again.token, typed=session.get_one(Draft, complaint.id).fields)


def test_what_no_database_can_store_is_left_out_of_a_text(session: Session) -> None:
    """Zero bytes and halves of characters vanish; the rest of the note is kept."""
    desk, complaint = opened(session)
    raw = {"decision": "add_note", "officer": sample.HEAD, "note": "Catatan\x00 pen\ud800ting"}
    assert desks.take(session, desk, desk.run_id, raw, sample.NOW, sample.NOW).changed
    assert complaint.stage is Stage.FORMAL_CHECK


def test_a_promise_on_a_day_that_does_not_exist_is_a_mistake_not_a_crash(session: Session) -> None:
    """The date inside an item's text is read with care."""
    complaint = sample_complaint(session)
    for date in ("2026-13-45", "0001-01-01", "9999-12-31"):
        with pytest.raises(NoItems):
            add_items(session, complaint, ItemKind.SETTLEMENT, [f"{sample.HEALTH}: selesai {date}"])


def sample_complaint(session: Session) -> Matter:
    """A complaint of the sample office at formal check."""
    sample.office(session)
    return sample.lodged(session, access="report")


def opened(session: Session) -> tuple[Desk, Matter]:
    """A complaint whose run waits at a desk, without Prefect."""
    complaint, run_id = sample_complaint(session), str(uuid4())
    desks.enter(session, complaint, run_id, "lease", sample.NOW, 60)
    desk, _ = desks.open_desk(session, complaint, run_id, "id", sample.NOW)
    assert desks.opened(session, desk.token)
    desks.finish(session, complaint.id or 0, "lease")
    return desk, complaint


def test_only_the_run_of_the_present_generation_is_adopted(session: Session) -> None:
    """Two runs created for one complaint: the first is adopted, the second is not."""
    complaint = sample_complaint(session)
    first, second = str(uuid4()), str(uuid4())
    assert runs.adopt(session, complaint.id or 0, 1, first, [])
    assert not runs.adopt(session, complaint.id or 0, 1, second, [])
    assert runs.next_generation(session, complaint.id or 0, first)
    assert not runs.next_generation(session, complaint.id or 0, first)
    assert not runs.adopt(session, complaint.id or 0, 1, second, [])
    assert runs.adopt(session, complaint.id or 0, 2, second, [])


def test_a_run_that_was_replaced_takes_no_form(session: Session) -> None:
    """The fence holds inside the transaction too: a run of an earlier generation cannot take a desk."""
    desk, complaint = opened(session)
    raw = {"decision": "pass_formal", "officer": sample.HEAD}
    with pytest.raises(RunSuperseded):
        desks.take(session, desk, str(uuid4()), raw, sample.NOW, sample.NOW)
    assert (DeskState.OPEN, Stage.FORMAL_CHECK) == (desk.state, complaint.stage)


def test_a_lease_is_not_waited_for_once_its_segment_has_suspended(session: Session) -> None:
    """While a segment works, the next is busy; when its desk is set up and the run was resumed, it has had its say."""
    complaint, run_id = sample_complaint(session), str(uuid4())

    def entered(lease: str) -> desks.Fence:
        return desks.enter(session, complaint, run_id, lease, sample.NOW, 60)

    assert (desks.Fence.MINE, desks.Fence.BUSY) == (entered("first"), entered("second"))
    assert desks.Fence.SUPERSEDED is desks.enter(session, complaint, str(uuid4()), "third", sample.NOW, 60)
    desks.open_desk(session, complaint, run_id, "id", sample.NOW)
    assert desks.Fence.MINE is entered("second")


def test_a_segment_that_failed_is_not_forgiven(session: Session) -> None:
    """Giving the lease back leaves the count of failures; only coming to the end of a segment clears it."""
    complaint, run_id = sample_complaint(session), str(uuid4())
    desks.enter(session, complaint, run_id, "lease", sample.NOW, 60)
    run = session.get_one(Run, complaint.id)
    run.failures = 2
    desks.leave(session, complaint.id or 0, "lease")
    assert (2, None) == (run.failures, run.lease)
    desks.enter(session, complaint, run_id, "lease", sample.NOW, 60)
    desks.finish(session, complaint.id or 0, "lease")
    assert (0, None) == (run.failures, run.lease)
