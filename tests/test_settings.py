"""What an administrator can set: all of it documented, secrets kept, examples refused."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.settings import EXAMPLE, Settings, settings

SHOWN = dict(
    line.removeprefix("# NARAHUBUNG_").split("=", 1)
    for line in Path(__file__).parents[1].joinpath(".env.example").read_text(encoding="utf-8").splitlines()
    if re.match(r"# NARAHUBUNG_[A-Z_]+=", line)
)
SECRETS = {name for name, value in SHOWN.items() if EXAMPLE in value}


def test_every_setting_is_documented() -> None:
    """`.env.example` names each once, and nothing else."""
    assert {name.upper() for name in Settings.model_fields} == SHOWN.keys()


def test_the_documented_values_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking the comment signs away changes nothing but the one value that is another: read from a `.env`."""
    monkeypatch.delenv("NARAHUBUNG_HOME")
    defaults = Settings()
    given = "\n".join(
        f"NARAHUBUNG_{name}={value}"
        for name, value in SHOWN.items()
        if name not in SECRETS | {"HOME", "TERMS_FILE"}  # a path has no way to be written empty
    )
    Path(".env").write_text(f"{given}\nNARAHUBUNG_SMTP_PORT=2525\n", encoding="utf-8")

    assert defaults.model_copy(update={"smtp_port": 2525}) == Settings()
    assert "~/.narahubung" == SHOWN["HOME"]
    assert Path.home() / ".narahubung" == Settings().home


@pytest.mark.parametrize("name", [*sorted(SECRETS), "DATABASE_URL"])
def test_an_example_secret_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is public; the message says which setting it is and what to do."""
    monkeypatch.setenv(f"NARAHUBUNG_{name}", f"postgresql://narahubung:{EXAMPLE}@127.0.0.1/narahubung")

    with pytest.raises(ValidationError, match=rf"(?s){name.lower()}.*Put one of your own there"):
        settings()


@pytest.mark.parametrize("believed", ["*", "127.0.0.1, *", "proxy.example.org", "10.0.0.1/8"])
def test_not_everybody_is_believed(believed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the door believes anybody, a visitor invents an address for each try."""
    monkeypatch.setenv("NARAHUBUNG_PORTAL_PROXIES", believed)
    with pytest.raises(ValidationError, match=r"(?s)portal_proxies.*addresses or networks"):
        settings()
    monkeypatch.setenv("NARAHUBUNG_PORTAL_PROXIES", "127.0.0.1, 172.30.242.0/24,::1")
    settings.cache_clear()
    assert settings().portal_proxies


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when the settings are printed nor when one of them is wrong."""
    monkeypatch.setenv("NARAHUBUNG_SMTP_PASSWORD", "sesame")
    monkeypatch.setenv("NARAHUBUNG_FILE_KEY", "sesame")
    assert "sesame" not in repr(Settings())

    monkeypatch.setenv("NARAHUBUNG_SMTP_PORT", "sesame")
    with pytest.raises(ValidationError, match="smtp_port") as refused:
        Settings()
    assert "sesame" not in str(refused.value)


def test_the_database_is_a_file_in_the_home_unless_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded installation needs no setting at all."""
    assert (f"sqlite:///{home}/narahubung.sqlite3", True) == (settings().database, settings().embedded)

    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", "postgresql://clerk@db.example.org/office")
    settings.cache_clear()
    assert ("postgresql+psycopg://clerk@db.example.org/office", False) == (
        settings().database,
        settings().embedded,
    )


def test_automatic_acts_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces and a comma too many do no harm."""
    monkeypatch.setenv("NARAHUBUNG_AUTOMATIC_ACTS", "second_request, right_unused,")

    assert frozenset({"second_request", "right_unused"}) == settings().automatic_acts


def test_files_are_kept_in_the_home(home: Path) -> None:
    """One directory to back up."""
    assert home / "files" == settings().files
