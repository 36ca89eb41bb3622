"""Anything that can happen, happening to the sample complaint: recorded, planned and worded by the real code."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from models import lifecycle
from models.casework import clocks, vault
from models.casework.history import record
from models.codes import Access, ClosingReason as R, ItemKind, ItemStatus, MatterKind, Party
from models.stages import Event as E, Phase, Stage, TrackStage
from models.tables import Clock, FocalPoint, Happening, Item, Letter, Matter, WordsKind as W
from notifications.addressees import SAID, ByClock, ByName
from notifications.kinds import LetterKind
from notifications.letters import LETTERS, in_their_words
from notifications.planning import plan
from notifications.sample_network import followed, undertake
from notifications.sample_occasions import kinds_of
from notifications.samples import NOW, Sample, add
from notifications.situations import in_the_ladder

ACTIONS = (
    "Menerbitkan akta kelahiran yang dimohonkan Pelapor",
    "Menetapkan dan mengumumkan jangka waktu pelayanan akta kelahiran",
)
REQUEST = "Mohon penjelasan mengapa akta kelahiran belum terbit, beserta salinan bukti penerimaan berkasnya."

BY = "Rangga Saputra"

WORDS: Mapping[E, tuple[W, str]] = {
    E.GAPS_FOUND: (W.GAPS, "Tanda terima dari loket boleh berupa foto."),
    E.REJECTED: (W.REASON, "Permohonan belum pernah disampaikan kepada dinas yang bersangkutan."),
    E.CONSULTATION_ANSWERED: (W.ANSWER, "Akta kelahiran terbit tanpa biaya dan dapat diajukan secara daring."),
    E.FORWARDED: (W.REQUEST, REQUEST),
    E.CONSULTATION_FORWARDED: (W.REQUEST, "Berapa lama penerbitan akta kelahiran, dan apa saja syaratnya?"),
    E.FIRST_CONTACT_MADE: (W.REQUEST, "Penerbitan akta kematian pada hari ini, agar jenazah dapat diberangkatkan."),
    E.CLARIFICATION_REQUESTED: (W.REQUEST, REQUEST),
    E.SESSION_CALLED: (W.REQUEST, "Pukul 09.00 WITA, ruang mediasi lantai 1."),
    E.SUMMONED: (W.REQUEST, "Pukul 10.00 WITA, ruang pemeriksaan lantai 2. Mohon membawa buku register permohonan."),
    E.RESULT_DRAFTED: (W.RESULT, "Ditemukan penundaan berlarut: berkas lengkap sejak Oktober, akta belum terbit."),
    E.REPORT_FOUND: (W.RESULT, "Berkas lengkap sejak Oktober, sedangkan standar pelayanan menetapkan lima hari kerja."),
    E.REPORT_NOT_FOUND: (W.REASON, "Berkas baru lengkap pada bulan Februari; akta terbit dalam jangka waktunya."),
    E.REPORT_STOPPED: (W.REASON, "Pelapor tidak dapat dihubungi lagi."),
    E.REPORT_FOUND_SETTLED: (W.REASON, "Akta terbit pada saat pemeriksaan masih berlangsung."),
    E.CLOSED_EARLY: (W.REASON, "Permasalahan yang sama telah diperiksa pengadilan."),
    E.OBJECTION_UPHELD: (W.REASON, "Bukti baru menunjukkan berkas sudah lengkap."),
    E.OBJECTION_REFUSED: (W.REASON, "Bukti yang disampaikan sudah dipertimbangkan sebelumnya."),
    E.SUPPLEMENTED: (W.ANSWER, "Buku register loket bulan Oktober ditemukan dan kami lampirkan."),
    E.EXTENSION_ASKED: (W.REASON, "Berkas lama masih dicari di gudang arsip."),
    E.DISOWNED: (W.REASON, "Penerbitan akta untuk kelurahan itu ditangani kecamatan."),
    E.SANCTION_RECOMMENDED: (W.REASON, "Butir pertama tidak dilaksanakan tanpa alasan yang dapat diterima."),
    E.PUBLICATION_DECIDED: (W.REASON, "Butir pertama tidak dilaksanakan tanpa alasan yang dapat diterima."),
}  # fmt: skip

REASONS: Mapping[E, R] = {
    E.CARBON_COPY_NOTED: R.CARBON_COPY_NOTED,
    E.CONSULTATION_ANSWERED: R.CONSULTATION_DONE,
    E.RAPIDLY_SETTLED: R.RAPIDLY_SETTLED,
    E.REJECTED: R.NO_PRIOR_COMPLAINT,
    E.REPORT_NOT_FOUND: R.NOT_PROVEN,
    E.REPORT_STOPPED: R.STOPPED,
    E.REPORT_FOUND_SETTLED: R.FOUND_SETTLED,
    E.SETTLEMENT_KEPT: R.MEDIATED,
    E.ACTIONS_DONE: R.CORRECTIVE_DONE,
    E.RESOLVED: R.CORRECTIVE_DONE,
    E.RECOMMENDATION_IMPLEMENTED: R.RECOMMENDATION_DONE,
    E.PUBLISHED: R.RECOMMENDATION_NOT_DONE,
    E.WITHDRAWN: R.WITHDRAWN,
    E.DEEMED_WITHDRAWN: R.DEEMED_WITHDRAWN,
    E.CLOSED_EARLY: R.IN_COURT,
    E.OBJECTION_REFUSED: R.NOT_PROVEN,
}

CLOCK_EVENTS = frozenset(
    event for event, row in LETTERS.items() if any(isinstance(to.role, ByClock) for to in row)
) | {E.RECEIPT_MISSING, E.ACT_DUE}

TOLD: Mapping[LetterKind, tuple[str, tuple[Party, ...]]] = {
    LetterKind.REPORTER_REMINDER: ("reporter_completion", (Party.REPORTER,)),
    LetterKind.OFFICE_ALARM: ("sla_verification_formal", (Party.INTAKE_UNIT,)),
    LetterKind.REMINDER: ("clarification_1", (Party.FOCAL_POINT, Party.ALTERNATE)),
    LetterKind.OFFICE_NOTICE: ("summons_interval", ()),
    LetterKind.ESCALATION: ("clarification_1", (Party.SUPERIOR, Party.INSPECTORATE)),
}
"""Which clock the sample's ladder climbs for each kind, and whom the rung tells."""

