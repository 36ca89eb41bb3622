"""How undertakings of the sample office's network begin: who is around, what was before, and the opening itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import select

from models.casework.network import attendance, commitments, gatherings, plans, succession
from models.casework.network.gatherings import Plan
from models.codes import FocalRole, FocalState, InstitutionKind, MatterKind as M, Mode, Party
from models.tables import Commitment, FocalPoint, Institution, Matter, Officer
from models.zones import Zone
from notifications.samples import NOW, Sample, add

BY: Final = "Rangga Saputra"
LOCAL: Final = datetime(2026, 3, 16, 9, 0)  # noqa: DTZ001 - the office's local time
PLAN: Final = Plan(
    LOCAL, "Aula Perwakilan, Jalan Contoh Nomor 1, Banjarmasin", Mode.HYBRID,
    "Penguatan peran narahubung dalam percepatan penyelesaian pengaduan", "Noorhalisa Anwar, Kepala Perwakilan",
    ("Perkembangan data narahubung", "Kendala dan jalan keluarnya", "Rencana aksi"),
)  # fmt: skip
HEALTH, LAND = "DINKES-X", "BPN-X"
NEIGHBOURS: Final = (
    (HEALTH, "Dinas Kesehatan Kabupaten Sungai Raya", "Ratna Wulandari", "Sekretaris Dinas"),
    (LAND, "Kantor Pertanahan Kabupaten Sungai Raya", "Joko Prasetyo", "Kepala Subbagian Tata Usaha"),
)


TEXT: Final = (
    "Kami bersepakat bekerja sama melalui narahubung.\n"
    "Setiap pengaduan ditanggapi dalam jangka waktu yang ditentukan."
)
"""What is signed in the sample."""


def neighbours(sample: Sample) -> list[str]:
    """Two more institutions of the region, each with a focal point; their codes."""
    for code, name, who, position in NEIGHBOURS:
        kind = InstitutionKind.LAND_AGENCY if code == LAND else InstitutionKind.LOCAL_GOVERNMENT
        address = f"{code.lower()}@sungairaya.example"
        row = Institution(
            code=code, name=name, kind=kind, region="63", zone=Zone.WITA, head_title="Kepala", email=address
        )
        place = add(sample.session, row)
        entry = FocalPoint(
            institution_id=place.id or 0, name=who, position=position, email=f"narahubung.{address}",
            valid_from=date(2025, 1, 1), state=FocalState.CONFIRMED, state_on=date(2025, 1, 1),
        )  # fmt: skip
        add(sample.session, entry)
    return [HEALTH, LAND]


def contact(sample: Sample, role: FocalRole = FocalRole.PRIMARY) -> FocalPoint:
    """The contact of the sample's institution who has this role."""
    query = select(FocalPoint).where(
        FocalPoint.institution_id == sample.institution.id, FocalPoint.role == role
    )
    return sample.session.exec(query).one()


def _gathering(kind: M) -> Callable[[Sample, Sequence[str]], Matter]:
    def begin(sample: Sample, codes: Sequence[str]) -> Matter:
        if kind is M.MONEV:
            _earlier(sample, codes)
        return gatherings.plan(sample.session, sample.office, kind, PLAN, NOW, by=BY, host=_host(sample))

    return begin


def _host(sample: Sample) -> Officer:
    return sample.session.exec(select(Officer).where(Officer.role == Party.EXAMINER)).one()


def _earlier(sample: Sample, codes: Sequence[str]) -> None:
    """The monev before: half a year ago, with obstacles and an item that was never done."""
    session, then = sample.session, NOW - timedelta(days=180)
    plan = Plan(LOCAL - timedelta(days=180), "Aula Perwakilan", Mode.ON_SITE)
    matter = gatherings.plan(session, sample.office, M.MONEV, plan, then, by=BY)
    gatherings.invite(session, matter, codes[:2], "", then, by=BY)
    after = then + timedelta(days=8)
    gatherings.hold(session, matter, codes[:1], None, "", after, by=BY)
    obstacles = ["rotasi; -: Pejabat berganti.", "komunikasi; -: Surat terlambat diteruskan."]
    attendance.note_obstacles(session, matter, obstacles, after, by=BY)
    left = f"{codes[0]}: Menempatkan data narahubung pada papan pelayanan, paling lambat 2025-12-15"
    plans.agree(session, matter, [left], after, by=BY)
    plans.carry_over(session, matter, "", NOW - timedelta(days=1), by=BY)


def _commitment(sample: Sample, codes: Sequence[str]) -> Matter:
    session, then = sample.session, NOW - timedelta(days=180)
    before = commitments.draft(session, sample.office, "KB-2025", codes[:1], then, by=BY, text=TEXT)
    commitments.note_signatures(session, before, codes[:1], None, then, by=BY)
    commitments.put_in_force(session, before, None, "", date(2026, 3, 31), then, by=BY)
    return commitments.draft(
        session, sample.office, "KB-2026", codes, NOW, by=BY, text=TEXT, host=_host(sample),
        witness="Bupati Sungai Raya", renews=session.get_one(Commitment, before.id),
    )  # fmt: skip


def _rotation(sample: Sample, _: Sequence[str]) -> Matter:
    return succession.note_rotation(sample.session, contact(sample), date(2026, 3, 31), NOW, by=BY)


def _reconfirmation(sample: Sample, _: Sequence[str]) -> Matter:
    return succession.ask_to_reconfirm(sample.session, contact(sample), NOW)


BEGIN: Final[Mapping[M, Callable[[Sample, Sequence[str]], Matter]]] = {
    M.FORMATION: _gathering(M.FORMATION),
    M.MONEV: _gathering(M.MONEV),
    M.MEETING: _gathering(M.MEETING),
    M.COMMITMENT: _commitment,
    M.ROTATION: _rotation,
    M.RECONFIRMATION: _reconfirmation,
}
