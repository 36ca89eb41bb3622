"""`narahubung lodge`: a filing from a file or standard input, its attachments, and everything that may be wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, func, select

from models.casework import attachments
from models.database import reading, transaction
from models.settings import settings
from models.stages import Event
from models.tables import Attachment, Happening, Matter, Outbox, Reporter, Words
from tests import sample
from tests.running import full_disk, narahubung, refused, said, told


@pytest.fixture
def office(database_url: str) -> None:
    """The sample office, committed."""
    with transaction() as session:
        sample.office(session)


def lodge(*words: str, **fields: Any) -> str:
    """What `lodge` prints for the sample filing with these fields."""
    return said("lodge", "-", *words, stdin=json.dumps(sample.filing(**fields)))


def counts(session: Session) -> list[int]:
    """How many complaints, happenings, texts, reporters and attachments there are."""
    tables = (Matter, Happening, Words, Reporter, Attachment)
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def files() -> list[Path]:
    """What lies in the folder of attachments."""
    return sorted(settings().files.iterdir()) if settings().files.exists() else []


def test_a_filing_gets_its_number(office: None) -> None:
    """The number alone on standard output, for scripts; received at business time."""
    assert "000001.2026\n" == lodge()
    assert "000002.2026\n" == lodge()
    assert "2026-03-02T02:00:00Z" == told("show", "000001.2026")["received_at"]


def test_a_filing_can_come_from_a_file(office: None, tmp_path: Path) -> None:
    """With a byte order mark as well."""
    file = tmp_path / "filing.json"
    file.write_text(json.dumps(sample.filing()), encoding="utf-8-sig")

    assert "000001.2026" == told("lodge", str(file))["number"]


def test_who_takes_it_in_is_in_the_history(office: None) -> None:
    """Named with `--by`, in the environment, or else by the machine's user."""
    lodge("--by", sample.INTAKE)
    narahubung("lodge", "-", stdin=json.dumps(sample.filing()), NARAHUBUNG_OFFICER=sample.EXAMINER)
    with reading() as session:
        lodged = session.exec(select(Happening.by).where(Happening.event == Event.LODGED)).all()

    assert [sample.INTAKE, sample.EXAMINER] == list(lodged)


def test_lodging_needs_no_mail_server(office: None) -> None:
    """Letters wait in the outbox until somebody sends them; nothing listens on the port of SMTP here."""
    assert "000001.2026\n" == lodge()
    with reading() as session:
        assert 2 == session.exec(select(func.count()).select_from(Outbox)).one()


def test_attachments_are_kept_under_their_content(office: None, tmp_path: Path) -> None:
    """Once each, whatever they are called; their names are in the vault only."""
    (tmp_path / "KTP Rahmat.txt").write_text("a scan")
    (tmp_path / "copy.pdf").write_text("a scan")
    filing = tmp_path / "filing.json"
    filing.write_text(json.dumps(sample.filing(attachments=["KTP Rahmat.txt", str(tmp_path / "copy.pdf")])))
    number = told("lodge", str(filing))["number"]
    kept = told("show", number)["attachments"]

    assert [("KTP Rahmat.txt", "text/plain", 6), ("copy.pdf", "application/pdf", 6)] == [
        (each["name"], each["content_type"], each["size"]) for each in kept
    ]
    assert [settings().files / kept[0]["digest"]] == files()
    assert "a scan" == files()[0].read_text()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "missing.txt",
            "An attachment cannot be read. Check the path given in the filing; nothing was stored.",
        ),
        ("a folder", "An attachment cannot be read. Check the path given in the filing; nothing was stored."),
        ("large.bin", "An attachment is larger than 25 MB."),
    ],
)
def test_an_attachment_that_cannot_be_kept_stops_the_lodging(
    office: None, tmp_path: Path, name: str, why: str
) -> None:
    """Before anything is stored, and without its name: errors end up in logs."""
    (tmp_path / "good.txt").write_text("good")
    (tmp_path / "a folder").mkdir()
    with (tmp_path / "large.bin").open("wb") as large:
        large.truncate(attachments.LARGEST + 1)
    filing = tmp_path / "filing.json"
    filing.write_text(json.dumps(sample.filing(attachments=["good.txt", name])))
    sentence = refused("lodge", str(filing))

    assert sentence.startswith(why)
    assert "attachments.1" in sentence
    assert name not in sentence
    assert [] == files()
    with reading() as session:
        assert [0, 0, 0, 0, 0] == counts(session)


