"""The demo's office: whole, invented, and grown by the use cases themselves."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, col, func, select

from deployments.migrating import upgrade
from deployments.sample import grow, load
from deployments.sample.growing import MAIL_DAYS
from deployments.sample.papers import paper
from deployments.sample.stories import dated, read_stories
from models.casework import acts, law
from models.casework.history import SYSTEM, verify
from models.codes import Access, Channel, Confidentiality, Structure
from models.database import engine_for, reading, transaction
from models.lifecycle import PHASES
from models.proofs import Proof, prove
from models.settings import settings
from models.stages import Phase, Stage
from models.tables import (
    Attachment,
    Clock,
    ClockState,
    FocalPoint,
    Forwarding,
    Happening,
    Institution,
    Letter,
    Matter,
    Office,
    Officer,
    Reporter,
    ReporterRole,
    Words,
    WordsKind,
)
from models.zones import Zone

NOW = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
"""Monday 4 May 2026, 09:00 in Banjarmasin; Lebaran with its joint leave lies in the weeks before."""
EVERY_ACT = "second_request,right_unused,issue_report,handover_to_resolution,statutory_alarm,sanction"

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an office as the demo has it, grown once; `settings().files` of its home holds the attachments."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NARAHUBUNG_HOME", str(folder))
        settings.cache_clear()
        url = settings().database
        upgrade(url)
        with transaction(url) as session:
            load(session)
            grow(session, NOW)
    settings.cache_clear()
    yield url
    engine_for(url).dispose()


def stages(url: str | None = None) -> Counter[Stage]:
    """How many complaints are at each stage."""
    with reading(url) as session:
        return Counter(row.stage for row in session.exec(select(Matter)))


def test_every_stage_of_the_lifecycle_is_represented(grown: str) -> None:
    """Whoever opens the demo finds a complaint at each stage there is."""
    assert set(Stage) - set(PHASES[Phase.NETWORK]) == set(stages(grown))


def test_a_few_dozen_complaints_come_in_every_kind(grown: str) -> None:
    """All kinds of access, secrecy, groups, a linked pair, two institutions at once, somebody without e-mail."""
    with reading(grown) as session:
        complaints = session.exec(select(Matter)).all()
        reporters = session.exec(select(Reporter)).all()
        at = Counter(session.exec(select(Forwarding.matter_id)))

        assert 30 <= len(complaints) <= 45
        assert {None, *Access} == {each.access for each in complaints}
        assert 5 <= sum(each.confidentiality is Confidentiality.CONFIDENTIAL for each in complaints)
        assert 10 <= len({each.substance for each in complaints})
        assert 1 <= sum(each.master_id is not None for each in complaints)
        assert 2 in at.values()
        assert {ReporterRole.VICTIM, ReporterRole.GROUP_CONTACT} <= {each.role for each in reporters}
        assert any(each.email is None for each in reporters)


def test_the_complaints_are_told_in_their_own_words(grown: str) -> None:
    """Each story's subject and narrative are in the vault, with its days as dates."""
    today = Zone.WITA.day_of(NOW)
    with reading(grown) as session:
        kept = {row.source_key: row.id for row in session.exec(select(Matter))}
        for story in read_stories():
            rows = session.exec(select(Words).where(Words.matter_id == kept[f"sample:{story.key}"])).all()
            said = {
                row.kind: row.text for row in rows if row.kind in (WordsKind.SUBJECT, WordsKind.NARRATIVE)
            }

            assert {
                WordsKind.SUBJECT: story.subject,
                WordsKind.NARRATIVE: dated(story.narrative, today),
            } == said
            assert not re.search(r"[{}]", said[WordsKind.NARRATIVE])


def test_every_history_verifies(grown: str) -> None:
    """No link of any chain is broken."""
    with reading(grown) as session:
        assert {None} == {verify(session, each) for each in session.exec(select(Matter))}


def test_nothing_happened_in_the_future_or_out_of_order(grown: str) -> None:
    """Each history runs forward and ends by now."""
    with reading(grown) as session:
        for complaint in session.exec(select(Matter)):
            query = (
                select(Happening.at).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
            )
            times = list(session.exec(query))

            assert sorted(times) == times
            assert times[-1] <= NOW


def test_officers_decide_on_working_days_only(grown: str) -> None:
    """What somebody decided was decided when the office works; only rapid response runs on free days."""
    with reading(grown) as session:
        calendar = law.calendar_of(session, "63")
        rapid = select(Matter.id).where(Matter.access == Access.RAPID_RESPONSE)
        query = select(Happening).where(Happening.by != SYSTEM, col(Happening.matter_id).not_in(rapid))
        days = {Zone.WITA.day_of(row.at): row.id for row in session.exec(query)}

        assert [] == [str(day) for day in days if not calendar.is_working(day)]


def test_the_clocks_are_true(grown: str) -> None:
    """Every due date follows from its proof's question, and no rung whose time has come was left out."""
    with reading(grown) as session:
        for clock in session.exec(select(Clock).where(col(Clock.due_at).is_not(None))):
            proof = Proof.model_validate(clock.proof)
            again = prove(proof.question, law.calendar_of(session, clock.region))

            assert (again.due_at, again.calendar) == (clock.due_at, clock.calendar_version)
        going = select(Clock.next_at).where(col(Clock.state).in_((ClockState.WAITING, ClockState.RUNNING)))
        assert [] == [at for at in session.exec(going) if at is not None and at <= NOW]


