"""How many institutions have a focal point who can be relied on, with denominators, and which have not."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from flows import coverage as artifact
from models.casework import focal_points
from models.casework.coverage import Covered, coverage
from models.casework.finding import institution_by_code
from models.casework.routing import route
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.tables import FocalPoint, Institution, Office
from tests import sample
from tests.running import refused, said, told
from tests.sample import HEALTH, LAND, MINISTRY, NOW


def put(session: Session, code: str, state: FocalState) -> None:
    """Give all contacts of an institution another state."""
    place = institution_by_code(session, code)
    for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == place.id)).all():
        focal_points.set_state(session, row, state, date(2026, 3, 2), NOW, by="x", evidence="test")


def test_each_institution_counts_once_under_the_best_it_has(session: Session) -> None:
    """One confirmed contact covers it; unconfirmed ones are counted apart; the dead and the gone cover nothing."""
    sample.office(session)
    session.add(Institution(code="KOSONG", name="Kelurahan Kosong", region="63.72"))
    put(session, HEALTH, FocalState.UNCONFIRMED)
    put(session, LAND, FocalState.LEFT)
    found = coverage(session, NOW)

    assert [
        Covered("BJM", "63.71", active=1, unconfirmed=1, nobody=1),
        Covered("BJM", "63.72", active=0, unconfirmed=0, nobody=1),
        Covered(None, None, active=1, unconfirmed=0, nobody=0),
    ] == list(found.lines)
    assert Covered(None, None, active=2, unconfirmed=1, nobody=2) == found.total
    assert [(LAND, False), (HEALTH, True), ("KOSONG", False)] == [
        (each.code, each.somebody) for each in found.uncovered
    ]


def test_who_steps_in_covers_nothing(session: Session) -> None:
    """A confirmed head or an inspectorate's person is no regular contact: a gap, as routing calls it."""
    sample.office(session)
    place = institution_by_code(session, HEALTH)
    put(session, HEALTH, FocalState.LEFT)
    for role in (FocalRole.INSPECTORATE, FocalRole.HEAD, FocalRole.SUPERIOR):
        given = {"role": role, "state": FocalState.CONFIRMED}
        focal_points.name(session, place, NOW, by="x", name=role.value, **given)

    assert route(session, place, date(2026, 3, 2)).gap
    assert [(HEALTH, False)] == [(each.code, each.somebody) for each in coverage(session, NOW).uncovered]


def test_a_share_has_its_denominator() -> None:
    """And where there is nothing to cover there is no share."""
    assert (0.25, 4) == ((line := Covered("X", "1", active=1, nobody=3)).share, line.institutions)
    assert Covered("X", "1").share is None


def test_a_post_ends_with_its_last_local_day(session: Session) -> None:
    """In Banjarmasin midnight is an hour before Jakarta's."""
    sample.office(session)
    for code in (HEALTH, MINISTRY):
        place = institution_by_code(session, code)
        for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == place.id)).all():
            focal_points.end(session, row, date(2026, 3, 2), NOW, by="x")
    past_midnight_in_banjarmasin = NOW.replace(hour=16, minute=30)
    found = coverage(session, past_midnight_in_banjarmasin)

    assert [HEALTH] == [each.code for each in found.uncovered]
    assert {HEALTH, MINISTRY} == {each.code for each in coverage(session, NOW + timedelta(days=1)).uncovered}


def test_the_narrowest_office_covers_a_region(session: Session) -> None:
    """An office for a city inside a province that has one; asked for by office or by region."""
    here = sample.office(session)
    session.add(Office(code="KOTA", name="Kantor Kota", region="63.71"))
    session.flush()

    assert {"KOTA", None} == {line.office for line in coverage(session, NOW).lines}
    assert 0 == coverage(session, NOW, office=here).total.institutions
    assert 3 == coverage(session, NOW, region="63").total.institutions
    assert 0 == coverage(session, NOW, region="6").total.institutions


@pytest.fixture
def gaps(database_url: str) -> None:
    """The sample office, with nobody confirmed at the health agency; committed."""
    del database_url
    with transaction() as session:
        sample.office(session)
        put(session, HEALTH, FocalState.DOUBTFUL)


@pytest.mark.usefixtures("gaps")
def test_the_command_shows_counts_and_shares(tmp_path: Path) -> None:
    """For people, for programs, and as a table of who is lacking."""
    shown = said("coverage", "--export", str(tmp_path / "tanpa.csv"))
    data = told("coverage", "--office", "BJM")

    assert "2 dari 3 (67%)" in shown
    assert "Keadaan Senin, 2 Maret 2026." in shown
    assert ("2026-03-02", 3, 2, 0.6667) == (
        data["as_of"], data["total"]["institutions"], data["total"]["active"], data["total"]["share"],
    )  # fmt: skip
    assert [HEALTH] == [each["code"] for each in data["uncovered"]]
    with (tmp_path / "tanpa.csv").open(encoding="utf-8-sig", newline="") as text:
        assert [(HEALTH, "belum dikonfirmasi")] == [
            (row["Kode Instansi"], row["Keadaan"]) for row in csv.DictReader(text)
        ]
    assert "no representative office" in refused("coverage", "--office", "XXX")


@pytest.mark.usefixtures("gaps")
def test_the_artifact_counts_and_names_no_people() -> None:
    """Prefect has numbers, codes and names of institutions."""
    with transaction() as session:
        place = institution_by_code(session, HEALTH)
        place.name = "Dinas *Kesehatan* [x](y)"
        session.add(place)
        session.flush()
        text = artifact.render(session, NOW, "id")
        people = session.exec(select(FocalPoint)).all()

    assert "| BJM | 63.71 | 2 | 1 | 0 | 2 dari 3 (67%) |" in text
    assert f"- Dinas \\*Kesehatan\\* \\[x\\](y) (`{HEALTH}`)" in text
    assert not [row for row in people if row.name in text or (row.email and row.email in text)]


@pytest.mark.usefixtures("gaps")
def test_the_artifact_changes_only_with_the_directory_and_the_day() -> None:
    """Its text decides whether it is patched."""
    with transaction() as session:
        first = artifact.render(session, NOW, "en")
        assert first == artifact.render(session, NOW + timedelta(hours=2), "en")
        place = institution_by_code(session, HEALTH)
        focal_points.name(
            session, place, NOW, by="x", name="Baru", role=FocalRole.PRIMARY, state=FocalState.CONFIRMED
        )
        assert first != artifact.render(session, NOW, "en")
