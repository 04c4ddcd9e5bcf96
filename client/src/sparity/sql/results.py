"""Results of relations as rows, Arrow, pandas or Polars; what to execute is decided elsewhere.

Each function takes the relation to execute, or the `Answer` of one that was executed already.
Arrow, pandas and Polars are imported here only when data of that kind is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sparity.errors import SparkConnectException
from sparity.plan.node import Relation
from sparity.plan.requests import ConfigRequest, KeyValue
from sparity.sql.requirements import require_package
from sparity.sql.wire import Answer
from sparity.types import ArrayType, BinaryType, DataType, MapType, Row, StructType

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from sparity.sql.wire import Wire

_BINARY_AS_BYTES = "spark.sql.execution.pyspark.binaryAsBytes"
_TIME_ZONE = "spark.sql.session.timeZone"
_STRUCT_MODE = "spark.sql.execution.pandas.structHandlingMode"


def rows(wire: Wire, source: Relation | Answer) -> list[Row]:
    """All rows of a relation."""
    from sparity.arrow import open_reader, table_to_rows

    answer = _answer(wire, source)
    if not answer.has_data:
        return []
    schema, as_bytes = _described(wire, source, answer)
    reader = open_reader(answer.batches(), width=len(schema.fields))
    return table_to_rows(reader, schema, binary_as_bytes=as_bytes)


def iterate(wire: Wire, source: Relation | Answer) -> Iterator[Row]:
    """The rows of a relation, one batch in memory at a time."""
    from sparity.arrow import batches_to_rows, open_reader

    answer = _answer(wire, source)
    if not answer.has_data:
        return
    schema, as_bytes = _described(wire, source, answer)
    reader = open_reader(answer.batches(), width=len(schema.fields))
    for part in batches_to_rows(reader, schema, binary_as_bytes=as_bytes):
        yield from part


def _described(wire: Wire, source: Relation | Answer, answer: Answer) -> tuple[StructType, bool]:
    """The schema of rows, and whether binary values in them are to be `bytes`."""
    schema = _schema(wire, source, answer)
    return schema, not _has_binary(schema) or _binary_as_bytes(wire)


def table(wire: Wire, source: Relation | Answer) -> pyarrow.Table:
    """A relation as one Arrow table, exactly as its Spark schema describes it."""
    from sparity.arrow import conform

    answer = _answer(wire, source)
    schema = _schema(wire, source, answer)
    return conform(_raw(answer, schema), schema)


def reader(wire: Wire, source: Relation | Answer) -> pyarrow.RecordBatchReader:
    """A relation as a stream of Arrow batches, with the schema that `table` has."""
    import pyarrow as pa

    from sparity.arrow import to_arrow_schema

    answer = _answer(wire, source)
    schema = _schema(wire, source, answer)
    wanted = to_arrow_schema(schema, unique_names=True)
    return pa.RecordBatchReader.from_batches(wanted, _conforming(answer, schema))


def batches(wire: Wire, source: Relation | Answer) -> Iterator[pyarrow.RecordBatch]:
    """The same as an iterator; nothing is asked of the server before the first batch is."""
    answer = _answer(wire, source)
    try:
        yield from _conforming(answer, _schema(wire, source, answer))
    finally:
        answer.close()


def _conforming(answer: Answer, schema: StructType) -> Iterator[pyarrow.RecordBatch]:
    from sparity.arrow import conform_batches, open_batches

    if answer.has_data:
        given, found = open_batches(answer.batches(), width=len(schema.fields))
        yield from conform_batches(given, found, schema)


def _raw(answer: Answer, schema: StructType) -> pyarrow.Table:
    from sparity.arrow import read_table, to_arrow_schema

    if answer.has_data:
        return read_table(answer.batches(), width=len(schema.fields))
    return to_arrow_schema(schema).empty_table()


def _answer(wire: Wire, source: Relation | Answer) -> Answer:
    return source if isinstance(source, Answer) else wire.execute(source)


def _schema(wire: Wire, source: Relation | Answer, answer: Answer) -> StructType:
    """The schema that came with the data; servers that send none are asked for it.

    Raises:
        UnsupportedOnServerError: the server cannot put such data into Arrow.
    """
    if answer.schema is not None:
        schema = answer.schema
    elif isinstance(source, Answer):
        raise SparkConnectException(
            errorClass="PROTOCOL_ERROR",
            messageParameters={"failure": "a result came without its schema."},
        )
    else:
        schema = wire.schema(source)
    refusal = wire.refusal("a result with two fields of one name in a struct", (3, 5))
    if refusal is not None and any(_has_shared_names(field.dataType) for field in schema.fields):
        # Its Arrow data leaves out the second of the two, and nothing could read it.
        answer.close()
        raise refusal
    return schema


def _has_shared_names(data_type: DataType) -> bool:
    if isinstance(data_type, StructType):
        return len(set(data_type.names)) < len(data_type.names) or any(
            _has_shared_names(field.dataType) for field in data_type.fields
        )
    if isinstance(data_type, ArrayType):
        return _has_shared_names(data_type.elementType)
    if isinstance(data_type, MapType):
        return _has_shared_names(data_type.keyType) or _has_shared_names(data_type.valueType)
    return False


def _binary_as_bytes(wire: Wire) -> bool:
    pair = KeyValue(key=_BINARY_AS_BYTES, value="true")
    answer = wire.config(get_with_default=ConfigRequest.GetWithDefault(pairs=(pair,)))
    return answer[0][1] == "true"


def _has_binary(data_type: DataType) -> bool:
    if isinstance(data_type, StructType):
        return any(_has_binary(field.dataType) for field in data_type.fields)
    if isinstance(data_type, ArrayType):
        return _has_binary(data_type.elementType)
    if isinstance(data_type, MapType):
        return _has_binary(data_type.keyType) or _has_binary(data_type.valueType)
    return isinstance(data_type, BinaryType)


def pandas_frame(wire: Wire, source: Relation | Answer) -> pandas.DataFrame:
    """A relation as a pandas frame, shown in the time zone of the session."""
    require_package("pandas")
    from sparity.arrow.pandas import PandasOptions, to_pandas

    options = wire.options(_TIME_ZONE, _STRUCT_MODE)
    answer = _answer(wire, source)
    schema = _schema(wire, source, answer)
    chosen = PandasOptions(
        timezone=options.get(_TIME_ZONE) or "UTC",
        struct_mode=options.get(_STRUCT_MODE) or "legacy",
    )
    return to_pandas(_raw(answer, schema), schema, chosen)


def polars_frame(wire: Wire, source: Relation | Answer) -> polars.DataFrame:
    """A relation as a Polars frame."""
    require_package("polars")
    from sparity.arrow.polars import to_polars

    answer = _answer(wire, source)
    schema = _schema(wire, source, answer)
    return to_polars(_raw(answer, schema), schema)
