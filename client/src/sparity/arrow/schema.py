"""Arrow schemas to and from Spark's; converts no values."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from sparity.arrow.damage import clean_errors
from sparity.errors import PySparkTypeError, UnsupportedOperationException
from sparity.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    GeographyType,
    GeometryType,
    IntegerType,
    LongType,
    MapType,
    NullType,
    ShortType,
    SpatialType,
    StringType,
    StructField,
    StructType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    TimeType,
    UserDefinedType,
    VariantType,
)

_METADATA = b"SPARK::metadata::json"
_TRUE = b"true"
_LEAVES: dict[type[DataType], pa.DataType] = {
    NullType: pa.null(),
    BooleanType: pa.bool_(),
    ByteType: pa.int8(),
    ShortType: pa.int16(),
    IntegerType: pa.int32(),
    LongType: pa.int64(),
    FloatType: pa.float32(),
    DoubleType: pa.float64(),
    StringType: pa.string(),
    BinaryType: pa.binary(),
    DateType: pa.date32(),
    TimestampNTZType: pa.timestamp("us"),
    TimestampNTZNanosType: pa.timestamp("ns"),
    DayTimeIntervalType: pa.duration("us"),
    TimeType: pa.time64("ns"),
}
_FROM_LEAVES: tuple[tuple[Callable[[pa.DataType], bool], Callable[[], DataType]], ...] = (
    (pa.types.is_null, NullType),
    (pa.types.is_boolean, BooleanType),
    (pa.types.is_int8, ByteType),
    (pa.types.is_int16, ShortType),
    (pa.types.is_int32, IntegerType),
    (pa.types.is_int64, LongType),
    (pa.types.is_float32, FloatType),
    (pa.types.is_float64, DoubleType),
    (pa.types.is_string, StringType),
    (pa.types.is_large_string, StringType),
    (pa.types.is_binary, BinaryType),
    (pa.types.is_large_binary, BinaryType),
    (pa.types.is_fixed_size_binary, BinaryType),
    (pa.types.is_date32, DateType),
    (pa.types.is_time64, TimeType),
    (pa.types.is_duration, DayTimeIntervalType),
)


def _unsupported(data_type: object) -> PySparkTypeError:
    return PySparkTypeError(
        errorClass="UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION",
        messageParameters={"data_type": str(data_type)},
    )


def to_arrow_type(
    data_type: DataType, timezone: str = "UTC", *, unique_names: bool = False
) -> pa.DataType:
    """The Arrow type that carries a Spark type on the wire.

    Args:
        data_type: the Spark type.
        timezone: the time zone written on moments.
        unique_names: refuse structs in which two fields share a name.

    Raises:
        PySparkTypeError: Arrow has no such type.
        UnsupportedOperationException: two fields share a name and must not.
    """
    if type(data_type) in _LEAVES:
        return _LEAVES[type(data_type)]
    if isinstance(data_type, DecimalType):
        return pa.decimal128(data_type.precision, data_type.scale)
    if isinstance(data_type, TimestampType):
        return pa.timestamp("us", tz=timezone)
    if isinstance(data_type, TimestampLTZNanosType):
        return pa.timestamp("ns", tz=timezone)
    if isinstance(data_type, ArrayType):
        element = to_arrow_type(data_type.elementType, timezone, unique_names=unique_names)
        return pa.list_(pa.field("element", element, data_type.containsNull))
    if isinstance(data_type, MapType):
        key = to_arrow_type(data_type.keyType, timezone, unique_names=unique_names)
        value = to_arrow_type(data_type.valueType, timezone, unique_names=unique_names)
        item: Any = pa.field("value", value, data_type.valueContainsNull)
        return pa.map_(key, item)
    if isinstance(data_type, StructType):
        names = data_type.names
        if unique_names and len(set(names)) < len(names):
            raise UnsupportedOperationException(
                errorClass="DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT",
                messageParameters={"field_names": str(names)},
            )
        return pa.struct([_field(field, timezone, unique_names) for field in data_type.fields])
    if isinstance(data_type, UserDefinedType):
        return to_arrow_type(data_type.sqlType(), timezone, unique_names=unique_names)
    if isinstance(data_type, VariantType):
        return pa.struct(
            [
                pa.field("value", pa.binary(), False),
                pa.field("metadata", pa.binary(), False, {b"variant": _TRUE}),
            ]
        )
    if isinstance(data_type, SpatialType):
        kind = data_type.typeName().encode()
        metadata = {kind: _TRUE, b"srid": str(data_type.srid).encode()}
        return pa.struct(
            [
                pa.field("srid", pa.int32(), False),
                pa.field("wkb", pa.binary(), False, metadata),
            ]
        )
    raise _unsupported(data_type)


def _field(field: StructField, timezone: str, unique_names: bool) -> "pa.Field[Any]":
    metadata = {_METADATA: json.dumps(field.metadata).encode()} if field.metadata else None
    arrow = to_arrow_type(field.dataType, timezone, unique_names=unique_names)
    return pa.field(field.name, arrow, field.nullable, metadata)


def to_arrow_schema(
    schema: StructType, timezone: str = "UTC", *, unique_names: bool = False
) -> pa.Schema:
    """The Arrow schema that carries a Spark schema; arguments as in `to_arrow_type`."""
    return pa.schema([_field(field, timezone, unique_names) for field in schema.fields])


def from_arrow_type(arrow: Any, prefer_timestamp_ntz: bool = True) -> DataType:
    """The Spark type of an Arrow type.

    Args:
        arrow: the Arrow type; large and dictionary types count as what they hold.
        prefer_timestamp_ntz: read timestamps without a zone as `TimestampNTZType`.

    Raises:
        PySparkTypeError: Spark has no such type.
    """
    for matches, make in _FROM_LEAVES:
        if matches(arrow):
            return make()
    if pa.types.is_decimal(arrow):
        return DecimalType(arrow.precision, arrow.scale)
    if pa.types.is_timestamp(arrow):
        without_zone = prefer_timestamp_ntz and arrow.tz is None
        return TimestampNTZType() if without_zone else TimestampType()
    if pa.types.is_dictionary(arrow):
        return from_arrow_type(arrow.value_type, prefer_timestamp_ntz)
    if _is_list(arrow):
        element = from_arrow_type(arrow.value_type, prefer_timestamp_ntz)
        return ArrayType(element, arrow.value_field.nullable)
    if pa.types.is_map(arrow):
        key = from_arrow_type(arrow.key_type, prefer_timestamp_ntz)
        value = from_arrow_type(arrow.item_type, prefer_timestamp_ntz)
        return MapType(key, value, arrow.item_field.nullable)
    if pa.types.is_struct(arrow):
        return _from_struct(arrow, prefer_timestamp_ntz)
    raise _unsupported(arrow)


def _is_list(arrow: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(arrow)
        or pa.types.is_large_list(arrow)
        or pa.types.is_fixed_size_list(arrow)
    )


def _from_struct(arrow: pa.StructType, prefer_timestamp_ntz: bool) -> DataType:
    fields = [arrow.field(index) for index in range(arrow.num_fields)]
    last = (fields[-1].metadata or {}) if len(fields) == 2 else {}
    names = [field.name for field in fields]
    if last.get(b"variant") == _TRUE and names == ["value", "metadata"]:
        return VariantType()
    for kind in (GeometryType, GeographyType):
        if last.get(kind.typeName().encode()) == _TRUE:
            srid = int(last[b"srid"])
            return kind("ANY" if srid == SpatialType.MIXED_SRID else srid)
    return StructType([_from_field(field, prefer_timestamp_ntz) for field in fields])


def _from_field(field: "pa.Field[Any]", prefer_timestamp_ntz: bool) -> StructField:
    kept = (field.metadata or {}).get(_METADATA)
    metadata = json.loads(kept) if kept else None
    data_type = from_arrow_type(field.type, prefer_timestamp_ntz)
    return StructField(field.name, data_type, field.nullable, metadata)


def from_arrow_schema(schema: pa.Schema, prefer_timestamp_ntz: bool = True) -> StructType:
    """The Spark schema of an Arrow schema; arguments as in `from_arrow_type`."""
    return StructType([_from_field(field, prefer_timestamp_ntz) for field in schema])


def conform(table: pa.Table, schema: StructType, timezone: str = "UTC") -> pa.Table:
    """A result table exactly as its Spark schema describes it, as `toArrow` hands it out.

    Servers write the session's time zone on moments and leave out what Arrow does not need;
    here every column gets the type, the nullability and the metadata that the schema gives it.

    Args:
        table: what the server sent.
        schema: the schema of the frame.
        timezone: the time zone to write on moments.

    Raises:
        PySparkTypeError: Arrow has no type for a column.
        UnsupportedOperationException: two fields of a struct share a name.
    """
    return _conformed(table, to_arrow_schema(schema, timezone, unique_names=True))


def conform_batches(
    given: pa.Schema, batches: Iterable[pa.RecordBatch], schema: StructType, timezone: str = "UTC"
) -> Iterator[pa.RecordBatch]:
    """The same of batches one at a time, all of which have the schema `given`."""
    wanted = to_arrow_schema(schema, timezone, unique_names=True)
    if given.equals(wanted, check_metadata=True):
        yield from batches
        return
    for batch in batches:
        yield from _conformed(pa.Table.from_batches([batch]), wanted).to_batches()


def _conformed(table: pa.Table, wanted: pa.Schema) -> pa.Table:
    if table.schema.equals(wanted, check_metadata=True):
        return table
    with clean_errors():
        columns = [
            column if column.type == field.type else column.cast(field.type)
            for column, field in zip(table.columns, wanted, strict=True)
        ]
    return pa.Table.from_arrays(columns, schema=wanted)