OPENS = {
    "reporter_completion": E.GAPS_FOUND,
    "sla_verification_formal": E.SORTED_AS_REPORT,
    "clarification_1": E.CLARIFICATION_REQUESTED,
    "summons_interval": E.SUMMONED,
}


def events_of(kind: LetterKind) -> list[E]:
    """The happenings that call for letters of this kind, in the order of a life."""
    parties = tuple(Party)
    return [
        event
        for event, row in LETTERS.items()
        if any(
            in_their_words(to.kind, role) is kind
            for to in row
            for role in ([to.role] if isinstance(to.role, Party) else parties)
        )
    ]


def letters_about(
    sample: Sample, event: E, kind: LetterKind, within: MatterKind | None = None
) -> list[Letter]:
    """Let `event` happen to the sample's complaint, or within its network, and plan its letters; those of `kind`."""
    happening = happen(sample, event, kind, within)
    session = sample.session
    plan(session, happening.matter_id, NOW, limit=1000)
    found = select(Letter).where(Letter.happening_id == happening.id, Letter.kind == kind.value)
    return list(session.exec(found.order_by(col(Letter.id))).all())


def happen(sample: Sample, event: E, kind: LetterKind, within: MatterKind | None = None) -> Happening:
    """Bring the complaint, or an undertaking of this kind, to where `event` can happen, and record it."""
    within = within or kinds_of(event)[0]
    if within is not MatterKind.COMPLAINT:
        known = (event, kind) == (E.ROTATION_NOTED, LetterKind.INSTITUTION_NOTICE)
        return followed(sample) if known else undertake(sample, event, within)
    if event in CLOCK_EVENTS:
        return _by_the_clock(sample, event, kind)
    if event is E.ACKNOWLEDGED and kind is LetterKind.TERM_STARTED:
        _record(sample, E.FORWARDED, NOW - timedelta(days=3))
        _record(sample, E.CLARIFICATION_REQUESTED, NOW - timedelta(days=1))
        facts = {"on": NOW.date().isoformat()}
        return record(
            sample.session, sample.complaint, event, NOW, by=BY, forwarding=sample.track, facts=facts
        )
    if event in _ON_A_TRACK or any(to.when is in_the_ladder for to in LETTERS[event]):
        _record(sample, E.FORWARDED, NOW - timedelta(days=3))
        plan(sample.session, sample.complaint.id, NOW)
    if event in _WITH_ITEMS:
        _items(sample, event)
    if _stage_before(event) in _UNREGISTERED and event is not E.ACCEPTED:
        _unregister(sample.complaint)
    reason = REASONS.get(event)
    if reason is not None:
        sample.complaint.closing_reason, sample.complaint.closed_at = reason, NOW
    return _record(sample, event, NOW, _facts(sample, event))


