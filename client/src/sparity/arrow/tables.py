"""Arrow tables of the user's own as local data; only types and zones change, never values."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute

from sparity.arrow.schema import from_arrow_schema, to_arrow_schema
from sparity.types import StructField, StructType

# The stubs of pyarrow do not take columns of unknown type.
_compute: Any = pyarrow.compute


def from_arrow(
    table: pa.Table,
    schema: StructType | Sequence[str] | None = None,
    *,
    timezone: str = "UTC",
    prefer_timestamp_ntz: bool = False,
) -> tuple[pa.Table, StructType]:
    """A table as Spark takes it, with its schema, for `createDataFrame`.

    Args:
        table: the table.
        schema: a schema with the table's own names to cast to, new names in order, or nothing.
        timezone: the session's time zone, in which moments without a zone are meant.
        prefer_timestamp_ntz: keep timestamps without a zone as they are.

    Raises:
        PySparkTypeError: Spark has no type for a column.
        ValueError: the schema has other names than the table.
        pyarrow.ArrowInvalid: a value does not fit the schema.
    """
    if isinstance(schema, StructType):
        wanted = schema
    else:
        wanted = from_arrow_schema(table.schema, prefer_timestamp_ntz)
    target = to_arrow_schema(wanted)
    columns = [
        _zoned(column, target.field(index).type, timezone)
        for index, column in enumerate(table.columns)
        if index < len(target)
    ]
    zoned = pa.Table.from_arrays(columns, names=table.column_names[: len(columns)])
    cast = zoned.cast(target)
    if schema is None or isinstance(schema, StructType):
        return cast, wanted
    names = [*schema, *wanted.names[len(schema) :]][: len(wanted)]
    renamed = [
        StructField(name, field.dataType, field.nullable, field.metadata)
        for name, field in zip(names, wanted.fields, strict=True)
    ]
    return cast.rename_columns(names), StructType(renamed)


def _zoned(
    column: "pa.ChunkedArray[Any]", wanted: pa.DataType, timezone: str
) -> "pa.ChunkedArray[Any]":
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    without = pa.types.is_timestamp(column.type) and column.type.tz is None
    if without and pa.types.is_timestamp(wanted) and wanted.tz is not None:
        micros = column.cast(pa.timestamp("us"), safe=False)
        zoned: pa.ChunkedArray[Any] = _compute.assume_timezone(
            micros, timezone, ambiguous="earliest", nonexistent="earliest"
        )
        return zoned
    return column
