"""Artifacts as the messages that carry them to the server; who calls and retries is `client`."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sparity.protocol import message_class

_CACHE = "cache/"
# Servers take more a message, but Spark's own clients send this much, and proxies expect it.
_PART_BYTES = 32 * 1024


class Artifact(NamedTuple):
    """A name on the server and the bytes that it stands for."""

    name: str
    data: bytes


def blob_hash(data: bytes) -> str:
    """The name by which plans mean a cached blob: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def cached_name(blob: str) -> str:
    """The name of the artifact that holds the blob with this hash."""
    return f"{_CACHE}{blob}"


def requests(artifacts: Iterable[Artifact]) -> Iterator[Any]:
    """`AddArtifactsRequest` messages: small artifacts together, large ones in parts."""
    waiting: list[Artifact] = []
    size = 0
    for artifact in artifacts:
        large = len(artifact.data) > _PART_BYTES
        if waiting and (large or size + len(artifact.data) > _PART_BYTES):
            yield _together(waiting)
            waiting, size = [], 0
        if large:
            yield from _in_parts(artifact)
        else:
            waiting.append(artifact)
            size += len(artifact.data)
    if waiting:
        yield _together(waiting)


def _together(artifacts: list[Artifact]) -> Any:
    request = message_class("AddArtifactsRequest")()
    for artifact in artifacts:
        added = request.batch.artifacts.add(name=artifact.name)
        _fill_part(added.data, artifact.data)
    return request


def _in_parts(artifact: Artifact) -> Iterator[Any]:
    whole = memoryview(artifact.data)
    first, *others = [whole[at : at + _PART_BYTES] for at in range(0, len(whole), _PART_BYTES)]
    request = message_class("AddArtifactsRequest")()
    begin = request.begin_chunk
    begin.name = artifact.name
    begin.total_bytes = len(whole)
    begin.num_chunks = 1 + len(others)
    _fill_part(begin.initial_chunk, bytes(first))
    yield request
    for part in others:
        request = message_class("AddArtifactsRequest")()
        _fill_part(request.chunk, bytes(part))
        yield request


def _fill_part(part: Any, data: bytes) -> None:
    part.data = data
    part.crc = zlib.crc32(data)
