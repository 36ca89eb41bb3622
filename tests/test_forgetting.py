"""Officials' data, erased by rule: long after they have left, where nothing needs them; every version stays a fact."""

import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models.casework import focal_points, forgetting
from models.casework.errors import FocalPointErased, FocalPointNeeded, UnknownFocalPoint
from models.casework.finding import institution_by_code
from models.casework.network import commitments, gatherings, people, succession
from models.casework.network.gatherings import Plan
from models.codes import FocalState, MatterKind, Party
from models.database import transaction
from models.settings import settings
from models.stages import Stage
from models.tables import (
    Attendee,
    Delivery,
    FocalPoint,
    Happening,
    Institution,
    Letter,
    LetterState,
    Matter,
    Office,
    Route,
)
from tests import sample
from tests.running import narahubung, refused, said
from tests.sample import COMMITMENT, EXAMINER, HEALTH, NOW

LAST_DAY = date(2026, 3, 1)
LATER = NOW + timedelta(days=settings().officials_kept_days + 1)
NAME, EMAIL = "Wahid Anshari", "wahid@dinas.example"


@pytest.fixture
def here(session: Session) -> Office:
    """The sample office."""
    return sample.office(session)


@pytest.fixture
def person(session: Session, here: Office) -> FocalPoint:
    """A focal point who moved to another desk, was given another address, and has left."""
    del here
    row = focal_points.name(
        session, place(session), NOW, by="Hadi", name=NAME, position="Sekretaris", email=EMAIL,
        phone="0811-1", whatsapp="0811-2", state=FocalState.CONFIRMED,
    )  # fmt: skip
    focal_points.change(session, row, NOW, by="Siska", email="w.anshari@dinas.example", position="Kabid")
    focal_points.end(session, row, LAST_DAY, NOW, by="Siska")
    return row


def place(session: Session) -> Institution:
    """Their institution."""
    return institution_by_code(session, HEALTH)


def facts(session: Session, row: FocalPoint) -> list[tuple[object, ...]]:
    """What must stay of each version."""
    return [
        (each.id, each.number, each.at, each.by, each.changed,
         {key: value for key, value in each.entry.items() if key not in focal_points.PERSONAL})
        for each in focal_points.versions(session, row)
    ]  # fmt: skip


def letter_to(session: Session, row: FocalPoint, state: LetterState) -> Letter:
    """A letter to them, with what the mail server said."""
    matter = sample.lodged(session)
    happening = session.exec(select(Happening).where(Happening.matter_id == matter.id)).first()
    assert happening is not None
    letter = Letter(
        happening_id=happening.id, matter_id=happening.matter_id, person=f"focal_point:{row.id}",
        role=Party.FOCAL_POINT, kind="forwarding", language="id", delivery=Delivery.EMAIL, state=state,
        message_id="<1@narahubung.invalid>", reply=f"550 5.1.1 <{EMAIL}>: unknown", queued_at=NOW,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def test_what_is_personal_goes_and_every_version_stays(session: Session, person: FocalPoint) -> None:
    """Numbers, times, authors, columns, role, state and dates as they were; one version more says that it happened."""
    before = facts(session, person)
    forgetting.forget(session, person, LATER, by="Hadi")
    session.expire_all()
    kept = focal_points.versions(session, person)
    everything = json.dumps([each.model_dump(mode="json") for each in (person, *kept)])

    assert before == facts(session, person)[:-1]
    assert (4, LATER, "Hadi") == (kept[-1].number, kept[-1].at, kept[-1].by)
    assert ["email", "erased_at", "name", "phone", "position", "whatsapp"] == kept[-1].changed
    assert ("—", LAST_DAY, LATER) == (person.name, person.valid_to, person.erased_at)
    for personal in (NAME, "anshari", EMAIL, "0811", "Sekretaris", "Kabid"):
        assert personal not in everything


def test_nothing_personal_comes_back(session: Session, person: FocalPoint) -> None:
    """Neither by a change nor by a second erasure; somebody of the same name is a new entry."""
    forgetting.forget(session, person, LATER, by="Hadi")

    with pytest.raises(FocalPointErased):
        focal_points.change(session, person, LATER, by="x", name=NAME)
    with pytest.raises(FocalPointNeeded, match="erased already"):
        forgetting.forget(session, person, LATER, by="x")
    with pytest.raises(UnknownFocalPoint):
        focal_points.found(session, place(session), "—")
    assert person is focal_points.found(session, place(session), f"#{person.id}")
    assert people.entry_of(session, people.Official(place(session), "—")) is None


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "Somebody Else"},
        {"name": "—", "position": "", "email": "x@x.example", "phone": None, "whatsapp": None},
        {"name": "—", "position": "", "email": None, "phone": None, "whatsapp": None, "state": "dead"},
        {"name": "—", "position": "", "email": None, "phone": None, "whatsapp": None, "note": "x"},
        {"name": None, "position": None, "email": None, "phone": None, "whatsapp": None},
    ],
)
def test_the_database_lets_a_version_be_erased_and_nothing_else(
    session: Session, person: FocalPoint, entry: dict[str, str | None]
) -> None:
    """Neither another name in its place, nor a part, nor another state on the way."""
    version = focal_points.versions(session, person)[0]
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        _write(session, version.id, version.entry | entry)


