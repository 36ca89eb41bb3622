"""`narahubung network`: gatherings, commitments, confirmations; and what `show` says of them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.casework.finding import institution_by_code
from models.casework.network.asking import BATCH
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.stages import Stage
from models.tables import Attendee, FocalPoint, Matter
from tests import sample
from tests.gathering_commands import HELD, SHEET, here as here, invited as invited, planned, sheet, take
from tests.running import narahubung, refused, said, told
from tests.sample import COMMITMENT, EXAMINER, HEALTH, LAND


@pytest.mark.usefixtures("here")
def test_a_plan_says_its_number_and_what_comes_next() -> None:
    """Without a day: set it; with day and place: invite. Whoever plans it watches over it."""
    first = narahubung("network", "plan", "monev", "--office", "BJM", "--by", EXAMINER)
    second = narahubung(
        "network",
        "plan",
        "meeting",
        "--office",
        "BJM",
        "--at",
        "2026-04-01 09:00",
        "--place",
        "Aula",
        "--every",
        "3",
    )

    assert ("J00001.2026\n", True) == (first.stdout, "change_plan --with starts=" in first.stderr)
    assert ("J00002.2026\n", True) == (second.stdout, "J00002.2026 --decision invite" in second.stderr)
    shown = told("show", "J00002.2026")
    assert (3, "2026-04-01T01:00:00Z") == (
        shown["undertaking"]["gathering"]["every_months"], shown["undertaking"]["gathering"]["starts_at"],
    )  # fmt: skip
    assert EXAMINER == told("show", "J00001.2026")["examiner"]
    assert "has passed" in refused("network", "plan", "monev", "--office", "BJM", "--at", "2026-01-01 09:00")


def test_undertakings_have_a_list_of_their_own(invited: str) -> None:
    """By kind and office; complaints are not among them, nor they among complaints; ended ones by --all."""
    with transaction() as session:
        complaint = sample.lodged(session).agenda_no
    other = planned(kind="monev")
    take(other, "call_off", "note=Ditunda.")
    [line] = told("network", "list")

    assert (invited, "formation", "invited", "BJM", 3, "2026-03-16", False) == tuple(
        line[name] for name in ("number", "kind", "stage", "office", "institutions", "next_due_on", "overdue")
    )
    assert [complaint] == [each["number"] for each in told("list")]
    assert {invited, other} == {each["number"] for each in told("network", "list", "--all")}
    assert [] == told("network", "list", "--kind", "monev")
    late = told("network", "list", "--overdue", now=HELD + timedelta(days=3))
    assert [True] == [each["overdue"] for each in late]
    assert invited in said("network", "list", "--institution", HEALTH)
    assert 2 == narahubung("network", "list", "--kind", "complaint").exit_code


@pytest.fixture
def text(tmp_path: Path) -> str:
    """A file with the text of a commitment."""
    file = tmp_path / "naskah.txt"
    file.write_text(COMMITMENT, encoding="utf-8")
    return str(file)


@pytest.mark.usefixtures("here")
def test_a_commitment_is_put_before_institutions(text: str, tmp_path: Path) -> None:
    """With its text; signed on paper by one, in force; `show` has the signatures and who has not signed."""
    result = narahubung(
        "network", "commitment", "2026-1", "--office", "BJM", "--institution", HEALTH, "--institution", LAND,
        "--witness", "Bupati Contoh", "--text", text, "--by", EXAMINER,
    )  # fmt: skip
    number = result.stdout.strip()
    assert "2 instansi" in result.stderr
    take(number, "note_signatures", f"present={HEALTH}", "on=2026-03-02")
    signing = told("show", number)["undertaking"]["commitment"]
    take(number, "conclude_commitment", "until=2027-12-31")

    assert ([HEALTH], [LAND]) == (
        [each["institution"]["code"] for each in signing["signatures"]],
        [each["code"] for each in signing["unsigned"]],
    )
    done = told("show", number)
    assert ("closed", "2027-12-31", "Bupati Contoh") == (
        done["stage"], done["undertaking"]["commitment"]["valid_until"], done["undertaking"]["commitment"]["witness"],
    )  # fmt: skip
    printed = said("show", number, "--language", "en")
    assert f"✓ {HEALTH}: Narahubung {HEALTH} primary, 2 March 2026" in printed
    assert f"– {LAND}: not signed" in printed
    assert "There is no institution" in refused(
        "network", "commitment", "2026-1", "--office", "BJM", "--institution", "X", "--text", text
    )
    assert COMMITMENT == done["undertaking"]["commitment"]["text"]
    (tmp_path / "gambar.txt").write_bytes(b"\xff\xfe\x00")
    for wrong in ([], ["--text", str(tmp_path / "gambar.txt")]):
        words = ["network", "commitment", "2026-1", "--office", "BJM", "--institution", HEALTH, *wrong]
        assert 2 == narahubung(*words).exit_code


@pytest.mark.usefixtures("here")
def test_focal_points_are_asked_to_confirm_now() -> None:
    """All of one institution or one of them; a dry run asks nobody, and nobody is asked twice."""
    who = f"Narahubung {HEALTH} primary"
    assert [who, f"Narahubung {HEALTH} alternate"] == [
        each["name"] for each in told("network", "ask", HEALTH, "--dry-run")
    ]
    assert [] == told("network", "list")
    [asked] = told("network", "ask", HEALTH, who)
    assert "J00001.2026" == asked["number"]
    assert "open already" in refused("network", "ask", HEALTH, who)
    assert [f"Narahubung {HEALTH} alternate"] == [each["name"] for each in told("network", "ask", HEALTH)]
    shown = said("show", "J00001.2026", "--language", "en")
    assert f"Official  {who}" in shown
    said("directory", "state", LAND, f"Narahubung {LAND} primary", "left")
    assert "no post" in refused("network", "ask", LAND, f"Narahubung {LAND} primary")
    assert 2 == narahubung("network", "ask").exit_code
    assert 2 == narahubung("network", "ask", HEALTH, "--unconfirmed").exit_code


def test_all_who_are_not_confirmed_are_asked_in_batches(here: None) -> None:
    """Unconfirmed and doubtful ones in post; each once, however many batches it takes."""
    del here
    with transaction() as session:
        place = institution_by_code(session, HEALTH)
        given: dict[str, Any] = {
            "institution_id": place.id or 0,
            "role": FocalRole.ALTERNATE,
            "state": FocalState.UNCONFIRMED,
        }
        session.add_all(FocalPoint(name=f"Pejabat {n}", **given) for n in range(BATCH + 2))
        session.add(FocalPoint(name="Lama", valid_to=sample.NOW.date() - timedelta(days=9), **given))
        doubtful = session.exec(select(FocalPoint)).first()
        assert doubtful is not None
        doubtful.state = FocalState.DOUBTFUL
    expected = BATCH + 3
    assert f"{expected} narahubung akan diminta" in said("network", "ask", "--unconfirmed", "--dry-run")

    asked = told("network", "ask", "--unconfirmed")
    assert expected == len({each["number"] for each in asked})
    assert "Lama" not in {each["name"] for each in asked}
    assert "0 narahubung diminta" in said("network", "ask", "--unconfirmed")
    with transaction() as session:
        assert {Stage.CONFIRMING} == {row.stage for row in session.exec(select(Matter)).all()}


@pytest.mark.usefixtures("here")
def test_a_rotation_is_opened_and_told() -> None:
    """Its number, that the head is asked, and by when; a successor named later goes into the same rotation."""
    who = f"Narahubung {HEALTH} primary"
    first = said("directory", "rotate", HEALTH, who, "--on", "2026-03-10", "--by", EXAMINER)
    assert "J00001.2026: in post until 2026-03-09; the institution's head is asked for a successor" in first
    assert "still open" in said("directory", "rotate", HEALTH, who, "--on", "2026-03-10")
    second = said("directory", "rotate", HEALTH, who, "--to", f"Narahubung {HEALTH} alternate")
    assert "J00001.2026: in post until 2026-03-09; the successor was confirmed before" in second

    shown = told("show", "J00001.2026")
    assert ("rotation", "closed", "2026-03-09", f"Narahubung {HEALTH} alternate") == (
        shown["kind"], shown["stage"], shown["undertaking"]["succession"]["last_day_on"],
        shown["undertaking"]["succession"]["successor"]["name"],
    )  # fmt: skip
    printed = said("show", "J00001.2026", "--language", "en")
    assert "Who leaves" in printed
    assert "Successor" in printed
    assert "Reporter" not in printed


def test_show_says_everything_of_a_gathering(invited: str, tmp_path: Path) -> None:
    """In both languages: matrix, obstacles, the plan's items, and what the one before left over."""
    said("network", "attendance", invited, sheet(tmp_path / "hadir.csv", *SHEET), "--held", now=HELD)
    take(invited, "name_focal_points", now=HELD)
    obstacles = (f"obstacles=rotasi; {HEALTH}: pejabat berganti", "obstacles=communication; -: surat")
    take(invited, "note_obstacles", *obstacles, now=HELD)
    take(invited, "agree_plan", f"items={HEALTH}: memperbarui data, paling lambat 2026-04-10", now=HELD)
    take(invited, "carry_plan_over", "note=Dilanjutkan.", now=HELD)
    with transaction() as session:
        assert 2 == len(session.exec(select(Attendee)).all())
    following = said("network", "plan", "formation", "--office", "BJM", now=HELD).strip()

    for language, words in {
        "id": ("Pembentukan narahubung", "Hibrida", "hadir", "Rotasi, BJM-DINKES: pejabat berganti", "semua instansi",
               "menjadi narahubung: Dikonfirmasi", "memperbarui data", "Aula Contoh"),
        "en": ("Formation of focal points", "Hybrid", "present", "Rotation, BJM-DINKES: pejabat berganti",
               "all institutions", "became focal point: Confirmed", "Item"),
    }.items():  # fmt: skip
        printed = said("show", invited, "--language", language, now=HELD)
        assert [] == [word for word in words if word not in printed]
    assert "Left over from the gathering before" in said("show", following, "--language", "en", now=HELD)
    assert ["memperbarui data, paling lambat 2026-04-10"] == [
        each["text"] for each in told("show", following)["undertaking"]["left_over"]
    ]


