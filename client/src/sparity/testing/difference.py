"""Shows where two lists of lines differ, one list after the other, as PySpark's assertions do."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

_RED, _PLAIN = "\x1b[31m", "\x1b[0m"
_MARKS = {"equal": " ", "replace": "!", "delete": "-", "insert": "+"}


def difference(actual: Sequence[str], expected: Sequence[str]) -> str:
    """The lines of both sides; those that differ are marked, and red in a terminal.

    A side on which nothing was changed or added is left empty.

    Examples:
        >>> print(difference(["a", "b"], ["a"]).replace(_RED, "").replace(_PLAIN, ""))
        *** actual ***
          a
        - b
        <BLANKLINE>
        <BLANKLINE>
        *** expected ***
    """
    steps = difflib.SequenceMatcher(None, actual, expected).get_opcodes()
    left = [(step, actual[start:stop]) for step, start, stop, _, _ in steps]
    right = [(step, expected[start:stop]) for step, _, _, start, stop in steps]
    return "\n".join(
        [
            "*** actual ***",
            *_marked(left, own_step="delete"),
            "",
            "",
            "*** expected ***",
            *_marked(right, own_step="insert"),
        ]
    )


def _marked(steps: Sequence[tuple[str, Sequence[str]]], own_step: str) -> Iterator[str]:
    if not any(step in ("replace", own_step) for step, _ in steps):
        return
    for step, lines in steps:
        for line in lines:
            text = f"{_MARKS[step]} {line}"
            yield text if step == "equal" else f"{_RED}{text}{_PLAIN}"
