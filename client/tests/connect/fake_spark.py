"""A strict Spark Connect server in this process: answers by script, judges what it is asked."""

import copy
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
from request_judge import RequestJudge

from sparity.connect import Client, RetryPolicy
from sparity.connect.rpc import METHODS, STREAMS, UPLOADS
from sparity.protocol import SERVICE, message_class


@dataclass(frozen=True)
class Abort:
    """In a script: the call fails here."""

    code: grpc.StatusCode
    message: str = "aborted"
    packed: bytes | None = None


@dataclass(frozen=True)
class Pause:
    """In a script: nothing comes for so many seconds, or until the client goes away."""

    seconds: float = 60.0


class FakeSpark(grpc.GenericRpcHandler):
    """Answers calls; `script` has the answers of a method, one a call, the last one repeated.

    `late` has the seconds that calls of a method are on their way.
    """

    def __init__(self, version: str = "4.1.1") -> None:
        self.version = version
        self.server_side_session_id = "server-side" if version >= "4" else ""
        self.judge = RequestJudge(version)
        self.script: dict[str, list[Any]] = {}
        self.late: dict[str, float] = {}
        self.calls: list[tuple[str, Any, dict[str, str]]] = []
        self.arrived = threading.Condition()

    def methods(self) -> list[str]:
        return [method for method, _, _ in self.calls]

    def requests(self, method: str) -> list[Any]:
        return [request for name, request, _ in self.calls if name == method]

    def wait_for(self, method: str, matching: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first matching request, which may still be on its way."""

        def found() -> Any:
            return next((request for request in self.requests(method) if matching(request)), None)

        with self.arrived:
            assert self.arrived.wait_for(found, timeout=5), f"no such {method} in {self.methods()}"
            return found()

    def service(self, details: Any) -> Any:
        method = details.method.rpartition("/")[2]
        if details.method != f"/{SERVICE}/{method}" or method not in METHODS:
            return None
        about = METHODS[method]
        if method in UPLOADS:
            return grpc.stream_unary_rpc_method_handler(
                lambda requests, context: self._unary(method, list(requests), context),
                request_deserializer=message_class(about.request).FromString,
                response_serializer=lambda response: response.SerializeToString(),
            )
        wrap = (
            grpc.unary_stream_rpc_method_handler
            if method in STREAMS
            else grpc.unary_unary_rpc_method_handler
        )
        answer = self._stream if method in STREAMS else self._unary
        return wrap(
            lambda request, context: answer(method, request, context),
            request_deserializer=message_class(about.request).FromString,
            response_serializer=lambda response: response.SerializeToString(),
        )

    def _note(self, method: str, request: Any, context: Any) -> list[Any]:
        time.sleep(self.late.get(method, 0))
        with self.arrived:
            before = len(self.requests(method))
            metadata = dict(context.invocation_metadata())
            self.calls.append((method, request, metadata))
            for one in request if isinstance(request, list) else [request]:
                self.judge.judge(method, one)
            self.arrived.notify_all()
        answers = self.script.get(method)
        if not answers:
            return [self.default(method, request)]
        answer = answers[min(before, len(answers) - 1)]
        return answer if isinstance(answer, list) else [answer]

    def wait_until_released(self) -> None:
        """Wait for releases, which may still be on their way."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: not self.judge.unreleased, timeout=5)

    def default(self, method: str, request: Any) -> Any:
        response = message_class(METHODS[method].response)()
        if method == "AnalyzePlan":
            response.spark_version.version = self.version
        if method == "ExecutePlan":
            response.result_complete.SetInParent()
        if method == "Interrupt" and request.operation_id:
            response.interrupted_ids.append(request.operation_id)
        if method == "GetStatus":
            for operation in request.operation_status.operation_ids:
                response.operation_statuses.add(operation_id=operation, state=self.state(operation))
        return response

    def state(self, operation: str) -> str:
        """The state of an operation by what was asked: it runs until it is interrupted."""
        stopped = any(one.operation_id == operation for one in self.requests("Interrupt"))
        return "OPERATION_STATE_CANCELLED" if stopped else "OPERATION_STATE_RUNNING"

    def _finish(self, answer: Any, request: Any, context: Any) -> Any:
        if isinstance(answer, Abort):
            if answer.packed is not None:
                context.set_trailing_metadata((("grpc-status-details-bin", answer.packed),))
            context.abort(answer.code, answer.message)
        answer = copy.deepcopy(answer)
        asked = request[0] if isinstance(request, list) else request
        answer.session_id = answer.session_id or asked.session_id
        if "server_side_session_id" in answer.DESCRIPTOR.fields_by_name:
            answer.server_side_session_id = (
                answer.server_side_session_id or self.server_side_session_id
            )
            with self.arrived:
                self.judge.tell(answer.session_id, answer.server_side_session_id)
        return answer

    def _unary(self, method: str, request: Any, context: Any) -> Any:
        return self._finish(self._note(method, request, context)[0], request, context)

    def _stream(self, method: str, request: Any, context: Any) -> Iterator[Any]:
        for answer in self._note(method, request, context):
            if isinstance(answer, Pause):
                gone = threading.Event()
                context.add_callback(gone.set)
                gone.wait(answer.seconds)
            else:
                yield self._finish(answer, request, context)


@dataclass
class Served:
    """A fake server and clients of it."""

    spark: FakeSpark
    port: int
    slept: list[float]
    clients: list[Client]

    @property
    def url(self) -> str:
        return f"sc://localhost:{self.port}"

    def client(self, parameters: str = "", **options: Any) -> Client:
        options = {"retry": RetryPolicy(max_retries=3), "sleep": self.slept.append, **options}
        made = Client(f"{self.url}/;{parameters}", **options)
        self.clients.append(made)
        return made
