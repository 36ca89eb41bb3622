"""What is handed to Docker and Kubernetes: valid by their own schemas, pinned, without root, without a secret."""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import run
from typing import Any, Final, NamedTuple

import kubernetes_validate  # pyright: ignore[reportMissingTypeStubs]
import pytest
import yaml
from prefect.settings.models.root import Settings as PrefectSettings
from prefect_redis.cleanup_queue import (  # pyright: ignore[reportMissingTypeStubs]
    RedisWorkerCleanupQueueSettings,
)
from prefect_redis.client import RedisMessagingSettings  # pyright: ignore[reportMissingTypeStubs]
from pydantic import AliasChoices
from pydantic_settings import BaseSettings

from deployments import secret_files
from deployments.prefect_environment import ALWAYS, MANY, ORIGINS, origins
from models.settings import Settings
from portal.bounds import LARGEST
from portal.crowds import AT_ONCE

DEPLOYMENTS: Final = Path(__file__).parent.parent / "deployments"
COMPOSE: Final = DEPLOYMENTS / "compose.yaml"
KUBERNETES: Final = DEPLOYMENTS / "kubernetes"
OLDEST: Final = "1.30"
"""The oldest version of Kubernetes that the manifests are written for."""
PINNED: Final = re.compile(r"[\w./-]+:\d+(\.\d+)+[\w.-]*")
UI: Final = "PREFECT_SERVER_UI_API_URL"
OF_IMAGES: Final = frozenset({"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PREFECT_DATABASE_PASSWORD",
                              "REDIS_PASSWORD", "DO_NOT_TRACK"})  # fmt: skip
"""Variables of others: of the images of PostgreSQL and Redis, and one for every program."""
SECRET: Final = re.compile(r"PASSWORD|_KEY$|AUTH_STRING|DATABASE_URL|CONNECTION_URL|DOCKET_URL|REDIS_.*_URL")


class Container(NamedTuple):
    """A container of a manifest, with the pod that it is in and what kind of object made the pod."""

    kind: str
    name: str
    pod: Mapping[str, Any]
    spec: Mapping[str, Any]


def composed() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml by name."""
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]


def manifests() -> list[dict[str, Any]]:
    """Every object in the folder for Kubernetes, kustomizations apart."""
    files = sorted(KUBERNETES.rglob("*.yaml"))
    read = (each for path in files for each in yaml.safe_load_all(path.read_text(encoding="utf-8")))
    return [each for each in read if each["kind"] != "Kustomization"]


def containers() -> Iterator[Container]:
    """Every container of every pod."""
    for each in manifests():
        if each["kind"] in ("Deployment", "Job"):
            pod = each["spec"]["template"]["spec"]
            for spec in pod["containers"]:
                yield Container(each["kind"], spec["name"], pod, spec)


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The objects of one kind."""
    return [each for each in manifests() if each["kind"] == kind]


def known_names() -> set[str]:
    """Every variable that Narahubung, Prefect or its part for Redis reads, and those of the other images."""
    ours = {f"NARAHUBUNG_{name}".upper() for name in Settings.model_fields}
    prefects = (PrefectSettings, RedisMessagingSettings, RedisWorkerCleanupQueueSettings)
    return ours | OF_IMAGES | {name for each in prefects for name in _variables(each)}


def _variables(settings: type[BaseSettings]) -> Iterator[str]:
    for name, field in settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseSettings):
            yield from _variables(field.annotation)
            continue
        yield f"{settings.model_config.get('env_prefix', '')}{name}".upper()
        if isinstance(field.validation_alias, AliasChoices):
            yield from (each.upper() for each in field.validation_alias.choices if isinstance(each, str))


def given_names() -> set[str]:
    """Every variable that compose.yaml, a manifest or a file of secrets gives."""
    names = {name for service in composed().values() for name in service.get("environment", {})}
    names |= {name for each in of_kind("ConfigMap") for name in each["data"] if name.isupper()}
    names |= {row["name"] for each in containers() for row in each.spec.get("env", ())}
    return names | {name for text in secret_files.contents().values() for name in _lines(text)}


def _lines(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines())


