"""What tests at the doors of the network stand on: an invitation, a commitment, a rotation, a reconfirmation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from sqlmodel import Session, col, select

from models.casework import business_time, focal_points
from models.casework.finding import institution_by_code
from models.casework.network import attendance, commitments, gatherings, plans, succession
from models.casework.network.gatherings import Plan
from models.codes import FocalRole, FocalState, MatterKind, Mode, Purpose
from models.database import reading, transaction
from models.tables import Door, FocalPoint, Institution, Matter, Office, Words
from notifications import planning
from notifications.links import Pass, links
from portal.door import door_app
from tests import sample
from tests.at_the_door import person_of, ticket
from tests.web_server import served

DAY = datetime(2026, 3, 16, 9, 0)  # noqa: DTZ001 - the office's local time
HELD = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
LAST_DAY = date(2026, 3, 20)
LETTER = "Mohon kehadiran pejabat yang dapat mengambil keputusan."


@dataclass
class Asked:
    """A door of the health agency in an undertaking."""

    number: str
    door_id: int
    primary: str
    secretariat: str

    def path(self, person: str = "") -> str:
        """The link of a person, of the primary contact where none is named."""
        return links().path(Pass(self.door_id, person or self.primary))


@pytest.fixture
def here(database_url: str) -> None:
    """The sample's office, with its focal points; business time stands at the sample's."""
    with transaction() as session:
        sample.office(session)
    at(sample.NOW)


def at(now: datetime) -> None:
    """Business time stands there from now on."""
    with transaction() as session:
        business_time.move(session, now, datetime.now(UTC), pace=0)


def _opened(number: str, purpose: Purpose) -> Asked:
    with reading() as session:
        place = institution_by_code(session, sample.HEALTH)
        own = select(Door).where(Door.institution_id == place.id, Door.purpose == purpose)
        door = session.exec(own.order_by(col(Door.id).desc())).first()
        assert door is not None
        return Asked(number, door.id or 0, person_of(session, FocalRole.PRIMARY), f"institution:{place.id}")


def undertaken(make: Callable[[Session], Matter], purpose: Purpose) -> Asked:
    """What `make` opens, with its letters planned; the health agency's door in it."""
    with transaction() as session:
        matter = make(session)
        number = matter.agenda_no
        planning.plan(session, matter.id, sample.NOW)
    return _opened(number, purpose)


def office(session: Session) -> Office:
    """The office that the fixture made."""
    return session.exec(select(Office)).one()


def invited(kind: MatterKind = MatterKind.FORMATION) -> Asked:
    """Three institutions are invited to a gathering."""

    def make(session: Session) -> Matter:
        plan = Plan(DAY, "Aula Contoh, Banjarmasin", Mode.HYBRID, "Penguatan pengawasan", "Hadi Kurniawan")
        matter = gatherings.plan(session, office(session), kind, plan, sample.NOW, by=sample.EXAMINER)
        codes = [sample.HEALTH, sample.LAND, sample.MINISTRY]
        gatherings.invite(session, matter, codes, LETTER, sample.NOW, by=sample.EXAMINER)
        return matter

    return undertaken(make, Purpose.ATTENDANCE)


def held(*present: str) -> Asked:
    """The gathering took place with these; the others were absent and have been asked for their focal point."""
    asked = invited()
    with transaction() as session:
        matter = session.exec(select(Matter)).one()
        gatherings.hold(session, matter, present, HELD.date(), "", HELD, by=sample.EXAMINER)
        attendance.ask_absentees(session, matter, "Mohon menunjuk narahubung.", HELD, by=sample.EXAMINER)
    at(HELD)
    return asked


