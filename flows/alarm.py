"""The alarm: tells the administrator by mail that a run failed or crashed. Started by the shipped automation."""

import structlog
from prefect import flow

from models.settings import settings
from notifications.alarms import send_alarm

log = structlog.get_logger("flows")


@flow(name="alarm", persist_result=False)
async def alarm(run: str, name: str) -> str:
    """Mail NARAHUBUNG_ADMIN_EMAIL about the run; says what became of the mail."""
    if not settings().admin_email:
        log.warning("run.failed.and.nobody.to.tell", run=run)
        return "nobody to tell"
    outcome = send_alarm(run, name)
    log.info("administrator.told", run=run, state=outcome)
    return outcome
