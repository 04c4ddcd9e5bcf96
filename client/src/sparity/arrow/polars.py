"""Arrow tables to and from polars frames."""

import polars as pl
import pyarrow as pa

from sparity.arrow.schema import to_arrow_schema
from sparity.arrow.tables import Schema, from_arrow
from sparity.errors import PySparkTypeError
from sparity.types import StructType


def to_polars(table: pa.Table, schema: StructType) -> pl.DataFrame:
    """A result as a polars frame; moments keep the session's time zone.

    polars has no variants and no shapes: they are structs of their bytes. Before polars 2 maps are
    lists of pairs.

    Args:
        table: the result.
        schema: the schema of the frame; its names win over those of the table.

    Raises:
        PySparkTypeError: a column of intervals of years, or of months and days together.
        polars.exceptions.DuplicateError: two columns share a name.
    """
    # Only to refuse what Arrow cannot carry: polars would make something else of it.
    to_arrow_schema(schema)
    frame = pl.from_arrow(table.rename_columns(schema.names))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"polars made a {type(frame).__name__} of a table")
    return frame


def from_polars(
    frame: pl.DataFrame,
    schema: Schema = None,
    *,
    timezone: str = "UTC",
    prefer_timestamp_ntz: bool = False,
) -> tuple[pa.Table, StructType]:
    """A polars frame as an Arrow table and its schema; arguments as in `from_arrow`.

    Raises:
        PySparkTypeError: Spark has no type for a column.
        pyarrow.ArrowInvalid: as `from_arrow` raises it.
    """
    return from_arrow(
        to_arrow(frame),
        schema,
        timezone=timezone,
        prefer_timestamp_ntz=prefer_timestamp_ntz,
    )


def to_arrow(frame: pl.DataFrame) -> pa.Table:
    """The Arrow table of a frame.

    Raises:
        PySparkTypeError: a column of Python objects, of which polars would give the addresses.
    """
    for name, dtype in frame.schema.items():
        if dtype == pl.Object:
            raise PySparkTypeError(
                errorClass="UNSUPPORTED_DATA_TYPE",
                messageParameters={"data_type": f"{dtype} of the polars column {name}"},
            )
    return frame.to_arrow()
