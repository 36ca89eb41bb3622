"""Joint commitments: asked for, signed by institutions and the office, in force, renewed at rotation and at monev."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.casework import attachments
from models.casework.errors import (
    InTheFuture,
    InThePast,
    Missing,
    NotInvited,
    StillOpen,
    UnknownOfficer,
    WrongUndertaking,
)
from models.casework.finding import institution_by_code
from models.casework.history import verify
from models.casework.network import commitments, gatherings, renewing, succession, texts
from models.casework.network.gatherings import Plan
from models.casework.network.opening import track_of, tracks_by_code
from models.casework.settle import settle
from models.codes import FocalRole, MatterKind
from models.decisions import Decision as D, Form
from models.stages import Event, Stage, TrackStage
from models.tables import (
    Attachment,
    Clock,
    ClockState,
    Commitment,
    FocalPoint,
    Happening,
    Matter,
    Office,
    Officer,
    Signature,
)
from tests.sample import COMMITMENT, EXAMINER, HEAD, HEALTH, LAND, MINISTRY, NOW, office

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def here(session: Session) -> Office:
    """The sample office."""
    return office(session)


def drafted(session: Session, here: Office) -> Matter:
    """Three institutions are asked to sign."""
    return commitments.draft(
        session, here, "2026-1", [HEALTH, LAND, MINISTRY], NOW, by=EXAMINER, text=COMMITMENT
    )


def in_force(session: Session, here: Office) -> Matter:
    """Two have signed, and it has come into force."""
    matter = drafted(session, here)
    commitments.note_signatures(session, matter, [HEALTH, LAND], None, NOW, by=EXAMINER)
    commitments.put_in_force(session, matter, None, "Bupati", None, NOW, by=EXAMINER)
    return matter


def bound(session: Session, code: str, day: date = TODAY) -> int | None:
    """The matter of the commitment that binds the institution."""
    found = renewing.in_force(session, institution_by_code(session, code), day)
    return found.matter_id if found else None


def out(session: Session) -> list[Matter]:
    """The commitments that are out for signature, the oldest first."""
    rows = session.exec(select(Matter).where(Matter.stage == Stage.SIGNING)).all()
    return sorted(rows, key=lambda row: row.id or 0)


def test_the_text_is_kept_and_renewed_as_it_was(session: Session, here: Office) -> None:
    """In the vault; each signature names its digest, the office's too; without a text there is nothing to sign."""
    matter = in_force(session, here)
    digest = texts.digest_of(COMMITMENT)
    events = (Event.COMMITMENT_DRAFTED, Event.COMMITMENT_SIGNED, Event.COMMITMENT_CONCLUDED)
    told = session.exec(select(Happening).where(col(Happening.event).in_(events))).all()
    [later] = renewing.as_they_end(session, NOW + 730 * DAY, 10)

    assert COMMITMENT == texts.text_of(session, matter.id or 0) == texts.text_of(session, later.id or 0)
    assert [digest] * 4 == [each.facts["text"] for each in told]
    with pytest.raises(Missing):
        commitments.draft(session, here, "2026-1", [HEALTH], NOW, by=EXAMINER, text=" ")


def test_each_institution_has_a_term_to_sign(session: Session, here: Office) -> None:
    """Its signature ends its own."""
    matter = drafted(session, here)
    commitments.note_signatures(session, matter, [HEALTH], TODAY, NOW, by=EXAMINER)
    commitments.note_signatures(session, matter, [HEALTH], TODAY, NOW, by=EXAMINER)  # twice is once

    states = session.exec(select(Clock.state).where(Clock.key == "commitment_signature")).all()
    assert [ClockState.MET, ClockState.RUNNING, ClockState.RUNNING] == sorted(states)
    assert TrackStage.SIGNED is track_of(session, matter, HEALTH).stage
    assert 1 == len(session.exec(select(Signature)).all())


def test_the_office_signs_by_its_head_whoever_notes_it(session: Session, here: Office) -> None:
    """Then it holds for the term's length; who has not signed is not bound."""
    matter = in_force(session, here)

    row = session.get_one(Commitment, matter.id)
    assert ("Bupati", TODAY, date(2028, 3, 2)) == (row.witness, row.signed_on, row.valid_until)
    [signature] = session.exec(select(Signature).where(col(Signature.institution_id).is_(None))).all()
    head = session.exec(select(Officer).where(Officer.name == HEAD)).one()
    assert f"officer:{head.id}" == signature.person
    assert (matter.id, None) == (bound(session, HEALTH), bound(session, MINISTRY))
    assert None is bound(session, HEALTH, date(2028, 3, 3))
    assert verify(session, matter) is None


def test_nothing_comes_into_force_unsigned_or_by_a_stranger(session: Session, here: Office) -> None:
    """Nor from tomorrow, nor until yesterday."""
    matter = drafted(session, here)
    with pytest.raises(NotInvited):
        commitments.put_in_force(session, matter, None, "", None, NOW, by=HEAD)
    commitments.note_signatures(session, matter, [HEALTH], None, NOW, by=EXAMINER)
    with pytest.raises(UnknownOfficer):
        commitments.put_in_force(session, matter, None, "", None, NOW, by="Orang Lain")
    with pytest.raises(InTheFuture):
        commitments.put_in_force(session, matter, TODAY + DAY, "", None, NOW, by=HEAD)
    with pytest.raises(InThePast):
        commitments.put_in_force(session, matter, TODAY, "", TODAY - DAY, NOW, by=HEAD)


