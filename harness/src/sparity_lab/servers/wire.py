"""The few Spark Connect messages a probe needs, by hand; not a client, not a library."""

from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def varint(number: int) -> bytes:
    """A non-negative number in protobuf's variable-length form."""
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        if not number:
            return bytes([*out, low])
        out.append(low | 0x80)


def message(number: int, content: bytes) -> bytes:
    """A length-delimited field: a text or an embedded message."""
    return varint(number << 3 | _BYTES) + varint(len(content)) + content


def integer(number: int, value: int) -> bytes:
    """A variable-length integer field."""
    return varint(number << 3 | _VARINT) + varint(value)


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in order; raises `ValueError` when `data` is none."""
    position = 0
    while position < len(data):
        key, position = _read_varint(data, position)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, position = _read_varint(data, position)
            yield number, value
            continue
        if kind == _BYTES:
            size, position = _read_varint(data, position)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"not a protobuf message: wire type {kind}")
        if position + size > len(data):
            raise ValueError("not a protobuf message: it ends too early")
        yield number, data[position : position + size]
        position += size


def submessage(data: bytes, number: int) -> bytes | None:
    """The last embedded message or text with this field number, if there is one."""
    found = None
    for field, value in fields(data):
        if field == number and isinstance(value, bytes):
            found = value
    return found


def number_of(data: bytes, number: int) -> int:
    """The last integer with this field number; 0, the default, if there is none."""
    found = 0
    for field, value in fields(data):
        if field == number and isinstance(value, int):
            found = value
    return found


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data) and shift < 70:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, position
        shift += 7
    raise ValueError("not a protobuf message: a number has no end")


def version_request(session: str, user: str, agent: str) -> bytes:
    """AnalyzePlanRequest: which Spark version are you?"""
    return (
        message(1, session.encode()) + _user(user) + message(3, agent.encode()) + message(10, b"")
    )


def version_answer(data: bytes) -> str | None:
    """The Spark version in an AnalyzePlanResponse."""
    answer = submessage(data, 8)
    text = None if answer is None else submessage(answer, 1)
    return None if text is None else text.decode("utf-8")


def range_request(session: str, user: str, agent: str, rows: int) -> bytes:
    """ExecutePlanRequest: the numbers from 0 to `rows`, as Arrow."""
    numbers = message(15, integer(2, rows) + integer(3, 1))
    relation = message(1, integer(2, 1)) + numbers
    plan = message(1, relation)
    head = message(1, session.encode()) + _user(user)
    return head + message(3, plan) + message(4, agent.encode())


def rows_answered(data: bytes) -> int:
    """How many rows an ExecutePlanResponse carries."""
    batch = submessage(data, 2)
    return 0 if batch is None else number_of(batch, 1)


def release_request(session: str, user: str, agent: str) -> bytes:
    """ReleaseSessionRequest: forget the session."""
    return message(1, session.encode()) + _user(user) + message(3, agent.encode())


def _user(user: str) -> bytes:
    return message(2, message(1, user.encode()))
