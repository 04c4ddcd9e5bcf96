"""Arrow tables to and from polars frames."""

import polars as pl
import pyarrow as pa

from sparity.arrow.tables import Schema, from_arrow
from sparity.types import StructType


def to_polars(table: pa.Table, schema: StructType) -> pl.DataFrame:
    """A result as a polars frame; moments keep the session's time zone.

    Args:
        table: the result.
        schema: the schema of the frame; its names win over those of the table.

    Raises:
        polars.exceptions.DuplicateError: two columns share a name.
    """
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
    """A polars frame as an Arrow table and its schema; arguments as in `from_arrow`."""
    return from_arrow(
        frame.to_arrow(),
        schema,
        timezone=timezone,
        prefer_timestamp_ntz=prefer_timestamp_ntz,
    )
