"""Judges what a client sends: a strict reading of the protocol, one complaint a fault."""

import uuid
import zlib
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message

from sparity.protocol import SparkVersion, since

_OBSERVED = "client_observed_server_side_session_id"


class RequestJudge:
    """Remembers what a client did and was told; `complaints` has what it did wrong.

    Args:
        version: the Spark version of the server; what is newer may not be sent to it.
    """

    def __init__(self, version: str) -> None:
        try:
            self._line = SparkVersion.parse(version).line
        except ValueError:
            self._line = since.newest()
        self.complaints: list[str] = []
        self._told: dict[str, str] = {}
        self._ended: set[str] = set()
        self._open: dict[str, str] = {}
        self._released: set[str] = set()

    @property
    def unreleased(self) -> list[str]:
        """The ids of the executions whose results were not released, though they could be."""
        return list(self._open)

    def tell(self, session_id: str, server_side: str) -> None:
        """Note that the server told its own id of a session; the client has to repeat it."""
        if server_side:
            self._told.setdefault(session_id, server_side)

    def judge(self, method: str, request: Any) -> None:
        """Read one request."""
        for fault in (*self._faults(method, request), *self._contents(request)):
            self.complaints.append(f"{method}: {fault}")
        self._note(method, request)

    def _faults(self, method: str, request: Any) -> Iterator[str]:
        if not _is_uuid(request.session_id):
            yield f"the session id {request.session_id!r} is no UUID"
        if not request.client_type:
            yield "the client does not say what it is"
        if request.session_id in self._ended:
            yield f"session {request.session_id} was released"
        told = self._told.get(request.session_id)
        if told and getattr(request, _OBSERVED, None) not in (told, None):
            yield f"the server's session is {told}, not {getattr(request, _OBSERVED)!r}"
        operation = getattr(request, "operation_id", "")
        if operation:
            if not _is_uuid(operation):
                yield f"the operation id {operation!r} is no UUID"
            # Calls that nobody waits for may overtake each other on their way.
            overtaken = method == "Interrupt" or (
                method == "ReleaseExecute" and request.HasField("release_until")
            )
            if operation in self._released and not overtaken:
                yield f"operation {operation} was released"
        elif method in ("ReattachExecute", "ReleaseExecute"):
            yield "it names no operation"
        if method == "ReleaseExecute" and request.WhichOneof("release") is None:
            yield "it says not what to release"
        if method == "ExecutePlan" and request.plan.WhichOneof("op_type") is None:
            yield "there is no plan"
        if method == "AddArtifacts":
            for part in _parts(request):
                if zlib.crc32(part.data) != part.crc:
                    yield "the checksum of an artifact is wrong"

    def _contents(self, request: Any) -> Iterator[str]:
        for message in _messages(request):
            for field, value in message.ListFields():
                name = f"{message.DESCRIPTOR.full_name}.{field.name}"
                needed = since.field_since(message.DESCRIPTOR.full_name, field.name)
                if needed > self._line:
                    yield f"{name} is only known since {needed}"
                if field.enum_type is not None:
                    values = value if field.is_repeated else [value]
                    known = field.enum_type.values_by_number
                    if any(one not in known for one in values):
                        yield f"{name} has an unknown value"

    def _note(self, method: str, request: Any) -> None:
        if method == "ReleaseSession":
            self._ended.add(request.session_id)
        if method == "ExecutePlan" and any(
            option.reattach_options.reattachable for option in request.request_options
        ):
            self._open[request.operation_id] = request.session_id
        if method == "ReleaseExecute" and request.HasField("release_all"):
            self._open.pop(request.operation_id, None)
            self._released.add(request.operation_id)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _parts(request: Any) -> Iterator[Any]:
    match request.WhichOneof("payload"):
        case "batch":
            yield from (artifact.data for artifact in request.batch.artifacts)
        case "begin_chunk":
            yield request.begin_chunk.initial_chunk
        case "chunk":
            yield request.chunk


def _messages(message: Any) -> Iterator[Any]:
    """A message and all that are in it, of Spark Connect's own."""
    pending = [message]
    while pending:
        one = pending.pop()
        if not one.DESCRIPTOR.full_name.startswith("spark.connect."):
            continue
        yield one
        for field, value in one.ListFields():
            if field.message_type is None:
                continue
            if not field.is_repeated:
                pending.append(value)
            elif field.message_type.GetOptions().map_entry:
                pending += [inner for inner in value.values() if isinstance(inner, Message)]
            else:
                pending += value
