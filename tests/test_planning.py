"""From happenings to letters: who is written to, once each, whoever plans and however often."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.casework.history import record
from models.codes import Access, FocalRole, InstitutionKind, Party
from models.database import transaction
from models.stages import Event, Stage, TrackStage
from models.tables import Contact, Delivery, FocalPoint, Forwarding, Letter, LetterState, Outbox, Reporter
from notifications.addressees import INSTITUTION, OFFICE, PUBLIC
from notifications.kinds import FORMAL, REGISTRY, LetterKind as K
from notifications.letters import LETTERS
from notifications.planning import plan
from notifications.sample_events import happen
from notifications.samples import NOW, Sample, add, sample


def planned(made: Sample, event: Event, kind: K = K.PROGRESS) -> dict[str, Letter]:
    """Let `event` happen, plan, and give its letters by person."""
    happening = happen(made, event, kind)
    plan(made.session, made.complaint.id, NOW)
    letters = made.session.exec(
        select(Letter).where(Letter.happening_id == happening.id).order_by(col(Letter.id))
    )
    return {letter.person: letter for letter in letters}


def kinds(letters: dict[str, Letter]) -> list[tuple[Party, str]]:
    """Roles and kinds, sorted."""
    return sorted((letter.role, letter.kind) for letter in letters.values())


def test_every_event_has_its_row() -> None:
    """Nobody forgets an event: the table has a row for each, empty where nobody is written to."""
    assert set(Event) == set(LETTERS)


def test_every_kind_is_called_for_by_some_event() -> None:
    """No letter is written for nothing."""
    called = {to.kind for row in LETTERS.values() for to in row} | {K.REPORTER_REMINDER, K.OFFICE_ALARM}

    assert set(K) == called


def test_nobody_outside_hears_of_a_note() -> None:
    """Notes, corrections, links and erasures stay in the office."""
    for event in (Event.NOTED, Event.CORRECTED, Event.LINKED, Event.IDENTITY_ERASED, Event.IMPORTED):
        assert not [to for to in LETTERS[event] if to.role in INSTITUTION | PUBLIC]


def test_every_party_is_inside_or_outside() -> None:
    """The three audiences share out all parties, none in two."""
    assert set(Party) == OFFICE | INSTITUTION | PUBLIC
    assert len(Party) == len(OFFICE) + len(INSTITUTION) + len(PUBLIC)


def test_forwarding_writes_to_all_concerned(session: Session) -> None:
    """The head by formal letter, the focal point, the reporter, and the inspectorate of a region."""
    made = sample(session)

    assert [
        (Party.FOCAL_POINT, K.FORWARDING),
        (Party.INSPECTORATE, K.CARBON_COPY),
        (Party.REPORTED_PARTY, K.FORWARDING_LETTER),
        (Party.REPORTER, K.PROGRESS),
    ] == kinds(planned(made, Event.FORWARDED))


def test_asking_at_once_does_not_write_twice(session: Session) -> None:
    """Forwarded and asked in one breath: the head and the reporter hear of it once, by the request's letters."""
    made = sample(session)
    made.complaint.stage = Stage.REGISTERED
    for event, facts in ((Event.FORWARDED, {"at_once": True}), (Event.CLARIFICATION_REQUESTED, {})):
        record(session, made.complaint, event, NOW, by="x", forwarding=made.track, facts=facts)
    plan(session, None, NOW)

    sent = Counter(letter.role for letter in session.exec(select(Letter)))
    assert (1, 1, 1, 2) == tuple(
        sent[role] for role in (Party.REPORTED_PARTY, Party.REPORTER, Party.INSPECTORATE, Party.FOCAL_POINT)
    )


def test_the_due_date_follows_the_acknowledgement(session: Session) -> None:
    """Once receipt is confirmed, whoever confirmed it learns when the term ends; before there was nothing to say."""
    made = sample(session)
    assert K.TERM_STARTED not in {kind for _, kind in kinds(planned(made, Event.ACKNOWLEDGED))}
    session.rollback()

    made = sample(session)
    letters = planned(made, Event.ACKNOWLEDGED, K.TERM_STARTED)
    assert (Party.FOCAL_POINT, K.TERM_STARTED) in kinds(letters)


