"""Commands that are loaded when they are called: `narahubung --help` imports none of them.

A row names the function or the `typer.Typer` behind a command as `module:attribute` in this package; its help stands
in the row too, so that the list of commands can be printed at once. The tests hold rows and commands together.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup

ANYWHERE: Final = ("--now",)
"""Options of the program itself that may also stand behind the command."""


class Row(NamedTuple):
    """A command: its name, the heading it stands under, where it is, and what it does in one line."""

    name: str
    panel: str
    where: str
    help: str

    def load(self) -> Any:
        """The command itself: imports its module."""
        module, _, attribute = self.where.partition(":")
        found = getattr(import_module(f"deployments.{module}"), attribute)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=self.name)
            return cast(TyperGroup, typer.main.get_command(alone)).commands[self.name]
        alone.command(self.name)(found)
        return typer.main.get_command(alone)


class Commands(TyperGroup):
    """The group of all commands; subclasses name their `rows`. Errors become a sentence and exit code 1."""

    rows: tuple[Row, ...] = ()

    def __init__(self, **options: Any) -> None:
        stubs = [TyperCommand(row.name, help=row.help, rich_help_panel=row.panel) for row in self.rows]
        super().__init__(**options)
        self.commands = {stub.name or "": stub for stub in stubs}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that `args` name, loaded only now."""
        name, _stub, rest = super().resolve_command(ctx, args)
        return name, next(row for row in self.rows if row.name == name).load(), rest

    def main(self, args: Sequence[str] | None = None, *others: Any, **options: Any) -> Any:
        """Run one command line. What goes wrong is told on standard error in a sentence, unless debugging."""
        given = hoisted(sys.argv[1:] if args is None else args)
        try:
            try:
                return super().main(given, *others, **options)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _stop_writing()
            sys.exit(1)
        except Exception as error:
            if os.environ.get("NARAHUBUNG_DEBUG"):
                raise
            from deployments.sentences import sentence

            said = sentence(error)
            _stop_writing()
            print(said, file=sys.stderr)
            sys.exit(1)


def hoisted(args: Sequence[str]) -> list[str]:
    """The arguments with the options of the program itself moved to the front, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg in ANYWHERE:
            front += [arg, *([value] if (value := next(waiting, None)) is not None else [])]
        elif arg.startswith(tuple(f"{name}=" for name in ANYWHERE)):
            front.append(arg)
        else:
            rest.append(arg)
    return front + rest


def _stop_writing() -> None:
    """Give up what is still unwritten on a standard output that takes no more, so that nothing fails at the exit."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):  # a test's standard output has no file behind it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
