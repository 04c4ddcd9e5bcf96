"""Checks and translates what users pass to the public API; builds no relations."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.common import StorageLevel as StorageLevelNode
from sparity.plan.expressions import (
    ExpressionString,
    SortOrder,
    UnresolvedAttribute,
    UnresolvedStar,
)
from sparity.plan.node import Expression
from sparity.sql.call_site import origin
from sparity.storagelevel import StorageLevel

if TYPE_CHECKING:
    from sparity.sql.column import Column

_SEEDS = 2**63 - 1


def wrong_type(arg_name: str, expected: str, value: object) -> PySparkTypeError:
    """The error for an argument of the wrong type."""
    return wrong_type_named(arg_name, expected, type(value).__name__)


def wrong_type_named(arg_name: str, expected: str, actual: str) -> PySparkTypeError:
    """The error for an argument of the wrong type, when the type's name is known."""
    return PySparkTypeError(
        errorClass="NOT_EXPECTED_TYPE",
        messageParameters={
            "arg_name": arg_name,
            "expected_type": expected,
            "arg_type": actual,
        },
    )


def require_str(arg_name: str, value: object, expected: str = "str") -> None:
    """Raise unless `value` is a str."""
    if not isinstance(value, str):
        raise wrong_type(arg_name, expected, value)


def require_positive(arg_name: str, value: Any) -> None:
    """Raise VALUE_NOT_POSITIVE unless `value` is above 0."""
    if not value > 0:
        raise PySparkValueError(
            errorClass="VALUE_NOT_POSITIVE",
            messageParameters={"arg_name": arg_name, "arg_value": str(value)},
        )


def require_not_empty(item: str, values: Iterable[object]) -> None:
    """Raise CANNOT_BE_EMPTY when there is nothing in `values`."""
    if not values:
        raise PySparkValueError(errorClass="CANNOT_BE_EMPTY", messageParameters={"item": item})


def not_allowed(arg_name: str, allowed: Iterable[str]) -> PySparkValueError:
    """The error for a word that is not among the allowed ones."""
    return PySparkValueError(
        errorClass="VALUE_NOT_ALLOWED",
        messageParameters={"arg_name": arg_name, "allowed_values": str(list(allowed))},
    )


@functools.cache
def _column_class() -> type[Column]:
    # Not above: columns are made of this module.
    from sparity.sql.column import Column

    return Column


def is_column(value: object) -> bool:
    """Whether `value` is a `Column`."""
    return isinstance(value, _column_class())


def named(name: str) -> Expression:
    """The expression that a column name in the API stands for; `*` and `a.*` are stars.

    It is what `col` would have made on the user's line, and says so in its origin.
    """
    here = origin("col")
    if name == "*":
        return UnresolvedStar(origin=here)
    if name.endswith(".*"):
        return UnresolvedStar(unparsed_target=name, origin=here)
    return UnresolvedAttribute(unparsed_identifier=name, origin=here)


def expression(value: Any, arg_name: str = "col", expected: str = "Column or str") -> Expression:
    """The expression of a column or a column name.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for anything else.
    """
    if isinstance(value, str):
        return named(value)
    if is_column(value):
        return of(value)
    raise wrong_type(arg_name, expected, value)


def condition(value: Any, arg_name: str = "condition") -> Expression:
    """The expression of a condition: a column, or SQL text.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for anything else.
    """
    if isinstance(value, str):
        return ExpressionString(expression=value)
    return expression(value, arg_name)


def of(column: Column) -> Expression:
    """The expression inside a column."""
    inner: Expression = column._expr
    return inner


def flattened(values: tuple[Any, ...]) -> list[Any]:
    """The arguments of a call that takes either many arguments or one list or tuple."""
    if len(values) == 1 and isinstance(values[0], (list, tuple)):
        return list(values[0])
    return list(values)


def unpacked(values: tuple[Any, ...]) -> list[Any]:
    """The arguments of a call that takes either many arguments or one sequence, such as a tuple."""
    if len(values) == 1 and isinstance(values[0], Sequence) and not isinstance(values[0], str):
        return list(values[0])
    return list(values)


def ascending(child: Expression) -> SortOrder:
    """Sorted upwards, nulls first, unless `child` says how to sort already."""
    if isinstance(child, SortOrder):
        return child
    return SortOrder(
        child=child,
        direction="SORT_DIRECTION_ASCENDING",
        null_ordering="SORT_NULLS_FIRST",
    )


def descending(child: Expression) -> SortOrder:
    """Sorted downwards, nulls last."""
    return SortOrder(
        child=child,
        direction="SORT_DIRECTION_DESCENDING",
        null_ordering="SORT_NULLS_LAST",
    )


def seed_or_random(seed: int | None) -> int:
    """`seed`, or one that nobody chose; the server must not choose, or reruns would differ."""
    if seed is not None:
        return int(seed)
    import random  # slow to load

    return random.randint(0, _SEEDS)


def storage_level_node(level: StorageLevel) -> StorageLevelNode:
    """A storage level as the plan says it.

    Raises:
        AssertionError: it is none.
    """
    if not isinstance(level, StorageLevel):
        raise AssertionError(f"{level!r} is no StorageLevel")
    return StorageLevelNode(
        use_disk=level.useDisk,
        use_memory=level.useMemory,
        use_off_heap=level.useOffHeap,
        deserialized=level.deserialized,
        replication=level.replication,
    )
