"""Arrow tables of the user's own as local data; of values, only moments lose their nanoseconds."""

from collections.abc import Sequence

import pyarrow as pa

from sparity.arrow.schema import from_arrow_schema, to_arrow_schema
from sparity.arrow.zones import in_zone
from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.types import DataType, StructField, StructType

Schema = DataType | Sequence[str] | None


def from_arrow(
    table: pa.Table,
    schema: Schema = None,
    *,
    timezone: str = "UTC",
    prefer_timestamp_ntz: bool = False,
) -> tuple[pa.Table, StructType]:
    """A table as Spark takes it, with its schema, for `createDataFrame`.

    Moments are cut to whole microseconds. Any other value that does not fit is an error.

    Args:
        table: the table.
        schema: a struct with the table's own names to cast to, new names in order, or nothing.
        timezone: the session's time zone, in which moments without a zone are meant.
        prefer_timestamp_ntz: keep timestamps without a zone as they are.

    Raises:
        PySparkValueError: nothing tells the schema, or there are more names than columns.
        PySparkTypeError: Spark has no type for a column, or the schema is no struct.
        UnsupportedOperationException: two fields of a struct share a name.
        ValueError: the schema has other names than the table.
        pyarrow.ArrowInvalid: a value does not fit the schema, or a moment without a zone is not
            one moment of the session's time zone.
    """
    given = check_schema(schema, table.num_columns, table.num_rows)
    if isinstance(given, StructType):
        wanted = given
    else:
        wanted = from_arrow_schema(table.schema, prefer_timestamp_ntz)
        wanted = renamed(wanted, given)
        table = table.rename_columns(wanted.names)
    return conform_to(table, wanted, timezone), wanted


def check_schema(schema: Schema, columns: int, rows: int) -> StructType | Sequence[str] | None:
    """The schema, if it is of a kind that a frame or table takes, else an error."""
    if isinstance(schema, StructType):
        return schema
    if isinstance(schema, DataType):
        raise PySparkTypeError(
            errorClass="UNSUPPORTED_DATA_TYPE_FOR_ARROW",
            messageParameters={"data_type": str(schema)},
        )
    if not rows or not columns:
        raise PySparkValueError(errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={})
    if schema is not None and len(schema) > columns:
        raise PySparkValueError(
            errorClass="AXIS_LENGTH_MISMATCH",
            messageParameters={
                "expected_length": str(len(schema)),
                "actual_length": str(columns),
            },
        )
    return schema


def renamed(schema: StructType, names: Sequence[str] | None) -> StructType:
    """The schema with new names for its first fields; further ones are numbered."""
    if names is None:
        return schema
    numbered = (f"_{number}" for number in range(len(names) + 1, len(schema) + 1))
    return StructType(
        [
            StructField(name, field.dataType, field.nullable, field.metadata)
            for name, field in zip([*names, *numbered], schema.fields, strict=True)
        ]
    )


def conform_to(table: pa.Table, schema: StructType, timezone: str) -> pa.Table:
    """A table cast to a Spark schema with the same names; arguments as in `from_arrow`."""
    target = to_arrow_schema(schema, unique_names=True)
    columns = []
    for index, column in enumerate(table.columns):
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if index < len(target):
            column = in_zone(column, target.field(index).type, timezone)
        columns.append(column)
    return pa.Table.from_arrays(columns, names=table.column_names).cast(target)
