"""Infers schemas from Python values and lays local rows out for a schema; touches no Arrow."""

import array
import datetime
import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.types.atomic import (
    BinaryType,
    BooleanType,
    ByteType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    ShortType,
    StringType,
)
from sparity.types.base import DataType, NullType
from sparity.types.complex import ArrayType, MapType, StructField, StructType
from sparity.types.geo import Geography, GeographyType, Geometry, GeometryType
from sparity.types.infer_columns import Columns, infer_columns
from sparity.types.interval import DayTimeIntervalType
from sparity.types.merge import has_nulltype, merge, merge_structs
from sparity.types.temporal import DateType, TimestampNTZType, TimestampType, TimeType
from sparity.types.variant import VariantType, VariantVal

_BY_CLASS: dict[type, Callable[[], DataType]] = {
    type(None): NullType,
    bool: BooleanType,
    int: LongType,
    float: DoubleType,
    str: StringType,
    bytes: BinaryType,
    bytearray: BinaryType,
    decimal.Decimal: lambda: DecimalType(38, 18),
    datetime.date: DateType,
    datetime.datetime: TimestampType,
    datetime.time: TimeType,
    datetime.timedelta: DayTimeIntervalType,
    VariantVal: VariantType,
}
_SIGNED_BY_SIZE: dict[int, Callable[[], DataType]] = {
    1: ByteType,
    2: ShortType,
    4: IntegerType,
    8: LongType,
}

_UNKNOWN_CODES = "qQ"
"""Type codes of `array.array` that PySpark infers nothing from, though `l` is the same number."""


@dataclass(frozen=True)
class InferOptions:
    """What Spark's configuration says about inference.

    Attributes:
        dict_as_struct: `spark.sql.pyspark.inferNestedDictAsStruct.enabled`.
        array_from_first_element: `spark.sql.pyspark.legacy.inferArrayTypeFromFirstElement.enabled`.
        map_from_first_pair: `spark.sql.pyspark.legacy.inferMapTypeFromFirstPair.enabled`.
        prefer_timestamp_ntz: `spark.sql.timestampType` is `TIMESTAMP_NTZ`.
    """

    dict_as_struct: bool = False
    array_from_first_element: bool = False
    map_from_first_pair: bool = False
    prefer_timestamp_ntz: bool = False


DEFAULTS = InferOptions()


def infer_type(value: Any, options: InferOptions = DEFAULTS) -> DataType:
    """The type of one value.

    Raises:
        PySparkTypeError: no type holds the value.

    Examples:
        >>> infer_type([1, None])
        ArrayType(LongType(), True)
    """
    kind = type(value)
    if kind is datetime.datetime and options.prefer_timestamp_ntz and value.tzinfo is None:
        return TimestampNTZType()
    if kind in _BY_CLASS:
        return _BY_CLASS[kind]()
    declared = getattr(value, "__UDT__", None)
    if isinstance(declared, DataType):
        return declared
    if isinstance(value, Geometry):
        return GeometryType(value.srid)
    if isinstance(value, Geography):
        return GeographyType(value.srid)
    if kind.__module__ == "numpy":
        # Some are subclasses of Python's own numbers, yet Spark Connect infers none of them.
        raise _unsupported(kind)
    if isinstance(value, dict):
        return _dict_type(value, options)
    if isinstance(value, list):
        return _list_type(value, options)
    if isinstance(value, array.array):
        return ArrayType(_array_element(value), False)
    for known, make in _BY_CLASS.items():
        if isinstance(value, known):
            return make()
    try:
        return infer_struct(value, options=options)
    except TypeError:
        raise _unsupported(kind) from None


def _unsupported(kind: type) -> PySparkTypeError:
    return PySparkTypeError(
        errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": kind.__name__}
    )


def _list_type(value: list[Any], options: InferOptions) -> DataType:
    if not value:
        return ArrayType(NullType(), True)
    considered = value[:1] if options.array_from_first_element else value
    found = [infer_type(item, options) for item in considered]
    return ArrayType(reduce(merge, found), True)


def _dict_type(value: dict[Any, Any], options: InferOptions) -> DataType:
    if options.dict_as_struct:
        return StructType(
            [StructField(name, infer_type(item, options), True) for name, item in value.items()]
        )
    if options.map_from_first_pair:
        pairs = [(k, v) for k, v in value.items() if k is not None and v is not None][:1]
    else:
        pairs = list(value.items())
    if not pairs:
        return MapType(NullType(), NullType(), True)
    keys = reduce(merge, (infer_type(key, options) for key, _ in pairs))
    values = reduce(merge, (infer_type(item, options) for _, item in pairs))
    return MapType(keys, values, True)


def _array_element(value: "array.array[Any]") -> DataType:
    code, size = value.typecode, value.itemsize
    if code in "uw":
        return StringType()
    if code == "f":
        return FloatType()
    if code == "d":
        return DoubleType()
    # Spark has no unsigned numbers: the next wider signed type holds them.
    width = size if code.islower() else size * 2
    if code in _UNKNOWN_CODES or width not in _SIGNED_BY_SIZE:
        raise PySparkTypeError(
            errorClass="UNSUPPORTED_DATA_TYPE",
            messageParameters={"data_type": f"array({code})"},
        )
    return _SIGNED_BY_SIZE[width]()


