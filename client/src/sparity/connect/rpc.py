"""The calls of the Spark Connect service, without generated code; retries nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sparity.connect.deadlines import Deadlines
from sparity.protocol import SERVICE, message_class

if TYPE_CHECKING:
    import grpc


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
    "CloneSession": Method("CloneSessionRequest", "CloneSessionResponse", "clone_session"),
    "ReleaseSession": Method("ReleaseSessionRequest", "ReleaseSessionResponse", "release_session"),
    "FetchErrorDetails": Method(
        "FetchErrorDetailsRequest", "FetchErrorDetailsResponse", "fetch_error_details"
    ),
}
STREAMS = frozenset({"ExecutePlan", "ReattachExecute"})
UPLOADS = frozenset({"AddArtifacts"})


class Rpc:
    """Makes calls by the name of their method.

    Args:
        channel: where to.
        headers: sent along with each call.
        deadlines: how long each kind of call may take.
    """

    def __init__(
        self, channel: grpc.Channel, headers: Sequence[tuple[str, str]], deadlines: Deadlines
    ) -> None:
        self._channel = channel
        self._headers = tuple(headers)
        self._deadlines = deadlines
        self._callables: dict[str, Any] = {}

    def unary(self, method: str, request: Any) -> Any:
        """The response to `request`.

        Raises:
            grpc.RpcError: the call failed.
        """
        return self._callable(method)(request, **self._options(method))

    def upload(self, method: str, requests: Iterator[Any]) -> Any:
        """The response to a stream of requests; errors are those of `unary`."""
        return self._callable(method)(requests, **self._options(method))

    def future(self, method: str, request: Any) -> grpc.Future[Any]:
        """The same without waiting for the response."""
        sent: grpc.Future[Any] = self._callable(method).future(request, **self._options(method))
        return sent

    def stream(self, method: str, request: Any, *, bounded: bool = True) -> Any:
        """The call that iterates over the responses to `request`.

        Args:
            method: name of a method that streams.
            request: its request message.
            bounded: whether the deadline applies.
        """
        options = self._options(method)
        if not bounded:
            options["timeout"] = None
        return self._callable(method)(request, **options)

    def _options(self, method: str) -> dict[str, Any]:
        timeout = getattr(self._deadlines, METHODS[method].deadline)
        return {"timeout": timeout, "metadata": self._headers}

    def _callable(self, method: str) -> Any:
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
