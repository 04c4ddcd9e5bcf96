"""Arrow IPC payloads, as a server streams them, to readers and tables; does not fetch them."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from sparity.arrow import trust
from sparity.arrow.damage import broken, clean_errors
from sparity.arrow.offsets import with_offsets


def open_reader(
    payloads: Iterable[bytes], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.RecordBatchReader:
    """A reader over a stream of payloads, each a complete IPC stream of its own.

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
    first: list[bytes] = []
    if schema is None:
        payload = next(remaining, None)
        if payload is None:
            raise ValueError("no Arrow data and no schema: nothing to read")
        with clean_errors(), pa.ipc.open_stream(payload) as reader:
            schema = reader.schema
        first = [payload]
    if width is not None and len(schema) != width:
        raise broken(f"there are {len(schema)} columns where {width} were due")
    wanted = schema

    def batches() -> Iterator[pa.RecordBatch]:
        while first:
            yield from _batches(first.pop(), wanted)
        for payload in remaining:
            yield from _batches(payload, wanted)

    return pa.RecordBatchReader.from_batches(schema, batches())


def read_table(
    payloads: Iterable[bytes], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.Table:
    """The whole table that a stream of payloads makes; arguments as in `open_reader`."""
    return open_reader(payloads, schema, width=width).read_all()


def _batches(payload: bytes, wanted: pa.Schema) -> Iterator[pa.RecordBatch]:
    with clean_errors():
        reader = pa.ipc.open_stream(payload)
    with reader:
        while True:
            with clean_errors():
                found = next(reader, None)
                if found is None:
                    return
                trust.check(found)
                batch = with_offsets(found)
                if not batch.schema.equals(wanted):
                    batch = batch.cast(wanted)
            yield batch
