"""A page served as it will be: by a real HTTP server on a free port, for as long as a test needs it."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from tests.prefect_server import until
from tests.smtp_server import free_port


@contextmanager
def served(app: FastAPI) -> Generator[httpx.Client]:
    """A reader of `app`, which is served on loopback; cookies are kept, redirects are not followed."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, "the page is served")
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)
