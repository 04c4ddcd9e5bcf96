"""Reads and writes the binary form of variants; knows nothing of columns or Arrow.

A value starts with a byte whose two low bits say what follows: a primitive, a short string, an
object or an array. Keys of objects are numbers into the dictionary that is the metadata.
"""

import base64
import datetime
import itertools
import json
import struct
from decimal import Decimal
from typing import Any

from sparity.errors import PySparkValueError

_PRIMITIVE, _SHORT_STRING, _OBJECT, _ARRAY = range(4)
_VERSION = 1
_EPOCH = datetime.datetime(1970, 1, 1)
_FIXED = {3: "<b", 4: "<h", 5: "<i", 6: "<q", 7: "<d", 14: "<f"}
_INTEGERS = ((3, 1), (4, 2), (5, 4), (6, 8))
_DECIMALS = {8: 4, 9: 8, 10: 16}
_DECIMAL_DIGITS = {8: 9, 9: 18, 10: 38}
_MOST_DIGITS = 38
_LONGEST_SHORT_STRING = 63


class _Number(str):
    """A number of a JSON text, still as written: `1.0` is a decimal, `1e0` a double."""


def base64_text(value: bytes) -> str:
    """Bytes as JSON shows them."""
    return base64.b64encode(value).decode("ascii")


def decode(value: bytes, metadata: bytes) -> Any:
    """The Python value of a variant; raises `PySparkValueError` if it is malformed."""
    try:
        if metadata[0] & 0x0F != _VERSION:
            raise _malformed()
        return _read(value, 0, _keys(metadata))
    except (IndexError, struct.error, UnicodeDecodeError, OverflowError):
        raise _malformed() from None


def _malformed() -> PySparkValueError:
    return PySparkValueError(errorClass="MALFORMED_VARIANT", messageParameters={})


def _unsigned(data: bytes, position: int, size: int) -> int:
    if position + size > len(data):
        raise _malformed()
    return int.from_bytes(data[position : position + size], "little")


def _keys(metadata: bytes) -> list[str]:
    size = (metadata[0] >> 6) + 1
    count = _unsigned(metadata, 1, size)
    first = 1 + size
    offsets = [_unsigned(metadata, first + size * index, size) for index in range(count + 1)]
    text = first + size * (count + 1)
    return [
        metadata[text + start : text + end].decode() for start, end in itertools.pairwise(offsets)
    ]


def _read(data: bytes, position: int, keys: list[str]) -> Any:
    kind, header = data[position] & 3, data[position] >> 2
    position += 1
    if kind == _SHORT_STRING:
        return _bytes(data, position, header).decode()
    if kind == _OBJECT:
        offset_size, id_size = (header & 3) + 1, (header >> 2 & 3) + 1
        count_size = 4 if header >> 4 & 1 else 1
        count = _unsigned(data, position, count_size)
        ids = position + count_size
        offsets = ids + count * id_size
        values = offsets + (count + 1) * offset_size
        return {
            keys[_unsigned(data, ids + index * id_size, id_size)]: _read(
                data, values + _unsigned(data, offsets + index * offset_size, offset_size), keys
            )
            for index in range(count)
        }
    if kind == _ARRAY:
        offset_size = (header & 3) + 1
        count_size = 4 if header >> 2 & 1 else 1
        count = _unsigned(data, position, count_size)
        offsets = position + count_size
        values = offsets + (count + 1) * offset_size
        return [
            _read(data, values + _unsigned(data, offsets + index * offset_size, offset_size), keys)
            for index in range(count)
        ]
    return _read_primitive(header, data, position)


def _bytes(data: bytes, position: int, length: int) -> bytes:
    if position + length > len(data):
        raise _malformed()
    return data[position : position + length]


def _read_primitive(header: int, data: bytes, position: int) -> Any:
    if header < 3:
        return (None, True, False)[header]
    if header in _FIXED:
        return struct.unpack_from(_FIXED[header], data, position)[0]
    if header in _DECIMALS:
        scale, size = data[position], _DECIMALS[header]
        unscaled = int.from_bytes(_bytes(data, position + 1, size), "little", signed=True)
        return Decimal((int(unscaled < 0), tuple(map(int, str(abs(unscaled)))), -scale))
    if header == 11:
        (days,) = struct.unpack_from("<i", data, position)
        return (_EPOCH + datetime.timedelta(days=days)).date()
    if header in (12, 13):
        (micros,) = struct.unpack_from("<q", data, position)
        moment = _EPOCH + datetime.timedelta(microseconds=micros)
        if header != 12:
            return moment
        import zoneinfo  # slow to load

        return moment.replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
    if header in (15, 16):
        raw = _bytes(data, position + 4, _unsigned(data, position, 4))
        return raw if header == 15 else raw.decode()
    raise _malformed()


