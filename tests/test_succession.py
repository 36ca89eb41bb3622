"""Who holds a post: officials who leave, are asked whether they are still the one, and those who follow them."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.casework import focal_points, handing_over
from models.casework.errors import NobodyNamed, NotTheirs, SameOfficial, StillOpen
from models.casework.finding import institution_by_code
from models.casework.history import verify
from models.casework.network import settling, succession
from models.casework.network.opening import only_track
from models.casework.network.people import Official
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import WRITTEN_TO, FocalRole, FocalState
from models.decisions import Decision as D, Form
from models.stages import Event, Stage
from models.tables import Clock, ClockState, FocalPoint, Happening, Matter, Succession
from tests.sample import EXAMINER, HEALTH, LAND, NOW, office

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
LINE = f"{HEALTH}: Penerus Contoh; Sekretaris; penerus@instansi.example"
SECOND = f"{HEALTH}: Penerus Kedua; Sekretaris; kedua@instansi.example"


@pytest.fixture(autouse=True)
def here(session: Session) -> None:
    """The sample office."""
    office(session)


def contact(session: Session, role: FocalRole = FocalRole.PRIMARY, code: str = HEALTH) -> FocalPoint:
    """The institution's first contact with this role."""
    place = institution_by_code(session, code)
    rows = select(FocalPoint).where(FocalPoint.institution_id == place.id, FocalPoint.role == role)
    return session.exec(rows.order_by(col(FocalPoint.id)).limit(1)).one()


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


def events(session: Session, matter: Matter) -> list[Event]:
    """What happened in the matter."""
    rows = session.exec(select(Happening).where(Happening.matter_id == matter.id))
    return [row.event for row in sorted(rows, key=lambda row: row.seq)]


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


def test_somebody_who_says_yes_is_confirmed_today(session: Session) -> None:
    """And nobody is asked twice at once."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    with pytest.raises(StillOpen):
        succession.ask_to_reconfirm(session, asked, NOW)
    succession.confirm(session, matter, "", NOW + DAY, by=f"focal_point:{asked.id}", evidence="link")

    assert (TODAY + DAY, "link", FocalRole.PRIMARY) == (asked.state_on, asked.evidence, asked.role)
    assert Stage.CLOSED is matter.stage


def test_silence_makes_the_entry_doubtful_and_asks_the_institution(session: Session) -> None:
    """By the ladder, once; silence again goes on to the inspectorate; a late yes is still a yes."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    for hours in range(0, 24 * 60, 12):
        sweep(session, NOW + timedelta(hours=hours))
        sweep(session, NOW + timedelta(hours=hours))

    assert (FocalState.DOUBTFUL, Stage.SUCCESSION) == (asked.state, matter.stage)
    assert [
        Event.RECONFIRMATION_ASKED, Event.REMINDED, Event.ACT_DUE, Event.CONFIRMATION_MISSED, Event.REMINDED,
        Event.ESCALATED,
    ] == events(session, matter)  # fmt: skip
    last = session.exec(select(Happening).where(Happening.event == Event.ESCALATED)).one()
    assert ["inspectorate", "alternate", "examiner"] == last.facts["tells"]
    succession.confirm(session, matter, "", NOW + 60 * DAY, by=EXAMINER)
    assert FocalState.CONFIRMED is asked.state
    assert verify(session, matter) is None


@pytest.mark.parametrize("state", [FocalState.DEAD, FocalState.LEFT])
def test_who_is_known_to_be_gone_is_not_waited_for(session: Session, state: FocalState) -> None:
    """A refused letter or an import says it: the institution is asked at once, and the entry does not come back."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    assert [] == list(settling.settle_posts(session, NOW))
    focal_points.set_state(session, asked, state, TODAY, NOW, by="x")

    assert [matter] == list(settling.settle_posts(session, NOW))
    assert (state, Stage.SUCCESSION) == (asked.state, matter.stage)
    with pytest.raises(NobodyNamed):
        succession.confirm(session, matter, "", NOW, by=EXAMINER)


def test_an_entry_that_has_ended_is_asked_about_at_the_institution(session: Session) -> None:
    """Whoever ended it."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    focal_points.end(session, asked, TODAY, NOW, by="import")

    assert [] == list(settling.settle_posts(session, NOW))
    assert [matter] == list(settling.settle_posts(session, NOW + DAY))
    assert Stage.SUCCESSION is matter.stage


def test_who_is_confirmed_otherwise_need_not_answer(session: Session) -> None:
    """At a gathering, say."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    focal_points.set_state(session, asked, FocalState.CONFIRMED, TODAY + DAY, NOW + DAY, by="x")

    assert [matter] == list(settling.settle_posts(session, NOW + DAY))
    assert Stage.CLOSED is matter.stage


def test_a_late_yes_makes_no_second_primary_contact(session: Session) -> None:
    """Where somebody else has become it meanwhile, the late one is the alternate."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    succession.miss(session, matter, "", NOW, by=EXAMINER)
    place = institution_by_code(session, HEALTH)
    focal_points.name(session, place, NOW, by="x", name="Baru", state=FocalState.CONFIRMED)
    succession.confirm(session, matter, "", NOW, by=EXAMINER)

    assert (FocalRole.ALTERNATE, FocalState.CONFIRMED) == (asked.role, asked.state)


def test_no_is_answered_by_a_successor(session: Session) -> None:
    """Whoever was asked has left the post; an officer decides at the desk."""
    asked = contact(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    settle(session, matter, Form(decision=D.NAME_SUCCESSOR, officer=EXAMINER, people=[LINE]), NOW)
    assert (TODAY - DAY, Stage.CONFIRMING) == (asked.valid_to, matter.stage)
    settle(session, matter, Form(decision=D.ASK_INSTITUTION, officer=EXAMINER), NOW)
    settle(session, matter, Form(decision=D.NOTE_CONFIRMED, officer=EXAMINER), NOW)

    assert (FocalState.LEFT, Stage.CLOSED) == (asked.state, matter.stage)


def test_the_person_who_is_asked_stays_the_one_on_the_track(session: Session) -> None:
    """Open tasks follow the post; a question about the post does not."""
    asked = contact(session, FocalRole.ALTERNATE, LAND)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    other = contact(session, FocalRole.PRIMARY, LAND)
    focal_points.set_state(session, asked, FocalState.DOUBTFUL, TODAY, NOW, by="x")

    assert handing_over.hand_over(session, NOW) is None
    assert asked.id == only_track(session, matter).focal_point_id != other.id


def test_who_follows_is_noted(session: Session) -> None:
    """The row of the undertaking says who leaves, when, and who follows."""
    matter = rotated(session)
    follower = named(session, matter)

    row = session.get_one(Succession, matter.id)
    assert (TODAY - DAY, follower.id, None) == (row.last_day, row.successor_id, row.takes_up_on)
