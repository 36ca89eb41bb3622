"""A letter that starts a deadline never goes to an address alone that nobody has confirmed."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from models.casework import focal_points
from models.casework.clock_rules import OPENS, Scope
from models.casework.letters import GIVEN_UP, letter_failed
from models.casework.network import succession
from models.codes import FocalRole, FocalState, MatterKind, Party
from models.stages import Event
from models.tables import FocalPoint, Institution, Letter, LetterState
from notifications.addressees import INSTITUTION, ByName
from notifications.composing import wording_of
from notifications.context import context_of
from notifications.kinds import ASKS_ONE_PERSON, REGISTRY, STARTS_A_CLOCK, LetterKind as K
from notifications.letters import LETTERS
from notifications.planning import plan
from notifications.recipients import look_up
from notifications.sample_events import happen
from notifications.samples import NOW, Sample, sample

TODAY = date(2026, 3, 9)


def put(made: Sample, role: FocalRole, state: FocalState) -> FocalPoint:
    """Give the sample's contact of this role another state."""
    row = made.session.exec(select(FocalPoint).where(FocalPoint.role == role)).one()
    focal_points.set_state(made.session, row, state, TODAY, NOW, by="x", evidence="test")
    return row


def letters(made: Sample, event: Event, kind: K) -> list[Letter]:
    """The letters of this kind about a happening."""
    happening = happen(made, event, kind)
    plan(made.session, made.complaint.id, NOW, limit=1000)
    found = select(Letter).where(Letter.happening_id == happening.id, Letter.kind == kind.value)
    return list(made.session.exec(found.order_by(col(Letter.id))))


def roles(found: list[Letter]) -> list[Party]:
    """To whom, in order."""
    return [letter.role for letter in found]


def test_every_deadline_of_an_institution_is_started_by_such_a_letter() -> None:
    """The two tables fit: what opens a clock at an institution calls for a letter that the rule watches over."""
    theirs = (Scope.TRACK, Scope.ADDRESSEES, Scope.PROMISES)
    opening = [event for event, row in OPENS.items() if any(scope in theirs for _, scope in row)]

    answers = {Event.ATTENDANCE_ANNOUNCED, Event.SUCCESSOR_PROPOSED}  # what they open is the office's own
    silent = [event for event in opening if not any(to.kind in STARTS_A_CLOCK for to in LETTERS[event])]
    assert answers == set(silent)


def test_each_letter_that_carries_a_deadline_there_is_watched() -> None:
    """One watched letter is not enough: whoever reads only the other would be alone with it."""
    loose = {
        (event, to.kind)
        for event in OPENS
        for to in LETTERS[event]
        if to.role in INSTITUTION or isinstance(to.role, ByName)
        if REGISTRY[to.kind].sets_deadline and to.kind not in STARTS_A_CLOCK
    }
    # a gathering's day binds the office, and no silence about it has consequences
    assert {(Event.PLAN_CHANGED, K.GATHERING_CHANGED)} == loose


def test_only_letters_to_institutions_are_watched() -> None:
    """Reporters and officers have no focal points."""
    named = {to.kind for row in LETTERS.values() for to in row if isinstance(to.role, ByName)}
    sent = {to.kind for row in LETTERS.values() for to in row if to.role in INSTITUTION}
    assert sent | named >= STARTS_A_CLOCK
    assert STARTS_A_CLOCK >= ASKS_ONE_PERSON
    assert {kind for kind in STARTS_A_CLOCK if REGISTRY[kind].sets_deadline} >= {
        K.CLARIFICATION_1,
        K.FORWARDING,
    }


def test_a_confirmed_contact_is_written_to_alone(session: Session) -> None:
    """Nobody else needs to hear of it."""
    assert [Party.FOCAL_POINT] == roles(letters(sample(session), Event.FORWARDED, K.FORWARDING))


