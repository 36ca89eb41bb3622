"""What can happen in the sample office's network of focal points, by the real use cases.

Each kind of undertaking has a story; it is told up to the happening that somebody wants letters about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel import col, select

from models.casework import clocks, law, vault
from models.casework.history import record
from models.casework.network import attendance, commitments, gatherings, plans, succession
from models.casework.network.gatherings import Plan
from models.casework.network.opening import conclude, tracks_by_code
from models.casework.network.people import Official
from models.codes import FocalRole, ItemStatus, MatterKind as M
from models.ladders import RungKind
from models.stages import Event as E
from models.tables import Clock, Forwarding, Happening, Item, Letter, Matter, WordsKind
from notifications.addressees import ByClock
from notifications.letters import LETTERS
from notifications.planning import plan
from notifications.sample_occasions import KINDS, WATCHED
from notifications.sample_openings import BEGIN, BY, HEALTH, LAND, LOCAL, contact, neighbours
from notifications.samples import NOW, Sample

HELD: Final = NOW + timedelta(days=7)
"""The day of the gathering, once it is over."""
RECEIPT: Final = "000042/TT/2026"

_BY_A_CLOCK = frozenset(
    event for event, row in LETTERS.items() if any(isinstance(to.role, ByClock) for to in row)
) | {E.ACT_DUE, E.RECEIPT_MISSING}


@dataclass(frozen=True)
class Scene:
    """One undertaking of the sample, and what is wanted of it."""

    sample: Sample
    wanted: E
    matter: Matter
    codes: Sequence[str]

    @property
    def present(self) -> list[str]:
        """Who came: the sample's institution too, unless it is to be asked because it did not."""
        own = self.sample.institution.code
        return [code for code in self.codes if code != (own if self.wanted is E.ABSENTEE_ASKED else LAND)]

    @property
    def track(self) -> Forwarding | None:
        """The track of the sample's institution, once it has one."""
        return tracks_by_code(self.sample.session, self.matter).get(self.sample.institution.code)

    def through(self, person: str = "") -> dict[str, str]:
        """The facts of something said through the institution's door."""
        return {"receipt": RECEIPT, "sender": person or f"focal_point:{contact(self.sample).id}"}

    def last(self, event: E) -> Happening | None:
        """The latest of these happenings, of the sample's institution where it is one institution's."""
        query = select(Happening).where(Happening.matter_id == self.matter.id, Happening.event == event)
        rows = self.sample.session.exec(query.order_by(col(Happening.seq).desc())).all()
        own = self.track.id if self.track else None
        return next((row for row in rows if row.forwarding_id in (None, own)), None)


def undertake(sample: Sample, event: E, kind: M) -> Happening:
    """Let `event` happen to an undertaking of this kind, with everything that comes before it."""
    wanted = event if event in KINDS else WATCHED[kind][0]
    codes = [sample.institution.code, *neighbours(sample)]
    scene = Scene(sample, wanted, BEGIN[kind](sample, codes), codes)
    after, end = _ENDINGS.get(wanted, (frozenset[E](), None))
    for step in (None, *_STORIES[kind]):
        if step is not None:
            step(scene)
        if end is not None and any(scene.last(each) for each in after):
            end(scene)
        if found := scene.last(wanted):
            return found if event in KINDS else _beside(scene, event, kind)
    raise LookupError(f"{event.value} does not happen in the sample's {kind.value}")


def followed(sample: Sample) -> Happening:
    """A rotation of which the office knows already who follows: the alternate."""
    leaving, alternate = contact(sample), contact(sample, FocalRole.ALTERNATE)
    matter = succession.note_rotation(
        sample.session, leaving, date(2026, 3, 31), NOW, by=BY, successor=alternate
    )
    noted = select(Happening).where(Happening.matter_id == matter.id, Happening.event == E.ROTATION_NOTED)
    return sample.session.exec(noted).one()


