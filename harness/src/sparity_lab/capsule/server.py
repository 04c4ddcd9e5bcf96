"""A Spark Connect server that is none: it answers each request by the recorded one that is like it.

It computes nothing. What has no recorded answer fails, and is kept to be told.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

import grpc

from sparity_lab.capsule.answers import Answers
from sparity_lab.capsule.fitting import empty, fitted, version_answer
from sparity_lab.capsule.reading import Question, question_of
from sparity_lab.outcome.normalise import Surroundings, in_texts
from sparity_lab.problems import InfraProblem
from sparity_lab.record import schema
from sparity_lab.record.seen import VERSION
from sparity_lab.record.treediff import shortened

_WORKERS = 32

_ANY_SIZE = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_metadata_size", 64 * 2**20),
    ("grpc.absolute_max_metadata_size", 64 * 2**20),
    ("grpc.so_reuseport", 0),
]

_TIDYING = ("ReleaseExecute", "ReleaseSession")
"""Calls that give something back, when and as often as a client likes: each is granted."""

_REATTACH = "ReattachExecute"


@dataclass(frozen=True)
class Unanswered:
    """A request for which nothing was recorded, and how it differs from the most similar one."""

    method: str
    asked: str
    nearest: tuple[str, ...]


class ReplayServer:
    """Serves the recordings of a capsule on a port of this machine while a `with` lasts.

    `around` is what belongs to the client that asks now; its paths are not looked at.

    Raises:
        InfraProblem: on entering, when it cannot listen.
    """

    def __init__(self, answers: Answers, spark_version: str) -> None:
        self.around = Surroundings()
        self.unanswered: list[Unanswered] = []
        self._answers = answers
        self._spark_version = spark_version
        self._lock = Lock()
        self._executions: dict[str, list[bytes]] = {}
        self._server = grpc.server(
            ThreadPoolExecutor(_WORKERS, thread_name_prefix="replay"), options=_ANY_SIZE
        )
        self.port = 0

    def __enter__(self) -> "ReplayServer":
        handlers = {method.name: self._handler(method) for method in schema.methods()}
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(schema.SERVICE, handlers),)
        )
        try:
            self.port = self._server.add_insecure_port("127.0.0.1:0")
        except RuntimeError as problem:
            raise InfraProblem(
                "the replay cannot listen on this machine", causes=[problem]
            ) from problem
        self._server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.stop(None).wait()

    def _handler(self, method: Any) -> Any:
        name = method.name

        def many(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
            return self._answer(name, list(requests), context)

        def one(request: bytes, context: Any) -> Iterator[bytes]:
            return self._answer(name, [request], context)

        if method.client_streaming:
            if method.server_streaming:
                return grpc.stream_stream_rpc_method_handler(many)
            return grpc.stream_unary_rpc_method_handler(_only(many))
        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(one)
        return grpc.unary_unary_rpc_method_handler(_only(one))

    def _answer(self, method: str, requests: list[bytes], context: Any) -> Iterator[bytes]:
        question = question_of(method, requests, in_texts(self.around))
        if method == _REATTACH and (rest := self._rest(question)) is not None:
            yield from rest
            return
        found = self._answers.find(question)
        if found is None:
            yield from self._without_recording(question, context)
            return
        responses = [fitted(one, question, found) for one in found.call.responses]
        if question.operation:
            with self._lock:
                self._executions[question.operation] = responses
        yield from responses
        # A client that had all it wanted cancelled the rest; this one may have it end.
        if found.call.code not in (None, "OK", "CANCELLED"):
            context.set_trailing_metadata(found.call.trailers)
            context.abort(grpc.StatusCode[found.call.code], found.call.details)

    def _without_recording(self, question: Question, context: Any) -> Iterator[bytes]:
        if question.method in _TIDYING:
            yield empty(question)
        elif set(question.tree.get("analyze", {})) & {VERSION[1]}:
            yield version_answer(question, self._spark_version)
        else:
            unanswered = Unanswered(
                question.method, shortened(question.like), tuple(self._answers.nearest(question))
            )
            with self._lock:
                self.unanswered.append(unanswered)
            context.abort(
                grpc.StatusCode.FAILED_PRECONDITION,
                f"the capsule has no recorded answer to this {question.method}",
            )

    def _rest(self, question: Question) -> list[bytes] | None:
        """What of an execution a client that attaches again has not seen yet."""
        with self._lock:
            whole = self._executions.get(question.operation)
        if whole is None:
            return None
        last = getattr(question.message, "last_response_id", "")
        response = schema.responses()["ExecutePlan"]
        ids = [getattr(schema.read(response, one), "response_id", "") for one in whole]
        return whole[ids.index(last) + 1 :] if last in ids else whole


def _only(
    answer: Callable[[Any, Any], Iterator[bytes]],
) -> Callable[[Any, Any], bytes | None]:
    """The one response of a method that has no stream of them."""
    # The generator goes on after its response: that is where an error ends the call.
    return lambda request, context: next(iter([*answer(request, context)]), None)
