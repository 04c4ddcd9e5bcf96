"""Puts a change down to functions and methods: of what the case calls, what it is about."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sparity_lab.cases import Case
from sparity_lab.drift import sqltext
from sparity_lab.drift.names import CLASS, UNKNOWN, Name, vocabulary
from sparity_lab.drift.reading import Found, Reader
from sparity_lab.drift.suite_code import INJECTED, Library, Piece, names_in

COMMON_SHARE = 0.05
"""What a larger part of all cases calls is how cases are written: `range`, `select`, `collect`."""
RARER_BY = 5
"""A change is put down to the name that the fewest cases call, and to those that at most so many
times as many call; at least to all that no more than `RARE` cases call."""
RARE = 10

_QUOTED = re.compile(r"['`\"](\w+)['`\"]")
_CODE = re.compile(r"\b(?:F|T|Window|spark)\.\w")


class Attribution(NamedTuple):
    """What made an observation.

    Attributes:
        calls: every public name that takes part.
        subjects: those of them that the observation is about.
    """

    calls: tuple[Name, ...]
    subjects: tuple[Name, ...]


class Attributor:
    """Knows the code of all cases, and what nearly all of them call."""

    def __init__(self, library: Library, cases: Iterable[Case]) -> None:
        self._library = library
        functions = {(case.file, case.function) for case in cases}
        self._count = self._counted(library, functions)
        self._common = max(1, COMMON_SHARE * len(functions))

    def of(self, case: Case, observation: str | None, lacking: str = "") -> Attribution:
        """What one observation of a case is made of; of the whole case for None.

        Args:
            case: the case.
            observation: the observation's name.
            lacking: the message of an error which says that something does not exist.
        """
        # Some cases name an observation after the code that makes it.
        named = _called_in(observation or "") if _CODE.search(observation or "") else ()
        if named:
            return Attribution(named, self._subjects(case, None, named, (), lacking))
        making = self._library.file(case.file).making(case.function, observation)
        own, helpers = (tuple(dict.fromkeys(self._calls(case, part))) for part in making)
        if not own and not helpers and observation is not None:
            return self.of(case, None, lacking)
        subjects = self._subjects(case, observation, own, helpers, lacking)
        return Attribution(tuple(dict.fromkeys(own + helpers)), subjects)

    @staticmethod
    def _counted(library: Library, functions: set[tuple[Path, str]]) -> Counter[Name]:
        count: Counter[Name] = Counter()
        for file, function in functions:
            own, helpers = library.file(file).making(function, None)
            count.update({f.name for piece in own + helpers for f in piece.code.calls(piece.node)})
        return count

    def _calls(self, case: Case, pieces: list[Piece]) -> Iterator[Name]:
        for piece in pieces:
            for found in piece.code.calls(piece.node):
                name = _settled(found, case)
                if name is not None:
                    yield name
            for text in _code_in(piece.node):
                yield from _called_in(text)
        used = {name for piece in pieces for name in names_in(piece.node)}
        for key, value in case.arguments.items():
            if key in used:
                for text in _texts(value):
                    yield from _called_in(text)

    def _subjects(
        self,
        case: Case,
        observation: str | None,
        own: tuple[Name, ...],
        helpers: tuple[Name, ...],
        lacking: str,
    ) -> tuple[Name, ...]:
        """Those calls that an observation is about.

        What an error names as lacking; else what the case's parameters or the observation are
        called after; else the rarest.
        """
        calls = tuple(dict.fromkeys(own + helpers))
        told = set(_QUOTED.findall(lacking))
        if missing := tuple(name for name in calls if name.name in told):
            return missing
        labels = {case.params, *(v for v in case.arguments.values() if isinstance(v, str))}
        if probed := tuple(name for name in calls if name.name in labels):
            return probed
        if called := [name for name in calls if f"{observation}_".startswith(f"{name.name}_")]:
            longest = max(len(name.name) for name in called)
            return tuple(name for name in called if len(name.name) == longest)
        telling = [name for name in own if self._tells(name)]
        pool = telling or [name for name in calls if self._tells(name)] or calls
        if not pool:
            return ()
        fewest = min(self._count[name] for name in pool)
        most = max(RARER_BY * fewest, RARE)
        return tuple(name for name in pool if self._count[name] <= most)

    def _tells(self, name: Name) -> bool:
        """Whether a name says something about what a case is for.

        A class is called to have an instance, whose members are nearer to what changed. What has
        no known owner may be nothing of Spark's.
        """
        return name.owner not in (CLASS, UNKNOWN) and self._count[name] <= self._common


def _settled(found: Found, case: Case) -> Name | None:
    """The name of a call; where a variable holds it, by the case's parameters."""
    if not found.member:
        return found.name
    given = case.arguments.get(found.member)
    known = vocabulary()
    members = known.modules.get(found.name.owner) or known.classes.get(found.name.owner, {})
    return Name(found.name.owner, given) if isinstance(given, str) and given in members else None


def _code_in(node: ast.AST) -> Iterator[str]:
    """The texts in some code that are code themselves, for `eval`."""
    for inner in ast.walk(node):
        text = inner.value if isinstance(inner, ast.Constant) else None
        if isinstance(text, str) and _CODE.search(text):
            yield text


def _texts(value: Any) -> Iterator[str]:
    """The texts in the value of a parameter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from _texts(inner)


@cache
def _called_in(text: str) -> tuple[Name, ...]:
    """What a text calls that a case evaluates as Python or sends as SQL."""
    if _CODE.search(text):
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except SyntaxError:
            return ()
        reader = Reader(vocabulary(), INJECTED)
        reader.read(tree)
        return tuple(found.name for found in reader.found if not found.member)
    return tuple(sqltext.functions(text, vocabulary()))
