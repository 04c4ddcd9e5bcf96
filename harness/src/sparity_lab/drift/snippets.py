"""Turns a case into a plain PySpark program that prints what it observes; runs nothing."""

import ast
import re
from collections.abc import Iterable, Sequence

from sparity_lab.cases import Case
from sparity_lab.drift.literals import imports_of, quoted
from sparity_lab.drift.snippet_api import api_class
from sparity_lab.drift.snippet_body import Body
from sparity_lab.drift.suite_code import Library, Piece, is_case_mark

_HEAD = '''"""{title}

The parity case {case}{ordered}.
To see what a version prints, with a Spark Connect server of that version:

    pip install "pyspark[connect]==VERSION"
    SPARK_REMOTE=sc://localhost:15002 python FILE
"""'''

_INJECTED = {
    "F": "from pyspark.sql import functions as F",
    "T": "from pyspark.sql import types as T",
    "Window": "from pyspark.sql import Window",
    "Row": "from pyspark.sql import Row",
    "errors": "from pyspark import errors",
}
_FOLDERS = {
    "data": ("from pathlib import Path", 'data = Path("parity_suites/data").resolve()'),
    "tmp": (
        "import tempfile\nfrom pathlib import Path",
        "tmp = Path(tempfile.mkdtemp())  # the server has to reach it too",
    ),
}
_SESSION = """address = os.environ.get("SPARK_REMOTE", "sc://localhost:15002")
spark = SparkSession.builder.remote(address).getOrCreate()"""
_SHOW = '''def show(name, seen):
    """Print one observation; a frame shows its errors only now."""
    try:
        if isinstance(seen, Exception):
            raise seen
        if hasattr(seen, "collect"):
            fields, rows = seen.schema, seen.collect()
            print(f"{name}:")
            for field in fields:
                print(f"  {field.name}: {field.dataType}{'' if field.nullable else ' not null'}")
            for row in rows:
                print(f"  {row}")
        else:
            print(f"{name}: {seen if isinstance(seen, str) else repr(seen)}")
            if hasattr(seen, "dtypes"):  # a frame of pandas
                print(seen.dtypes)
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")'''


def snippet(case: Case, library: Library, observations: Sequence[str] = ()) -> str:
    """The text of the program.

    Args:
        case: the case.
        library: the code of the suites.
        observations: which observations to print; all of them when empty.
    """
    code = library.file(case.file)
    function = code.function(case.function)
    own, pieces = code.making(case.function, None)
    main = Body(code.text, function, case)
    injected = [a.arg for a in function.args.args if a.arg not in case.arguments]
    injected = [name for name in injected if not _has_default(function, name)]
    imports = {"import os", "from pyspark.sql import SparkSession"}
    imports.update(_INJECTED[name] for name in injected if name in _INJECTED)
    setup = [_SESSION]
    for name in injected:
        if name in _FOLDERS:
            imports.update(_FOLDERS[name][0].splitlines())
            setup.append(_FOLDERS[name][1])
    definitions = []
    for piece in pieces:
        text = _text(piece)
        if isinstance(piece.node, ast.Import | ast.ImportFrom):
            imports.add(text)
        else:
            definitions.append(text)
    if "api" in injected:
        needed, api = api_class(piece.node for piece in own + pieces)
        imports.update(needed)
        definitions.insert(0, api)
    arguments = main.arguments()
    imports.update(imports_of(case.arguments.values()))
    if any("from __future__" in p.code.text for p in pieces):
        imports.add("from __future__ import annotations")
    parts = [
        _HEAD.format(
            title=case.title, case=case.id, ordered="" if case.ordered else ", rows in any order"
        ),
        "\n".join(merged(imports)),
        "\n".join(setup),
        *definitions,
        "\n".join([*arguments, main.text]),
        _SHOW,
        _printing(observations, function),
    ]
    return "\n\n".join(parts) + "\n"


def _has_default(function: ast.FunctionDef, name: str) -> bool:
    defaults = len(function.args.defaults)
    return defaults > 0 and name in [a.arg for a in function.args.args[-defaults:]]


def _text(piece: Piece) -> str:
    """A top-level statement as it is written, without the mark of a case."""
    node = piece.node
    first = getattr(node, "lineno", 1)
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.decorator_list:
        kept = [d for d in node.decorator_list if not is_case_mark(d)]
        first = min([first, *(d.lineno for d in kept)])
    lines = piece.code.text.splitlines()[first - 1 : getattr(node, "end_lineno", first)]
    return re.sub(r"\s*# noqa.*", "", "\n".join(lines)) if len(lines) == 1 else "\n".join(lines)


def _printing(observations: Sequence[str], function: ast.FunctionDef) -> str:
    last = function.body[-1]
    named = isinstance(last, ast.Return) and isinstance(last.value, ast.Dict)
    lines = []
    if not named:
        lines += ["if not isinstance(observations, dict):"]
        lines += ['    observations = {"result": observations}']
    if observations:
        shown = ", ".join(map(quoted, observations))
        lines += [f"for name in [{shown}]:", "    show(name, observations.get(name))"]
    else:
        lines += ["for name in observations:", "    show(name, observations[name])"]
    return "\n".join(lines)


def merged(imports: Iterable[str]) -> list[str]:
    """Imports in the usual order, one line a module.

    >>> merged(["from pyspark.sql import SparkSession", "from pyspark.sql import Row", "import os"])
    ['import os', 'from pyspark.sql import Row, SparkSession']
    """
    plain: set[str] = set()
    names: dict[str | None, set[str]] = {}
    for node in (statement for line in imports for statement in ast.parse(line).body):
        if isinstance(node, ast.ImportFrom):
            names.setdefault(node.module, set()).update(map(ast.unparse, node.names))
        else:
            plain.add(ast.unparse(node))
    lines = [*plain, *(f"from {m} import {', '.join(sorted(n))}" for m, n in names.items())]

    def place(line: str) -> tuple[int, bool, str]:
        group = 0 if "__future__" in line else 2 if " pyspark" in line else 1
        return group, line.startswith("from "), line

    return sorted(lines, key=place)
