"""Routing: one look-up among a hundred thousand institutions, each with two contacts, under ten thousand rules."""

from statistics import median

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from models.casework.coverage import coverage
from models.casework.routing import Wanted, route
from models.codes import FocalRole, FocalState, InstitutionKind
from models.database import reading, transaction
from models.tables import FocalPoint, Institution, Route
from models.zones import Zone
from tests.benchmarks import life
from tests.benchmarks.table import Table, middle, seconds, sized

LOOKUP_SECONDS, WILDCARDS = 0.001, 20
"""A look-up reads what may concern it: the institution's own rules, and those for everybody."""


@pytest.mark.timeout(1800)
def test_routing_among_many(database_url: str, table: Table) -> None:
    """The middle of many look-ups, each in a session that knows nothing yet of its institution's people."""
    many = sized(100_000, 100_000)  # the limit is for the full directory, whatever the scale
    _fill(many)
    kind = database_url.partition("+")[0].partition(":")[0]
    lookup, slowest = _lookups(sized(2_000, 500), many)
    table.by_itself(
        "routing",
        f"{many:,} institutions, {kind}, one look-up",
        f"{lookup * 1000:.2f} ms",
        f"< {LOOKUP_SECONDS * 1000:g} ms",
        met=lookup < LOOKUP_SECONDS,
    )
    table.by_itself("routing", f"the same, 99 of 100, {kind}", f"{slowest * 1000:.2f} ms", "", met=None)

    def counted() -> float:
        with reading() as session:
            return seconds(lambda: coverage(session, life.FILED))

    table.by_itself("routing", f"coverage of all, {kind}", f"{middle(counted):.2f} s", "", met=None)


def _lookups(times: int, many: int) -> tuple[float, float]:
    """The median and the 99th percentile, in seconds."""
    day = Zone.WIB.day_of(life.FILED)
    taken: list[float] = []
    with reading() as session:
        for turn in range(times):
            found = select(Institution).where(Institution.code == f"I-{turn * 7919 % many}")
            place = session.exec(found).one()
            taken.append(seconds(lambda at=place: route(session, at, day, Wanted(subject="pertanahan"))))
    return median(taken), sorted(taken)[int(len(taken) * 0.99)]


def _fill(many: int) -> None:
    with transaction() as session:
        connection = session.connection()
        connection.execute(
            insert(Institution),
            [
                {
                    "code": f"I-{each}", "name": f"Instansi {each}", "kind": InstitutionKind.OTHER,
                    "region": f"{11 + each % 80}.{each % 90:02}", "zone": Zone.WIB, "head_title": "Kepala",
                    "address": "",
                }
                for each in range(many)
            ],
        )  # fmt: skip
        ids = session.exec(select(Institution.id).order_by(col(Institution.id))).all()
        connection.execute(
            insert(FocalPoint),
            [
                {
                    "institution_id": of, "role": role, "name": f"Orang {of}", "position": "", "language": "id",
                    "email": f"{role.value}.{of}@instansi.example", "state": FocalState.CONFIRMED, "evidence": "",
                }
                for of in ids
                for role in (FocalRole.PRIMARY, FocalRole.ALTERNATE)
            ],
        )  # fmt: skip
        own = [{"position": at, "institution_id": of, "substance": "pajak", "role": FocalRole.ALTERNATE}
               for at, of in enumerate(ids[::10], start=1)]  # fmt: skip
        for_all = [
            {"position": len(own) + at, "region": "99", "role": FocalRole.ALTERNATE}
            for at in range(1, WILDCARDS + 1)
        ]
        connection.execute(insert(Route), own)
        connection.execute(insert(Route), for_all)
