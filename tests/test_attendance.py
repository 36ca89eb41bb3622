"""Who becomes a focal point at a gathering: the right person, at an address the office itself has written down."""

from datetime import UTC, datetime

import httpx
import pytest
from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.network import attendance
from models.codes import FocalRole, FocalState, ReplyKind
from models.database import transaction
from models.tables import Attendee, FocalPoint, Matter
from tests.at_the_door import send
from tests.at_the_network_door import (
    HELD,
    above,
    browser as browser,
    held as held_at_the_door,
    here as here,
)
from tests.gathered import held
from tests.sample import EXAMINER, HEALTH, LAND, NOW

DESK = "layanan@dinkes.example"


def entered(session: Session, name: str, **given: object) -> FocalPoint:
    """An entry of the health agency."""
    place = institution_by_code(session, HEALTH)
    return focal_points.name(session, place, NOW, by=EXAMINER, name=name, **given)


def named(session: Session, matter: Matter, *lines: str) -> None:
    """The office writes these down and makes them focal points."""
    attendance.name_focal_points(session, matter, [f"{HEALTH}: {line}" for line in lines], HELD, by=EXAMINER)


def entries(session: Session, name: str) -> list[FocalPoint]:
    """Every entry of this name."""
    return list(session.exec(select(FocalPoint).where(FocalPoint.name == name)).all())


def test_another_name_at_the_desks_address_is_somebody_new(session: Session) -> None:
    """The address is the desk's; who had it before is confirmed by nothing."""
    matter = held(session)
    old = entered(session, "Ratna Wulandari", email=DESK, state=FocalState.DOUBTFUL)
    named(session, matter, f"Slamet Riyadi; Sekretaris; {DESK}")

    [new] = entries(session, "Slamet Riyadi")
    assert (DESK, FocalState.CONFIRMED) == (new.email, new.state)
    assert FocalState.DOUBTFUL is old.state


def test_the_same_person_with_a_new_address_stays_one_entry(session: Session) -> None:
    """Confirmed at the new address, with the position and number they have now; degrees make nobody else."""
    matter = held(session)
    old = entered(session, "Ratna Wulandari", email="ratna@lama.example", state=FocalState.CONFIRMED)
    named(session, matter, "ratna  wulandari, S.Sos.; Sekretaris; ratna@dinkes.example; 0511-9")

    assert [old] == entries(session, "Ratna Wulandari")
    assert [] == entries(session, "ratna  wulandari, S.Sos.")
    assert ("ratna@dinkes.example", "Sekretaris", "0511-9") == (old.email, old.position, old.phone)
    assert (FocalState.CONFIRMED, "attended") == (old.state, old.evidence)


@pytest.mark.parametrize(
    ("address", "state"),
    [("mati@dinkes.example", FocalState.DEAD), ("baru@dinkes.example", FocalState.CONFIRMED)],
)
def test_a_dead_address_is_not_revived_by_attending(
    session: Session, address: str, state: FocalState
) -> None:
    """Letters do not arrive there, whoever came; at another address they do."""
    matter = held(session)
    old = entered(session, "Ratna", email="mati@dinkes.example", state=FocalState.DEAD)
    named(session, matter, f"Ratna; Sekretaris; {address}")

    assert (state, address, "Sekretaris") == (old.state, old.email, old.position)


def test_a_door_confirms_nobody(here: None, browser: httpx.Client) -> None:
    """The institution came, but whom it names through its link afterwards the office has not seen: they are asked."""
    asked = held_at_the_door(HEALTH)
    for person in (asked.primary, above(asked)):
        send(
            browser, asked.path(person), ReplyKind.ATTENDANCE, coming="no",
            name=f"Orang Luar {person[0]}", email=f"{person[0]}@luar.example",
        )  # fmt: skip
    with transaction() as session:
        matter = matter_by_number(session, asked.number, to_change=True)
        named(session, matter, "Dewi Lestari; Kepala Bidang; dewi@dinkes.example")

        outside = [*entries(session, "Orang Luar f"), *entries(session, "Orang Luar i")]
        assert [(FocalState.UNCONFIRMED, "named_by_institution")] * 2 == [
            (each.state, each.evidence) for each in outside
        ]
        assert FocalState.CONFIRMED is entries(session, "Dewi Lestari")[0].state


def test_a_door_changes_no_address_that_the_office_noted(here: None, browser: httpx.Client) -> None:
    """Neither before nor after; whoever forwards the link does not redirect an official's letters."""
    asked = held_at_the_door(HEALTH)
    with transaction() as session:
        matter = matter_by_number(session, asked.number, to_change=True)
        line = f"{HEALTH}: Dewi Lestari; Kepala Bidang; dewi@dinkes.example; 0511-2"
        attendance.note_people(session, matter, [line], HELD, by=EXAMINER)
    send(
        browser, asked.path(), ReplyKind.ATTENDANCE, coming="no", name="DEWI LESTARI",
        email="penyerang@luar.example", phone="0812-0", position="Staf",
    )  # fmt: skip
    with transaction() as session:
        row = session.exec(select(Attendee)).one()
        assert ("dewi@dinkes.example", "0511-2", "Kepala Bidang") == (row.email, row.phone, row.position)


def test_an_address_from_a_door_is_not_the_offices_word(session: Session) -> None:
    """The office has seen the official, but their address it has from the institution: they are asked there."""
    matter = held(session)
    place = institution_by_code(session, HEALTH)
    attendance.announce(
        session, matter, attendance.Official(place, "Dewi", email="dewi@luar.example"), HELD,
        by=f"institution:{place.id}",
    )  # fmt: skip
    named(session, matter, "Dewi; Kepala Bidang")

    [entry] = entries(session, "Dewi")
    assert (FocalState.UNCONFIRMED, "dewi@luar.example") == (entry.state, entry.email)


def test_a_door_leaves_the_entry_of_a_known_contact_alone(session: Session) -> None:
    """Naming the confirmed contact anew with another address changes nothing about them."""
    matter = held(session)
    place = institution_by_code(session, HEALTH)
    known = entered(
        session, "Ratna", email="ratna@dinkes.example", state=FocalState.CONFIRMED, role=FocalRole.ALTERNATE
    )
    attendance.announce(
        session, matter, attendance.Official(place, "Ratna", email="ratna@luar.example"), HELD,
        by=f"institution:{place.id}",
    )  # fmt: skip
    attendance.name_focal_points(session, matter, [], HELD, by=EXAMINER)

    assert ("ratna@dinkes.example", FocalState.CONFIRMED) == (known.email, known.state)


def test_who_is_seen_at_another_institution_is_confirmed_there_alone(session: Session) -> None:
    """A name is looked for at the institution it was written for."""
    matter = held(session)
    entered(session, "Joko", email="joko@dinkes.example", state=FocalState.UNCONFIRMED)
    line = f"{LAND}: Joko; Kasubbag; joko@bpn.example"
    attendance.name_focal_points(session, matter, [line], datetime(2026, 3, 16, 6, tzinfo=UTC), by=EXAMINER)

    assert {FocalState.UNCONFIRMED, FocalState.CONFIRMED} == {row.state for row in entries(session, "Joko")}
