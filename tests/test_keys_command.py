"""`narahubung keys`: a key is shown once, listed without itself, and ends when it is revoked."""

import pytest

from models.casework import api_keys
from models.database import reading, transaction
from tests import sample
from tests.running import narahubung, refused, said, told


@pytest.fixture(autouse=True)
def office(database_url: str) -> None:
    """The sample's institutions."""
    with transaction() as session:
        sample.office(session)


def test_a_key_is_shown_once() -> None:
    """On standard output alone, so that it can be piped; the list and its JSON know only what it is for."""
    result = narahubung("keys", "make", sample.HEALTH, "--label", "Sistem  persuratan", "--by", "Hadi")
    key = result.stdout.strip()
    assert (0, True) == (result.exit_code, key.startswith("nrh_"))
    assert "cannot be shown again" in result.stderr
    with reading() as session:
        assert api_keys.find(session, key) is not None
    listed = said("keys", "list")
    assert "Sistem persuratan" in listed
    assert "Hadi" in listed
    assert key not in listed + said("keys", "list", "--json")


def test_a_key_can_be_made_for_a_script() -> None:
    """As JSON, with the key in it."""
    made = told("keys", "make", sample.HEALTH, "--label", "SPBE")
    assert (1, sample.HEALTH, "SPBE", None) == tuple(
        made[name] for name in ("id", "institution", "label", "revoked_at")
    )
    assert made["key"].startswith("nrh_")
    assert [1] == [each["id"] for each in told("keys", "list", "--institution", sample.HEALTH)]
    assert [] == told("keys", "list", "--institution", sample.LAND)


def test_a_revoked_key_stays_in_the_list() -> None:
    """With the day on which it ended; revoking it again changes nothing."""
    key = told("keys", "make", sample.HEALTH, "--label", "SPBE")["key"]
    assert "opens nothing any more" in said("keys", "revoke", "1")
    ended = told("keys", "list")[0]["revoked_at"]
    assert ended == told("keys", "revoke", "1")["revoked_at"]
    with reading() as session:
        assert api_keys.find(session, key) is None


def test_what_cannot_be_is_a_sentence() -> None:
    """An institution, a key or a label that is none."""
    assert "no institution with this code" in refused("keys", "make", "NONE", "--label", "x")
    assert "no institution with this code" in refused("keys", "list", "--institution", "NONE")
    assert "no key with this number" in refused("keys", "revoke", "7")
    for label in ("", "  ", "x" * 81, "a\x07b"):
        assert "needs a label" in refused("keys", "make", sample.HEALTH, "--label", label)


@pytest.mark.parametrize("key", ["", "nrh_", "nrh_é", "NRH_x", "nrh_" + "x" * 500, "nrh_\x00"])
def test_what_is_no_key_finds_nothing(key: str) -> None:
    """Whatever it looks like."""
    with reading() as session:
        assert api_keys.find(session, key) is None
