"""Puts a value where its name stands, when the name stands in one place only."""

import ast

from sparity_lab.minimise.cutting import as_text
from sparity_lab.minimise.shortening import Fits


def inline(text: str, fits: Fits) -> str:
    """The text without the names that are given to a value that is used once."""
    while True:
        tried = (_without(text, number) for number in range(_assignments(ast.parse(text))))
        shorter = next((one for one in tried if one is not None and fits(one)), None)
        if shorter is None:
            return text
        text = shorter


def _without(text: str, number: int) -> str | None:
    """The text with one assignment put where its name is used; None if that is not in one place."""
    tree = ast.parse(text)
    assignment = _found(tree)[number]
    name = assignment.targets[0]
    if not isinstance(name, ast.Name):
        return None
    named = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name.id]
    if len(named) != 2:
        return None
    put = _Put(assignment, name.id)
    return as_text(ast.Module(body=put.visit(tree).body, type_ignores=[]))


def _assignments(tree: ast.Module) -> int:
    return len(_found(tree))


def _found(tree: ast.Module) -> list[ast.Assign]:
    """Assignments of one value to one name, in the order of the text."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Assign) and len(n.targets) == 1]
    return sorted(found, key=lambda one: one.lineno)


class _Put(ast.NodeTransformer):
    """Takes an assignment away, and puts its value where the name is read."""

    def __init__(self, assignment: ast.Assign, name: str) -> None:
        self._assignment = assignment
        self._name = name

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """Leave the assignment out."""
        return None if node is self._assignment else self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The value in place of its name."""
        return self._assignment.value if node.id == self._name else node
