"""`sparity-lab drift`: from options to a document, and from it to a table, a file or a page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.drift.crossed import CrossedTable
from sparity_lab.drift.document import Drift, compare_versions
from sparity_lab.drift.html import html
from sparity_lab.drift.markdown import markdown
from sparity_lab.drift.origin import Origin
from sparity_lab.drift.text import show
from sparity_lab.drift.uses import uses
from sparity_lab.drift.versions import recorded
from sparity_lab.golden_recording import GOLDEN
from sparity_lab.legs import SUITES, cases_of
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_OK, UsageProblem
from sparity_lab.report.files import write_atomically
from sparity_lab.report.paper import on_paper
from sparity_lab.verdict.goldens import Goldens
from sparity_lab.verdict.versions import minor, understood


def as_json(drift: Drift) -> str:
    """The document as JSON."""
    return drift.model_dump_json(by_alias=True, indent=1) + "\n"


FORMATS: dict[str, Callable[[Drift], str]] = {"md": markdown, "html": html, "json": as_json}


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """What was asked for."""

    before: str
    after: str
    uses: tuple[Path, ...] = ()
    profiles: tuple[str, ...] = ()
    format: str = "text"
    out: Path | None = None
    root: Path | None = None


def drift(options: DriftOptions, console: Console, write: Callable[[str], None]) -> int:
    """Compare two versions and tell what changed.

    Args:
        options: what was asked for.
        console: where tables go.
        write: where any other format goes that has no --out.

    Raises:
        UsageProblem: no golden is of a version, or the code given is not there.
        InfraProblem: the file cannot be written.
    """
    found = measure(options)
    if options.format == "text":
        if options.out is None:
            show(console, found)
        else:
            write_atomically(options.out, on_paper(lambda paper: show(paper, found)))
    else:
        text = FORMATS[options.format](found)
        if options.out is None:
            write(text)
        else:
            write_atomically(options.out, text)
    if options.out is not None:
        console.print(str(options.out), markup=False, soft_wrap=True)
    return EXIT_OK


def measure(options: DriftOptions) -> Drift:
    """The document for what was asked."""
    code = (options.uses, uses(options.uses)) if options.uses else None
    matrix = load_matrix(options.root)
    profiles = [matrix.profile(name) for name in options.profiles or (None,)]
    cases = [case for profile in profiles for case in cases_of(matrix, profile)]
    goldens = Goldens(matrix.root / GOLDEN)
    known = recorded(goldens, cases)
    before, after = (understood(asked, known) for asked in (options.before, options.after))
    if minor(before) >= minor(after):
        raise UsageProblem(
            f"nothing leads from {before} to {after}",
            hint="--from takes the older version, --to the newer one",
        )
    crossed = CrossedTable.read(matrix.root).of(before, after)
    origin = Origin.of(matrix.root, [profile.name for profile in profiles])
    suites = matrix.root / SUITES
    return compare_versions(cases, goldens, suites, (before, after), code, crossed, origin)