def test_the_inspectorate_gets_copies_for_local_government_only(session: Session) -> None:
    """A ministry's regional office has no region's inspectorate over it."""
    made = sample(session)
    made.institution.kind = InstitutionKind.MINISTRY

    assert Party.INSPECTORATE not in {role for role, _ in kinds(planned(made, Event.FORWARDED))}


def test_planning_twice_makes_no_letter_twice(session: Session) -> None:
    """The second pass finds nothing to plan, and even a happening put back gives no second letter."""
    made = sample(session)
    first = planned(made, Event.FORWARDED)
    outbox = session.exec(select(Outbox)).all()[-1]
    outbox.planned = False
    session.add(outbox)

    assert 1 == plan(session, made.complaint.id, NOW)
    assert 0 == plan(session, made.complaint.id, NOW)
    assert len(first) == len(session.exec(select(Letter)).all())


def test_the_outbox_row_goes_when_planned_and_posted(session: Session) -> None:
    """What nobody owes any more is deleted; what is not yet posted stays."""
    made = sample(session)
    happen(made, Event.NOTED, K.PROGRESS)
    happen(made, Event.NOTED, K.PROGRESS)
    first, second = session.exec(select(Outbox)).all()
    first.posted = True
    plan(session, None, NOW)

    assert [second.happening_id] == [row.happening_id for row in session.exec(select(Outbox))]


def test_two_planners_at_once_make_each_letter_once(database_url: str) -> None:
    """Eight planners over forty happenings: one letter per happening and person, no number twice."""
    with transaction() as session:
        made = sample(session)
        for day in range(40):
            made.track.stage, made.complaint.stage = TrackStage.FORWARDED, Stage.CLARIFICATION
            now = NOW + timedelta(days=day)
            record(session, made.complaint, Event.CLARIFICATION_REQUESTED, now, by="x", forwarding=made.track)

    def pass_over() -> int:
        with transaction() as session:
            return plan(session, None, NOW, limit=7)

    with ThreadPoolExecutor(8) as pool:
        passes = [pool.submit(pass_over) for _ in range(24)]
        assert 40 == sum(done.result() for done in passes)
    with transaction() as session:
        letters = session.exec(select(Letter)).all()
    assert {1} == set(Counter((letter.happening_id, letter.person) for letter in letters).values())
    assert 40 * 5 == len(letters)
    numbers = [letter.number for letter in letters if letter.number]
    assert len(numbers) == len(set(numbers)) == 40


def test_formal_letters_are_numbered_and_notices_are_not(session: Session) -> None:
    """A surat has a number, of the complaint's file, office, month and year; a notice has none."""
    letters = planned(sample(session), Event.FORWARDED)

    assert {letter.kind: bool(letter.number) for letter in letters.values()} == {
        letter.kind: K(letter.kind) in FORMAL for letter in letters.values()
    }
    formal = next(letter for letter in letters.values() if letter.kind == K.FORWARDING_LETTER)
    assert formal.number == "0001/SRT/0042-2026/BJM/III/2026"


def test_a_letter_before_registration_is_filed_under_the_agenda_number(session: Session) -> None:
    """The receipt of a complaint that has no registration number yet."""
    made = sample(session)
    made.complaint.registration_no = made.complaint.registered_at = None

    receipt = next(iter(planned(made, Event.LODGED).values()))
    assert receipt.number == "0001/SRT/000123-2026/BJM/III/2026"


def test_people_without_mail_become_tasks(session: Session) -> None:
    """A reporter who asked for post, or whose address cannot be used, is a task for the officer."""
    made = sample(session)
    made.reporter.contact = Contact.LETTER
    broken = Reporter(
        matter_id=made.complaint.id or 0, name="Kedua", email="kedua@x.example\r\nBcc: a@b.example"
    )
    add(session, broken)
    letters = planned(made, Event.LODGED)

    of_reporters = [letter for person, letter in letters.items() if person.startswith("reporter")]
    assert [(Delivery.TASK, LetterState.TODO)] * 2 == [(one.delivery, one.state) for one in of_reporters]


