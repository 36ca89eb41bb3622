"""The official code lists: how a complaint came, whom it names, what was alleged, how it ended.

Pure. Values are the codes of the database and of the command line; the official Indonesian labels are in
`models.terms`.
"""

from enum import StrEnum


class MatterKind(StrEnum):
    """What an office follows from beginning to end: a complaint, or an undertaking of the network of focal points."""

    COMPLAINT = "complaint"
    FORMATION = "formation"  # an event at which institutions name their focal points
    COMMITMENT = "commitment"  # a joint undertaking that is signed
    ROTATION = "rotation"  # an official leaves the post
    RECONFIRMATION = "reconfirmation"  # is the focal point still the one?
    MONEV = "monev"  # monitoring and evaluation of the network
    MEETING = "meeting"  # a coordination meeting


GATHERINGS = frozenset({MatterKind.FORMATION, MatterKind.MONEV, MatterKind.MEETING})
"""Undertakings to which institutions are invited."""
SUCCESSIONS = frozenset({MatterKind.ROTATION, MatterKind.RECONFIRMATION})
"""Undertakings about who holds one post."""


class Mode(StrEnum):
    """How a gathering is attended."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class Obstacle(StrEnum):
    """What keeps a network from working, as monev meetings of the offices name it."""

    COMMUNICATION = "communication"
    COMPETENCE = "competence"
    AUTHORITY = "authority"  # the officer cannot decide
    ROTATION = "rotation"
    OTHER = "other"


class Access(StrEnum):
    """The kind of access (`jenis akses`). 2025 statistics of the Ombudsman count these five."""

    REPORT = "report"
    RAPID_RESPONSE = "rapid_response"
    OWN_INITIATIVE = "own_initiative"
    CONSULTATION = "consultation"
    CARBON_COPY = "carbon_copy"


class Channel(StrEnum):
    """How it reached the office."""

    WALK_IN = "walk_in"
    LETTER = "letter"
    PHONE = "phone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    WEB_FORM = "web_form"
    SOCIAL_MEDIA = "social_media"
    ON_THE_SPOT = "on_the_spot"
    SP4N_LAPOR = "sp4n_lapor"
    MEDIA = "media"
    FOCAL_POINT = "focal_point"


class RuleSet(StrEnum):
    """The regulation a complaint was opened under; it keeps its names and terms to the end."""

    PO_26_2017 = "2017"  # LAHP, ten kinds of maladministration
    PO_58_2023 = "2023"  # LHP, eleven kinds


class Maladministration(StrEnum):
    """Kinds of maladministration: PO 26/2017 Art. 11; neglect of duty from UU 37/2008 Art. 1(3)."""

    PROTRACTED_DELAY = "protracted_delay"
    NO_SERVICE = "no_service"
    INCOMPETENCE = "incompetence"
    ABUSE_OF_AUTHORITY = "abuse_of_authority"
    PROCEDURE_DEVIATION = "procedure_deviation"
    REQUEST_FOR_REWARD = "request_for_reward"
    IMPROPER_CONDUCT = "improper_conduct"
    PARTIALITY = "partiality"
    DISCRIMINATION = "discrimination"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEGLECT_OF_DUTY = "neglect_of_duty"
    UNCATEGORISED = "uncategorised"


KINDS_BY_RULE_SET: dict[RuleSet, frozenset[Maladministration]] = {
    RuleSet.PO_26_2017: frozenset(Maladministration)
    - {Maladministration.NEGLECT_OF_DUTY, Maladministration.UNCATEGORISED},
    RuleSet.PO_58_2023: frozenset(Maladministration) - {Maladministration.UNCATEGORISED},
}
"""Which kinds may be *found* under which rules. `UNCATEGORISED` exists at intake only."""


class Complexity(StrEnum):
    """The class given in plenary; it sets the length of the examination."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class Confidentiality(StrEnum):
    """Whether the reporter asked for secrecy (UU 37/2008 Art. 24(2))."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"


class ClosingReason(StrEnum):
    """Why a complaint ended: UU 37/2008 Arts 25, 36, 38; PO 48/2020 Art. 25; PO 58/2023 Art. 17."""

    WITHDRAWN = "withdrawn"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    FORMAL_UNMET = "formal_unmet"
    MATERIAL_UNMET = "material_unmet"
    NO_PRIOR_COMPLAINT = "no_prior_complaint"
    IN_COURT = "in_court"
    BEING_SETTLED = "being_settled"
    ALREADY_SETTLED = "already_settled"
    NO_JURISDICTION = "no_jurisdiction"
    MEDIATED = "mediated"
    NOT_PROVEN = "not_proven"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    STOPPED = "stopped"
    FOUND_SETTLED = "found_settled"
    CORRECTIVE_DONE = "corrective_done"
    RECOMMENDATION_DONE = "recommendation_done"
    RECOMMENDATION_NOT_DONE = "recommendation_not_done"
    ADJUDICATED = "adjudicated"
    CONSULTATION_DONE = "consultation_done"
    CARBON_COPY_NOTED = "carbon_copy_noted"
    RAPIDLY_SETTLED = "rapidly_settled"


class ItemKind(StrEnum):
    """What an item is part of."""

    CORRECTIVE_ACTION = "corrective_action"
    RECOMMENDATION = "recommendation"
    SETTLEMENT = "settlement"
    ACTION_PLAN = "action_plan"  # of a monev or a meeting


class ItemStatus(StrEnum):
    """How far an item has come, as verified by the examiner, not as claimed by the institution."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PARTIAL = "partial"
    DONE = "done"
    REFUSED = "refused"


