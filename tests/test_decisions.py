"""Decisions and their forms: what a desk offers, how it is shown, and how it is read back."""

from datetime import date

import pytest

from models.decisions import (
    ALWAYS,
    ALWAYS_IN_NETWORK,
    AT,
    NEEDS,
    Decision,
    Form,
    FormError,
    decisions_at,
    fields_of,
    read_form,
    required_by,
)
from models.decisions.schema import DRAFT_KEPT, LISTS, Offer, labels, read_offered, schema
from models.decisions.words import DECISIONS, FIELDS
from models.stages import Stage

D = Decision
OFFER = Offer(
    (D.KEEP_WAITING, D.RECORD_ANSWER, D.ASK_REPORTER, D.ADD_NOTE, D.CORRECT, D.SEND_BACK, D.REEXAMINE),
    {
        "officer": {"Rina": "Rina"},
        "institution": {"DISDIK – Dinas Pendidikan": "DISDIK"},
        "missing": {"F1: nama": "F1", "F2: identitas": "F2"},
        "office": {},
    },
)
NAMED = labels(OFFER, "id")


def test_every_decision_has_a_stage_words_and_fields_that_exist() -> None:
    """The three tables of decisions agree with the form."""
    offered = {decision for decisions in AT.values() for decision in decisions}
    offered |= {*ALWAYS, *ALWAYS_IN_NETWORK}

    assert set(D) - {D.KEEP_WAITING} == offered
    assert set(D) == set(DECISIONS)
    assert set(Form.model_fields) == set(FIELDS)
    assert {name for decision in NEEDS for name in fields_of(decision)} <= set(Form.model_fields)


@pytest.mark.parametrize("index", [0, 1])
def test_a_label_leads_back_to_one_decision(index: int) -> None:
    """Labels are unique in each language."""
    assert len(D) == len({words[index] for words in DECISIONS.values()})


def test_every_stage_has_something_to_decide() -> None:
    """Waiting comes first; at the end there is nothing but the ways back."""
    for stage in Stage:
        assert D.KEEP_WAITING is decisions_at(stage)[0]
        assert len(decisions_at(stage)) > 1
    assert (D.KEEP_WAITING, D.RECORD_OBJECTION, D.REOPEN) == decisions_at(Stage.CLOSED)


def test_what_a_decision_needs_and_what_may_stay_empty() -> None:
    """A question mark in the table marks a field that may stay empty."""
    assert ("complexity", "examiner", "on", "note") == fields_of(D.ACCEPT)
    assert ("complexity", "examiner") == required_by(D.ACCEPT)


def test_a_form_says_what_it_lacks() -> None:
    """Who decides is always needed; to keep waiting needs nothing."""
    assert ["officer", "complexity", "examiner"] == read_form({"decision": "accept", "on": " "}).lacks()
    assert [] == read_form({}).lacks()


def test_a_form_is_read_from_what_people_type() -> None:
    """Lines become items, an empty date none, and what no database takes is left out."""
    form = read_form(
        {"decision": "issue_found", "items": "A: satu\n\n B: dua ", "on": "2026-03-09", "note": "a\x00b"}
    )

    assert ["A: satu", "B: dua"] == form.items
    assert date(2026, 3, 9) == form.on
    assert "ab" == form.note
    assert ["A: satu"] == read_form({"items": ["A: satu"], "days": 3}).items


def test_a_form_that_cannot_be_read_names_its_fields_and_not_their_content() -> None:
    """What was typed may be personal."""
    with pytest.raises(FormError, match="days") as caught:
        read_form({"days": "Siti Fulanah"})

    assert "Siti" not in str(caught.value)


def test_the_schema_shows_only_the_fields_that_the_offer_reads() -> None:
    """A field with nothing to choose from is left out; the token is pre-filled."""
    shown = schema(OFFER, "id", token="abc")["properties"]

    assert [
        "decision",
        "officer",
        "institution",
        "missing",
        "on",
        "happening",
        "text",
        "note",
        "desk",
    ] == list(shown)
    assert "abc" == shown["desk"]["default"]
    assert DECISIONS[D.KEEP_WAITING][0] == shown["decision"]["default"]
    assert {
        "type": "array",
        "items": {"type": "string", "enum": ["F1: nama", "F2: identitas"]},
    }.items() <= shown["missing"].items()
    assert "office" not in schema(Offer((D.PROPOSE_TRANSFER,), {"office": {}}), "en")["properties"]


def test_a_fields_help_names_the_decisions_that_read_it() -> None:
    """Three of them; more would bury the help."""
    shown = schema(OFFER, "en")["properties"]

    assert shown["institution"]["description"].endswith("For: Record the institution's answer.")
    assert shown["note"]["description"].endswith("; …")
    assert FIELDS["desk"].help[1] == shown["desk"]["description"]


def test_a_draft_fills_in_choices_and_never_words() -> None:
    """Free text stays in the vault, and a placeholder stands for it."""
    typed = {
        "institution": "DISDIK – Dinas Pendidikan", "missing": ["F1: nama"], "text": "Siti", "on": "2026-03-09",
        "officer": "somebody else", "note": ["not", "a text"],
    }  # fmt: skip
    shown = schema(OFFER, "id", typed=typed)["properties"]

    assert "DISDIK – Dinas Pendidikan" == shown["institution"]["default"]
    assert ["F1: nama"] == shown["missing"]["default"]
    assert DRAFT_KEPT["id"] == shown["text"]["default"]
    assert "2026-03-09" == shown["on"]["default"]
    assert "default" not in shown["officer"]
    assert "missing" in LISTS
    assert "default" not in schema(OFFER, "id", typed={"missing": "F1: nama"})["properties"]["missing"]
    assert "default" not in schema(OFFER, "id", typed={"missing": ["F9"]})["properties"]["missing"]


def test_labels_are_read_back_as_codes() -> None:
    """Codes are taken as well, and a kept text comes from the draft."""
    raw = {
        "decision": DECISIONS[D.RECORD_ANSWER][0], "officer": "Rina", "institution": "DISDIK – Dinas Pendidikan",
        "missing": ["F1: nama", "F2"], "text": DRAFT_KEPT["id"], "days": None, "at_once": True,
    }  # fmt: skip
    form = read_offered(raw, NAMED, {"text": "yang sudah diketik"})

    assert (D.RECORD_ANSWER, "DISDIK", ["F1", "F2"]) == (form.decision, form.institution, form.missing)
    assert "yang sudah diketik" == form.text
    assert form.at_once
    assert "" == read_offered({"decision": "add_note", "text": DRAFT_KEPT["en"]}, NAMED).text


def test_a_decision_that_does_not_exist_is_refused() -> None:
    """The desk does not offer it."""
    with pytest.raises(FormError, match="does not offer"):
        read_offered({"decision": "abolish"}, NAMED)
