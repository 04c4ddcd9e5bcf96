"""Whether Arrow columns are of the kinds that a Spark schema asks for; converts nothing."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from sparity.arrow.damage import broken
from sparity.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    CharType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    FractionalType,
    IntegralType,
    MapType,
    NullType,
    SpatialType,
    StringType,
    StructType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    UserDefinedType,
    VarcharType,
    VariantType,
)

_is: Any = pa.types


def _is_text(kind: Any) -> bool:
    return bool(_is.is_string(kind) or _is.is_large_string(kind) or str(kind) == "string_view")


def _is_bytes(kind: Any) -> bool:
    return bool(
        _is.is_binary(kind)
        or _is.is_large_binary(kind)
        or _is.is_fixed_size_binary(kind)
        or str(kind) == "binary_view"
    )


#: The first that a type is an instance of counts; others take any column without columns in it.
_LEAVES: tuple[tuple[type[DataType] | tuple[type[DataType], ...], Callable[[Any], bool]], ...] = (
    (BooleanType, _is.is_boolean),
    (IntegralType, _is.is_integer),
    (DecimalType, _is.is_decimal),
    (FractionalType, _is.is_floating),
    ((StringType, CharType, VarcharType), _is_text),
    (BinaryType, _is_bytes),
    (DateType, _is.is_date),
    (TimeType, _is.is_time),
    (DayTimeIntervalType, _is.is_duration),
    (
        (TimestampType, TimestampNTZType, TimestampLTZNanosType, TimestampNTZNanosType),
        _is.is_timestamp,
    ),
)
_MADE_OF = {VariantType: ("value", "metadata"), SpatialType: ("wkb", "srid")}


def refuse_misfits(arrow: pa.Schema, schema: StructType) -> None:
    """See that each column can be read as what the schema says.

    Raises:
        SparkConnectException: `PROTOCOL_ERROR`, one cannot.
    """
    for field, wanted in zip(arrow, schema.fields, strict=True):
        if not _fits(field.type, wanted.dataType):
            raise broken(
                f"column {wanted.name!r} comes as {field.type} where "
                f"{wanted.dataType.simpleString()} was due"
            )


def _fits(kind: Any, wanted: DataType) -> bool:
    if _is.is_dictionary(kind):
        kind = kind.value_type
    if isinstance(wanted, UserDefinedType):
        return _fits(kind, wanted.sqlType())
    if isinstance(wanted, StructType):
        return _is.is_struct(kind) and _all_fit(kind, [one.dataType for one in wanted.fields])
    if isinstance(wanted, MapType):
        return bool(
            _is.is_map(kind)
            and _fits(kind.key_type, wanted.keyType)
            and _fits(kind.item_type, wanted.valueType)
        )
    if isinstance(wanted, ArrayType):
        return _is_list(kind) and _fits(kind.value_type, wanted.elementType)
    for made, parts in _MADE_OF.items():
        if isinstance(wanted, made):
            return _is.is_struct(kind) and {one.name for one in kind} >= set(parts)
    if _is.is_null(kind):
        return True
    if isinstance(wanted, NullType):
        return not _is.is_nested(kind)
    for types, matches in _LEAVES:
        if isinstance(wanted, types):
            return matches(kind)
    return not _is.is_nested(kind)


def _all_fit(kind: Any, wanted: list[DataType]) -> bool:
    return kind.num_fields == len(wanted) and all(
        _fits(kind.field(place).type, one) for place, one in enumerate(wanted)
    )


def _is_list(kind: Any) -> bool:
    return bool(_is.is_list(kind) or _is.is_large_list(kind) or _is.is_fixed_size_list(kind))
