"""Files of decrees: CSV and TOML, and what is said about those that cannot be used."""

from datetime import date
from pathlib import Path

import pytest

from models.decrees import Kind, UnreadableDecree, read_decrees

CSV = """date,name,kind,region,known_on,source
2026-04-06,Cuti Bersama Paskah,collective_leave,,2026-03-30,SKB 99/2026
2026-03-25, Ngembak Geni ,regional,51,2026-01-05,
2026-04-06,Cuti Bersama Paskah,collective_leave,,2026-03-30,SKB 99/2026
"""
TOML = """
[[amendment]]
date = 2026-04-06
name = "Cuti Bersama Paskah"
kind = "collective_leave"
known_on = 2026-03-30
source = "SKB 99/2026"

[[amendment]]
date = 2026-03-25
name = "Ngembak Geni"
kind = "regional"
region = "51"
known_on = 2026-01-05
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("decree.csv", CSV), ("decree.csv", "\ufeff" + CSV.replace(",", ";")), ("decree.toml", TOML)],
)
def test_a_file_of_decrees_is_read(tmp_path: Path, name: str, text: str) -> None:
    """CSV with commas or semicolons, with or without a byte order mark, and TOML say the same; repeats count once."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    first, second = read_decrees(path)
    assert (date(2026, 4, 6), Kind.COLLECTIVE_LEAVE, None, "SKB 99/2026") == (
        first.date,
        first.kind,
        first.region,
        first.source,
    )
    assert ("Ngembak Geni", "51", date(2026, 1, 5)) == (second.name, second.region, second.known_on)


HEADER = "date,name,kind,region,known_on,source\n"
BAD = [
    ("2026-13-01,Hari,national,,2026-01-01,\n", "line 2: date:"),
    ("2026-12-01,Hari,feast,,2026-01-01,\n", "line 2: kind:"),
    ("2026-12-01,,national,,2026-01-01,\n", "line 2: name:"),
    ("2026-12-01,Hari,national,,,\n", "line 2: known_on:"),
    ("2026-12-01,Hari,regional,,2026-01-01,\n", "a regional day needs the code of its region"),
    ("2026-12-01,Hari,regional,Bali,2026-01-01,\n", "line 2: region:"),
    ("2026-12-01,Hari,national,51,2026-01-01,\n", "holds everywhere"),
    ("2026-12-30,SKB,decree,,2026-01-01,\n", "31 December"),
    ("2026-12-01,Hari,national,,2026-01-01,,x\n", "line 2: more cells than columns"),
    ('2026-12-01,"Hari,national\n', "unexpected end of data"),
    (
        "2027-12-31,SKB,decree,,2026-09-17,\n2027-01-01,Hari,national,,2026-09-17,\n",
        "lacks the national holidays",
    ),
    (
        "2026-12-01,Hari,national,,2026-01-01,\n2026-12-01,Hari,working,,2026-01-01,\n",
        "line 3: 2026-12-01 is a working day in one row and free in another (line 2)",
    ),
    ("", "it holds no rows"),
]


@pytest.mark.parametrize(("rows", "fault"), BAD)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, rows: str, fault: str) -> None:
    """Nothing of a file with a bad row is taken, and each fault says where it is."""
    path = tmp_path / "decree.csv"
    path.write_text(HEADER + rows, encoding="utf-8")

    with pytest.raises(UnreadableDecree) as raised:
        read_decrees(path)
    assert fault in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("decree.csv", b"tanggal,nama\n", "line 1: the header lacks date, name, kind, known_on"),
        ("decree.csv", b"date,name,kind,known_on,colour\n", "line 1: unknown columns colour"),
        ("decree.csv", b"", "line 1: the header lacks"),
        ("decree.csv", b"\xff\xfe\x00", "not text in UTF-8"),
        ("decree.toml", b"amendment = 3", "[[amendment]]"),
        ("decree.toml", b"[[amendments]]\n", "[[amendment]]"),
        ("decree.toml", b"a b", "line 1"),
        ("decree.toml", b"amendment = [3]", "amendment 1: Input should be"),
    ],
)
def test_a_file_that_is_no_table_of_decrees_is_refused(
    tmp_path: Path, name: str, content: bytes, fault: str
) -> None:
    """Another file by mistake gets a sentence, not a traceback."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableDecree) as raised:
        read_decrees(path)
    assert fault in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """So that a typing error in the path is seen."""
    with pytest.raises(UnreadableDecree, match=r"nowhere\.csv.*\n.*No such file"):
        read_decrees(tmp_path / "nowhere.csv")
