"""Arrow IPC payloads, as a server streams them, to readers and tables; does not fetch them."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from sparity.arrow.offsets import with_offsets


def _batches(payload: bytes) -> Iterator[pa.RecordBatch]:
    with pa.ipc.open_stream(payload) as reader:
        yield from map(with_offsets, reader)


def open_reader(payloads: Iterable[bytes], schema: pa.Schema | None = None) -> pa.RecordBatchReader:
    """A reader over a stream of payloads, each a complete IPC stream of its own.

    Payloads are taken one at a time, when the reader is asked for the batches in them, so no more
    than one is in memory.

    Args:
        payloads: the payloads in order.
        schema: the schema if it is known; batches that differ from it are cast. Otherwise the
            first payload is taken at once to learn it.

    Raises:
        ValueError: there is no payload and no schema.
    """
    remaining = iter(payloads)
    first: list[bytes] = []
    if schema is None:
        payload = next(remaining, None)
        if payload is None:
            raise ValueError("no Arrow data and no schema: nothing to read")
        with pa.ipc.open_stream(payload) as reader:
            schema = reader.schema
        first = [payload]

    def batches() -> Iterator[pa.RecordBatch]:
        while first:
            yield from _batches(first.pop())
        for payload in remaining:
            yield from _batches(payload)

    wanted = schema
    conforming = (
        batch if batch.schema.equals(wanted) else batch.cast(wanted) for batch in batches()
    )
    return pa.RecordBatchReader.from_batches(schema, conforming)


def read_table(payloads: Iterable[bytes], schema: pa.Schema | None = None) -> pa.Table:
    """The whole table that a stream of payloads makes; arguments as in `open_reader`."""
    return open_reader(payloads, schema).read_all()
