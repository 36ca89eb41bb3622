"""Mail servers that take everything and keep nothing: Postfix's smtp-sink, and aiosmtpd, each a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from tests.conftest import lacking
from tests.smtp_server import free_port

REMEDY = "Debian: apt-get install --no-install-recommends postfix (it need not run)."


@contextmanager
def serving(kind: str) -> Generator[int]:
    """The port of a server of this kind, for as long as the block lasts."""
    port = free_port()
    with subprocess.Popen(_command(kind, port), stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _command(kind: str, port: int) -> Sequence[str]:
    if kind == "aiosmtpd":
        return (
            sys.executable,
            "-m",
            "aiosmtpd",
            "-n",
            "-l",
            f"127.0.0.1:{port}",
            "-c",
            "aiosmtpd.handlers.Sink",
        )
    as_whom = ("-u", "postfix") if os.geteuid() == 0 else ()
    return (postfix_tool("smtp-sink"), *as_whom, f"127.0.0.1:{port}", "100")


def postfix_tool(name: str) -> str:
    """Where one of Postfix's tools is; without it the benchmark says what to install."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        lacking(name, REMEDY)
    return found or name


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("The mail server of the benchmark did not start.")
