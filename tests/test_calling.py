"""Whom the network asks by itself: each once, in time, not too many a day, by one process at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import Session, col, select

from flows.clock import call_all
from models.casework import focal_points
from models.casework.errors import StillOpen
from models.casework.finding import institution_by_code
from models.casework.network import calling, succession
from models.casework.network.opening import is_free
from models.casework.settle import settle
from models.codes import FocalRole, FocalState, MatterKind
from models.database import transaction
from models.decisions import Decision as D, Form
from models.settings import settings
from models.stages import Stage
from models.tables import FocalPoint, Matter, Succession
from tests.calling import DAY, HALF_A_YEAR, TODAY, asked, confirmed, held, kinds
from tests.sample import EXAMINER, HEALTH, LAND, NOW, office


def test_a_contact_is_asked_when_the_term_is_over_and_not_before(session: Session) -> None:
    """180 days after the last confirmation, and once; after a year's jump it is still one question."""
    office(session)
    people = confirmed(session)

    assert [] == calling.call(session, NOW + 179 * DAY)
    assert [MatterKind.RECONFIRMATION] * 2 == kinds(calling.call(session, HALF_A_YEAR))
    assert [row.id for row in people] == asked(session)
    assert [] == calling.call(session, HALF_A_YEAR + 366 * DAY)


def test_a_question_that_was_called_off_is_not_asked_again_at_once(session: Session) -> None:
    """But a term later."""
    office(session)
    confirmed(session, 1)
    [matter] = calling.call(session, HALF_A_YEAR)
    settle(session, matter, Form(decision=D.CALL_OFF, officer=EXAMINER, note="Tidak perlu."), HALF_A_YEAR)

    assert [] == calling.call(session, HALF_A_YEAR + DAY)
    assert 1 == len(calling.call(session, HALF_A_YEAR + 181 * DAY))


@pytest.mark.parametrize("state", [FocalState.PROPOSED, FocalState.DOUBTFUL])
def test_who_is_asked_already_or_not_yet_accepted_is_not_asked(session: Session, state: FocalState) -> None:
    """Nobody writes to whom the office has not seen; and of the doubtful the institution has been asked."""
    office(session)
    [person] = confirmed(session, 1)
    focal_points.set_state(session, person, state, TODAY, NOW, by="x")

    assert [] == calling.call(session, HALF_A_YEAR)


def test_an_imported_list_is_asked_after_the_confirmed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many a day, each once, whoever has an address; who follows in a rotation is asked there."""
    monkeypatch.setenv("NARAHUBUNG_RECONFIRMATIONS_PER_DAY", "3")
    settings.cache_clear()
    office(session)
    due = confirmed(session, 1)
    place = institution_by_code(session, LAND)
    unsure = [
        focal_points.name(session, place, NOW, by="x", name=name, role=FocalRole.ALTERNATE, **given)
        for name, given in (
            ("A", {"email": "a@bpn.example"}),
            ("B", {"email": "b@bpn.example"}),
            ("C", {"email": "c@bpn.example"}),
            ("D", {}),
        )
    ]

    assert [MatterKind.RECONFIRMATION] * 3 == kinds(calling.call(session, HALF_A_YEAR))
    assert [*(row.id for row in due), *(row.id for row in unsure[:2])] == asked(session)
    assert [] == calling.call(session, HALF_A_YEAR)
    assert 1 == len(calling.call(session, HALF_A_YEAR + DAY))
    assert [] == calling.call(session, HALF_A_YEAR + 2 * DAY)


def primary(session: Session) -> FocalPoint:
    """The health agency's primary contact."""
    place = institution_by_code(session, HEALTH)
    own = select(FocalPoint).where(FocalPoint.institution_id == place.id)
    return session.exec(own.where(FocalPoint.role == FocalRole.PRIMARY)).one()


def test_a_dead_primary_address_asks_the_institution(session: Session) -> None:
    """Who holds the post, once; nobody says that they have left."""
    office(session)
    person = primary(session)
    focal_points.set_state(session, person, FocalState.DEAD, TODAY, NOW, by="x", evidence="letter_refused")

    [opened] = calling.call(session, NOW + DAY)
    assert MatterKind.RECONFIRMATION is opened.kind
    [moved] = calling.call(session, NOW + DAY)
    assert (opened.id, Stage.SUCCESSION) == (moved.id, moved.stage)
    assert FocalState.DEAD is person.state
    assert [] == calling.call(session, NOW + 2 * DAY)
    settle(
        session, moved, Form(decision=D.CALL_OFF, officer=EXAMINER, note="Sudah ditelepon."), NOW + 3 * DAY
    )
    assert [] == calling.call(session, NOW + 4 * DAY)


