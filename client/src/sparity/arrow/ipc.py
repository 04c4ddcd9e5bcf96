"""Arrow IPC payloads, as a server streams them, to readers and tables; does not fetch them."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyarrow as pa

from sparity.arrow import claims, trust
from sparity.arrow.damage import broken, clean_errors, miscounted
from sparity.arrow.offsets import can_lack_offsets, with_offsets

#: A complete IPC stream, and how many rows it is said to have; None if nobody said.
Payload: TypeAlias = tuple[bytes, int | None]


def open_reader(
    payloads: Iterable[Payload], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.RecordBatchReader:
    """A reader over a stream of payloads; arguments and errors as in `open_batches`."""
    return pa.RecordBatchReader.from_batches(*open_batches(payloads, schema, width=width))


def open_batches(
    payloads: Iterable[Payload], schema: pa.Schema | None = None, *, width: int | None = None
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The batches in a stream of payloads, and the schema that all of them have.

    Payloads are taken one at a time, when the batches in them are asked for, so no more than one
    is in memory.

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
    payloads_of = _Payloads(schema)

    def batches() -> Iterator[pa.RecordBatch]:
        while first:
            yield from payloads_of.batches(*first.pop())
        for data, rows in remaining:
            yield from payloads_of.batches(data, rows)

    return schema, batches()


def read_table(
    payloads: Iterable[Payload], schema: pa.Schema | None = None, *, width: int | None = None
) -> pa.Table:
    """The whole table that a stream of payloads makes; arguments as in `open_reader`."""
    return open_reader(payloads, schema, width=width).read_all()


class _Payloads:
    """Reads the payloads of one result, which are alike: most of what is done is done once.

    Args:
        wanted: the schema that all batches get.
    """

    def __init__(self, wanted: pa.Schema) -> None:
        self._wanted = wanted
        self._head: pa.Buffer | None = None
        self._schema = wanted
        self._trust = trust.Trust(wanted)
        self._can_lack_offsets = can_lack_offsets(wanted)
        self._is_wanted = False

    def batches(self, data: bytes, rows: int | None) -> list[pa.RecordBatch]:
        """The batches of a payload, which has one; in memory it is already.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, it is not what it should be.
        """
        with clean_errors():
            found = self._read(_pooled(data))
            for batch in found:
                self._trust.check(batch)
            if rows is not None and (got := sum(batch.num_rows for batch in found)) != rows:
                raise miscounted(rows, got)
            if self._can_lack_offsets:
                found = list(map(with_offsets, found))
            return found if self._is_wanted else [batch.cast(self._wanted) for batch in found]

    def _read(self, payload: pa.Buffer) -> list[pa.RecordBatch]:
        head, *rest = claims.messages(payload) or [None]
        if head is None or not claims.is_plain(head, rest):
            with pa.ipc.open_stream(payload) as reader:
                self._meet(None, reader.schema)
                return list(reader)
        if self._head is None or not head.metadata.equals(self._head):
            self._meet(head.metadata, pa.ipc.read_schema(head))
        return [pa.ipc.read_record_batch(message, self._schema) for message in rest]

    def _meet(self, head: pa.Buffer | None, schema: pa.Schema) -> None:
        """Learn what there is to know of a schema."""
        self._head, self._schema = head, schema
        self._trust = trust.Trust(schema)
        self._can_lack_offsets = can_lack_offsets(schema)
        self._is_wanted = schema.equals(self._wanted)


def _pooled(data: bytes) -> pa.Buffer:
    """The same bytes in memory of Arrow's pool, which keeps pages that earlier results gave back.

    To be given fresh pages costs more than all else that is done with a result.
    """
    buffer = pa.allocate_buffer(len(data))
    memoryview(buffer).cast("B")[:] = data
    return buffer
