"""The memory: every fact about a complaint lives in these tables (SQLModel, by noun)."""

from models.tables.calendar import HolidayAmendment
from models.tables.clocks import Clock, ClockState, EarlierDue, Pause, Reached, RungState
from models.tables.directory import FocalPointVersion, InstitutionVersion, Route
from models.tables.doors import ApiKey, Door, DoorDraft, Submission
from models.tables.happenings import Happening, Outbox
from models.tables.letters import Delivery, Letter, LetterState
from models.tables.matters import BusinessTime, Counter, Forwarding, Item, Matter
from models.tables.network import FocalPoint, Institution, Office, Officer, Service
from models.tables.people import Attachment, Contact, Draft, Reporter, ReporterRole, Words, WordsKind
from models.tables.runs import Desk, DeskState, Run
from models.tables.undertakings import Attendee, Commitment, Gathering, ObstacleNoted, Signature, Succession

__all__ = [
    "ApiKey",
    "Attachment",
    "Attendee",
    "BusinessTime",
    "Clock",
    "ClockState",
    "Commitment",
    "Contact",
    "Counter",
    "Delivery",
    "Desk",
    "DeskState",
    "Door",
    "DoorDraft",
    "Draft",
    "EarlierDue",
    "FocalPoint",
    "FocalPointVersion",
    "Forwarding",
    "Gathering",
    "Happening",
    "HolidayAmendment",
    "Institution",
    "InstitutionVersion",
    "Item",
    "Letter",
    "LetterState",
    "Matter",
    "ObstacleNoted",
    "Office",
    "Officer",
    "Outbox",
    "Pause",
    "Reached",
    "Reporter",
    "ReporterRole",
    "Route",
    "Run",
    "RungState",
    "Service",
    "Signature",
    "Submission",
    "Succession",
    "Words",
    "WordsKind",
]  # fmt: skip
