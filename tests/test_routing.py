"""Which focal point a complaint goes to: rules, the institution's own order, gaps, and who is told of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models.casework import focal_points, forwarding
from models.casework.finding import institution_by_code
from models.casework.routing import OF_INSPECTORATE, Wanted, about, lies_in, route
from models.codes import FocalRole, FocalState
from models.stages import Event, Stage
from models.tables import FocalPoint, Happening, Institution, Matter, Route
from tests import sample
from tests.sample import HEALTH, LAND, MINISTRY, NOW

TODAY = date(2026, 3, 2)


@pytest.fixture
def health(session: Session) -> Institution:
    """The health agency of the sample office: a primary and an alternate, both confirmed, and an inspectorate."""
    sample.office(session)
    return institution_by_code(session, HEALTH)


def contact(session: Session, place: Institution, role: FocalRole) -> FocalPoint:
    """The institution's contact with this role."""
    found = select(FocalPoint).where(FocalPoint.institution_id == place.id, FocalPoint.role == role)
    return session.exec(found).one()


def put(session: Session, row: FocalPoint, state: FocalState) -> None:
    """Give a contact another state."""
    focal_points.set_state(session, row, state, TODAY, NOW, by="x", evidence="test")


def name(session: Session, place: Institution, role: FocalRole, **given: Any) -> FocalPoint:
    """One more contact, confirmed unless `given` says otherwise."""
    given = {"state": FocalState.CONFIRMED, "name": f"Baru {role.value}", **given}
    return focal_points.name(session, place, NOW, by="x", role=role, **given)


def rule(session: Session, position: int, **given: Any) -> Route:
    """A rule of routing."""
    row = Route(position=position, **given)
    session.add(row)
    session.flush()
    return row


def test_without_rules_the_primary_contact_is_taken(session: Session, health: Institution) -> None:
    """The institution's own order, each considered once."""
    routed = route(session, health, TODAY)

    assert ["primary", "alternate"] == [each.found for each in routed.candidates]
    assert routed.contact == routed.relied_on
    assert routed.contact is not None
    assert FocalRole.PRIMARY is routed.contact.person.role
    assert not routed.gap


def test_the_first_rule_that_fits_is_taken(session: Session, health: Institution) -> None:
    """By position; rules behind it are not looked at, those before it say what did not fit."""
    alternate = contact(session, health, FocalRole.ALTERNATE)
    rule(session, 50, role=FocalRole.SUPERIOR)
    rule(session, 40, institution_id=health.id, substance="kesehatan", focal_point_id=alternate.id)
    rule(session, 30, region="62", role=FocalRole.PRIMARY)
    rule(session, 20, service="RUJUKAN", role=FocalRole.PRIMARY)
    rule(session, 10, substance="pertanahan", role=FocalRole.PRIMARY)
    rule(session, 5, institution_id=institution_by_code(session, LAND).id, role=FocalRole.PRIMARY)
    routed = route(session, health, TODAY, Wanted(subject="Kesehatan"))

    assert [(10, "subject"), (20, "service"), (30, "region"), (40, None)] == [
        (each.rule.position, each.misfit) for each in routed.rules
    ]
    assert routed.contact is not None
    assert (alternate.id, "rule") == (routed.contact.person.id, routed.contact.found)


def test_a_rule_may_name_somebody_of_another_institution(session: Session, health: Institution) -> None:
    """A city that answers for its agencies through one desk."""
    elsewhere = contact(session, institution_by_code(session, LAND), FocalRole.PRIMARY)
    rule(session, 1, region="63", focal_point_id=elsewhere.id)
    chosen = route(session, health, TODAY).contact

    assert chosen is not None
    assert elsewhere.id == chosen.person.id


def test_a_rule_for_a_service_needs_the_service(session: Session, health: Institution) -> None:
    """It fits no complaint of which the service is not known."""
    rule(session, 1, service="RUJUKAN", role=FocalRole.ALTERNATE)
    plain, named = route(session, health, TODAY), route(session, health, TODAY, Wanted(service="rujukan"))

    assert ["service"] == [each.misfit for each in plain.rules]
    assert named.contact is not None
    assert FocalRole.ALTERNATE is named.contact.person.role


@pytest.mark.parametrize(
    ("region", "whole", "lies"),
    [
        ("63.71", "63", True),
        ("63", "63", True),
        ("63", "63.71", False),
        ("631", "63", False),
        (None, "63", False),
    ],
)
def test_a_region_fits_what_lies_in_it(region: str | None, whole: str, lies: bool) -> None:
    """Codes of the Ministry of Home Affairs: a province's two digits, a regency's behind a dot."""
    assert lies is lies_in(region, whole)


def test_an_institution_without_a_region_is_asked_for_the_offices(
    session: Session, health: Institution
) -> None:
    """A ministry in Jakarta may have somebody for each province."""
    complaint = sample.lodged(session)
    ministry = institution_by_code(session, MINISTRY)

    assert ("63", "63.71") == (
        about(session, complaint, ministry).region,
        about(session, complaint, health).region,
    )


@pytest.mark.parametrize("state", [FocalState.UNCONFIRMED, FocalState.DOUBTFUL])
def test_who_is_not_confirmed_is_written_to_but_not_relied_on(
    session: Session, health: Institution, state: FocalState
) -> None:
    """The alternate is who can be relied on; that is no gap."""
    put(session, contact(session, health, FocalRole.PRIMARY), state)
    routed = route(session, health, TODAY)

    assert routed.contact is not None
    assert routed.relied_on is not None
    assert ("primary", state.value) == (routed.contact.found, routed.contact.obstacle)
    assert ("alternate", False) == (routed.relied_on.found, routed.gap)


