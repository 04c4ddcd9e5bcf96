"""The published pages of drift: writes them, and says whether they are of today's goldens.

`python -m sparity_lab.drift.pages FOLDER BEFORE:AFTER…`, and with `--check` instead of versions.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sparity_lab.drift.command import DriftOptions, measure
from sparity_lab.drift.document import Drift
from sparity_lab.drift.html import html
from sparity_lab.drift.markdown import markdown
from sparity_lab.drift.origin import Origin
from sparity_lab.drift.wording import headline
from sparity_lab.matrix import load_matrix
from sparity_lab.problems import EXIT_GATE, EXIT_OK, LabError
from sparity_lab.report.files import write_atomically

INDEX = "README.md"
_STAMP = re.compile(r"\bstamp ([0-9a-f]{16})\b")


def write(folder: Path, steps: Iterable[tuple[str, str]]) -> list[Path]:
    """Write page and Markdown of each step, and a list of them; return their paths.

    Raises:
        LabError: a version has no goldens, or the folder cannot be written.
    """
    found = [measure(DriftOptions(before, after)) for before, after in steps]
    root = load_matrix().root
    up = "/".join([".."] * len(folder.resolve().relative_to(root).parts))
    written = []
    for drift in found:
        name = _name(drift)
        written.append(write_atomically(folder / f"{name}.html", html(drift)))
        text = markdown(drift, page=f"{name}.html", repository=up)
        written.append(write_atomically(folder / f"{name}.md", text))
    return [*written, write_atomically(folder / INDEX, _index(found, up))]


def stale(folder: Path, stamp: str) -> list[str]:
    """What of a folder's pages is not of a stamp, a line for each; also that there are none."""
    pages = sorted([*folder.glob("*.html"), *folder.glob("*.md")])
    if not pages:
        return [f"{folder}: there are no pages"]
    found = []
    for page in pages:
        stamps = set(_STAMP.findall(page.read_text(encoding="utf-8")))
        if stamp not in stamps:
            told = ", ".join(sorted(stamps)) or "none"
            found.append(f"{page}: its stamp is {told}, that of today's goldens {stamp}")
    return found


def _name(drift: Drift) -> str:
    return f"{drift.before}-to-{drift.after}"


def _index(found: Sequence[Drift], up: str) -> str:
    """`README.md`: one line a step, with links to read here and to the page."""
    lines = ["# What changes from one Spark to the next", ""]
    lines += [
        "What PySpark of each version gave on the Spark of that version, case by case, and where"
    ]
    lines += ["two versions differ. How it is made, and how to narrow it to your own code:"]
    lines += [f"[upgrading]({up}/docs/upgrading.md).", ""]
    lines += [
        "| upgrade | read here | page, with both outcomes and a program for each |",
        "|---|---|---|",
    ]
    for drift in found:
        name = _name(drift)
        told = headline(drift).partition(": ")[2]
        lines.append(
            f"| {drift.before} → {drift.after} | [{told}]({name}.md) | [{name}.html]({name}.html) |"
        )
    if found and found[0].origin:
        lines += ["", f"{found[0].origin}."]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write, or check; the exit code."""
    folder, *rest = arguments
    try:
        if rest == ["--check"]:
            matrix = load_matrix()
            origin = Origin.of(matrix.root, [matrix.profile(None).name])
            problems = stale(Path(folder), origin.stamp)
            for problem in problems:
                print(problem, file=sys.stderr)  # noqa: T201
            if problems:
                print("make them again with: nox -s drift", file=sys.stderr)  # noqa: T201
            return EXIT_GATE if problems else EXIT_OK
        steps = [(step.partition(":")[0], step.partition(":")[2]) for step in rest]
        for path in write(Path(folder), steps):
            print(path)  # noqa: T201
    except LabError as problem:
        print("\n".join(problem.lines()), file=sys.stderr)  # noqa: T201
        return problem.exit_code
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
