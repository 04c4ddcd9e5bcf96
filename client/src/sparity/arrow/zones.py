"""Makes the timestamps of Arrow columns those of Spark, at any depth: their zone, their unit."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow do not take columns of unknown type.
_compute: Any = pyarrow.compute

# Where each time is a moment as it stands. Arrow looks up each single one, even there.
_ALWAYS_UTC = ("UTC", "Etc/UTC")


def _is_foreign(arrow: Any) -> bool:
    """Whether a type is, or contains, a timestamp without a zone or of nanoseconds."""
    if pa.types.is_timestamp(arrow):
        return arrow.tz is None or arrow.unit == "ns"
    return any(_is_foreign(arrow.field(n).type) for n in range(arrow.num_fields))


def in_zone(column: Any, wanted: Any, timezone: str) -> Any:
    """A column whose timestamps without a zone are moments of a time zone, cut to microseconds.

    Args:
        column: an array or a chunked one.
        wanted: the type that the column gets in the end; where it has no zone, none is given, and
            where it has nanoseconds, they are kept.
        timezone: the time zone.

    Raises:
        pyarrow.ArrowInvalid: the clocks of the time zone never showed a time, or showed it twice.
    """
    if isinstance(column, pa.ChunkedArray):
        chunks = [in_zone(chunk, wanted, timezone) for chunk in column.chunks]
        return pa.chunked_array(chunks, type=None if chunks else column.type)
    if pa.types.is_timestamp(column.type):
        return _moments(column, wanted, timezone) if pa.types.is_timestamp(wanted) else column
    if not _is_foreign(column.type) or column.type.num_fields != wanted.num_fields:
        return column
    return _nested_in_zone(column, wanted, timezone)


def _moments(column: Any, wanted: Any, timezone: str) -> Any:
    if wanted.unit == "us" and column.type.unit == "ns":
        # Towards the past, before 1970 too.
        column = _compute.floor_temporal(column, unit="microsecond")
    column = column.cast(pa.timestamp(wanted.unit, column.type.tz))
    if column.type.tz is not None or wanted.tz is None:
        return column
    if timezone in _ALWAYS_UTC:
        return column.cast(pa.timestamp(wanted.unit, timezone))
    return _compute.assume_timezone(column, timezone)


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
