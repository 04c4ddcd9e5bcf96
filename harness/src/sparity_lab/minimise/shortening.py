"""Makes a program shorter by leaving parts out: statements, rows, entries, arguments, links.

Nothing is put in place of anything, so what is left does what it did before. A part is whatever
stands in a list of such parts; a link is one call of a chain, as `.filter(…)` is in
`a.filter(…).count()`.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sparity_lab.minimise.cutting import as_text

Fits = Callable[[str], bool]
"""Whether a text is still what is looked for."""

PartT = TypeVar("PartT")

_NAMESPACES = frozenset({"F", "T", "Window", "Row", "api", "errors"})
"""Injected names whose attributes are functions: the first call on them is where a chain begins."""


def shorten(text: str, fits: Fits) -> str:
    """The text without everything that can go, until nothing more can."""
    while True:
        shorter = _once(text, fits)
        if shorter == text:
            return text
        text = shorter


def without_parts(parts: Sequence[PartT], fits: Callable[[list[PartT]], bool]) -> list[PartT]:
    """As few of the parts as fit: all of them are left out, else halves, down to single ones."""
    kept = list(parts)
    size = len(kept)
    while size:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if len(rest) < len(kept) and fits(rest):
                kept = rest
            else:
                start += size
        size //= 2
    return kept


def _once(text: str, fits: Fits) -> str:
    """Each place of the program tried once, from the outside to the inside."""
    tree = ast.parse(text)
    done: set[int] = set()
    while (place := next((p for p in _places(tree) if p.key not in done), None)) is not None:
        done.add(place.key)
        without_parts(place.parts, partial(place.tried, tree=tree, fits=fits))
    return as_text(tree)


@dataclass
class _Place:
    """A list of parts somewhere in a tree, and how another list is put there."""

    key: int
    parts: list[ast.AST]
    put: Callable[[list[ast.AST]], None]

    def tried(self, rest: list[ast.AST], tree: ast.Module, fits: Fits) -> bool:
        """Whether the program fits with these parts; the tree is left as it was if not."""
        before = self.parts
        self.put(rest)
        if fits(as_text(tree)):
            self.parts = rest
            return True
        self.put(before)
        return False


def _places(tree: ast.Module) -> Iterator[_Place]:
    """Every list of parts, those of a node before those of what is in it."""
    todo: list[ast.AST] = [tree]
    inside: set[int] = set()
    while todo:
        node = todo.pop(0)
        yield from _lists(node)
        for field, value in ast.iter_fields(node):
            if field == "decorator_list":
                continue
            for number, child in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(child, ast.AST):
                    continue
                todo.append(child)
                links = _links(child)
                if links and id(child) not in inside:
                    inside |= {id(link) for link in links}
                    yield _of_chain(node, field, number if isinstance(value, list) else None, links)


def _lists(node: ast.AST) -> Iterator[_Place]:
    for field in ("body", "orelse", "finalbody", "handlers"):
        statements = getattr(node, field, None)
        if isinstance(statements, list) and statements:
            yield _of_list(node, field, filler=[] if field != "body" else [ast.Pass()])
    match node:
        case ast.Dict():
            yield _of_dict(node)
        case ast.List() | ast.Tuple() | ast.Set() if isinstance(node, ast.Set) or isinstance(
            node.ctx, ast.Load
        ):
            yield _of_list(node, "elts")
        case ast.Call():
            yield _of_list(node, "args")
            yield _of_list(node, "keywords")
        case ast.arguments():
            # Defaults belong to the last parameters; those are left alone.
            if not node.defaults:
                yield _of_list(node, "args")


def _of_list(node: ast.AST, field: str, filler: Sequence[ast.AST] = ()) -> _Place:
    def put(parts: list[ast.AST]) -> None:
        setattr(node, field, parts or list(filler))

    return _Place(hash((id(node), field)), list(getattr(node, field)), put)


def _of_dict(node: ast.Dict) -> _Place:
    def put(parts: list[ast.AST]) -> None:
        node.keys = [part.keys[0] for part in parts if isinstance(part, ast.Dict)]
        node.values = [part.values[0] for part in parts if isinstance(part, ast.Dict)]

    pairs = zip(node.keys, node.values, strict=True)
    entries: list[ast.AST] = [ast.Dict(keys=[key], values=[value]) for key, value in pairs]
    return _Place(hash((id(node), "entries")), entries, put)


def _links(last: ast.AST) -> list[ast.Call]:
    """The calls of a chain, first to last, where `last` ends it."""
    links: list[ast.Call] = []
    node = last
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        begins = node.func.value
        if isinstance(begins, ast.Name) and begins.id in _NAMESPACES:
            break
        links.insert(0, node)
        node = begins
    return links


def _of_chain(parent: ast.AST, field: str, number: int | None, links: Sequence[ast.Call]) -> _Place:
    base = _begins(links[0])

    def put(parts: list[ast.AST]) -> None:
        chain = base
        for link in parts:
            if isinstance(link, ast.Call) and isinstance(link.func, ast.Attribute):
                link.func.value = chain
                chain = link
        if number is None:
            setattr(parent, field, chain)
        else:
            getattr(parent, field)[number] = chain

    return _Place(hash((id(links[-1]), "links")), list(links), put)


def _begins(link: ast.Call) -> ast.expr:
    """What a link is a call on."""
    return link.func.value if isinstance(link.func, ast.Attribute) else link.func
