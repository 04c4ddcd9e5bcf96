"""What names stand for in some code: imports, annotations, and what was bound so far."""

import ast
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sparity_lab.drift.names import FUNCTIONS, TESTING, Vocabulary

PACKAGES = ("pyspark", "sparity")


class Thing(NamedTuple):
    """What an expression stands for.

    The sorts: `module`, `class`, `instance` of a class, `function` of Spark's, `maker` of instances
    of a class, `local` function of this code, `plain` for what is nothing of Spark's. An empty
    sort is not known.
    """

    sort: str = ""
    name: str = ""


NOTHING_KNOWN = Thing()
PLAIN = Thing("plain")
SESSION = Thing("instance", "SparkSession")
SESSION_NAMES = ("spark", "_spark", "spark_session")
_CLASS_MODULES = ("", "api", "errors", "sql", "storagelevel")
FUNCTION_MODULES = {
    "sql.functions": FUNCTIONS,
    "sql.functions.builtin": FUNCTIONS,
    "sql.connect.functions": FUNCTIONS,
    "sql.connect.functions.builtin": FUNCTIONS,
    "api": TESTING,
    "testing": TESTING,
    "testing.utils": TESTING,
}
_PLAIN_MODULES = frozenset(
    [
        *("abc", "argparse", "ast", "asyncio", "base64", "collections", "contextlib", "copy"),
        *("csv", "datetime", "decimal", "enum", "functools", "glob", "hashlib", "io", "itertools"),
        *("json", "logging", "math", "numpy", "os", "pandas", "pathlib", "polars", "pyarrow"),
        *("random", "re", "shutil", "string", "subprocess", "sys", "tempfile", "time", "typing"),
        *("uuid", "warnings"),
    ]
)
"""Modules whose names are nothing of Spark's, so that `os.path.join` is no `DataFrame.join`."""
_OTHER_LIBRARIES = ("arrow", "numpy", "pandas")
"""What cases get such libraries by: `api.pandas().DataFrame` is none of Spark's."""


class Scope:
    """The names that are bound at a place of some code.

    Args:
        known: the table of names.
        given: what names stand for before the first line, also as parameters of functions.
    """

    def __init__(self, known: Vocabulary, given: Mapping[str, Thing]) -> None:
        self._known = known
        self._given = given
        self.names: dict[str, Thing] = dict(given)

    def of(self, name: str) -> Thing:
        """What a name stands for."""
        thing = self.names.get(name, NOTHING_KNOWN)
        return SESSION if not thing.sort and name in SESSION_NAMES else thing

    @contextmanager
    def inner(self) -> Iterator[None]:
        """A scope inside this one: what it binds is forgotten afterwards."""
        outer = self.names
        self.names = dict(outer)
        try:
            yield
        finally:
            self.names = outer

    def parameters(self, arguments: ast.arguments) -> None:
        """Bind the parameters of a function."""
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            # What is given from the first line keeps its meaning: `F` of a parity case.
            thing = self.annotated(one.annotation) if one.annotation else None
            self.names[one.arg] = thing or self._given.get(one.arg, NOTHING_KNOWN)

    def annotated(self, annotation: ast.expr | None) -> Thing | None:
        """An instance of the class that an annotation names, if it is one of the table's."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            last = annotation.value
        elif isinstance(annotation, ast.Attribute):
            last = annotation.attr
        elif isinstance(annotation, ast.Name):
            last = annotation.id
        else:
            return None
        last = last.split(".")[-1]
        return Thing("instance", last) if last in self._known.classes else None

    def import_(self, node: ast.Import) -> None:
        """Bind what `import …` binds."""
        for alias in node.names:
            package, _, inner = alias.name.partition(".")
            if package in PACKAGES:
                thing = Thing("module", inner if alias.asname else "")
                self.names[alias.asname or package] = thing
            else:
                self.names[alias.asname or package] = PLAIN

    def import_from(self, node: ast.ImportFrom) -> None:
        """Bind what `from … import …` binds."""
        package, _, inner = (node.module or "").partition(".")
        ours = package in PACKAGES and node.level == 0
        for alias in node.names:
            name = alias.asname or alias.name
            if ours and alias.name == "*":
                self._everything(inner)
            elif ours:
                self.names[name] = self.of_module(inner, alias.name)
            elif node.level == 0 and package in _PLAIN_MODULES:
                self.names[name] = PLAIN

    def _everything(self, module: str) -> None:
        """`from … import *`: the functions of a module, or the classes."""
        owner = FUNCTION_MODULES.get(module)
        if owner:
            for name in self._known.modules[owner]:
                self.names[name] = Thing("function", f"{owner} {name}")
        else:
            for name in self._known.classes:
                self.names.setdefault(name, Thing("class", name))

    def of_module(self, module: str, name: str) -> Thing:
        """What a name in a module of Spark's stands for."""
        if (module, name) == ("api", "to_arrow"):
            return Thing("function", "DataFrame toArrow")
        if module == "api" and name in _OTHER_LIBRARIES:
            return PLAIN
        owner = FUNCTION_MODULES.get(module)
        if owner and name in self._known.modules[owner]:
            return Thing("function", f"{owner} {name}")
        if name in self._known.classes and module.split(".")[0] in _CLASS_MODULES:
            return Thing("class", name)
        return Thing("module", f"{module}.{name}" if module else name)


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from own_nodes(child)
