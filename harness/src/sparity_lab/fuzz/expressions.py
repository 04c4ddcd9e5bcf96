"""Expressions over the columns of a frame, as source text, made of what operations.toml has."""

import tomllib
from dataclasses import dataclass
from importlib import resources

from hypothesis import strategies as st

from sparity_lab.fuzz.data import WITH_LITERALS, literal

_DEEPEST = 3


@dataclass(frozen=True)
class Operation:
    """One operation.

    Args:
        source: its text, with a place for each argument.
        takes: the families of the arguments.
        gives: the family of the result.
    """

    source: str
    takes: tuple[str, ...]
    gives: str


def _operations() -> tuple[Operation, ...]:
    table = tomllib.loads(resources.files(__package__).joinpath("operations.toml").read_text())
    return tuple(
        Operation(source, tuple(group["takes"]), gives)
        for group in table["operations"]
        for gives, sources in group.items()
        if gives != "takes"
        for source in sources
    )


OPERATIONS = _operations()

#: What is there for every family.
_ANY_TRUTH = ("{}.isNull()", "{}.isNotNull()")
_ANY_SAME = ("F.coalesce({0}, {1})", "F.when({2}, {0}).otherwise({1})", "F.when({2}, {0})")


@st.composite
def expressions(
    draw: st.DrawFn, columns: dict[str, str], family: str | None = None, depth: int = 0
) -> tuple[str, str]:
    """The source of an expression over columns, and its family.

    Args:
        draw: hypothesis.
        columns: families of the columns by name.
        family: the wanted one; any if None.
        depth: of what it is a part.
    """
    if family is None:
        possible = sorted({*columns.values(), "number", "text", "truth", "list"})
        family = draw(st.sampled_from(possible))
    leaves = [f"F.col({name!r})" for name, one in columns.items() if one == family]
    operations = [one for one in OPERATIONS if one.gives == family]
    if depth >= _DEEPEST or draw(st.integers(0, 2)) == 0:
        if leaves:
            return draw(st.sampled_from(leaves)), family
        if family in WITH_LITERALS:
            return draw(literal(family)), family
        return _nothing(family), family
    if family == "truth" and draw(st.booleans()):
        inner, _ = draw(expressions(columns, None, depth + 1))
        return draw(st.sampled_from(_ANY_TRUTH)).format(inner), family
    if not operations or draw(st.integers(0, 5)) == 0:
        one, other = (draw(expressions(columns, family, depth + 1))[0] for _ in range(2))
        test, _ = draw(expressions(columns, "truth", depth + 1))
        return draw(st.sampled_from(_ANY_SAME)).format(one, other, test), family
    operation = draw(st.sampled_from(operations))
    arguments = [draw(expressions(columns, one, depth + 1))[0] for one in operation.takes]
    return operation.source.format(*arguments), family


_TYPES = {
    "list": "array<int>",
    "map": "map<string,int>",
    "struct": "struct<x:int,y:string>",
}


def _nothing(family: str) -> str:
    return f"F.lit(None).cast({_TYPES[family]!r})"
