"""Whether two names mean the same: exactly, perhaps, or not."""

import pytest

from deployments.spreadsheets.names import Names, alike, code_of, key, same_person
from models.provinces import PROVINCES, province_in, province_of
from models.zones import Zone


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dinas Kesehatan Kota Banjarmasin", "Dinas Kesehtan Kota Banjarmasin"),
        ("Dinas Kesehatan Kota Banjarmasin", "Dinkes Kota Banjarmasin"),
        ("Dinas Kesehatan Kota Banjarmasin", "Dinas Kesehatan Banjarmasin"),
        ("Dinas Kesehatan Kab. Banjar", "Dinas Kesehatan Kabupaten Banjar"),
        ("Kementerian Sosial", "Kementerian Sosial RI"),
    ],
)
def test_names_that_may_mean_the_same(first: str, second: str) -> None:
    """A slip of the pen, an abbreviation, a word left out; in either order, and never exactly the same."""
    assert alike(first, second)
    assert alike(second, first)
    assert key(first) != key(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dinas Kesehatan Kota Banjar", "Dinas Kesehatan Kabupaten Banjar"),
        ("Dinas Kesehatan Kota Banjarmasin", "Dinas Kesehatan Kota Banjarbaru"),
        ("Dinas Kesehatan Kota Banjarmasin", "Dinas Pendidikan Kota Banjarmasin"),
        ("Perwakilan Papua Barat", "Perwakilan Papua Barat Daya"),
        ("Perwakilan Sulawesi Selatan", "Perwakilan Sulawesi Tenggara"),
        ("BPKP", "BPKH"),
        ("Mahkamah Agung", "Mahkamah Konstitusi"),
    ],
)
def test_names_that_do_not(first: str, second: str) -> None:
    """Another place, another matter, other initials."""
    assert not alike(first, second)
    assert not alike(second, first)


def test_a_person_with_degrees_may_be_the_one_without() -> None:
    """Titles come and go; somebody else with the same family name is somebody else."""
    assert same_person("Dr. H. Wahid Anshari, S.H., M.Si.", "Wahid Anshari")
    assert same_person("Wahid Anshary", "Wahid Anshari")
    assert not same_person("Noor Hidayati", "Noor Kartika")


def test_a_name_is_found_exactly_or_nearly_among_many() -> None:
    """Capitals, blanks and punctuation are nothing; what is near is told with its name."""
    names = Names((f"Dinas Kesehatan Kota Nomor {each}", each) for each in range(500))
    names.add("Dinas Sosial Kota Banjarmasin", -1)

    assert -1 == names.exactly("DINAS  SOSIAL, Kota Banjarmasin")
    assert names.exactly("Dinas Sosial Banjarmasin") is None
    assert [("Dinas Sosial Kota Banjarmasin", -1)] == list(names.nearly("Dinas Sosial Banjarmasin"))
    assert [] == list(names.nearly("Dinas Sosial Kota Banjarmasin"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Badan Contoh Rekaan (BCR)", "BCR"),
        ("Kementerian Contoh dan Rekaan", "KEMEN-CONTOH-REKAAN"),
        ("Tentara (AD, AL)", "TENTARA"),
        ("Dinas Kesehatan Kabupaten Banjar", "DINAS-KESEHATAN-KAB-BANJAR"),
        ("Dinas " + "Panjang " * 9, "DINAS-PANJANG-PANJANG-PANJANG-PANJANG"),
    ],
)
def test_a_code_is_made_from_the_name_alone(name: str, code: str) -> None:
    """The same name gives the same code everywhere; at most forty letters, no blank, no colon."""
    assert code == code_of(name)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Perwakilan Papua Barat", "PABAR"),
        ("Perwakilan Papua", "PAPUA"),
        ("Perwakilan Papua Barat Daya", "PABADA"),
        ("Perwakilan D I Yogyakarta", "DIY"),
        ("Perwakilan Jakarta Raya", "JAKARTA"),
        ("PERWAKILAN KEPULAUAN RIAU", "KEPRI"),
        ("Perwakilan Riau", "RIAU"),
        ("Kantor Pusat", None),
    ],
)
def test_the_longest_name_of_a_province_counts(text: str, short: str | None) -> None:
    """The Riau Islands are not Riau."""
    found = province_in(text)
    assert short == (found.short if found else None)


def test_the_zones_are_those_of_the_decree() -> None:
    """Keputusan Presiden 41/1987: each province once, with a code for an office that fits."""
    assert 38 == len({each.code for each in PROVINCES}) == len({each.short for each in PROVINCES})
    assert max(len(each.short) for each in PROVINCES) <= 10
    for region, zone in (
        ("61", Zone.WIB),
        ("62", Zone.WIB),
        ("63.71", Zone.WITA),
        ("51", Zone.WITA),
        ("82", Zone.WIT),
    ):
        found = province_of(region)
        assert found is not None
        assert zone is found.zone
    assert province_of(None) is None