def test_compose_keeps_to_the_specification() -> None:
    """The schema of the Compose specification finds nothing wrong."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(COMPOSE),
    ]
    checked = run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (checked.returncode, checked.stderr), checked.stdout


@pytest.mark.parametrize("version", [OLDEST, "1.37"])
def test_every_manifest_keeps_to_the_schema_of_kubernetes(version: str) -> None:
    """Strictly: a field that Kubernetes does not know is an error."""
    for each in manifests():
        assert version == kubernetes_validate.validate(each, version, strict=True)


def test_every_kustomization_names_files_that_exist() -> None:
    """Resources and patches are there, and every manifest is named by one."""
    named: set[Path] = set()
    for path in KUBERNETES.rglob("kustomization.yaml"):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = [*read["resources"], *(patch["path"] for patch in read.get("patches", ()))]
        named |= {(path.parent / row).resolve() for row in rows} | {path.resolve()}
    assert all(path.exists() for path in named)
    assert set(KUBERNETES.resolve().rglob("*.yaml")) <= named


def test_every_image_is_pinned() -> None:
    """By a version, in compose.yaml, in the manifests and in the Dockerfile."""
    images = [service["image"] for service in composed().values()]
    images += [each.spec["image"] for each in containers()]
    bases = re.findall(r"^FROM (\S+)", (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert [] == [image for image in [*images, *bases] if not PINNED.fullmatch(image)]


def test_nothing_runs_as_root() -> None:
    """The image has a user of its own, other images are told one, Kubernetes refuses root."""
    users = [service.get("user", "10001" if "build" in service else "0") for service in composed().values()]
    assert [] == [user for user in users if user.startswith("0")]
    assert "\nUSER 10001:10001\n" in (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8")
    assert all(each.pod["securityContext"]["runAsNonRoot"] for each in containers())


def test_nothing_can_change_its_own_program() -> None:
    """Read-only roots, no capability, no new privileges; only PostgreSQL's own root must be writable."""
    open_roots = [name for name, service in composed().items() if not service.get("read_only")]
    assert ["postgres"] == open_roots
    assert all(["ALL"] == service["cap_drop"] for service in composed().values())
    for each in containers():
        context = each.spec["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert ["ALL"] == context["capabilities"]["drop"]


def test_no_secret_has_a_value() -> None:
    """What is secret comes from files or from secrets of the cluster; no manifest makes one."""
    plain = {name for service in composed().values() for name in service.get("environment", {})}
    plain |= {name for each in of_kind("ConfigMap") for name in each["data"]}
    plain |= {row["name"] for each in containers() for row in each.spec.get("env", ()) if "value" in row}
    assert [] == [name for name in plain if SECRET.search(name)]
    assert [] == of_kind("Secret")
    for each in containers():
        for row in each.spec.get("env", ()):
            assert not SECRET.search(row["name"]) or "secretKeyRef" in row["valueFrom"]


def test_compose_reads_the_files_that_secrets_writes() -> None:
    """`narahubung secrets` writes each file that compose.yaml names, and none besides."""
    rows: list[Any] = [row for service in composed().values() for row in service.get("env_file", ())]
    paths: set[str] = {row if isinstance(row, str) else row["path"] for row in rows}
    assert {"../.env"} | {f"secrets/{name}" for name in secret_files.contents()} == paths


def test_every_setting_exists() -> None:
    """A name that nobody reads would be a setting that silently does nothing."""
    assert set() == given_names() - known_names()


def test_every_part_has_the_settings_that_many_machines_need() -> None:
    """The values of `deployments.prefect_environment`, in compose.yaml and in the manifests alike."""
    services = composed()
    config: dict[str, dict[str, str]] = {}
    for each in of_kind("ConfigMap"):
        config[each["metadata"]["name"]] = config.get(each["metadata"]["name"], {}) | each["data"]
    for name in ("api-1", "api-2", "services", "prefect-migrate"):
        assert (ALWAYS | MANY).items() <= services[name]["environment"].items()
    for name in ("worker", "deploy", "migrate", "page"):
        assert ALWAYS.items() <= services[name]["environment"].items()
    assert ALWAYS.items() <= config["narahubung-prefect-settings"].items()
    assert MANY.items() <= config["narahubung-server-settings"].items()


def test_the_api_is_for_the_pages_of_the_ui_alone() -> None:
    """Wherever an address of the UI is set, browsers may use the API from there and from nowhere else, guarded."""
    assert "${PREFECT_ADDRESS:-http://127.0.0.1:4200}/api" == composed()["api-1"]["environment"][UI]
    assert (
        "${PREFECT_ADDRESS:-http://127.0.0.1:4200,http://localhost:4200}"
        == (composed()["api-1"]["environment"][ORIGINS])
    )
    for data in (each["data"] for each in of_kind("ConfigMap") if UI in each["data"]):
        assert ",".join(origins(data[UI])) == data[ORIGINS]
    commands = [each.spec["command"] for each in containers() if each.name == "api"]
    for command in (*commands, composed()["api-1"]["command"], composed()["api-2"]["command"]):
        assert ["python", "-m", "deployments.patient_server", "server", "start"] == command[:5]


def test_the_door_believes_its_web_server_alone() -> None:
    """It names networks, in compose.yaml the one it is in; in the cluster a policy lets the Ingress through alone."""
    services, network = composed(), yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["networks"]["outside"]
    believed = services["door"]["environment"]["NARAHUBUNG_PORTAL_PROXIES"]
    assert [believed] == [each["subnet"] for each in network["ipam"]["config"]]
    rows = [each["data"].get("NARAHUBUNG_PORTAL_PROXIES") for each in of_kind("ConfigMap")]
    assert {"10.244.0.0/16"} == {row for row in rows if row}

    (policy,) = [each["spec"] for each in of_kind("NetworkPolicy") if each["metadata"]["name"] == "door"]
    door = next(each for each in of_kind("Deployment") if each["metadata"]["name"] == "door")
    assert policy["podSelector"]["matchLabels"] == door["spec"]["template"]["metadata"]["labels"]
    assert [{"protocol": "TCP", "port": "http"}] == [
        row for each in policy["ingress"] for row in each["ports"]
    ]
    assert all("namespaceSelector" in peer for each in policy["ingress"] for peer in each["from"])


def test_the_doors_room_holds_what_may_be_sent_at_once() -> None:
    """Larger files are put down in /tmp while they are read."""
    sizes = [re.search(r"^/tmp:size=(\d+)m", row) for row in composed()["door"]["tmpfs"]]
    assert AT_ONCE * LARGEST <= max(int(found[1]) for found in sizes if found) << 20
    door = next(each for each in containers() if each.name == "door" and each.spec["command"][0] == "python")
    (room,) = [each["emptyDir"]["sizeLimit"] for each in door.pod["volumes"] if each["name"] == "room"]
    assert AT_ONCE * LARGEST <= int(room.removesuffix("Gi")) << 30


def test_every_part_that_stays_is_watched() -> None:
    """A health check for each service, three probes for each container, a budget for each that has several."""
    jobs = {"migrate", "prefect-migrate", "deploy", "office"}
    assert jobs == {name for name, service in composed().items() if "healthcheck" not in service}
    for each in containers():
        probes = {"startupProbe", "readinessProbe", "livenessProbe"} & each.spec.keys()
        assert len(probes) == (3 if each.kind == "Deployment" else 0)
        assert {"requests", "limits"} == each.spec["resources"].keys()
    several = {each["metadata"]["name"] for each in of_kind("Deployment") if each["spec"]["replicas"] > 1}
    assert several <= {each["metadata"]["name"] for each in of_kind("PodDisruptionBudget")}


def test_the_address_leads_to_both_servers() -> None:
    """The Service selects the API servers; the reverse proxy of compose.yaml names each."""
    service = next(each for each in of_kind("Service") if each["metadata"]["name"] == "prefect")
    api = next(each for each in of_kind("Deployment") if each["metadata"]["name"] == "api")
    assert service["spec"]["selector"] == api["spec"]["template"]["metadata"]["labels"]
    conf = (DEPLOYMENTS / "machines" / "address.conf").read_text(encoding="utf-8")
    assert ["api-1:4200", "api-2:4200"] == re.findall(r"server (api-\d:\d+)", conf)


def test_the_image_takes_its_packages_from_the_lock() -> None:
    """What the image installs is a part of requirements.lock, version by version, each with its hashes."""
    part, whole = (
        _pins(path) for path in (DEPLOYMENTS / "image.lock", DEPLOYMENTS.parent / "requirements.lock")
    )
    assert part < whole
    assert "--require-hashes --no-deps" in (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8")
    assert not {"ruff", "pytest", "playwright"} & {pin.partition("==")[0] for pin in part}


def _pins(path: Path) -> set[str]:
    return set(re.findall(r"^(\S+==\S+) \\$", path.read_text(encoding="utf-8"), re.MULTILINE))
