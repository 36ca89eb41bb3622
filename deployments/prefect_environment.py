"""How Prefect is set up: its settings as environment variables, each with its reason; applied before its import."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

ALWAYS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # telemetry off
    "DO_NOT_TRACK": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",  # saves a request per client
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",  # nothing of ours expires; spares a scan every 5 s
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # a pass that dies with its worker holds the pass's one place for so long; a sweep may keep its thread for 40 s
    "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "60",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # finished runs too, not events alone
}

ALONE = {
    # in memory, a server that dies with a pass under way would hold the pass's one place for ever
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}
"""What a server needs that is the only one."""

MANY = {
    "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",  # one job does it, not every server that starts
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",  # two servers that start at once trip over each other
    "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",  # events reach every server
    "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",  # a limit of one is one for all
    "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
}
"""What several API servers on one database need besides: they tell each other by Redis. Where the database and Redis
are is a secret of the installation (`PREFECT_SERVER_DATABASE_CONNECTION_URL`, `PREFECT_REDIS_MESSAGING_URL`,
`PREFECT_SERVER_DOCKET_URL`, `PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL`)."""

ORIGINS = "PREFECT_SERVER_CORS_ALLOWED_ORIGINS"
"""From which pages a browser may use the API, separated by commas: the UI's, under each address at which people open
it. Prefect's own default is every page there is. `deployments.own_pages` goes by it as well."""
LOOPBACK = ("127.0.0.1", "localhost")


def apply(home: Path, api_url: str, environment: MutableMapping[str, str] = os.environ) -> None:
    """Set what is not set already; Prefect's files go below our `home`."""
    defaults = {
        **ALWAYS,
        **ALONE,
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": api_url,
        ORIGINS: ",".join(origins(api_url)),
    }
    for name, value in defaults.items():
        environment.setdefault(name, value)


def origins(api_url: str) -> tuple[str, ...]:
    """The UI's own: where the API is; on this machine under both of its names."""
    read = urlsplit(api_url)
    own = (read.netloc,)
    if read.hostname in LOOPBACK:
        own = tuple(f"{name}:{read.port}" if read.port else name for name in LOOPBACK)
    return tuple(f"{read.scheme}://{each}" for each in own)


def login() -> tuple[str, str] | None:
    """Name and password for Prefect's API, as `PREFECT_API_AUTH_STRING` has them; for plain HTTP."""
    user, colon, password = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    return (user, password) if colon else None
