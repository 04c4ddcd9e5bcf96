"""Arrow columns of any simple type to Python values: picks the conversion, makes none itself."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from sparity.arrow import buffers, temporal

_BY_TYPE: tuple[tuple[Callable[[pa.DataType], bool], Callable[[Any], list[Any]]], ...] = (
    (buffers.FORMATS.__contains__, buffers.numbers),
    (pa.types.is_boolean, buffers.booleans),
    (pa.types.is_string, buffers.strings),
    (pa.types.is_large_string, buffers.strings),
    (pa.types.is_binary, buffers.binaries),
    (pa.types.is_large_binary, buffers.binaries),
    (pa.types.is_date32, temporal.dates),
    (pa.types.is_time, temporal.times),
    (pa.types.is_duration, buffers.durations),
    (pa.types.is_decimal128, buffers.decimals),
)


def simple_values(values: Any) -> list[Any]:
    """A column of a simple type as Python values, nulls as None."""
    for matches, convert in _BY_TYPE:
        if matches(values.type):
            return buffers.with_nulls(convert(values), values)
    result: list[Any] = values.to_pylist()
    return result
