"""`sparity-lab gate`: a run, or a claim, on the terminal and in files; the rules are elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sparity_lab.claiming import claim_named, evaluate
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, UsageProblem
from sparity_lab.progress import show_result
from sparity_lab.report.files import write_atomically
from sparity_lab.report.gate import gate_of
from sparity_lab.report.signoff import badge, signoff
from sparity_lab.runlog import RunLog, log_path


@dataclass(frozen=True)
class ClaimOptions:
    """The options of `sparity-lab gate CLAIM`."""

    claim: str
    runs: Sequence[Path] = ()
    badge: Path | None = None
    signoff: Path | None = None
    other_tree: bool = False
    root: Path | None = None


def is_run(subject: str) -> bool:
    """Whether the command is about a run: a claim has no path."""
    return Path(subject).exists() or "/" in subject or subject.endswith(".ndjson")


def gate_run(run: Path, options: Sequence[str], console: Console) -> int:
    """Show whether a run holds; the exit code.

    Raises:
        UsageProblem: there is no such run, or an option is for claims only.
    """
    if options:
        raise UsageProblem(
            f"{options[0]} belongs to a claim, not to a run",
            hint="name a claim of matrix/claims.toml; badges are derived from claims only",
        )
    log = RunLog.read(run)
    found = gate_of(log)
    show_result(console, log, found, log_path(run).parent)
    return EXIT_OK if found.holds else EXIT_GATE


def gate_claim(options: ClaimOptions, say: Callable[[str], None]) -> int:
    """Show whether a claim holds, and write what was asked for; the exit code.

    Raises:
        UsageProblem: there is no such claim, or a run or table is broken.
    """
    matrix = load_matrix(options.root)
    claim = claim_named(matrix, options.claim)
    found = evaluate(matrix, claim, options.runs, other_tree=options.other_tree)
    say(f"{claim.sentence}: {found.answer}")
    for one in found.targets:
        where = f" (run {one.run})" if one.run else ""
        say(f"  {one.target}: {one.answer}{where}")
        for reason in one.reasons:
            say(f"    {reason}")
    for file, text in ((options.badge, badge(found)), (options.signoff, signoff(found))):
        if file is not None:
            say(f"written: {write_atomically(file, text)}")
    return EXIT_OK if found.answer == "holds" else EXIT_GATE
