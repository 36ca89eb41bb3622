"""The protocol that closes the races between forms, nudges, crashes and two runs at once: each race provoked.

The server is real and so is the worker; the races run on SQLite only, the journeys run on both databases.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prefect.exceptions import Pause
from prefect.states import Suspended
from sqlmodel import select

from flows import nudging, server
from models.casework import desks
from models.database import reading
from models.decisions.schema import DRAFT_KEPT
from models.stages import Stage
from models.tables import DeskState, Words
from tests import sample
from tests.at_the_desk import (
    decided,
    desks_of,
    die_once,
    form_of,
    hold,
    inputs_of,
    reason_shown,
    resumed,
    state_of,
    steward_until_open,
)
from tests.office import Office, in_labels
from tests.prefect_server import prefect_client, until

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(240),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SECRET = "Rahmat Hidayatullah, Jalan Pangeran Antasari 12"


@pytest.fixture
def at_formal_check(office: Office) -> str:
    """The number of a complaint whose run waits at the desk of the formal check."""
    number = office.lodge()
    office.desk(number)
    return number


def test_a_form_and_a_nudge_at_the_same_instant_cannot_both_win(office: Office, at_formal_check: str) -> None:
    """Of five resumes fired together one is accepted and the others are told; what was accepted is what counts."""
    desk = office.desk(at_formal_check)
    form = in_labels(desk, {"decision": "pass_formal"})
    nudge = {"decision": next(iter(desk.shown["labels"]["decision"]))}
    hold(at_formal_check, datetime.now(UTC) + timedelta(minutes=5))  # so that nobody gets on to the next desk

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(resumed(desk, raw) for raw in (form, nudge, nudge, nudge, form)))

    said = asyncio.run(all_at_once())
    hold(at_formal_check, None)
    assert 1 == said.count("ACCEPT")
    office.desk(at_formal_check, after=desk.token)
    form_won = said.index("ACCEPT") in (0, 4)
    assert (1 if form_won else 0) == office.events(at_formal_check).count("formal_met")


def test_a_form_counts_once_however_often_it_is_submitted(office: Office, at_formal_check: str) -> None:
    """A second resume right after the first is refused, and nothing happens twice."""
    desk = office.submit(at_formal_check, decision="pass_formal")
    again = asyncio.run(resumed(desk, in_labels(desk, {"decision": "pass_formal"})))
    assert again in ("ABORT", "REJECT")
    office.desk(at_formal_check, after=desk.token)
    assert 1 == office.events(at_formal_check).count("formal_met")


def test_a_late_form_counts_when_what_it_decides_about_has_not_changed(
    office: Office, at_formal_check: str
) -> None:
    """A note from the command line moves the desk on; the form opened before it is taken all the same."""
    old = office.desk(at_formal_check)
    decided(at_formal_check, decision="add_note", note="Pelapor menelepon.")
    present = office.desk(at_formal_check, after=old.token)
    raw = in_labels(old, {"decision": "pass_formal"})
    assert "ACCEPT" == asyncio.run(resumed(present, raw))
    office.desk(at_formal_check, after=present.token)
    assert Stage.MATERIAL_CHECK == office.complaint(at_formal_check).stage
    assert reason_shown(at_formal_check) is None


def test_a_late_form_whose_subject_changed_comes_back_with_the_reason_and_its_fields(
    office: Office, at_formal_check: str
) -> None:
    """The note opened at formal check comes in after the stage moved on: the new desk says why, the vault has the text,
    Prefect only a placeholder; left as it is, the placeholder stands for the text.
    """
    old = office.desk(at_formal_check)
    decided(at_formal_check, decision="pass_formal")
    present = office.desk(at_formal_check, after=old.token)
    raw = in_labels(old, {"decision": "add_note", "note": SECRET})
    assert "ACCEPT" == asyncio.run(resumed(present, raw))
    back = office.desk(at_formal_check, after=present.token)

    assert "sudah berubah" in (reason_shown(at_formal_check) or "")
    assert "noted" not in office.events(at_formal_check)
    form = asyncio.run(form_of(back))
    assert DRAFT_KEPT["id"] == form["properties"]["note"]["default"]
    assert sample.HEAD == form["properties"]["officer"]["default"]
    assert "sudah berubah" in form["properties"]["decision"]["description"]
    assert not any("Antasari" in value for value in inputs_of(back).values())

    office.decide(at_formal_check, decision="add_note", note=DRAFT_KEPT["id"])
    assert "noted" in office.events(at_formal_check)
    assert reason_shown(at_formal_check) is None
    with reading() as session:
        texts = session.exec(select(Words.text).where(Words.text == SECRET)).all()
    assert [SECRET] == list(texts)


def test_a_change_from_outside_brings_the_run_to_a_new_desk_by_itself(
    office: Office, at_formal_check: str
) -> None:
    """A decision from the command line wakes the run; no reason is shown, for nobody's form came back."""
    old = office.desk(at_formal_check)
    decided(at_formal_check, decision="pass_formal")
    new = office.desk(at_formal_check, after=old.token)
    assert (Stage.MATERIAL_CHECK, old.run_id) == (new.stage, new.run_id)
    assert reason_shown(at_formal_check) is None


