"""Serves the methods of Spark Connect, over bytes, on a port of this machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from sparity_lab.problems import InfraProblem
from sparity_lab.record import schema

_WORKERS = 32

_ANY_SIZE = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_metadata_size", 64 * 2**20),
    ("grpc.absolute_max_metadata_size", 64 * 2**20),
    ("grpc.so_reuseport", 0),
]

Answer = Callable[[str, list[bytes], Any], Iterator[bytes]]
"""Yields the responses of a call; it is given the method, the requests and gRPC's context."""


def handler(answer: Answer) -> "grpc.GenericRpcHandler[Any, Any]":
    """What gRPC needs to have every method of the service answered by one function."""
    methods = {method.name: _method(method, answer) for method in schema.methods()}
    return grpc.method_handlers_generic_handler(schema.SERVICE, methods)


class Listener:
    """A port on which calls are answered while a `with` lasts.

    Raises:
        InfraProblem: on entering, when it cannot listen.
    """

    def __init__(self, answer: Answer, name: str, port: int = 0) -> None:
        self._name = name
        self._server = grpc.server(
            ThreadPoolExecutor(_WORKERS, thread_name_prefix=name), options=_ANY_SIZE
        )
        self._server.add_generic_rpc_handlers((handler(answer),))
        self.port = port

    def __enter__(self) -> "Listener":
        try:
            self.port = self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        except RuntimeError as problem:
            raise InfraProblem(
                f"the {self._name} server cannot listen on this machine", causes=[problem]
            ) from problem
        self._server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.stop(None).wait()


def _method(method: Any, answer: Answer) -> Any:
    name = method.name

    def many(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
        return answer(name, list(requests), context)

    def one(request: bytes, context: Any) -> Iterator[bytes]:
        return answer(name, [request], context)

    if method.client_streaming:
        if method.server_streaming:
            return grpc.stream_stream_rpc_method_handler(many)
        return grpc.stream_unary_rpc_method_handler(_only(many))
    if method.server_streaming:
        return grpc.unary_stream_rpc_method_handler(one)
    return grpc.unary_unary_rpc_method_handler(_only(one))


def _only(
    answer: Callable[[Any, Any], Iterator[bytes]],
) -> Callable[[Any, Any], bytes | None]:
    """The one response of a method that has no stream of them."""
    # The generator goes on after its response: that is where an error ends the call.
    return lambda request, context: next(iter([*answer(request, context)]), None)
