"""A life of twelve steps as the engine lives it: each decided and its letters planned, one transaction each."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.casework import examination, forwarding, intake, verification
from models.casework.finding import matter_by_number
from models.codes import (
    Access,
    ClosingReason,
    Complexity,
    FocalRole,
    FocalState,
    InstitutionKind,
    Maladministration,
    Party,
)
from models.database import transaction
from models.filing import Filing
from models.stages import Event
from models.tables import FocalPoint, Institution, Matter, Office, Officer
from notifications import planning

FILED = datetime(2026, 3, 2, 3, tzinfo=UTC)
BY = "Rangga Saputra"
FILING = Filing.model_validate({
    "office": "BJM",
    "access": None,
    "subject": "Kartu keluarga belum terbit",
    "narrative": "Berkas lengkap sejak dua bulan yang lalu, belum ada kabar.",
    "reporters": [{"name": "Rusdiana", "email": "rusdiana@example.org"}],
})  # fmt: skip

Take = Callable[[Session, Matter, datetime], object]

DECISIONS: Sequence[Take] = (
    lambda s, c, now: intake.sort(s, c, Access.REPORT, now, by=BY),
    lambda s, c, now: verification.pass_formal(s, c, (), "", now, by=BY),
    lambda s, c, now: verification.pass_material(s, c, "", now, by=BY),
    lambda s, c, now: verification.accept(s, c, Complexity.LIGHT, BY, "", now, by=BY),
    lambda s, c, now: forwarding.forward(s, c, "DUKCAPIL", "Mohon penjelasan.", now, by=BY),
    lambda s, c, now: forwarding.answer(s, c, "DUKCAPIL", "Kartu sudah terbit.", now, by=BY),
    lambda s, c, now: examination.draft_result(s, c, "Ditemukan penundaan berlarut.", now, by=BY),
    lambda s, c, now: examination.move(s, c, Event.DRAFTING_STARTED, now, by=BY),
    lambda s, c, now: examination.move(s, c, Event.REVIEW_ASKED, now, by=BY),
    lambda s, c, now: examination.move(s, c, Event.REVIEW_APPROVED, now, by=BY),
    lambda s, c, now: examination.issue_without_actions(
        s,
        c,
        Event.REPORT_FOUND_SETTLED,
        ClosingReason.FOUND_SETTLED,
        "Kartu terbit pada saat pemeriksaan masih berlangsung.",
        now,
        by=BY,
        found=(Maladministration.PROTRACTED_DELAY,),
    ),
)
STEPS = 1 + len(DECISIONS)
"""Lodging, and the decisions until it is closed."""


def furnish() -> None:
    """An office with its officers, and the institution that is asked."""
    with transaction() as session:
        office = Office(code="BJM", name="Perwakilan Kalimantan Selatan", email="bjm@kantor.example")
        place = Institution(
            code="DUKCAPIL", name="Dinas Dukcapil", kind=InstitutionKind.OTHER, email="dinas@dinas.example"
        )
        session.add_all([office, place])
        session.flush()
        named = (
            (Party.EXAMINER, BY),
            (Party.INTAKE_UNIT, "Meilani Ardhani"),
            (Party.UNIT_HEAD, "Hendra Wicaksono"),
        )
        for role, name in named:
            email = f"{role.value}@kantor.example"
            session.add(Officer(office_id=office.id or 0, name=name, email=email, role=role))
        session.add(
            FocalPoint(
                institution_id=place.id or 0,
                name="Gusti Fahriani",
                email="gusti@dinas.example",
                role=FocalRole.PRIMARY,
                state=FocalState.CONFIRMED,
            )
        )


def lodged(now: datetime = FILED) -> str:
    """The first step: filed, with its receipt queued. Returns the agenda number."""
    with transaction() as session:
        complaint = intake.lodge(session, FILING, now, by=BY)
        planning.plan(session, complaint.id, now)
        return complaint.agenda_no


def decided(number: str, take: Take, now: datetime) -> None:
    """A further step: the complaint held, decided about, its letters queued."""
    with transaction() as session:
        complaint = matter_by_number(session, number, to_change=True)
        take(session, complaint, now)
        planning.plan(session, complaint.id, now)


def live(after: Callable[[], None] = lambda: None) -> None:
    """A whole life; `after` is called when a step has been committed."""
    number = lodged()
    after()
    for day, take in enumerate(DECISIONS, start=1):
        decided(number, take, FILED + timedelta(days=day))
        after()
