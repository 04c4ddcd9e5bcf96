"""What somebody's code calls, and on which line: Python files, folders of them, notebooks."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sparity_lab.drift.names import Name, vocabulary
from sparity_lab.drift.reading import Reader
from sparity_lab.drift.scope import PACKAGES
from sparity_lab.problems import UsageProblem

NOTEBOOK = ".ipynb"
_HIDDEN = re.compile(r"^(?:\.|__pycache__$|node_modules$|site-packages$|venv$)")
_MAGIC = re.compile(r"^\s*[%!?]")


class Place(NamedTuple):
    """Where somebody's code calls something: a file, and a line or a cell of a notebook."""

    file: str
    line: int
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f" cell {self.cell}"
        return f"{self.file}{cell}:{self.line}"


@dataclass
class Uses:
    """What was found.

    Attributes:
        places: every public name that is called, with where.
        files: how many files were read.
        strangers: files without an import of PySpark or sparity or a `spark`; they do not count.
        unreadable: files that cannot be read as Python, each with why.
    """

    places: dict[Name, list[Place]] = field(default_factory=dict)
    files: int = 0
    strangers: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)


def uses(paths: Iterable[Path]) -> Uses:
    """Read somebody's code.

    Args:
        paths: files, and folders in which every `.py` and `.ipynb` counts.

    Raises:
        UsageProblem: a path does not exist, or there is no Python in it.
    """
    found = Uses()
    for path in paths:
        files = list(_files(path))
        if not files:
            raise UsageProblem(
                f"no Python in {path}",
                hint="--uses takes .py and .ipynb files, and folders of them",
            )
        for file in files:
            _file(file, found)
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise UsageProblem(f"no file or folder {path}", hint="give --uses a path to your code")
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path).parts
        if file.suffix in (".py", NOTEBOOK) and not any(map(_HIDDEN.match, inner)):
            yield file


def _file(file: Path, found: Uses) -> None:
    found.files += 1
    try:
        text = file.read_text(encoding="utf-8")
        cells = _cells(text) if file.suffix == NOTEBOOK else [(None, text)]
        trees = [(cell, ast.parse(source)) for cell, source in cells]
    except SyntaxError as error:
        found.unreadable[str(file)] = f"line {error.lineno}: {error.msg}"
        return
    except (OSError, ValueError) as error:
        found.unreadable[str(file)] = str(error)
        return
    if not any(_speaks_of_spark(tree) for _, tree in trees):
        found.strangers += 1
        return
    reader = Reader(vocabulary())
    for cell, tree in trees:
        before = len(reader.found)
        reader.read(tree)
        for one in reader.found[before:]:
            if not one.member:
                place = Place(str(file), one.line, cell)
                places = found.places.setdefault(one.name, [])
                if place not in places:
                    places.append(place)


def _cells(text: str) -> list[tuple[int | None, str]]:
    """The code cells of a notebook by number, without lines for IPython alone; SQL cells as SQL."""
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise ValueError("no notebook of format 4: it has no cells")
    cells: list[tuple[int | None, str]] = []
    for number, cell in enumerate(data["cells"], 1):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        lines = (source if isinstance(source, str) else "".join(source)).splitlines()
        if lines and re.match(r"\s*%%(?:spark)?sql\b", lines[0]):
            query = "\n".join(lines[1:])
            cells.append((number, f"\nspark.sql({query!r})"))
        elif not (lines and lines[0].lstrip().startswith("%%")):
            kept = ["pass" if _MAGIC.match(line) else line for line in lines]
            cells.append((number, "\n".join(kept)))
    return cells


def _speaks_of_spark(tree: ast.Module) -> bool:
    """Whether a file imports Spark, or uses a `spark` that a notebook or a job has anyway."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "spark":
            return True
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        if any(module.split(".")[0] in PACKAGES for module in modules):
            return True
    return False
