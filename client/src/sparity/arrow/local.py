"""Local rows to Arrow tables, coerced as Spark Connect does it; inference is in `sparity.types`."""

import datetime
import decimal
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

import pyarrow as pa

from sparity.arrow.garbage import garbage_collection_paused
from sparity.arrow.local_clock import LocalClock
from sparity.arrow.schema import to_arrow_schema, to_arrow_type
from sparity.errors import PySparkValueError
from sparity.types import (
    ArrayType,
    BinaryType,
    DataType,
    DecimalType,
    MapType,
    NullType,
    Row,
    SpatialType,
    StringType,
    StructType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    UserDefinedType,
    VariantType,
)
from sparity.types.infer_columns import Columns, columns_of

_UTC = datetime.UTC
_SEQUENCES = (list, tuple, set, frozenset, range, deque)
_NOTHING: set[type] = {type(None)}
#: Classes that the coercion to a type would not change.
_TAKEN_AS_THEY_ARE: dict[type[DataType], set[type]] = {
    StringType: {str, type(None)},
    BinaryType: {bytes, type(None)},
}
_zone_of, _fold_of = attrgetter("tzinfo"), attrgetter("fold")
_BUILT_HERE = (ArrayType, MapType, StructType, UserDefinedType)


def rows_to_table(data: Sequence[Any] | Columns, schema: StructType) -> pa.Table:
    """The Arrow table of local rows.

    Args:
        data: rows as tuples, lists, dicts, `Row`s or objects, in the order of the schema or by
            its names; or their columns.
        schema: the schema of the table.

    Raises:
        PySparkValueError: a row of another length, or None where nothing may be null.
        PySparkTypeError: Arrow has no type for a column.
        AssertionError: a value of a class that the type does not take.
        pyarrow.ArrowInvalid, pyarrow.ArrowTypeError: a value that the type cannot hold.

    Examples:
        >>> from sparity.types import StructType
        >>> rows_to_table([(1,), (2,)], StructType().add("a", "long")).num_rows
        2
    """
    arrow = to_arrow_schema(schema)
    with garbage_collection_paused():
        if isinstance(data, Columns):
            columns, kinds, count = data
        else:
            columns, count = _columns(data, schema), len(data)
            kinds = [set(map(type, values)) for values in columns]
        arrays = [
            _build(values, field.dataType, field.nullable, classes)
            for values, field, classes in zip(columns, schema.fields, kinds, strict=True)
        ]
    if not arrays:
        return without_columns(count)
    return pa.Table.from_arrays(arrays, schema=arrow)


def without_columns(count: int) -> pa.Table:
    """A table of so many rows and no columns."""
    rows: Any = pa.array([{}] * count, pa.struct([]))
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(rows)])


def _columns(
    rows: Sequence[Any], schema: StructType, is_row: Callable[[Any], bool] | None = None
) -> list[list[Any]]:
    width = len(schema)
    if is_row is not None:
        for row in rows:
            _check(is_row(row), StructType, row)
    if not rows:
        return [[] for _ in range(width)]
    kinds = set(map(type, rows))
    if kinds == {dict}:
        return [list(map(dict.get, rows, repeat(name))) for name in schema.names]
    if (kinds == {list} or kinds <= {tuple, Row}) and set(map(len, rows)) == {width}:
        return columns_of(rows, width)
    laid_out = [_values(row, schema, width) for row in rows]
    return [list(column) for column in zip(*laid_out, strict=True)]


def _values(row: Any, schema: StructType, width: int) -> Sequence[Any]:
    if isinstance(row, tuple | list):
        if len(row) != width:
            raise PySparkValueError(
                errorClass="AXIS_LENGTH_MISMATCH",
                messageParameters={"expected_length": str(width), "actual_length": str(len(row))},
            )
        return row
    if row is None:
        return (None,) * width
    if isinstance(row, dict):
        return [row.get(name) for name in schema.names]
    if hasattr(row, "__dict__"):
        return [vars(row).get(name) for name in schema.names]
    return tuple(row)


def _build(
    values: list[Any], data_type: DataType, nullable: bool, kinds: set[type] | None = None
) -> "pa.Array[Any]":
    if kinds is None:
        kinds = set(map(type, values))
    if not nullable and type(None) in kinds:
        raise PySparkValueError(f"{data_type} does not take None here: it is not nullable")
    if isinstance(data_type, StructType):
        return _build_structs(values, data_type)
    if isinstance(data_type, ArrayType):
        return _build_arrays(values, data_type)
    if isinstance(data_type, MapType):
        return _build_maps(values, data_type)
    if isinstance(data_type, UserDefinedType):
        stored = [None if value is None else data_type.serialize(value) for value in values]
        return _build(stored, data_type.sqlType(), True)
    if isinstance(data_type, TimestampType) and _are_naive(values, kinds):
        return _local_moments(values)
    coerce = _coercion(data_type)
    if coerce is not None and not kinds <= _TAKEN_AS_THEY_ARE.get(type(data_type), _NOTHING):
        values = [None if value is None else coerce(value) for value in values]
    return pa.array(values, type=to_arrow_type(data_type))


def _are_naive(values: list[Any], kinds: set[type]) -> bool:
    """Whether all values are moments of the process's time zone, each meant the first time."""
    if not kinds <= {datetime.datetime, type(None)}:
        return False
    present = list(filter(None, values)) if type(None) in kinds else values
    return set(map(_zone_of, present)) <= {None} and set(map(_fold_of, present)) <= {0}


