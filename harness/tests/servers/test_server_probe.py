"""The probe against small servers that behave well, badly, or not at all."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc
import pytest

from sparity_lab.matrix import Target
from sparity_lab.problems import InfraProblem
from sparity_lab.servers import wire
from sparity_lab.servers.probe import NotServing, must_serve, probe, wait_ready
from sparity_lab.servers.remote import RemoteServer
from sparity_lab.servers.supervised import free_port

Execute = Callable[[bytes, Any], Iterator[bytes]]
VERSION = wire.message(8, wire.message(1, b"9.8.7"))


def three_rows(request: bytes, context: Any) -> Iterator[bytes]:
    yield wire.message(12, b"operation")
    yield wire.message(2, wire.integer(1, 1))
    yield wire.message(2, wire.integer(1, 2))


def two_rows(request: bytes, context: Any) -> Iterator[bytes]:
    yield wire.message(2, wire.integer(1, 2))


def failing(request: bytes, context: Any) -> Iterator[bytes]:
    context.abort(grpc.StatusCode.INTERNAL, "out of order\nand more")
    yield b""


@contextlib.contextmanager
def serving(
    version: bytes = VERSION,
    execute: Execute = three_rows,
    seen: list[tuple[str, str]] | None = None,
    port: int | None = None,
) -> Iterator[str]:
    """A server with the methods that a probe calls."""

    def analyze(request: bytes, context: Any) -> bytes:
        if seen is not None:
            seen.extend((key, value) for key, value in context.invocation_metadata())
        return version

    methods = {
        "AnalyzePlan": grpc.unary_unary_rpc_method_handler(analyze),
        "ExecutePlan": grpc.unary_stream_rpc_method_handler(execute),
    }
    server = grpc.server(futures.ThreadPoolExecutor(2))
    handler = grpc.method_handlers_generic_handler("spark.connect.SparkConnectService", methods)
    server.add_generic_rpc_handlers((handler,))
    bound = server.add_insecure_port(f"127.0.0.1:{port or 0}")
    server.start()
    try:
        yield f"sc://127.0.0.1:{bound}"
    finally:
        server.stop(None).wait()


def test_a_server_that_answers_both_questions_serves() -> None:
    with serving() as url:
        assert probe(url) == "9.8.7"


def test_headers_of_the_address_are_sent() -> None:
    seen: list[tuple[str, str]] = []
    with serving(seen=seen) as url:
        probe(f"{url}/;x-team=data")
    assert ("x-team", "data") in seen


def test_a_version_alone_is_not_enough() -> None:
    with serving(execute=failing) as url, pytest.raises(NotServing, match="out of order") as caught:
        probe(url)
    assert caught.value.spark
    assert "more" not in str(caught.value)


def test_a_wrong_number_of_rows_is_not_enough() -> None:
    with serving(execute=two_rows) as url, pytest.raises(NotServing, match="2 rows instead of 3"):
        probe(url)


@pytest.mark.parametrize("version", [b"", wire.message(8, b""), b"\x0a\x7f"])
def test_an_answer_without_version_is_not_spark(version: bytes) -> None:
    with serving(version=version) as url, pytest.raises(NotServing) as caught:
        probe(url)
    assert not caught.value.spark


def test_nobody_at_the_address_is_told_in_one_line() -> None:
    with pytest.raises(InfraProblem) as caught:
        must_serve(f"sc://127.0.0.1:{free_port()}/;token=hush", timeout_s=3)
    assert caught.value.message.startswith("no Spark Connect server answers at sc://127.0.0.1:")
    assert "hush" not in caught.value.render()
    assert caught.value.exit_code == 3


def test_a_server_of_another_kind_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def shout() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    connection.close()

        threading.Thread(target=shout, daemon=True).start()
        with pytest.raises(InfraProblem, match="no Spark Connect server answers"):
            must_serve(f"sc://127.0.0.1:{port}", timeout_s=3)


def test_a_server_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        started = time.monotonic()
        with pytest.raises(InfraProblem):
            must_serve(f"sc://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.5)
        assert time.monotonic() - started < 10


def test_a_grpc_server_without_spark_is_told() -> None:
    server = grpc.server(futures.ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with pytest.raises(InfraProblem) as caught:
            must_serve(f"sc://127.0.0.1:{port}", timeout_s=3)
    finally:
        server.stop(None).wait()
    assert "UNIMPLEMENTED" in caught.value.render()


def test_waiting_ends_when_the_server_comes_up() -> None:
    port = free_port()
    stop = threading.Event()

    def later() -> None:
        time.sleep(0.6)
        with serving(port=port):
            stop.wait(20)

    thread = threading.Thread(target=later)
    thread.start()
    try:
        assert wait_ready(f"sc://127.0.0.1:{port}", timeout_s=20) == "9.8.7"
    finally:
        stop.set()
        thread.join()


def test_waiting_ends_when_the_server_is_dead() -> None:
    started = time.monotonic()
    with pytest.raises(InfraProblem, match="the server of x ended before it was ready"):
        wait_ready(f"sc://127.0.0.1:{free_port()}", timeout_s=60, alive=lambda: False, name="x")
    assert time.monotonic() - started < 20


def test_waiting_ends_when_time_is_up() -> None:
    with pytest.raises(InfraProblem, match="was not ready after 0 s"):
        wait_ready(f"sc://127.0.0.1:{free_port()}", timeout_s=0.3)


def test_a_remote_server_is_probed_and_left_alone() -> None:
    with serving() as url:
        server = RemoteServer(Target(name="r", provider="remote", url=url))
        assert not server.alive()
        with server as endpoint:
            assert (endpoint.url, endpoint.spark_version) == (url, "9.8.7")
            assert server.alive()
        assert not server.alive()
        assert probe(url) == "9.8.7"


def test_a_remote_server_that_goes_away_is_not_alive() -> None:
    with serving() as url:
        server = RemoteServer(Target(name="r", provider="remote", url=url))
        server.start()
    assert not server.alive()
