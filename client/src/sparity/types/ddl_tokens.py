"""Cuts the SQL text of types into tokens and makes the errors that point into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sparity.errors.exceptions.connect import ParseException

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|--[^\n]*|/\*.*?\*/)
    | (?P<quoted>`(?:[^`]|``)+`)
    | (?P<text>[rR]'[^']*'|[rR]"[^"]*"|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
    | (?P<word>\w+(?:-\w+)*)
    | (?P<sign><>|::|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.)", re.DOTALL)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_END = "end of input"

# SQLSTATEs of conditions that are no mere errors of syntax.
_SQL_STATES = {
    "DATATYPE_MISSING_SIZE": "42K01",
    "DECIMAL_SCALE_EXCEEDS_PRECISION": "22003",
    "INCOMPLETE_TYPE_DEFINITION": "42K01",
    "UNSUPPORTED_DATATYPE": "0A000",
}


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind, what stands there, and where."""

    kind: str
    text: str
    position: int

    @property
    def word(self) -> str:
        """The token in lower case if it is a word or a sign, else nothing."""
        return self.text.lower() if self.kind in ("word", "sign") else ""

    def shown(self) -> str:
        """The token as error messages show it."""
        return _END if self.kind == "end" else f"'{self.text}'"


def tokens(ddl: str) -> list[Token]:
    """All tokens of a text; the last one is its end."""
    found = [
        Token(str(match.lastgroup), match.group(), match.start())
        for match in _TOKEN.finditer(ddl)
        if match.lastgroup != "space"
    ]
    return [*found, Token("end", "", len(ddl))]


def literal(text: str) -> str:
    """What a quoted SQL string says."""
    if text[0] in "rR":
        return text[2:-1]
    body = text[1:-1].replace(text[0] * 2, text[0])
    return _ESCAPE.sub(_unescape, body)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16) if code[0] in "uU" else int(code, 8))
    # A pattern of LIKE keeps its own escapes.
    return match[0] if code in "%_" else _ESCAPED.get(code, code)


def syntax_error(ddl: str, token: Token, hint: str = "") -> ParseException:
    """The error of a token that cannot stand where it does."""
    parameters = {"error": token.shown(), "hint": hint}
    problem = f"cannot make sense of the type at {token.shown()}{hint}"
    return error(ddl, token, "PARSE_SYNTAX_ERROR", parameters, problem)


def error(
    ddl: str, token: Token, condition: str, parameters: dict[str, str], problem: str
) -> ParseException:
    """An error that points at a token: the one a server raises, for callers cannot tell apart."""
    before = ddl[: token.position]
    line = before.count("\n") + 1
    column = token.position - (before.rfind("\n") + 1)
    marked = "\n".join(_marked(ddl, line, column))
    return ParseException(
        message=f"{problem} (line {line}, pos {column})\n\n{marked}",
        errorClass=condition,
        messageParameters=parameters,
        sql_state=_SQL_STATES.get(condition.partition(".")[0], "42601"),
    )


def _marked(ddl: str, line: int, column: int) -> Iterator[str]:
    for number, text in enumerate(ddl.split("\n"), start=1):
        yield text
        if number == line:
            yield "-" * column + "^^^"
