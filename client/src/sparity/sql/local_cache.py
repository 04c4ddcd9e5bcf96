"""Where local data lives: in the plan while it is small, else uploaded once and meant by hash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sparity.errors import AnalysisException
from sparity.plan.node import Relation
from sparity.plan.relations import (
    CachedLocalRelation,
    ChunkedCachedLocalRelation,
    LocalRelation,
)

if TYPE_CHECKING:
    import pyarrow

    from sparity.sql.wire import Wire

_PREFIX = "spark.sql.session.localRelation"
_THRESHOLD = f"{_PREFIX}CacheThreshold"
_LIMIT = f"{_PREFIX}SizeLimit"
_CHUNK_ROWS = f"{_PREFIX}ChunkSizeRows"
_CHUNK_BYTES = f"{_PREFIX}ChunkSizeBytes"
_UPLOAD_BYTES = f"{_PREFIX}BatchOfChunksSizeBytes"

# What Spark 4.3 does by itself, for servers that do not tell.
_DEFAULTS = {
    _THRESHOLD: 1024 * 1024,
    _LIMIT: 3 * 1024**3,
    _CHUNK_ROWS: 10_000,
    _CHUNK_BYTES: 16 * 1024**2,
    _UPLOAD_BYTES: 1024**3,
}

# However much a server takes at once: what waits to be uploaded is a copy in memory.
_MOST_WAITING = 64 * 1024**2

_SHIFTS = ("", "k", "m", "g", "t", "p")
_SIZE = r"(\d+)([kmgtp]?)b?"

#: The settings that `hold` looks at.
SETTINGS = tuple(_DEFAULTS)


def hold(
    wire: Wire, table: pyarrow.Table, schema: str, settings: Mapping[str, str | None]
) -> Relation:
    """The relation of a table; a large one is uploaded in the process.

    Args:
        wire: to the server that executes the relation.
        table: the data.
        schema: the Spark schema as JSON or DDL.
        settings: values of `SETTINGS`.

    Raises:
        AnalysisException: LOCAL_RELATION_SIZE_LIMIT_EXCEEDED.
    """
    limits = {key: _size(settings.get(key), default) for key, default in _DEFAULTS.items()}
    if table.nbytes < limits[_THRESHOLD] or not wire.understands(CachedLocalRelation):
        return LocalRelation(data=_in_one_batch(table), schema=schema)
    if wire.understands(ChunkedCachedLocalRelation):
        return _in_chunks(wire, table, schema, limits)
    whole = LocalRelation(data=_in_one_batch(table), schema=schema)
    return CachedLocalRelation(
        hash=wire.cache([wire.encoder.message(whole).SerializeToString()])[0]
    )


def _size(text: str | None, default: int) -> int:
    """A setting in rows or bytes; Spark 4.1 tells some with a unit, as in `3221225472b`."""
    found = re.fullmatch(_SIZE, text.strip().lower()) if text else None
    if found is None:
        return default
    return int(found[1]) << _SHIFTS.index(found[2]) * 10


def _in_chunks(
    wire: Wire, table: pyarrow.Table, schema: str, limits: Mapping[str, int]
) -> Relation:
    hashes: list[str] = []
    waiting = [schema.encode()]
    size = total = len(waiting[0])
    if 2 * table.nbytes > limits[_LIMIT]:
        # So that what will be refused is not uploaded.
        for chunk in _chunks(table, limits):
            total = _within(limits[_LIMIT], total + len(chunk))
        total = size
    for chunk in _chunks(table, limits):
        total = _within(limits[_LIMIT], total + len(chunk))
        if size + len(chunk) > min(limits[_UPLOAD_BYTES], _MOST_WAITING):
            hashes += wire.cache(waiting)
            waiting, size = [], 0
        waiting.append(chunk)
        size += len(chunk)
    hashes += wire.cache(waiting)
    return ChunkedCachedLocalRelation(schemaHash=hashes[0], dataHashes=hashes[1:])


def _within(limit: int, total: int) -> int:
    if total > limit:
        raise AnalysisException(
            errorClass="LOCAL_RELATION_SIZE_LIMIT_EXCEEDED",
            messageParameters={"actualSize": str(total), "sizeLimit": str(limit)},
        )
    return total


def _chunks(table: pyarrow.Table, limits: Mapping[str, int]) -> Iterator[bytes]:
    """The table in IPC streams, each closed when it has rows or bytes enough."""
    most_rows = max(1, limits[_CHUNK_ROWS])
    most_bytes = min(limits[_CHUNK_BYTES], limits[_UPLOAD_BYTES])
    batches: list[pyarrow.RecordBatch] = []
    rows = size = 0
    for batch in _batches(table, most_rows, most_bytes):
        full = rows + batch.num_rows > most_rows or size + batch.nbytes > most_bytes
        if batches and full:
            yield _ipc(table.schema, batches)
            batches, rows, size = [], 0, 0
        batches.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
    yield _ipc(table.schema, batches)


def _batches(
    table: pyarrow.Table, most_rows: int, most_bytes: int
) -> Iterator[pyarrow.RecordBatch]:
    """Batches within both limits, as far as rows of unequal size allow to foretell it."""
    row_bytes = max(1, table.nbytes // max(1, table.num_rows))
    yield from table.to_batches(max_chunksize=max(1, min(most_rows, most_bytes // row_bytes)))


def _in_one_batch(table: pyarrow.Table) -> bytes:
    """A stream of one batch: servers before Spark 4.0 read the first one and drop the others.

    What is too large for one batch is too large for one message as well.
    """
    return _ipc(table.schema, table.combine_chunks().to_batches())


def _ipc(schema: pyarrow.Schema, batches: list[pyarrow.RecordBatch]) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    written: bytes = sink.getvalue().to_pybytes()
    return written
