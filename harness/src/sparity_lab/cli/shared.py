"""What the commands share: options, examples, where they write."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console

_PIPE_WIDTH = 160

F = TypeVar("F", bound=Callable[..., object])

RUN = click.argument("run", type=click.Path(path_type=Path))

ORACLE = click.option(
    "--oracle",
    type=click.Choice(["live", "golden", "both"]),
    help="What judges: the reference beside the candidate, its recorded outcomes, or both.  "
    "[default: live; golden for a server that the lab does not start]",
)

SPARK = click.option(
    "--spark",
    metavar="V",
    help="Whose goldens judge an sc:// server.  [default: those of the version it tells]",
)


def examples(*lines: str) -> str:
    """The examples below the help of a command."""
    return "\b\nExamples:\n" + "\n".join(f"  sparity-lab {line}" for line in lines)


def console() -> Console:
    """Standard output, for tables."""
    # A pipe has no width: what is wide must not be cut there.
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)


def progress(message: str) -> None:
    """Say on standard error how far it is."""
    click.echo(message, err=True)


def root_option(command: F) -> F:
    """The option `--root`."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path, file_okay=False),
        help="The repository; found from here upward.",
    )(command)
