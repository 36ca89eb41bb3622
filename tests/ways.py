"""The ways a segment can go, each begun anew as often as a test likes: what stands before it, and what comes of it."""

import asyncio
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest

from flows import server
from models.casework import runs, verification
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number, office_by_code
from models.casework.network import gatherings
from models.casework.network.gatherings import Plan
from models.codes import MatterKind, Mode
from models.database import transaction
from models.stages import Stage
from models.tables import Desk, Run
from tests import sample
from tests.at_the_desk import decided, hold, state_of
from tests.office import Office
from tests.prefect_server import until
from tests.unattended import change, passed

Meanwhile = Callable[[str, pytest.MonkeyPatch], AbstractContextManager[None]]


def _nothing(*_: object) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Way:
    """One way: who begins it, the form that is submitted, where the matter stands afterwards."""

    name: str
    begin: Callable[[Office], str]
    form: Mapping[str, Any]
    stage: Stage
    meanwhile: Meanwhile = _nothing
    """What happens to the matter while its next desk is being set up."""

    def ended(self, office: Office, number: str, before: Desk) -> bool:
        """Whether the matter waits at another desk than `before`, or its run has ended because it is closed."""
        if office.complaint(number).stage is not self.stage:
            return False
        if self.stage is Stage.CLOSED:
            return state_of(office.run(number).run_id or "") == "Completed"
        return office.waits_at(number, after=before.token) is not None

    def recovered(self, office: Office, number: str, before: Desk) -> None:
        """Wait for that end after a death, with the dead segment's lease over and the steward passing."""
        if office.run(number).lease is not None:
            hold(number, datetime.now(UTC) - timedelta(minutes=10))

        def pass_by() -> None:
            change(number, retry_at=None)
            passed()

        meanwhile(pass_by, lambda: self.ended(office, number, before), f"{number} ends ({self.name})")


def meanwhile(pass_by: Callable[[], object], condition: Callable[[], bool], what: str) -> None:
    """Wait for `condition`, looking often; a pass comes twice in a second, as long as it does not hold."""
    due = time.monotonic()

    def holds() -> bool:
        nonlocal due
        if condition():
            return True
        if time.monotonic() >= due:
            pass_by()
            due = time.monotonic() + 0.5
        return False

    until(holds, what, seconds=120)


def at_plenary(office: Office) -> str:
    """A complaint of which the plenary has to decide."""
    del office
    with transaction() as session:
        complaint = sample.lodged(session, access="report")
        verification.pass_formal(session, complaint, [], "", sample.NOW, by=sample.INTAKE)
        verification.pass_material(session, complaint, "", sample.NOW, by=sample.INTAKE)
        return complaint.agenda_no


def _at_the_front_desk(office: Office) -> str:
    return office.lodge(access=None)


def _formation(office: Office) -> str:
    del office
    day = datetime(2026, 3, 16, 9, 0)  # noqa: DTZ001 - the office's local time
    plan = Plan(day, "Aula Contoh", Mode.HYBRID, "Penguatan pengawasan", "Hadi Kurniawan")
    with transaction() as session:
        now = business_now(session, datetime.now(UTC))
        place = office_by_code(session, "BJM")
        return gatherings.plan(session, place, MatterKind.FORMATION, plan, now, by=sample.HEAD).agenda_no


def _noted(number: str, monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[None]:
    """Somebody adds a note just before the next form is saved."""
    note = partial(decided, number, decision="add_note", note="Dihubungi lewat telepon.")
    return _just_before("save_form", note, monkeypatch)


def _taken_over(number: str, monkeypatch: pytest.MonkeyPatch) -> AbstractContextManager[None]:
    """The run is given up for another one just before the segment reads what was submitted."""

    def give_up() -> None:
        with transaction() as session:
            run = session.get_one(Run, matter_by_number(session, number).id)
            assert runs.next_generation(session, run.matter_id, run.run_id)

    return _just_before("inputs", give_up, monkeypatch)


@contextmanager
def _just_before(
    request: str, happens: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Generator[None]:
    """Within the block something happens, once, before that request is made of Prefect."""
    real, happened = getattr(server, request), list[str]()

    async def asked(*args: Any, **more: Any) -> Any:
        if not happened:
            happened.append(request)
            await asyncio.to_thread(happens)
        return await real(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(server, request, asked)
        yield


ACCEPT: Final = {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER}
"""A step with several letters, so that the boundaries of sending lie in it too."""

WAYS: Final = (
    Way("accepted", at_plenary, ACCEPT, Stage.REGISTERED),
    Way("closed", _at_the_front_desk, {"decision": "note_carbon_copy"}, Stage.CLOSED),
    Way("form comes back", at_plenary, {"decision": "accept", "complexity": "light"}, Stage.PLENARY),
    Way("overtaken", at_plenary, ACCEPT, Stage.REGISTERED, _noted),
    Way("taken over", at_plenary, ACCEPT, Stage.REGISTERED, _taken_over),
    Way(
        "network", _formation,
        {"decision": "invite", "invited": [sample.HEALTH], "text": "Mohon hadir."}, Stage.INVITED,
    ),
)  # fmt: skip
