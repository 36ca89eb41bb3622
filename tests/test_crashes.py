"""Whatever is killed, and whenever: the journey ends the same, no letter is lost or doubled, the history holds."""

import asyncio
import random
import signal
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from models.casework import history
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.casework.settle import settle
from models.database import DatabaseUnavailable, engine_for, reading, transaction
from models.decisions import Form
from models.settings import settings
from models.stages import Stage
from models.tables import Desk, DeskState, LetterState, Words, WordsKind
from notifications import planning
from tests import sample
from tests.besieged import Site, repaired_to, site as site
from tests.dying import under_way
from tests.office import Office
from tests.prefect_server import deploy_again, prefect_client, until

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(420)]

LIFE: tuple[Mapping[str, Any], ...] = (
    {"decision": "pass_formal"},
    {"decision": "pass_material"},
    {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
    {"decision": "forward", "institution": sample.HEALTH, "text": "Mohon penjelasan.", "at_once": True},
    {"decision": "record_answer", "institution": sample.HEALTH, "text": "Rujukan diterbitkan."},
    {"decision": "draft_result", "text": "Ditemukan maladministrasi."},
    {"decision": "start_drafting"},
    {"decision": "ask_review"},
    {"decision": "approve_review"},
    {
        "decision": "issue_found",
        "found": ["protracted_delay"],
        "items": f"{sample.HEALTH}: terbitkan rujukan",
    },
    {"decision": "verify_item", "item": 1, "status": "done"},
    {"decision": "close_actions_done"},
)
VICTIMS = ("worker", "worker", "mail", "server")


def decide_directly(number: str, **fields: Any) -> None:
    """Take the decision in our database, as the command line does; its letters are planned."""
    with transaction() as session:
        complaint = matter_by_number(session, number, to_change=True)
        now = business_now(session, datetime.now(UTC))
        settle(session, complaint, Form.model_validate({"officer": sample.HEAD, **fields}), now)
        session.flush()
        planning.plan(session, complaint.id, now)


def live_quietly(office: Office) -> str:
    """The number of a complaint that lived the same life without Prefect, and so without any trouble."""
    number = office.lodge()
    with transaction() as session:
        planning.plan(session, matter_by_number(session, number).id, business_now(session, datetime.now(UTC)))
    for fields in LIFE:
        decide_directly(number, **fields)
    return number


def broken(number: str) -> history.BrokenLink | None:
    """The first broken link of the complaint's history."""
    with reading() as session:
        return history.verify(session, matter_by_number(session, number))


@pytest.mark.parametrize(
    ("database_url", "seed"), [("sqlite", 20), ("postgresql", 58)], indirect=["database_url"]
)
def test_whatever_is_killed_the_journey_ends_the_same(site: Site, seed: int) -> None:
    """Worker, Prefect's server and mail server die by `kill -9` at random moments and come back; nothing shows it."""
    chance, killed = random.Random(seed), list[str]()  # noqa: S311 - repeatable on purpose
    number = site.lodge()

    def strike(victim: str) -> None:
        killed.append(victim)
        site.kill(victim)

    site.desk(number)
    for fields in LIFE:
        blow = threading.Timer(chance.uniform(0, 1.5), strike, [chance.choice(VICTIMS)])
        struck = chance.random() < 0.6
        if struck:
            blow.start()
        site.persist(number, **fields)
        if struck:
            blow.join()
    site.mend()
    until(lambda: run_state(site, number) == "Completed", "the run ends", seconds=90)
    site.processes["worker"].end()
    calm = live_quietly(site)
    site.deliver_all()

    assert len(killed) >= 4
    assert site.events(calm) == site.events(number)
    assert sorted(site.letters(calm)) == sorted(site.letters(number))
    assert (None, None) == (broken(calm), broken(number))
    sent = site.mailed(number) | site.mailed(calm)
    assert {LetterState.ACCEPTED} == set(sent.values())
    assert sorted(sent) == sorted(site.arrived())
    deaths = sum(1 for victim in killed if victim in ("worker", "mail"))
    in_its_segment = settings().smtp_connections
    assert site.repeats() <= deaths * (in_its_segment + under_way())


def run_state(site: Site, number: str) -> str:
    """The name of the state of the complaint's run; nothing while there is none. Mends and repairs in passing."""

    async def look() -> str:
        async with prefect_client() as client:
            return str((await client.read_flow_run(site.run(number).run_id)).state_name)

    site.mend()
    site.put_right()
    return asyncio.run(look()) if site.run(number).run_id else ""


def test_without_prefects_database_every_open_complaint_gets_its_run_again(site: Site) -> None:
    """At the right desk, a new run each; what was decided meanwhile without Prefect is shown; work goes on."""
    first, second, third = site.lodge(), site.lodge(subject="Sertipikat"), site.lodge(subject="Bansos")
    site.persist(second, decision="pass_formal")
    before = {number: site.desk(number) for number in (first, second, third)}
    site.processes["worker"].end(signal.SIGKILL)
    site.server.stop()
    site.server.forget_everything()
    decide_directly(third, decision="pass_formal")

    site.server.start()
    asyncio.run(deploy_again())
    site.mend()
    stages = {first: Stage.FORMAL_CHECK, second: Stage.MATERIAL_CHECK, third: Stage.MATERIAL_CHECK}
    for number, stage in stages.items():
        until(
            lambda number=number: new_desk(site, number, before[number]), f"{number} waits again", seconds=120
        )
        desk = site.desk(number, after=before[number].token)
        assert (stage, site.complaint(number).version) == (desk.stage, desk.version)
        assert site.run(number).run_id == desk.run_id != before[number].run_id
        assert (2, "Suspended") == (site.run(number).generation, run_state(site, number))

    site.persist(third, decision="pass_material")
    assert Stage.PLENARY == site.desk(third).stage
    assert [None] * 3 == [broken(number) for number in stages]


def new_desk(site: Site, number: str, old: Desk) -> bool:
    """Whether the complaint waits at a desk of another run than before. Repairs in passing."""
    site.put_right()
    with reading() as session:
        query = select(Desk).where(Desk.matter_id == old.matter_id, Desk.state == DeskState.OPEN)
        return any(desk.run_id != old.run_id for desk in session.exec(query))


@contextmanager
def full_disk() -> Generator[None]:
    """Our SQLite file cannot grow for as long as the block lasts."""

    def cap(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present size where that is more

    def uncap(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1000000000")

    engine = engine_for(settings().database)
    event.listen(engine, "checkout", cap)
    try:
        yield
    finally:
        event.remove(engine, "checkout", cap)
        event.listen(engine, "checkout", uncap)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing_half_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form that could not be taken in is still there, and is taken when there is room again."""
    monkeypatch.setenv("NARAHUBUNG_SEGMENT_SECONDS", "6")
    settings.cache_clear()
    number = office.lodge()
    desk = office.desk(number)
    before = (office.complaint(number).version, office.events(number), stored_words(number))
    long = "Data belum lengkap. " * 900
    with full_disk():
        with pytest.raises(DatabaseUnavailable, match="database or disk is full"), transaction() as session:
            session.add(Words(matter_id=1, kind=WordsKind.NOTE, text=long * 50, salt="", digest=""))
        office.submit(number, desk=desk, decision="ask_reporter", missing=["F1"], text=long)
        until(lambda: failed(office, number), "the segment fails")
        assert before == (office.complaint(number).version, office.events(number), stored_words(number))
        with reading() as session:
            assert DeskState.TAKEN is not session.get_one(Desk, desk.token).state

    reached = Stage.AWAITING_REPORTER
    until(lambda: repaired_to(number, reached), "the decision is taken when the disk has room", 90)
    assert Stage.AWAITING_REPORTER == office.desk(number, after=desk.token).stage
    assert broken(number) is None
    assert [*before[1], "gaps_found"] == office.events(number)


def stored_words(number: str) -> int:
    """How many texts the vault holds of the complaint."""
    with reading() as session:
        return len(
            session.exec(select(Words).where(Words.matter_id == matter_by_number(session, number).id)).all()
        )


def failed(office: Office, number: str) -> bool:
    """Whether the complaint's run has failed or crashed."""

    async def look() -> bool:
        async with prefect_client() as client:
            state = (await client.read_flow_run(office.run(number).run_id)).state
            return state is not None and (state.is_failed() or state.is_crashed())

    return asyncio.run(look())
