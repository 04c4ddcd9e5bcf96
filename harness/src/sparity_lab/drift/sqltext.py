"""Finds the functions that a SQL text calls, by their names; it does not parse SQL."""

import re

from sparity_lab.drift.names import SQL, TYPE, Name, Vocabulary

_HIDDEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.S)
_CALL = re.compile(r"(?<![.\w])([a-z_]\w*)\s*\(", re.I)
_TYPE = re.compile(
    r"(\bas\s+|[<:,]\s*|\A\s*|\b[a-z_]\w*\s+)"
    r"(char|varchar|decimal|dec|numeric|time|timestamp)\s*(\(\s*\d+(?:\s*,\s*-?\d+)?\s*\))(?=\s*(?:[,)>]|not\b|\Z))",
    re.I,
)
"""A type with its size, where a type stands: after `as`, in `<>`, after the name of a column."""
_KEYWORD = re.compile(
    r"\b(?:select|distinct|where|by|on|and|or|not|then|else|when|having)\s+\Z", re.I
)
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
    """The functions that a SQL text calls, then the types with sizes, each once, in their order.

    >>> from sparity_lab.drift.names import vocabulary
    >>> [n.name for n in functions("select round(x, 2), 'abs(1)' from t -- sum(x)", vocabulary())]
    ['round']
    >>> [n.title for n in functions("select cast(x as char(3)), char(65)", vocabulary())]
    ['SQL cast()', 'SQL char()', 'SQL type CHAR']
    """
    types: list[str] = []

    def noted(found: re.Match[str]) -> str:
        in_brackets = found.string[found.end() :].lstrip().startswith(">")
        if _KEYWORD.search(found[1]) or (found[1].startswith(",") and not in_brackets):
            return found[0]
        types.append(found[2].lower())
        return f"{found[1]} "

    plain = _TYPE.sub(noted, _HIDDEN.sub(" ", text))
    words = [word.lower() for word in _CALL.findall(plain)]
    found = (word for word in words if word in known.sql and word not in _WORDS)
    called = [Name(SQL, word) for word in dict.fromkeys(found)]
    return called + [Name(TYPE, word) for word in dict.fromkeys(types)]