@pytest.mark.parametrize("state", [FocalState.UNCONFIRMED, FocalState.DOUBTFUL])
def test_the_alternate_stands_in_for_who_is_not_confirmed(session: Session, state: FocalState) -> None:
    """Both get it: the one to prove the address, the other so that the deadline is heard of."""
    made = sample(session)
    put(made, FocalRole.PRIMARY, state)

    assert [Party.FOCAL_POINT, Party.ALTERNATE] == roles(letters(made, Event.FORWARDED, K.FORWARDING))


def test_a_letter_that_starts_nothing_goes_out_as_ever(session: Session) -> None:
    """An answer received is a kindness; no deadline hangs on it."""
    made = sample(session)
    put(made, FocalRole.PRIMARY, FocalState.UNCONFIRMED)

    assert [Party.FOCAL_POINT] == roles(letters(made, Event.ANSWERED, K.ANSWER_RECEIVED))


@pytest.mark.parametrize("state", [FocalState.DEAD, FocalState.LEFT, FocalState.PROPOSED])
def test_the_dead_and_the_gone_are_never_written_to(session: Session, state: FocalState) -> None:
    """The next in the order gets the letter instead."""
    made = sample(session)
    gone = put(made, FocalRole.PRIMARY, state)
    found = letters(made, Event.FORWARDED, K.FORWARDING)

    assert f"focal_point:{gone.id}" not in [letter.person for letter in found]
    assert [Party.FOCAL_POINT] == roles(found)


def test_who_died_after_planning_is_not_written_to(session: Session) -> None:
    """Between planning and sending the address was refused: the letter has nobody to go to, and becomes a task."""
    made = sample(session)
    row = put(made, FocalRole.PRIMARY, FocalState.DEAD)
    to = look_up(session, f"focal_point:{row.id}", Party.FOCAL_POINT)

    assert to is not None
    assert to.email is None


def nobody_confirmed(made: Sample) -> Institution:
    """The sample's institution with all its contacts unconfirmed."""
    for role in (FocalRole.PRIMARY, FocalRole.ALTERNATE, FocalRole.SUPERIOR):
        put(made, role, FocalState.UNCONFIRMED)
    return made.institution


def test_the_general_address_stands_in_next(session: Session) -> None:
    """Consulted about a question, the institution hears of it at its own address too."""
    made = sample(session)
    place = nobody_confirmed(made)
    found = letters(made, Event.CONSULTATION_FORWARDED, K.CONSULTATION_FORWARDED)

    assert f"institution:{place.id}" == found[-1].person
    assert 2 == len(found)


def test_then_the_inspectorate(session: Session) -> None:
    """An institution without an address of its own is reached through who supervises it."""
    made = sample(session)
    place = nobody_confirmed(made)
    place.email = None
    found = letters(made, Event.CONSULTATION_FORWARDED, K.CONSULTATION_FORWARDED)

    assert [Party.FOCAL_POINT, Party.INSPECTORATE] == roles(found)


def test_where_nobody_is_left_the_office_has_a_task(session: Session) -> None:
    """A letter to print or a call to make: never nothing."""
    made = sample(session)
    place = nobody_confirmed(made)
    place.email = place.inspectorate_id = None
    found = letters(made, Event.CONSULTATION_FORWARDED, K.CONSULTATION_FORWARDED)

    assert [LetterState.QUEUED, LetterState.TODO] == [letter.state for letter in found]
    assert f"institution:{place.id}" == found[-1].person


