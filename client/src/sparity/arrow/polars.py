"""Arrow tables to and from polars frames."""

from typing import Any

import polars as pl
import pyarrow as pa

from sparity.arrow.damage import clean_errors
from sparity.arrow.schema import to_arrow_schema
from sparity.arrow.tables import Schema, from_arrow
from sparity.errors import PySparkTypeError
from sparity.types import StructType


def _layout_of_texts() -> pa.DataType:
    """The one that polars has, where Arrow can make it: older versions cannot."""
    try:
        return pa.array([b""]).cast(pa.string_view()).type
    except (AttributeError, pa.ArrowNotImplementedError):
        return pa.large_string()


_TEXT = _layout_of_texts()


def to_polars(table: pa.Table, schema: StructType) -> pl.DataFrame:
    """A result as a polars frame; moments keep the session's time zone.

    polars has no variants and no shapes: they are structs of their bytes. Before polars 2 maps are
    lists of pairs.

    Args:
        table: the result.
        schema: the schema of the frame; its names win over those of the table.

    Raises:
        PySparkTypeError: a column of intervals of years, or of months and days together.
        SparkConnectException: `PROTOCOL_ERROR`, a text is no UTF-8. Spark makes such, by casts of
            bytes.
        polars.exceptions.DuplicateError: two columns share a name.
    """
    # Only to refuse what Arrow cannot carry: polars would make something else of it.
    to_arrow_schema(schema)
    frame = pl.from_arrow(_texts_checked(table.rename_columns(schema.names)))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"polars made a {type(frame).__name__} of a table")
    return frame


def _texts_checked(table: pa.Table) -> pa.Table:
    """The table, of which polars may believe that all texts are UTF-8: it does not look.

    Texts that are columns are laid out as polars has them, which Arrow does in half the time.
    """
    with clean_errors():
        columns = [_text_checked(column) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _text_checked(column: Any) -> Any:
    if not pa.types.is_string(column.type):
        column.validate(full=True)
        return column
    if not all(map(_is_ascii, column.chunks)):
        # Arrow looks at bytes that are to become texts, one value after the other.
        parts = [part.view(pa.binary()) for part in column.chunks]
        column = pa.chunked_array(parts, pa.binary())
    return column.cast(_TEXT)


def _is_ascii(texts: Any) -> bool:
    """Whether all bytes that texts consist of are ASCII, so that no value can be anything else."""
    data = texts.buffers()[2]
    return data is None or data.to_pybytes().isascii()


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
