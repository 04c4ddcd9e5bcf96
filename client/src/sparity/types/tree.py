"""Draws a struct as the tree that `printSchema` shows."""

from collections.abc import Iterator

from sparity.types.base import DataType
from sparity.types.complex import ArrayType, MapType, StructField, StructType
from sparity.types.geo import SpatialType
from sparity.types.interval import DayTimeIntervalType, YearMonthIntervalType

# A name stays on the line of its field.
_ESCAPES = str.maketrans(
    {
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\f": "\\f",
        "\b": "\\b",
        "\v": "\\v",
        "\a": "\\a",
    }
)


def draw(struct: StructType, depth: int) -> str:
    """The tree of a struct, one line a part, down to a number of levels."""
    return "\n".join(["root", *_fields(struct, " |", depth)]) + "\n"


def _word(value: bool) -> str:
    return str(value).lower()


def _name(data_type: DataType) -> str:
    if isinstance(data_type, ArrayType | MapType | StructType | SpatialType):
        return data_type.typeName()
    spelled_in_full = isinstance(data_type, DayTimeIntervalType | YearMonthIntervalType)
    if spelled_in_full or "(" in data_type.simpleString():
        return data_type.simpleString()
    return data_type.typeName()


def _fields(struct: StructType, prefix: str, depth: int) -> Iterator[str]:
    for field in struct.fields:
        yield from _field(field, prefix, depth)


def _field(field: StructField, prefix: str, depth: int) -> Iterator[str]:
    kind = _name(field.dataType)
    name = field.name.translate(_ESCAPES)
    yield f"{prefix}-- {name}: {kind} (nullable = {_word(field.nullable)})"
    yield from _parts(field.dataType, f"{prefix}    |", depth - 1)


def _parts(data_type: DataType, prefix: str, depth: int) -> Iterator[str]:
    if depth <= 0:
        return
    if isinstance(data_type, StructType):
        yield from _fields(data_type, prefix, depth)
    elif isinstance(data_type, ArrayType):
        element = data_type.elementType
        note = f"(containsNull = {_word(data_type.containsNull)})"
        yield f"{prefix}-- element: {_name(element)} {note}"
        yield from _parts(element, f"{prefix}    |", depth - 1)
    elif isinstance(data_type, MapType):
        yield f"{prefix}-- key: {_name(data_type.keyType)}"
        yield from _parts(data_type.keyType, f"{prefix}    |", depth - 1)
        note = f"(valueContainsNull = {_word(data_type.valueContainsNull)})"
        yield f"{prefix}-- value: {_name(data_type.valueType)} {note}"
        yield from _parts(data_type.valueType, f"{prefix}    |", depth - 1)