def test_a_change_between_opening_and_suspending_wakes_the_run_itself(
    office: Office, at_formal_check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step 6: a decision commits while the run is being suspended; the desk does not open, the run goes on at once."""
    suspend = server.suspend
    committed: list[str] = []

    async def while_suspending(client: Any, run_id: UUID, token: str) -> Any:
        if not committed:
            committed.append(token)
            decided(at_formal_check, decision="pass_formal")
        return await suspend(client, run_id, token)

    monkeypatch.setattr(server, "suspend", while_suspending)
    office.submit(at_formal_check, decision="add_note", note="Catatan.")
    after = until(
        lambda: next((each for each in desks_of(at_formal_check) if each.stage is Stage.MATERIAL_CHECK and
                      each.state is DeskState.OPEN), None),
        "it waits at the next desk",
    )  # fmt: skip
    missed = next(each for each in desks_of(at_formal_check) if each.token == committed[0])
    assert (DeskState.TAKEN, Stage.FORMAL_CHECK) == (missed.state, missed.stage)
    assert after.version == office.complaint(at_formal_check).version


def test_a_second_live_run_ends_as_superseded_and_decides_nothing(
    office: Office, at_formal_check: str
) -> None:
    """A run created by hand for the same complaint completes; the first one keeps the desk."""
    before, desk = office.complaint(at_formal_check).version, office.desk(at_formal_check)

    async def second() -> str:
        async with prefect_client() as client:
            deployment = await client.read_deployment_by_name("complaint/casework")
            made = await client.create_flow_run_from_deployment(
                deployment.id, parameters={"number": at_formal_check}
            )
            return str(made.id)

    run_id = asyncio.run(second())
    until(lambda: state_of(run_id) == "Completed", "the second run ends")
    assert (desk.run_id, before) == (
        office.run(at_formal_check).run_id,
        office.complaint(at_formal_check).version,
    )
    assert desk.token == office.desk(at_formal_check).token


def test_a_segment_waits_while_another_process_holds_the_lease(office: Office, at_formal_check: str) -> None:
    """The form is taken only after the lease is given back."""
    desk = office.desk(at_formal_check)
    hold(at_formal_check, datetime.now(UTC) + timedelta(minutes=5))
    office.submit(at_formal_check, desk=desk, decision="pass_formal")
    until(lambda: state_of(desk.run_id) == "Running", "the segment begins")
    assert Stage.FORMAL_CHECK is office.complaint(at_formal_check).stage
    hold(at_formal_check, None)
    office.desk(at_formal_check, after=desk.token)
    assert Stage.MATERIAL_CHECK is office.complaint(at_formal_check).stage


class _Died(BaseException):
    """The process died here."""


def _nothing(*_: object) -> None:
    """What a dead process does."""


def test_a_crash_between_the_form_and_the_suspending_is_put_right(
    office: Office, at_formal_check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form was saved, the run never suspended: the steward revives the run, which opens a fresh desk."""
    die_once(monkeypatch, server, "suspend", _Died())
    desk = office.submit(at_formal_check, decision="pass_formal")
    until(lambda: state_of(desk.run_id) == "Crashed", "the segment dies")
    assert DeskState.OPENING is desks_of(at_formal_check)[-1].state
    assert steward_until_open(at_formal_check)
    assert Stage.MATERIAL_CHECK is office.complaint(at_formal_check).stage
    assert desk.run_id == office.run(at_formal_check).run_id


def test_a_crash_between_suspending_and_open_is_put_right(
    office: Office, at_formal_check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is suspended, the desk still *opening*, the lease held by the dead: the steward nudges, nobody waits."""
    monkeypatch.setattr(nudging, "OPENING_AGE", timedelta(seconds=1))
    monkeypatch.setattr("flows.wanted.OPENING_AGE", timedelta(seconds=1))
    die_once(monkeypatch, desks, "opened", Pause(state=Suspended()))  # which leaves the run as Prefect has it
    monkeypatch.setattr(desks, "leave", _nothing)
    desk = office.submit(at_formal_check, decision="pass_formal")
    fresh = office.desk(at_formal_check, after=desk.token)
    left = [each for each in desks_of(at_formal_check) if each.state is DeskState.TAKEN]
    assert (desk.run_id, 2) == (fresh.run_id, len(left))


def test_keep_waiting_changes_nothing(office: Office, at_formal_check: str) -> None:
    """The default form, whatever else was typed into it, comes back to the same stage without a happening."""
    version = office.complaint(at_formal_check).version
    office.decide(at_formal_check, decision="keep_waiting", note="Belum.")
    assert (version, None) == (office.complaint(at_formal_check).version, reason_shown(at_formal_check))


def test_keep_waiting_keeps_what_was_typed_before(office: Office, at_formal_check: str) -> None:
    """A form that came back stays kept when the run is merely woken."""
    office.decide(at_formal_check, decision="ask_reporter", text="Mohon lengkapi.")
    assert "kosong" in (reason_shown(at_formal_check) or "")
    office.decide(at_formal_check, decision="keep_waiting")
    assert "kosong" in (reason_shown(at_formal_check) or "")


def test_a_wrong_form_comes_back_and_the_run_lives_on(office: Office, at_formal_check: str) -> None:
    """A missing field is answered at the same stage, by the same run, which stays suspended."""
    desk = office.desk(at_formal_check)
    office.decide(at_formal_check, decision="ask_reporter")
    assert ("Suspended", Stage.FORMAL_CHECK) == (
        state_of(desk.run_id),
        office.complaint(at_formal_check).stage,
    )
    assert "kosong" in (reason_shown(at_formal_check) or "")


def test_a_form_is_deleted_from_prefect_after_it_was_taken(office: Office, at_formal_check: str) -> None:
    """Only the next desk's form is left; even what an earlier segment could no longer delete goes."""
    desk = office.desk(at_formal_check)

    async def leave_behind() -> None:
        async with prefect_client() as client:
            await client.create_flow_run_input(UUID(desk.run_id), f"{server.PREFIX}{'f' * 32}-response", "{}")

    asyncio.run(leave_behind())
    after = office.decide(at_formal_check, decision="add_note", note=SECRET)
    assert {server.keys(after.token)["schema"]} == set(inputs_of(after))


def test_no_pause_key_is_used_twice(office: Office, at_formal_check: str) -> None:
    """Each desk has a token of its own, also when nothing changed in between."""
    for _ in range(2):
        office.decide(at_formal_check, decision="keep_waiting")
    tokens = [desk.token for desk in desks_of(at_formal_check)]
    assert (3, 3) == (len(tokens), len(set(tokens)))


def test_closing_completes_the_run(office: Office, at_formal_check: str) -> None:
    """After the form that closes it, the run is Completed and nothing of its desks is left in Prefect."""
    desk = office.submit(at_formal_check, decision="withdraw", note="Surat pencabutan.")
    until(lambda: state_of(desk.run_id) == "Completed", "the run ends")
    assert (Stage.CLOSED, {}) == (office.complaint(at_formal_check).stage, inputs_of(desk))


def test_closing_from_outside_completes_the_run_and_reopening_makes_a_new_one(
    office: Office, at_formal_check: str
) -> None:
    """A withdrawal by command line ends the run; reopening gives the complaint a run of the next generation."""
    desk = office.desk(at_formal_check)
    decided(at_formal_check, decision="withdraw", note="Surat pencabutan.")
    until(lambda: state_of(desk.run_id) == "Completed", "the run ends")
    decided(at_formal_check, decision="reopen", text="Fakta baru.")
    assert steward_until_open(at_formal_check)
    run = office.run(at_formal_check)
    assert (2, False) == (run.generation, run.run_id == desk.run_id)
    assert Stage.REOPENED is office.desk(at_formal_check).stage
