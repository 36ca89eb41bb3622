"""The terms of the law: what the shipped table says, and how an office changes it."""

from pathlib import Path

import pytest

from models.codes import Party, RuleSet
from models.deadlines import (
    BadTerms,
    ExtensionTooLong,
    NotExtendable,
    NotSuspendable,
    PauseReason,
    Term,
    Unit,
    load_terms,
    term_for,
)
from models.holidays import calendar
from models.ladders import (
    Act,
    Release,
    load_ladders,
)
from models.workdays import Basis

TERMS = load_terms()
LADDERS = load_ladders()
CALENDAR = calendar()

W, C = Basis.WORKING, Basis.CALENDAR
DAYS, MONTHS, YEARS, HOURS, TIMES = Unit.DAYS, Unit.MONTHS, Unit.YEARS, Unit.HOURS, Unit.TIMES

LAW = {
    "event_age_limit":               (2, YEARS, C),
    "sla_verification_formal":       (14, DAYS, W),
    "sla_verification_material":     (30, DAYS, W),
    "reporter_completion":           (30, DAYS, C),
    "no_jurisdiction_notice":        (7, DAYS, C),
    "clarification_1":               (14, DAYS, C),
    "clarification_2":               (14, DAYS, C),
    "summons_count":                 (3, TIMES, C),
    "summons_interval":              (7, DAYS, C),
    "reporter_response":             (14, DAYS, C),
    "examination_class_light":       (60, DAYS, C),
    "examination_class_medium":      (120, DAYS, C),
    "examination_class_heavy":       (180, DAYS, C),
    "corrective_action":             (30, DAYS, W),
    "corrective_action_2017":        (30, DAYS, C),
    "resolution_completeness_check": (7, DAYS, W),
    "recommendation_delivery":       (14, DAYS, C),
    "recommendation_report_alarm":   (60, DAYS, C),
    "recommendation_report":         (60, DAYS, W),
    "rco_first_contact":             (24, HOURS, C),
    "lha_advice_follow_up":          (30, DAYS, W),
    "focal_point_ack":               (2, DAYS, W),
    "consultation_answer":           (5, DAYS, W),
    "monev_cycle":                   (6, MONTHS, C),
    "focal_point_reconfirm":         (180, DAYS, C),
    "gathering":                     (None, Unit.AGREED, C),
    "absentee_answer":               (10, DAYS, W),
    "commitment_signature":          (14, DAYS, W),
    "commitment_validity":           (2, YEARS, C),
    "reconfirmation_answer":         (14, DAYS, W),
    "successor_confirmation":        (5, DAYS, W),
    "rotation_replacement":          (14, DAYS, W),
    "focal_point_naming":            (5, DAYS, W),
    "action_item":                   (None, Unit.AGREED, C),
    "office_item":                   (None, Unit.AGREED, C),
    "quarterly_report":              (3, MONTHS, C),
    "annual_report":                 (1, MONTHS, C),
    "provider_complaint_window":     (30, DAYS, C),
    "provider_completeness_reply":   (14, DAYS, C),
    "provider_completion_by_user":   (30, DAYS, C),
    "provider_decision":             (60, DAYS, C),
    "provider_decision_delivery":    (14, DAYS, C),
    "sp4n_verification":             (3, DAYS, W),
    "sp4n_follow_up":                (5, DAYS, W),
    "sp4n_reporter_feedback":        (10, DAYS, C),
    "sp4n_class_information":        (5, DAYS, W),
    "sp4n_class_ordinary":           (14, DAYS, W),
    "sp4n_class_supervisory":        (60, DAYS, W),
}  # fmt: skip


def test_every_clock_has_the_length_the_law_or_the_default_gives_it() -> None:
    """All of them, no more and no fewer."""
    assert LAW == {key: (term.length, term.unit, term.basis) for key, term in TERMS.items()}


def test_every_term_that_the_law_sets_names_its_source() -> None:
    """What is inferred or a default of ours names none, and says so by how sure it is."""
    without = {key for key, term in TERMS.items() if not term.source}

    assert without == {key for key, term in TERMS.items() if term.sure in ("I", "K/I")}
    assert "PO 58/2023 Pasal 54" == TERMS["corrective_action"].source


def test_terms_that_start_at_receipt_wait_for_evidence_of_it() -> None:
    """Nearly every clock of an outside party starts when a letter was received; the office's own do not."""
    waiting = {key for key, term in TERMS.items() if term.on_receipt and not term.internal}

    assert {
        "reporter_completion", "reporter_response", "clarification_1", "clarification_2", "summons_count",
        "corrective_action", "corrective_action_2017", "recommendation_report_alarm", "recommendation_report",
        "lha_advice_follow_up", "provider_completeness_reply", "provider_completion_by_user",
    } == waiting  # fmt: skip


def test_the_statutory_terms_admit_no_pause_but_by_override() -> None:
    """Corrective action and recommendation: the articles know no suspension."""
    for key in ("corrective_action", "recommendation_report_alarm", "recommendation_report"):
        TERMS[key].allow_pause(PauseReason.OVERRIDE)
        for reason in set(PauseReason) - {PauseReason.OVERRIDE}:
            with pytest.raises(NotSuspendable):
                TERMS[key].allow_pause(reason)


def test_a_term_is_paused_only_for_the_reasons_it_lists() -> None:
    """Mediation stops the clock of a clarification, a reporter's missing paper does not."""
    TERMS["clarification_1"].allow_pause(PauseReason.MEDIATION)

    with pytest.raises(NotSuspendable):
        TERMS["clarification_1"].allow_pause(PauseReason.WAITING_FOR_REPORTER)


