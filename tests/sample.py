"""A small invented office for tests: two officers and a head, three institutions with their focal points.

All names and addresses are invented. Everything is in Banjarmasin (WITA) but the ministry, which is in Jakarta.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlmodel import Session

from models.casework.intake import lodge
from models.codes import FocalRole, FocalState, InstitutionKind, Party, Structure
from models.filing import read_filing
from models.tables import FocalPoint, Institution, Matter, Office, Officer
from models.workdays import Zone

NOW: Final = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 10:00 in Banjarmasin."""

HEAD, EXAMINER, INTAKE = "Hadi Kurniawan", "Siska Amelia", "Fauzan Rahim"
HEALTH, LAND, MINISTRY = "BJM-DINKES", "BJM-BPN", "KEMENSOS"
COMMITMENT: Final = "Kami bersepakat bekerja sama.\nSetiap pengaduan ditanggapi tepat waktu."
"""The text of a joint commitment."""


def office(session: Session) -> Office:
    """The office `BJM` with its officers and the institutions it writes to."""
    here = Office(
        code="BJM",
        name="Perwakilan Kalimantan Selatan",
        zone=Zone.WITA,
        region="63",
        email="kalsel@ombudsman.example",
    )
    session.add(here)
    session.flush()
    for name, role in ((HEAD, Party.OFFICE_HEAD), (EXAMINER, Party.EXAMINER), (INTAKE, Party.INTAKE_UNIT)):
        session.add(Officer(office_id=here.id or 0, name=name, email=_address(name, "ombudsman"), role=role))
    inspectorate = institution(
        session, "BJM-INSP", "Inspektorat Kota Banjarmasin", structure=Structure.INSPECTORATE
    )
    health = institution(
        session, HEALTH, "Dinas Kesehatan Kota Banjarmasin", structure=Structure.LOCAL_AGENCY
    )
    health.inspectorate_id = inspectorate.id
    institution(
        session, LAND, "Kantor Pertanahan Kota Banjarmasin",
        kind=InstitutionKind.LAND_AGENCY, structure=Structure.VERTICAL_OFFICE,
    )  # fmt: skip
    institution(
        session, MINISTRY, "Kementerian Sosial", kind=InstitutionKind.MINISTRY, structure=Structure.CENTRAL,
        region=None, zone=Zone.WIB,
    )  # fmt: skip
    return here


def institution(session: Session, code: str, name: str, **fields: Any) -> Institution:
    """An institution with a focal point and an alternate."""
    given: dict[str, Any] = {
        "kind": InstitutionKind.LOCAL_GOVERNMENT,
        "region": "63.71",
        "zone": Zone.WITA,
        **fields,
    }
    row = Institution(code=code, name=name, email=f"{code.lower()}@instansi.example", **given)
    session.add(row)
    session.flush()
    for role in (FocalRole.PRIMARY, FocalRole.ALTERNATE):
        person = f"Narahubung {code} {role.value}"
        session.add(
            FocalPoint(
                institution_id=row.id or 0,
                role=role,
                name=person,
                email=_address(person, "instansi"),
                state=FocalState.CONFIRMED,
            )
        )
    session.flush()
    return row


def filing(**fields: Any) -> dict[str, Any]:
    """A filing as `lodge` reads it; `fields` replace its own."""
    return {
        "office": "BJM",
        "subject": "Rujukan BPJS ditolak tanpa alasan tertulis",
        "narrative": "Pelapor telah tiga kali meminta surat rujukan di puskesmas dan selalu ditolak tanpa alasan.",
        "expectation": "Surat rujukan diterbitkan.",
        "institution": HEALTH,
        "event_on": "2026-02-10",
        "reporters": [
            {
                "name": "Rahmat Hidayatullah",
                "identity_no": "6371010101800001",
                "email": "rahmat.h@pelapor.example",
                "phone": "0812-5000-1122",
            }
        ],
        **fields,
    }


def lodged(session: Session, now: datetime = NOW, **fields: Any) -> Matter:
    """A complaint just lodged at the sample office."""
    return lodge(session, read_filing(filing(**fields)), now)


def _address(name: str, domain: str) -> str:
    return f"{'.'.join(name.lower().replace('_', '-').split())}@{domain}.example"
