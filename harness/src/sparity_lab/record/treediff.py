"""Shows plans, and where two lists of them differ, as lines of text for people; judges nothing.

A difference is shown under the path that leads to it, `-` what was expected, `+` what came:

    request 1 > execute > plan > root > project
      input > range > end
        - 3
        + 4
      expressions[1]
        + literal(integer=1)
"""

import hashlib
from collections.abc import Callable
from difflib import SequenceMatcher

from sparity_lab.record.tree import Tree

MAX_TEXT = 200
_STEP = " > "
_ABSENT = object()


def outline(tree: Tree, indent: str = "") -> list[str]:
    """A tree over several lines; what is short stays on one."""
    if isinstance(tree, dict) and tree:
        lines = []
        for name, item in tree.items():
            lines += _entry(name, item, indent)
        return lines
    if isinstance(tree, list):
        return [line for n, item in enumerate(tree) for line in _entry(f"[{n}]", item, indent)]
    return [indent + text(tree)]


def _entry(name: str, item: Tree, indent: str) -> list[str]:
    short = _named(name, item)
    if len(indent) + len(short) <= 100 or not isinstance(item, dict | list):
        return [indent + shortened(short)]
    return [indent + name, *outline(item, indent + "  ")]


def text(tree: Tree) -> str:
    """A tree on one line.

    >>> text({"project": {"input": {"range": {"end": 3}}, "expressions": [{"literal": {"i": 1}}]}})
    'project(input=range(end=3), expressions=[literal(i=1)])'
    """
    if isinstance(tree, dict):
        return ", ".join(_named(name, item) for name, item in tree.items())
    if isinstance(tree, list):
        return "[" + ", ".join(text(item) for item in tree) + "]"
    if isinstance(tree, bytes):
        return f"<{len(tree)} bytes, sha256 {hashlib.sha256(tree).hexdigest()[:12]}>"
    return repr(tree) if isinstance(tree, str) else str(tree)


def _named(name: str, item: Tree) -> str:
    if isinstance(item, dict):
        # A message that only holds one of several others is told by that one.
        inner = text(item)
        if len(item) == 1 and isinstance(next(iter(item.values())), dict):
            return f"{name}={inner}"
        return f"{name}({inner})"
    return f"{name}={text(item)}"


def tree_diff(expected: list[dict[str, Tree]], got: list[dict[str, Tree]]) -> list[str]:
    """Where two lists of requests differ."""
    lines: list[str] = []
    _of_lists(expected, got, "", lines, lambda number: f"request {number + 1}")
    return lines


def _of_trees(expected: Tree, got: Tree, path: str, indent: str, lines: list[str]) -> None:
    if isinstance(expected, dict) and isinstance(got, dict):
        _of_messages(expected, got, path, indent, lines)
    elif isinstance(expected, list) and isinstance(got, list):
        _of_lists(expected, got, indent, lines, lambda number: f"{path}[{number}]")
    else:
        lines.append(indent + path)
        lines += [f"{indent}  - {shortened(text(expected))}", f"{indent}  + {shortened(text(got))}"]


def _of_messages(
    expected: dict[str, Tree], got: dict[str, Tree], path: str, indent: str, lines: list[str]
) -> None:
    names = [*expected, *(name for name in got if name not in expected)]
    differ = [name for name in names if expected.get(name, _ABSENT) != got.get(name, _ABSENT)]
    if len(differ) == 1 and differ[0] in expected and differ[0] in got:
        name = differ[0]
        _of_trees(expected[name], got[name], _joined(path, name), indent, lines)
        return
    if path:
        lines.append(indent + path)
        indent += "  "
    for name in differ:
        if name not in got:
            lines.append(f"{indent}- {shortened(_named(name, expected[name]))}")
        elif name not in expected:
            lines.append(f"{indent}+ {shortened(_named(name, got[name]))}")
        else:
            _of_trees(expected[name], got[name], name, indent, lines)


def _of_lists(
    expected: list[Tree],
    got: list[Tree],
    indent: str,
    lines: list[str],
    place: Callable[[int], str],
) -> None:
    """Items that are the same find each other, also where some are missing between them."""
    matcher = SequenceMatcher(None, [text(one) for one in expected], [text(one) for one in got])
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for n in range(pairs):
            _of_trees(expected[i1 + n], got[j1 + n], place(i1 + n), indent, lines)
        for n in range(i1 + pairs, i2):
            lines.append(f"{indent}{place(n)}")
            lines.append(f"{indent}  - {shortened(text(expected[n]))}")
        for n in range(j1 + pairs, j2):
            lines.append(f"{indent}{place(n)}")
            lines.append(f"{indent}  + {shortened(text(got[n]))}")


def _joined(path: str, name: str) -> str:
    return f"{path}{_STEP}{name}" if path else name


def shortened(line: str) -> str:
    """A line of bearable length that says how long it was."""
    return line if len(line) <= MAX_TEXT else f"{line[:MAX_TEXT]}… ({len(line)} characters)"
