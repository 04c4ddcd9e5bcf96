"""Columns to and from Avro; the server needs Spark's `spark-avro` package to run them."""

from __future__ import annotations

from typing import Any

from sparity.errors import PySparkTypeError
from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName

__all__ = ["from_avro", "to_avro"]


def from_avro(
    data: ColumnOrName, jsonFormatSchema: str, options: dict[str, str] | None = None
) -> Column:
    """A value read from binary Avro.

    Args:
        data: a binary column or its name.
        jsonFormatSchema: the Avro schema as JSON.
        options: how to read, such as `mode`.

    Raises:
        PySparkTypeError: INVALID_TYPE.

    Since Spark 3.5.

    Examples:
        >>> from_avro("event", '{"type": "int"}')
        Column<'from_avro(event, {"type": "int"})'>
    """
    _require("data", data, Column | str, "Column or str")
    _require("jsonFormatSchema", jsonFormatSchema, str, "str")
    _require("options", options, dict | None, "dict, optional")
    return send.call(
        "from_avro", send.column(data), send.value(jsonFormatSchema), send.options(options)
    )


def to_avro(data: ColumnOrName, jsonFormatSchema: str = "") -> Column:
    """A value as binary Avro.

    Args:
        data: a column or its name.
        jsonFormatSchema: the Avro schema as JSON; else it follows from the type.

    Raises:
        PySparkTypeError: INVALID_TYPE.

    Since Spark 3.5.

    Examples:
        >>> to_avro("event")
        Column<'to_avro(event)'>
    """
    _require("data", data, Column | str, "Column or str")
    _require("jsonFormatSchema", jsonFormatSchema, str, "str")
    schema = send.value(jsonFormatSchema) if jsonFormatSchema else None
    return send.call("to_avro", send.column(data), schema)


def _require(name: str, value: Any, kind: Any, words: str) -> None:
    if not isinstance(value, kind):
        # What PySpark reports as the type is the one that it wants.
        raise PySparkTypeError(
            errorClass="INVALID_TYPE", messageParameters={"arg_name": name, "arg_type": words}
        )
