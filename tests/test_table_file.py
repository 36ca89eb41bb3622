"""Tables of unknown make: encodings, delimiters, quoting, and what is no table at all."""

from pathlib import Path

import pytest

from deployments.table_file import Row, UnreadableTable, table_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the table of a test lies."""
    return tmp_path / "table.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_however_it_is_written(
    path: Path, delimiter: str, encoding: str, ending: str
) -> None:
    """The delimiter is the one with which the header has the columns that are wanted."""
    written = ending.join(
        (delimiter.join(("id", "nama, gelar" if delimiter == ";" else "nama")), f"1{delimiter}Café", "")
    )
    path.write_bytes(written.encode(encoding))
    table = table_file(path, {"id"})

    assert (delimiter, "Café") == (table.delimiter, list(next(table.rows()).cells.values())[1])


def test_a_row_knows_the_line_on_which_it_begins(path: Path) -> None:
    """Quoted line breaks and empty lines are counted, as an editor counts them."""
    path.write_text('id,text\n1,"two\nlines"\n\n2,"a ""word"""\n3,"x, y"\n')

    assert [
        Row(2, {"id": "1", "text": "two\nlines"}, None),
        Row(5, {"id": "2", "text": 'a "word"'}, None),
        Row(6, {"id": "3", "text": "x, y"}, None),
    ] == list(table_file(path, {"id"}).rows())


def test_a_row_of_another_width_says_so(path: Path) -> None:
    """Its cells may stand in the wrong columns."""
    path.write_text("id,text\n1\n2,x,y\n")

    assert ["it has 1 cells, the header has 2", "it has 3 cells, the header has 2"] == [
        row.fault for row in table_file(path, {"id"}).rows()
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b"PK\x03\x04....", "it is a spreadsheet, not a CSV file"),
        (b"\xd0\xcf\x11\xe0....", "it is a spreadsheet, not a CSV file"),
        (b"id,text\n1,\x00", "it is not a text file"),
        (b"name,text\n1,2\n", "its header lacks id; it has name, text"),
        (b"id,id\n1,2\n", "its header has id more than once"),
        (b"\xff\xfei", "it is not text in utf-16 throughout"),
    ],
)
def test_what_is_no_table_is_named(path: Path, content: bytes, why: str) -> None:
    """With what it is instead."""
    path.write_bytes(content)
    with pytest.raises(UnreadableTable, match=why):
        table_file(path, {"id"})


def test_a_quotation_that_never_ends_is_named(path: Path) -> None:
    """Rather than taking the rest of the table for one cell."""
    path.write_text('id,text\n1,"open\n2,x\n')
    with pytest.raises(UnreadableTable, match="line 3: unexpected end of data"):
        list(table_file(path, {"id"}).rows())


def test_a_stated_make_is_believed(path: Path) -> None:
    """Where the mapping says it; an encoding that is none is named."""
    path.write_bytes("id;text\n1;naïve\n".encode("latin-1"))

    assert "naïve" == next(table_file(path, {"id"}, "latin-1", ";").rows()).cells["text"]
    with pytest.raises(UnreadableTable, match="klingon is no encoding"):
        table_file(path, {"id"}, "klingon")
    with pytest.raises(UnreadableTable, match="its header cannot be read"):
        table_file(path, {"id"}, "utf-16")
    with pytest.raises(UnreadableTable, match="not text in utf-8 throughout"):
        list(table_file(path, {"id"}, "utf-8").rows())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """And a folder."""
    for path, why in ((tmp_path / "none.csv", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(UnreadableTable, match=why):
            table_file(path, {"id"})
