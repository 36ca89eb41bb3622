"""`narahubung route`: who would have the complaint, and why, step by step."""

import pytest
from sqlmodel import select

from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.tables import FocalPoint, Route
from tests import sample
from tests.running import narahubung, refused, said, told
from tests.sample import HEALTH, NOW

PRIMARY, ALTERNATE = f"Narahubung {HEALTH} primary", f"Narahubung {HEALTH} alternate"


@pytest.fixture(autouse=True)
def here(database_url: str) -> None:
    """The sample office with two rules, its primary contact doubtful; committed."""
    del database_url
    with transaction() as session:
        sample.office(session)
        row = session.exec(select(FocalPoint).where(FocalPoint.name == PRIMARY)).one()
        focal_points.set_state(
            session, row, FocalState.DOUBTFUL, NOW.date(), NOW, by="x", evidence="auto_reply"
        )
        place = institution_by_code(session, HEALTH)
        session.add(Route(position=10, service="RUJUKAN", role=FocalRole.ALTERNATE))
        session.add(Route(position=20, institution_id=place.id, substance="kesehatan", focal_point_id=row.id))


def test_the_answer_has_its_reasons() -> None:
    """The rules that were looked at, who was considered, whom it goes to and who stands in."""
    answer = told("route", HEALTH, "--subject", "kesehatan")

    assert [(10, "service"), (20, None)] == [(rule["position"], rule["misfit"]) for rule in answer["rules"]]
    assert [(PRIMARY, "rule", "doubtful"), (ALTERNATE, "alternate", None)] == [
        (each["name"], each["found"], each["obstacle"]) for each in answer["people"]
    ]
    assert (PRIMARY, ALTERNATE, False) == (
        answer["contact"]["name"],
        answer["relied_on"]["name"],
        answer["gap"],
    )


def test_a_service_decides() -> None:
    """The first rule that fits is taken; the one behind it is not looked at."""
    answer = told("route", HEALTH, "--service", "rujukan", "--subject", "kesehatan")

    assert [10] == [rule["position"] for rule in answer["rules"]]
    assert ALTERNATE == answer["contact"]["name"]


def test_it_is_explained_in_words() -> None:
    """Indonesian, or English if asked for."""
    shown = said("route", HEALTH, "--subject", "kesehatan")
    english = said("route", HEALTH, "--language", "en")

    assert f"Diteruskan kepada: {PRIMARY}" in shown
    assert f"Surat yang memulai jangka waktu juga kepada: {ALTERNATE}" in shown
    assert "diragukan" in shown
    assert "another subject" in english


def test_another_day_has_another_answer() -> None:
    """Who was in post then; a day that is none is a usage error."""
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == ALTERNATE)).one()
        focal_points.end(session, row, NOW.date(), NOW, by="x")

    assert told("route", HEALTH, "--on", "2026-03-02")["relied_on"]["name"] == ALTERNATE
    later = told("route", HEALTH, "--on", "2026-03-03")
    assert ("not_in_post", True) == (later["people"][1]["obstacle"], later["gap"])
    assert "Belum ada narahubung tetap" in said("route", HEALTH, "--on", "2026-03-03")
    assert 2 == narahubung("route", HEALTH, "--on", "besok").exit_code


def test_without_an_institution_the_rules_are_listed() -> None:
    """In their order, as an administrator loaded them."""
    listed = told("route")["rules"]

    assert [(10, None, "alternate"), (20, HEALTH, None)] == [
        (rule["position"], rule["institution"], rule["role"]) for rule in listed
    ]
    assert "RUJUKAN" in said("route")


def test_an_institution_that_is_not_there_is_told_in_a_sentence() -> None:
    """By its code."""
    assert "NOWHERE" in refused("route", "NOWHERE")
