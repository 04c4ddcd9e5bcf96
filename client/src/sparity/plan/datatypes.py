"""Data types to and from `spark.connect.DataType` messages; works on messages of any pool."""

import json
from collections.abc import Callable
from typing import Any

from sparity.errors import PySparkValueError
from sparity.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    CalendarIntervalType,
    CharType,
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
    VarcharType,
    VariantType,
    YearMonthIntervalType,
)

_KINDS: dict[type[DataType], str] = {
    NullType: "null",
    BinaryType: "binary",
    BooleanType: "boolean",
    ByteType: "byte",
    ShortType: "short",
    IntegerType: "integer",
    LongType: "long",
    FloatType: "float",
    DoubleType: "double",
    DateType: "date",
    TimestampType: "timestamp",
    TimestampNTZType: "timestamp_ntz",
    CalendarIntervalType: "calendar_interval",
    VariantType: "variant",
    StringType: "string",
    CharType: "char",
    VarcharType: "var_char",
    DecimalType: "decimal",
    TimeType: "time",
    TimestampNTZNanosType: "timestamp_ntz_nanos",
    TimestampLTZNanosType: "timestamp_ltz_nanos",
    YearMonthIntervalType: "year_month_interval",
    DayTimeIntervalType: "day_time_interval",
    GeometryType: "geometry",
    GeographyType: "geography",
}
# Python attribute by field of the kind's message, for kinds that are only numbers.
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "char": {"length": "length"},
    "var_char": {"length": "length"},
    "decimal": {"precision": "precision", "scale": "scale"},
    "time": {"precision": "precision"},
    "timestamp_ntz_nanos": {"precision": "precision"},
    "timestamp_ltz_nanos": {"precision": "precision"},
    "year_month_interval": {"startField": "start_field", "endField": "end_field"},
    "day_time_interval": {"startField": "start_field", "endField": "end_field"},
    "geometry": {"srid": "srid"},
    "geography": {"srid": "srid"},
}
_CLASSES = {kind: data_type for data_type, kind in _KINDS.items()}


def write_data_type(dt: DataType, message: Any) -> None:
    """Fill a `spark.connect.DataType` message with a data type.

    Raises:
        PySparkValueError: the protocol has no such type.
    """
    if isinstance(dt, UserDefinedType):
        _write_udt(dt, message.udt)
    elif isinstance(dt, ArrayType):
        write_data_type(dt.elementType, message.array.element_type)
        message.array.contains_null = dt.containsNull
    elif isinstance(dt, MapType):
        write_data_type(dt.keyType, message.map.key_type)
        write_data_type(dt.valueType, message.map.value_type)
        message.map.value_contains_null = dt.valueContainsNull
    elif isinstance(dt, StructType):
        message.struct.SetInParent()
        for field in dt.fields:
            _write_field(field, message.struct.fields.add())
    else:
        _write_leaf(dt, message)


def _write_leaf(dt: DataType, message: Any) -> None:
    kind = _KINDS.get(type(dt))
    if kind is None:
        raise PySparkValueError(
            errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": str(dt)}
        )
    part = getattr(message, kind)
    part.SetInParent()
    for attribute, name in _ATTRIBUTES.get(kind, {}).items():
        setattr(part, name, getattr(dt, attribute))
    # Servers before 4.0 do not know the field, so the default stays unsaid.
    if isinstance(dt, StringType) and not dt.isUTF8BinaryCollation():
        part.collation = dt.collation


def _write_field(field: StructField, message: Any) -> None:
    message.name = field.name
    message.nullable = field.nullable
    write_data_type(field.dataType, message.data_type)
    if field.metadata:
        message.metadata = json.dumps(field.metadata)


def _write_udt(dt: UserDefinedType, message: Any) -> None:
    message.type = "udt"
    message.python_class = dt._python_class()
    if dt.scalaUDT():
        message.jvm_class = dt.scalaUDT()
    serialized = dt._serialized_class()
    if serialized is not None:
        message.serialized_python_class = serialized
    write_data_type(dt.sqlType(), message.sql_type)


def read_data_type(message: Any) -> DataType:
    """The data type that a `spark.connect.DataType` message describes.

    Raises:
        PySparkValueError: the message is of a kind that this release does not know.
    """
    kind = message.WhichOneof("kind")
    nested: dict[str, Callable[[Any], DataType]] = {
        "array": _read_array,
        "map": _read_map,
        "struct": _read_struct,
        "udt": _read_udt,
        "string": _read_string,
        "unparsed": lambda part: DataType.fromDDL(part.data_type_string),
    }
    if kind in nested:
        return nested[kind](getattr(message, kind))
    if kind not in _CLASSES:
        raise PySparkValueError(
            errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": str(kind)}
        )
    return _read_leaf(kind, getattr(message, kind))


def _read_leaf(kind: str, part: Any) -> DataType:
    make: Callable[..., DataType] = _CLASSES[kind]
    if issubclass(_CLASSES[kind], SpatialType):
        return make("ANY" if part.srid == SpatialType.MIXED_SRID else part.srid)
    attributes = _ATTRIBUTES.get(kind, {})
    present = {
        attribute: getattr(part, name)
        for attribute, name in attributes.items()
        if not part.DESCRIPTOR.fields_by_name[name].has_presence or part.HasField(name)
    }
    return make(**present)


def _read_string(part: Any) -> DataType:
    return StringType(part.collation) if part.collation else StringType()


def _read_array(part: Any) -> DataType:
    return ArrayType(read_data_type(part.element_type), part.contains_null)


def _read_map(part: Any) -> DataType:
    return MapType(
        read_data_type(part.key_type), read_data_type(part.value_type), part.value_contains_null
    )


def _read_struct(part: Any) -> DataType:
    return StructType(
        [
            StructField(
                field.name,
                read_data_type(field.data_type),
                field.nullable,
                json.loads(field.metadata) if field.metadata else None,
            )
            for field in part.fields
        ]
    )


def _read_udt(part: Any) -> DataType:
    # A type of the server's own has no Python class: its values come in their stored form.
    if not part.python_class:
        return read_data_type(part.sql_type)
    return UserDefinedType.fromJson({"pyClass": part.python_class})
