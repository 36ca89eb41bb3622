"""Officials who are asked whether they still hold their post: yes, no, silence, and answers that came otherwise."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.casework import focal_points, handing_over
from models.casework.errors import NobodyNamed, StillOpen
from models.casework.finding import institution_by_code
from models.casework.history import verify
from models.casework.network import settling, succession
from models.casework.network.opening import only_track
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import FocalRole, FocalState
from models.decisions import Decision as D, Form
from models.stages import Event, Stage
from models.tables import Happening
from tests.calling import DAY, TODAY
from tests.posts import LINE, contact, events, here as here
from tests.sample import EXAMINER, HEALTH, LAND, NOW


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
