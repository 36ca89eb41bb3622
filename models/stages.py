"""The names of where a complaint can be, and of everything that can happen to it.

Stages are where a complaint or a track *is*; events are what *happened*, in the past tense. The table that joins
them is in `models.lifecycle`. Official Indonesian terms are in `models.terms`.
"""

from enum import StrEnum


class Phase(StrEnum):
    """The five phases of a complaint's life, that of the network's undertakings, and the end."""

    INTAKE = "intake"
    VERIFICATION = "verification"
    FORWARDING = "forwarding"
    CORRECTIVE_ACTION = "corrective_action"
    RECOMMENDATION = "recommendation"
    NETWORK = "network"  # not a complaint's: undertakings of the network of focal points
    CLOSED = "closed"


class Stage(StrEnum):
    """Where a complaint is. Coarse: each institution's own progress is its track's (`TrackStage`)."""

    # intake
    ACCESS = "access"
    CONSULTATION = "consultation"
    RAPID_RESPONSE = "rapid_response"
    EARLY_DETECTION = "early_detection"  # own initiative: no reporter
    # verification
    FORMAL_CHECK = "formal_check"
    AWAITING_REPORTER = "awaiting_reporter"
    MATERIAL_CHECK = "material_check"
    PLENARY = "plenary"
    TRANSFER = "transfer"
    OBJECTION = "objection"
    REOPENED = "reopened"
    # forwarding (and examination)
    REGISTERED = "registered"
    CLARIFICATION = "clarification"  # at least one track is running
    EVALUATION = "evaluation"
    FIELD_EXAM = "field_exam"
    CONCILIATION = "conciliation"
    MEDIATION = "mediation"
    REPORTER_RESPONSE = "reporter_response"
    REPORT_DRAFTING = "report_drafting"
    CASE_REVIEW = "case_review"
    REPORT_ISSUED = "report_issued"  # the signature: the office head issues the LHP/LAHP here
    # corrective action
    SETTLEMENT_MONITORING = "settlement_monitoring"
    CORRECTIVE_MONITORING = "corrective_monitoring"
    RESOLUTION = "resolution"
    # recommendation
    RECOMMENDATION_DRAFT = "recommendation_draft"
    RECOMMENDATION_ISSUED = "recommendation_issued"  # the signature: the Chair issues it here
    RECOMMENDATION_MONITORING = "recommendation_monitoring"
    SANCTION_RECOMMENDATION = "sanction_recommendation"
    PUBLICATION = "publication"
    # the network of focal points
    PLANNING = "planning"  # of a gathering: formation, monev, meeting
    INVITED = "invited"
    FOLLOW_UP = "follow_up"  # it was held: focal points are named, absentees asked, a plan agreed
    PLAN_MONITORING = "plan_monitoring"
    SIGNING = "signing"  # a commitment is out for signature
    CONFIRMING = "confirming"  # a focal point is asked to confirm
    SUCCESSION = "succession"  # the institution is asked who holds the post
    # the end
    CLOSED = "closed"


class TrackStage(StrEnum):
    """Where a forwarding to one institution is."""

    FORWARDED = "forwarded"
    CLARIFICATION_1 = "clarification_1"
    CLARIFICATION_2 = "clarification_2"
    SUMMONS_1 = "summons_1"
    SUMMONS_2 = "summons_2"
    SUMMONS_3 = "summons_3"
    EXCUSED = "excused"  # a valid excuse: the calls are no longer in a row
    FORCED_ATTENDANCE = "forced_attendance"
    ANSWERED = "answered"
    SETTLED = "settled"
    SILENT = "silent"  # the right to answer was not used
    RELEASED = "released"  # not the competent institution, or no longer needed
    # of the network's undertakings
    INVITED = "invited"
    PRESENT = "present"
    ABSENT = "absent"
    FOLLOWED_UP = "followed_up"  # it was absent and has been asked for its focal point
    NAMED = "named"  # it has named its focal point
    ASKED = "asked"  # to sign, to confirm, or for a successor
    SIGNED = "signed"
    CONFIRMED = "confirmed"


ENDED_TRACKS = frozenset({
    TrackStage.ANSWERED, TrackStage.SETTLED, TrackStage.SILENT, TrackStage.RELEASED,
    TrackStage.PRESENT, TrackStage.NAMED, TrackStage.SIGNED, TrackStage.CONFIRMED,
})  # fmt: skip


