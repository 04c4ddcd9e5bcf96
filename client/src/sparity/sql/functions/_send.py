"""How a function's arguments are put on the wire: one small converter a kind of parameter.

The generated functions are made of these. A converter gives an expression, or None for an
argument that is not sent.
"""

from __future__ import annotations

import enum
import itertools
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import (
    LambdaFunction,
    UnresolvedAttribute,
    UnresolvedFunction,
    UnresolvedNamedLambdaVariable,
    UnresolvedStar,
)
from sparity.plan.node import Expression
from sparity.sql.call_site import origin
from sparity.sql.column import Column
from sparity.sql.literal import lit_expression

ColumnOrName: TypeAlias = Column | str

_VARIABLE_NAMES = "xyz"
_variable_numbers = itertools.count()


def wrong_type(expected: str, name: str, given: Any) -> PySparkTypeError:
    """The error for an argument of a type that is not accepted."""
    return PySparkTypeError(
        errorClass="NOT_EXPECTED_TYPE",
        messageParameters={
            "expected_type": expected,
            "arg_name": name,
            "arg_type": type(given).__name__,
        },
    )


def call(name: str, *arguments: Expression | None, distinct: bool = False) -> Column:
    """A column that calls the server's function `name` with the arguments that are sent."""
    return Column(
        UnresolvedFunction(
            function_name=name,
            arguments=tuple(one for one in arguments if one is not None),
            is_distinct=distinct or None,
        )
    )


def named(name: str) -> Expression:
    """The column of that name, or the star."""
    here = origin("col")
    if name == "*":
        return UnresolvedStar(origin=here)
    if name.endswith(".*"):
        return UnresolvedStar(unparsed_target=name, origin=here)
    return UnresolvedAttribute(unparsed_identifier=name, origin=here)


def column(given: Any) -> Expression:
    """A column, or the name of one."""
    if isinstance(given, Column):
        return given._expr
    if isinstance(given, str):
        return named(given)
    # PySpark reports every column parameter under this name.
    raise wrong_type("Column or str", "col", given)


def value(given: Any) -> Expression:
    """A column, or a Python value as a literal; a string is a value too."""
    return given._expr if isinstance(given, Column) else lit_expression(given)


def plain(given: Any) -> Any:
    """What a member of an enum stands for; anything else as it is."""
    return given.value if isinstance(given, enum.Enum) else given


def count(given: Any) -> Expression:
    """A column, the name of one, or an integer."""
    given = plain(given)
    return lit_expression(given) if isinstance(given, int) else column(given)


def counted(given: Any) -> Expression:
    """What `count` counts: a column or name; the star as a column counts rows, like a literal."""
    expression = column(given)
    is_star = isinstance(expression, UnresolvedStar) and expression.unparsed_target is None
    return lit_expression(1) if is_star and isinstance(given, Column) else expression


def flag(given: Any) -> Expression:
    """A column, the name of one, or a bool."""
    given = plain(given)
    return lit_expression(given) if isinstance(given, bool) else column(given)


def number(given: Any) -> Expression:
    """A column, the name of one, or any other Python value."""
    return column(given) if isinstance(given, str) else value(given)


def literal_text(given: Any) -> Expression:
    """A column, or a string as a value."""
    return lit_expression(given) if isinstance(given, str) else column(given)


def text(given: Any, name: str) -> Expression:
    """A column, or a string as a value; anything else is refused under the parameter's name."""
    given = plain(given)
    if isinstance(given, Column | str):
        return value(given)
    raise wrong_type("Column or str", name, given)


def whole(given: Any, name: str) -> Expression:
    """A column or an integer; anything else is refused under the parameter's name."""
    if isinstance(given, Column | int):
        return value(given)
    raise wrong_type("Column or int", name, given)


def position(given: Any, name: str) -> Expression:
    """A column, the name of one, or an integer; anything else is refused by name."""
    given = plain(given)
    if isinstance(given, Column | int | str):
        return count(given)
    raise wrong_type("Column, int or str", name, given)


def path(given: Any) -> Expression:
    """A column, or a path as a string."""
    if not isinstance(given, Column | str):
        raise AssertionError(f"a path must be Column or str, not {type(given).__name__}")
    return value(given)


