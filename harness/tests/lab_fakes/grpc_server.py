"""A small gRPC server in this process, its methods written by the test that uses it."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc

SERVICE = "spark.connect.SparkConnectService"

ANY_SIZE = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


@contextlib.contextmanager
def serving(
    *,
    unary: dict[str, Callable[[bytes, Any], bytes]] | None = None,
    stream: dict[str, Callable[[bytes, Any], Iterator[bytes]]] | None = None,
    upload: dict[str, Callable[[Iterator[bytes], Any], bytes]] | None = None,
    both_ways: dict[str, Callable[[Iterator[bytes], Any], Iterator[bytes]]] | None = None,
    service: str = SERVICE,
    port: int = 0,
) -> Iterator[str]:
    """`host:port` of a server with these methods, up while the context lasts."""
    methods: dict[str, Any] = {}
    for made, functions in (
        (grpc.unary_unary_rpc_method_handler, unary),
        (grpc.unary_stream_rpc_method_handler, stream),
        (grpc.stream_unary_rpc_method_handler, upload),
        (grpc.stream_stream_rpc_method_handler, both_ways),
    ):
        methods |= {name: made(function) for name, function in (functions or {}).items()}
    server = grpc.server(
        futures.ThreadPoolExecutor(32), options=[*ANY_SIZE, ("grpc.max_metadata_size", 2**20)]
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield f"127.0.0.1:{bound}"
    finally:
        server.stop(None).wait()
