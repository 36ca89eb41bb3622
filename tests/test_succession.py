"""Officials who leave their post, and those who follow them: confirmed, on the day, in the same role."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.errors import NobodyNamed, NotTheirs, SameOfficial, StillOpen
from models.casework.finding import institution_by_code
from models.casework.history import verify
from models.casework.network import settling, succession
from models.casework.network.opening import only_track
from models.casework.network.people import Official
from models.codes import WRITTEN_TO, FocalRole, FocalState
from models.stages import Event, Stage
from models.tables import Clock, ClockState, FocalPoint, Matter, Succession
from tests.calling import DAY, TODAY
from tests.posts import LINE, contact, events, here as here
from tests.sample import EXAMINER, HEALTH, NOW

SECOND = f"{HEALTH}: Penerus Kedua; Sekretaris; kedua@instansi.example"


def rotated(session: Session, last_day: date = TODAY - DAY, now: datetime = NOW) -> Matter:
    """The primary contact's last day; nobody is known to follow."""
    return succession.note_rotation(session, contact(session), last_day, now, by=EXAMINER)


def named(session: Session, matter: Matter, line: str = LINE, now: datetime = NOW) -> FocalPoint:
    """The office names the successor."""
    succession.name_successor(session, matter, None, [line], now, by=EXAMINER)
    return session.get_one(FocalPoint, only_track(session, matter).focal_point_id)


def running(session: Session) -> dict[str, date]:
    """The keys of the clocks that run, with their due days."""
    rows = session.exec(select(Clock).where(Clock.state == ClockState.RUNNING)).all()
    return {clock.key: clock.zone.day_of(clock.due_at or NOW) for clock in rows}


def test_a_rotation_asks_the_institution_with_a_term(session: Session) -> None:
    """Fourteen working days from the day it is known."""
    matter = rotated(session)

    assert Stage.SUCCESSION is matter.stage
    assert {"rotation_replacement": date(2026, 3, 27)} == running(session)
    assert only_track(session, matter).focal_point_id is None
    with pytest.raises(StillOpen):
        rotated(session)


def test_a_rotation_ends_with_a_confirmed_successor(session: Session) -> None:
    """Until they confirm they are not relied on; then the one who left has left, and the post has one holder."""
    leaving, matter = contact(session), rotated(session)
    follower = named(session, matter)
    assert (Stage.CONFIRMING, FocalState.UNCONFIRMED) == (matter.stage, follower.state)
    assert {"successor_confirmation": date(2026, 3, 9)} == running(session)

    succession.confirm(session, matter, "", NOW + DAY, by=f"focal_point:{follower.id}", evidence="link")
    assert (Stage.CLOSED, FocalState.CONFIRMED) == (matter.stage, follower.state)
    assert (FocalRole.PRIMARY, FocalState.LEFT) == (follower.role, leaving.state)
    assert {} == running(session)
    assert verify(session, matter) is None


def test_a_confirmed_successor_needs_no_new_confirmation(session: Session) -> None:
    """The rotation ends at once; the day of their confirmation stays what it was."""
    leaving, alternate = contact(session), contact(session, FocalRole.ALTERNATE)
    matter = succession.note_rotation(session, leaving, TODAY - DAY, NOW, by=EXAMINER, successor=alternate)

    assert [Event.ROTATION_NOTED, Event.FOCAL_POINT_CONFIRMED] == events(session, matter)
    assert (FocalRole.PRIMARY, None) == (alternate.role, alternate.state_on)


def test_the_role_passes_on_the_day_and_not_before(session: Session) -> None:
    """Who leaves next week is in post until then, even if the successor is confirmed today."""
    leaving, alternate = contact(session), contact(session, FocalRole.ALTERNATE)
    succession.note_rotation(session, leaving, TODAY + 7 * DAY, NOW, by=EXAMINER, successor=alternate)
    assert [] == list(settling.settle_posts(session, NOW + 7 * DAY))
    assert (FocalRole.ALTERNATE, FocalState.CONFIRMED) == (alternate.role, leaving.state)

    assert 1 == len(list(settling.settle_posts(session, NOW + 8 * DAY)))
    assert (FocalRole.PRIMARY, FocalState.LEFT) == (alternate.role, leaving.state)
    assert [] == list(settling.settle_posts(session, NOW + 9 * DAY))


def test_a_successor_who_has_gone_before_the_day_is_asked_for_anew(session: Session) -> None:
    """The institution is asked again who follows."""
    leaving, alternate = contact(session), contact(session, FocalRole.ALTERNATE)
    succession.note_rotation(session, leaving, TODAY + 7 * DAY, NOW, by=EXAMINER, successor=alternate)
    focal_points.set_state(session, alternate, FocalState.DEAD, TODAY, NOW, by=EXAMINER)

    [again] = settling.settle_posts(session, NOW + 8 * DAY)
    assert Stage.SUCCESSION is again.stage


