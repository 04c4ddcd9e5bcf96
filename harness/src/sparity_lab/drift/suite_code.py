"""The code of suites, cut into definitions: what a case reaches, and what makes an observation."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from sparity_lab.drift.names import vocabulary
from sparity_lab.drift.reading import Found, Reader
from sparity_lab.drift.scope import Thing

#: What a driver injects into every case, as far as names can be called on it.
INJECTED = {
    "spark": Thing("instance", "SparkSession"),
    "F": Thing("module", "sql.functions"),
    "T": Thing("module", "sql.types"),
    "Window": Thing("class", "Window"),
    "Row": Thing("class", "Row"),
    "errors": Thing("module", "errors"),
    "api": Thing("module", "api"),
}


class Piece(NamedTuple):
    """A part of the code of one suite file."""

    code: "SuiteCode"
    node: ast.AST


class Making(NamedTuple):
    """What makes an observation: the case's own code, and the helpers and constants behind it."""

    own: list[Piece]
    helpers: list[Piece]


class SuiteCode:
    """One file of suites: its definitions by name, and what each part of it calls."""

    def __init__(self, file: Path, library: "Library") -> None:
        self.file = file
        self._library = library
        self.text = file.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    def function(self, name: str) -> ast.FunctionDef:
        """The top-level function with a name."""
        found = [s for s in self.defining(name) if isinstance(s, ast.FunctionDef)]
        return found[-1]

    def defining(self, name: str) -> list[ast.stmt]:
        """The top-level statements that bind a name, imports too."""
        return self._defining.get(name, [])

    @cached_property
    def _defining(self) -> dict[str, list[ast.stmt]]:
        found: dict[str, list[ast.stmt]] = {}
        for statement in self.tree.body:
            for name in binds(statement):
                found.setdefault(name, []).append(statement)
        return found

    def calls(self, node: ast.AST) -> list[Found]:
        """What a part of this file calls, whatever parameters it gets."""
        return [found for inner in ast.walk(node) for found in self._calls.get(id(inner), ())]

    @cached_property
    def _calls(self) -> dict[int, list[Found]]:
        reader = Reader(vocabulary(), INJECTED)
        reader.read(self.tree)
        calls: dict[int, list[Found]] = {}
        for found in reader.found:
            kept = calls.setdefault(id(found.node), [])
            if found not in kept:
                kept.append(found)
        return calls

    def imported(self, statement: ast.stmt) -> "SuiteCode | None":
        """The suite file that a statement imports names from; None for any other module."""
        if isinstance(statement, ast.ImportFrom) and statement.module:
            return self._library.module(statement.module)
        return None

    def reached(self, nodes: Iterable[ast.AST]) -> list[Piece]:
        """The top-level statements that some code needs, of other suite files first.

        Imports of what is not a suite file come as they are.
        """
        found: dict[tuple[Path, int], Piece] = {}
        self._reach(nodes, found)
        depth = {
            code.file: n for n, code in enumerate(dict.fromkeys(p.code for p in found.values()))
        }
        return sorted(found.values(), key=lambda p: (-depth[p.code.file], _line(p.node)))

    def _reach(self, nodes: Iterable[ast.AST], found: dict[tuple[Path, int], Piece]) -> None:
        for name in dict.fromkeys(n for node in nodes for n in names_in(node)):
            for statement in self.defining(name):
                other = self.imported(statement)
                if other is not None:
                    other._reach([ast.Name(name, ast.Load())], found)
                elif (self.file, _line(statement)) not in found:
                    found[self.file, _line(statement)] = Piece(self, statement)
                    self._reach([_without_decorators(statement)], found)

    @cache  # noqa: B019 - lives as long as the command
    def making(self, function: str, observation: str | None) -> Making:
        """The parts of a case that make one of its observations; the whole case where unclear.

        That is the expression in the dict which the case returns, what its variables were made
        of, and the helpers that all of it calls.
        """
        whole = self.function(function)
        value = _returned(whole, observation) if observation is not None else None
        nodes: list[ast.AST] = [_without_decorators(whole)]
        if value is not None:
            nodes = _behind(value, whole)
        return Making([Piece(self, node) for node in nodes], self.reached(nodes))


