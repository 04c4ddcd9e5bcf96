"""What takes part in a change: every public name that the case calls to make what changed."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sparity_lab.cases import Case
from sparity_lab.drift import roles, sqltext
from sparity_lab.drift.changes import Change
from sparity_lab.drift.deciders import Decider
from sparity_lab.drift.names import Name, vocabulary
from sparity_lab.drift.reading import Found, Reader
from sparity_lab.drift.subjects import Calls, Subjects
from sparity_lab.drift.suite_code import INJECTED, Library, Piece, expressions_of, names_in

_CODE = re.compile(r"\b(?:F|T|Window|spark)\.\w")
_NAMING = ("alias", "name", "col", "column")
"""What only gives or takes the name of a column."""


class Attribution(NamedTuple):
    """What made an observation.

    Attributes:
        calls: every public name that takes part.
        subjects: those of them that the observation is about.
        prints: whether it is made of a text for people.
        tells_error: whether it is made of an error that the case has caught.
        unheard: whether it tells of what the recordings do not keep of the server's answers.
    """

    calls: tuple[Name, ...]
    subjects: tuple[Name, ...]
    prints: bool = False
    tells_error: bool = False
    unheard: bool = False


class Attributor:
    """Knows the code of all cases, and what nearly all of them call."""

    def __init__(self, library: Library, cases: Iterable[Case]) -> None:
        self._library = library
        functions = {(case.file, case.function) for case in cases}
        self._subjects = Subjects(self._counted(library, functions), len(functions))

    def of(self, change: Change, decider: Decider) -> Attribution:
        """What a change is made of and about.

        Args:
            change: the change.
            decider: who decides it: what PySpark makes of answers is about what reads them, what
                it asks for otherwise about what it asks with.
        """
        calls = self._made_by(change.case, change.observation)
        whole = self._made_by(change.case, None)
        if not calls.all:
            calls = whole
        subjects = self._subjects.of(change, decider, calls, whole, self._of_columns(change))
        return Attribution(
            calls.all,
            subjects,
            prints=any(map(roles.prints, calls.all)),
            tells_error=self._tells_error(change),
            unheard=any(map(roles.unheard, calls.all)),
        )

    def _tells_error(self, change: Change) -> bool:
        making = self._library.file(change.case.file).making(
            change.case.function, change.observation
        )
        return any(
            isinstance(node, ast.Attribute) and node.attr == "error_of"
            for piece in making.own
            for node in ast.walk(piece.node)
        )

    def _made_by(self, case: Case, observation: str | None) -> Calls:
        # Some cases name an observation after the code that makes it.
        named = _called_in(observation or "") if _CODE.search(observation or "") else ()
        if named:
            return Calls(named, ())
        making = self._library.file(case.file).making(case.function, observation)
        return Calls(*(tuple(dict.fromkeys(self._calls(case, part))) for part in making))

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

    def _of_columns(self, change: Change) -> tuple[Name, ...]:
        """What the expressions of the columns or keys call that differ, where each has its own."""
        case = change.case
        making = self._library.file(case.file).making(case.function, change.observation)
        found: list[Name] = []
        for name, place in change.differing.places.items():
            nodes = [
                Piece(piece.code, node)
                for piece in making.own
                for node in expressions_of(piece.node, name)
            ]
            called = list(self._calls(case, nodes)) if nodes else self._listed(change, place)
            if not called:
                return ()
            found += [one for one in called if one.name not in _NAMING]
        return tuple(dict.fromkeys(found))

    @staticmethod
    def _listed(change: Change, place: int) -> list[Name]:
        """What the code calls that stands at a place of a parameter with one for each column."""
        for value in change.case.arguments.values():
            if isinstance(value, list | tuple) and len(value) == change.differing.of:
                return list(_called_in(value[place])) if isinstance(value[place], str) else []
        return []


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
