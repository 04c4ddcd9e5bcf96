"""Files on their way to a server, as the messages of one AddArtifacts call; makes no calls."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sparity.protocol import message_class

#: As in PySpark; well below what a message may be.
CHUNK = 32 * 1024


@dataclass(frozen=True, slots=True)
class Artifact:
    """A local file and its name on the server, such as `files/cities.csv`."""

    name: str
    path: Path


def requests(artifacts: Sequence[Artifact], head: Any) -> Iterator[Any]:
    """The messages that carry files: small ones together, large ones in chunks.

    Args:
        artifacts: the files; they are read one after another as the messages are asked for.
        head: an `AddArtifactsRequest` without payload; each message starts as its copy.
    """
    batch = _copy(head)
    room = CHUNK
    for artifact in artifacts:
        size = artifact.path.stat().st_size
        if size > room and batch.batch.artifacts:
            yield batch
            batch, room = _copy(head), CHUNK
        if size > CHUNK:
            yield from _chunked(artifact, size, head)
        else:
            _fill(batch.batch.artifacts.add(name=artifact.name).data, artifact.path.read_bytes())
            room -= size
    if batch.batch.artifacts:
        yield batch


def _chunked(artifact: Artifact, size: int, head: Any) -> Iterator[Any]:
    with artifact.path.open("rb") as file:
        first = _copy(head)
        first.begin_chunk.name = artifact.name
        first.begin_chunk.total_bytes = size
        first.begin_chunk.num_chunks = -(-size // CHUNK)
        _fill(first.begin_chunk.initial_chunk, file.read(CHUNK))
        yield first
        while data := file.read(CHUNK):
            following = _copy(head)
            _fill(following.chunk, data)
            yield following


def _fill(chunk: Any, data: bytes) -> None:
    chunk.data = data
    chunk.crc = zlib.crc32(data)


def _copy(head: Any) -> Any:
    request = message_class("AddArtifactsRequest")()
    request.CopyFrom(head)
    return request
