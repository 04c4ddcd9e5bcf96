"""Infers the schema of rows of one kind column by column; anything else is left to `infer`.

Most columns hold values of one class, whose type is known after one look at the classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import repeat
from operator import eq
from typing import Any

from sparity.types.base import DataType, NullType
from sparity.types.complex import StructField, StructType
from sparity.types.merge import merge
from sparity.types.row import Row


def infer_columns(
    rows: Sequence[Any],
    names: Sequence[str] | None,
    type_of: Callable[[Any], DataType],
    by_class: Callable[[type], DataType | None],
) -> StructType | None:
    """The struct that holds all rows, if they are alike; None where each has to be looked at.

    Args:
        rows: rows, at least one.
        names: names for values that have none.
        type_of: the type of one value.
        by_class: the type of all values of a class, None where it depends on the value.

    Raises:
        TypeError: as `type_of` and `merge` do, but not for the value that comes first in the data.
    """
    found = _columns(rows, names)
    if found is None or len(set(found[0])) < len(found[0]):
        return None
    return StructType(
        [
            StructField(name, _column_type(column, type_of, by_class), True)
            for name, column in zip(*found, strict=True)
        ]
    )


def _columns(
    rows: Sequence[Any], names: Sequence[str] | None
) -> tuple[list[str], list[list[Any]]] | None:
    kinds = set(map(type, rows))
    if len(kinds) > 1:
        return None
    kind = kinds.pop()
    first = rows[0]
    if not issubclass(kind, tuple | list | dict) or set(map(len, rows)) != {len(first)}:
        return None
    if kind is dict:
        if not all(map(eq, map(dict.keys, rows), repeat(first.keys()))):
            return None
        keys = sorted(first)
        return keys, [list(map(dict.__getitem__, rows, repeat(key))) for key in keys]
    known = _names_of(kind, rows, names)
    if known is None:
        return None
    numbered = (f"_{index}" for index in range(len(known) + 1, len(first) + 1))
    return [*known, *numbered][: len(first)], columns_of(rows, len(first))


def columns_of(rows: Sequence[Any], width: int) -> list[list[Any]]:
    """The columns of tuples, lists and rows, all of one length."""
    # A row's own way to its values knows names too, and is slow.
    at: Any = list.__getitem__ if isinstance(rows[0], list) else tuple.__getitem__
    return [list(map(at, rows, repeat(index))) for index in range(width)]


def _names_of(kind: type, rows: Sequence[Any], names: Sequence[str] | None) -> list[str] | None:
    if kind is Row:
        told: list[Any] = [vars(row).get("__fields__") for row in rows]
        alike = bool(told[0]) and all(map(eq, told, repeat(told[0])))
        return list(told[0]) if alike else None
    if kind in (tuple, list):
        return list(names or ())
    return None


def _column_type(
    column: list[Any],
    type_of: Callable[[Any], DataType],
    by_class: Callable[[type], DataType | None],
) -> DataType:
    kinds = set(map(type, column)) - {type(None)}
    if not kinds:
        return NullType()
    if len(kinds) == 1 and (known := by_class(kinds.pop())) is not None:
        return known
    return reduce(merge, map(type_of, column))