def _local_moments(values: list[Any]) -> "pa.Array[Any]":
    arrow = to_arrow_type(TimestampType())
    walls: Any = pa.array(values, pa.timestamp("us"))
    moments = LocalClock().moments(walls.view(pa.int64()))
    if moments is None:
        return pa.array([None if value is None else _moment(value) for value in values], arrow)
    shifted: pa.Array[Any] = moments.view(arrow)
    return shifted


def _build_structs(values: list[Any], data_type: StructType) -> "pa.Array[Any]":
    present = [value for value in values if value is not None]
    columns = _columns(present, data_type, _is_struct)
    fields = list(to_arrow_schema(data_type))
    parts = [
        _build(column, field.dataType, field.nullable)
        for column, field in zip(columns, data_type.fields, strict=True)
    ]
    if not fields:
        return pa.array([None if value is None else {} for value in values], pa.struct([]))
    whole = pa.StructArray.from_arrays(parts, fields=fields)
    if len(present) == len(values):
        return whole
    return whole.take(_places(values))


def _is_struct(value: Any) -> bool:
    # A list is a row of its own only outside of columns; inside of them it is an array.
    return isinstance(value, tuple | dict) or hasattr(value, "__dict__")


def _places(values: list[Any]) -> "pa.Array[Any]":
    """Where each value stands among those that are not None."""
    places: list[int | None] = []
    seen = 0
    for value in values:
        places.append(None if value is None else seen)
        seen += value is not None
    return pa.array(places, pa.int64())


def _lengths_to_offsets(values: list[Any]) -> list[int | None]:
    """Arrow's form of list lengths: where each begins, None for no list at all."""
    offsets: list[int | None] = []
    total = 0
    for value in values:
        offsets.append(None if value is None else total)
        total += 0 if value is None else len(value)
    return [*offsets, total]


def _build_arrays(values: list[Any], data_type: ArrayType) -> "pa.Array[Any]":
    lists = [None if value is None else _elements(value, data_type) for value in values]
    flat = list(chain.from_iterable(part for part in lists if part is not None))
    elements = _build(flat, data_type.elementType, data_type.containsNull)
    offsets = pa.array(_lengths_to_offsets(lists), pa.int32())
    return pa.ListArray.from_arrays(offsets, elements, type=to_arrow_type(data_type))


def _elements(value: Any, data_type: ArrayType) -> list[Any]:
    # numpy arrays and array.array know how to become lists of plain Python values.
    if hasattr(value, "tolist"):
        return list(value.tolist())
    element = data_type.elementType
    if isinstance(element, _BUILT_HERE) or _coercion(element) is not None:
        _check(isinstance(value, _SEQUENCES), ArrayType, value)
    elif not isinstance(value, (*_SEQUENCES, str, bytes, bytearray)):
        # Elements that Arrow takes as they are: PySpark leaves the whole list to it.
        raise pa.ArrowTypeError(f"a {type(value).__name__} is no list: {value!r}")
    return list(value)


def _build_maps(values: list[Any], data_type: MapType) -> "pa.Array[Any]":
    for value in values:
        _check(value is None or isinstance(value, dict), MapType, value)
    maps = [value for value in values if value is not None]
    keys = _build([key for part in maps for key in part], data_type.keyType, False)
    items = _build(
        [item for part in maps for item in part.values()],
        data_type.valueType,
        data_type.valueContainsNull,
    )
    offsets: Any = pa.array(_lengths_to_offsets(values), pa.int32())
    arrow: Any = to_arrow_type(data_type)
    built: pa.Array[Any] = pa.MapArray.from_arrays(offsets, keys, items, type=arrow)
    return built


def _check(holds: bool, kind: type[DataType], value: Any) -> None:
    # PySpark raises a plain AssertionError here, and programs catch that.
    if not holds:
        raise AssertionError(f"{kind.__name__} does not take {type(value).__name__}: {value!r}")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _bytes(value: Any) -> bytes:
    _check(isinstance(value, bytes | bytearray), BinaryType, value)
    return bytes(value)


def _moment(value: Any) -> Any:
    _check(isinstance(value, datetime.datetime), TimestampType, value)
    return value.astimezone(_UTC)


def _moment_ntz(value: Any) -> Any:
    _check(isinstance(value, datetime.datetime) and value.tzinfo is None, TimestampNTZType, value)
    return value


def _nothing(value: Any) -> None:
    raise PySparkValueError(f"NullType() takes nothing but None, not {value!r}")


def _decimal(data_type: DecimalType) -> Callable[[Any], Any]:
    context = decimal.Context(prec=data_type.precision, rounding=decimal.ROUND_HALF_EVEN)
    step = decimal.Decimal(1).scaleb(-data_type.scale)

    def quantize(value: Any) -> Any:
        _check(isinstance(value, decimal.Decimal), DecimalType, value)
        return None if value.is_nan() else value.quantize(step, context=context)

    return quantize


def _coercion(data_type: DataType) -> Callable[[Any], Any] | None:
    """What to do to each value before Arrow takes it, None for nothing."""
    if isinstance(data_type, StringType):
        return _text
    if isinstance(data_type, BinaryType):
        return _bytes
    if isinstance(data_type, DecimalType):
        return _decimal(data_type)
    if isinstance(data_type, TimestampType | TimestampLTZNanosType):
        return _moment
    if isinstance(data_type, TimestampNTZType | TimestampNTZNanosType):
        return _moment_ntz
    if isinstance(data_type, NullType):
        return _nothing
    if isinstance(data_type, VariantType | SpatialType):
        return data_type.toInternal
    return None
