"""`narahubung list`, `workload` and `show`: what is open, most urgent first, and the whole file of one complaint."""

from datetime import timedelta

import pytest

from models.database import transaction
from models.stages import Stage
from tests import sample
from tests.running import decided, narahubung, refused, said, told

LATER = sample.NOW + timedelta(days=40)


@pytest.fixture
def three(database_url: str) -> list[str]:
    """Three complaints: one accepted and forwarded twice, one lodged a day later, and one withdrawn."""
    with transaction() as session:
        sample.office(session)
        numbers = [sample.lodged(session).agenda_no]
        tomorrow = sample.NOW + timedelta(days=1)
        numbers.append(sample.lodged(session, tomorrow, institution=sample.LAND).agenda_no)
        numbers.append(sample.lodged(session).agenda_no)
    decided(numbers[0], "pass_formal")
    decided(numbers[0], "pass_material")
    decided(numbers[0], "accept", examiner=sample.EXAMINER, complexity="light")
    decided(numbers[0], "forward", institution=sample.HEALTH, text="Mohon tanda terima.")
    decided(numbers[0], "forward", institution=sample.MINISTRY, text="Mohon penjelasan.", at_once=True)
    decided(numbers[2], "withdraw", note="Sudah selesai.")
    return numbers


def listed(*words: str) -> list[str]:
    """The numbers that `list` prints, in its order."""
    return [line["number"] for line in told("list", *words, now=LATER)]


def test_the_most_urgent_comes_first(three: list[str]) -> None:
    """The forwarded one waits for the focal point since three days after it was sent; closed ones are left out."""
    assert three[:2] == listed()
    assert three[:1] == listed("--limit", "1")


def test_a_list_can_be_narrowed(three: list[str]) -> None:
    """By stage, office, institution (named or asked), examiner and lateness."""
    assert three[2:] == listed("--stage", "closed")
    assert three[1:2] == listed("--stage", "formal_check")
    assert three[:2] == listed("--office", "BJM")
    assert three[1:2] == listed("--institution", sample.LAND)
    assert three[:1] == listed("--institution", sample.MINISTRY)
    assert three[:1] == listed("--examiner", sample.EXAMINER)
    assert three[:2] == listed("--overdue")
    assert [] == told("list", "--overdue", now=sample.NOW)


def test_mine_are_those_of_the_officer_in_the_environment(three: list[str]) -> None:
    """Who has set none is told so."""
    mine = narahubung("list", "--mine", NARAHUBUNG_OFFICER=sample.EXAMINER)

    assert three[0] in mine.stdout
    assert three[1] not in mine.stdout
    assert 2 == narahubung("list", "--mine").exit_code


def test_a_line_says_who_has_the_ball_and_how_old_it_is(three: list[str]) -> None:
    """Ages in working days of the office's calendar: here with the holidays of March 2026."""
    first = told("list", now=LATER)[0]

    assert [sample.HEALTH, sample.MINISTRY] == first["balls"]
    assert ("2026-03-04", True, "clarification") == (first["next_due_on"], first["overdue"], first["stage"])
    assert 23 == first["working_days"]
    assert "0001/LM/III/2026/BJM" == first["registration"]


def test_the_table_is_written_in_the_officers_terms(three: list[str]) -> None:
    """Indonesian unless set otherwise."""
    assert "Permintaan klarifikasi" in said("list", now=LATER)
    assert "LEWAT" in said("list", now=LATER)
    assert "2 of 2 complaints." in said("list", "--language", "en", now=LATER)


def test_an_office_or_institution_that_is_not_there_is_named(three: list[str]) -> None:
    """Rather than an empty list."""
    assert "There is no representative office with this code. (X)" == refused("list", "--office", "X")
    assert "There is no institution with this code" in refused("list", "--institution", "X")


def test_the_workload_of_each_officer_is_counted(three: list[str]) -> None:
    """Open complaints only, the busiest first."""
    assert {sample.EXAMINER: 1, sample.INTAKE: 0, sample.HEAD: 0} == {
        load["officer"]: load["open"] for load in told("workload", "--office", "BJM")
    }
    assert sample.EXAMINER == told("workload")[0]["officer"]


def test_the_file_shows_everything(three: list[str]) -> None:
    """People, words, institutions, deadlines with their proof, history; for the officer, so nothing is masked."""
    shown = said("show", three[0])

    for part in (
        "Rahmat Hidayatullah", "6371010101800001", "Rujukan BPJS ditolak", "Dinas Kesehatan Kota Banjarmasin",
        "Mohon penjelasan.", "Hari ke-0: Senin, 2 Maret 2026", "Diteruskan kepada instansi – BJM-DINKES",
        "Pemeriksaan laporan ringan", "menunggu bukti terima", "0001/LM/III/2026/BJM",
    ):  # fmt: skip
        assert part in shown
    assert "memuat data pribadi" in shown


def test_the_file_is_found_by_either_number_in_either_language(three: list[str]) -> None:
    """Agenda or registration number; English by option."""
    shown = said("show", "0001/LM/III/2026/BJM", "--language", "en")

    assert "Clarification" in shown
    assert "Day 0: Monday, 2 March 2026" in shown


def test_a_confidential_file_says_so_on_top(database_url: str) -> None:
    """It is the officer's own view: nothing is masked, so the warning stands first."""
    with transaction() as session:
        sample.office(session)
        number = sample.lodged(session, confidentiality="confidential").agenda_no
    shown = said("show", number).splitlines()

    assert shown[1].startswith("RAHASIA")


def test_the_file_is_data_as_well(three: list[str]) -> None:
    """Complete, with codes and instants in UTC."""
    file = told("show", three[0])

    assert Stage.CLARIFICATION == file["stage"]
    assert ["forwarded", "clarification_1"] == [track["stage"] for track in file["forwardings"]]
    assert list(range(1, file["version"] + 1)) == [row["seq"] for row in file["history"]]
    assert ["Mohon penjelasan."] == file["history"][-1]["words"]
    assert "waiting" in {clock["state"] for clock in file["clocks"]}
    assert all(clock["proof_text"] for clock in file["clocks"] if clock["due_on"])