@pytest.mark.parametrize(
    ("language", "why"),
    [("id", "belum dapat kami pastikan"), ("en", "could not make sure of the focal point")],
)
def test_a_stand_in_is_told_why_the_letter_comes(session: Session, language: str, why: str) -> None:
    """And is not taken for the focal point; whom it is meant for reads it as ever."""
    made = sample(session, language=language)
    put(made, FocalRole.PRIMARY, FocalState.UNCONFIRMED)
    first, second = (
        wording_of(context_of(session, each)).text for each in letters(made, Event.FORWARDED, K.FORWARDING)
    )

    assert [False, True] == [why in " ".join(text.split()) for text in (first, second)]
    named = {"id": "melalui Bapak/Ibu sebagai narahubung", "en": "through you as its focal point"}[language]
    assert [True, False] == [named in " ".join(text.split()) for text in (first, second)]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_head_hears_of_an_appointment_that_nobody_has_confirmed(session: Session, language: str) -> None:
    """The successor is asked to confirm; the head reads who it is and from when, in words of their own."""
    made = sample(session, language=language)
    happening = happen(made, Event.SUCCESSOR_NAMED, K.APPOINTED, MatterKind.ROTATION)
    plan(session, happening.matter_id, NOW, limit=1000)
    found = select(Letter).where(Letter.happening_id == happening.id, Letter.kind == K.APPOINTED.value)
    new, head = session.exec(found.order_by(col(Letter.id)))

    assert [Party.FOCAL_POINT, Party.SUPERIOR] == [new.role, head.role]
    text = " ".join(wording_of(context_of(session, head)).text.split())
    said = {
        "id": "Nurhayati Latifah (Kepala Bidang) ditunjuk sebagai narahubung",
        "en": "Nurhayati Latifah (Kepala Bidang) has been named focal point",
    }
    assert said[language] in text
    assert "narahubung.dukcapil" not in text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (FocalState.CONFIRMED, [Party.FOCAL_POINT]),
        (FocalState.UNCONFIRMED, [Party.FOCAL_POINT, Party.SUPERIOR]),
        (FocalState.DOUBTFUL, [Party.FOCAL_POINT, Party.SUPERIOR]),
    ],
)
def test_whoever_is_not_confirmed_is_not_asked_alone(
    session: Session, state: FocalState, told: list[Party]
) -> None:
    """`network ask --unconfirmed`: the head or superior hears of the question, and no deputy."""
    made = sample(session)
    person = put(made, FocalRole.PRIMARY, state)
    matter = succession.ask_to_reconfirm(session, person, NOW)
    plan(session, matter.id, NOW, limit=1000)
    found = select(Letter).where(Letter.matter_id == matter.id, Letter.kind == K.RECONFIRMATION.value)
    sent = list(session.exec(found.order_by(col(Letter.id))))

    assert told == roles(sent)
    text = " ".join(wording_of(context_of(session, sent[-1])).text.split())
    assert (state is not FocalState.CONFIRMED) == ("Gusti Fahriani (Sekretaris Dinas) mengonfirmasi" in text)


def test_a_superiors_stand_in_stands_no_lower(session: Session) -> None:
    """The Recommendation of an unconfirmed superior goes to the institution above as well, not to the alternate."""
    made = sample(session)
    put(made, FocalRole.SUPERIOR, FocalState.UNCONFIRMED)
    found = letters(made, Event.RECOMMENDATION_SIGNED, K.RECOMMENDATION)

    assert [Party.SUPERIOR, Party.SUPERIOR] == roles(found)
    assert f"institution:{made.superior.id}" == found[-1].person


@pytest.mark.parametrize(
    ("how", "state"), [("letter_refused", FocalState.DEAD), (GIVEN_UP, FocalState.DOUBTFUL)]
)
def test_a_refused_letter_makes_the_address_dead(session: Session, how: str, state: FocalState) -> None:
    """For good: dead. After days of silence, which may have been the server's: doubtful. Each is a version."""
    made = sample(session)
    letter = letters(made, Event.FORWARDED, K.FORWARDING)[0]
    row = session.get_one(FocalPoint, int(letter.person.partition(":")[2]))
    letter_failed(session, letter, NOW, evidence=how)

    assert (state, TODAY, how) == (row.state, row.state_on, row.evidence)
    assert [["evidence", "state", "state_on"]] == [
        each.changed for each in focal_points.versions(session, row)
    ]


def test_who_has_left_stays_gone_when_a_late_letter_is_refused(session: Session) -> None:
    """What is known of the person is more than what is known of the address."""
    made = sample(session)
    letter = letters(made, Event.FORWARDED, K.FORWARDING)[0]
    row = put(made, FocalRole.PRIMARY, FocalState.LEFT)
    letter_failed(session, letter, NOW)

    assert (FocalState.LEFT, "test") == (row.state, row.evidence)