@pytest.mark.parametrize("state", [FocalState.DEAD, FocalState.LEFT, FocalState.PROPOSED])
def test_the_dead_and_the_gone_are_passed_over(
    session: Session, health: Institution, state: FocalState
) -> None:
    """The next in the order has the complaint; why the first has not stands beside them."""
    put(session, contact(session, health, FocalRole.PRIMARY), state)
    routed = route(session, health, TODAY)

    assert routed.contact is not None
    assert "alternate" == routed.contact.found
    assert state.value == routed.candidates[0].obstacle


def test_a_predecessor_in_post_is_taken_until_the_successor_is_confirmed(
    session: Session, health: Institution
) -> None:
    """DOMAIN 7.1: the one named last, as soon as somebody has made sure of them."""
    old = contact(session, health, FocalRole.PRIMARY)
    new = name(session, health, FocalRole.PRIMARY, valid_from=TODAY, state=FocalState.UNCONFIRMED)
    before = route(session, health, TODAY).contact
    put(session, new, FocalState.CONFIRMED)
    after = route(session, health, TODAY).contact

    assert before is not None
    assert after is not None
    assert (old.id, new.id) == (before.person.id, after.person.id)


def test_a_rotated_contact_is_followed_by_the_alternate(session: Session, health: Institution) -> None:
    """The interval ends with the day it names."""
    focal_points.end(session, contact(session, health, FocalRole.PRIMARY), TODAY, NOW, by="x")
    today, tomorrow = route(session, health, TODAY), route(session, health, TODAY + timedelta(days=1))

    assert today.contact is not None
    assert tomorrow.contact is not None
    assert ("primary", "alternate") == (today.contact.found, tomorrow.contact.found)
    assert "not_in_post" == tomorrow.candidates[0].obstacle


def test_without_anybody_the_inspectorate_is_relied_on(session: Session, health: Institution) -> None:
    """It is not given the complaint: it supervises the institution. The gap remains."""
    for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == health.id)).all():
        put(session, row, FocalState.LEFT)
    routed = route(session, health, TODAY)

    assert routed.contact is None
    assert routed.gap
    assert routed.relied_on is not None
    assert OF_INSPECTORATE == routed.relied_on.found


def test_a_superior_who_steps_in_leaves_the_gap(session: Session, health: Institution) -> None:
    """Somebody answers for now; a focal point still has to be named."""
    for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == health.id)).all():
        put(session, row, FocalState.DEAD)
    name(session, health, FocalRole.SUPERIOR)
    routed = route(session, health, TODAY)

    assert routed.relied_on is not None
    assert "superior" == routed.relied_on.found
    assert routed.gap


def forwarded(session: Session, code: str = HEALTH) -> tuple[Matter, list[Happening]]:
    """A registered complaint forwarded to the institution, and its happenings."""
    complaint = sample.lodged(session, substance="kesehatan")
    complaint.stage = Stage.REGISTERED
    forwarding.forward(session, complaint, code, "Mohon penjelasan.", NOW, by=sample.HEAD)
    history = session.exec(select(Happening).where(Happening.matter_id == complaint.id)).all()
    return complaint, sorted(history, key=lambda row: row.seq)


def test_forwarding_follows_the_rules(session: Session, health: Institution) -> None:
    """The complaint's subject decides; the track remembers to whom it was given."""
    alternate = contact(session, health, FocalRole.ALTERNATE)
    rule(session, 1, substance="kesehatan", role=FocalRole.ALTERNATE)
    complaint, history = forwarded(session)
    [track] = forwarding.tracks(session, complaint)

    assert alternate.id == track.focal_point_id
    assert Event.FOCAL_POINT_MISSING not in [row.event for row in history]


def test_a_complaints_service_decides(session: Session, health: Institution) -> None:
    """The filing names it, as the institution's code for it."""
    rule(session, 1, service="RUJUKAN", role=FocalRole.ALTERNATE)
    complaint = sample.lodged(session, service="rujukan")

    assert Wanted("rujukan", "63.71", None) == about(session, complaint, health)
    chosen = route(session, health, TODAY, about(session, complaint, health)).contact
    assert chosen is not None
    assert "rule" == chosen.found


def test_an_institution_without_anybody_is_a_gap(session: Session, health: Institution) -> None:
    """Nor an inspectorate: the letters go to its general address."""
    place = Institution(code="KOSONG", name="Kelurahan Kosong")
    session.add(place)
    session.flush()
    complaint, history = forwarded(session, "KOSONG")
    [track] = forwarding.tracks(session, complaint)

    assert track.focal_point_id is None
    assert {"institution": "KOSONG", "stands_in": "institution"} == history[-1].facts
    assert health.id != place.id


def test_the_office_is_told_of_a_gap(session: Session, health: Institution) -> None:
    """A happening of its own, with the institution's code and who stands in; the deadline runs as ever."""
    for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == health.id)).all():
        put(session, row, FocalState.UNCONFIRMED)
    _, history = forwarded(session)

    assert [Event.FORWARDED, Event.FOCAL_POINT_MISSING] == [row.event for row in history][-2:]
    assert {"institution": HEALTH, "stands_in": OF_INSPECTORATE} == history[-1].facts
    assert "narahubung" == history[-1].by
