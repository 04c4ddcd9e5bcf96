"""`sparity-lab surface`: inspects clients in their own environments and shows what differs."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sparity_lab.cache import Progress
from sparity_lab.environments import Environments
from sparity_lab.matrix import Client, load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, InfraProblem, UsageProblem
from sparity_lab.surface.exceptions import FILE, Exceptions, load_scope
from sparity_lab.surface.model import Surface
from sparity_lab.surface.verdict import SurfaceVerdict, judge

INSPECTOR = Path(__file__).with_name("inspector.py")

_TIME_LIMIT_S = 300
_WORDS_KEPT = 12


@dataclass(frozen=True, slots=True)
class SurfaceOptions:
    """What was asked for."""

    client: str | None = None
    against: str | None = None
    as_json: bool = False
    root: Path | None = None


def surface(options: SurfaceOptions, console: Console, progress: Progress) -> int:
    """Compare two clients, show it, and return the exit code.

    Raises `UsageProblem` for unknown clients and a wrong `matrix/surface.toml`, `InfraProblem`
    when a client cannot be inspected.
    """
    matrix = load_matrix(options.root)
    scope = load_scope(matrix.root)
    newest = matrix.client(f"pyspark=={matrix.newest_spark}")
    client = matrix.client(options.client)
    against = matrix.client(options.against) if options.against else newest
    for one in (client, against):
        if one.versioned and one.version is None:
            raise UsageProblem(
                f"which {one.name}?", hint=f"say the version, like {one.name}=={newest.version}"
            )
    if against.package != newest.package:
        raise UsageProblem(f"{against.name} is no reference", hint=f"--against {newest.name}")
    environments = Environments(matrix, progress=progress)
    surfaces = {
        one.name: inspect(environments, one, scope.modules) for one in (client, against, newest)
    }
    verdict = judge(
        surfaces[client.name],
        surfaces[against.name],
        surfaces[newest.name],
        scope,
        scope.clients.get(client.name, Exceptions()),
    )
    if options.as_json:
        console.out(verdict.as_json(), highlight=False)
    else:
        show(verdict, console)
    return EXIT_OK if verdict.holds else EXIT_GATE


def inspect(environments: Environments, client: Client, modules: tuple[str, ...]) -> Surface:
    """The surface of a client, as its own environment tells it."""
    python = environments.client(client).python
    # Neither Spark settings nor a path of the surroundings may change what is found.
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SPARK", "PYSPARK"))}
    try:
        done = subprocess.run(
            [str(python), "-I", str(INSPECTOR), client.package, *modules],
            env=env,
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT_S,
            check=False,
        )
        if done.returncode == 0:
            return Surface.model_validate_json(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValidationError) as problem:
        raise InfraProblem(f"{client.name} could not be inspected", causes=[problem]) from problem
    raise InfraProblem(
        f"{client.name} could not be inspected: its Python ended with {done.returncode}",
        causes=done.stderr.splitlines()[-_WORDS_KEPT:],
    )


def show(verdict: SurfaceVerdict, console: Console) -> None:
    """Say what differs, what is meant, and what has to be done."""
    console.print(
        f"{verdict.candidate} against {verdict.reference}: {verdict.names} names compared"
    )
    if verdict.excused:
        table = Table("meant", "names", "why", box=None, pad_edge=False)
        for (sort, reason), names in _grouped(verdict).items():
            table.add_row(sort, str(len(names)), escape(reason))
        console.print(table)
    if verdict.differences:
        table = Table("name", "is", "should be", "is in fact", box=None, pad_edge=False)
        for one in verdict.differences:
            table.add_row(*map(escape, (one.name, one.sort, one.wanted, one.found)))
        console.print(table)
    for name in verdict.stale:
        console.print(f"[yellow]excuses nothing any more:[/] {escape(name)}")
    for name in verdict.unknown_modules:
        console.print(f"[yellow]neither compared nor said why not:[/] {escape(name)}")
    if verdict.holds:
        console.print("[green]the surface holds[/]")
    else:
        console.print(
            f"[red]the surface does not hold[/]: {len(verdict.differences)} differences, "
            f"{len(verdict.stale)} exceptions out of date, "
            f"{len(verdict.unknown_modules)} unknown modules"
        )
        console.print(f"hint: mend the client, or say in {FILE} why it is right")


def _grouped(verdict: SurfaceVerdict) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in verdict.excused:
        groups.setdefault((one.difference.sort, one.reason), []).append(one.difference.name)
    return groups