class Event(StrEnum):
    """What happened. Every change of a complaint is one of these, in one append-only row."""

    # intake
    LODGED = "lodged"
    SORTED_AS_REPORT = "sorted_as_report"
    SORTED_AS_EMERGENCY = "sorted_as_emergency"
    SORTED_AS_CONSULTATION = "sorted_as_consultation"
    SORTED_AS_INITIATIVE = "sorted_as_initiative"
    CARBON_COPY_NOTED = "carbon_copy_noted"
    CONSULTATION_FORWARDED = "consultation_forwarded"
    CONSULTATION_ANSWERED = "consultation_answered"
    FIRST_CONTACT_MADE = "first_contact_made"
    RAPIDLY_SETTLED = "rapidly_settled"
    TURNED_INTO_REPORT = "turned_into_report"
    DETECTION_CONCLUDED = "detection_concluded"
    # verification
    FORMAL_MET = "formal_met"
    GAPS_FOUND = "gaps_found"
    DATA_COMPLETED = "data_completed"
    MATERIAL_MET = "material_met"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TRANSFER_PROPOSED = "transfer_proposed"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"
    # forwarding and clarification, on a track
    FORWARDED = "forwarded"
    ACKNOWLEDGED = "acknowledged"
    CLARIFICATION_REQUESTED = "clarification_requested"
    SECOND_REQUEST_SENT = "second_request_sent"
    ANSWERED = "answered"
    RIGHT_UNUSED = "right_unused"
    SUMMONED = "summoned"
    ABSENCE_EXCUSED = "absence_excused"
    FORCE_ASKED = "force_asked"
    SETTLED_INFORMALLY = "settled_informally"
    TRACK_RELEASED = "track_released"
    # examination
    TRACKS_ENDED = "tracks_ended"
    FIELD_EXAM_ORDERED = "field_exam_ordered"
    FIELD_EXAM_DONE = "field_exam_done"
    CONCILIATION_OPENED = "conciliation_opened"
    MEDIATION_OPENED = "mediation_opened"
    SESSION_CALLED = "session_called"
    SESSION_HELD = "session_held"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    RESULT_DRAFTED = "result_drafted"
    REPORTER_REPLIED = "reporter_replied"
    REEXAMINATION_OPENED = "reexamination_opened"
    DRAFTING_STARTED = "drafting_started"
    REVIEW_ASKED = "review_asked"
    REVIEW_APPROVED = "review_approved"
    REVIEW_SENT_BACK = "review_sent_back"
    REPORT_FOUND = "report_found"
    REPORT_NOT_FOUND = "report_not_found"
    REPORT_STOPPED = "report_stopped"
    REPORT_FOUND_SETTLED = "report_found_settled"
    # corrective action
    ITEM_REPORTED = "item_reported"
    ITEM_VERIFIED = "item_verified"
    SETTLEMENT_KEPT = "settlement_kept"
    SETTLEMENT_BROKEN = "settlement_broken"
    ACTIONS_DONE = "actions_done"
    HANDED_OVER = "handed_over"
    FILE_COMPLETED = "file_completed"
    RESOLVED = "resolved"
    # recommendation
    RECOMMENDATION_PROPOSED = "recommendation_proposed"
    RECOMMENDATION_APPROVED = "recommendation_approved"
    RECOMMENDATION_SIGNED = "recommendation_signed"
    RECOMMENDATION_IMPLEMENTED = "recommendation_implemented"
    SANCTION_RECOMMENDED = "sanction_recommended"
    PUBLICATION_DECIDED = "publication_decided"
    PUBLISHED = "published"
    # ends and returns
    WITHDRAWN = "withdrawn"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    CLOSED_EARLY = "closed_early"
    OBJECTED = "objected"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_REFUSED = "objection_refused"
    REOPENED = "reopened"
    RESUMED_AT_VERIFICATION = "resumed_at_verification"
    RESUMED_AT_EXAMINATION = "resumed_at_examination"
    # gatherings of the network
    GATHERING_PLANNED = "gathering_planned"
    PLAN_CHANGED = "plan_changed"  # its day, time, place or theme
    INVITED = "invited"
    ATTENDANCE_ANNOUNCED = "attendance_announced"
    PRESENCE_NOTED = "presence_noted"
    ABSENCE_NOTED = "absence_noted"
    GATHERING_HELD = "gathering_held"
    FOCAL_POINTS_NAMED = "focal_points_named"
    ABSENTEE_ASKED = "absentee_asked"
    OBSTACLES_NOTED = "obstacles_noted"
    PLAN_AGREED = "plan_agreed"
    PLAN_DONE = "plan_done"
    PLAN_CARRIED_OVER = "plan_carried_over"
    GATHERING_CONCLUDED = "gathering_concluded"
    # commitments
    COMMITMENT_DRAFTED = "commitment_drafted"
    SIGNATURE_ASKED = "signature_asked"
    COMMITMENT_SIGNED = "commitment_signed"  # by one institution
    COMMITMENT_CONCLUDED = "commitment_concluded"
    # who holds a post
    ROTATION_NOTED = "rotation_noted"
    RECONFIRMATION_ASKED = "reconfirmation_asked"
    CONFIRMATION_MISSED = "confirmation_missed"
    SUCCESSOR_PROPOSED = "successor_proposed"
    SUCCESSOR_NAMED = "successor_named"
    FOCAL_POINT_CONFIRMED = "focal_point_confirmed"
    CALLED_OFF = "called_off"
    # at any open stage, without moving it
    SUPPLEMENTED = "supplemented"
    EXTENSION_ASKED = "extension_asked"
    DISOWNED = "disowned"
    COLLEAGUE_NAMED = "colleague_named"
    FOCAL_POINT_CHANGED = "focal_point_changed"
    NOTED = "noted"
    ASSIGNED = "assigned"
    LINKED = "linked"
    RECEIPT_PROVEN = "receipt_proven"
    RECEIPT_MISSING = "receipt_missing"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    EXTENDED = "extended"
    RECOUNTED = "recounted"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    ACT_DUE = "act_due"
    ACT_DECLINED = "act_declined"
    LETTER_FAILED = "letter_failed"
    FOCAL_POINT_MISSING = (
        "focal_point_missing"  # nobody there is confirmed: somebody else is written to as well
    )
    CORRECTED = "corrected"
    # also after the end
    IMPORTED = "imported"
    IDENTITY_ERASED = "identity_erased"
