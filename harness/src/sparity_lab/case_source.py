"""The digest of a case: a hash of its source, the helpers it uses and the data it reads."""

import ast
import hashlib
from functools import cached_property
from pathlib import Path
from typing import NamedTuple


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

    def digest(self, function: str, uses_data: bool) -> str:
        """The hash of everything that decides what the case does.

        That is the function with its decorators, the module's helpers and constants that it
        reaches, the other suite files that it imports, and, when it takes `data`, the data files
        that it names (all of them when it names none). The rest of the file does not count, so a
        new case does not make its neighbours' goldens stale.
        """
        hasher = hashlib.sha256()
        statements = self._reached(function)
        if not statements:
            hasher.update("\n".join(self._lines).encode())
        for statement in statements:
            hasher.update(self._text(statement).encode() + b"\0")
        for imported in sorted({p for s in statements for p in self._imported_files(s)}):
            hasher.update(imported.read_bytes() + b"\0")
        if uses_data:
            for file in self._data_files(statements):
                hasher.update(str(file.relative_to(self._root)).encode() + b"\0")
                hasher.update(file.read_bytes() + b"\0")
        return hasher.hexdigest()

    def _reached(self, function: str) -> list[ast.stmt]:
        todo, seen = [function], {function}
        statements: dict[int, ast.stmt] = {}
        while todo:
            for statement in self._by_name.get(todo.pop(), []):
                statements[statement.lineno] = statement
                used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)} - seen
                seen |= used
                todo += used
        return [statements[line] for line in sorted(statements)]

    def _text(self, statement: ast.stmt) -> str:
        first = statement.lineno
        if isinstance(statement, ast.FunctionDef | ast.ClassDef) and statement.decorator_list:
            first = min(decorator.lineno for decorator in statement.decorator_list)
        lines = self._lines[first - 1 : statement.end_lineno]
        return "\n".join(line.rstrip() for line in lines)

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