def test_some_steps_wait_for_an_officer(grown: str) -> None:
    """There is something to release: a second request, a deemed withdrawal, a handover, the statute's alarm."""
    with reading(grown) as session:
        waiting = {row.rung for each in session.exec(select(Matter)) for row in acts.awaiting(session, each)}

        assert {"second_request", "withdrawn", "handover", "alarm"} == waiting


def test_the_attachments_can_be_opened(grown: str) -> None:
    """Their content lies under their digest, and is what their name says."""
    folder = Path(grown.removeprefix("sqlite:///")).parent / "files"
    with reading(grown) as session:
        for row in session.exec(select(Attachment)):
            content = (folder / row.digest).read_bytes()

            assert (row.digest, row.size) == (sha256(content).hexdigest(), len(content))
            assert content.startswith(b"%PDF-1.4" if row.name.endswith(".pdf") else b"\x89PNG\r\n\x1a\n")


def test_a_sample_page_is_a_pdf_whose_table_of_contents_is_right() -> None:
    """Every object lies where the cross-reference table says, so that strict readers open it."""
    content = paper("Surat (asli).pdf")
    table = content[int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0]) :]
    places = [int(line[:10]) for line in table.split(b"\n") if line.endswith(b"n ")]

    assert table.startswith(b"xref\n")
    assert [b"%d 0 obj" % number for number in range(1, len(places) + 1)] == [
        content[place:].split(b"\n")[0] for place in places
    ]


def test_the_mailbox_is_not_flooded(grown: str) -> None:
    """Letters are about the last days or about the few stories that are told in full."""
    told = {f"sample:{story.key}" for story in read_stories() if story.mail}
    with reading(grown) as session:
        rows = session.exec(
            select(Happening.at, Matter.source_key)
            .join(Letter, col(Letter.happening_id) == Happening.id)
            .join(Matter, col(Matter.id) == Letter.matter_id)
        ).all()

        assert 100 < len(rows) < 300
        assert [] == [key for at, key in rows if key not in told and at < NOW - timedelta(days=MAIL_DAYS)]


def test_growing_again_adds_nothing(grown: str) -> None:
    """The sample grows into an empty register only."""
    with transaction(grown) as session:
        before = counted(session)
        assert (0, 0) == (load(session), grow(session, NOW + timedelta(days=3)))
        assert before == counted(session)


def counted(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: session.exec(select(func.count()).select_from(table)).one()
        for name, table in SQLModel.metadata.tables.items()
    }


def test_the_network_is_whole(database_url: str) -> None:
    """Fourteen regional inspectorates; every agency knows its superior and inspectorate; loading twice adds nothing."""
    with transaction(database_url) as session:
        new = load(session)
        before = counted(session)
        assert (new, 0) == (before["office"] + before["institution"], load(session))
        assert before == counted(session)

        rows = session.exec(select(Institution)).all()
        regional = [
            row for row in rows if row.structure is Structure.INSPECTORATE and row.code.startswith("ITDA")
        ]
        agencies = [row for row in rows if row.structure is Structure.LOCAL_AGENCY]
        assert 14 == len(regional)
        assert [] == [row.code for row in agencies if row.superior_id is None or row.inspectorate_id is None]
        assert {row.id for row in rows} == set(session.exec(select(FocalPoint.institution_id)))


def test_everybody_is_invented(database_url: str) -> None:
    """Every address is of a domain reserved for examples, no person is named twice, no identity number is possible."""
    with transaction(database_url) as session:
        load(session)
        contacts = [*session.exec(select(FocalPoint)), *session.exec(select(Officer))]
        places = [*session.exec(select(Institution)), *session.exec(select(Office))]
    people = [person for story in read_stories() for person in story.reporters]
    addresses = [row.email for row in (*contacts, *places, *people) if row.email]
    names = [row.name for row in (*contacts, *people)]

    assert [] == [each for each in addresses if not each.endswith((".example.org", "@example.com"))]
    assert [] == [name for name, times in Counter(names).items() if times > 1]
    assert [] == [
        each.identity_no for each in people if each.identity_no and each.identity_no[4:12] != "99000000"
    ]


def test_stories_are_filed_by_every_way_there_is_but_one() -> None:
    """Walk-in, letter, phone, and so on; only the focal point's own channel is left to the reader."""
    assert {Channel.FOCAL_POINT} == set(Channel) - {story.channel for story in read_stories()}


@pytest.mark.parametrize("now", [datetime(2026, 12, 26, 22, 0, tzinfo=UTC)])
def test_it_grows_where_the_ladders_act_by_themselves(
    now: datetime, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both databases, on a Sunday between holidays, with every act released by a setting: still every stage."""
    monkeypatch.setenv("NARAHUBUNG_AUTOMATIC_ACTS", EVERY_ACT)
    settings.cache_clear()
    with transaction(database_url) as session:
        load(session)
        assert len(read_stories()) == grow(session, now)

    assert set(Stage) - set(PHASES[Phase.NETWORK]) == set(stages(database_url))