_ON_A_TRACK = frozenset(step.event for step in lifecycle.TRACK) | {
    E.FOCAL_POINT_CHANGED, *(event for event, row in LETTERS.items() if row is SAID),
}  # fmt: skip
_WITH_ITEMS: Mapping[E, tuple[ItemKind, ItemStatus]] = {
    E.AGREED: (ItemKind.SETTLEMENT, ItemStatus.NOT_STARTED),
    E.SETTLEMENT_BROKEN: (ItemKind.SETTLEMENT, ItemStatus.PARTIAL),
    E.SETTLEMENT_KEPT: (ItemKind.SETTLEMENT, ItemStatus.DONE),
    E.REPORT_FOUND: (ItemKind.CORRECTIVE_ACTION, ItemStatus.NOT_STARTED),
    E.ITEM_REPORTED: (ItemKind.CORRECTIVE_ACTION, ItemStatus.NOT_STARTED),
    E.ITEM_VERIFIED: (ItemKind.CORRECTIVE_ACTION, ItemStatus.PARTIAL),
    E.ACTIONS_DONE: (ItemKind.CORRECTIVE_ACTION, ItemStatus.DONE),
    E.HANDED_OVER: (ItemKind.CORRECTIVE_ACTION, ItemStatus.PARTIAL),
    E.RECOMMENDATION_SIGNED: (ItemKind.RECOMMENDATION, ItemStatus.NOT_STARTED),
    E.SANCTION_RECOMMENDED: (ItemKind.RECOMMENDATION, ItemStatus.REFUSED),
    E.PUBLICATION_DECIDED: (ItemKind.RECOMMENDATION, ItemStatus.REFUSED),
}


_ACCESS: Mapping[E, Access] = {
    E.CARBON_COPY_NOTED: Access.CARBON_COPY,
    E.CONSULTATION_FORWARDED: Access.CONSULTATION,
    E.CONSULTATION_ANSWERED: Access.CONSULTATION,
    E.SORTED_AS_EMERGENCY: Access.RAPID_RESPONSE,
    E.FIRST_CONTACT_MADE: Access.RAPID_RESPONSE,
    E.RAPIDLY_SETTLED: Access.RAPID_RESPONSE,
}
"""As what the sample's complaint was sorted, where it is no report."""
_UNREGISTERED = frozenset(
    {*lifecycle.PHASES[Phase.INTAKE], *lifecycle.PHASES[Phase.VERIFICATION]}
    - {Stage.OBJECTION, Stage.REOPENED}
)


def _unregister(complaint: Matter) -> None:
    """What the plenary gives, it has not given yet."""
    complaint.registration_no = complaint.registered_at = complaint.examiner_id = complaint.complexity = None


def _record(sample: Sample, event: E, at: datetime, facts: Mapping[str, object] | None = None) -> Happening:
    """By the one door, from the first stage at which the tables let it happen."""
    complaint, track = sample.complaint, sample.track
    complaint.stage = _stage_before(event)
    complaint.came_from = Stage.PLENARY
    complaint.access = _ACCESS.get(event, complaint.access)
    steps = [step for step in lifecycle.TRACK if step.event is event]
    if steps:
        track.stage = steps[0].stage
    if event is E.SUPPLEMENTED:
        track.stage = TrackStage.ANSWERED  # before that, an answer is asked and no supplement
    on_track = event in _ON_A_TRACK or event in (E.FORWARDED, E.CONSULTATION_FORWARDED, E.FIRST_CONTACT_MADE)
    said = WORDS.get(event)
    words = [vault.keep(sample.session, complaint, said[0], _with_remark(sample, said[1]))] if said else []
    return record(
        sample.session,
        complaint,
        event,
        at,
        by=BY,
        forwarding=track if on_track else None,
        facts=facts,
        words=words,
    )


