"""`python -m deployments.mailbox`: the demo's mail server and its page, until the process is told to end."""

import argparse
import sys
from pathlib import Path

import uvicorn

from deployments.mailbox.keeping import KEPT, Mailbox, default_folder
from deployments.mailbox.reading import mailbox_app
from deployments.mailbox.receiving import HOST, receiver
from models.settings import settings


def main() -> None:
    """Serve both; ends on Ctrl-C or SIGTERM. A port that is taken is told in a sentence, with exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m deployments.mailbox", description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=settings().smtp_port)
    parser.add_argument("--http-port", type=int, default=4281)
    parser.add_argument(
        "--folder", type=Path, default=None, help="Where mails are kept; default: the home's mailbox."
    )
    parser.add_argument(
        "--kept", type=int, default=KEPT, help="How many mails are kept; the oldest make room for new ones."
    )
    given = parser.parse_args()
    mailbox = Mailbox(given.folder or default_folder(), given.kept)
    server = receiver(mailbox, given.smtp_port)
    try:
        server.start()
    except OSError:
        sys.exit(
            f"Port {given.smtp_port} is in use: stop the program there, or choose another with --smtp-port."
        )
    try:
        uvicorn.run(
            mailbox_app(mailbox),
            host=HOST,
            port=given.http_port,
            access_log=False,
            server_header=False,
            log_level="warning",
        )
    finally:
        server.stop()


if __name__ == "__main__":
    main()
