"""Whole Arrow columns of numbers, texts and the like to Python values, straight from buffers."""

import contextlib
import datetime
import struct
from decimal import Decimal
from itertools import pairwise, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute

from sparity.arrow.constants import integer, text

# The stubs of pyarrow take neither plain scalars nor arrays of unknown type.
_compute: Any = pyarrow.compute

#: The letters by which Python's own modules name the numbers of an Arrow buffer.
FORMATS: dict[Any, Any] = {
    pa.int8(): "b",
    pa.int16(): "h",
    pa.int32(): "i",
    pa.int64(): "q",
    pa.uint64(): "Q",
    pa.float32(): "f",
    pa.float64(): "d",
}

#: Stands between texts while they are one; a column that contains it goes the slower way.
_BETWEEN = "\0"
_MOST_JOINED = 2**31 - 1


def null_positions(values: Any) -> list[int]:
    """Where the nulls of a column are."""
    if values.null_count == 0:
        return []
    return numbers(_compute.indices_nonzero(_compute.is_null(values)))


def with_nulls(values: list[Any], source: Any) -> list[Any]:
    """The values with None put where the column they came from has nulls."""
    for position in null_positions(source):
        values[position] = None
    return values


def _raw(buffer: Any, kind: Any, start: int, stop: int) -> list[Any]:
    size = struct.calcsize(kind)
    # A buffer may be longer than its values, by any number of bytes.
    values: list[Any] = memoryview(buffer)[start * size : stop * size].cast(kind).tolist()
    return values


def numbers(values: Any) -> list[Any]:
    """Numbers; what stands under a null is anything."""
    if len(values) == 0:
        return []
    kind = FORMATS[values.type]
    return _raw(values.buffers()[1], kind, values.offset, values.offset + len(values))


def filled_with_zero(values: Any) -> Any:
    """Whole numbers with 0 in the place of nulls."""
    return _compute.fill_null(values, integer(0, values.type)) if values.null_count else values


def _filled_text(values: Any, instead: str) -> Any:
    return _compute.fill_null(values, text(instead, values.type)) if values.null_count else values


def booleans(values: Any) -> list[Any]:
    """Truth values."""
    bits = numbers(filled_with_zero(values.cast(pa.int8())))
    return list(map((False, True).__getitem__, bits))


def _offsets(values: Any) -> list[int]:
    wide = pa.types.is_large_string(values.type) or pa.types.is_large_binary(values.type)
    stop = values.offset + len(values) + 1
    return _raw(values.buffers()[1], "q" if wide else "i", values.offset, stop)


def _cut(whole: Any, offsets: list[int]) -> list[Any]:
    first = offsets[0]
    if first:
        offsets = [offset - first for offset in offsets]
    return list(map(whole.__getitem__, map(slice, offsets, offsets[1:])))


def _data(values: Any, offsets: list[int]) -> bytes:
    return memoryview(values.buffers()[2])[offsets[0] : offsets[-1]].tobytes()


def binaries(values: Any) -> list[Any]:
    """Byte strings."""
    if len(values) == 0 or values.buffers()[2] is None:
        return [b""] * len(values)
    offsets = _offsets(values)
    return _cut(_data(values, offsets), offsets)


def strings(values: Any) -> list[Any]:
    """Texts."""
    if len(values) == 0 or values.buffers()[2] is None:
        return [""] * len(values)
    if values.buffers()[2].size + len(values) <= _MOST_JOINED:
        with contextlib.suppress(UnicodeDecodeError):
            parts = str(_joined(values), "utf-8").split(_BETWEEN)
            if len(parts) == len(values):
                return parts
    return list(map(bytes.decode, binaries(values)))


def _joined(values: Any) -> memoryview:
    """All texts as one, so that one decoding and one cut are enough."""
    filled = _filled_text(values, "")
    ends = pa.py_buffer(struct.pack("ii", 0, len(filled)))
    column: Any = pa.Array.from_buffers(pa.list_(filled.type), 1, [None, ends], children=[filled])
    joined = _compute.binary_join(column, text(_BETWEEN, values.type))
    first, last = _offsets(joined)
    return memoryview(joined.buffers()[2])[first:last]


def decimals(values: Any) -> list[Any]:
    """Decimals with the scale of their type."""
    return list(map(Decimal, strings(_filled_text(values.cast(pa.string()), "0"))))


def durations(values: Any) -> list[Any]:
    """Lengths of time."""
    micros = values.cast(pa.duration("us"), safe=False).view(pa.int64())
    zeros = repeat(0)
    return list(map(datetime.timedelta, zeros, zeros, numbers(filled_with_zero(micros))))


def slices(values: list[Any], offsets: list[int]) -> list[list[Any]]:
    """The parts of a flat list between offsets."""
    return [values[start:stop] for start, stop in pairwise(offsets)]