def test_the_scan_is_kept_also_afterwards(session: Session, here: Office, home: Path) -> None:
    """It is one of the matter's files; a later one takes its place; no other matter has one."""
    matter = in_force(session, here)
    first = attachments.store_content("komitmen.pdf", b"%PDF-1", home / "files")
    second = attachments.store_content("komitmen-2.pdf", b"%PDF-2", home / "files")
    commitments.attach_scan(session, matter, first, NOW, by=EXAMINER)
    scan = commitments.attach_scan(session, matter, second, NOW, by=EXAMINER)

    assert scan.id == session.get_one(Commitment, matter.id).scan_id
    assert 2 == len(session.exec(select(Attachment)).all())
    assert verify(session, matter) is None
    gathering = gatherings.plan(session, here, MatterKind.MEETING, Plan(), NOW, by=EXAMINER)
    with pytest.raises(WrongUndertaking):
        commitments.attach_scan(session, gathering, first, NOW, by=EXAMINER)


def test_a_successor_is_asked_to_sign_what_binds_the_institution(session: Session, here: Office) -> None:
    """Of a primary contact; the old commitment holds until the new one is in force, and for the others after it."""
    old = in_force(session, here)
    place = institution_by_code(session, HEALTH)
    rows = {
        row.role: row for row in session.exec(select(FocalPoint).where(FocalPoint.institution_id == place.id))
    }
    succession.note_rotation(
        session, rows[FocalRole.PRIMARY], TODAY - DAY, NOW, by=EXAMINER, successor=rows[FocalRole.ALTERNATE]
    )
    [renewal] = out(session)
    assert [HEALTH] == list(tracks_by_code(session, renewal))
    assert old.id == session.get_one(Commitment, renewal.id).renews_id == bound(session, HEALTH)

    commitments.note_signatures(session, renewal, [HEALTH], None, NOW, by=EXAMINER)
    commitments.put_in_force(session, renewal, None, "", None, NOW, by=EXAMINER)
    assert (renewal.id, old.id) == (bound(session, HEALTH), bound(session, LAND))


def test_a_monev_renews_what_is_in_force(session: Session, here: Office) -> None:
    """For whoever came; a second one of the same monev must wait."""
    old = in_force(session, here)
    monev = gatherings.plan(session, here, MatterKind.MONEV, Plan(), NOW, by=EXAMINER)
    gatherings.hold(session, monev, [LAND, MINISTRY], None, "", NOW, by=EXAMINER)
    form = Form(decision=D.OPEN_COMMITMENT, officer=EXAMINER, wording="2026-2", text=COMMITMENT)
    settle(session, monev, form, NOW)

    [renewal] = out(session)
    row = session.get_one(Commitment, renewal.id)
    assert (old.id, monev.id, "2026-2") == (row.renews_id, row.gathering_id, row.text_version)
    assert {LAND, MINISTRY} == set(tracks_by_code(session, renewal))
    with pytest.raises(StillOpen):
        settle(session, monev, form, NOW)


def test_a_commitment_that_ends_is_put_before_those_it_binds_once(session: Session, here: Office) -> None:
    """Not before those whom a later one binds, or who are being asked; and not again when the renewal is called off."""
    in_force(session, here)
    later = commitments.draft(session, here, "2027-1", [LAND], NOW + DAY, by=EXAMINER, text=COMMITMENT)
    commitments.note_signatures(session, later, [LAND], None, NOW + DAY, by=EXAMINER)
    commitments.put_in_force(session, later, None, "", date(2030, 1, 1), NOW + DAY, by=EXAMINER)
    ends = NOW.replace(year=2028)

    assert [] == list(renewing.as_they_end(session, ends - 31 * DAY, 50))
    [renewal] = renewing.as_they_end(session, ends + 365 * DAY, 50)
    assert [HEALTH] == list(tracks_by_code(session, renewal))
    settle(session, renewal, Form(decision=D.CALL_OFF, officer=EXAMINER, note="Tidak perlu."), ends)
    assert [] == list(renewing.as_they_end(session, ends, 50))


def test_an_institution_that_is_being_asked_is_not_asked_twice(session: Session, here: Office) -> None:
    """The renewal at a rotation waits for nothing, the one at the end finds nobody left."""
    in_force(session, here)
    commitments.draft(session, here, "2028-1", [HEALTH, LAND], NOW, by=EXAMINER, text=COMMITMENT)

    assert [] == list(renewing.as_they_end(session, NOW.replace(year=2028), 50))


def test_one_person_signs_for_two_institutions(session: Session, here: Office) -> None:
    """A rule of routing may name one contact for both: each has its own signature."""
    matter = drafted(session, here)
    tracks = tracks_by_code(session, matter)
    tracks[LAND].focal_point_id = tracks[HEALTH].focal_point_id
    session.flush()
    commitments.note_signatures(session, matter, [HEALTH, LAND], None, NOW, by=EXAMINER)

    signed = session.exec(select(Signature).where(Signature.matter_id == matter.id)).all()
    assert {f"focal_point:{tracks[HEALTH].focal_point_id}"} == {each.person for each in signed}
    assert 2 == len({each.institution_id for each in signed})
