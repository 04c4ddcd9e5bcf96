"""Finds the functions that a SQL text calls, by their names; it does not parse SQL."""

import re

from sparity_lab.drift.names import SQL, Name, Vocabulary

_HIDDEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.S)
_CALL = re.compile(r"(?<![.\w])([a-z_]\w*)\s*\(", re.I)
_STATEMENT = re.compile(
    r"\s*(?:select|with|insert|create|alter|drop|merge|update|delete|values|from|explain|describe|"
    r"show|set|use|refresh|truncate)\s",
    re.I,
)
_WORDS = frozenset(
    ["and", "or", "not", "in", "between", "like", "ilike", "rlike", "regexp", "case", "when", "div"]
)
"""Functions by Spark's own list that stand before a parenthesis as plain syntax."""


def is_statement(text: str) -> bool:
    """Whether a text looks like a statement of SQL.

    >>> is_statement("SELECT 1"), is_statement("selected columns")
    (True, False)
    """
    return _STATEMENT.match(text) is not None


def functions(text: str, known: Vocabulary) -> list[Name]:
    """The functions that a SQL text calls, each once, in their order.

    >>> from sparity_lab.drift.names import vocabulary
    >>> [n.name for n in functions("select round(x, 2), 'abs(1)' from t -- sum(x)", vocabulary())]
    ['round']
    """
    words = [word.lower() for word in _CALL.findall(_HIDDEN.sub(" ", text))]
    found = (word for word in words if word in known.sql and word not in _WORDS)
    return [Name(SQL, word) for word in dict.fromkeys(found)]