def test_the_rest_of_the_house_keeps_working(invited: str, tmp_path: Path) -> None:
    """Verification, the invariants, lists and due dates with undertakings in the database, open and closed."""
    said("network", "attendance", invited, sheet(tmp_path / "hadir.csv", *SHEET), "--held", now=HELD)
    take(invited, "ask_absentees", now=HELD)
    take(planned(kind="monev"), "call_off", "note=Batal.")
    said("network", "ask", HEALTH)
    said("directory", "rotate", LAND, f"Narahubung {LAND} primary")

    assert told("verify-history")["whole"]
    deep = json.loads(narahubung("doctor", "--deep", "--json", now=HELD).stdout)["deep"]
    assert (5, []) == (deep["complaints"], deep["broken"])
    assert [] == told("list")
    assert 4 == len(told("network", "list"))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("people=tanpa titik dua",), "This line cannot be read"),
        (("people=TIDAK-ADA: Siapa",), "There is no institution with this code"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(invited: str, words: tuple[str, ...], why: str) -> None:
    """By a sentence, and nothing is changed."""
    form = [word for each in words for word in ("--with", each)]
    assert why in refused("decide", invited, "--decision", "note_attendees", "--by", EXAMINER, *form)


def test_fields_behind_a_command_are_checked(invited: str) -> None:
    """A field that is none, one without a value, one given twice, or a file as well: usage errors."""
    for words in (
        ("--decision", "invite", "--with", "tamu=A"),
        ("--decision", "invite", "--with", "invited"),
        ("--decision", "change_plan", "--with", "place=A", "--with", "place=B"),
        ("--with", "place=A"),
        ("-", "--decision", "invite"),
    ):
        assert 2 == narahubung("decide", invited, *words, "--by", EXAMINER, stdin="{}").exit_code


@pytest.mark.usefixtures("here")
def test_the_scan_of_a_signed_commitment_is_kept(tmp_path: Path, text: str) -> None:
    """With the commitment, whose file lists it; a gathering has none, and nothing of it is stored."""
    paper = tmp_path / "komitmen.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj\n")
    words = ["network", "commitment", "2026-1", "--office", "BJM", "--institution", HEALTH, "--text", text]
    number = said(*words).strip()

    said("network", "scan", number, str(paper), "--by", EXAMINER)
    assert ["komitmen.pdf"] == [each["name"] for each in told("show", number)["attachments"]]
    assert "another kind" in refused("network", "scan", planned(), str(paper))
    assert "no such file" in refused("network", "scan", number, str(tmp_path / "nichts.pdf"))
