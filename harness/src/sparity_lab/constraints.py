"""Compiles matrix/requirements.toml into the pinned files of matrix/constraints; installs nothing.

Run as `python -m sparity_lab.constraints [NAME…]`; without names every file is made again.
"""

import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import click

from sparity_lab.cache import Progress, silent
from sparity_lab.environments import uv_run
from sparity_lab.matrix import find_root
from sparity_lab.problems import LabError, UsageProblem, unknown_name

_COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--no-header", "--no-annotate", "--no-emit-index-url"),
]


def requirements(root: Path) -> dict[str, list[str]]:
    """What each pinned file is compiled from, by name."""
    shown = "matrix/requirements.toml"
    try:
        content = tomllib.loads((root / shown).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageProblem(f"cannot read {shown}", causes=[error]) from error
    rows = content.get("requirements")
    if not isinstance(rows, dict) or not all(
        isinstance(row, list) and all(isinstance(item, str) for item in row)
        for row in rows.values()
    ):
        raise UsageProblem(
            f"{shown} has a mistake", hint="below [requirements], every name has a list of texts"
        )
    return rows


def compile_constraints(
    root: Path, names: Sequence[str] = (), *, progress: Progress = silent
) -> list[Path]:
    """Write the pinned files called `names`, all of them if empty; the paths written.

    No address of a package index gets into the files: they are the same wherever they are made.
    """
    known = requirements(root)
    for name in names:
        if name not in known:
            raise unknown_name("constraints file", name, known)
    written = []
    for name in names or known:
        with tempfile.TemporaryDirectory(prefix="sparity-lab-") as scratch:
            source = Path(scratch) / "requirements.in"
            source.write_text("\n".join(known[name]) + "\n", encoding="utf-8")
            pinned = uv_run(
                [*_COMPILE, str(source)],
                work=Path(scratch),
                doing=f"compiling the constraints of {name}",
                progress=progress,
            )
        path = root / "matrix" / "constraints" / f"{name}.txt"
        path.write_text(pinned, encoding="utf-8")
        written.append(path)
    return written


def main(arguments: Sequence[str]) -> int:
    """The command: compile and say what was written; the exit code."""
    try:
        root = find_root()
        for path in compile_constraints(root, arguments, progress=click.echo):
            click.echo(f"wrote {path.relative_to(root)}")
    except LabError as error:
        click.echo(error.render(), err=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