def test_the_first_successor_does_not_stay_when_a_second_is_named(session: Session) -> None:
    """Who came into the directory for this is no focal point; who was one before stays what they were."""
    matter = rotated(session)
    first = named(session, matter)
    second = named(session, matter, SECOND)
    assert (FocalState.LEFT, "not_the_successor") == (first.state, first.evidence)
    assert ["successor_confirmation"] == list(running(session))

    alternate = contact(session, FocalRole.ALTERNATE)
    focal_points.set_state(session, alternate, FocalState.UNCONFIRMED, TODAY, NOW, by=EXAMINER)
    succession.name_successor(session, matter, alternate.id, [], NOW, by=EXAMINER)
    assert FocalState.LEFT is second.state
    third = named(session, matter, f"{HEALTH}: Penerus Ketiga; ; ketiga@instansi.example")
    assert (FocalState.UNCONFIRMED, FocalRole.ALTERNATE) == (alternate.state, alternate.role)
    succession.confirm(session, matter, "", NOW, by=EXAMINER)
    assert (FocalRole.PRIMARY, FocalState.CONFIRMED) == (third.role, third.state)


def test_the_one_who_leaves_does_not_follow_themselves(session: Session) -> None:
    """Neither from the directory nor by name, nor through the door; but the post's address may have a new name."""
    leaving, matter = contact(session), rotated(session)
    own = f"{HEALTH}: {leaving.name}; ; {leaving.email}"
    with pytest.raises(SameOfficial):
        succession.name_successor(session, matter, leaving.id, [], NOW, by=EXAMINER)
    with pytest.raises(SameOfficial):
        named(session, matter, own)
    place = institution_by_code(session, HEALTH)
    with pytest.raises(SameOfficial):
        succession.propose(session, matter, Official(place, leaving.name, "", leaving.email), "", NOW, by="x")

    follower = named(session, matter, f"{HEALTH}: Orang Baru; ; {leaving.email}")
    assert follower.id != leaving.id
    with pytest.raises(NotTheirs):
        succession.confirm(session, matter, "", NOW, by=f"focal_point:{leaving.id}")


def test_a_proposed_successor_is_not_written_to(session: Session) -> None:
    """Until the office names them."""
    matter = rotated(session)
    place = institution_by_code(session, HEALTH)
    said = succession.propose(
        session, matter, Official(place, "Usulan", "", "usul@x.example"), "", NOW, by="x"
    )
    entry = session.get_one(FocalPoint, said.facts["focal_point"])
    assert entry.state not in WRITTEN_TO
    with pytest.raises(NobodyNamed):
        succession.confirm(session, matter, "", NOW, by=EXAMINER)

    succession.name_successor(session, matter, entry.id, [], NOW, by=EXAMINER)
    assert FocalState.UNCONFIRMED is entry.state


def test_an_alternate_who_leaves_is_followed_by_an_alternate(session: Session) -> None:
    """The role is that of the one who leaves; the primary contact is not touched."""
    primary, alternate = contact(session), contact(session, FocalRole.ALTERNATE)
    matter = succession.note_rotation(session, alternate, TODAY - DAY, NOW, by=EXAMINER)
    follower = named(session, matter)
    succession.confirm(session, matter, "", NOW, by=EXAMINER)

    assert (FocalRole.ALTERNATE, FocalRole.PRIMARY) == (follower.role, primary.role)
    assert FocalState.CONFIRMED is primary.state


def test_two_who_leave_cannot_follow_each_other(session: Session) -> None:
    """And one person does not follow in two posts at once."""
    primary, alternate = contact(session), contact(session, FocalRole.ALTERNATE)
    matter = rotated(session)
    succession.note_rotation(session, alternate, TODAY + DAY, NOW, by=EXAMINER)

    with pytest.raises(StillOpen):
        succession.name_successor(session, matter, alternate.id, [], NOW, by=EXAMINER)
    assert primary.valid_to == TODAY - DAY


def test_a_rotation_settles_the_question_that_is_open(session: Session) -> None:
    """Nobody need say whether they are still the one."""
    asked = succession.ask_to_reconfirm(session, contact(session), NOW)
    rotated(session)

    assert Stage.CLOSED is asked.stage
    assert ["rotation_replacement"] == list(running(session))


def test_who_follows_is_noted(session: Session) -> None:
    """The row of the undertaking says who leaves, when, and who follows."""
    matter = rotated(session)
    follower = named(session, matter)

    row = session.get_one(Succession, matter.id)
    assert (TODAY - DAY, follower.id, None) == (row.last_day, row.successor_id, row.takes_up_on)
