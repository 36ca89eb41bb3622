"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ACCESS = """
report rapid_response own_initiative consultation carbon_copy
"""
CHANNEL = """
walk_in letter phone whatsapp email web_form social_media on_the_spot sp4n_lapor media focal_point
"""
CLOCK_STATE = """
waiting running paused met overrun void
"""
CLOSING_REASON = """
withdrawn deemed_withdrawn formal_unmet material_unmet no_prior_complaint in_court being_settled
already_settled no_jurisdiction mediated not_proven duplicate transferred stopped found_settled
corrective_done recommendation_done recommendation_not_done adjudicated consultation_done
carbon_copy_noted rapidly_settled
"""
COMPLEXITY = """
light medium heavy
"""
CONFIDENTIALITY = """
open confidential
"""
CONTACT = """
email letter phone
"""
DELIVERY = """
email task
"""
DESK_STATE = """
opening open taken
"""
EVENT = """
lodged sorted_as_report sorted_as_emergency sorted_as_consultation sorted_as_initiative
carbon_copy_noted consultation_forwarded consultation_answered first_contact_made rapidly_settled
turned_into_report detection_concluded formal_met gaps_found data_completed material_met accepted
rejected transfer_proposed transfer_accepted transfer_refused forwarded acknowledged
clarification_requested second_request_sent answered right_unused summoned absence_excused force_asked
settled_informally track_released tracks_ended field_exam_ordered field_exam_done conciliation_opened
mediation_opened session_called session_held agreed not_agreed result_drafted reporter_replied
reexamination_opened drafting_started review_asked review_approved review_sent_back report_found
report_not_found report_stopped report_found_settled item_reported item_verified settlement_kept
settlement_broken actions_done handed_over file_completed resolved recommendation_proposed
recommendation_approved recommendation_signed recommendation_implemented sanction_recommended
publication_decided published withdrawn deemed_withdrawn closed_early objected objection_upheld
objection_refused reopened resumed_at_verification resumed_at_examination gathering_planned plan_changed
invited attendance_announced presence_noted absence_noted gathering_held focal_points_named
absentee_asked obstacles_noted plan_agreed plan_done plan_carried_over gathering_concluded
commitment_drafted signature_asked commitment_signed commitment_concluded rotation_noted
reconfirmation_asked confirmation_missed successor_proposed successor_named focal_point_confirmed
called_off supplemented extension_asked disowned colleague_named focal_point_changed noted assigned
linked receipt_proven receipt_missing clock_paused clock_resumed extended recounted reminded escalated
act_due act_declined letter_failed focal_point_missing corrected imported identity_erased
"""
FOCAL_ROLE = """
primary alternate superior head inspectorate
"""
FOCAL_STATE = """
proposed unconfirmed confirmed doubtful dead left
"""
INSTITUTION_KIND = """
local_government ministry police land_agency state_enterprise local_enterprise public_school
public_university court bank prosecution commission public_hospital state_agency armed_forces parliament
non_government other
"""
ITEM_KIND = """
corrective_action recommendation settlement action_plan
"""
ITEM_STATUS = """
not_started in_progress partial done refused
"""
LETTER_STATE = """
queued claimed accepted deferred refused todo done
"""
MALADMINISTRATION = """
protracted_delay no_service incompetence abuse_of_authority procedure_deviation request_for_reward
improper_conduct partiality discrimination conflict_of_interest neglect_of_duty uncategorised
"""
MATTER_KIND = """
complaint formation commitment rotation reconfirmation monev meeting
"""
MODE = """
on_site online hybrid
"""
OBSTACLE = """
communication competence authority rotation other
"""
PARTY = """
reporter reported_party focal_point alternate superior inspectorate examiner intake_unit unit_head
office_head resolution_unit headquarters institution_head provider service_user
"""
PURPOSE = """
clarification corrective_action settlement recommendation attendance action_plan signature confirmation
"""
REPLY_KIND = """
acknowledgement answer supplement item_report extension not_ours colleague attendance signature
still_in_post successor
"""
REPORTER_ROLE = """
victim proxy group_contact
"""
RULE_SET = """
2017 2023
"""
RUNG_STATE = """
fired skipped awaiting released declined
"""
STAGE = """
access consultation rapid_response early_detection formal_check awaiting_reporter material_check plenary
transfer objection reopened registered clarification evaluation field_exam conciliation mediation
reporter_response report_drafting case_review report_issued settlement_monitoring corrective_monitoring
resolution recommendation_draft recommendation_issued recommendation_monitoring sanction_recommendation
publication planning invited follow_up plan_monitoring signing confirming succession closed
"""
STRUCTURE = """
central inspectorate vertical_office tech_unit local_agency region
"""
TRACK_STAGE = """
forwarded clarification_1 clarification_2 summons_1 summons_2 summons_3 excused forced_attendance
answered settled silent released invited present absent followed_up named asked signed confirmed
"""
WORDS_KIND = """
subject narrative expectation note gaps request answer item evidence reply result reason
"""
ZONE = """
WIB WITA WIT
"""


def coded(codes: str) -> sa.Enum:
    return sa.Enum(*codes.split(), native_enum=False, create_constraint=True, length=40, name=None)


def upgrade() -> None:
    op.create_table(
        "business_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pace", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_time")),
    )
    op.create_table(
        "counter",
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counter")),
    )
    op.create_table(
        "holiday_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_amendment")),
    )
    with op.batch_alter_table("holiday_amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holiday_amendment_day"), ["day"], unique=False)
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", coded(INSTITUTION_KIND), nullable=False),
        sa.Column("structure", coded(STRUCTURE), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("zone", coded(ZONE), nullable=False),
        sa.Column("head_title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("superior_id", sa.Integer(), nullable=True),
        sa.Column("inspectorate_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspectorate_id"], ["institution.id"], name=op.f("fk_institution_inspectorate_id")
        ),
        sa.ForeignKeyConstraint(["superior_id"], ["institution.id"], name=op.f("fk_institution_superior_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("code", name=op.f("uq_institution_code")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", coded(ZONE), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_api_key_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_institution_id"), ["institution_id"], unique=False)
    op.create_table(
        "focal_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("role", coded(FOCAL_ROLE), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("whatsapp", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("state", coded(FOCAL_STATE), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_focal_point_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_point")),
    )
    with op.batch_alter_table("focal_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_focal_point_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_focal_point_state_state_on", ["state", "state_on"], unique=False)
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", coded(PARTY), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_officer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officer_office_id"), ["office_id"], unique=False)
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_service_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_service_institution_id_code")),
    )
    op.create_table(
        "focal_point_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("focal_point_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["focal_point.id"], name=op.f("fk_focal_point_version_focal_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_point_version")),
        sa.UniqueConstraint(
            "focal_point_id", "number", name=op.f("uq_focal_point_version_focal_point_id_number")
        ),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", coded(MATTER_KIND), nullable=False),
        sa.Column("agenda_no", sa.String(length=40), nullable=False),
        sa.Column("registration_no", sa.String(length=60), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=True),
        sa.Column("transfer_to_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("access", coded(ACCESS), nullable=True),
        sa.Column("channel", coded(CHANNEL), nullable=False),
        sa.Column("stage", coded(STAGE), nullable=False),
        sa.Column("came_from", coded(STAGE), nullable=True),
        sa.Column("rule_set", coded(RULE_SET), nullable=False),
        sa.Column("complexity", coded(COMPLEXITY), nullable=True),
        sa.Column("confidentiality", coded(CONFIDENTIALITY), nullable=False),
        sa.Column("substance", sa.String(length=60), nullable=True),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("alleged", coded(MALADMINISTRATION), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", coded(CLOSING_REASON), nullable=True),
        sa.Column("master_id", sa.Integer(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["examiner_id"], ["officer.id"], name=op.f("fk_matter_examiner_id")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_matter_institution_id")
        ),
        sa.ForeignKeyConstraint(["master_id"], ["matter.id"], name=op.f("fk_matter_master_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_matter_office_id")),
        sa.ForeignKeyConstraint(["transfer_to_id"], ["office.id"], name=op.f("fk_matter_transfer_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("agenda_no", name=op.f("uq_matter_agenda_no")),
        sa.UniqueConstraint("registration_no", name=op.f("uq_matter_registration_no")),
        sa.UniqueConstraint("source_key", name=op.f("uq_matter_source_key")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_examiner_id"), ["examiner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_matter_kind_received", ["kind", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_office_id"), ["office_id"], unique=False)
        batch_op.create_index("ix_matter_stage_received", ["stage", "received_at"], unique=False)
    op.create_table(
        "route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("service", sa.String(length=40), nullable=True),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("substance", sa.String(length=60), nullable=True),
        sa.Column("focal_point_id", sa.Integer(), nullable=True),
        sa.Column("role", coded(FOCAL_ROLE), nullable=True),
        sa.CheckConstraint("(focal_point_id IS NULL) <> (role IS NULL)", name="person_or_role"),
        sa.ForeignKeyConstraint(["focal_point_id"], ["focal_point.id"], name=op.f("fk_route_focal_point_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_route_institution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
        sa.UniqueConstraint("position", name=op.f("uq_route_position")),
    )
    with op.batch_alter_table("route", schema=None) as batch_op:
        batch_op.create_index(
            "ix_route_institution_id_position", ["institution_id", "position"], unique=False
        )
    op.create_table(
        "attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("nominated", sa.Boolean(), nullable=False),
        sa.Column("focal_point_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["focal_point.id"], name=op.f("fk_attendee_focal_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_attendee_institution_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_attendee_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
    )
    with op.batch_alter_table("attendee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendee_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "desk",
        sa.Column("token", sa.String(length=36), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", coded(STAGE), nullable=False),
        sa.Column("state", coded(DESK_STATE), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_desk_matter_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_desk")),
    )
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.create_index("ix_desk_complaint_state", ["matter_id", "state"], unique=False)
    op.create_table(
        "door",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("purpose", coded(PURPOSE), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_door_institution_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_door_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door")),
        sa.UniqueConstraint(
            "matter_id", "institution_id", "purpose", name=op.f("uq_door_matter_id_institution_id_purpose")
        ),
    )
    with op.batch_alter_table("door", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_draft_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "forwarding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("focal_point_id", sa.Integer(), nullable=True),
        sa.Column("stage", coded(TRACK_STAGE), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["focal_point.id"], name=op.f("fk_forwarding_focal_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_forwarding_institution_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_forwarding_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forwarding")),
        sa.UniqueConstraint(
            "matter_id", "institution_id", name=op.f("uq_forwarding_matter_id_institution_id")
        ),
    )
    with op.batch_alter_table("forwarding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forwarding_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forwarding_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "gathering",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("mode", coded(MODE), nullable=False),
        sa.Column("theme", sa.String(length=300), nullable=False),
        sa.Column("opener", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_gathering_matter_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["matter.id"], name=op.f("fk_gathering_previous_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_gathering")),
    )
    op.create_table(
        "reporter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("role", coded(REPORTER_ROLE), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("identity_no", sa.String(length=40), nullable=True),
        sa.Column("born_in", sa.String(length=120), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("occupation", sa.String(length=120), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("contact", coded(CONTACT), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_reporter_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter")),
    )
    with op.batch_alter_table("reporter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporter_identity_no"), ["identity_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_reporter_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("woken_by", sa.String(length=36), nullable=True),
        sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("artifact_id", sa.String(length=36), nullable=True),
        sa.Column("sheet_digest", sa.String(length=64), nullable=True),
        sa.Column("sheet_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_run_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_run")),
        sa.UniqueConstraint("run_id", name=op.f("uq_run_run_id")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_leased_until"), ["leased_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_quarantined"), ["quarantined"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_signature_institution_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_signature_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("matter_id", "person", name=op.f("uq_signature_matter_id_person")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "succession",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("focal_point_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("takes_up_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["focal_point_id"], ["focal_point.id"], name=op.f("fk_succession_focal_point_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_succession_matter_id")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["focal_point.id"], name=op.f("fk_succession_successor_id")
        ),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_succession")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_focal_point_id"), ["focal_point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_succession_successor_id"), ["successor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_succession_takes_up_on"), ["takes_up_on"], unique=False)
    op.create_table(
        "words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("kind", coded(WORDS_KIND), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_words_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
    )
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_words_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "door_draft",
        sa.Column("door_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_door_draft_door_id")),
        sa.PrimaryKeyConstraint("door_id", "person", name=op.f("pk_door_draft")),
    )
    op.create_table(
        "happening",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event", coded(EVENT), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("stage_before", coded(STAGE), nullable=True),
        sa.Column("stage_after", coded(STAGE), nullable=False),
        sa.Column("forwarding_id", sa.Integer(), nullable=True),
        sa.Column("track_after", coded(TRACK_STAGE), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["forwarding_id"], ["forwarding.id"], name=op.f("fk_happening_forwarding_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_happening_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
        sa.UniqueConstraint("matter_id", "seq", name=op.f("uq_happening_matter_id_seq")),
    )
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_happening_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("kind", coded(ITEM_KIND), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("status", coded(ITEM_STATUS), nullable=False),
        sa.Column("claimed", coded(ITEM_STATUS), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("verified_by", sa.String(length=120), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["words.id"], name=op.f("fk_item_evidence_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_item_institution_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_item_matter_id")),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_item_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("matter_id", "kind", "number", name=op.f("uq_item_matter_id_kind_number")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "obstacle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("obstacle", coded(OBSTACLE), nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_obstacle_institution_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_obstacle_matter_id")),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_obstacle_words_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle")),
    )
    with op.batch_alter_table("obstacle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacle_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("forwarding_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("binds", coded(PARTY), nullable=False),
        sa.Column("zone", coded(ZONE), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=True),
        sa.Column("state", coded(CLOCK_STATE), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=60), nullable=True),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.JSON(), nullable=True),
        sa.Column("calendar_version", sa.String(length=40), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["forwarding_id"], ["forwarding.id"], name=op.f("fk_clock_forwarding_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_clock_institution_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_clock_item_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_clock_matter_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["happening.id"], name=op.f("fk_clock_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_forwarding_id"), ["forwarding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clock_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clock_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_clock_next", ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_clock_opened_by"), ["opened_by"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happening_id", sa.String(length=36), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("role", coded(PARTY), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("delivery", coded(DELIVERY), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("state", coded(LETTER_STATE), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("claim", sa.String(length=36), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=300), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["happening_id"], ["happening.id"], name=op.f("fk_letter_happening_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_letter_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("happening_id", "person", name=op.f("uq_letter_happening_id_person")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_letter_state_next", ["state", "next_try_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("happening_id", sa.String(length=36), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["happening_id"], ["happening.id"], name=op.f("fk_outbox_happening_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_outbox_matter_id")),
        sa.PrimaryKeyConstraint("happening_id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_matter_id"), ["matter_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door_id", sa.Integer(), nullable=False),
        sa.Column("receipt_no", sa.String(length=60), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("kind", coded(REPLY_KIND), nullable=False),
        sa.Column("happening_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_submission_door_id")),
        sa.ForeignKeyConstraint(["happening_id"], ["happening.id"], name=op.f("fk_submission_happening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_submission_receipt_no")),
        sa.UniqueConstraint("ticket", name=op.f("uq_submission_ticket")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_door_id"), ["door_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_happening_id"), ["happening_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_attachment_item_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_attachment_matter_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_attachment_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_submission_id"), ["submission_id"], unique=False)
    op.create_table(
        "earlier_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calendar_version", sa.String(length=40), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_earlier_due_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_due")),
    )
    with op.batch_alter_table("earlier_due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_due_clock_id"), ["clock_id"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_pause_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_clock_id"), ["clock_id"], unique=False)
    op.create_table(
        "reached",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=60), nullable=False),
        sa.Column("state", coded(RUNG_STATE), nullable=False),
        sa.Column("due_used", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happening_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_reached_clock_id")),
        sa.ForeignKeyConstraint(["happening_id"], ["happening.id"], name=op.f("fk_reached_happening_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_reached_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reached")),
        sa.UniqueConstraint("clock_id", "rung", name=op.f("uq_reached_clock_id_rung")),
    )
    with op.batch_alter_table("reached", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reached_clock_id"), ["clock_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reached_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reached_state"), ["state"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.String(length=60), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("gathering_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["matter.id"], name=op.f("fk_commitment_gathering_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_commitment_matter_id")),
        sa.ForeignKeyConstraint(["renews_id"], ["matter.id"], name=op.f("fk_commitment_renews_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["attachment.id"], name=op.f("fk_commitment_scan_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_commitment")),
    )
