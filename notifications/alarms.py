"""Mail to the administrator: a run has failed. The only mail that is not about a happening, so it has no ledger row."""

from datetime import UTC, datetime
from email.utils import make_msgid

from markupsafe import Markup

from models.settings import settings
from notifications.mailer import send
from notifications.mime import Envelope, build
from notifications.wording import page, word


def send_alarm(run: str, name: str) -> str:
    """Tell NARAHUBUNG_ADMIN_EMAIL that the run `name` (Prefect's id `run`) failed: accepted, later or refused.

    Says which run and what to do; nothing of the case. Every failure is a mail of its own, also of the same run.
    Raises `mime.UnusableAddress`.
    """
    chosen, language = settings(), settings().language
    words = word("run_alarm", language, {"run": run, "name": name})
    body = Markup(words.body)  # noqa: S704 - made by `wording`, every value in it escaped
    layout = {"language": language, "subject": words.subject, "office": "Narahubung", "body": body}
    message = build(
        Envelope(
            sender=chosen.mail_from,
            recipient=chosen.admin_email,
            name="",
            reply_to=chosen.mail_reply_to,
            subject=words.subject,
            text=words.text,
            html=page("layout.html.j2", layout),
            message_id=make_msgid(domain=chosen.mail_domain),
            thread=f"<alarm-{run}@{chosen.mail_domain}>",
            sent=datetime.now(UTC),
            language=language,
        )
    )
    return send(message, chosen.mail_from, chosen.admin_email).verdict.value
