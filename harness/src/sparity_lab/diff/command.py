"""`sparity-lab diff`: from two runs to a document, and from it to a table or a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.diff.document import RunDiff, compare_runs
from sparity_lab.diff.markdown import markdown
from sparity_lab.diff.renames import load_renames
from sparity_lab.diff.text import show
from sparity_lab.problems import EXIT_GATE, EXIT_OK
from sparity_lab.report.files import write_atomically
from sparity_lab.report.paper import on_paper
from sparity_lab.runlog import RunLog


def as_json(found: RunDiff) -> str:
    """The document as JSON."""
    return found.model_dump_json(by_alias=True, indent=1) + "\n"


def as_table(found: RunDiff) -> str:
    """The table as text for a file."""
    return on_paper(lambda console: show(console, found))


FORMATS: dict[str, Callable[[RunDiff], str]] = {
    "table": as_table,
    "json": as_json,
    "markdown": markdown,
}


@dataclass(frozen=True, slots=True)
class DiffOptions:
    """What was asked for."""

    a: Path
    b: Path
    renames: Path | None = None
    format: str = "table"
    out: Path | None = None


def diff(options: DiffOptions, console: Console, write: Callable[[str], None]) -> int:
    """Compare two runs and tell what changed; 1 if a failure was added.

    Args:
        options: what was asked for.
        console: where the table goes.
        write: where any other format goes that has no --out.

    Raises:
        UsageProblem: a folder holds no run, the runs have no leg in common, the renames are wrong.
        InfraProblem: the file cannot be written.
    """
    renames = load_renames(options.renames) if options.renames is not None else None
    found = compare_runs(RunLog.read(options.a), RunLog.read(options.b), renames)
    if options.out is not None:
        write_atomically(options.out, FORMATS[options.format](found))
        console.print(str(options.out), markup=False, soft_wrap=True)
    elif options.format == "table":
        show(console, found)
    else:
        write(FORMATS[options.format](found))
    return EXIT_OK if found.holds else EXIT_GATE
