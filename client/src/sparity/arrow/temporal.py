"""Whole Arrow columns of dates, times and timestamps to Python values.

Arrow's kernels take a column apart into years, months and so on; the parts are put together as the
bytes from which Python's own classes are unpickled. That makes a value without any arithmetic on
Python integers, several times faster than the documented constructors.
"""

import datetime
import struct
from itertools import starmap
from typing import Any

import pyarrow as pa
import pyarrow.compute

from sparity.arrow.buffers import filled_with_zero, numbers
from sparity.arrow.constants import integer
from sparity.arrow.local_clock import FIRST_MICROSECOND, LAST_MICROSECOND, LocalClock

# The stubs of pyarrow take neither plain scalars nor arrays of unknown type.
_compute: Any = pyarrow.compute

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_FIRST_DAY = datetime.date.min.toordinal() - _EPOCH_DAY
_LAST_DAY = datetime.date.max.toordinal() - _EPOCH_DAY


def dates(values: Any) -> list[Any]:
    """Dates; raises `OverflowError` for years that Python does not have."""
    days = filled_with_zero(values.view(pa.int32()))
    _check_range(days, _FIRST_DAY, _LAST_DAY)
    packed = bytearray(4 * len(days))
    _put_date(packed, 4, days.view(pa.date32()))
    return list(starmap(datetime.date, struct.iter_unpack("4s", packed)))


def times(values: Any) -> list[Any]:
    """Times of day, cut to microseconds."""
    micros = filled_with_zero(values.cast(pa.time64("us"), safe=False).view(pa.int64()))
    packed = bytearray(6 * len(micros))
    _put_clock(packed, 0, 6, micros.view(pa.timestamp("us")))
    return list(starmap(datetime.time, struct.iter_unpack("6s", packed)))


def timestamps_ntz(values: Any) -> list[Any]:
    """Timestamps as they are, without a zone; raises as `dates` does."""
    return _datetimes(_microseconds(values))


def timestamps_local(values: Any, clock: LocalClock) -> list[Any]:
    """Moments as the process's local time, without a zone; raises as `dates` does."""
    micros = _microseconds(values)
    _check_range(micros, FIRST_MICROSECOND, LAST_MICROSECOND)
    shifted = clock.shifted(micros)
    if shifted is None:
        return [clock.at(moment) for moment in numbers(micros)]
    return _datetimes(shifted)


def _microseconds(values: Any) -> Any:
    micros = values.cast(pa.timestamp("us", values.type.tz), safe=False)
    return filled_with_zero(micros.view(pa.int64()))


def _check_range(values: Any, first: int, last: int) -> None:
    found = _compute.min_max(values)
    low, high = found["min"].as_py(), found["max"].as_py()
    if low is not None and (low < first or high > last):
        raise OverflowError("date value out of range")


def _datetimes(micros: Any) -> list[Any]:
    _check_range(micros, FIRST_MICROSECOND, LAST_MICROSECOND)
    stamps = micros.view(pa.timestamp("us"))
    packed = bytearray(10 * len(stamps))
    _put_date(packed, 10, stamps)
    _put_clock(packed, 4, 10, stamps)
    return list(starmap(datetime.datetime, struct.iter_unpack("10s", packed)))


def _put_date(packed: bytearray, width: int, stamps: Any) -> None:
    years = _compute.year(stamps)
    parts = (
        _compute.shift_right(years, integer(8)),
        years,
        _compute.month(stamps),
        _compute.day(stamps),
    )
    _put(packed, 0, width, parts)


def _put_clock(packed: bytearray, start: int, width: int, stamps: Any) -> None:
    thousands = _compute.multiply(_compute.millisecond(stamps), integer(1000))
    micros = _compute.add(thousands, _compute.microsecond(stamps))
    parts = (
        _compute.hour(stamps),
        _compute.minute(stamps),
        _compute.second(stamps),
        _compute.shift_right(micros, integer(16)),
        _compute.shift_right(micros, integer(8)),
        micros,
    )
    _put(packed, start, width, parts)


def _put(packed: bytearray, start: int, width: int, parts: tuple[Any, ...]) -> None:
    """The lowest byte of each number of each part, side by side in records of `width` bytes."""
    for place, part in enumerate(parts, start):
        column = part.cast(pa.uint8(), safe=False)
        first = column.offset
        packed[place::width] = memoryview(column.buffers()[1])[first : first + len(column)]