def _with_remark(sample: Sample, text: str) -> str:
    return f"{text} {sample.remark}".strip()


def _stage_before(event: E) -> Stage:
    if event is E.ITEM_VERIFIED or event is E.ITEM_REPORTED:
        return Stage.CORRECTIVE_MONITORING
    steps = [step.stage for step in lifecycle.LIFECYCLE if step.event is event]
    if event is E.LODGED:
        return Stage.ACCESS
    return steps[0] if steps else Stage.CLARIFICATION


def _items(sample: Sample, event: E) -> None:
    kind, status = _WITH_ITEMS[event]
    for number, action in enumerate(ACTIONS, start=1):
        words = vault.keep(sample.session, sample.complaint, W.ITEM, _with_remark(sample, action))
        row = Item(
            matter_id=sample.complaint.id or 0,
            kind=kind,
            number=number,
            institution_id=sample.institution.id or 0,
            words_id=words.id or 0,
            promised_on=date(2026, 4, 6) if kind is ItemKind.SETTLEMENT else None,
            status=ItemStatus.DONE if status is ItemStatus.PARTIAL and number == 1 else status,
        )
        add(sample.session, row)


def _facts(sample: Sample, event: E) -> dict[str, object]:
    facts: dict[str, object] = {}
    if event in REASONS:
        facts["reason"] = REASONS[event].value
    if event is E.GAPS_FOUND:
        facts["missing"] = ["F2", "F4"]
    if event in (E.SUMMONED, E.SESSION_CALLED, E.ANSWERED):
        facts["on"] = "2026-03-16"
    if event in (E.ITEM_REPORTED, E.ITEM_VERIFIED):
        facts["item"] = sample.session.exec(select(Item.id).where(Item.number == 1)).one()
    if event is E.SANCTION_RECOMMENDED:
        facts["institution"] = sample.institution.code
    if any(isinstance(to.role, ByName) for to in LETTERS[event]):
        own = select(FocalPoint.id).where(FocalPoint.institution_id == sample.institution.id)
        facts |= {
            "receipt": "000042/TT/2026",
            "sender": f"focal_point:{sample.session.exec(own.order_by(col(FocalPoint.id))).first()}",
        }
    if event is E.LETTER_FAILED:
        facts["letter"] = _a_letter(sample)
    return facts


def _a_letter(sample: Sample) -> int:
    _record(sample, E.FORWARDED, NOW - timedelta(days=1))
    plan(sample.session, sample.complaint.id, NOW, limit=1000)
    refused = select(Letter.id).where(Letter.kind == LetterKind.FORWARDING.value)
    return sample.session.exec(refused).first() or 0


def _by_the_clock(sample: Sample, event: E, kind: LetterKind) -> Happening:
    key, tells = TOLD.get(kind, ("clarification_1", ()))
    opening = OPENS[key]
    if opening in _ON_A_TRACK:
        _record(sample, E.FORWARDED, NOW - timedelta(days=3))
    opened = _record(sample, opening, NOW, {"missing": ["F2"]} if opening is E.GAPS_FOUND else {})
    session = sample.session
    clock = session.exec(select(Clock).where(Clock.opened_by == opened.id, Clock.key == key)).one()
    at = NOW + timedelta(days=8)
    if event is not E.RECEIPT_MISSING:
        if clock.proof is None:
            clocks.start(session, clock, clock.zone.day_of(NOW) + timedelta(days=1), evidence="acknowledged")
        if event is E.ESCALATED and clock.due_at is not None:
            at = clock.due_at + timedelta(days=2)
        if event is E.EXTENDED:
            clocks.extend(session, clock, 7, at)
    facts = {"clock": clock.id, "key": key, "tells": [party.value for party in tells], "rung": "reminder_5"}
    track = sample.track if clock.forwarding_id else None
    return record(session, sample.complaint, event, at, by="narahubung", forwarding=track, facts=facts)
