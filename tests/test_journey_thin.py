"""One thin life through Prefect: lodged, forwarded, silent once, answered, LHP, corrective action, closed."""

from datetime import timedelta

import pytest

from models.casework import history
from models.database import reading
from models.stages import Stage
from tests import sample
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox

pytestmark = [pytest.mark.prefect, pytest.mark.slow, pytest.mark.timeout(300)]

DAY = timedelta(days=1)


def test_a_complaint_lives_from_lodging_to_closing_through_its_desks(
    office: Office, mailbox: Mailbox
) -> None:
    """Each decision moves the complaint to its next desk; each step's letters arrive; the history holds."""
    number = office.lodge()
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)
    office.decide(
        number, decision="forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True
    )
    office.move_time(sample.NOW + DAY)
    office.decide(
        number,
        decision="set_receipt",
        clock=office.clock(number, "clarification_1"),
        on="2026-03-03",
        note="Kurir.",
    )

    office.move_time(sample.NOW + 24 * DAY)
    office.sweep()
    office.decide(number, decision="release_act", act=office.act(number))
    office.decide(number, decision="record_answer", institution=sample.HEALTH, text="Rujukan diterbitkan.")
    assert Stage.EVALUATION == office.complaint(number).stage

    office.decide(number, decision="draft_result", text="Ditemukan maladministrasi.")
    office.decide(number, decision="start_drafting")
    office.decide(number, decision="ask_review")
    office.decide(number, decision="approve_review")
    office.decide(
        number,
        decision="issue_found",
        found=["protracted_delay"],
        items=f"{sample.HEALTH}: terbitkan rujukan",
    )
    office.decide(number, decision="verify_item", item=1, status="done")
    office.submit(number, decision="close_actions_done")

    closed = until(
        lambda: office.complaint(number) if office.complaint(number).closed_at else None, "it closes"
    )
    assert Stage.CLOSED == closed.stage
    with reading() as session:
        assert history.verify(session, closed) is None
    until(lambda: "closed reporter" in office.letters(number), "the closing letter is queued")
    until(lambda: len(mailbox.received) == len(office.letters(number)), "every letter arrives once")
