"""The mail to the administrator."""

import pytest

from models.settings import settings
from notifications.alarms import send_alarm
from tests.smtp_server import Mailbox


def test_the_administrator_hears_of_a_failed_run(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's name and id, and what to do; nothing about the complaint."""
    monkeypatch.setenv("NARAHUBUNG_ADMIN_EMAIL", "admin@kantor.example")
    settings.cache_clear()

    assert "accepted" == send_alarm("3f2a", "000123.2026")
    [mail] = mailbox.received
    assert ("admin@kantor.example", "Narahubung: run 000123.2026 gagal") == (
        mail.recipient,
        mail.message["Subject"],
    )
    assert "narahubung doctor" in mail.text
