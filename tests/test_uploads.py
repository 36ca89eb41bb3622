"""Files are known by what they hold: nothing that can be run is taken, and nothing is unpacked to find out."""

import io
import struct
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from portal.uploads import END, OFFICE, OPEN_DOCUMENTS, WrongFile, kind_of


def packed(parts: Mapping[str, bytes], *, compressed: tuple[str, ...] = ()) -> bytes:
    """A packed file with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content, zipfile.ZIP_DEFLATED if name in compressed else zipfile.ZIP_STORED)
    return made.getvalue()


@pytest.mark.parametrize("part", OFFICE)
def test_office_documents_are_taken(part: str) -> None:
    """By the part that makes a packed file one of them."""
    assert OFFICE[part][0] == kind_of(packed({part: b"<x/>"}))


@pytest.mark.parametrize("kind", OPEN_DOCUMENTS)
def test_open_documents_are_taken(kind: str) -> None:
    """By what they say first."""
    assert kind == kind_of(packed({"mimetype": kind.encode(), "content.xml": b"<x/>"}))


@pytest.mark.parametrize(
    "macro", ["word/vbaProject.bin", "xl/macrosheets/1.xml", "Basic/M.xml", "Scripts/a.py"]
)
def test_documents_with_macros_are_not_taken(macro: str) -> None:
    """Neither of the one family nor of the other."""
    for parts in ({"word/document.xml": b""}, {"mimetype": b"application/vnd.oasis.opendocument.text"}):
        with pytest.raises(WrongFile):
            kind_of(packed({**parts, macro: b"x"}))


def declared(kind: str, encoding: str = "utf-8") -> bytes:
    """The part in which a workbook says what its parts are, one of them of this kind."""
    said = f'<Types><Override PartName="/xl/calc.bin" ContentType="application/vnd.{kind}"/></Types>'
    return said.encode(encoding)


@pytest.mark.parametrize(
    "types",
    [declared("ms-office.vbaProject"), declared("ms-excel.sheet.macroEnabled.main+xml"),
     declared("ms-office.vbaProject", "utf-16"), declared("ms-office.vb&#97;Project"), bytes(3 << 20)],
    ids=["VBA", "macro-enabled", "in two bytes", "in disguise", "too long to read"],
)  # fmt: skip
def test_macros_are_found_whatever_their_part_is_called(types: bytes) -> None:
    """By what the document says of its parts, of which only so much is unpacked."""
    parts = {"xl/workbook.xml": b"<x/>", "xl/calc.bin": b"x"}
    plain = packed({**parts, "[Content_Types].xml": declared("openxmlformats")})
    assert OFFICE["xl/workbook.xml"][0] == kind_of(plain)
    with pytest.raises(WrongFile):
        kind_of(packed({**parts, "[Content_Types].xml": types}, compressed=("[Content_Types].xml",)))


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"<html><script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"#!/bin/sh\n", b"PK\x03\x04",
     packed({"a.exe": b"MZ"}), packed({"mimetype": "é".encode()}), packed({"mimetype": b"text/html"})],
)  # fmt: skip
def test_anything_else_is_not_taken(content: bytes) -> None:
    """Programs, pages, drawings with scripts, packed files of any other kind."""
    with pytest.raises(WrongFile):
        kind_of(content)


def test_nothing_is_unpacked() -> None:
    """A part that would grow a thousandfold stays as it is."""
    bomb = packed({"mimetype": bytes(50 << 20)}, compressed=("mimetype",))
    assert len(bomb) < 100_000
    with pytest.raises(WrongFile):
        kind_of(bomb)


def test_a_long_list_of_parts_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by its number nor by its size; whether a comment follows or a record for archives beyond 4 GB."""
    parts = {"word/document.xml": b"<x/>"} | {f"word/{n}": b"" for n in range(3_100)}
    many, long = packed(parts), packed({"word/document.xml": b"", "x" * 60_000: b""})
    end = many.rindex(b"PK\5\6")
    beyond = many[:end] + b"PK\6\7" + bytes(16) + END.pack(b"PK\5\6", 0, 0, 1, 1, 60, 0, 0)
    opened: list[str] = []

    def read(*_: object) -> None:
        opened.append("read")

    monkeypatch.setattr(zipfile.ZipFile, "__init__", read)
    long_list = long[:-10] + struct.pack("<L", 1 << 20) + long[-6:]
    for each in (many, many[:-2] + b"\2\0hm", beyond, long_list):
        with pytest.raises(WrongFile):
            kind_of(each)
    assert not opened


DOCUMENT = packed(
    {"mimetype": b"application/vnd.oasis.opendocument.text", "word/document.xml": b"<x/>" * 9},
    compressed=("word/document.xml",),
)
BEGINNINGS = (
    b"%PDF-1.",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"RIFF....WEBP",
    b"II*\x00",
    b"\x00\x00\x00\x18ftypheic",
    b"",
)


@given(
    st.lists(st.tuples(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, 40),
)
@settings(max_examples=300)
def test_a_damaged_file_is_a_wrong_file(changes: list[tuple[int, int]], lost: int) -> None:
    """Whichever letters of it are wrong or missing: it is taken or refused, and never breaks anything."""
    damaged = bytearray(DOCUMENT)
    for place, value in changes:
        damaged[place] = value
    with suppress(WrongFile):
        assert kind_of(bytes(damaged[: len(damaged) - lost]))


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
@settings(max_examples=200)
def test_whatever_follows_is_known_or_wrong(begun: bytes, rest: bytes) -> None:
    """The library that knows files by their beginnings is never asked in vain."""
    with suppress(WrongFile):
        assert kind_of(begun + rest)
