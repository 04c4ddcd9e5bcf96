"""What a session uploads: files, and blobs that its server keeps, none of which arrives twice.

Spark 4.1 forgets a blob for good when it arrives a second time, as after an answer that was lost,
or where two threads need the same data. So each attempt asks first what the server has.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sparity.connect import artifacts
from sparity.connect.artifacts import Artifact
from sparity.connect.effects import Flow, Sleep, Upload
from sparity.errors import SparkConnectException
from sparity.protocol import message_class

if TYPE_CHECKING:
    from sparity.connect.renewal import Incarnation
    from sparity.connect.session import Session

# How often a thread looks whether another one has uploaded the same blob.
_PAUSE = 0.02


class Uploads:
    """The uploads of one session, by all threads.

    Args:
        session: whose they are.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._on_the_way: set[str] = set()

    def cache(self, blobs: Sequence[bytes]) -> Flow[list[str]]:
        """Keep blobs on the server; the hashes by which plans mean them."""
        hashes = [artifacts.blob_hash(blob) for blob in blobs]
        named = {
            artifacts.cached_name(hashed): blob for hashed, blob in zip(hashes, blobs, strict=True)
        }
        while True:  # another thread that uploads has an end, at the latest by its deadline
            with self._claimed(named.keys()) as ours:
                if ours:
                    yield from self.add([Artifact(name, blob) for name, blob in named.items()])
                    return hashes
            yield Sleep(_PAUSE)

    def add(self, added: Sequence[Artifact]) -> Flow[None]:
        """Copy files and blobs to the server, in one call."""
        response, here = yield from self._session.answered(
            "AddArtifacts", lambda here: self.attempt(added, here)
        )
        damaged = [told.name for told in response.artifacts if not told.is_crc_successful]
        if damaged:
            raise SparkConnectException(f"Artifacts were damaged on their way: {damaged}")
        yield from self._session.renewal.added(here, added)

    def attempt(self, added: Sequence[Artifact], here: Incarnation) -> Flow[Any]:
        """One attempt at an upload to a session: what it has already is not sent again."""
        session = self._session
        there = yield from self._kept([one.name for one in added if one.is_cached], here)
        lacking = [one for one in added if one.name not in there]
        if not lacking:
            return message_class("AddArtifactsResponse")()
        return (
            yield Upload(
                "AddArtifacts",
                lambda: (session.fill(request, here) for request in artifacts.requests(lacking)),
                session.timeout("AddArtifacts"),
            )
        )

    def _kept(self, names: Sequence[str], here: Incarnation) -> Flow[set[str]]:
        if not names:
            return set()
        request = message_class("ArtifactStatusesRequest")(names=names)
        response = yield self._session.one_call("ArtifactStatus", request, here)
        self._session.verify(response, here)
        return {name for name, status in response.statuses.items() if status.exists}

    @contextmanager
    def _claimed(self, names: Collection[str]) -> Generator[bool, None, None]:
        """Be the only one who uploads these; False while somebody else uploads some of them."""
        with self._lock:
            ours = self._on_the_way.isdisjoint(names)
            if ours:
                self._on_the_way.update(names)
        try:
            yield ours
        finally:
            if ours:
                with self._lock:
                    self._on_the_way.difference_update(names)
