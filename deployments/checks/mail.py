"""The mail server, and who we say we are: connected, greeted, encrypted and logged in as set; nothing is sent."""

import smtplib
import ssl
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Final

from deployments.checks import Findings, ok, problem, warning
from models.settings import Settings, settings

PATIENCE: Final = 8.0
INVENTED: Final = (".invalid", ".example", ".example.org", ".example.com", ".example.net")
SHORTEST_KEY: Final = 16


def smtp() -> Findings:
    """The way to the mail server, up to the point where a letter would begin."""
    chosen = settings()
    where = f"{chosen.smtp_host}:{chosen.smtp_port}"
    try:
        with _connected(chosen) as connection:
            _greet(connection, chosen)
    except smtplib.SMTPAuthenticationError as error:
        yield problem(
            "mail",
            f"{where} refuses the login ({error.smtp_code})",
            "Correct NARAHUBUNG_SMTP_USER and NARAHUBUNG_SMTP_PASSWORD.",
        )
    except smtplib.SMTPNotSupportedError:
        yield problem(
            "mail",
            f"{where} does not know what NARAHUBUNG_SMTP_TLS or the login asks for",
            "Try another value of NARAHUBUNG_SMTP_TLS: none, starttls or tls.",
        )
    except ssl.SSLError as error:
        yield problem(
            "mail",
            f"no trusted connection to {where} ({error.reason or 'TLS'})",
            "Check the server's certificate and NARAHUBUNG_SMTP_TLS (tls is for port 465, starttls for 587).",
        )
    except (OSError, smtplib.SMTPException) as error:
        yield problem(
            "mail",
            f"{where} cannot be reached ({type(error).__name__})",
            "Check NARAHUBUNG_SMTP_HOST and NARAHUBUNG_SMTP_PORT; letters wait until it answers.",
        )
    else:
        yield ok(
            "mail", f"{where} is ready" + (f", over {chosen.smtp_tls}" if chosen.smtp_tls != "none" else "")
        )
    yield from _secrecy(chosen)


def _connected(chosen: Settings) -> smtplib.SMTP:
    patience = min(PATIENCE, chosen.smtp_timeout)
    if chosen.smtp_tls == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=patience, context=context)
    return smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=patience)


def _greet(connection: smtplib.SMTP, chosen: Settings) -> None:
    connection.ehlo(chosen.mail_domain)
    if chosen.smtp_tls == "starttls":
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo(chosen.mail_domain)
    if chosen.smtp_user:
        connection.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())


def _secrecy(chosen: Settings) -> Findings:
    if chosen.smtp_tls == "none" and not local(chosen.smtp_host):
        yield warning(
            "mail secrecy",
            "letters go to the mail server unencrypted",
            "Set NARAHUBUNG_SMTP_TLS to starttls or tls.",
        )


def names() -> Findings:
    """Invented addresses and weak keys, which are right for the demo only."""
    chosen = settings()
    demo = local(chosen.smtp_host)
    sender = parseaddr(chosen.mail_from)[1]
    invented = [
        name
        for name, value in (("NARAHUBUNG_MAIL_FROM", sender), ("NARAHUBUNG_MAIL_DOMAIN", chosen.mail_domain))
        if f".{value.rpartition('@')[2]}".endswith(INVENTED)
    ]
    if invented and not demo:
        yield problem(
            "names",
            f"still the example's: {', '.join(invented)}",
            "Put your office's own address and domain there before letters go out.",
        )
    else:
        yield ok(
            "names", f"letters come from {sender}" + (" (a mail server on this machine)" if demo else "")
        )
    key = chosen.file_key.get_secret_value()
    if key and len(key) < SHORTEST_KEY:
        yield warning(
            "file key",
            f"NARAHUBUNG_FILE_KEY has fewer than {SHORTEST_KEY} characters",
            "Use a long random text, or leave it out: then each start makes a new one.",
        )


def local(host: str) -> bool:
    """Whether this is the machine itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
