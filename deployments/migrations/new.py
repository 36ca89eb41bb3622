"""Writes the next step from what changed in `models/tables`: `python -m deployments.migrations.new "what it does"`.

`--first` writes `0001_first_tables.py` anew instead: only as long as nothing has been released.
"""

import re
import sys
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from mako.template import Template  # pyright: ignore[reportMissingTypeStubs]
from sqlalchemy import create_engine

from deployments.migrating import MIGRATIONS, revisions, upgrade
from deployments.migrations.comparing import METADATA, OPTIONS, changed_codes, constants, render

FIRST = "The first tables."
VERSIONS = MIGRATIONS / "versions"


def write(message: str, number: str, previous: str | None, database: Path, folder: Path = VERSIONS) -> Path:
    """Write step `number`: what takes the SQLite file `database` to the tables as they are declared.

    Raises `SystemExit` with a message where nothing has changed.
    """
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        operations = produce_migrations(context, METADATA).upgrade_ops
        if operations is None:
            raise RuntimeError("Alembic has compared nothing")
        code = render_python_code(
            operations, render_as_batch=True, render_item=render, migration_context=context
        )
        lines = [
            line for line in code.splitlines() if line.strip() not in {"pass", ""} and "# ###" not in line
        ]
        body = textwrap.dedent("\n".join(lines))
        if previous:
            body = re.sub(r"op\.batch_alter_table\('(\w+)', schema=None\)", r'changing("\1")', body)
            # SQLite adds a column without its check; `change_codes` gives it one.
            body = re.sub(r"(\.add_column\(.*)coded\(\w+\)", r"\1sa.String(length=40)", body)
            body = "\n".join([body, *changed_codes(connection)]).strip()
    engine.dispose()
    if not body:
        raise SystemExit("Nothing has changed in models/tables: there is no step to write.")
    slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_").removeprefix("the_")
    path = folder / f"{number}_{slug}.py"
    template = Template(filename=str(MIGRATIONS / "script.py.mako"))  # noqa: S702 - Python, not a page
    step = template.render(  # pyright: ignore[reportUnknownMemberType]
        message=message,
        revision=number,
        down_revision=f'"{previous}"' if previous else "None",
        constants=constants(body),
        helpers=", ".join(name for name in ("change_codes", "changing") if f"{name}(" in body),
        upgrades=textwrap.indent(body, "    ").strip(),
    )
    path.write_text(str(step), encoding="utf-8")
    return path


def main(arguments: list[str]) -> None:
    """Write the first step anew, or the next one."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "before.sqlite3"
        if arguments == ["--first"]:
            path = write(FIRST, "0001", None, database)
        elif len(arguments) == 1 and arguments[0].strip():
            upgrade(f"sqlite:///{database}")
            last = revisions()[-1]
            path = write(arguments[0].strip(), f"{int(last) + 1:04}", last, database)
        else:
            raise SystemExit('Say what the step does: make migration NAME="add the column x to y"')
    print(f"{path} written: read it, format it (make format), and run `make test`.")


if __name__ == "__main__":
    main(sys.argv[1:])