class Library:
    """The suite files of a repository, each read once."""

    def __init__(self, suites: Path) -> None:
        self._suites = suites
        self._read: dict[Path, SuiteCode] = {}

    def file(self, path: Path) -> SuiteCode:
        """The code of one file."""
        if path not in self._read:
            self._read[path] = SuiteCode(path, self)
        return self._read[path]

    def module(self, name: str) -> SuiteCode | None:
        """The code of a module of the suites; None for any other one."""
        first, *rest = name.split(".")
        path = self._suites.joinpath(*rest).with_suffix(".py") if rest else None
        if first != self._suites.name or path is None or not path.is_file():
            return None
        return self.file(path)


def binds(statement: ast.stmt) -> list[str]:
    """The names that a top-level statement binds."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [(alias.asname or alias.name).split(".")[0] for alias in aliases]
        case ast.Assign(targets=targets):
            return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return [name]
        case ast.For() | ast.If() | ast.With() | ast.Try():
            inner = (n for n in ast.walk(statement) if isinstance(n, ast.stmt) and n != statement)
            return [name for one in inner for name in binds(one)]
        case _:
            return []


def names_in(node: ast.AST) -> Iterator[str]:
    """The names that some code reads."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
            yield inner.id


def expressions_of(node: ast.AST, name: str) -> list[ast.AST]:
    """The expressions in some code that make a column, or an entry of a dict, of a name.

    >>> tree = ast.parse("frame.select(F.lit(1).alias('a'), F.col('b')).withColumn('c', x + 1)")
    >>> [ast.unparse(one) for column in "ac" for one in expressions_of(tree, column)]
    ['F.lit(1)', 'x + 1']
    """
    found: list[ast.AST] = []
    for inner in ast.walk(node):
        match inner:
            case ast.Call(
                func=ast.Attribute(attr="alias" | "name", value=made),
                args=[ast.Constant(value=given)],
            ) if given == name:
                found.append(made)
            case ast.Call(
                func=ast.Attribute(attr="withColumn"), args=[ast.Constant(value=given), made]
            ) if given == name:
                found.append(made)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                found += [v for k, v in pairs if isinstance(k, ast.Constant) and k.value == name]
    return found


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def _without_decorators(node: ast.AST) -> ast.AST:
    """A function without its decorators: what they say of a case is no part of what it does."""
    if isinstance(node, ast.FunctionDef) and any(map(is_case_mark, node.decorator_list)):
        body = ast.Module(body=list(node.body), type_ignores=[])
        body.lineno = node.lineno  # type: ignore[attr-defined]
        return body
    return node


def is_case_mark(decorator: ast.expr) -> bool:
    """Whether a decorator is the mark of a parity case."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "case"


def _returned(function: ast.FunctionDef, observation: str) -> ast.expr | None:
    """The expression of one observation in the dict that a case returns."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == observation:
                    found.append(value)
    return found[0] if len(found) == 1 else None


def _behind(value: ast.expr, function: ast.FunctionDef) -> list[ast.AST]:
    """An expression and everything in the function that its variables were made of."""
    makers: dict[str, list[ast.AST]] = {}
    for node in ast.walk(function):
        for name, maker in _makes(node):
            makers.setdefault(name, []).append(maker)
    nodes: dict[int, ast.AST] = {id(value): value}
    todo: list[ast.AST] = [value]
    while todo:
        for name in names_in(todo.pop()):
            for maker in makers.get(name, ()):
                if id(maker) not in nodes:
                    nodes[id(maker)] = maker
                    todo.append(maker)
    return list(nodes.values())


def _makes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The variables that a statement inside a function makes, and of what."""
    targets: list[ast.expr] = []
    maker: ast.AST | None = None
    match node:
        case ast.Assign():
            targets, maker = node.targets, node.value
        case ast.AnnAssign() | ast.AugAssign():
            targets, maker = [node.target], node.value
        case ast.For():
            targets, maker = [node.target], node.iter
        case ast.withitem(optional_vars=ast.expr() as variable):
            targets, maker = [variable], node.context_expr
        case ast.FunctionDef():
            yield node.name, node
    for target in targets:
        for inner in ast.walk(target):
            if isinstance(inner, ast.Name) and maker is not None:
                yield inner.id, maker
