"""The digest of a case: a hash of its source, the helpers it uses and the data it reads."""

import ast
import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple


class Definition(NamedTuple):
    """A top-level name of a suite and where it is defined."""

    name: str
    line: int


class SuiteSource:
    """The text of one suite file, cut into its top-level definitions."""

    def __init__(self, file: Path, root: Path) -> None:
        self._file = file
        self._root = root
        self._lines = file.read_text(encoding="utf-8").splitlines()

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        try:
            return ast.parse("\n".join(self._lines)).body
        except SyntaxError:
            return []

    def defined_twice(self) -> list[Definition]:
        """Functions that a later one of the same name hides."""
        seen: set[str] = set()
        twice = []
        for statement in self._statements:
            if isinstance(statement, ast.FunctionDef):
                if statement.name in seen:
                    twice.append(Definition(statement.name, statement.lineno))
                seen.add(statement.name)
        return twice

    @cached_property
    def _by_name(self) -> dict[str, list[ast.stmt]]:
        names: dict[str, list[ast.stmt]] = {}
        for statement in self._statements:
            for name in _defines(statement):
                names.setdefault(name, []).append(statement)
        return names

    def digest(self, function: str, parameters: Mapping[str, Any], uses_data: bool) -> str:
        """The hash of everything that decides what the case does.

        That is the function with its decorator and with the parameters it is called with, the
        module's helpers and constants that it reaches, the other suite files that it imports, and,
        when it takes `data`, the data files that it names (all of them when it names none). The
        rest of the file does not count: a new case, or a new row of parameters, does not make its
        neighbours' goldens stale.
        """
        hasher = hashlib.sha256()
        told = repr(sorted(parameters.items()))
        # An object without a repr of its own tells nothing; the table that it comes from does.
        opaque = " at 0x" in told
        hasher.update(b"\0" if opaque else told.encode() + b"\0")
        statements = self._reached(function, with_table=opaque)
        if not statements:
            hasher.update("\n".join(self._lines).encode())
        for statement in statements:
            hasher.update(self._text(statement, with_table=opaque).encode() + b"\0")
        for imported in sorted({p for s in statements for p in self._imported_files(s)}):
            hasher.update(imported.read_bytes() + b"\0")
        if uses_data:
            for file in self._data_files(statements):
                hasher.update(str(file.relative_to(self._root)).encode() + b"\0")
                hasher.update(file.read_bytes() + b"\0")
        return hasher.hexdigest()

    def imported_files(self) -> set[Path]:
        """Every file beside the suites that this one imports, anywhere in it."""
        nodes = (node for statement in self._statements for node in ast.walk(statement))
        return {
            file
            for node in nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for file in self._imported_files(node)
        }

    def data_files(self, function: str) -> list[Path]:
        """The data files that a function may read: none unless it takes `data`.

        Those that it names, all of them when it names none.
        """
        takes_data = any(
            argument.arg == "data"
            for statement in self._by_name.get(function, [])
            if isinstance(statement, ast.FunctionDef)
            for argument in (*statement.args.args, *statement.args.kwonlyargs)
        )
        return self._data_files(self._reached(function, with_table=False)) if takes_data else []

    def reached(self, function: str) -> list[ast.stmt]:
        """The function and everything at the top of the file that it uses, in order."""
        return self._reached(function, with_table=True)

    def _reached(self, function: str, with_table: bool) -> list[ast.stmt]:
        todo, seen = [function], {function}
        statements: dict[int, ast.stmt] = {}
        while todo:
            for statement in self._by_name.get(todo.pop(), []):
                statements[statement.lineno] = statement
                ignored = {
                    id(node)
                    for table in ([] if with_table else _tables(statement))
                    for node in ast.walk(table)
                }
                names = (n for n in ast.walk(statement) if isinstance(n, ast.Name))
                used = {name.id for name in names if id(name) not in ignored} - seen
                seen |= used
                todo += used
        return [statements[line] for line in sorted(statements)]

    def _text(self, statement: ast.stmt, with_table: bool) -> str:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            return self._between(statement.lineno, statement.end_lineno)
        decorators = [
            part
            for decorator in statement.decorator_list
            for part in ([decorator] if with_table else _without_tables(decorator))
        ]
        texts = [ast.get_source_segment(self._joined, part) or "" for part in decorators]
        return "\n".join([*texts, self._between(statement.lineno, statement.end_lineno)])

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._lines)

    def _between(self, first: int, last: int | None) -> str:
        return "\n".join(line.rstrip() for line in self._lines[first - 1 : last])

    def _imported_files(self, statement: ast.stmt) -> list[Path]:
        """Files beside the suites that the statement imports; the decorator's own does not count:
        what it says about a case is in the case's decorator already.
        """
        modules: list[str] = []
        if isinstance(statement, ast.ImportFrom) and statement.module:
            modules = [statement.module]
            modules += [f"{statement.module}.{alias.name}" for alias in statement.names]
        elif isinstance(statement, ast.Import):
            modules = [alias.name for alias in statement.names]
        files = []
        for module in modules:
            file = self._root.parent.joinpath(*module.split(".")).with_suffix(".py")
            inside = module.split(".")[0] == self._root.name
            if inside and file.is_file() and file.name != "case.py":
                files.append(file)
        return files

    def _data_files(self, statements: list[ast.stmt]) -> list[Path]:
        folder = self._root / "data"
        everything = sorted(p for p in folder.rglob("*") if p.is_file())
        texts = {
            node.value
            for statement in statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
        }
        named = [
            path
            for path in everything
            if any(_names(text, path.relative_to(folder).parts) for text in texts)
        ]
        return named or everything


def _names(text: str, parts: tuple[str, ...]) -> bool:
    """Whether a string of a case names the data file, or a folder that it is in."""
    return any(text.strip("/") == "/".join(parts[i:j]) for i, j in _spans(len(parts)))


def _spans(count: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(count) for j in range(i + 1, count + 1)]


def _tables(statement: ast.stmt) -> list[ast.expr]:
    """The tables of parameters in the decorators of a function."""
    if not isinstance(statement, ast.FunctionDef):
        return []
    calls = [d for d in statement.decorator_list if isinstance(d, ast.Call)]
    return [k.value for call in calls for k in call.keywords if k.arg == "params"]


def _without_tables(decorator: ast.expr) -> list[ast.AST]:
    """A decorator in pieces, without its table of parameters."""
    if not isinstance(decorator, ast.Call):
        return [decorator]
    kept = [keyword for keyword in decorator.keywords if keyword.arg != "params"]
    return [decorator.func, *decorator.args, *kept]


def _defines(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [(a.asname or a.name).split(".")[0] for a in aliases]
        case _:
            return []