def seed(given: Any) -> Expression:
    """The seed of something random: as given, else drawn here so that a plan stays the same."""
    if given is not None:
        return value(given)
    import random  # slow to load

    return value(random.randint(0, sys.maxsize))


def options(given: Mapping[str, Any] | None) -> Expression | None:
    """Options of a format as a call of `map`, every value as text."""
    if given is None:
        return None
    pairs = itertools.chain.from_iterable((str(key), str(item)) for key, item in given.items())
    return UnresolvedFunction(
        function_name="map", arguments=tuple(lit_expression(one) for one in pairs)
    )


def columns(given: Iterable[Any]) -> tuple[Expression, ...]:
    """Several columns or names of them."""
    return tuple(column(one) for one in given)


def listed(given: tuple[Any, ...]) -> tuple[Expression, ...]:
    """Several columns or names, or one list of them."""
    if len(given) == 1 and isinstance(given[0], list | tuple | set):
        given = tuple(given[0])
    return columns(given)


def at_least_two(given: tuple[Any, ...], function_name: str) -> tuple[Expression, ...]:
    """Two or more columns or names of them."""
    if len(given) < 2:
        raise PySparkValueError(
            errorClass="WRONG_NUM_COLUMNS",
            messageParameters={"func_name": function_name, "num_cols": "2"},
        )
    return columns(given)


def values(given: tuple[Any, ...], item: str) -> tuple[Expression, ...]:
    """One or more columns or Python values; `item` is what an empty list of them is called."""
    if not given:
        raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": item})
    return tuple(value(one) for one in given)


def maybe(convert: Callable[..., Expression], given: Any, *rest: Any) -> Expression | None:
    """What `convert` makes of the argument, or nothing when it was not given."""
    return None if given is None else convert(given, *rest)


def filled(convert: Callable[..., Expression], given: Any, default: Any) -> Expression:
    """What `convert` makes of the argument, or the default as a literal."""
    return lit_expression(default) if given is None else convert(given)


def _variables(f: Callable[..., Any]) -> list[UnresolvedNamedLambdaVariable]:
    import inspect  # slow to load

    parameters = list(inspect.signature(f).parameters.values())
    name = getattr(f, "__name__", type(f).__name__)
    if not 1 <= len(parameters) <= len(_VARIABLE_NAMES):
        raise PySparkValueError(
            errorClass="WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION",
            messageParameters={"func_name": name, "num_args": str(len(parameters))},
        )
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if any(parameter.kind not in positional for parameter in parameters):
        raise PySparkValueError(
            errorClass="UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION",
            messageParameters={"func_name": name},
        )
    # Numbered, because a lambda inside of a lambda must not take over the outer one's names.
    return [
        UnresolvedNamedLambdaVariable(name_parts=(f"{letter}_{next(_variable_numbers)}",))
        for letter, _ in zip(_VARIABLE_NAMES, parameters, strict=False)
    ]


def function(f: Callable[..., Any]) -> Expression:
    """A Python function of columns as a lambda; it is called once, here.

    Raises:
        PySparkValueError: WRONG_NUM_ARGS_FOR_HIGHER_ORDER_FUNCTION,
            UNSUPPORTED_PARAM_TYPE_FOR_HIGHER_ORDER_FUNCTION, or
            HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN.
    """
    variables = _variables(f)
    result = f(*(Column(variable) for variable in variables))
    if not isinstance(result, Column):
        raise PySparkValueError(
            errorClass="HIGHER_ORDER_FUNCTION_SHOULD_RETURN_COLUMN",
            messageParameters={
                "func_name": getattr(f, "__name__", type(f).__name__),
                "return_type": type(result).__name__,
            },
        )
    return LambdaFunction(function=result._expr, arguments=tuple(variables))


def percentages(given: Any) -> Expression:
    """A column, a number, or several numbers as an array."""
    return value(list(given) if isinstance(given, tuple) else given)


def deprecated(name: str, since: str, use: str) -> None:
    """Warn that a function is on its way out."""
    warnings.warn(
        f"{name} is deprecated since Spark {since}; use {use}.", FutureWarning, stacklevel=3
    )
