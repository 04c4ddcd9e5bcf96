"""Arrow IPC payloads, as a server streams them, to readers and tables; does not fetch them."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyarrow as pa

from sparity.arrow import claims, trust
from sparity.arrow.damage import broken, clean_errors, miscounted
from sparity.arrow.offsets import with_offsets

#: A complete IPC stream, and how many rows it is said to have; None if nobody said.
Payload: TypeAlias = tuple[bytes, int | None]


def open_reader(
    payloads: Iterable[Payload], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.RecordBatchReader:
    """A reader over a stream of payloads.

    Payloads are taken one at a time, when the reader is asked for the batches in them, so no more
    than one is in memory.

    Args:
        payloads: the payloads in order.
        schema: the schema if it is known; batches that differ from it are cast. Otherwise the
            first payload is taken at once to learn it.
        width: how many columns there have to be.

    Raises:
        ValueError: there is no payload and no schema.
        SparkConnectException: `PROTOCOL_ERROR`, a payload is not what it should be.
    """
    remaining = iter(payloads)
    first: list[Payload] = []
    if schema is None:
        payload = next(remaining, None)
        if payload is None:
            raise ValueError("no Arrow data and no schema: nothing to read")
        with clean_errors(), pa.ipc.open_stream(payload[0]) as reader:
            schema = reader.schema
        first = [payload]
    if width is not None and len(schema) != width:
        raise broken(f"there are {len(schema)} columns where {width} were due")
    wanted = schema

    def batches() -> Iterator[pa.RecordBatch]:
        while first:
            yield from _batches(*first.pop(), wanted)
        for data, rows in remaining:
            yield from _batches(data, rows, wanted)

    return pa.RecordBatchReader.from_batches(schema, batches())


def read_table(
    payloads: Iterable[Payload], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.Table:
    """The whole table that a stream of payloads makes; arguments as in `open_reader`."""
    return open_reader(payloads, schema, width=width).read_all()


def _batches(data: bytes, rows: int | None, wanted: pa.Schema) -> list[pa.RecordBatch]:
    """The batches of a payload, which has one; in memory it is already."""
    with clean_errors():
        claims.check(data)
        with pa.ipc.open_stream(_pooled(data)) as reader:
            found = list(reader)
        for batch in found:
            trust.check(batch)
    if rows is not None and (got := sum(batch.num_rows for batch in found)) != rows:
        raise miscounted(rows, got)
    with clean_errors():
        return [_as(wanted, with_offsets(batch)) for batch in found]


def _pooled(data: bytes) -> pa.Buffer:
    """The same bytes in memory of Arrow's pool, which keeps pages that earlier results gave back.

    To be given fresh pages costs more than all else that is done with a result.
    """
    buffer = pa.allocate_buffer(len(data))
    memoryview(buffer).cast("B")[:] = data
    return buffer


def _as(wanted: pa.Schema, batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch if batch.schema.equals(wanted) else batch.cast(wanted)