@pytest.mark.parametrize("column", ["by = 'x'", "number = 9", "at = NULL", "changed = '[]'", "entry = '{}'"])
def test_an_erased_version_refuses_to_change(session: Session, person: FocalPoint, column: str) -> None:
    """The mark of what was erased opens nothing."""
    forgetting.forget(session, person, LATER, by="Hadi")
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(text(f"UPDATE focal_point_version SET {column}"))


def test_a_wholly_empty_entry_is_no_erasure(session: Session, person: FocalPoint) -> None:
    """What stays has to be there."""
    version = focal_points.versions(session, person)[0]
    session.commit()
    with pytest.raises(IntegrityError, match="append-only"):
        _write(session, version.id, {"name": "—", "position": ""})


def _write(session: Session, version: int | None, entry: object) -> None:
    session.connection().execute(
        text("UPDATE focal_point_version SET entry = :entry WHERE id = :id"),
        {"entry": json.dumps(entry), "id": version},
    )


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (NOW - timedelta(days=2), "has not left"),
        (LATER - timedelta(days=3), "kept until 2028-02-29"),
        (LATER, None),
    ],
)
def test_they_are_kept_for_a_time(
    session: Session, person: FocalPoint, now: datetime, why: str | None
) -> None:
    """Two years after their last day, unless another term has been set."""
    assert why == forgetting.needed_for(session, person, now)


def test_who_is_in_post_is_never_erased(session: Session, here: Office) -> None:
    """However long they have been."""
    del here
    person = focal_points.found(session, place(session), f"Narahubung {HEALTH} primary")

    assert "has not left" == forgetting.needed_for(session, person, LATER)
    assert [] == list(forgetting.left_long_ago(session, LATER))


def test_who_has_left_without_a_last_day_counts_from_then(session: Session, here: Office) -> None:
    """The state says since when."""
    del here
    person = focal_points.found(session, place(session), f"Narahubung {HEALTH} primary")
    focal_points.set_state(session, person, FocalState.LEFT, LAST_DAY, NOW, by="x")

    assert [person] == list(forgetting.left_long_ago(session, LATER))
    assert forgetting.needed_for(session, person, LATER) is None


def test_what_is_open_needs_them(session: Session, here: Office, person: FocalPoint) -> None:
    """Each is named; whoever asks for all is told who stays."""

    def why() -> str | None:
        session.flush()
        return forgetting.needed_for(session, person, LATER)

    session.add(route := Route(position=1, institution_id=person.institution_id, focal_point_id=person.id))
    assert "a rule of routing" == why()
    session.delete(route)
    letter = letter_to(session, person, LetterState.TODO)
    assert "a letter on its way" == why()
    letter.state = LetterState.REFUSED
    matter = succession.ask_to_reconfirm(session, person, NOW)
    assert "an open task" == why()
    gatherings_of(session, here, person)
    session.get_one(Matter, matter.id).stage = Stage.CLOSED
    assert "an open gathering" == why()


