"""One decision, taken in one transaction: which use case each decision calls, with which of the form's fields.

The UI's form, the command line and (later) the portal all come through `settle`; the caller commits.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from models.casework import (
    acts,
    consultation,
    correction,
    examination,
    forwarding,
    intake,
    keeping,
    mediation,
    recommendation,
    verification,
)
from models.casework.errors import Missing
from models.casework.finding import track_at
from models.casework.network.deciding import TAKE_IN_NETWORK
from models.codes import Access, ClosingReason as R
from models.decisions import Decision as D, Form, decisions_at
from models.lifecycle import UnknownStep
from models.stages import Event as E
from models.tables import Matter

Take = Callable[[Session, Matter, Form, datetime], object]


def _move(event: E) -> Take:
    return lambda s, c, f, now: examination.move(s, c, event, now, by=f.officer, text=f.text or f.note)


def _sort(access: Access) -> Take:
    return lambda s, c, f, now: intake.sort(s, c, access, now, by=f.officer)


def _issue(event: E, reason: R) -> Take:
    return lambda s, c, f, now: examination.issue_without_actions(
        s, c, event, reason, f.text, now, by=f.officer, found=f.found
    )


def _close_done(event: E, reason: R) -> Take:
    return lambda s, c, f, now: correction.close_when_done(s, c, event, reason, f.note, now, by=f.officer)


TAKE: Mapping[D, Take] = {
    D.SORT_AS_REPORT: _sort(Access.REPORT),
    D.SORT_AS_EMERGENCY: _sort(Access.RAPID_RESPONSE),
    D.SORT_AS_CONSULTATION: _sort(Access.CONSULTATION),
    D.SORT_AS_INITIATIVE: _sort(Access.OWN_INITIATIVE),
    D.NOTE_CARBON_COPY: _sort(Access.CARBON_COPY),
    D.FORWARD_CONSULTATION: lambda s, c, f, now: consultation.forward_consultation(
        s, c, f.institution, f.text, now, by=f.officer
    ),
    D.ANSWER_CONSULTATION: lambda s, c, f, now: consultation.answer_consultation(s, c, f.text, now, by=f.officer),
    D.NOTE_FIRST_CONTACT: lambda s, c, f, now: intake.note_first_contact(
        s, c, f.institution, f.note, now, by=f.officer, text=f.text
    ),
    D.SETTLE_RAPIDLY: lambda s, c, f, now: intake.settle_rapidly(s, c, f.note, now, by=f.officer),
    D.TURN_INTO_REPORT: lambda s, c, f, now: consultation.turn_into_report(s, c, now, by=f.officer),
    D.CONCLUDE_DETECTION: lambda s, c, f, now: intake.conclude_detection(s, c, f.note, now, by=f.officer),

    D.PASS_FORMAL: lambda s, c, f, now: verification.pass_formal(s, c, f.waived, f.note, now, by=f.officer),
    D.ASK_REPORTER: lambda s, c, f, now: verification.ask_reporter(s, c, f.missing, f.text, now, by=f.officer),
    D.COMPLETE_DATA: lambda s, c, f, now: verification.complete_data(s, c, f.note, now, by=f.officer),
    D.DEEM_WITHDRAWN: lambda s, c, f, now: verification.deem_withdrawn(s, c, now, by=f.officer),
    D.PASS_MATERIAL: lambda s, c, f, now: verification.pass_material(s, c, f.note, now, by=f.officer),
    D.ACCEPT: lambda s, c, f, now: verification.accept(
        s, c, f.complexity, f.examiner, f.note, now, by=f.officer, on=f.on
    ),
    D.REJECT: lambda s, c, f, now: verification.reject(s, c, f.reason, f.note, now, by=f.officer),
    D.PROPOSE_TRANSFER: lambda s, c, f, now: verification.propose_transfer(s, c, f.office, f.note, now, by=f.officer),
    D.ACCEPT_TRANSFER: lambda s, c, f, now: verification.accept_transfer(s, c, now, by=f.officer),
    D.REFUSE_TRANSFER: lambda s, c, f, now: verification.refuse_transfer(s, c, f.note, now, by=f.officer),

    D.FORWARD: lambda s, c, f, now: forwarding.forward(
        s, c, f.institution, f.text, now, by=f.officer, at_once=f.at_once
    ),
    D.NOTE_ACKNOWLEDGED: lambda s, c, f, now: forwarding.acknowledge(s, c, f.institution, now, by=f.officer, on=f.on),
    D.REQUEST_CLARIFICATION: lambda s, c, f, now: forwarding.request_clarification(
        s, c, f.institution, f.text, now, by=f.officer
    ),
    D.RECORD_ANSWER: lambda s, c, f, now: forwarding.answer(s, c, f.institution, f.text, now, by=f.officer, on=f.on),
    D.SETTLE_INFORMALLY: lambda s, c, f, now: forwarding.settle_informally(
        s, c, f.institution, f.note, now, by=f.officer
    ),
    D.SEND_SECOND_REQUEST: lambda s, c, f, now: forwarding.second_request(
        s, c, track_at(s, c, f.institution), now, by=f.officer
    ),
    D.NOTE_RIGHT_UNUSED: lambda s, c, f, now: forwarding.right_unused(
        s, c, track_at(s, c, f.institution), now, by=f.officer
    ),
    D.SUMMON: lambda s, c, f, now: forwarding.summon(s, c, f.institution, f.on, f.text, now, by=f.officer),
    D.EXCUSE_ABSENCE: lambda s, c, f, now: forwarding.excuse_absence(s, c, f.institution, f.note, now, by=f.officer),
    D.ASK_FORCE: lambda s, c, f, now: forwarding.ask_force(s, c, f.institution, f.note, now, by=f.officer),
    D.RELEASE_TRACK: lambda s, c, f, now: forwarding.release(s, c, f.institution, f.note, now, by=f.officer),

    D.ORDER_FIELD_EXAM: _move(E.FIELD_EXAM_ORDERED),
    D.CONCLUDE_FIELD_EXAM: _move(E.FIELD_EXAM_DONE),
    D.OPEN_CONCILIATION: _move(E.CONCILIATION_OPENED),
    D.OPEN_MEDIATION: _move(E.MEDIATION_OPENED),
    D.CALL_SESSION: lambda s, c, f, now: mediation.call_session(s, c, f.on, f.text, now, by=f.officer),
    D.RECORD_SESSION: lambda s, c, f, now: mediation.record_session(s, c, f.on, f.note, now, by=f.officer),
    D.NOTE_AGREEMENT: lambda s, c, f, now: mediation.agree(s, c, f.items, now, by=f.officer),
    D.NOTE_FAILURE: _move(E.NOT_AGREED),
    D.DRAFT_RESULT: lambda s, c, f, now: examination.draft_result(s, c, f.text, now, by=f.officer),
    D.RECORD_REPLY: lambda s, c, f, now: examination.record_reply(s, c, f.text, now, by=f.officer),
    D.REEXAMINE: _move(E.REEXAMINATION_OPENED),
    D.START_DRAFTING: _move(E.DRAFTING_STARTED),
    D.ASK_REVIEW: _move(E.REVIEW_ASKED),
    D.APPROVE_REVIEW: _move(E.REVIEW_APPROVED),
    D.SEND_BACK: _move(E.REVIEW_SENT_BACK),
    D.ISSUE_FOUND: lambda s, c, f, now: examination.issue_found(s, c, f.found, f.items, f.text, now, by=f.officer),
    D.ISSUE_NOT_FOUND: _issue(E.REPORT_NOT_FOUND, R.NOT_PROVEN),
    D.ISSUE_STOPPED: _issue(E.REPORT_STOPPED, R.STOPPED),
    D.ISSUE_FOUND_SETTLED: _issue(E.REPORT_FOUND_SETTLED, R.FOUND_SETTLED),

    D.REPORT_ITEM: lambda s, c, f, now: correction.report_item(s, c, f.item, f.status, f.text, now, by=f.officer),
    D.VERIFY_ITEM: lambda s, c, f, now: correction.verify_item(s, c, f.item, f.status, f.note, now, by=f.officer),
    D.CLOSE_SETTLEMENT_KEPT: _close_done(E.SETTLEMENT_KEPT, R.MEDIATED),
    D.NOTE_SETTLEMENT_BROKEN: _move(E.SETTLEMENT_BROKEN),
    D.CLOSE_ACTIONS_DONE: _close_done(E.ACTIONS_DONE, R.CORRECTIVE_DONE),
    D.HAND_OVER: lambda s, c, f, now: correction.hand_over(s, c, f.note, now, by=f.officer),
    D.COMPLETE_FILE: _move(E.FILE_COMPLETED),
    D.CLOSE_RESOLVED: _close_done(E.RESOLVED, R.CORRECTIVE_DONE),

    D.PROPOSE_RECOMMENDATION: lambda s, c, f, now: recommendation.propose(s, c, f.note, now, by=f.officer),
    D.APPROVE_RECOMMENDATION: lambda s, c, f, now: recommendation.approve(s, c, f.items, now, by=f.officer),
    D.SIGN_RECOMMENDATION: lambda s, c, f, now: recommendation.sign(s, c, now, by=f.officer),
    D.CLOSE_IMPLEMENTED: _close_done(E.RECOMMENDATION_IMPLEMENTED, R.RECOMMENDATION_DONE),
    D.RECOMMEND_SANCTION: lambda s, c, f, now: recommendation.recommend_sanction(
        s, c, f.institution, f.note, now, by=f.officer
    ),
    D.DECIDE_PUBLICATION: lambda s, c, f, now: recommendation.decide_publication(s, c, f.note, now, by=f.officer),
    D.PUBLISH: lambda s, c, f, now: recommendation.publish(s, c, f.on, f.text, now, by=f.officer),

    D.RECORD_OBJECTION: lambda s, c, f, now: verification.object_to_closing(s, c, f.text, now, by=f.officer),
    D.UPHOLD_OBJECTION: lambda s, c, f, now: verification.uphold_objection(s, c, f.note, now, by=f.officer),
    D.REFUSE_OBJECTION: lambda s, c, f, now: verification.refuse_objection(s, c, f.note, now, by=f.officer),
    D.REOPEN: lambda s, c, f, now: verification.reopen(s, c, f.text, now, by=f.officer),
    D.RESUME_AT_VERIFICATION: lambda s, c, f, now: verification.resume_at_verification(s, c, now, by=f.officer),
    D.RESUME_AT_EXAMINATION: lambda s, c, f, now: verification.resume_at_examination(s, c, now, by=f.officer),

    **TAKE_IN_NETWORK,

    D.RELEASE_ACT: lambda s, c, f, now: acts.release(s, c, acts.awaiting_with(s, c, f.act), now, by=f.officer),
    D.DECLINE_ACT: lambda s, c, f, now: acts.decline(s, c, acts.awaiting_with(s, c, f.act), f.note, now, by=f.officer),
    D.SET_RECEIPT: lambda s, c, f, now: keeping.receipt(s, c, f.clock, f.on, f.note, now, by=f.officer),
    D.PAUSE_CLOCK: lambda s, c, f, now: keeping.pause(
        s, c, f.clock, f.pause, f.note, now, by=f.officer
    ),
    D.RESUME_CLOCK: lambda s, c, f, now: keeping.resume(s, c, f.clock, now, by=f.officer),
    D.EXTEND_CLOCK: lambda s, c, f, now: keeping.extend(s, c, f.clock, f.days, f.note, now, by=f.officer),
    D.ASSIGN: lambda s, c, f, now: keeping.assign(s, c, f.examiner, now, by=f.officer),
    D.LINK: lambda s, c, f, now: keeping.link(s, c, f.number, now, by=f.officer),
    D.ADD_NOTE: lambda s, c, f, now: keeping.note(s, c, f.note, now, by=f.officer),
    D.CORRECT: lambda s, c, f, now: keeping.correct(s, c, f.happening, f.note, now, by=f.officer),
    D.WITHDRAW: lambda s, c, f, now: verification.withdraw(s, c, f.note, now, by=f.officer),
    D.CLOSE_EARLY: lambda s, c, f, now: verification.close(
        s, c, E.CLOSED_EARLY, f.reason or R.STOPPED, f.note, now, by=f.officer
    ),
}  # fmt: skip


def settle(session: Session, complaint: Matter, form: Form, now: datetime) -> bool:
    """Take the decision. False when it was to keep waiting. Business time `now` in UTC.

    Raises `Missing` for an empty field that the decision needs, `UnknownStep` where the stage has moved on, and what
    the use case raises; nothing is committed then.
    """
    if form.decision is D.KEEP_WAITING:
        return False
    if form.decision not in decisions_at(complaint.stage, complaint.kind):
        raise UnknownStep(complaint.stage, E.NOTED)
    if lacking := form.lacks():
        raise Missing(", ".join(lacking))
    TAKE[form.decision](session, complaint, form, now)
    acts.lapse(session, complaint)
    return True
