"""Results of relations as rows, Arrow, pandas or Polars; what to execute is decided elsewhere.

Arrow, pandas and Polars are imported here only when data of that kind is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sparity.plan.node import Relation
from sparity.plan.requests import ConfigRequest, KeyValue
from sparity.sql.requirements import require_package
from sparity.types import ArrayType, BinaryType, DataType, MapType, Row, StructType

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from sparity.sql.wire import Answer, Wire

_BINARY_AS_BYTES = "spark.sql.execution.pyspark.binaryAsBytes"
_TIME_ZONE = "spark.sql.session.timeZone"
_STRUCT_MODE = "spark.sql.execution.pandas.structHandlingMode"


def rows(wire: Wire, plan: Relation) -> list[Row]:
    """All rows of a relation."""
    from sparity.arrow import open_reader, table_to_rows

    answer = wire.execute(plan)
    if not answer.has_data:
        return []
    schema, as_bytes = _described(wire, plan, answer)
    return table_to_rows(open_reader(answer.batches()), schema, binary_as_bytes=as_bytes)


def iterate(wire: Wire, plan: Relation) -> Iterator[Row]:
    """The rows of a relation, one batch in memory at a time."""
    from sparity.arrow import batches_to_rows, open_reader

    answer = wire.execute(plan)
    if not answer.has_data:
        return
    schema, as_bytes = _described(wire, plan, answer)
    for part in batches_to_rows(open_reader(answer.batches()), schema, binary_as_bytes=as_bytes):
        yield from part


def _described(wire: Wire, plan: Relation, answer: Answer) -> tuple[StructType, bool]:
    """The schema of rows, and whether binary values in them are to be `bytes`."""
    schema = _schema(wire, plan, answer)
    return schema, not _has_binary(schema) or _binary_as_bytes(wire)


def table(wire: Wire, plan: Relation) -> pyarrow.Table:
    """A relation as one Arrow table, exactly as its Spark schema describes it."""
    from sparity.arrow import conform

    answer = wire.execute(plan)
    schema = _schema(wire, plan, answer)
    return conform(_raw(answer, schema), schema)


def reader(wire: Wire, plan: Relation) -> pyarrow.RecordBatchReader:
    """A relation as a stream of Arrow batches, with the schema that `table` has."""
    import pyarrow as pa

    from sparity.arrow import conform, open_reader, to_arrow_schema

    answer = wire.execute(plan)
    schema = _schema(wire, plan, answer)
    wanted = to_arrow_schema(schema, unique_names=True)
    if not answer.has_data:
        return pa.RecordBatchReader.from_batches(wanted, iter(()))
    raw = open_reader(answer.batches())

    def conforming() -> Iterator[pa.RecordBatch]:
        for batch in raw:
            yield from conform(pa.Table.from_batches([batch]), schema).to_batches()

    return pa.RecordBatchReader.from_batches(wanted, conforming())


def _raw(answer: Answer, schema: StructType) -> pyarrow.Table:
    from sparity.arrow import read_table, to_arrow_schema

    if answer.has_data:
        return read_table(answer.batches())
    return to_arrow_schema(schema).empty_table()


def _schema(wire: Wire, plan: Relation, answer: Answer) -> StructType:
    """The schema that came with the data; servers that send none are asked for it."""
    return answer.schema if answer.schema is not None else wire.schema(plan)


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


def pandas_frame(wire: Wire, plan: Relation) -> pandas.DataFrame:
    """A relation as a pandas frame, shown in the time zone of the session."""
    require_package("pandas")
    from sparity.arrow.pandas import PandasOptions, to_pandas

    options = wire.options(_TIME_ZONE, _STRUCT_MODE)
    answer = wire.execute(plan)
    schema = _schema(wire, plan, answer)
    chosen = PandasOptions(
        timezone=options.get(_TIME_ZONE) or "UTC",
        struct_mode=options.get(_STRUCT_MODE) or "legacy",
    )
    return to_pandas(_raw(answer, schema), schema, chosen)


def polars_frame(wire: Wire, plan: Relation) -> polars.DataFrame:
    """A relation as a Polars frame."""
    require_package("polars")
    from sparity.arrow.polars import to_polars

    answer = wire.execute(plan)
    schema = _schema(wire, plan, answer)
    return to_polars(_raw(answer, schema), schema)
