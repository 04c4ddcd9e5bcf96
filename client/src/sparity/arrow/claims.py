"""What Arrow messages claim to hold, looked at before any of it is unpacked; reads no values.

A few bytes may claim a great deal: buffers that are compressed, columns that consist of nothing.
What an honest server sends stays far below these bounds: Spark's batches have 10,000 rows and four
megabytes, unless a single row has more, or somebody set it up otherwise.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pyarrow as pa

#: So many rows, and values of columns, may come without any data.
MOST_FOR_NOTHING = 2**24
#: Compressed data may always become so large.
MOST_UNPACKED_UNASKED = 2**26
#: Beyond that it may become so many times as large; lz4 cannot do better.
MOST_RATIO = 256
#: The largest array of bytes of a JVM: no server has more in a batch.
MOST_UNPACKED = 2**31

_LENGTH, _NODES, _BUFFERS, _COMPRESSION = range(4)
_HEADER = 2
_DICTIONARY = 1
_ENDIANNESS = 0
_AS_IT_IS = -1


def messages(payload: pa.Buffer) -> list[Any]:
    """The messages of a stream, none of which claims much more than its bytes can hold.

    Raises:
        ValueError: they do, or make no sense.
        pyarrow.ArrowInvalid: it is no Arrow stream.
    """
    found = list(pa.ipc.MessageReader.open_stream(payload))
    unpacked = 0
    for message in found:
        if message.type in ("record batch", "dictionary"):
            try:
                unpacked += _check(message)
            except struct.error as error:
                raise ValueError(f"a message points outside of itself: {error}") from None
    most = max(MOST_UNPACKED_UNASKED, MOST_RATIO * payload.size)
    if unpacked > min(most, MOST_UNPACKED):
        raise ValueError(
            f"{payload.size} compressed bytes claim to be {unpacked} bytes; set "
            "`spark.sql.execution.arrow.compression.codec` to `none` if that is true"
        )
    return found


def _check(message: Any) -> int:
    """See to the lengths of one message; how many bytes it unpacks to, if it is compressed."""
    data, body = memoryview(message.metadata), memoryview(message.body)
    header = _target(data, _field(data, _target(data, 0), _HEADER))
    if message.type == "dictionary":
        header = _target(data, _field(data, header, _DICTIONARY))
    (rows,) = _longs(data, _field(data, header, _LENGTH), 1)
    # Length and number of nulls of each column, however deep inside.
    lengths = _vector(data, _field(data, header, _NODES))[::2]
    compressed = bool(_field(data, header, _COMPRESSION))
    places = _vector(data, _field(data, header, _BUFFERS)) if compressed else ()
    size = sum(_unpacked(body, places)) if compressed else len(body)
    if min(rows, *lengths, 0) < 0:
        raise ValueError("a length is less than nothing")
    most = MOST_FOR_NOTHING + 8 * size
    if max(rows, sum(lengths)) > most:
        raise ValueError(
            f"{size} bytes of data claim to be {max(rows, sum(lengths))} values; set "
            "`spark.sql.execution.arrow.maxRecordsPerBatch` lower if that is true"
        )
    return size if compressed else 0


def _unpacked(body: memoryview, places: tuple[int, ...]) -> Iterator[int]:
    """The sizes that compressed buffers claim to have."""
    for offset, length in zip(places[::2], places[1::2], strict=True):
        if min(offset, length) < 0:
            raise ValueError("a place is before the beginning")
        if length:
            (claimed,) = struct.unpack_from("<q", body, offset)
            yield length if claimed == _AS_IT_IS else max(0, claimed)


# Of the format of the metadata (FlatBuffers) no more is read than this. A field that is not there
# is at 0, where no field can be.


def is_plain(head: Any, rest: Sequence[Any]) -> bool:
    """Whether each message after the first is a batch that can be read alone, as it is."""
    return (
        head.type == "schema"
        and all(message.type == "record batch" for message in rest)
        and _is_little_endian(head)
    )


def _is_little_endian(schema: Any) -> bool:
    data = memoryview(schema.metadata)
    try:
        field = _field(data, _target(data, _field(data, _target(data, 0), _HEADER)), _ENDIANNESS)
        return not field or struct.unpack_from("<h", data, field) == (0,)
    except struct.error:
        return False


def _field(data: memoryview, table: int, number: int) -> int:
    """Where a field of a table is."""
    (back,) = struct.unpack_from("<i", data, table)
    fields = table - back
    (size,) = struct.unpack_from("<H", data, fields)
    place = 4 + 2 * number
    if place >= size:
        return 0
    (offset,) = struct.unpack_from("<H", data, fields + place)
    return table + cast("int", offset) if offset else 0


def _target(data: memoryview, place: int) -> int:
    """What a place points to."""
    (distance,) = struct.unpack_from("<I", data, place)
    return place + cast("int", distance)


def _vector(data: memoryview, field: int) -> tuple[int, ...]:
    """The numbers in a vector of pairs."""
    if not field:
        return ()
    start = _target(data, field)
    (count,) = struct.unpack_from("<I", data, start)
    # It is where it may be for numbers of eight bytes.
    return _longs(data, start + 4, 2 * count)


def _longs(data: memoryview, place: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{count}q", data, place) if place else (0,) * count
