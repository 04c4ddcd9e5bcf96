"""Judges what is in a request: fields and enum values that a server's version does not know."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

from sparity_lab.record import since
from sparity_lab.record.compressed import unpacked
from sparity_lab.record.schema import PACKAGE

_COMPRESSED = f"{PACKAGE}.Plan.CompressedOperation"


def foreign(request: Any, line: since.Line) -> Iterator[str]:
    """What of a request a server of this line does not understand."""
    for message in _messages(request):
        if message.DESCRIPTOR.full_name == _COMPRESSED and unpacked(message) is None:
            yield "the compressed plan cannot be opened"
        name = message.DESCRIPTOR.full_name
        unknown: Any = UnknownFieldSet(message)
        for field in unknown:
            yield f"{name} has no field {field.field_number}"
        for field, value in message.ListFields():
            needed = since.field_since(name, field.name)
            if needed > line:
                yield f"{name}.{field.name} is only known since {_shown(needed)}"
            if field.enum_type is not None:
                values = value if field.is_repeated else [value]
                yield from _foreign_values(f"{name}.{field.name}", field.enum_type, values, line)


def _foreign_values(name: str, enum: Any, values: Any, line: since.Line) -> Iterator[str]:
    for number in values:
        known = enum.values_by_number.get(number)
        if known is None:
            yield f"{name} has the unknown value {number}"
            continue
        needed = since.enum_value_since(enum.full_name, known.name)
        if needed > line:
            yield f"{name} is {known.name}, which is only known since {_shown(needed)}"


def _messages(request: Any) -> Iterator[Any]:
    """A request and all messages in it that are Spark Connect's own, also compressed ones."""
    pending = [request]
    while pending:
        one = pending.pop()
        if not one.DESCRIPTOR.full_name.startswith(f"{PACKAGE}."):
            continue
        yield one
        if one.DESCRIPTOR.full_name == _COMPRESSED and (inner := unpacked(one)) is not None:
            pending.append(inner[1])
        for field, value in one.ListFields():
            if field.message_type is None:
                continue
            if not field.is_repeated:
                pending.append(value)
            elif field.message_type.GetOptions().map_entry:
                pending += [entry for entry in value.values() if isinstance(entry, Message)]
            else:
                pending += value


def _shown(line: since.Line) -> str:
    return ".".join(map(str, line))
