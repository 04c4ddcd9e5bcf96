"""The body of a case as code of a program: what parameters stand for is put in their place."""

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator

from sparity_lab.cases import Case
from sparity_lab.drift.literals import source
from sparity_lab.drift.scope import own_nodes
from sparity_lab.drift.suite_code import names_in


class Body:
    """The body of a case as top-level code, or as a function where it returns in the middle."""

    def __init__(self, text: str, function: ast.FunctionDef, case: Case) -> None:
        self._case = case
        self._function = function
        lines = _edited(text, self._edits(function)).splitlines()
        body = function.body[1:] if ast.get_docstring(function) else function.body
        first, last = body[0].lineno - 1, body[-1]
        while lines[first - 1].lstrip().startswith("#"):
            first -= 1  # comments above the first statement belong to it
        kept = "\n".join(lines[first : last.end_lineno])
        taken = ", ".join(a.arg for a in function.args.args)
        call = f"observations = {function.name}({taken})"
        self.text = f"def {function.name}({taken}):\n{kept}\n\n{call}"
        returns = [n for n in own_nodes(function) if isinstance(n, ast.Return)]
        if returns == [last]:
            at = last.lineno - 1
            lines[at] = re.sub(r"^(\s*)return\b", r"\1observations =", lines[at])
            self._put_inline(kept, "\n".join(lines[first : last.end_lineno]))

    def _put_inline(self, kept: str, assigning: str) -> None:
        """Make the body top-level code, unless a text of several lines would change by that."""
        indented = ast.parse(f"if True:\n{kept}").body[0]
        dedented = ast.parse(textwrap.dedent(kept))
        assert isinstance(indented, ast.If)
        if ast.dump(ast.Module(indented.body, [])) == ast.dump(dedented):
            self.text = textwrap.dedent(assigning)

    def arguments(self) -> list[str]:
        """The parameters of the case as assignments, those that are not folded into its body."""
        used = set(names_in(ast.parse(self.text)))
        given = dict(self._case.arguments)
        defaults = self._function.args.defaults
        with_default = self._function.args.args[len(self._function.args.args) - len(defaults) :]
        lines = [f"{key} = {source(value)}" for key, value in given.items() if key in used]
        for argument, value in zip(with_default, defaults, strict=True):
            if argument.arg in used and argument.arg not in given:
                lines.append(f"{argument.arg} = {ast.unparse(value)}")
        return lines

    def _edits(self, function: ast.FunctionDef) -> Iterator[tuple[ast.expr, str]]:
        """Calls that only look up what a parameter names, and what is meant instead."""
        texts = {k: v for k, v in self._case.arguments.items() if isinstance(v, str)}
        inside = {
            id(inner)
            for node in ast.walk(function)
            if isinstance(node, ast.JoinedStr)
            for inner in ast.walk(node)
        }
        for node in ast.walk(function):
            if id(node) in inside:
                continue  # Python 3.11 does not know where in the text these are
            match node:
                case ast.Call(
                    func=ast.Name("getattr"), args=[receiver, ast.Name(variable)], keywords=[]
                ) if texts.get(variable, "").isidentifier():
                    yield node, f"{ast.unparse(receiver)}.{texts[variable]}"
                case ast.Call(func=ast.Name("eval"), args=[ast.Name(variable), *_]):
                    if expression := _expression(texts.get(variable, "")):
                        yield node, expression


def _expression(text: str) -> str:
    """A text as an expression that can stand anywhere; nothing when it is none."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return ""
    atom = isinstance(node, ast.Call | ast.Attribute | ast.Name | ast.Constant | ast.Subscript)
    return text.strip() if atom else f"({text.strip()})"


def _edited(text: str, edits: Iterable[tuple[ast.expr, str]]) -> str:
    """A text in which some expressions are replaced, each on the line where it begins.

    Line numbers stay: what an expression filled beyond its first line is left empty.
    """
    lines = [line.encode() for line in text.splitlines()]
    for node, new in sorted(edits, key=lambda edit: (-edit[0].lineno, -edit[0].col_offset)):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        tail = lines[last][node.end_col_offset :]
        lines[first] = lines[first][: node.col_offset] + new.encode() + tail
        lines[first + 1 : last + 1] = [b""] * (last - first)
    return "\n".join(line.decode() for line in lines)
