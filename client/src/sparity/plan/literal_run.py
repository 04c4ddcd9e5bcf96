"""Many literals of one kind and one place, held as plain values and written at once.

A sequence of nodes like any other to whoever reads it; the encoder takes the bytes instead.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from sparity.plan.expressions import Literal
from sparity.plan.node import Expression, PythonOrigin
from sparity.protocol import descriptor

_LENGTH_DELIMITED = 2


class LiteralRun(Sequence[Expression]):
    """An expression, and after it literals of one kind.

    Args:
        first: the expression.
        field: the field of `Literal` that holds each value.
        values: the values, all such that the field can hold them.
        origin: where the user wrote them.
    """

    __slots__ = ("_field", "_first", "_origin", "_values")

    #: The fields of `Literal` that a run can have.
    FIELDS = ("integer", "long", "double", "string")

    def __init__(
        self, first: Expression, field: str, values: Sequence[Any], origin: PythonOrigin | None
    ) -> None:
        self._first, self._field, self._values, self._origin = first, field, values, origin

    @property
    def first(self) -> Expression:
        """The expression before the literals."""
        return self._first

    @property
    def origin(self) -> PythonOrigin | None:
        """Where the user wrote the literals."""
        return self._origin

    def __len__(self) -> int:
        return 1 + len(self._values)

    def __iter__(self) -> Iterator[Expression]:
        yield self._first
        yield from map(self._literal, self._values)

    @overload
    def __getitem__(self, index: int) -> Expression: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Expression]: ...
    def __getitem__(self, index: int | slice) -> Expression | Sequence[Expression]:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = range(len(self))[index]
        return self._literal(self._values[place - 1]) if place else self._first

    def _literal(self, value: Any) -> Expression:
        return Literal(origin=self._origin, **{self._field: value})

    def encoded(self, number: int, common: bytes) -> bytes:
        """The literals as elements of a repeated field of expressions, in the wire format.

        Args:
            number: the number of that field.
            common: the field of an expression that all of them have in common, if there is one.
        """
        element = _tag(number, _LENGTH_DELIMITED)
        literal = _tag(descriptor("Expression").fields_by_name["literal"].number, _LENGTH_DELIMITED)
        value_tag, written = _writer(self._field)
        # What stands before a value depends on nothing but how long it is.
        before: dict[int, bytes] = {}
        parts: list[bytes] = []
        for value in map(written, self._values):
            length = len(value)
            if length not in before:
                inner = common + literal + _varint(len(value_tag) + length) + value_tag
                before[length] = element + _varint(len(inner) + length) + inner
            parts += (before[length], value)
        return b"".join(parts)


_SMALL = tuple(bytes((number,)) for number in range(128))


def _varint(number: int) -> bytes:
    if 0 <= number < 128:
        return _SMALL[number]
    if 0 < number < 128 * 128:
        return bytes((number & 127 | 128, number >> 7))
    rest = number & (2**64 - 1)  # negative ones as their two's complement
    found = bytearray()
    while rest > 127:
        found.append(rest & 127 | 128)
        rest >>= 7
    found.append(rest)
    return bytes(found)


def _text(value: str) -> bytes:
    data = value.encode()
    return _varint(len(data)) + data


_WRITERS: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "integer": (0, _varint),
    "long": (0, _varint),
    "double": (1, struct.Struct("<d").pack),
    "string": (_LENGTH_DELIMITED, _text),
}


@functools.cache
def _writer(field: str) -> tuple[bytes, Callable[[Any], bytes]]:
    """The tag of a field of `Literal`, and how its values are written."""
    kind, written = _WRITERS[field]
    return _tag(descriptor(Literal.message).fields_by_name[field].number, kind), written


def _tag(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)
