"""Complaints that may be the same: whose reporter, words or institution agree, suggested with the reasons."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from models.casework.duplicates import Reason, Suggestion, suggest
from models.casework.keeping import link
from models.casework.vault import erase
from models.casework.verification import withdraw
from models.tables import Matter, Reporter, Words, WordsKind
from tests import sample

RAIN = "Jalan di depan pasar tergenang air setiap hujan karena saluran tersumbat sampah sejak Januari."
PERSON = {"name": "Orang Lain", "role": "victim", "language": "id", "contact": "email"}
TEXT = {"kind": WordsKind.NARRATIVE, "text": RAIN, "salt": "", "digest": ""}
OTHER = {"name": "Nurul Aini", "email": "nurul@pelapor.example"}


@pytest.fixture
def office(session: Session) -> None:
    """The sample office."""
    sample.office(session)


def alike(session: Session, first: dict[str, Any], second: dict[str, Any]) -> list[Suggestion]:
    """What is suggested for the second filing when there is the first."""
    sample.lodged(session, **first)
    return suggest(session, sample.lodged(session, **second))


def quite_other(**fields: Any) -> dict[str, Any]:
    """A filing that has nothing in common with the sample's."""
    return {
        "subject": "Genangan di pasar",
        "narrative": RAIN,
        "institution": sample.LAND,
        "reporters": [OTHER],
        **fields,
    }


def test_what_has_nothing_in_common_is_not_suggested(session: Session, office: None) -> None:
    """Another reporter, other words, another institution."""
    assert [] == alike(session, {}, quite_other())


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"name": "R. Hidayat", "identity_no": "637101.010180.0001"}, Reason.SAME_IDENTITY),
        ({"name": "R. Hidayat", "email": "Rahmat.H@pelapor.example"}, Reason.SAME_EMAIL),
        ({"name": "R. Hidayat", "phone": "+62 812 5000 1122"}, Reason.SAME_PHONE),
    ],
)
def test_the_same_reporter_is_recognised(
    session: Session, office: None, person: dict[str, str], reason: Reason
) -> None:
    """However the number or the address is written."""
    found = alike(session, {}, quite_other(reporters=[person]))

    assert [("000001.2026", (reason,))] == [(each.agenda_no, each.reasons) for each in found]


def test_a_similar_name_alone_is_no_reason(session: Session, office: None) -> None:
    """There are many of the same name; with the same institution and similar words it is one more reason."""
    namesake = {"name": "Hidayatullah, Rahmat"}

    assert [] == alike(session, {}, quite_other(reporters=[namesake]))
    assert Reason.SIMILAR_NAME in suggest(session, sample.lodged(session, reporters=[namesake]))[0].reasons


def test_the_same_event_told_by_two_people_is_recognised(session: Session, office: None) -> None:
    """In another order of words, with an aside; about the same institution."""
    told_again = (
        "Sejak Januari saluran tersumbat sampah; maka setiap hujan jalan di depan pasar tergenang air."
    )
    found = alike(session, quite_other(), quite_other(narrative=told_again, reporters=[]))

    assert [(Reason.SIMILAR_WORDS, Reason.SAME_INSTITUTION)] == [each.reasons for each in found]


def test_short_texts_are_alike_by_chance(session: Session, office: None) -> None:
    """A topic without words, as past complaints have it, says nothing."""
    short: dict[str, Any] = {"subject": "Saluran air (teks tidak tersedia)", "narrative": "", "reporters": []}

    assert [] == alike(session, short, short)


def test_what_lies_years_apart_is_another_matter(session: Session, office: None) -> None:
    """A year either way is compared."""
    sample.lodged(session, received_at=(sample.NOW - timedelta(days=400)).isoformat())

    assert [] == suggest(session, sample.lodged(session))


def test_the_likeliest_comes_first_and_there_are_few(session: Session, office: None) -> None:
    """At most as many as asked for."""
    sample.lodged(session, **quite_other(reporters=sample.filing()["reporters"]))
    for _ in range(6):
        sample.lodged(session)
    found = suggest(session, sample.lodged(session), limit=3)

    assert 3 == len(found)
    assert sorted((each.score for each in found), reverse=True) == [each.score for each in found]
    assert "000001.2026" not in [each.agenda_no for each in found]


def test_what_is_linked_already_is_not_suggested(session: Session, office: None) -> None:
    """Neither to the master nor among those linked to it; and from neither side."""
    master, first, second = (sample.lodged(session) for _ in range(3))
    for each in (first, second):
        link(session, each, master.agenda_no, sample.NOW, by=sample.EXAMINER)

    assert [[], [], []] == [suggest(session, each) for each in (master, first, second)]


def test_an_erased_reporter_is_nobody(session: Session, office: None) -> None:
    """What is left of them identifies no one."""
    closed = sample.lodged(session)
    withdraw(session, closed, "", sample.NOW, by=sample.EXAMINER)
    erase(session, closed, sample.NOW, by=sample.HEAD)

    assert [] == suggest(session, sample.lodged(session))


@pytest.mark.slow
def test_ten_thousand_are_searched_while_one_waits(session: Session, office: None) -> None:
    """Fast enough to be asked at each lodging."""
    first = sample.lodged(session)
    row = first.model_dump(exclude={"id", "agenda_no"})
    several = range(1000, 11_000)
    write = session.connection().execute
    write(insert(Matter), [{**row, "id": each, "agenda_no": f"{each}.2025"} for each in several])
    write(insert(Reporter), [{**PERSON, "matter_id": each, "phone": f"0813{each:08}"} for each in several])
    write(insert(Words), [{**TEXT, "matter_id": each} for each in several])
    again = sample.lodged(session)
    started = time.monotonic()
    found = suggest(session, again)

    assert ["000001.2026"] == [each.agenda_no for each in found]
    assert 3 > time.monotonic() - started
