"""One case cut out of its suite: a file of its own, with everything that it uses."""

import ast
from pathlib import Path

from sparity_lab.case_source import SuiteSource
from sparity_lab.cases import Case
from sparity_lab.problems import UsageProblem

_FILES = frozenset({"tmp", "data", "open", "os", "pathlib", "shutil", "subprocess", "tempfile"})
"""Names by which a case reaches files."""


def cut_out(case: Case, suites: Path) -> str:
    """The case's function, the helpers, constants and imports it reaches, and its own parameters.

    Raises:
        UsageProblem: the suite has no such function.
    """
    kept = SuiteSource(case.file, suites.resolve()).reached(case.function)
    if not any(isinstance(s, ast.FunctionDef) and s.name == case.function for s in kept):
        raise UsageProblem(
            f"{case.function} is not written out in {case.file}",
            hint="a case can be cut out when it is a function at the top of its file",
        )
    tree = ast.Module(body=kept, type_ignores=[])
    if case.params is not None:
        for table in _tables(function_of(tree, case.function)):
            _keep_row(table, case.params)
    return as_text(tree)


def as_text(tree: ast.Module) -> str:
    """The text of a tree, with two lines before each function."""
    parts = [ast.unparse(statement) for statement in tree.body]
    lines = ["\n\n" + part if part.startswith(("@", "def ", "class ")) else part for part in parts]
    return "\n".join(lines).lstrip("\n") + "\n"


def function_of(tree: ast.Module, name: str) -> ast.FunctionDef:
    """The function of a case in its file.

    Raises:
        KeyError: there is none.
    """
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return statement
    raise KeyError(name)


def touches_files(text: str) -> bool:
    """Whether a case reaches files, by names or by a text that could be a path."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.arg) and node.arg in _FILES:
            return True
        if isinstance(node, ast.Name) and node.id in _FILES:
            return True
        if isinstance(node, ast.alias) and node.name.partition(".")[0] in _FILES:
            return True
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in _FILES:
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/" in node.value:
            return True
    return False


def _tables(function: ast.FunctionDef) -> list[ast.Dict]:
    calls = [one for one in function.decorator_list if isinstance(one, ast.Call)]
    given = [key.value for call in calls for key in call.keywords if key.arg == "params"]
    return [table for table in given if isinstance(table, ast.Dict)]


def _keep_row(table: ast.Dict, label: str) -> None:
    """Leave the row of one label; a table that is not written out stays as it is."""
    for key, row in zip(table.keys, table.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == label:
            table.keys, table.values = [key], [row]
            return