def _beside(scene: Scene, event: E, kind: M) -> Happening:
    """What happens at any stage, by the clock or through the door."""
    session, matter = scene.sample.session, scene.matter
    facts: dict[str, Any] = dict(scene.through())
    at, track = HELD, scene.track
    if event in _BY_A_CLOCK:
        key = WATCHED[kind][1]
        clock = session.exec(select(Clock).where(Clock.matter_id == matter.id, Clock.key == key)).first()
        if clock is None or clock.due_at is None:
            raise LookupError(f"the sample's {kind.value} has no deadline {key}")
        at = clock.due_at + timedelta(days=2 if event is E.ESCALATED else -2)
        rung = RungKind.ESCALATE if event is E.ESCALATED else RungKind.REMIND
        tells = {party for each in law.ladder(key) if each.kind is rung for party in each.tells}
        facts = {"clock": clock.id, "key": key, "tells": sorted(tells), "rung": "reminder_5"}
        track = track if clock.forwarding_id else None
        if event is E.EXTENDED:
            clocks.extend(session, clock, 7, at)
    if event in (E.ITEM_REPORTED, E.ITEM_VERIFIED):
        item = session.exec(select(Item).where(Item.matter_id == matter.id, Item.number == 1)).one()
        facts["item"] = item.id
    if event is E.LETTER_FAILED:
        plan(session, matter.id, NOW, limit=1000)
        facts = {"letter": session.exec(select(Letter.id).where(Letter.matter_id == matter.id)).first()}
    return record(session, matter, event, at, by=BY, forwarding=track, facts=facts)


def _invite(scene: Scene) -> None:
    text = "Mohon membawa surat penunjukan dari pimpinan instansi."
    gatherings.invite(scene.sample.session, scene.matter, scene.codes, text, NOW, by=BY)


def _change(scene: Scene) -> None:
    later = Plan(LOCAL + timedelta(hours=4))
    gatherings.change_plan(scene.sample.session, scene.matter, later, NOW, by=BY)


def _announce(scene: Scene) -> None:
    official = Official(
        scene.sample.institution, "Wahyu Nugroho", "Kepala Bidang", "wahyu@sungairaya.example"
    )
    attendance.announce(scene.sample.session, scene.matter, official, NOW, by=BY, through=scene.through())


def _hold(scene: Scene) -> None:
    text = "Instansi menyampaikan perkembangan masing-masing.\nDisepakati rapat berkala setiap triwulan."
    gatherings.hold(scene.sample.session, scene.matter, scene.present, None, text, HELD, by=BY)


def _ask(scene: Scene) -> None:
    if scene.wanted in (E.PLAN_DONE, E.PLAN_CARRIED_OVER):
        return  # a gathering that is closed has no absentee left to wait for
    attendance.ask_absentees(scene.sample.session, scene.matter, "", HELD, by=BY)


def _name(scene: Scene) -> None:
    lines = [f"{HEALTH}: Laila Rahmah; Kepala Subbagian; laila@sungairaya.example"]
    attendance.name_focal_points(scene.sample.session, scene.matter, lines, HELD, by=BY)


def _note(scene: Scene) -> None:
    lines = [
        f"komunikasi; {scene.sample.institution.code}: Surat masuk belum langsung diteruskan kepada narahubung.",
        "kewenangan; -: Narahubung belum berwenang menandatangani tanggapan.",
    ]
    attendance.note_obstacles(scene.sample.session, scene.matter, lines, HELD, by=BY)


def _agree(scene: Scene) -> None:
    lines = [
        f"{scene.sample.institution.code}: Menetapkan alur surat masuk kepada narahubung, paling lambat 2026-04-10",
        f"{HEALTH}: Menunjuk narahubung pengganti, paling lambat 2026-04-17",
    ]
    plans.agree(scene.sample.session, scene.matter, lines, HELD, by=BY)


