"""A server that has each request judged and keeps it; a subclass says what is answered."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import grpc

from sparity_lab.fake.judge import Complaint, Judge
from sparity_lab.record import schema
from sparity_lab.resilience.policy import EndCall

_SERVER_SIDE = "server_side_session_id"
_STREAMS = ("ExecutePlan", "ReattachExecute")
_GONE = (b"OPERATION_NOT_FOUND", b"SESSION_CHANGED", b"SESSION_CLOSED", b"SESSION_NOT_FOUND")


class Call(NamedTuple):
    """One call that came: its method, its requests, the metadata."""

    method: str
    requests: Sequence[Any]
    metadata: dict[str, str]

    @property
    def request(self) -> Any:
        """The request; of an upload the first."""
        return self.requests[0]


class StrictServer:
    """Judges calls and names the responses' sessions; `answers` is left to subclasses.

    Args:
        version: the Spark version that it says it is.
        say: is told of each complaint at once.
    """

    def __init__(self, version: str, say: Callable[[Complaint], None] = lambda _: None) -> None:
        self.version = version
        self.judge = Judge(version, say)
        self.calls: list[Call] = []
        self.arrived = threading.Condition()

    def answers(self, call: Call, context: Any) -> Iterator[Any]:
        """The responses of a call; raises `EndCall` to have it fail."""
        raise NotImplementedError

    def server_side(self, session: str) -> str:
        """The server's own id of a session; empty for a version that has none."""
        raise NotImplementedError

    def answer(self, method: str, requests: list[bytes], context: Any) -> Iterator[bytes]:
        """Answer a call over bytes: what `sparity_lab.record.serving` wants to be given."""
        read = [schema.read(schema.requests()[method], one) for one in requests]
        if not read or None in read:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"this is no request of {method}")
        if not context.is_active():
            return  # it broke before all of it was there: nobody can say what was to come
        call = Call(method, read, dict(context.invocation_metadata()))
        self.arrives(call)
        try:
            for response in self.answers(call, context):
                if isinstance(response, bytes):
                    yield response
                else:
                    yield self._named(call, response).SerializeToString()
        except EndCall as end:
            self._ended(call, end)
            context.set_trailing_metadata(end.status.trailers)
            context.abort(end.status.code, end.status.details)

    def arrives(self, call: Call) -> None:
        """Judge a call and keep it."""
        with self.arrived:
            self.judge.judge(call.method, call.requests)
            self.calls.append(call)
            self.arrived.notify_all()

    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [call.method for call in self.calls]

    def requests(self, method: str) -> list[Any]:
        """The requests of a method, in order."""
        return [call.request for call in self.calls if call.method == method]

    def wait_for(
        self, method: str, matching: Callable[[Any], bool] = lambda _: True, seconds: float = 5.0
    ) -> Any:
        """The first matching request, which may still be on its way.

        Raises:
            TimeoutError: there was none.
        """

        def found() -> Any:
            return next((one for one in self.requests(method) if matching(one)), None)

        with self.arrived:
            if not self.arrived.wait_for(found, timeout=seconds):
                raise TimeoutError(f"no such {method} in {self.methods()}")
            return found()

    def _named(self, call: Call, response: Any) -> Any:
        """A response with the ids of whose it is, of which the judge is told."""
        fields = response.DESCRIPTOR.fields_by_name
        session = call.request.session_id
        named = type(response)()
        named.CopyFrom(response)
        named.session_id = named.session_id or session
        if _SERVER_SIDE in fields:
            named.server_side_session_id = named.server_side_session_id or self.server_side(session)
            self.judge.told(session, named.server_side_session_id)
        if call.method in _STREAMS:
            operation = call.request.operation_id
            named.operation_id = named.operation_id or operation
            self.judge.sent(operation, named.response_id)
            if named.HasField("result_complete"):
                self.judge.ended(operation)
        return named

    def _ended(self, call: Call, end: EndCall) -> None:
        operation = getattr(call.request, "operation_id", "")
        packed = b"".join(
            value if isinstance(value, bytes) else value.encode()
            for _, value in end.status.trailers
        )
        if any(gone in packed for gone in _GONE):
            self.judge.forgot(operation)
        elif call.method in _STREAMS and end.status.code is not grpc.StatusCode.UNAVAILABLE:
            self.judge.ended(operation)
