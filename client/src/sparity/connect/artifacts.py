"""Artifacts as the messages that carry them to the server; who calls and retries is `client`."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sparity.protocol import message_class

if TYPE_CHECKING:
    from pathlib import Path

_CACHE = "cache/"
# Spark's own clients send 32 KiB a message, each of which costs both sides as much as its bytes.
# No server takes less than 4 MiB, which is what gRPC lets it take if nobody says otherwise.
_PART_BYTES = 512 * 1024


class Artifact(NamedTuple):
    """A name on the server and what it stands for: bytes, or those of a local file."""

    name: str
    data: bytes | Path

    @property
    def is_cached(self) -> bool:
        """Whether it is a blob that plans mean by its hash."""
        return self.name.startswith(_CACHE)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.stat().st_size

    def parts(self) -> Iterator[bytes]:
        """The bytes, so many at a time; a file is read as they are asked for."""
        whole = io.BytesIO(self.data) if isinstance(self.data, bytes) else self.data.open("rb")
        with whole:
            while part := whole.read(_PART_BYTES):
                yield part


def blob_hash(data: bytes) -> str:
    """The name by which plans mean a cached blob: its SHA-256."""
    import hashlib  # slow to load, and seldom needed

    return hashlib.sha256(data).hexdigest()


def cached_name(blob: str) -> str:
    """The name of the artifact that holds the blob with this hash."""
    return f"{_CACHE}{blob}"


def requests(artifacts: Iterable[Artifact]) -> Iterator[Any]:
    """`AddArtifactsRequest` messages: small artifacts together, large ones in parts."""
    waiting: list[Artifact] = []
    size = 0
    for artifact in artifacts:
        large = artifact.size > _PART_BYTES
        if waiting and (large or size + artifact.size > _PART_BYTES):
            yield _together(waiting)
            waiting, size = [], 0
        if large:
            yield from _in_parts(artifact)
        else:
            waiting.append(artifact)
            size += artifact.size
    if waiting:
        yield _together(waiting)


def _together(artifacts: list[Artifact]) -> Any:
    request = message_class("AddArtifactsRequest")()
    for artifact in artifacts:
        added = request.batch.artifacts.add(name=artifact.name)
        _fill_part(added.data, b"".join(artifact.parts()))
    return request


def _in_parts(artifact: Artifact) -> Iterator[Any]:
    parts = artifact.parts()
    request = message_class("AddArtifactsRequest")()
    begin = request.begin_chunk
    begin.name = artifact.name
    begin.total_bytes = artifact.size
    begin.num_chunks = -(-artifact.size // _PART_BYTES)
    _fill_part(begin.initial_chunk, next(parts))
    yield request
    for part in parts:
        request = message_class("AddArtifactsRequest")()
        _fill_part(request.chunk, part)
        yield request


def _fill_part(part: Any, data: bytes) -> None:
    import zlib

    part.data = data
    part.crc = zlib.crc32(data)