@pytest.mark.parametrize("how", ["end", "left"])
def test_an_empty_primary_post_asks_who_follows(session: Session, how: str) -> None:
    """Also where nobody noted a rotation: of the institution's head, once for the post."""
    office(session)
    person = primary(session)
    place = institution_by_code(session, HEALTH)
    gone: dict[str, object] = {"role": FocalRole.PRIMARY, "valid_to": TODAY - 20 * DAY}
    focal_points.name(session, place, NOW, by="x", name="Yang Sebelumnya", **gone)
    if how == "end":
        focal_points.end(session, person, TODAY, NOW, by="x")
        assert [] == calling.call(session, NOW)
    else:
        focal_points.set_state(session, person, FocalState.LEFT, TODAY + DAY, NOW, by="x")

    [opened] = calling.call(session, NOW + DAY)
    assert (MatterKind.ROTATION, Stage.SUCCESSION) == (opened.kind, opened.stage)
    row = session.get_one(Succession, opened.id)
    assert (person.id, TODAY) == (row.focal_point_id, row.last_day)
    assert [] == calling.call(session, NOW + 2 * DAY)
    settle(
        session, opened, Form(decision=D.CALL_OFF, officer=EXAMINER, note="Jabatan dihapus."), NOW + 3 * DAY
    )
    assert [] == calling.call(session, NOW + 4 * DAY)


def test_a_post_that_another_holds_is_not_asked_about(session: Session) -> None:
    """An institution may have several primary contacts by its own choice."""
    office(session)
    person = primary(session)
    place = institution_by_code(session, HEALTH)
    given = {"role": FocalRole.PRIMARY, "state": FocalState.CONFIRMED, "state_on": TODAY}
    focal_points.name(session, place, NOW, by="x", name="Yang Lain", **given)
    focal_points.set_state(session, person, FocalState.DEAD, TODAY, NOW, by="x")
    focal_points.end(session, person, TODAY, NOW, by="x")

    assert [] == calling.call(session, NOW + DAY)


@pytest.mark.parametrize(
    "entry",
    [
        {"valid_to": TODAY},
        {"valid_to": HALF_A_YEAR.date() + 9 * DAY},
        {"valid_from": HALF_A_YEAR.date() + DAY},
        {"role": FocalRole.HEAD},
    ],
)
def test_who_is_not_in_post_or_leaves_soon_is_not_asked(session: Session, entry: dict[str, date]) -> None:
    """Nor a head, whom nobody named as focal point."""
    office(session)
    [person] = confirmed(session, 1)
    focal_points.change(session, person, NOW, by="x", **entry)

    assert [] == calling.call(session, HALF_A_YEAR)


def test_so_many_a_day_are_asked_the_longest_ago_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often one looks; the next day the next."""
    monkeypatch.setenv("NARAHUBUNG_RECONFIRMATIONS_PER_DAY", "2")
    settings.cache_clear()
    office(session)
    people = confirmed(session, 5)
    focal_points.set_state(session, people[4], FocalState.CONFIRMED, TODAY - DAY, NOW, by="x")

    assert 2 == len(calling.call(session, HALF_A_YEAR))
    assert [] == calling.call(session, HALF_A_YEAR)
    assert 2 == len(calling.call(session, HALF_A_YEAR + DAY))
    assert [people[4].id, people[0].id, people[1].id, people[2].id] == asked(session)


def test_an_office_may_open_everything_itself(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting off nothing is opened."""
    monkeypatch.setenv("NARAHUBUNG_AUTOMATIC_UNDERTAKINGS", "false")
    settings.cache_clear()
    office(session)
    confirmed(session)
    held(session, MatterKind.MONEV)

    assert [] == calling.call(session, HALF_A_YEAR)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_two_processes_at_once_open_nothing_twice(database_url: str) -> None:
    """The second finds the first at work, and afterwards nothing to do."""
    del database_url
    with transaction() as session:
        office(session)
        confirmed(session, 4)
        held(session, MatterKind.MONEV)
    with transaction() as first, transaction() as second:
        opened = calling.call(first, HALF_A_YEAR)
        assert [] == calling.call(second, HALF_A_YEAR)
        first.commit()
        assert [] == calling.call(second, HALF_A_YEAR)
    assert 5 == len(opened)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_an_officer_and_the_clock_do_not_ask_the_same_person(database_url: str) -> None:
    """Whom an officer is busy with is left alone; the others are asked."""
    del database_url
    with transaction() as session:
        office(session)
        confirmed(session, 2)
    with transaction() as officer, transaction() as clock:
        person = officer.exec(select(FocalPoint).order_by(col(FocalPoint.id))).first()
        assert person is not None
        succession.note_rotation(officer, person, TODAY, NOW, by=EXAMINER)
        assert not is_free(clock, clock.get_one(FocalPoint, person.id))
        officer.commit()
        assert 1 == len(calling.call(clock, HALF_A_YEAR))


def test_two_officers_note_one_rotation(database_url: str) -> None:
    """The second waits for the first, and is told of the rotation that is under way."""
    with transaction() as session:
        office(session)

    def note(_: int) -> bool:
        try:
            with transaction() as session:
                person = session.exec(select(FocalPoint).order_by(col(FocalPoint.id)).limit(1)).one()
                succession.note_rotation(session, person, TODAY, NOW, by=EXAMINER)
        except StillOpen:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        noted = list(pool.map(note, range(4)))
    assert 1 == sum(noted)


def test_the_run_of_the_clock_calls_until_nothing_is_due(database_url: str) -> None:
    """And stops where a day's number has been asked."""
    with transaction() as session:
        office(session)
        confirmed(session, 3, on=date(2020, 1, 1))
    assert 3 == call_all(20.0)
    assert 0 == call_all(20.0)
    with transaction() as session:
        assert [Stage.CONFIRMING] * 3 == [row.stage for row in session.exec(select(Matter))]
