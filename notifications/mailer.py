"""The way to the mail server: one event loop in a thread of its own per process, its connections kept and reused.

Connections of aiosmtplib belong to one loop, and runs come and go with loops of their own: hence the thread.
"""

import asyncio
import os
import ssl
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from math import inf
from time import monotonic
from typing import TypeVar

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from models.settings import Settings, settings
from notifications.outcomes import Outcome, accepted, judged, later, untried

ResultT = TypeVar("ResultT")
STEPS = 6
"""Connect, TLS, login, MAIL, RCPT, DATA: no try lasts longer than this many timeouts."""
NO_TURN = "its turn did not come in time: the mail server is slow"

Server = tuple[str, int, str, str, str, float, int]


def start(message: bytes, sender: str, recipient: str, until: float = inf) -> "Future[Outcome]":
    """Begin to send; the future never raises for what the server or the network does, only gives an `Outcome`.

    A mail whose turn has not come by `until` (`time.monotonic`), or that was in line when the server was found to be
    away, is not tried: with so many waiting behind a server that stalls, each would cost a timeout of its own.
    """
    return _loop().submit(_deliver(settings(), message, parseaddr(sender)[1], recipient, until))


def send(message: bytes, sender: str, recipient: str) -> Outcome:
    """Send one mail and wait for its outcome. Not for use inside an event loop: see `start`."""
    return start(message, sender, recipient).result()


def longest_try() -> float:
    """How many seconds one try can last at most."""
    return settings().smtp_timeout * STEPS


def close() -> None:
    """Say goodbye to the server and end the thread; the next letter starts a new one."""
    global _running
    with _starting:
        running, _running = _running, None
    if running is not None and running.pid == os.getpid():
        running.stop()


@dataclass
class _Pool:
    """Connections to one server: as many as the setting allows, the last used first."""

    places: asyncio.Semaphore
    idle: list[SMTP] = field(default_factory=list[SMTP])
    away: tuple[float, str] | None = None
    """When the server was last found to be away, and how that showed."""


class _MailLoop:
    def __init__(self) -> None:
        self.pid = os.getpid()
        self.pools: dict[Server, _Pool] = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, name="mail", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()
        self.loop.close()

    def submit(self, work: Coroutine[None, None, ResultT]) -> "Future[ResultT]":
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def stop(self) -> None:
        self.submit(self._quit()).result(timeout=10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=10)

    async def _quit(self) -> None:
        for pool in self.pools.values():
            for connection in pool.idle:
                await _drop(connection, politely=True)
        self.pools.clear()

    def pool(self, server: Server) -> _Pool:
        return self.pools.setdefault(server, _Pool(asyncio.Semaphore(server[-1])))


_running: _MailLoop | None = None
_starting = threading.Lock()


def _loop() -> _MailLoop:
    global _running  # noqa: PLW0603 - the one loop of this process
    with _starting:
        if _running is None or _running.pid != os.getpid():  # a forked child has no thread of its parent's
            _running = _MailLoop()
        return _running


def _server(to: Settings) -> Server:
    password = to.smtp_password.get_secret_value()
    return (
        to.smtp_host,
        to.smtp_port,
        to.smtp_tls,
        to.smtp_user,
        password,
        to.smtp_timeout,
        to.smtp_connections,
    )


async def _deliver(to: Settings, message: bytes, sender: str, recipient: str, until: float) -> Outcome:
    pool, asked = _loop().pool(_server(to)), monotonic()
    try:
        async with asyncio.timeout(None if until == inf else until - asked):
            await pool.places.acquire()
    except TimeoutError:
        return untried(NO_TURN)
    try:
        if monotonic() >= until:
            return untried(NO_TURN)
        if pool.away is not None and pool.away[0] > asked:
            return untried(pool.away[1], away=True)
        async with asyncio.timeout(to.smtp_timeout * STEPS):
            outcome = await _try(pool, to, message, sender, recipient)
    except TimeoutError:
        outcome = later("the mail server did not answer in time", away=True)
    finally:
        pool.places.release()
    if outcome.away:
        pool.away = (monotonic(), outcome.reply)
    return outcome


async def _try(pool: _Pool, to: Settings, message: bytes, sender: str, recipient: str) -> Outcome:
    connection = await _greeted(pool, sender)
    if connection is None:
        connection = _new(to)
        try:
            await connection.connect()
            await connection.mail(sender)
        except BaseException as error:
            await _drop(connection)
            if isinstance(error, (SMTPException, OSError, ValueError)):
                return later(
                    _words(error), away=True
                )  # nothing a server says to us here is about this letter
            raise
    try:
        outcome = await _transfer(connection, message, recipient)
    except BaseException as error:
        await _drop(connection)
        if isinstance(error, (SMTPException, OSError, ValueError)):
            return later(_words(error), away=isinstance(error, TimeoutError))
        raise
    pool.idle.append(connection)
    return outcome


async def _greeted(pool: _Pool, sender: str) -> SMTP | None:
    """A kept connection that still listens: it has taken MAIL. None when there is none, or all had gone stale.

    Where one falls silent, without a word of goodbye, the others are not asked: each would cost a timeout.
    """
    while pool.idle:
        connection = pool.idle.pop()
        try:
            await connection.mail(sender)
        except (SMTPException, OSError, ValueError) as error:
            await _drop(connection)
            while isinstance(error, TimeoutError) and pool.idle:
                await _drop(pool.idle.pop())
        else:
            return connection
    return None


async def _transfer(connection: SMTP, message: bytes, recipient: str) -> Outcome:
    """RCPT and DATA. A refusal leaves the connection usable; 421 means the server is closing it."""
    try:
        await connection.rcpt(recipient)
        done = await connection.data(message)
    except SMTPServerDisconnected:
        raise
    except SMTPResponseException as error:
        if error.code == 421 or not connection.is_connected:
            raise
        await connection.rset()
        return judged(error.code, error.message)
    return accepted(f"{done.code} {done.message}")


def _new(to: Settings) -> SMTP:
    return SMTP(
        hostname=to.smtp_host,
        port=to.smtp_port,
        username=to.smtp_user or None,
        password=to.smtp_password.get_secret_value() or None,
        timeout=to.smtp_timeout,
        use_tls=to.smtp_tls == "tls",
        start_tls=to.smtp_tls == "starttls",
        local_hostname=to.mail_domain,
        tls_context=ssl.create_default_context() if to.smtp_tls != "none" else None,
    )


async def _drop(connection: SMTP, *, politely: bool = False) -> None:
    if politely and connection.is_connected:
        with suppress(SMTPException, OSError):
            await connection.quit()
    connection.close()


def _words(error: BaseException) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"
