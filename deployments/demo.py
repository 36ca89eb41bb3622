"""`narahubung demo`: a sample office in South Kalimantan, its mailbox, and business time that runs fast.

Everything is invented and lives in a folder of its own, made anew at every start.
"""

import os
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from models.settings import settings

if TYPE_CHECKING:
    from deployments.up import Started

MARK: Final = ".narahubung-demo"
"""Only a folder with this file in it is deleted at the start."""
BEGINS: Final = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
"""Monday 4 May 2026, 09:00 in Banjarmasin: holidays and joint leave are close."""
PACE: Final = 8_640.0
"""A business day passes in ten seconds, a month in five minutes."""
ACTS: Final = "second_request,right_unused,handover_to_resolution"

console = Console()


class NotOurs(Exception):
    """This folder was not made by the demo, and the demo would delete it. Name another one with --home."""


def demo(
    home: Annotated[Path | None, typer.Option(help="The demo's folder; deleted and made anew.")] = None,
    port: Annotated[int, typer.Option(help="Port of the Prefect UI.")] = 4200,
    pace: Annotated[float, typer.Option(help="How many times as fast business time runs.")] = PACE,
) -> None:
    """Start a sample office with invented complaints and fast-running time; Ctrl-C ends it."""
    folder = home or Path(os.environ.get("NARAHUBUNG_HOME", Path.cwd() / ".demo"))
    _make_anew(folder)
    ports = _free_ports(port)
    _set_up(folder, ports)
    console.print("Menyiapkan kantor contoh … / preparing the sample office …")
    count = _grow(pace)
    from deployments import up
    from deployments.children import Child, Children, python

    async def mailbox(children: Children) -> None:
        arguments = ("--smtp-port", str(ports["smtp"]), "--http-port", str(ports["mail"]))
        command = python("deployments.mailbox", *arguments, "--folder", str(folder / "mailbox"))
        await children.start(Child("mailbox", command, folder / "logs" / "mailbox.log"))

    up.run(ports["ui"], lambda started: _say(started, ports, count), mailbox)


def _make_anew(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise NotOurs(f"{NotOurs.__doc__} ({folder})")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).touch()


def _free_ports(port: int) -> dict[str, int]:
    """The usual ports, or the next ones that are free."""
    return {
        "ui": _free(port),
        "smtp": _free(1025),
        "mail": _free(4281),
        "file": _free(4280),
        "door": _free(4282),
    }


def _free(port: int) -> int:
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
        port += 10


def _set_up(folder: Path, ports: dict[str, int]) -> None:
    chosen = {
        "HOME": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'narahubung.sqlite3'}",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(ports["smtp"]),
        "SMTP_TLS": "none",
        "FILE_PORT": str(ports["file"]),
        "PORTAL_PORT": str(ports["door"]),
        "PORTAL_URL": f"http://127.0.0.1:{ports['door']}",
        "AUTOMATIC_ACTS": ACTS,
        "MAIL_FROM": "Ombudsman RI Kalimantan Selatan <narahubung@ombudsman.example>",
        "MAIL_REPLY_TO": "pengaduan@ombudsman.example",
        "ADMIN_EMAIL": "admin@ombudsman.example",
        "CLOCK_SECONDS": "10",
        "DISPATCH_SECONDS": "10",
        "STEWARD_SECONDS": "15",
    }
    os.environ.update({f"NARAHUBUNG_{name}": value for name, value in chosen.items()})
    os.environ.pop("PREFECT_API_URL", None)
    settings.cache_clear()


def _grow(pace: float) -> int:
    from deployments.migrating import check
    from deployments.sample import grow, load, undertake
    from models.casework import business_time
    from models.database import transaction

    check()
    with transaction() as session:
        load(session, BEGINS)
        count = grow(session, BEGINS)
        undertake(session, BEGINS)
    with transaction() as session:
        business_time.move(session, BEGINS, datetime.now(UTC), pace=pace)
    return count


def _say(started: "Started", ports: dict[str, int], count: int) -> None:
    ui, mail = started.ui_url, f"http://127.0.0.1:{ports['mail']}"
    lines = (
        f"\n[bold]Narahubung – kantor contoh / sample office[/bold] ({count} laporan / complaints)\n",
        f"  Prefect UI     {ui}/runs",
        f"  Surel / mails  {mail}",
        f"  Berkas / file  {started.file_url}\n",
        "[bold]Coba dahulu / try first[/bold]",
        "  1. Prefect UI → Runs → saved filter “Waiting for us”: buka satu run, klik Resume, pilih keputusan.",
        "     Open a run, press Resume, choose a decision and an officer, Submit.",
        "  2. Lihat suratnya di halaman surel. / See its letters arrive on the mail page.",
        "  3. Buka tautan dalam surat kepada narahubung, jawab: laporan maju dalam satu detik, lihat di Prefect.",
        "     Open the link in a focal point's mail and answer: the complaint moves on within a second.",
        "  4. Satu hari kerja lewat tiap sepuluh detik: tenggat lewat, pengingat terkirim.",
        "     A business day passes every ten seconds: terms pass and ladders climb (filter “Overdue”).\n",
        "Ctrl-C berhenti / stops",
    )
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)
