"""`narahubung network`: gatherings, attendance sheets, commitments, confirmations; and what `show` says of them."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from deployments.spreadsheets.mapping import DIRECTORY, NETWORK
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.network import attendance
from models.casework.network.asking import BATCH
from models.casework.network.people import Official
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.stages import Stage
from models.tables import Attendee, FocalPoint, Matter
from tests import sample
from tests.running import narahubung, refused, said, told
from tests.sample import COMMITMENT, EXAMINER, HEALTH, LAND, MINISTRY

HELD = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
HEADINGS = ("No", "Instansi", "Nama", "Jabatan", "Email", "No. HP/WA", "Hadir", "Diusulkan")
SHEET = (
    (1, "Dinas Kesehatan Kota Banjarmasin ", " Ratna  Wulandari", "Sekretaris", "ratna[at]dinkes.example.org",
     81250001111, "ya", "ya"),
    (2, LAND, "Joko Prasetyo", "Kasubbag", "joko@bpn.example.org; humas@bpn.example.org", "", "hadir", "tidak"),
    (3, MINISTRY, "", "", "", "", "", ""),
)  # fmt: skip
"""Two institutions came, one of them nominates; the ministry did not."""
SHIPPED = ((DIRECTORY, "focal_points"), (NETWORK, "attendance"))


@pytest.fixture
def here(database_url: str) -> None:
    """The sample office, committed."""
    del database_url
    with transaction() as session:
        sample.office(session)


@pytest.fixture
def invited(here: None) -> str:
    """The number of a formation to which three institutions are invited."""
    del here
    number = planned(
        "--at", "2026-03-16 09:00", "--place", "Aula Contoh", "--theme", "Penguatan", "--mode", "hybrid"
    )
    take(number, "invite", f"invited={HEALTH},{LAND}", f"invited={MINISTRY}", "text=Mohon hadir.")
    return number


def planned(*words: str, kind: str = "formation") -> str:
    """The number of a gathering planned with these options."""
    return said("network", "plan", kind, "--office", "BJM", "--by", EXAMINER, *words).strip().splitlines()[0]


def take(number: str, decision: str, *fields: str, now: datetime = sample.NOW) -> Any:
    """What `decide --decision … --with …` says as JSON."""
    words = [word for field in fields for word in ("--with", field)]
    return told("decide", number, "--decision", decision, "--by", EXAMINER, *words, now=now)


def sheet(path: Path, *rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> str:
    """An attendance sheet as CSV."""
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=";").writerows([headings, *rows])
    return str(path)


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


def test_a_sheet_is_read_as_offices_keep_it(invited: str, tmp_path: Path) -> None:
    """Names of institutions, `[at]`, further addresses, trailing blanks; a dry run stores nothing."""
    path = sheet(tmp_path / "hadir.csv", *SHEET)
    dry = told("network", "attendance", invited, path, "--dry-run")

    assert [(2, "new"), (3, "new"), (4, "same")] == [(row["row"], row["status"]) for row in dry["rows"]]
    assert "humas@bpn.example.org" in dry["rows"][1]["notes"][0]
    assert [] == told("show", invited)["undertaking"]["attendance"][0]["people"]
    said("network", "attendance", invited, path)
    people = [each["people"] for each in told("show", invited)["undertaking"]["attendance"]]
    assert [("Ratna Wulandari", "ratna@dinkes.example.org", "081250001111", True)] == [
        (each["name"], each["email"], each["phone"], each["nominated"]) for each in people[0]
    ]
    assert [("joko@bpn.example.org", False)] == [(each["email"], each["nominated"]) for each in people[1]]
    again = told("network", "attendance", invited, path)
    assert ["same", "same", "same"] == [row["status"] for row in again["rows"]]


def test_a_sheet_vouches_for_whom_an_institution_announced(invited: str, tmp_path: Path) -> None:
    """The same words through the door and on the sheet: the office has seen them now."""
    with transaction() as session:
        matter = matter_by_number(session, invited, to_change=True)
        place = institution_by_code(session, HEALTH)
        official = Official(place, "Ratna Wulandari", email="ratna@dinkes.example.org")
        attendance.announce(session, matter, official, sample.NOW, by=f"institution:{place.id}")
    row = (1, HEALTH, "Ratna Wulandari", "", "ratna@dinkes.example.org", "", "ya", "ya")
    path = sheet(tmp_path / "hadir.csv", row)
    [shown] = told("network", "attendance", invited, path)["rows"]

    assert ("changed", [["vouched", "False", "True"]]) == (shown["status"], shown["changes"])
    assert ["same"] == [each["status"] for each in told("network", "attendance", invited, path)["rows"]]


def test_a_held_gathering_makes_focal_points_in_one_step(invited: str, tmp_path: Path) -> None:
    """The sheet says who came; one decision makes the nominated ones focal points; the matrix says all of it."""
    path = sheet(tmp_path / "hadir.csv", *SHEET)
    assert "2 institutions were present" in said("network", "attendance", invited, path, "--held", now=HELD)
    take(invited, "name_focal_points", now=HELD)

    shown = told("show", invited, now=HELD)
    assert ("follow_up", "2026-03-16") == (shown["stage"], shown["undertaking"]["gathering"]["held_on"])
    assert [True, True, False] == [row["present"] for row in shown["undertaking"]["attendance"]]
    with transaction() as session:
        entry = session.exec(select(FocalPoint).where(FocalPoint.name == "Ratna Wulandari")).one()
        assert (FocalState.CONFIRMED, "attended") == (entry.state, entry.evidence)
        assert session.exec(select(FocalPoint).where(FocalPoint.name == "Joko Prasetyo")).first() is None
    assert "not possible" in refused("network", "attendance", invited, path, "--held", now=HELD)


@pytest.mark.parametrize("name", ["matriks.csv", "matriks.xlsx"])
def test_the_matrix_can_be_written_and_read_again(invited: str, tmp_path: Path, name: str) -> None:
    """Invited and present, who, nominated, and who became a focal point; readable by its owner alone."""
    said("network", "attendance", invited, sheet(tmp_path / "hadir.csv", *SHEET), "--held", now=HELD)
    take(invited, "name_focal_points", now=HELD)
    target = tmp_path / name

    assert "3 rows" in said("network", "export", invited, str(target))
    assert 0o600 == target.stat().st_mode & 0o777
    if target.suffix == ".csv":
        rows = list(csv.reader(target.open(encoding="utf-8-sig")))
        assert [HEALTH, "Dinas Kesehatan Kota Banjarmasin", "ya", "ya", "Ratna Wulandari"] == rows[1][:5]
        assert ["ya", "ya", "Dikonfirmasi"] == rows[1][8:]
        assert [MINISTRY, "Kementerian Sosial", "ya", "tidak", "", ""] == rows[3][:6]
    again = told("network", "attendance", invited, str(target), "--dry-run")
    assert {"same"} == {row["status"] for row in again["rows"]}


def test_rows_that_cannot_be_taken_have_their_reason(invited: str, tmp_path: Path) -> None:
    """Unknown or uninvited institutions, no name, bad address, an unclear word, the same person twice."""
    take(invited, "change_plan", "theme=Tema lain")
    path = sheet(
        tmp_path / "hadir.csv",
        (1, "Dinas Entah", "A Satu", "", "", "", "ya", "ya"),
        (2, "BJM-INSP", "B Dua", "", "", "", "ya", "ya"),
        (3, HEALTH, "", "Sekretaris", "", "", "ya", "ya"),
        (4, HEALTH, "C Tiga", "", "bukan@alamat", "", "ya", "ya"),
        (5, HEALTH, "D Empat", "", "", "", "mungkin", "ya"),
        (6, HEALTH, "Drs. Eko Lima", "", "", "", "ya", "ya"),
        (7, HEALTH, "Eko Lima, M.Si.", "", "", "", "ya", "ya"),
        (8, "Dinas Kesehatan Banjarmasin", "F Enam", "", "", "", "ya", "ya"),
    )
    result = narahubung("network", "attendance", invited, path, "--json", "--by", EXAMINER)
    rows = json.loads(result.stdout)["rows"]

    assert 1 == result.exit_code
    assert [*["rejected"] * 5, "new", "duplicate", "rejected"] == [row["status"] for row in rows]
    assert [
        word
        for word, row in zip(
            ("directory", "not invited", "name", "email", "present", "", "row 7", HEALTH), rows, strict=True
        )
        if word not in row["why"]
    ] == []
    written = (tmp_path / "hadir.csv.rejects.csv").read_text(encoding="utf-8-sig")
    assert "not invited" in written
    other = sheet(tmp_path / "dua.csv", (7, HEALTH, "Eko Lima, M.Si.", "", "", "", "ya", "ya"))
    said("network", "attendance", invited, other, "--apart", "2")


def test_nobody_counts_as_absent_because_a_row_is_unclear(invited: str, tmp_path: Path) -> None:
    """Holding is final: a row that does not say which institution came stops it; one whose person is bad does not."""
    unclear = sheet(tmp_path / "hadir.csv", *SHEET, (4, "Dinas Entah", "A Satu", "", "", "", "ya", ""))
    assert "(rows 5; nothing was stored)" in refused(
        "network", "attendance", invited, unclear, "--held", now=HELD
    )
    assert "invited" == told("show", invited)["stage"]

    bad = sheet(tmp_path / "dua.csv", (1, HEALTH, "C Tiga", "", "bukan@alamat", "", "ya", "ya"))
    result = narahubung("network", "attendance", invited, bad, "--held", now=HELD)
    assert (1, True) == (result.exit_code, "1 institutions were present" in result.stdout)
    assert [True, False, False] == [
        row["present"] for row in told("show", invited)["undertaking"]["attendance"]
    ]


def test_a_sheet_without_marks_lists_who_came(invited: str, tmp_path: Path) -> None:
    """Whoever signed it was present, and at a formation is nominated; who came uninvited is noted as such."""
    path = sheet(
        tmp_path / "hadir.csv",
        (LAND, "Joko Prasetyo"),
        ("BJM-INSP", "Sri Hartati"),
        headings=("Instansi", "Nama"),
    )
    said("network", "attendance", invited, path, "--held", "--on", "2026-03-16", now=HELD + timedelta(days=1))
    matrix = told("show", invited)["undertaking"]["attendance"]

    assert [
        (HEALTH, True, False),
        (LAND, True, True),
        (MINISTRY, True, False),
        ("BJM-INSP", False, True),
    ] == [(row["institution"]["code"], row["invited"], row["present"]) for row in matrix]
    assert matrix[3]["people"][0]["nominated"]
    assert "bukan nomor" not in refused("network", "export", "J99999.2026", str(tmp_path / "x.csv"))


def test_what_is_no_sheet_or_no_gathering_is_told(invited: str, tmp_path: Path) -> None:
    """A sentence each; --on without --held is a usage error."""
    with transaction() as session:
        complaint = sample.lodged(session).agenda_no
    path = sheet(tmp_path / "hadir.csv", *SHEET)

    assert "no gathering's" in refused("network", "attendance", complaint, path)
    assert "no gathering's" in refused("network", "export", complaint, str(tmp_path / "x.csv"))
    people, sheets = (str(folder / f"{name}.toml") for folder, name in SHIPPED)
    assert "attendance sheet" in refused("network", "attendance", invited, path, "--map", people)
    assert "network attendance" in refused("directory", "import", path, "--map", sheets)
    assert 2 == narahubung("network", "attendance", invited, path, "--on", "2026-03-16").exit_code


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