def test_a_person_with_two_roles_gets_one_letter(session: Session) -> None:
    """The focal point whose address is the institution's own gets the letter that asks for something."""
    made = sample(session)
    for contact in session.exec(select(FocalPoint)):
        contact.email = made.institution.email
        session.add(contact)
    letters = planned(made, Event.CLARIFICATION_REQUESTED)

    here = [letter for letter in letters.values() if letter.role in (Party.REPORTED_PARTY, Party.FOCAL_POINT)]
    assert [K.CLARIFICATION_1] == [letter.kind for letter in here]


def test_a_focal_point_who_left_is_followed_by_the_alternate(session: Session) -> None:
    """The track remembers whom it was given to; the letter goes to whoever is in post as of now."""
    made = sample(session)
    first = session.exec(select(FocalPoint).where(FocalPoint.role == FocalRole.PRIMARY)).one()
    alternate = session.exec(select(FocalPoint).where(FocalPoint.role == FocalRole.ALTERNATE)).one()
    made.track.focal_point_id = first.id
    assert f"focal_point:{first.id}" in planned(made, Event.FORWARDED)

    first.valid_to = date(2026, 3, 1)
    session.add(first)
    letters = planned(made, Event.CLARIFICATION_REQUESTED)
    assert f"focal_point:{first.id}" not in letters
    assert f"focal_point:{alternate.id}" in letters


@pytest.mark.parametrize("quiet", [True, False])
def test_a_quiet_complaint_sends_nothing(session: Session, quiet: bool) -> None:
    """A past complaint that was imported writes to nobody, whatever happens to it."""
    made = sample(session)
    made.complaint.quiet = quiet
    assert quiet is not bool(planned(made, Event.FORWARDED))


def test_own_initiative_has_no_reporter_letters(session: Session) -> None:
    """Nobody filed it, so nobody gets a reporter's letter."""
    made = sample(session)
    made.complaint.access = Access.OWN_INITIATIVE

    assert Party.REPORTER not in {role for role, _ in kinds(planned(made, Event.REPORT_FOUND))}


def test_a_result_goes_to_every_institution_that_is_still_involved(session: Session) -> None:
    """Two tracks, one of them released: only the other, and whoever has an item, gets the report."""
    made = sample(session)
    for institution_id, stage in (
        (made.superior.id, TrackStage.RELEASED),
        (made.institution.inspectorate_id, TrackStage.ANSWERED),
    ):
        row = Forwarding(
            matter_id=made.complaint.id or 0, institution_id=institution_id or 0, stage=stage, sent_at=NOW
        )
        add(session, row)
    letters = planned(made, Event.REPORT_FOUND)

    delivered = {person for person, letter in letters.items() if letter.kind == K.REPORT_DELIVERED}
    assert {
        f"institution:{made.institution.id}",
        f"institution:{made.institution.inspectorate_id}",
    } == delivered


def test_the_ladder_says_whom_a_reminder_tells(session: Session) -> None:
    """A rung's own list decides; officers and reporters read it in their own words."""
    letters = planned(sample(session), Event.REMINDED, K.REMINDER)
    assert [(Party.ALTERNATE, K.REMINDER), (Party.FOCAL_POINT, K.REMINDER)] == kinds(letters)


def test_an_officers_alarm_is_worded_for_officers(session: Session) -> None:
    """The same event, about the office's own deadline."""
    letters = planned(sample(session), Event.REMINDED, K.OFFICE_ALARM)
    assert [(Party.INTAKE_UNIT, K.OFFICE_ALARM)] == kinds(letters)


def test_message_ids_are_made_from_happening_and_person(session: Session) -> None:
    """The same letter always has the same Message-ID, and no two letters share one."""
    letters = list(planned(sample(session), Event.FORWARDED).values())

    assert len(letters) == len({letter.message_id for letter in letters})
    assert all(letter.message_id.endswith("@narahubung.invalid>") for letter in letters)


def test_every_formal_kind_is_registered() -> None:
    """The registry knows each kind; those with a number say so."""
    assert set(K) == set(REGISTRY)
    assert {kind for kind in K if REGISTRY[kind].formal} == set(FORMAL)
