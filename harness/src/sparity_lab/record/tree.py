"""A message as a tree of plain values, and which of the protocol's words it uses; compares nothing.

Fields by name, in the order of their numbers; maps sorted by key; enums by name; floats as text, so
that equal trees are equal messages; bytes as they are. What the schema does not know is named by
its number: a newer client is not misread in silence.
"""

import functools
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.unknown_fields import UnknownFieldSet

from sparity_lab.record.compressed import unpacked
from sparity_lab.record.schema import KINDS, PACKAGE

_PLAN = f"{PACKAGE}.Plan"

COMPRESSED = "compressed by"
"""Stands in the tree of a plan that came compressed and was opened; holds the codec's number."""

Tree = Any
Uses = set[tuple[str, str]]
"""Kind and name of everything that a message asks for."""

_KIND_OF = {f"{PACKAGE}.{message}": (kind, oneof) for kind, (message, oneof) in KINDS.items()}
_FLOATS = (FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE)


def tree_of(message: Any, uses: Uses) -> dict[str, Tree]:
    """The tree of a message; adds to `uses` what it asks for, at any depth."""
    descriptor = message.DESCRIPTOR
    if descriptor.full_name == _PLAN and message.HasField("compressed_operation"):
        opened = unpacked(message.compressed_operation)
        if opened is not None:
            codec = {COMPRESSED: message.compressed_operation.compression_codec}
            return {**codec, opened[0]: tree_of(opened[1], uses)}
    kind, oneof = _KIND_OF.get(descriptor.full_name, ("", ""))
    tree = {}
    for field, value in message.ListFields():
        if kind and field.containing_oneof is not None and field.containing_oneof.name == oneof:
            uses.add((kind, field.name))
        tree[field.name] = _READERS[_reader(field)](field, value, uses)
    unknowns: Any = UnknownFieldSet(message)
    for unknown in unknowns:
        tree[f"unknown field {unknown.field_number}"] = repr(unknown.data)
    return tree


@functools.lru_cache(maxsize=4096)
def _reader(field: FieldDescriptor) -> str:
    """How a field is read."""
    entry = field.message_type
    if entry is not None and entry.GetOptions().map_entry:
        is_message = entry.fields_by_name["value"].message_type is not None
        return "map of messages" if is_message else "map"
    if entry is not None:
        return "messages" if field.is_repeated else "message"
    of = "enum" if field.enum_type is not None else "plain"
    if field.cpp_type in _FLOATS:
        of = "float"
    return f"{of}s" if field.is_repeated else of


def _enum(field: FieldDescriptor, number: int) -> str | int:
    known = field.enum_type.values_by_number.get(number) if field.enum_type else None
    return number if known is None else str(known.name)


_READERS: dict[str, Any] = {
    "message": lambda field, value, uses: tree_of(value, uses),
    "messages": lambda field, value, uses: [tree_of(item, uses) for item in value],
    "map": lambda field, value, uses: {str(key): value[key] for key in sorted(value)},
    "map of messages": lambda field, value, uses: {
        str(key): tree_of(value[key], uses) for key in sorted(value)
    },
    "enum": lambda field, value, uses: _enum(field, value),
    "enums": lambda field, value, uses: [_enum(field, item) for item in value],
    "float": lambda field, value, uses: repr(value),
    "floats": lambda field, value, uses: [repr(item) for item in value],
    "plain": lambda field, value, uses: value,
    "plains": lambda field, value, uses: list(value),
}
