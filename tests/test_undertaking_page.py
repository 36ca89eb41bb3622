"""The page of the file for undertakings of the network: gatherings, commitments, and who holds a post."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import httpx
import pytest
from sqlmodel import Session

from models.casework import focal_points
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.network import attendance, commitments, gatherings, plans, succession
from models.casework.network.gatherings import Plan
from models.casework.network.people import Official
from models.casework.network.succession import name_successor, note_rotation, propose
from models.codes import FocalState, MatterKind, Mode
from models.database import transaction
from models.settings import settings
from models.tables import Matter, Office
from portal.file import file_app
from tests import sample
from tests.at_the_file import EVIL, KEY
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY, NOW
from tests.web_server import served

HELD = NOW + timedelta(days=14, hours=4)
DAY = datetime(2026, 3, 16, 9, 0)  # noqa: DTZ001 - the office's local time


def undertakings() -> dict[str, str]:
    """A formation with its commitment, a monev that follows one, and a rotation; the number of each."""
    with transaction() as session:
        here = sample.office(session)
        formation = _formation(session, here)
        signing = commitments.draft(
            session,
            here,
            "2026-1",
            [HEALTH, LAND],
            HELD,
            by=EXAMINER,
            text=sample.COMMITMENT,
            witness="Bupati Contoh",
            gathering=formation,
        )
        commitments.note_signatures(session, signing, [HEALTH], None, HELD, by=EXAMINER)
        first = gatherings.plan(session, here, MatterKind.MONEV, Plan(DAY, "Aula"), NOW, by=EXAMINER)
        gatherings.hold(session, first, [HEALTH], None, "", HELD, by=EXAMINER)
        plans.agree(session, first, [f"{HEALTH}: membuat grup pesan 2026-04-10"], HELD, by=EXAMINER)
        plans.carry_over(session, first, "Belum selesai.", HELD, by=EXAMINER)
        monev = gatherings.plan(session, here, MatterKind.MONEV, Plan(), HELD, by=EXAMINER)
        health = institution_by_code(session, HEALTH)
        leaving = focal_points.found(session, health, f"Narahubung {HEALTH} primary")
        rotation = note_rotation(session, leaving, date(2026, 3, 31), HELD, by=EXAMINER)
        propose(
            session,
            rotation,
            Official(health, f"Dian {EVIL}", "Kepala Bidang", "dian@dinkes.example"),
            "",
            HELD,
            by="x",
        )
        follower = focal_points.found(session, health, f"Narahubung {HEALTH} alternate")
        name_successor(session, rotation, follower.id, [], HELD, by=EXAMINER)
        land = institution_by_code(session, LAND)
        asked = succession.ask_to_reconfirm(
            session, focal_points.found(session, land, f"Narahubung {LAND} primary"), HELD
        )
        names = ("formation", "commitment", "old", "monev", "rotation", "asked")
        made = (formation, signing, first, monev, rotation, asked)
        return {name: matter.agenda_no for name, matter in zip(names, made, strict=True)}


def _formation(session: Session, here: Office) -> Matter:
    planned = Plan(
        DAY,
        "Aula Contoh, Jalan Contoh 1, Banjarmasin",
        Mode.HYBRID,
        f"Penguatan {EVIL}",
        "Hadi Kurniawan, Kepala Perwakilan",
    )
    matter = gatherings.plan(session, here, MatterKind.FORMATION, planned, NOW, by=EXAMINER, every_months=12)
    gatherings.invite(session, matter, [HEALTH, LAND, MINISTRY], "Mohon kehadirannya.", NOW, by=EXAMINER)
    gatherings.hold(
        session,
        matter,
        [HEALTH, LAND, "BJM-INSP"],
        date(2026, 3, 16),
        "Dibuka pukul 09.00.",
        HELD,
        by=EXAMINER,
    )
    attendance.note_people(
        session, matter, [f"{LAND}: Joko Prasetyo; Kasubbag; joko@bpn.example; 0511-2"], HELD, by=EXAMINER
    )
    lines = [
        f"{HEALTH}: Ratna {EVIL}; Sekretaris; ratna@dinkes.example; 0511-1",
        f"{HEALTH}: Wahid Anshari; Kasubbag",
    ]
    attendance.name_focal_points(session, matter, lines, HELD, by=EXAMINER)
    attendance.ask_absentees(session, matter, "", HELD, by=EXAMINER)
    obstacles = [
        f"rotasi; {HEALTH}: Pejabat berganti dua kali setahun. {EVIL}",
        "komunikasi; -: Surat terlambat sampai.",
    ]
    attendance.note_obstacles(session, matter, obstacles, HELD, by=EXAMINER)
    plans.agree(
        session,
        matter,
        [f"{HEALTH}: memperbarui data narahubung, paling lambat 2026-04-10"],
        HELD,
        by=EXAMINER,
    )
    return matter


@pytest.fixture
def numbers(database_url: str) -> dict[str, str]:
    """The numbers of the undertakings, by name."""
    del database_url
    return undertakings()


@pytest.fixture
def officer(numbers: dict[str, str]) -> Iterator[httpx.Client]:
    """Somebody who has opened the page with its key."""
    del numbers
    with served(file_app(KEY)) as client:
        client.get("/", params={"key": KEY})
        yield client


def lacking(shown: str, *words: str) -> list[str]:
    """The words that are not there."""
    return [each for each in words if each not in shown]


def test_a_gathering_shows_what_became_of_it(officer: httpx.Client, numbers: dict[str, str]) -> None:
    """When and where, who came and whom they sent, obstacles in their words, the plan, its commitment."""
    shown = officer.get(f"/berkas/{numbers['formation']}").text

    assert [] == lacking(
        shown, "Pembentukan narahubung", "Aula Contoh", "Hadi Kurniawan", "16 Maret 2026",
        "09.00–11.00 WITA", "hibrida",
        "3 dari 4 hadir", "tanpa undangan", "tidak hadir", "Joko Prasetyo", "ratna@dinkes.example",
        "narahubung · dikonfirmasi",
        "Rotasi", "Pejabat berganti dua kali setahun.", "Semua instansi", "memperbarui data narahubung",
        f'href="/berkas/{numbers["commitment"]}"', "Dibuka pukul 09.00.", EXAMINER,
    )  # fmt: skip
    assert "Pelapor" not in shown
    assert "Dugaan" not in shown


def test_the_next_one_shows_what_is_left_over(officer: httpx.Client, numbers: dict[str, str]) -> None:
    """From the gathering before it; a day is not set yet."""
    shown = officer.get(f"/berkas/{numbers['monev']}").text

    assert [] == lacking(
        shown, "Sisa rencana aksi sebelumnya", "membuat grup pesan", "belum ditetapkan", numbers["old"]
    )


def test_a_monev_shows_what_has_changed_since_the_one_before(
    officer: httpx.Client, numbers: dict[str, str]
) -> None:
    """Attendance, items and focal points as counts of so many, and how the institutions fare then and now."""
    with transaction() as session:
        row = matter_by_number(session, numbers["monev"])
        gatherings.hold(session, row, [HEALTH, LAND], None, "", HELD + timedelta(days=90), by=EXAMINER)
        gone = focal_points.found(session, institution_by_code(session, LAND), f"Narahubung {LAND} alternate")
        later = HELD + timedelta(days=91)
        focal_points.set_state(session, gone, FocalState.LEFT, later.date(), later, by=EXAMINER)
    shown = " ".join(officer.get(f"/berkas/{numbers['monev']}").text.split())

    assert [] == lacking(
        shown, "Perubahan sejak 16 Maret 2026", "<dt>Instansi hadir</dt><dd>2 dari 2",
        "<dt>Butir sebelumnya belum selesai</dt><dd>1 dari 1</dd>",
        "<dt>Narahubung tidak lagi bertugas</dt><dd>2 dari 8</dd>", "Kinerja instansi", "Jangka waktu dipenuhi",
        "sebelumnya tidak ada data",
    )  # fmt: skip
    assert "Perubahan sejak" not in officer.get(f"/berkas/{numbers['formation']}").text


def test_a_commitment_shows_who_signed(officer: httpx.Client, numbers: dict[str, str]) -> None:
    """And who has not, out of how many."""
    shown = officer.get(f"/berkas/{numbers['commitment']}").text

    assert [] == lacking(
        shown,
        "2026-1",
        "Bupati Contoh",
        "1 dari 2",
        "Dinas Kesehatan",
        "belum menandatangani",
        numbers["formation"],
    )


def test_a_rotation_names_who_leaves_and_who_follows(officer: httpx.Client, numbers: dict[str, str]) -> None:
    """With how far each can be relied on; and whom the institution has proposed."""
    shown = officer.get(f"/berkas/{numbers['rotation']}").text

    assert [] == lacking(
        shown, "Mutasi narahubung", f"Narahubung {HEALTH} primary", f"Narahubung {HEALTH} alternate", "Pengganti",
        "Hari terakhir", "31 Maret 2026", "Diusulkan instansi", "dian@dinkes.example",
    )  # fmt: skip
    assert "Yang diminta mengonfirmasi" in officer.get(f"/berkas/{numbers['asked']}").text


def test_the_pages_speak_english_too(numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every label there is, for each kind of undertaking; and hostile words stay words."""
    monkeypatch.setenv("NARAHUBUNG_LANGUAGE", "en")
    settings.cache_clear()
    with served(file_app(KEY)) as client:
        client.get("/", params={"key": KEY})
        shown = {name: client.get(f"/berkas/{number}").text for name, number in numbers.items()}
        listed = client.get("/").text

    assert [] == lacking(
        shown["formation"],
        "Attendance and focal points",
        "3 of 4 present",
        "09:00–11:00 WITA",
        "All institutions",
    )
    assert [] == lacking(shown["commitment"], "Joint commitment", "not signed")
    assert [] == lacking(shown["rotation"], "Who leaves", "Successor", "Proposed by the institution")
    assert [] == [name for name, text in shown.items() if "<script" in text]
    assert "Open undertakings of the network" in listed
    assert numbers["old"] not in listed