def _done(scene: Scene) -> None:
    for item in plans.items_of(scene.sample.session, scene.matter.id or 0):
        item.status = ItemStatus.DONE
    plans.close_done(scene.sample.session, scene.matter, HELD, by=BY)


def _carry_over(scene: Scene) -> None:
    plans.carry_over(scene.sample.session, scene.matter, "", HELD, by=BY)


def _conclude(scene: Scene) -> None:
    gatherings.close(scene.sample.session, scene.matter, "", HELD, by=BY)


def _call_off(scene: Scene) -> None:
    session, matter = scene.sample.session, scene.matter
    words = vault.keep(session, matter, WordsKind.REASON, "Bertepatan dengan agenda nasional.")
    conclude(session, matter, E.CALLED_OFF, NOW, by=BY, words=[words])


def _sign(scene: Scene) -> None:
    if scene.track is not None:
        person = f"focal_point:{contact(scene.sample).id}"
        commitments.sign(
            scene.sample.session, scene.matter, scene.track, person, None, NOW, by=BY, through=scene.through()
        )


def _put_in_force(scene: Scene) -> None:
    commitments.put_in_force(scene.sample.session, scene.matter, None, "", date(2028, 3, 31), NOW, by=BY)


def _propose(scene: Scene) -> None:
    official = Official(
        scene.sample.institution, "Nurhayati Latifah", "Kepala Bidang", "nurhayati@sungairaya.example"
    )
    succession.propose(scene.sample.session, scene.matter, official, "", NOW, by=BY, through=scene.through())


def _name_successor(scene: Scene) -> None:
    line = f"{scene.sample.institution.code}: Nurhayati Latifah; Kepala Bidang; nurhayati@sungairaya.example"
    succession.name_successor(scene.sample.session, scene.matter, None, [line], NOW, by=BY)


def _confirm(scene: Scene) -> None:
    """The alternate says so: whoever said it gets the receipt, and whom it is about the welcome."""
    through = scene.through(f"focal_point:{contact(scene.sample, FocalRole.ALTERNATE).id}")
    succession.confirm(scene.sample.session, scene.matter, "", HELD, by=BY, through=through)


def _miss(scene: Scene) -> None:
    succession.miss(scene.sample.session, scene.matter, "", HELD, by=BY)


_Step = Callable[[Scene], None]
_OF_A_GATHERING: Final = (_invite, _change, _announce, _hold, _ask, _name, _note, _agree)
_STORIES: Final[Mapping[M, tuple[_Step, ...]]] = {
    M.FORMATION: _OF_A_GATHERING,
    M.MONEV: _OF_A_GATHERING,
    M.MEETING: _OF_A_GATHERING,
    M.COMMITMENT: (_sign,),
    M.ROTATION: (_propose, _name_successor),
    M.RECONFIRMATION: (),
}
_ASKED = frozenset({E.INVITED, E.SIGNATURE_ASKED, E.ROTATION_NOTED, E.RECONFIRMATION_ASKED})
_IN_DOUBT = frozenset({E.SUCCESSOR_NAMED, E.RECONFIRMATION_ASKED})
_ENDINGS: Final[Mapping[E, tuple[frozenset[E], _Step]]] = {
    E.GATHERING_CONCLUDED: (frozenset({E.GATHERING_HELD}), _conclude),
    E.PLAN_DONE: (frozenset({E.PLAN_AGREED}), _done),
    E.PLAN_CARRIED_OVER: (frozenset({E.PLAN_AGREED}), _carry_over),
    E.COMMITMENT_CONCLUDED: (frozenset({E.COMMITMENT_SIGNED}), _put_in_force),
    E.CALLED_OFF: (_ASKED, _call_off),
    E.FOCAL_POINT_CONFIRMED: (_IN_DOUBT, _confirm),
    E.CONFIRMATION_MISSED: (_IN_DOUBT, _miss),
}
"""After what each ending comes, and how."""
