"""Fits timestamps at any depth of an Arrow column to a type: their zone and their precision."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow do not take columns of unknown type.
_compute: Any = pyarrow.compute

#: Makes moments of a column of timestamps without a zone.
Localize = Callable[[Any], Any]


def localize_in(timezone: str) -> Localize:
    """Takes times to be of a time zone; those that it skips or has twice raise `ArrowInvalid`."""
    return lambda column: _compute.assume_timezone(column, timezone)


def _has_timestamps(arrow: Any) -> bool:
    if pa.types.is_timestamp(arrow):
        return True
    return any(_has_timestamps(arrow.field(n).type) for n in range(arrow.num_fields))


def fit_timestamps(column: Any, wanted: Any, localize: Localize) -> Any:
    """A column whose timestamps have the precision and the zone that a type asks for.

    What is finer than the type is cut off.

    Args:
        column: an array or a chunked one.
        wanted: the type that the column gets in the end; where it has no zone, none is given.
        localize: what a timestamp without a zone means.
    """
    if column.type == wanted or not _has_timestamps(column.type):
        return column
    if isinstance(column, pa.ChunkedArray):
        chunks = [fit_timestamps(chunk, wanted, localize) for chunk in column.chunks]
        return pa.chunked_array(chunks, type=None if chunks else column.type)
    if pa.types.is_timestamp(column.type):
        return _fit(column, wanted, localize)
    if column.type.num_fields != wanted.num_fields:
        return column
    return _fit_nested(column, wanted, localize)


def _fit(column: Any, wanted: Any, localize: Localize) -> Any:
    if column.type.unit == "ns" and getattr(wanted, "unit", "us") == "us":
        # Without its zone: local times can be rounded to ones that do not exist.
        naive = column.view(pa.timestamp("ns"))
        micros = _compute.floor_temporal(naive, unit="microsecond").cast(pa.timestamp("us"))
        column = micros.view(pa.timestamp("us", tz=column.type.tz))
    if column.type.tz is not None or getattr(wanted, "tz", None) is None:
        return column
    return localize(column.cast(pa.timestamp("us")))


def _fit_nested(column: Any, wanted: Any, localize: Localize) -> Any:
    # A copy begins at its own first value, which a slice does not.
    whole = column.take(pa.array(range(len(column)), pa.int64()))
    nulls = whole.is_null() if whole.null_count else None
    if pa.types.is_struct(whole.type):
        parts = [
            fit_timestamps(whole.field(n), wanted.field(n).type, localize)
            for n in range(whole.type.num_fields)
        ]
        fields = [whole.type.field(n).with_type(part.type) for n, part in enumerate(parts)]
        return pa.StructArray.from_arrays(parts, fields=fields, mask=nulls)
    if pa.types.is_map(whole.type):
        keys = fit_timestamps(whole.keys, wanted.key_type, localize)
        items = fit_timestamps(whole.items, wanted.item_type, localize)
        return pa.MapArray.from_arrays(_offsets(whole), keys, items)
    if pa.types.is_list(whole.type):
        values = fit_timestamps(whole.values, wanted.value_type, localize)
        return pa.ListArray.from_arrays(_offsets(whole), values)
    return column


def _offsets(whole: Any) -> Any:
    """Where the lists of a column begin, null where there is no list."""
    starts = whole.offsets[: len(whole)]
    marked = _compute.if_else(whole.is_valid(), starts, pa.scalar(None, starts.type))
    return pa.concat_arrays([marked, whole.offsets[len(whole) :]])