def encode_json(text: str) -> tuple[bytes, bytes]:
    """Value and metadata of a JSON text; raises `json.JSONDecodeError` if it is none."""
    parsed = json.loads(text, parse_int=_Number, parse_float=_Number)
    keys: dict[str, int] = {}
    value = _write(parsed, keys)
    return value, _metadata(list(keys))


def _metadata(keys: list[str]) -> bytes:
    encoded = [key.encode() for key in keys]
    size = _width(max(sum(map(len, encoded)), len(encoded)))
    parts = [bytes([_VERSION | (size - 1) << 6]), len(encoded).to_bytes(size, "little")]
    parts += [offset.to_bytes(size, "little") for offset in _offsets(encoded)]
    return b"".join(parts + encoded)


def _offsets(parts: list[bytes]) -> list[int]:
    offsets = [0]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets


def _width(number: int) -> int:
    return max(1, (number.bit_length() + 7) // 8)


def _write(value: Any, keys: dict[str, int]) -> bytes:
    if isinstance(value, dict):
        return _write_object(value, keys)
    if isinstance(value, list):
        return _write_array([_write(item, keys) for item in value])
    if isinstance(value, _Number):
        return _write_number(value)
    if isinstance(value, str):
        raw = value.encode()
        if len(raw) <= _LONGEST_SHORT_STRING:
            return bytes([len(raw) << 2 | _SHORT_STRING]) + raw
        return bytes([16 << 2]) + len(raw).to_bytes(4, "little") + raw
    if isinstance(value, float):
        return bytes([7 << 2]) + struct.pack("<d", value)
    return bytes([{None: 0, True: 1, False: 2}[value] << 2])


def _write_object(value: dict[str, Any], keys: dict[str, int]) -> bytes:
    written = []
    for key, item in value.items():
        number = keys.setdefault(key, len(keys))
        written.append((key, number, _write(item, keys)))
    offsets = _offsets([raw for _, _, raw in written])
    id_size = _width(max((number for _, number, _ in written), default=0))
    offset_size = _width(offsets[-1])
    large = len(written) > 255
    order = sorted(range(len(written)), key=lambda index: written[index][0])
    header = int(large) << 4 | (id_size - 1) << 2 | (offset_size - 1)
    return b"".join(
        [
            bytes([header << 2 | _OBJECT]),
            len(written).to_bytes(4 if large else 1, "little"),
            *(written[index][1].to_bytes(id_size, "little") for index in order),
            *(offsets[index].to_bytes(offset_size, "little") for index in [*order, len(written)]),
            *(raw for _, _, raw in written),
        ]
    )


def _write_array(items: list[bytes]) -> bytes:
    offsets = _offsets(items)
    size = _width(offsets[-1])
    large = len(items) > 255
    return b"".join(
        [
            bytes([(int(large) << 2 | (size - 1)) << 2 | _ARRAY]),
            len(items).to_bytes(4 if large else 1, "little"),
            *(offset.to_bytes(size, "little") for offset in offsets),
            *items,
        ]
    )


def _write_number(text: str) -> bytes:
    if not set(text) & set(".eE"):
        number = int(text)
        for header, size in _INTEGERS:
            if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1:
                return bytes([header << 2]) + number.to_bytes(size, "little", signed=True)
    if not set(text) & set("eE"):
        whole, _, fraction = text.partition(".")
        unscaled = int(whole + fraction)
        digits = max(len(str(abs(unscaled))), len(fraction))
        for header, limit in _DECIMAL_DIGITS.items():
            if digits <= limit <= _MOST_DIGITS:
                raw = unscaled.to_bytes(_DECIMALS[header], "little", signed=True)
                return bytes([header << 2, len(fraction)]) + raw
    return bytes([7 << 2]) + struct.pack("<d", float(text))
