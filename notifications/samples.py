"""An invented office with an invented complaint, in memory: what previews and tests of letters are made from.

All people, institutions and matters are made up. What happens in it is in `notifications.sample_events`.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel, create_engine, select

from models.casework import vault
from models.codes import (
    Access,
    Complexity,
    Confidentiality,
    FocalRole,
    FocalState,
    InstitutionKind,
    Maladministration,
    Party,
    Structure,
)
from models.tables import FocalPoint, Forwarding, Institution, Matter, Office, Officer, Reporter, WordsKind
from models.zones import Zone

NOW = datetime(2026, 3, 9, 2, 30, tzinfo=UTC)
"""Monday, 9 March 2026, 10.30 WITA: two weeks before the long holidays, so that proofs have something to show."""

OFFICERS = {
    Party.EXAMINER: "Rangga Saputra",
    Party.INTAKE_UNIT: "Meilani Ardhani",
    Party.UNIT_HEAD: "Hendra Wicaksono",
    Party.OFFICE_HEAD: "Noorhalisa Anwar",
    Party.RESOLUTION_UNIT: "Yusran Mahendra",
    Party.HEADQUARTERS: "Lidwina Hartati",
}
CONTACTS = {
    FocalRole.PRIMARY: ("Gusti Fahriani", "Sekretaris Dinas"),
    FocalRole.ALTERNATE: ("Bambang Iriansyah", "Kepala Subbagian Umum"),
    FocalRole.SUPERIOR: ("Rahmadi Setiawan", "Kepala Dinas"),
}

RowT = TypeVar("RowT", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Sample:
    """One complaint with everyone around it."""

    session: Session
    office: Office
    complaint: Matter
    track: Forwarding
    institution: Institution
    superior: Institution
    reporter: Reporter
    remark: str = ""
    """What officers add to every text they write."""


@contextmanager
def sample_database() -> Generator[Session]:
    """A session on an empty database in memory; it is gone when the block ends."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    SQLModel.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def sample(session: Session, *, language: str = "id", confidential: bool = False, remark: str = "") -> Sample:
    """A registered complaint, forwarded to an agency of a region, with one reporter."""
    office = add(
        session,
        Office(
            code="BJM",
            name="Perwakilan Kalimantan Selatan",
            zone=Zone.WITA,
            region="63",
            address="Jalan Contoh Nomor 1, Banjarmasin",
            phone="0511-0000000",
            email="bjm@kantor.example",
        ),
    )
    for role, name in OFFICERS.items():
        email = f"{role.value}@kantor.example"
        add(session, Officer(office_id=office.id or 0, name=name, email=email, role=role, language=language))
    superior, institution = _institutions(session, language)
    complaint = _complaint(session, office, institution, confidential=confidential)
    reporter = add(
        session,
        Reporter(
            matter_id=complaint.id or 0,
            name="Siti Rukmana Dewi",
            identity_no="6371010101010001",
            address="Jalan Rekaan Nomor 12, Banjarmasin",
            email="siti.rukmana@surat.example",
            phone="081200000001",
            language=language,
        ),
    )
    track = add(
        session,
        Forwarding(matter_id=complaint.id or 0, institution_id=institution.id or 0, sent_at=NOW),
    )
    vault.keep(
        session, complaint, WordsKind.NARRATIVE, "Akta kelahiran anak saya belum terbit sejak Oktober."
    )
    return Sample(session, office, complaint, track, institution, superior, reporter, remark)


def add(session: Session, row: RowT) -> RowT:
    """Add a row and give it its id."""
    session.add(row)
    session.flush()
    return row


def _institutions(session: Session, language: str) -> tuple[Institution, Institution]:
    inspectorate = add(
        session,
        Institution(
            code="ITKAB-X",
            name="Inspektorat Kabupaten Sungai Raya",
            kind=InstitutionKind.LOCAL_GOVERNMENT,
            structure=Structure.INSPECTORATE,
            zone=Zone.WITA,
            head_title="Inspektur",
            email="inspektorat@sungairaya.example",
        ),
    )
    superior = add(
        session,
        Institution(
            code="KAB-X",
            name="Kabupaten Sungai Raya",
            kind=InstitutionKind.LOCAL_GOVERNMENT,
            structure=Structure.REGION,
            zone=Zone.WITA,
            head_title="Bupati",
            email="bupati@sungairaya.example",
        ),
    )
    institution = add(
        session,
        Institution(
            code="DUKCAPIL-X",
            name="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Sungai Raya",
            kind=InstitutionKind.LOCAL_GOVERNMENT,
            structure=Structure.LOCAL_AGENCY,
            region="63",
            zone=Zone.WITA,
            head_title="Kepala",
            address="Jalan Contoh Nomor 2, Sungai Raya",
            email="dukcapil@sungairaya.example",
            superior_id=superior.id,
            inspectorate_id=inspectorate.id,
        ),
    )
    for role, (name, position) in CONTACTS.items():
        add(
            session,
            FocalPoint(
                institution_id=institution.id or 0,
                role=role,
                name=name,
                position=position,
                email=f"{role.value}.dukcapil@sungairaya.example",
                language=language,
                valid_from=date(2025, 1, 1),
                state=FocalState.CONFIRMED,
                state_on=date(2025, 1, 1),
            ),
        )
    return superior, institution


def _complaint(session: Session, office: Office, institution: Institution, *, confidential: bool) -> Matter:
    row = Matter(
        agenda_no="000123.2026",
        registration_no="0042/LM/III/2026/BJM",
        registered_at=NOW,
        received_at=NOW,
        office_id=office.id or 0,
        institution_id=institution.id,
        access=Access.REPORT,
        complexity=Complexity.LIGHT,
        confidentiality=Confidentiality.CONFIDENTIAL if confidential else Confidentiality.OPEN,
        alleged=Maladministration.PROTRACTED_DELAY,
        found=[Maladministration.PROTRACTED_DELAY.value],
    )
    row.examiner_id = session.exec(select(Officer.id).where(Officer.role == Party.EXAMINER)).one()
    return add(session, row)
