"""Whole Arrow columns of simple types to lists of Python values, straight from their buffers."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute

# The stubs of pyarrow take neither plain scalars nor arrays of unknown type.
_compute: Any = pyarrow.compute

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)
_QUARTER = 900_000_000
_QUARTERS_A_DAY = 96
_DAY = _QUARTER * _QUARTERS_A_DAY
_FORMATS = {
    pa.int8(): "b",
    pa.int16(): "h",
    pa.int32(): "i",
    pa.int64(): "q",
    pa.uint64(): "Q",
    pa.float32(): "f",
    pa.float64(): "d",
}


def null_positions(values: "pa.Array[Any]") -> list[int]:
    """Where the nulls of a column are."""
    if values.null_count == 0:
        return []
    return numbers(_compute.indices_nonzero(_compute.is_null(values)))


def with_nulls(values: list[Any], source: "pa.Array[Any]") -> list[Any]:
    """The values with None put where the column they came from has nulls."""
    for position in null_positions(source):
        values[position] = None
    return values


def _raw(buffer: Any, kind: Any, start: int, stop: int) -> list[Any]:
    return list(memoryview(buffer).cast(kind)[start:stop].tolist())


def numbers(values: "pa.Array[Any]") -> list[Any]:
    """Numbers; what stands under a null is anything."""
    if len(values) == 0:
        return []
    kind = _FORMATS[values.type]
    return _raw(values.buffers()[1], kind, values.offset, values.offset + len(values))


def booleans(values: "pa.Array[Any]") -> list[Any]:
    """Truth values."""
    bits = numbers(_compute.fill_null(values, False).cast(pa.int8()))
    return list(map((False, True).__getitem__, bits))


def _offsets(values: "pa.Array[Any]") -> list[int]:
    wide = pa.types.is_large_string(values.type) or pa.types.is_large_binary(values.type)
    stop = values.offset + len(values) + 1
    return _raw(values.buffers()[1], "q" if wide else "i", values.offset, stop)


def _cut(whole: Any, offsets: list[int]) -> list[Any]:
    first = offsets[0]
    if first:
        offsets = [offset - first for offset in offsets]
    return list(map(whole.__getitem__, map(slice, offsets, offsets[1:])))


def _data(values: "pa.Array[Any]", offsets: list[int]) -> bytes:
    buffer: Any = values.buffers()[2]
    return memoryview(buffer)[offsets[0] : offsets[-1]].tobytes()


def binaries(values: "pa.Array[Any]") -> list[Any]:
    """Byte strings."""
    if len(values) == 0 or values.buffers()[2] is None:
        return [b""] * len(values)
    offsets = _offsets(values)
    return _cut(_data(values, offsets), offsets)


def strings(values: "pa.Array[Any]") -> list[Any]:
    """Texts."""
    if len(values) == 0 or values.buffers()[2] is None:
        return [""] * len(values)
    offsets = _offsets(values)
    data = _data(values, offsets)
    if data.isascii():
        # One decode for the whole column: a byte is a character.
        return _cut(data.decode("ascii"), offsets)
    return list(map(bytes.decode, _cut(data, offsets)))


def decimals(values: "pa.Array[Any]") -> list[Any]:
    """Decimals with the scale of their type."""
    return list(map(Decimal, strings(_compute.fill_null(values.cast(pa.string()), "0"))))


def dates(values: "pa.Array[Any]") -> list[Any]:
    """Dates; raises `OverflowError` for years that Python does not have."""
    days = numbers(_compute.fill_null(values.view(pa.int32()), 0))
    try:
        return list(map(datetime.date.fromordinal, map(_EPOCH_DAY.__add__, days)))
    except ValueError:
        raise OverflowError("date value out of range") from None


def _microseconds(values: "pa.Array[Any]", micros: pa.DataType) -> list[int]:
    return numbers(_compute.fill_null(values.cast(micros, safe=False).view(pa.int64()), 0))


def durations(values: "pa.Array[Any]") -> list[Any]:
    """Lengths of time."""
    micros = _microseconds(values, pa.duration("us"))
    return list(map(datetime.timedelta, repeat(0), repeat(0), micros))


def _moments(micros: list[int]) -> list[Any]:
    steps = map(datetime.timedelta, repeat(0), repeat(0), micros)
    return list(map(_EPOCH.__add__, steps))


def timestamps_ntz(values: "pa.Array[Any]") -> list[Any]:
    """Timestamps as they are, without a zone."""
    return _moments(_microseconds(values, pa.timestamp("us")))


def timestamps_local(values: "pa.Array[Any]") -> list[Any]:
    """Moments as the process's local time, without a zone."""
    micros = _microseconds(values, pa.timestamp("us", values.type.tz))
    offsets = _LocalOffsets()
    try:
        shifted = [moment + offsets[moment // _QUARTER] for moment in micros]
    except _ClockChange:
        return [_local(moment) for moment in micros]
    return _moments(shifted)


def _local(micros: int) -> datetime.datetime:
    moment = _EPOCH_UTC + datetime.timedelta(microseconds=micros)
    return moment.astimezone().replace(tzinfo=None, fold=0)


class _ClockChange(Exception):
    """The local clock changes within a quarter of an hour that begins on the quarter."""


class _LocalOffsets(dict[int, int]):
    """Distance of local time from UTC by quarter of an hour, found when first asked for.

    A day that begins and ends at one distance keeps it throughout; on the others the quarters are
    looked at. Almost all clock changes happen on a quarter; the rest raise `_ClockChange`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._days: dict[int, int | None] = {}

    def __missing__(self, quarter: int) -> int:
        day = quarter // _QUARTERS_A_DAY
        if day not in self._days:
            self._days[day] = _constant_offset(day * _DAY, _DAY)
        offset = self._days[day]
        if offset is None:
            offset = _constant_offset(quarter * _QUARTER, _QUARTER)
        if offset is None:
            raise _ClockChange
        self[quarter] = offset
        return offset


def _constant_offset(start: int, length: int) -> int | None:
    """The distance of local time from UTC at both ends of a span, None if they differ."""
    try:
        offset = _offset(start)
        return offset if offset == _offset(start + length - 1) else None
    except OverflowError:
        # The edge of Python's calendar runs through the span.
        return None


def _offset(micros: int) -> int:
    moment = _EPOCH + datetime.timedelta(microseconds=micros)
    return (_local(micros) - moment) // datetime.timedelta(microseconds=1)


def slices(values: list[Any], offsets: list[int]) -> list[list[Any]]:
    """The parts of a flat list between offsets."""
    return [values[start:stop] for start, stop in pairwise(offsets)]


_BY_TYPE: tuple[
    tuple[Callable[[pa.DataType], bool], Callable[["pa.Array[Any]"], list[Any]]], ...
] = (
    (_FORMATS.__contains__, numbers),
    (pa.types.is_boolean, booleans),
    (pa.types.is_string, strings),
    (pa.types.is_large_string, strings),
    (pa.types.is_binary, binaries),
    (pa.types.is_large_binary, binaries),
    (pa.types.is_date32, dates),
    (pa.types.is_duration, durations),
    (pa.types.is_decimal128, decimals),
)


def simple_values(values: "pa.Array[Any]") -> list[Any]:
    """A column of a simple type as Python values, nulls as None."""
    for matches, convert in _BY_TYPE:
        if matches(values.type):
            return with_nulls(convert(values), values)
    result: list[Any] = values.to_pylist()
    return result
