"""numpy arrays as local data for `createDataFrame`."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from sparity.arrow.tables import from_arrow
from sparity.errors import PySparkValueError
from sparity.types import StructType


def from_numpy(
    array: Any, schema: StructType | Sequence[str] | None = None, *, timezone: str = "UTC"
) -> tuple[pa.Table, StructType]:
    """A numpy array as an Arrow table and its schema.

    Args:
        array: one column (`value`), or a matrix whose columns are named `_1`, `_2`, ….
        schema: a schema or names, one for each column, or nothing.
        timezone: the session's time zone, in which moments are meant.

    Raises:
        PySparkValueError: an array of more dimensions, or a schema of another width.
        PySparkTypeError: Spark has no type for the values.
    """
    if array.ndim not in (1, 2):
        raise PySparkValueError(
            errorClass="INVALID_NDARRAY_DIMENSION", messageParameters={"dimensions": "1 or 2"}
        )
    columns = [array] if array.ndim == 1 else list(array.T)
    names = ["value"] if array.ndim == 1 else [f"_{n}" for n in range(1, len(columns) + 1)]
    wanted = schema.names if isinstance(schema, StructType) else schema
    if wanted is not None:
        if len(wanted) != len(columns):
            raise PySparkValueError(
                errorClass="AXIS_LENGTH_MISMATCH",
                messageParameters={
                    "expected_length": str(len(wanted)),
                    "actual_length": str(len(columns)),
                },
            )
        names = list(wanted)
    table = pa.Table.from_arrays([pa.array(column) for column in columns], names=names)
    given = schema if isinstance(schema, StructType) else None
    return from_arrow(table, given, timezone=timezone, prefer_timestamp_ntz=True)
