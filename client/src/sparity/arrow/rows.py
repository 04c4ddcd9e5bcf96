"""Arrow tables to rows, a column at a time; the conversion of simple columns is in `simple`."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from decimal import InvalidOperation
from itertools import repeat, starmap
from typing import Any

import pyarrow as pa

from sparity.arrow import buffers, temporal
from sparity.arrow.damage import broken
from sparity.arrow.fit import refuse_misfits
from sparity.arrow.garbage import garbage_collection_paused
from sparity.arrow.local_clock import LocalClock
from sparity.arrow.simple import simple_values
from sparity.errors import PySparkNotImplementedError, PySparkTypeError
from sparity.types import (
    ArrayType,
    BinaryType,
    CalendarIntervalType,
    DataType,
    Geography,
    GeographyType,
    Geometry,
    GeometryType,
    MapType,
    NullType,
    Row,
    StructType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    UserDefinedType,
    VariantType,
    VariantVal,
    YearMonthIntervalType,
)

#: Gives all rows of a batch one dict of their own, that of `Row`'s only attribute. `Row` changes
#: its dict by replacing it, so that no row sees what is done to another.
_share_dict = Row.__dict__["__dict__"].__set__


def table_to_rows(
    table: pa.Table | Iterable[pa.RecordBatch],
    schema: StructType,
    *,
    binary_as_bytes: bool = True,
) -> list[Row]:
    """All rows of a result.

    Moments become local times of this process without a zone, as PySpark gives them.

    Args:
        table: the result, whole or in batches.
        schema: the schema of the frame; its names and types win over those of the table.
        binary_as_bytes: give `bytes`, not `bytearray`
            (`spark.sql.execution.pyspark.binaryAsBytes`).

    Raises:
        PySparkNotImplementedError: a column of year-month intervals.
        PySparkTypeError: a column of calendar intervals.
        OverflowError: a date that Python does not have.
    """
    batches = table.to_batches() if isinstance(table, pa.Table) else table
    rows: list[Row] = []
    with garbage_collection_paused():
        for part in batches_to_rows(batches, schema, binary_as_bytes=binary_as_bytes):
            rows += part
    return rows


def batches_to_rows(
    batches: Iterable[pa.RecordBatch], schema: StructType, *, binary_as_bytes: bool = True
) -> Iterator[list[Row]]:
    """The rows of each batch of a stream, one batch in memory at a time.

    Arguments and errors are those of `table_to_rows`.
    """
    _refuse_intervals(schema)
    converter = _Converter(binary_as_bytes)
    types = [field.dataType for field in schema.fields]
    seen: pa.Schema | None = None
    for batch in batches:
        if seen is None or not batch.schema.equals(seen):
            seen = batch.schema
            refuse_misfits(seen, schema)
        with garbage_collection_paused():
            try:
                columns = [
                    converter.values(column, data_type)
                    for column, data_type in zip(batch.columns, types, strict=True)
                ]
            except (UnicodeDecodeError, InvalidOperation) as error:
                raise broken(str(error)) from error
            rows = _rows(schema.names, columns, batch.num_rows)
        yield rows


def _rows(names: Sequence[str], columns: list[list[Any]], count: int) -> list[Any]:
    values = zip(*columns, strict=True) if columns else repeat((), count)
    rows = list(map(tuple.__new__, repeat(Row), values))
    deque(map(_share_dict, rows, repeat({"__fields__": names})), maxlen=0)
    return rows


def _refuse_intervals(data_type: DataType) -> None:
    """Stop at types that have no Python value, before pyarrow stumbles over their columns."""
    if isinstance(data_type, StructType):
        for field in data_type.fields:
            _refuse_intervals(field.dataType)
    elif isinstance(data_type, ArrayType):
        _refuse_intervals(data_type.elementType)
    elif isinstance(data_type, MapType):
        _refuse_intervals(data_type.keyType)
        _refuse_intervals(data_type.valueType)
    elif isinstance(data_type, YearMonthIntervalType):
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED",
            messageParameters={
                "feature": "Collecting a year-month interval value in Spark Connect"
            },
        )
    elif isinstance(data_type, CalendarIntervalType):
        raise PySparkTypeError(
            errorClass="UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION",
            messageParameters={"data_type": "month_day_nano_interval"},
        )


class _Converter:
    """Columns to lists of Python values, as the Spark type wants them."""

    def __init__(self, binary_as_bytes: bool) -> None:
        self._binary_as_bytes = binary_as_bytes
        self._clock = LocalClock()

    def values(self, column: Any, data_type: DataType) -> list[Any]:
        if not len(column):
            return []  # a list column without rows may come without even a first offset
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if isinstance(data_type, StructType):
            return self._structs(column, data_type)
        if isinstance(data_type, ArrayType):
            return self._arrays(column, data_type)
        if isinstance(data_type, MapType):
            return self._maps(column, data_type)
        if isinstance(data_type, UserDefinedType):
            stored = self.values(column, data_type.sqlType())
            return [None if value is None else data_type.deserialize(value) for value in stored]
        return self._leaves(column, data_type)

    def _leaves(self, column: Any, data_type: DataType) -> list[Any]:
        if isinstance(data_type, NullType):
            return [None] * len(column)
        if isinstance(data_type, TimestampType | TimestampLTZNanosType):
            return buffers.with_nulls(temporal.timestamps_local(column, self._clock), column)
        if isinstance(data_type, TimestampNTZType | TimestampNTZNanosType):
            return buffers.with_nulls(temporal.timestamps_ntz(column), column)
        if isinstance(data_type, VariantType):
            return self._made_of(VariantVal, column, "value", "metadata")
        if isinstance(data_type, GeometryType):
            return self._made_of(Geometry, column, "wkb", "srid")
        if isinstance(data_type, GeographyType):
            return self._made_of(Geography, column, "wkb", "srid")
        values = simple_values(column)
        if isinstance(data_type, BinaryType) and not self._binary_as_bytes:
            return [None if value is None else bytearray(value) for value in values]
        return values

    def _structs(self, column: Any, data_type: StructType) -> list[Any]:
        parts = column.flatten() if column.offset else _children(column)
        columns = [
            self.values(part, field.dataType)
            for part, field in zip(parts, data_type.fields, strict=True)
        ]
        return buffers.with_nulls(_rows(data_type.names, columns, len(column)), column)

    def _arrays(self, column: Any, data_type: ArrayType) -> list[Any]:
        if pa.types.is_fixed_size_list(column.type):
            column = column.cast(pa.list_(column.type.value_field))
        offsets = buffers.numbers(column.offsets)
        elements = column.values[offsets[0] : offsets[-1]]
        values = self.values(elements, data_type.elementType)
        parts = buffers.slices(values, _from_zero(offsets))
        return buffers.with_nulls(parts, column)

    def _maps(self, column: Any, data_type: MapType) -> list[Any]:
        offsets = buffers.numbers(column.offsets)
        first, last = offsets[0], offsets[-1]
        keys = self.values(column.keys[first:last], data_type.keyType)
        values = self.values(column.items[first:last], data_type.valueType)
        places = _from_zero(offsets)
        pairs = zip(buffers.slices(keys, places), buffers.slices(values, places), strict=True)
        return buffers.with_nulls(list(map(dict, starmap(zip, pairs))), column)

    def _made_of(self, make: Any, column: Any, first: str, second: str) -> list[Any]:
        parts = [simple_values(column.field(name)) for name in (first, second)]
        if column.null_count == 0:
            return list(map(make, *parts))
        return buffers.with_nulls(list(map(make, *parts)), column)


def _children(column: Any) -> list[Any]:
    return [column.field(index) for index in range(column.type.num_fields)]


def _from_zero(offsets: list[int]) -> list[int]:
    first = offsets[0]
    return [offset - first for offset in offsets] if first else offsets