def gatherings_of(session: Session, here: Office, person: FocalPoint) -> Attendee:
    """A gathering at which they are written down."""
    matter = gatherings.plan(session, here, MatterKind.MEETING, Plan(), NOW, by=EXAMINER)
    row = Attendee(
        matter_id=matter.id or 0, institution_id=person.institution_id, name=NAME, email=EMAIL,
        focal_point_id=person.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_signature_in_force_needs_them(session: Session, here: Office) -> None:
    """Until the commitment ends: then they may go."""
    person = focal_points.found(session, place(session), f"Narahubung {HEALTH} primary")
    matter = commitments.draft(session, here, "2026-1", [HEALTH], NOW, by=EXAMINER, text=COMMITMENT)
    commitments.note_signatures(session, matter, [HEALTH], None, NOW, by=EXAMINER)
    commitments.put_in_force(session, matter, None, "Bupati", date(2031, 3, 2), NOW, by=EXAMINER)
    focal_points.end(session, person, LAST_DAY, NOW, by="x")
    session.get_one(Matter, matter.id).stage = Stage.CLOSED
    session.flush()

    assert "a signature in force" == forgetting.needed_for(session, person, LATER)
    assert forgetting.needed_for(session, person, datetime(2031, 3, 3, 3, tzinfo=NOW.tzinfo)) is None


def test_attendances_and_replies_go_too(session: Session, here: Office, person: FocalPoint) -> None:
    """Of gatherings that are over: linked to their entry, or under their name. A namesake's entry keeps the latter."""
    linked = gatherings_of(session, here, person)
    named = gatherings_of(session, here, person)
    named.name, named.focal_point_id = "WAHID  ANSHARI, S.H.", None
    for each in (linked, named):
        session.get_one(Matter, each.matter_id).stage = Stage.CLOSED
    letter = letter_to(session, person, LetterState.REFUSED)
    gone = forgetting.forget(session, person, LATER, by="Hadi")
    session.expire_all()

    assert (3, 2, 1) == (gone.versions, gone.attendances, gone.replies)
    assert [("—", None), ("—", None)] == [(each.name, each.email) for each in (linked, named)]
    assert "550 5.1.1" == letter.reply


def test_a_namesake_keeps_what_may_be_theirs(session: Session, here: Office, person: FocalPoint) -> None:
    """A name at a gathering may be either's."""
    named = gatherings_of(session, here, person)
    named.focal_point_id = None
    session.get_one(Matter, named.matter_id).stage = Stage.CLOSED
    focal_points.name(session, place(session), NOW, by="Hadi", name=NAME)

    assert 0 == forgetting.forget(session, person, LATER, by="Hadi").attendances
    assert NAME == named.name


def test_the_command_tells_before_it_erases(database_url: str) -> None:
    """All who left long ago, those of an institution, or one; who stays is told with the reason."""
    del database_url
    who = f"Narahubung {HEALTH} primary"
    with transaction() as session:
        sample.office(session)
        number = focal_points.found(session, place(session), who).id
    said("directory", "end", HEALTH, who, "--on", "2026-03-01", "--by", "Siska")
    at = ("--now", LATER.isoformat(), "erase", "--left", "--by", "Hadi")

    assert "Nobody who has left" in said("--now", NOW.isoformat(), "erase", "--left", "--by", "Hadi")
    one = ("--left", "--by", "Hadi", "--institution", HEALTH, "--person", who)
    assert "kept until 2028-02-29" in refused("--now", NOW.isoformat(), "erase", *one)
    dry = said(*at, "--dry-run")
    assert f"{HEALTH} #{number}: name, position and addresses; 1 × version.\nNothing was erased.\n" == dry
    assert who in said("directory", "history", HEALTH, who)
    assert dry.splitlines()[0] in said(*at, "--institution", HEALTH, "--person", who)
    assert who not in said("directory", "history", HEALTH, f"#{number}")
    assert "erased already" in refused(*at, "--institution", HEALTH, "--person", f"#{number}")


@pytest.mark.parametrize(
    "words", [(), ("1.2026", "--left"), ("1.2026", "--institution", HEALTH), ("--left", "--person", "x")]
)
def test_what_is_to_be_erased_is_said_once(database_url: str, words: tuple[str, ...]) -> None:
    """A complaint, or those who have left."""
    del database_url
    assert 2 == narahubung("erase", *words, "--by", "x").exit_code
