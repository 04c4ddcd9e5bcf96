"""Infers the schema of rows of one kind column by column; anything else is left to `infer`.

Most columns hold values of one class, whose type is known after one look at the classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import chain, islice, repeat
from operator import attrgetter
from typing import Any, NamedTuple

from sparity.types.base import DataType, NullType
from sparity.types.complex import StructField, StructType
from sparity.types.merge import merge
from sparity.types.row import Row

# Values that are taken apart at a time: so many fit into the caches of a processor.
_AT_A_TIME = 2**16

_fields_of = attrgetter("__fields__")


class Columns(NamedTuple):
    """Rows that are alike, taken apart."""

    #: The values of each column, in the order of the struct that holds the rows.
    values: list[list[Any]]
    #: The classes of the values of each column.
    kinds: list[set[type]]
    #: How many rows there are.
    height: int


def infer_columns(
    rows: Sequence[Any],
    names: Sequence[str] | None,
    type_of: Callable[[Any], DataType],
    by_class: Callable[[type], DataType | None],
) -> tuple[StructType, Columns] | None:
    """The struct that holds all rows, and their columns; None where each row has to be looked at.

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
    names, columns = found
    kinds = [set(map(type, column)) for column in columns]
    fields = [
        StructField(name, _column_type(column, classes, type_of, by_class), True)
        for name, column, classes in zip(names, columns, kinds, strict=True)
    ]
    return StructType(fields), Columns(columns, kinds, len(rows))


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
        keys = sorted(first)
        try:
            # All are as large as the first: who has its keys has no others.
            return keys, [list(map(dict.__getitem__, rows, repeat(key))) for key in keys]
        except KeyError:
            return None
    known = _names_of(kind, rows, names)
    if known is None:
        return None
    numbered = (f"_{index}" for index in range(len(known) + 1, len(first) + 1))
    return [*known, *numbered][: len(first)], columns_of(rows, len(first))


def columns_of(rows: Sequence[Any], width: int) -> list[list[Any]]:
    """The columns of tuples, lists and rows, all of one length."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    if not width:
        return columns
    values = chain.from_iterable(rows)
    at_a_time = max(1, _AT_A_TIME // width) * width
    while part := list(islice(values, at_a_time)):
        for index, column in enumerate(columns):
            column += part[index::width]
    return columns


def _names_of(kind: type, rows: Sequence[Any], names: Sequence[str] | None) -> list[str] | None:
    if kind is Row:
        try:
            told = list(map(_fields_of, rows))
        except AttributeError:
            return None
        return list(told[0]) if told[0] and told.count(told[0]) == len(told) else None
    if kind in (tuple, list):
        return list(names or ())
    return None


def _column_type(
    column: list[Any],
    classes: set[type],
    type_of: Callable[[Any], DataType],
    by_class: Callable[[type], DataType | None],
) -> DataType:
    kinds = classes - {type(None)}
    if not kinds:
        return NullType()
    if len(kinds) == 1 and (known := by_class(kinds.pop())) is not None:
        return known
    return reduce(merge, map(type_of, column))
