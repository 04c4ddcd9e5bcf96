"""Judges how a client uploads artifacts: checksums, and chunks that are as many as announced."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any


def faults(requests: Sequence[Any]) -> Iterator[str]:
    """What is wrong with the requests of one `AddArtifacts` call."""
    if not requests:
        yield "the call has no request"
        return
    if len({request.session_id for request in requests}) > 1:
        yield "one call is of several sessions"
    for request in requests:
        for part in parts(request):
            if zlib.crc32(part.data) != part.crc:
                yield "the checksum of an artifact is wrong"
    yield from _sequence(requests)


def parts(request: Any) -> list[Any]:
    """The pieces of data in one request."""
    match request.WhichOneof("payload"):
        case "batch":
            return [artifact.data for artifact in request.batch.artifacts]
        case "begin_chunk":
            return [request.begin_chunk.initial_chunk]
        case "chunk":
            return [request.chunk]
    return []


def names(requests: Sequence[Any]) -> list[str]:
    """The names of all artifacts of a call."""
    found = []
    for request in requests:
        found += [artifact.name for artifact in request.batch.artifacts]
        if request.WhichOneof("payload") == "begin_chunk":
            found.append(request.begin_chunk.name)
    return found


def _sequence(requests: Sequence[Any]) -> Iterator[str]:
    begun: Any = None
    chunks = size = 0
    for request in requests:
        payload = request.WhichOneof("payload")
        if payload is None:
            yield "a request has no payload"
        elif payload == "chunk":
            if begun is None:
                yield "a chunk comes before its artifact was begun"
            chunks, size = chunks + 1, size + len(request.chunk.data)
        else:
            yield from _complete(begun, chunks, size)
            begun = request.begin_chunk if payload == "begin_chunk" else None
            chunks, size = 1, len(begun.initial_chunk.data) if begun else 0
    yield from _complete(begun, chunks, size)


def _complete(begun: Any, chunks: int, size: int) -> Iterator[str]:
    if begun is None:
        return
    if begun.num_chunks != chunks:
        yield f"artifact {begun.name!r} has {chunks} chunks, not {begun.num_chunks} as announced"
    if begun.total_bytes != size:
        yield f"artifact {begun.name!r} has {size} bytes, not {begun.total_bytes} as announced"