def test_an_attachment_is_taken_back_when_its_complaint_is_refused(office: None, tmp_path: Path) -> None:
    """But not content that another complaint had brought before."""
    (tmp_path / "one.txt").write_text("one")
    (tmp_path / "two.txt").write_text("two")
    filing = tmp_path / "filing.json"
    filing.write_text(json.dumps(sample.filing(attachments=["one.txt"])))
    told("lodge", str(filing))
    before = files()
    filing.write_text(json.dumps(sample.filing(institution="NOWHERE", attachments=["one.txt", "two.txt"])))

    assert "There is no institution with this code" in refused("lodge", str(filing))
    assert before == files()


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("", "standard input: line 1, column 1"),
        ("[1, 2]", "something else than one object"),
        ('{"office": "BJM", ', "line 1, column 19"),
        ("[" * 200_000, "nested too deeply"),
        ('{"office": "BJM"}', "subject: Field required."),
        ('{"office": "BJM", "subject": "x", "colour": "red"}', "colour: Extra inputs are not permitted."),
        ('{"office": "BJM", "subject": "x", "access": "party"}', "access: Input should be"),
        (
            '{"office": "BJM", "subject": "x", "received_at": "2026-03-01T10:00"}',
            "received_at: Input should have timezone",
        ),
        ('{"office": "XXX", "subject": "x"}', "There is no representative office with this code."),
    ],
)
def test_a_wrong_filing_is_answered_with_a_sentence(office: None, written: str, named: str) -> None:
    """That names what is wrong; nothing is stored."""
    assert named in refused("lodge", "-", stdin=written)
    with reading() as session:
        assert [0, 0, 0, 0, 0] == counts(session)


def test_a_sentence_about_a_filing_repeats_nothing_of_it(office: None) -> None:
    """It holds somebody's words."""
    told_off = refused(
        "lodge", "-", stdin=json.dumps({"office": "BJM", "subject": "x", "event_on": "Siti Rahmah"})
    )

    assert "event_on" in told_off
    assert "Siti" not in told_off


def test_a_file_that_cannot_be_read_is_named(office: None, tmp_path: Path) -> None:
    """Missing, a folder, no text; the sentence says which file."""
    (tmp_path / "scan.json").write_bytes(b"\xff\xd8\xff\xe0")
    for name, why in (
        ("none.json", "No such file or directory"),
        (".", "Is a directory"),
        ("scan.json", "it is not text in UTF-8"),
    ):
        assert f"{tmp_path / name}: {why}." in refused("lodge", str(tmp_path / name))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_stores_nothing_by_halves(office: None, tmp_path: Path, database_url: str) -> None:
    """Neither rows nor files; the sentence says to look at the disk."""
    (tmp_path / "proof.txt").write_text("proof")
    filing = tmp_path / "filing.json"
    filing.write_text(json.dumps(sample.filing(attachments=["proof.txt"], narrative="kata " * 18_000)))

    with full_disk(database_url):
        sentence = refused("lodge", str(filing))

    assert "database or disk is full" in sentence
    assert [] == files()
    with reading() as session:
        assert [0, 0, 0, 0, 0] == counts(session)
    assert "000001.2026" == told("lodge", str(filing))["number"]


def test_what_may_be_the_same_complaint_is_said_at_once(office: None) -> None:
    """With numbers and codes; nothing is linked by itself."""
    lodge()
    told_so = told("lodge", "-", stdin=json.dumps(sample.filing()))

    assert ["000001.2026"] == [each["number"] for each in told_so["duplicates"]]
    assert None is told("show", "000002.2026")["master"]
