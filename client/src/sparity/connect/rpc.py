"""The calls of the Spark Connect service as data, and what is sent along with them; makes none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from sparity.connect.effects import CallFailed
from sparity.connect.failure import Failure
from sparity.protocol import SERVICE, message_class

Metadata: TypeAlias = Sequence[tuple[str, str]]

#: What becomes of a call on a channel that was closed meanwhile; gRPC has a ValueError for it.
CLOSED = Failure(code="CANCELLED", message="The connection was closed.")


class Method(NamedTuple):
    """The messages of a method, and the name of its deadline."""

    request: str
    response: str
    deadline: str


# The part of the service that this package calls.
METHODS = {
    "ExecutePlan": Method("ExecutePlanRequest", "ExecutePlanResponse", "execute_plan"),
    "ReattachExecute": Method("ReattachExecuteRequest", "ExecutePlanResponse", "reattach_execute"),
    "ReleaseExecute": Method("ReleaseExecuteRequest", "ReleaseExecuteResponse", "release_execute"),
    "AnalyzePlan": Method("AnalyzePlanRequest", "AnalyzePlanResponse", "analyze_plan"),
    "Config": Method("ConfigRequest", "ConfigResponse", "config"),
    "ArtifactStatus": Method(
        "ArtifactStatusesRequest", "ArtifactStatusesResponse", "artifact_status"
    ),
    "AddArtifacts": Method("AddArtifactsRequest", "AddArtifactsResponse", "add_artifacts"),
    "Interrupt": Method("InterruptRequest", "InterruptResponse", "interrupt"),
    "GetStatus": Method("GetStatusRequest", "GetStatusResponse", "get_status"),
    "CloneSession": Method("CloneSessionRequest", "CloneSessionResponse", "clone_session"),
    "ReleaseSession": Method("ReleaseSessionRequest", "ReleaseSessionResponse", "release_session"),
    "FetchErrorDetails": Method(
        "FetchErrorDetailsRequest", "FetchErrorDetailsResponse", "fetch_error_details"
    ),
}
STREAMS = frozenset({"ExecutePlan", "ReattachExecute"})
UPLOADS = frozenset({"AddArtifacts"})


class NotBegun:
    """The responses of a call that was never made: reading them tells why.

    Flows hear of a stream that fails where they read it, wherever it failed.
    """

    def __init__(self, why: CallFailed) -> None:
        self._why = why

    def __next__(self) -> Any:
        raise self._why

    async def read(self) -> Any:
        """As `grpc.aio` reads."""
        raise self._why

    def cancel(self) -> None:
        """There is nothing to cancel."""


class Stubs:
    """The methods of a channel by name; blocking or for asyncio, as the channel is.

    Args:
        channel: a `grpc.Channel` or a `grpc.aio.Channel`.
    """

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._callables: dict[str, Any] = {}

    def begin(
        self,
        method: str,
        requests: Any,
        timeout: float | None,
        metadata: Metadata,
        more: Metadata = (),
    ) -> Any:
        """Call a method.

        Args:
            method: its name.
            requests: one request, or an iterator of them for a method that takes several.
            timeout: seconds.
            metadata: what is sent along.
            more: what is sent along, too.

        Raises:
            CallFailed: the channel was closed.
        """
        try:
            return self.of(method)(requests, timeout=timeout, metadata=(*metadata, *more))
        except ValueError:
            raise CallFailed(CLOSED) from None

    def future(
        self,
        method: str,
        request: Any,
        timeout: float | None,
        metadata: Metadata,
        more: Metadata = (),
    ) -> Any:
        """Call a method of a blocking channel without waiting for the response; as `begin`."""
        try:
            return self.of(method).future(request, timeout=timeout, metadata=(*metadata, *more))
        except ValueError:
            raise CallFailed(CLOSED) from None

    def of(self, method: str) -> Any:
        """What calls a method."""
        found = self._callables.get(method)
        if found is None:
            about = METHODS[method]
            found = self._kind(method)(
                f"/{SERVICE}/{method}",
                request_serializer=message_class(about.request).SerializeToString,
                response_deserializer=message_class(about.response).FromString,
            )
            self._callables[method] = found
        return found

    def _kind(self, method: str) -> Any:
        if method in STREAMS:
            return self._channel.unary_stream
        return self._channel.stream_unary if method in UPLOADS else self._channel.unary_unary