def planned() -> Asked:
    """What was agreed there is watched: two items are the health agency's, one is the land agency's."""
    invited()
    with transaction() as session:
        matter = session.exec(select(Matter)).one()
        gatherings.hold(
            session, matter, [sample.HEALTH, sample.LAND], HELD.date(), "", HELD, by=sample.EXAMINER
        )
        lines = [
            f"{sample.HEALTH}: Memperbarui data narahubung, paling lambat 2026-04-10",
            f"{sample.HEALTH}: Memasang papan layanan, paling lambat 2026-04-20",
            f"{sample.LAND}: Menata loket pertanahan, paling lambat 2026-04-20",
        ]
        plans.agree(session, matter, lines, HELD, by=sample.EXAMINER)
        number = matter.agenda_no
    at(HELD)
    return _opened(number, Purpose.ACTION_PLAN)


def unsigned() -> Asked:
    """A commitment is out for the signatures of two institutions."""

    def make(session: Session) -> Matter:
        return commitments.draft(
            session, office(session), "KB-2026-1", [sample.HEALTH, sample.LAND], sample.NOW,
            by=sample.EXAMINER, text=sample.COMMITMENT, witness="Gubernur Kalimantan Selatan",
        )  # fmt: skip

    return undertaken(make, Purpose.SIGNATURE)


def doubted() -> Asked:
    """The health agency's primary contact is asked whether they are still the one."""

    def make(session: Session) -> Matter:
        return succession.ask_to_reconfirm(session, contact(session), sample.NOW, by=sample.EXAMINER)

    return undertaken(make, Purpose.CONFIRMATION)


def rotating(*, followed: bool) -> Asked:
    """The primary contact leaves; whether the office has named who follows."""

    def make(session: Session) -> Matter:
        successor = newcomer(session) if followed else None
        return succession.note_rotation(
            session, contact(session), LAST_DAY, sample.NOW, by=sample.EXAMINER, successor=successor
        )

    return undertaken(make, Purpose.CONFIRMATION)


def contact(session: Session, role: FocalRole = FocalRole.PRIMARY) -> FocalPoint:
    """The health agency's contact with this role whom the sample made."""
    return session.get_one(FocalPoint, int(person_of(session, role).partition(":")[2]))


def newcomer(session: Session, role: FocalRole = FocalRole.ALTERNATE, name: str = "Norhasanah") -> FocalPoint:
    """Somebody more at the health agency."""
    place = institution_by_code(session, sample.HEALTH)
    email = f"{name.split(maxsplit=1)[0].lower()}@dinkes.example"
    return focal_points.name(
        session, place, sample.NOW, by=sample.EXAMINER, role=role, name=name, position="Sekretaris",
        email=email, state=FocalState.UNCONFIRMED,
    )  # fmt: skip


def person(name: str) -> str:
    """The key of the focal point with this name."""
    with reading() as session:
        return f"focal_point:{session.exec(select(FocalPoint.id).where(FocalPoint.name == name)).one()}"


def of(code: str) -> str:
    """The key of the primary contact of another institution."""
    with reading() as session:
        place = institution_by_code(session, code)
        own = select(FocalPoint.id).where(FocalPoint.institution_id == place.id)
        return f"focal_point:{session.exec(own.where(FocalPoint.role == FocalRole.PRIMARY)).one()}"


def above(asked: Asked) -> str:
    """The key of an institution above the health agency."""
    with transaction() as session:
        city = sample.institution(session, "BJM", "Pemerintah Kota Banjarmasin")
        place = session.get_one(Institution, int(asked.secretariat.partition(":")[2]))
        place.superior_id = city.id
        return f"institution:{city.id}"


def a_day_later() -> None:
    """Business time goes on by a day after the rotation's last day."""
    at(datetime.combine(LAST_DAY, datetime.min.time(), UTC) + timedelta(days=1, hours=3))


def vault() -> list[str]:
    """Every text there is."""
    with reading() as session:
        return list(session.exec(select(Words.text)).all())


def ticket_of_path(browser: httpx.Client, path: str) -> str:
    """The ticket on the page at this path."""
    return ticket(browser.get(path).text)


@pytest.fixture
def browser(here: None) -> Iterator[httpx.Client]:
    """A browser somewhere in an institution."""
    with served(door_app()) as client:
        yield client
