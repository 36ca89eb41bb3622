"""Whole lives through Prefect, each decision taken at its desk, each deadline passed in business time."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.codes import ClosingReason, Party
from models.database import transaction
from models.stages import Stage
from models.tables import Institution, Officer
from tests import sample
from tests.at_the_desk import decided, state_of
from tests.lives import accepted, arrived, concluded, ended, received, verified
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox
from tests.unattended import passed

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(600)]

DAY = timedelta(days=1)

ACCEPTED = ("receipt", "accepted", "clarification_1", "clarification_notice", "progress")
SOLVED = (*ACCEPTED, "answer_received", "report_closed", "closing_note")
PUBLISHED = (
    *ACCEPTED, "carbon_copy", "answer_received", "clarification_2", "right_unused", "report_issued", "report_delivered",
    "report_actions", "institution_notice", "recommendation", "recommendation_copy", "recommendation_unmet", "closed",
)  # fmt: skip
MEDIATED = (
    "rapid_alert", "clarification_2", "right_unused", "summons", "institution_notice", "invitation", "agreement",
    "item_verified", "closed",
)  # fmt: skip
REFUSED = ("receipt", "rejected", "objection_received", "objection_answer", "accepted", "closed")


@pytest.fixture
def resolution(office: Office) -> Office:
    """The office with a resolution unit, an institution's superior, and a second examiner."""
    with transaction() as session:
        here = session.exec(select(Officer)).first()
        assert here is not None
        for name, role in (("Rina Wulandari", Party.RESOLUTION_UNIT), ("Teguh Prasetyo", Party.HEADQUARTERS)):
            session.add(
                Officer(
                    office_id=here.office_id,
                    name=name,
                    email=f"{name.split()[0].lower()}@ombudsman.example",
                    role=role,
                )
            )
        superior = sample.institution(session, "BJM-WALIKOTA", "Wali Kota Banjarmasin")
        for code in (sample.HEALTH, sample.LAND):
            row = session.exec(select(Institution).where(Institution.code == code)).one()
            row.superior_id = superior.id
            session.add(row)
    return office


def test_a_complaint_is_solved_after_the_first_request(office: Office, mailbox: Mailbox) -> None:
    """The institution settles it within the first term; the report says found and settled."""
    number = accepted(office)
    office.decide(
        number, decision="forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True
    )
    received(office, number, "clarification_1", date(2026, 3, 2))
    office.move_time(sample.NOW + 5 * DAY)
    office.decide(
        number, decision="settle_informally", institution=sample.HEALTH, note="Rujukan sudah terbit."
    )
    assert Stage.EVALUATION is office.complaint(number).stage
    concluded(office, number)
    office.submit(
        number, decision="issue_found_settled", found=["protracted_delay"], text="Sudah diselesaikan."
    )

    ended(office, number, ClosingReason.FOUND_SETTLED)
    arrived(office, mailbox, number, *SOLVED)


def test_a_silent_institution_ends_in_publication(resolution: Office, mailbox: Mailbox) -> None:
    """Two institutions: one answers, one is silent twice; the corrective action and a Recommendation are not heeded."""
    office, number = resolution, accepted(resolution)
    office.decide(
        number, decision="forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True
    )
    office.decide(number, decision="forward", institution=sample.LAND, text="Mohon penjelasan.", at_once=True)
    for code in (sample.HEALTH, sample.LAND):
        office.decide(number, decision="note_acknowledged", institution=code)
    office.decide(number, decision="record_answer", institution=sample.LAND, text="Bukan kewenangan kami.")
    assert Stage.CLARIFICATION is office.complaint(number).stage

    office.move_time(sample.NOW + 25 * DAY)
    release(office, number)
    assert "second_request_sent" in office.events(number)
    received(office, number, "clarification_2", date(2026, 3, 27))
    office.move_time(sample.NOW + 50 * DAY)
    release(office, number)
    assert Stage.EVALUATION is office.complaint(number).stage

    concluded(office, number)
    items = f"{sample.HEALTH}: terbitkan rujukan\n{sample.LAND}: serahkan salinan"
    office.decide(number, decision="issue_found", found=["protracted_delay"], items=items)
    for _ in range(2):
        received(office, number, "corrective_action", date(2026, 4, 21))
    office.decide(number, decision="verify_item", item=2, status="done")
    office.move_time(sample.NOW + 120 * DAY)
    release(office, number)
    assert Stage.RESOLUTION is office.complaint(number).stage

    office.decide(number, decision="complete_file")
    office.decide(number, decision="propose_recommendation", note="Tidak dilaksanakan.")
    office.decide(
        number, decision="approve_recommendation", items="BJM-WALIKOTA: perintahkan penerbitan rujukan"
    )
    office.decide(number, decision="sign_recommendation")
    received(office, number, "recommendation_report", date(2026, 6, 30))
    office.move_time(sample.NOW + 230 * DAY)
    office.sweep()
    office.decide(number, decision="decide_publication", note="Tidak dilaksanakan tanpa alasan.")
    office.submit(number, decision="publish", text="Diumumkan melalui media.")

    ended(office, number, ClosingReason.RECOMMENDATION_NOT_DONE)
    arrived(office, mailbox, number, *PUBLISHED)