def test_an_extension_is_granted_once_and_within_the_length() -> None:
    """One to fourteen days on a term of fourteen, if none was granted before."""
    for days in (1, 14):
        TERMS["clarification_1"].allow_extension(days)
    for days, granted in ((0, 0), (15, 0), (5, 3)):
        with pytest.raises(ExtensionTooLong):
            TERMS["clarification_1"].allow_extension(days, granted)


def test_a_term_that_admits_no_extension_gets_none() -> None:
    """Nor does one without a length of its own."""
    for term in (TERMS["corrective_action"], TERMS["action_item"].model_copy(update={"extendable": True})):
        with pytest.raises(NotExtendable):
            term.allow_extension(5)


def test_calendar_terms_of_outside_parties_roll_off_free_days_and_the_age_limit_does_not() -> None:
    """Reporters, institutions and providers get the next working day; two years are two years."""
    outside = {
        key: term.roll
        for key, term in TERMS.items()
        if not term.internal and term.basis is C and term.unit is DAYS
    }

    assert all(outside.values())
    assert not TERMS["event_age_limit"].roll
    assert not any(term.roll for term in TERMS.values() if term.internal)


def test_a_complaint_of_the_old_rules_keeps_their_term() -> None:
    """Thirty calendar days under the rules of 2017, thirty working days under those of 2023."""
    terms = [term_for(TERMS, "corrective_action", rules) for rules in RuleSet]

    assert [Basis.CALENDAR, Basis.WORKING] == [term.basis for term in terms]
    assert all(rules in term.rules for rules, term in zip(RuleSet, terms, strict=True))
    assert "clarification_1" == term_for(TERMS, "clarification_1", RuleSet.PO_26_2017).key


def test_a_term_has_a_title_in_both_languages_and_one_party_whose_clock_it_is() -> None:
    """For letters and the case sheet; the superior is bound along with the reported party."""
    term = TERMS["corrective_action"]

    assert ("Pelaksanaan tindakan korektif", "Corrective action") == (
        term.title.in_("id"),
        term.title.in_("en"),
    )
    assert Party.REPORTED_PARTY is term.bound
    assert Party.SUPERIOR in term.binds


def overriding(tmp_path: Path, text: str) -> Path:
    """A file of an office's own terms."""
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_office_changes_a_term_without_code(tmp_path: Path) -> None:
    """Only what the file names changes; the ladders of the same file are read apart."""
    path = overriding(
        tmp_path,
        '[clocks.clarification_1]\nlength = 10\nbasis = "working"\nroll = false\n'
        '[ladders.clarification_1.second_request]\nrelease = "automatic"\noffset = 2\n'
        "[ladders.clarification_1.reminder_5]\noff = true\n"
        '[ladders.sp4n_follow_up.late]\noffset = 1\nkind = "escalate"\ntells = ["provider"]\n',
    )
    changed, ladders = load_terms(path), load_ladders(path)

    assert (10, W, False, True) == (
        changed["clarification_1"].length,
        changed["clarification_1"].basis,
        changed["clarification_1"].roll,
        changed["clarification_1"].on_receipt,
    )
    assert {key: term for key, term in TERMS.items() if key != "clarification_1"} == {
        key: term for key, term in changed.items() if key != "clarification_1"
    }
    reminder, request = ladders["clarification_1"]
    assert ("reminder_2", Act.SECOND_REQUEST, Release.AUTOMATIC, 2) == (
        reminder.name,
        request.does,
        request.release,
        request.offset,
    )
    assert ["late"] == [rung.name for rung in ladders["sp4n_follow_up"]]
    assert LADDERS["clarification_2"] == ladders["clarification_2"]


BAD_TERMS = [
    ("[clocks.clarification_9]\nlength = 10", "clocks.clarification_9: there is no such clock"),
    ("[clocks.clarification_1]\nlength = -1", "clocks.clarification_1.length:"),
    ("[clocks.clarification_1]\nlenght = 10", "clocks.clarification_1.lenght: Extra inputs"),
    ('[clocks.clarification_1]\nbasis = "lunar"', "clocks.clarification_1.basis:"),
    ('[clocks.clarification_1]\nbasis = "working"', "only a term in calendar days"),
    ('[clocks.clarification_1]\nunit = "agreed"', "every term has a length"),
    ('[clocks.corrective_action]\nunit = "months"', "only days can be working days"),
    ("[clock.clarification_1]\nlength = 10", "unknown sections clock"),
    ("clocks = 3", "clocks should be a table of tables"),
    ("[clocks]\nclarification_1 = 10", "clarification_1 should be tables"),
    ("[clocks", "Expected ']'"),
]


@pytest.mark.parametrize(("text", "fault"), BAD_TERMS)
def test_a_file_of_terms_that_makes_no_sense_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    """With a sentence that says what to do, and where the fault is."""
    path = overriding(tmp_path, text)

    with pytest.raises(BadTerms) as raised:
        load_terms(path)
    assert fault in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_missing_file_of_terms_is_named(tmp_path: Path) -> None:
    """So that a typing error in the setting is seen at once."""
    with pytest.raises(BadTerms, match=r"nowhere\.toml(.|\n)*No such file"):
        load_terms(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    """A spreadsheet by mistake is no table of terms."""
    (tmp_path / "terms.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(BadTerms, match="utf-8"):
        load_terms(tmp_path / "terms.toml")


def test_a_term_knows_no_fields_but_its_own() -> None:
    """And cannot be changed once it is loaded."""
    term = TERMS["clarification_1"]

    assert term == Term.model_validate_json(term.model_dump_json())
    assert hash(term) == hash(Term.model_validate_json(term.model_dump_json()))
