"""What a SQL statement changes in the session that runs it, as far as its text tells.

Knows the statements that change a session, of Spark 3.4 to 4.3, and of them no more than what they
name. It is no parser of SQL: servers are. What a journal makes of it is decided in `journal`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: A kind of thing that a session knows, and the thing's name.
Key = tuple[str, str]

SETTING, PLACE, PATH = "setting", "place", "path"
VIEW, GLOBAL_VIEW = "view", "global temporary view"
FUNCTION, TABLE_FUNCTION = "function", "table function"
#: A variable is declared once and set often: its value is a thing of its own.
VARIABLE, VALUE = "variable", "value of the variable"
CACHED, RESOURCE = "cached", "resource"
#: The name that stands for all settings.
ALL = "*"

TIME_ZONE = "spark.sql.session.timeZone"

_GLOBAL = "global_temp"
_LOCAL_QUALIFIERS = ((), ("session",), ("system", "session"))

_NAMELESS = "the name in a statement is computed by the server"
_SCRIPTED = "a script (BEGIN … END) may have changed it in ways that its text does not tell"
_IMMEDIATE = "EXECUTE IMMEDIATE may have changed it in ways that its text does not tell"
_STRANGE = "a statement about something temporary is of a kind that this client does not know"
_COMPUTED = "the value of the variable {name!r} was computed by the server"

_WORD = re.compile(r"\w+")
# What a script can change a session with.
_TELLTALE = frozenset(_WORD.findall("temp temporary use set reset cache add execute alter drop"))
# Of these words, and of numbers and strings, are values that are the same each time.
_LITERAL = frozenset(
    _WORD.findall(
        """
        default null true false and or not cast as array map struct named_struct
        date time timestamp timestamp_ntz timestamp_ltz with without local zone
        interval year years month months week weeks day days
        hour hours minute minutes second seconds to
        boolean tinyint byte smallint short int integer bigint long float real double
        decimal dec numeric string char varchar binary
        """
    )
)
# Dates by these names are another day each day.
_SHIFTING = frozenset(_WORD.findall("now today yesterday tomorrow"))

_TOKEN = re.compile(
    r"(?P<space>\s+|--(?:\\\n|[^\r\n])*)"
    r"|(?P<comment>/\*)"
    r"|(?P<quoted>`(?:[^`]|``)*`)"
    r"|(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<number>\d\w*)"
    r"|(?P<word>\w+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
# The kinds of tokens that names are.
_NAMES = ("word", "quoted", "string")
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_SETTING = re.compile(r"\s*(?:`(?P<quoted>(?:[^`]|``)+)`|(?P<plain>[^=]*?))\s*=", re.DOTALL)
_RESET = re.compile(r"\s*(?:`(?P<quoted>(?:[^`]|``)+)`|(?P<plain>.*?))\s*;?\s*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a statement changes.

    Args:
        makes: what is new from then on, or no more.
        ends: whether it is no more.
        alters: whether it is still what it was, with a difference.
        depends: whether the settings, the current database and what it names in `made_of` count.
        made_of: the text of what it makes.
        target: of a statement that changes the place, the name of the place.
        again: the text by which to say it again where that is another.
        unknown: why it cannot be said again, if so.
    """

    makes: tuple[Key, ...] = ()
    ends: bool = False
    alters: bool = False
    depends: bool = True
    made_of: str = ""
    target: str | None = None
    again: str | None = None
    unknown: str | None = None


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class _Reader:
    """A statement, read token after token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = list(_tokens(text))
        self._at = 0

    @property
    def place(self) -> int:
        """Where in the text the last token ended."""
        return self._tokens[self._at - 1].end if self._at else 0

    @property
    def rest(self) -> str:
        """The text behind the last token."""
        return self.text[self.place :]

    def left(self) -> list[_Token]:
        """The tokens that were not taken, without the semicolon that may end a statement."""
        left = self._tokens[self._at :]
        return left[:-1] if left and left[-1].text == ";" else left

    def peek(self) -> str:
        """The next token in upper case; empty at the end."""
        return self._tokens[self._at].text.upper() if self._at < len(self._tokens) else ""

    def take(self, *words: str) -> bool:
        """Take these words if they come next."""
        found = [token.text.upper() for token in self._tokens[self._at : self._at + len(words)]]
        if found != list(words):
            return False
        self._at += len(words)
        return True

    def take_any(self, *words: str) -> str:
        """Take the one of these words that comes next; empty if none does."""
        return next((word for word in words if self.take(word)), "")

    def take_before(self, followers: Sequence[str], *words: str) -> bool:
        """Take one of these words if it comes next, before a token of such a kind or text."""
        after = self._tokens[self._at + 1 : self._at + 2]
        fits = any(token.kind in followers or token.text in followers for token in after)
        return fits and bool(self.take_any(*words))

    def name(self) -> list[str] | None:
        """Take a name; its parts, or None where the text does not tell it."""
        parts: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind == "quoted":
                parts.append(token.text[1:-1].replace("``", "`"))
            elif token.kind in ("word", "number"):
                parts.append(token.text)
            else:
                return None
            self._at += 1
            if self.peek() in ("(", "$") and parts[0].upper() == "IDENTIFIER":
                return None
            if not self.take("."):
                return None if self.peek() in ("$", "{") else parts
        return None


def read(text: str) -> Statement | None:
    """What a statement changes in its session; None if nothing, as by queries and writes."""
    reader = _Reader(text)
    if reader.take_before((":",), reader.peek()):
        reader.take(":")  # what came before is the name of a script
    read_more = _STATEMENTS.get(reader.peek())
    if read_more is None:
        return None
    reader.take(reader.peek())
    return read_more(reader)


def name_parts(text: str) -> list[str]:
    """The parts of a name as programs write it; of what is none, the text itself."""
    reader = _Reader(text)
    parts = reader.name()
    return [text] if parts is None or reader.left() else parts


def temporary(parts: list[str]) -> Key | None:
    """The temporary view that a name can mean; None if it can only mean something else."""
    *qualifiers, name = parts
    before = tuple(one.lower() for one in qualifiers)
    if before == (_GLOBAL,):
        return (GLOBAL_VIEW, name)
    return (VIEW, name) if before in _LOCAL_QUALIFIERS else None


def place(parts: list[str]) -> str:
    """The name of a database or catalog, written in one way."""
    return "\0".join(parts).lower()


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None  # the last alternative takes anything
        at = found.end()
        if found.lastgroup == "comment":
            at = _end_of_comment(text, at)
        elif found.lastgroup not in (None, "space"):
            yield _Token(str(found.lastgroup), found[0], found.start(), at)


def _end_of_comment(text: str, at: int) -> int:
    depth = 1
    for edge in _COMMENT_EDGE.finditer(text, at):
        depth += 1 if edge[0] == "/*" else -1
        if not depth:
            return edge.end()
    return len(text)


def _create(reader: _Reader) -> Statement | None:
    replace_from = reader.place
    replaces = reader.take("OR", "REPLACE")
    replace_to = reader.place
    of_all = reader.take("GLOBAL")
    if not reader.take_any("TEMPORARY", "TEMP"):
        return Statement(unknown=_STRANGE) if of_all else None
    what = reader.take_any("VIEW", "TABLE", "FUNCTION")
    parts = reader.name() if what else None
    if parts is None:
        return Statement(unknown=_NAMELESS if what else _STRANGE)
    made_of = reader.rest
    if what != "FUNCTION":
        again = None
        if of_all and replaces:
            again = reader.text[:replace_from] + reader.text[replace_to:]
        kind = GLOBAL_VIEW if of_all else VIEW
        return Statement(makes=((kind, parts[-1]),), made_of=made_of, again=again)
    words = [token.text.upper() for token in reader.left()]
    gives_rows = ("RETURNS", "TABLE") in itertools.pairwise(words)
    return Statement(
        makes=((TABLE_FUNCTION if gives_rows else FUNCTION, parts[-1]),), made_of=made_of
    )


def _drop(reader: _Reader) -> Statement | None:
    temporarily = bool(reader.take_any("TEMPORARY", "TEMP"))
    what = reader.take_any("VIEW", "TABLE", "FUNCTION", "VARIABLE", "VAR")
    if not temporarily and what not in ("VIEW", "TABLE"):
        return None
    if not what:
        return Statement(unknown=_STRANGE)
    reader.take("IF", "EXISTS")
    parts = reader.name()
    if parts is None:
        return Statement(unknown=_NAMELESS)
    if temporarily:
        kinds = (FUNCTION, TABLE_FUNCTION) if what == "FUNCTION" else (VARIABLE, VALUE)
        return Statement(makes=tuple((kind, parts[-1]) for kind in kinds), ends=True)
    key = temporary(parts)
    return None if key is None else Statement(makes=(key,), ends=True)


def _alter(reader: _Reader) -> Statement | None:
    if not reader.take_any("VIEW", "TABLE"):
        return None
    parts = reader.name()
    if parts is None:
        return Statement(unknown=_NAMELESS)
    if (key := temporary(parts)) is None:
        return None
    makes = [key]
    if reader.take("RENAME", "TO"):
        renamed = reader.name()
        if renamed is None:
            return Statement(unknown=_NAMELESS)
        makes.append((key[0], renamed[-1]))
    return Statement(makes=tuple(makes), alters=True, made_of=reader.rest)


def _set(reader: _Reader) -> Statement | None:
    whole = reader.rest
    if reader.take("TIME", "ZONE"):
        return Statement(makes=((SETTING, TIME_ZONE),), depends=False, made_of=whole)
    # Settings may have these names too.
    if reader.take_before(_NAMES, "CATALOG"):
        return _placed(reader)
    if reader.take_before((*_NAMES, "("), "VAR", "VARIABLE"):
        return _set_variables(reader)
    if reader.take_before(("=",), "PATH"):  # since Spark 4.3
        return Statement(makes=((PATH, PATH),), made_of=reader.rest)
    key = _setting(_SETTING.match(whole))
    if key is None:
        return None
    return Statement(makes=((SETTING, key),), depends=False, made_of=whole)


def _set_variables(reader: _Reader) -> Statement:
    names: list[str] = []
    words: list[_Token] = []
    tokens = reader.left()
    if tokens and tokens[0].text == "(":
        end = next((at for at, token in enumerate(tokens) if token.text == ")"), len(tokens))
        names += [_unquoted(token) for token in tokens[1:end] if token.kind in ("word", "quoted")]
        words = tokens[end + 1 :]
    else:
        begins = True  # an assignment, whose name may have qualifiers
        depth = 0
        for at, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")")
            if begins:
                if at + 1 < len(tokens) and tokens[at + 1].text == "=":
                    if token.kind not in _NAMES:
                        return Statement(unknown=_NAMELESS)
                    names.append(_unquoted(token))
                    begins = False
            else:
                words.append(token)
                begins = depth == 0 and token.text == ","
    if not names:
        return Statement(unknown=_NAMELESS)
    return Statement(
        makes=tuple((VALUE, name) for name in names),
        made_of=" ".join(token.text for token in words),
        unknown=None if _is_literal(words) else _COMPUTED.format(name=names[0]),
    )


def _reset(reader: _Reader) -> Statement:
    key = _setting(_RESET.fullmatch(reader.rest)) if reader.left() else ALL
    return Statement(makes=((SETTING, key or ALL),), ends=True)


def _use(reader: _Reader) -> Statement:
    if len(reader.left()) > 1:
        reader.take_any("DATABASE", "SCHEMA", "NAMESPACE")
    return _placed(reader)


def _placed(reader: _Reader) -> Statement:
    left = reader.left()
    if len(left) == 1 and left[0].kind == "string":
        parts: list[str] | None = [left[0].text[1:-1]]
    else:
        parts = reader.name()
    return Statement(
        makes=((PLACE, PLACE),),
        depends=False,
        made_of=reader.text,
        target=None if parts is None else place(parts),
    )


def _declare(reader: _Reader) -> Statement:
    reader.take("OR", "REPLACE")
    reader.take_any("VARIABLE", "VAR")
    names: list[str] = []
    while (parts := reader.name()) is not None:
        names.append(parts[-1])
        if not reader.take(","):
            break
    else:
        return Statement(unknown=_NAMELESS)
    return Statement(
        makes=tuple((kind, name) for name in names for kind in (VARIABLE, VALUE)),
        made_of=reader.rest,
        unknown=None if _is_literal(reader.left()) else _COMPUTED.format(name=names[0]),
    )


def _cache(reader: _Reader) -> Statement | None:
    reader.take("LAZY")
    if not reader.take("TABLE"):
        return None
    parts = reader.name()
    made_of = reader.left()
    if made_of and made_of[0].text.upper() == "OPTIONS":
        end = next((at for at, token in enumerate(made_of) if token.text == ")"), len(made_of))
        made_of = made_of[end + 1 :]
    if not made_of:
        return None  # caches what is there already
    if parts is None:
        return Statement(unknown=_NAMELESS)
    return Statement(makes=((VIEW, parts[-1]),), made_of=reader.rest)


def _add(reader: _Reader) -> Statement | None:
    if not reader.take_any("JAR", "JARS", "FILE", "FILES", "ARCHIVE", "ARCHIVES"):
        return None
    return Statement(makes=((RESOURCE, reader.text),), depends=False)


def _begin(reader: _Reader) -> Statement | None:
    words = {token.text.lower() for token in reader.left()}
    return Statement(unknown=_SCRIPTED) if words & _TELLTALE else None


_STATEMENTS: dict[str, Callable[[_Reader], Statement | None]] = {
    "CREATE": _create,
    "DROP": _drop,
    "ALTER": _alter,
    "SET": _set,
    "RESET": _reset,
    "USE": _use,
    "DECLARE": _declare,
    "CACHE": _cache,
    "ADD": _add,
    "BEGIN": _begin,
    "EXECUTE": lambda _: Statement(unknown=_IMMEDIATE),
}


def _setting(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    quoted: str | None = found["quoted"]
    return found["plain"] if quoted is None else quoted.replace("``", "`")


def _unquoted(token: _Token) -> str:
    return token.text[1:-1].replace("``", "`") if token.kind == "quoted" else token.text


def _is_literal(tokens: list[_Token]) -> bool:
    """Whether an expression, maybe with its type, is the same whenever it is computed."""
    for token in tokens:
        if token.kind == "quoted" or token.text == "$":
            return False
        if token.kind == "word" and token.text.lower() not in _LITERAL:
            return False
        if token.kind == "string" and token.text[1:-1].strip().lower() in _SHIFTING:
            return False
    return True
