"""Gives timestamps without a zone the zone they are meant in, at any depth of an Arrow column."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow do not take columns of unknown type.
_compute: Any = pyarrow.compute


def has_naive_timestamps(arrow: Any) -> bool:
    """Whether an Arrow type is, or contains, a timestamp without a zone."""
    if pa.types.is_timestamp(arrow):
        return arrow.tz is None
    return any(has_naive_timestamps(arrow.field(n).type) for n in range(arrow.num_fields))


def in_zone(column: Any, wanted: Any, timezone: str) -> Any:
    """A column whose timestamps without a zone are moments of a time zone.

    Args:
        column: an array or a chunked one.
        wanted: the type that the column gets in the end; where it has no zone, nothing changes.
        timezone: the time zone.
    """
    if isinstance(column, pa.ChunkedArray):
        chunks = [in_zone(chunk, wanted, timezone) for chunk in column.chunks]
        return pa.chunked_array(chunks, type=None if chunks else column.type)
    if pa.types.is_timestamp(column.type):
        if column.type.tz is not None or getattr(wanted, "tz", None) is None:
            return column
        micros = column.cast(pa.timestamp("us"), safe=False)
        return _compute.assume_timezone(
            micros, timezone, ambiguous="earliest", nonexistent="earliest"
        )
    if not has_naive_timestamps(column.type) or column.type.num_fields != wanted.num_fields:
        return column
    return _nested_in_zone(column, wanted, timezone)


def _nested_in_zone(column: Any, wanted: Any, timezone: str) -> Any:
    # A copy begins at its own first value, which a slice does not.
    whole = column.take(pa.array(range(len(column)), pa.int64()))
    nulls = whole.is_null() if whole.null_count else None
    if pa.types.is_struct(whole.type):
        parts = [
            in_zone(whole.field(n), wanted.field(n).type, timezone)
            for n in range(whole.type.num_fields)
        ]
        fields = [whole.type.field(n).with_type(part.type) for n, part in enumerate(parts)]
        return pa.StructArray.from_arrays(parts, fields=fields, mask=nulls)
    if pa.types.is_map(whole.type):
        keys = in_zone(whole.keys, wanted.key_type, timezone)
        items = in_zone(whole.items, wanted.item_type, timezone)
        return pa.MapArray.from_arrays(_offsets(whole), keys, items)
    if pa.types.is_list(whole.type):
        values = in_zone(whole.values, wanted.value_type, timezone)
        return pa.ListArray.from_arrays(_offsets(whole), values)
    return column


def _offsets(whole: Any) -> Any:
    """Where the lists of a column begin, null where there is no list."""
    starts = whole.offsets[: len(whole)]
    marked = _compute.if_else(whole.is_valid(), starts, pa.scalar(None, starts.type))
    return pa.concat_arrays([marked, whole.offsets[len(whole) :]])