def infer_struct(
    row: Any, names: Sequence[str] | None = None, options: InferOptions = DEFAULTS
) -> StructType:
    """The struct type of one row.

    Args:
        row: a dict, named or plain tuple, `Row`, list, or object with attributes.
        names: names for the values of tuples and lists that have none.
        options: what Spark's configuration says.

    Raises:
        PySparkTypeError: the value is no row, or no type holds one of its values.

    Examples:
        >>> infer_struct({"b": 1, "a": "x"}).names
        ['a', 'b']
    """
    fields = []
    for name, value in _items(row, names):
        try:
            fields.append(StructField(name, infer_type(value, options), True))
        except TypeError as error:
            raise PySparkTypeError(
                errorClass="CANNOT_INFER_TYPE_FOR_FIELD", messageParameters={"field_name": name}
            ) from error
    return StructType(fields)


def _items(row: Any, names: Sequence[str] | None) -> list[tuple[Any, Any]]:
    if isinstance(row, dict):
        return sorted(row.items())
    if isinstance(row, tuple | list):
        known = getattr(row, "__fields__", None) or getattr(row, "_fields", None) or names or ()
        numbered = (f"_{index}" for index in range(len(known) + 1, len(row) + 1))
        return list(zip([*known, *numbered], row, strict=False))
    if hasattr(row, "__dict__") and not isinstance(row, type):
        return sorted(vars(row).items())
    raise PySparkTypeError(
        errorClass="CANNOT_INFER_SCHEMA_FOR_TYPE",
        messageParameters={"data_type": type(row).__name__},
    )


def infer_schema(
    rows: Sequence[Any], names: Sequence[str] | None = None, options: InferOptions = DEFAULTS
) -> StructType:
    """The struct type that holds all rows.

    Args:
        rows: rows as `infer_struct` takes them.
        names: names for values that have none.
        options: what Spark's configuration says.

    Raises:
        PySparkValueError: there are no rows, or a column is always null.
        PySparkTypeError: two rows do not go together, or no type holds a value.

    Examples:
        >>> infer_schema([(1, None), (None, "x")]).simpleString()
        'struct<_1:bigint,_2:string>'
    """
    return _inferred(rows, names, options)[0]


def _inferred(
    rows: Sequence[Any], names: Sequence[str] | None, options: InferOptions
) -> tuple[StructType, Columns | None]:
    """The same, and the columns of the rows if they had to be taken apart for it."""
    if not rows:
        raise PySparkValueError(errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={})
    columns: Columns | None = None
    alike = _infer_alike(rows, names, options)
    if alike is not None:
        merged, columns = alike
    else:
        merged = reduce(merge_structs, (infer_struct(row, names, options) for row in rows))
    if has_nulltype(merged):
        raise PySparkValueError(errorClass="CANNOT_DETERMINE_TYPE", messageParameters={})
    return merged, columns


def _infer_alike(
    rows: Sequence[Any], names: Sequence[str] | None, options: InferOptions
) -> tuple[StructType, Columns] | None:
    """The struct type of rows that are alike, found by columns; None where that does not work."""

    def by_class(kind: type) -> DataType | None:
        if kind not in _BY_CLASS or (kind is datetime.datetime and options.prefer_timestamp_ntz):
            return None
        return _BY_CLASS[kind]()

    try:
        return infer_columns(rows, names, lambda value: infer_type(value, options), by_class)
    except TypeError:
        # Row by row, the error is that of the value that comes first in the data.
        return None


def is_row(value: Any) -> bool:
    """Whether a value is a whole row and not the only value of one."""
    return isinstance(value, tuple | list | Mapping) or (
        hasattr(value, "__dict__") and not isinstance(value, type | VariantVal)
    )


def local_rows(
    data: Iterable[Any],
    schema: DataType | Sequence[str] | None = None,
    options: InferOptions = DEFAULTS,
) -> tuple[list[Any] | Columns, StructType]:
    """What `createDataFrame` makes of local data: its rows, or their columns, and their schema.

    Args:
        data: rows as `infer_struct` takes them, or single values.
        schema: a struct, the type of single values, names of columns, or nothing.
        options: what Spark's configuration says about inference.

    Raises:
        PySparkValueError: nothing tells the schema, or there are more names than columns.
        PySparkTypeError: rows that do not go together, or a schema of a wrong kind.

    Examples:
        >>> local_rows([1, 2])[1].simpleString()
        'struct<_1:bigint>'
    """
    rows = list(data)
    if isinstance(schema, DataType) and not isinstance(schema, StructType):
        schema = StructType([StructField("value", schema, True)])
    if rows and not is_row(rows[0]):
        rows = [(value,) for value in rows]
    if isinstance(schema, StructType):
        return rows, schema
    if schema is not None and not isinstance(schema, tuple | list):
        raise PySparkTypeError(
            errorClass="NOT_EXPECTED_TYPE",
            messageParameters={
                "arg_name": "schema",
                "expected_type": "list, None or StructType",
                "arg_type": type(schema).__name__,
            },
        )
    inferred, columns = _inferred(rows, schema, options)
    if schema and len(schema) > len(inferred):
        raise PySparkValueError(
            errorClass="AXIS_LENGTH_MISMATCH",
            messageParameters={
                "expected_length": str(len(schema)),
                "actual_length": str(len(inferred)),
            },
        )
    if not schema:
        return columns or rows, inferred
    if columns is None and isinstance(rows[0], dict):
        rows = [tuple(row.get(name) for name in inferred.names) for row in rows]
    new_names = [*schema, *inferred.names[len(schema) :]]
    fields = zip(new_names, inferred.fields, strict=True)
    renamed = StructType([StructField(name, field.dataType, True) for name, field in fields])
    return columns or rows, renamed
