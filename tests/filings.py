"""A table of past complaints in the form of the shipped mapping. Nobody and nothing in it exists."""

import csv
from pathlib import Path
from typing import Any

COLUMNS = (
    "id", "created_utc", "first_response_utc", "instansi_id", "instansi", "topik", "jenis_topik", "kecamatan",
    "text_chars", "duplicate_text", "created_wib", "first_response_wib",
)  # fmt: skip
ANSWERED = {
    "id": "900001", "instansi_id": "7", "instansi": "Dinas Contoh", "topik": "Lampu Jalan", "jenis_topik": "fisik",
    "kecamatan": "Contohrejo", "text_chars": "120", "duplicate_text": "0",
    "created_wib": "2022-01-31T23:30:00", "first_response_wib": "2022-02-07T08:15:30",
}  # fmt: skip
SILENT = {
    **ANSWERED,
    "id": "900002",
    "instansi_id": "8",
    "instansi": "Badan Contoh",
    "first_response_wib": "",
}


def table(folder: Path, *rows: Any, **how: Any) -> Path:
    """A table in the form of the shipped mapping, with these invented rows."""
    path = folder / "filings.csv"
    with path.open("w", encoding=how.pop("encoding", "utf-8"), newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, restval="", **how)
        writer.writeheader()
        writer.writerows(rows)
    return path
