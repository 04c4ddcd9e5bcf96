"""Arrow values made from bytes.

To convert Python objects pyarrow imports pandas wherever that is installed, which costs more time
and memory than most results; bytes need no conversion.
"""

import functools
import struct
from array import array
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

_TEXT_OFFSETS = {pa.string(): "ii", pa.large_string(): "qq"}


def integers(values: Sequence[int]) -> Any:
    """A column of 64-bit integers."""
    data = pa.py_buffer(memoryview(array("q", values)))
    return pa.Array.from_buffers(pa.int64(), len(values), [None, data])


@functools.cache
def integer(value: int, arrow: Any = None) -> Any:
    """One integer, of 64 bits if no type is given."""
    found = integers((value,))[0]
    return found if arrow is None else found.cast(arrow)


@functools.cache
def text(value: str, arrow: Any) -> Any:
    """One text of a given type."""
    data = value.encode()
    ends = struct.pack(_TEXT_OFFSETS[arrow], 0, len(data))
    return pa.Array.from_buffers(arrow, 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])[0]