def release(office: Office, number: str) -> None:
    """Sweep and release the first step that waits."""
    office.sweep()
    office.decide(number, decision="release_act", act=office.act(number))


def test_a_refused_complaint_comes_back_by_objection(office: Office, mailbox: Mailbox) -> None:
    """Rejected; somebody else upholds the objection; verified anew and accepted under the same number."""
    number = office.lodge(access="report")
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="assign", examiner=sample.EXAMINER)
    office.decide(number, decision="pass_material")
    office.submit(number, decision="reject", reason="no_prior_complaint", note="Belum pernah disampaikan.")
    ended(office, number, ClosingReason.NO_PRIOR_COMPLAINT)
    first = office.run(number)
    until(lambda: state_of(first.run_id or "") == "Completed", "its run ends")

    decided(number, decision="record_objection", text="Sudah saya sampaikan.")
    repaired(office, number)
    same = office.decide(number, decision="uphold_objection", note="Beralasan.", officer=sample.EXAMINER)
    assert Stage.OBJECTION is office.complaint(number).stage
    assert same.run_id != first.run_id
    office.decide(number, decision="uphold_objection", note="Beralasan.")
    assert (2, Stage.REOPENED) == (office.run(number).generation, office.complaint(number).stage)

    office.decide(number, decision="resume_at_verification")
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)
    assert (number, Stage.REGISTERED) == (office.complaint(number).agenda_no, office.complaint(number).stage)
    office.submit(number, decision="withdraw", note="Surat pencabutan.")

    ended(office, number, ClosingReason.WITHDRAWN)
    arrived(office, mailbox, number, *REFUSED)


def repaired(office: Office, number: str) -> None:
    """Passes of the steward until the complaint has a run of its own again."""

    def waits() -> bool:
        passed()
        return office.run(number).generation == 2 and office.run(number).run_id is not None

    until(waits, f"{number} has a run again")


def test_an_emergency_becomes_a_report_that_a_mediation_settles(office: Office, mailbox: Mailbox) -> None:
    """First contact by phone, then an ordinary report; summoned and excused, visited, mediated, the promise kept."""
    number = office.lodge(access="rapid_response")
    office.decide(
        number, decision="note_first_contact", institution=sample.HEALTH, note="Dihubungi lewat telepon."
    )
    office.decide(number, decision="turn_into_report")
    verified(office, number)
    office.decide(
        number, decision="forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True
    )
    office.decide(number, decision="send_second_request", institution=sample.HEALTH)
    office.decide(number, decision="note_right_unused", institution=sample.HEALTH)
    office.decide(number, decision="summon", institution=sample.HEALTH, on="2026-03-09", text="Pukul 10.00.")
    office.decide(number, decision="excuse_absence", institution=sample.HEALTH, note="Sakit, surat dokter.")
    office.decide(number, decision="summon", institution=sample.HEALTH, on="2026-03-10", text="Pukul 10.00.")
    office.decide(number, decision="record_answer", institution=sample.HEALTH, text="Berkas akan diperiksa.")
    office.decide(number, decision="order_field_exam", note="Puskesmas.")
    office.decide(number, decision="conclude_field_exam", note="Sesuai keterangan.")
    office.decide(number, decision="open_mediation")
    office.decide(number, decision="call_session", on="2026-03-16", text="Pukul 09.00, ruang mediasi.")
    office.move_time(sample.NOW + 14 * DAY)
    office.decide(number, decision="record_session", note="Kedua pihak hadir.")
    office.decide(number, decision="note_agreement", items=f"{sample.HEALTH}: terbitkan rujukan 2026-04-01")
    assert Stage.SETTLEMENT_MONITORING is office.complaint(number).stage
    office.decide(number, decision="verify_item", item=1, status="done")
    office.submit(number, decision="close_settlement_kept")

    ended(office, number, ClosingReason.MEDIATED)
    arrived(office, mailbox, number, *MEDIATED)