class InstitutionKind(StrEnum):
    """Statistical kinds of institutions, as the Ombudsman's yearly statistics name them."""

    LOCAL_GOVERNMENT = "local_government"
    MINISTRY = "ministry"
    POLICE = "police"
    LAND_AGENCY = "land_agency"
    STATE_ENTERPRISE = "state_enterprise"
    LOCAL_ENTERPRISE = "local_enterprise"
    PUBLIC_SCHOOL = "public_school"
    PUBLIC_UNIVERSITY = "public_university"
    COURT = "court"
    BANK = "bank"
    PROSECUTION = "prosecution"
    COMMISSION = "commission"
    PUBLIC_HOSPITAL = "public_hospital"
    STATE_AGENCY = "state_agency"
    ARMED_FORCES = "armed_forces"
    PARLIAMENT = "parliament"
    NON_GOVERNMENT = "non_government"
    OTHER = "other"


class Structure(StrEnum):
    """What an institution is in its hierarchy, beside its statistical kind."""

    CENTRAL = "central"
    INSPECTORATE = "inspectorate"
    VERTICAL_OFFICE = "vertical_office"
    TECH_UNIT = "tech_unit"
    LOCAL_AGENCY = "local_agency"
    REGION = "region"


class FocalRole(StrEnum):
    """What a contact is to the institution."""

    PRIMARY = "primary"
    ALTERNATE = "alternate"
    SUPERIOR = "superior"
    HEAD = "head"
    INSPECTORATE = "inspectorate"  # the internal supervisor's person for this institution


class FocalState(StrEnum):
    """How far a contact can be relied on; each state has its evidence (DOMAIN 5, rows 4 and 8: confirmation dates)."""

    PROPOSED = "proposed"  # the institution, or a meeting, has named them; nobody has spoken with them
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"  # on a date
    DOUBTFUL = "doubtful"  # something speaks against it: an automatic reply, a rumour of a rotation
    DEAD = "dead"  # the address: a letter was refused
    LEFT = "left"  # the person is no longer in post


RELIED_ON = frozenset({FocalState.CONFIRMED})
"""Only these may be the only recipient of a letter that starts a deadline."""
WRITTEN_TO = frozenset({FocalState.UNCONFIRMED, FocalState.CONFIRMED, FocalState.DOUBTFUL})
"""The others are never written to: who is only proposed has not been seen by the office yet."""


class Purpose(StrEnum):
    """What an institution's door is for: the matter that its link opens, and nothing else."""

    CLARIFICATION = "clarification"
    CORRECTIVE_ACTION = "corrective_action"
    SETTLEMENT = "settlement"
    RECOMMENDATION = "recommendation"
    ATTENDANCE = "attendance"  # who comes to a gathering, and who is to be focal point
    ACTION_PLAN = "action_plan"
    SIGNATURE = "signature"  # of a joint commitment
    CONFIRMATION = "confirmation"  # who holds the post


class ReplyKind(StrEnum):
    """What an institution can say through its door."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    SUPPLEMENT = "supplement"
    ITEM_REPORT = "item_report"
    EXTENSION = "extension"
    NOT_OURS = "not_ours"
    COLLEAGUE = "colleague"
    ATTENDANCE = "attendance"
    SIGNATURE = "signature"
    STILL_IN_POST = "still_in_post"
    SUCCESSOR = "successor"


class Party(StrEnum):
    """Everyone who may be written to, be bound by a clock, or have the ball (DOMAIN: who is told what)."""

    REPORTER = "reporter"
    REPORTED_PARTY = "reported_party"
    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    SUPERIOR = "superior"
    INSPECTORATE = "inspectorate"
    EXAMINER = "examiner"
    INTAKE_UNIT = "intake_unit"
    UNIT_HEAD = "unit_head"
    OFFICE_HEAD = "office_head"
    RESOLUTION_UNIT = "resolution_unit"
    HEADQUARTERS = "headquarters"
    INSTITUTION_HEAD = "institution_head"
    PROVIDER = "provider"
    SERVICE_USER = "service_user"


OFFICE = frozenset({
    Party.EXAMINER, Party.INTAKE_UNIT, Party.UNIT_HEAD, Party.OFFICE_HEAD, Party.RESOLUTION_UNIT, Party.HEADQUARTERS,
})  # fmt: skip
"""Those within the Ombudsman; all others are outside."""
