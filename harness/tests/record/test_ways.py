"""The tap and the fault proxy between a client and a server: everything passes unchanged."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import ANY_SIZE, SERVICE, serving

from sparity_lab.record.tap import Tap
from sparity_lab.record.tape import Tape
from sparity_lab.resilience.proxy import Proxy

ONE_REQUEST = frozenset([f"/{SERVICE}/Ask", f"/{SERVICE}/Stream"])

Way = Callable[[str], "Tap | Proxy"]

WAYS: dict[str, Way] = {
    "tap": lambda server: Tap(server, Tape()),
    "proxy": lambda server: Proxy(server, lambda method, headers: None, one_request=ONE_REQUEST),
    "proxy that knows no method": lambda server: Proxy(server, lambda method, headers: None),
}


class Ends:
    """A client's channel through something to a server."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.channel: Any = channel

    def ask(self, request: bytes = b"", **options: Any) -> Any:
        return self.channel.unary_unary(f"/{SERVICE}/Ask").with_call(request, **options)

    def stream(self, request: bytes = b"", **options: Any) -> Any:
        return self.channel.unary_stream(f"/{SERVICE}/Stream")(request, **options)


@contextlib.contextmanager
def through(way: Way, authority: str) -> Iterator[Ends]:
    with (
        way(authority) as between,
        grpc.insecure_channel(
            f"127.0.0.1:{between.port}", options=[*ANY_SIZE, ("grpc.max_metadata_size", 2**20)]
        ) as channel,
    ):
        yield Ends(channel)


@pytest.fixture(params=sorted(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def test_headers_and_trailers_pass_in_both_directions(way: Way) -> None:
    seen: list[Any] = []

    def ask(request: bytes, context: Any) -> bytes:
        seen.extend(tuple(pair) for pair in context.invocation_metadata())
        context.send_initial_metadata((("x-first", "1"), ("x-raw-bin", b"\x00\xff")))
        context.set_trailing_metadata((("x-last", "2"), ("x-last", "3")))
        return request[::-1]

    with serving(unary={"Ask": ask}) as server, through(way, server) as ends:
        response, call = ends.ask(b"abc", metadata=(("x-team", "data"), ("x-team-bin", b"\x01")))
        assert response == b"cba"
        assert ("x-team", "data") in seen
        assert ("x-team-bin", b"\x01") in seen
        assert ("x-raw-bin", b"\x00\xff") in [tuple(pair) for pair in call.initial_metadata()]
        last = [pair.value for pair in call.trailing_metadata() if pair.key == "x-last"]
        assert last == ["2", "3"]


def test_an_error_keeps_code_words_and_details(way: Way) -> None:
    details = bytes(range(256)) * 200  # more than gRPC allows by default

    def ask(request: bytes, context: Any) -> bytes:
        context.set_trailing_metadata((("grpc-status-details-bin", details),))
        context.abort(grpc.StatusCode.INTERNAL, "[TABLE_OR_VIEW_NOT_FOUND] schön")
        return b""

    with serving(unary={"Ask": ask}) as server, through(way, server) as ends:
        with pytest.raises(grpc.RpcError) as caught:
            ends.ask()
        error: Any = caught.value
        assert error.code() is grpc.StatusCode.INTERNAL
        assert error.details() == "[TABLE_OR_VIEW_NOT_FOUND] schön"
        assert dict(error.trailing_metadata())["grpc-status-details-bin"] == details


def test_a_stream_comes_as_it_is_sent_and_its_error_last(way: Way) -> None:
    go_on = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        yield b"1"
        go_on.wait(10)
        yield b"2"
        context.set_trailing_metadata((("grpc-status-details-bin", b"why"),))
        context.abort(grpc.StatusCode.ABORTED, "enough")

    with serving(stream={"Stream": stream}) as server, through(way, server) as ends:
        responses = ends.stream(b"q")
        assert next(responses) == b"1"  # before the second one exists
        go_on.set()
        assert next(responses) == b"2"
        with pytest.raises(grpc.RpcError) as caught:
            next(responses)
        error: Any = caught.value
        assert (error.code(), error.details()) == (grpc.StatusCode.ABORTED, "enough")
        assert dict(error.trailing_metadata())["grpc-status-details-bin"] == b"why"


def test_uploads_and_talk_in_both_directions_pass(way: Way) -> None:
    def upload(requests: Iterator[bytes], context: Any) -> bytes:
        return b"+".join(requests)

    def talk(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
        for request in requests:
            yield request * 2

    with (
        serving(upload={"Upload": upload}, both_ways={"Talk": talk}) as server,
        through(way, server) as ends,
    ):
        sent = iter([b"a", b"b", b"c"])
        assert ends.channel.stream_unary(f"/{SERVICE}/Upload")(sent) == b"a+b+c"
        answers = ends.channel.stream_stream(f"/{SERVICE}/Talk")(iter([b"x", b"y"]))
        assert list(answers) == [b"xx", b"yy"]


def test_big_messages_pass(way: Way) -> None:
    big = bytes(9 * 2**20)

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        yield request
        yield request

    with serving(stream={"Stream": stream}) as server, through(way, server) as ends:
        assert [len(part) for part in ends.stream(big)] == [len(big)] * 2


def test_what_the_client_cancels_is_cancelled_at_the_server(way: Way) -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    with serving(stream={"Stream": stream}) as server, through(way, server) as ends:
        responses = ends.stream()
        assert next(responses) == b"1"
        responses.cancel()
        assert ended.wait(5)


def test_a_client_that_disappears_leaves_nothing_running(way: Way) -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    with serving(stream={"Stream": stream}) as server, way(server) as between:
        channel = grpc.insecure_channel(f"127.0.0.1:{between.port}")
        responses: Any = channel.unary_stream(f"/{SERVICE}/Stream")(b"")  # type: ignore[call-arg]
        assert next(responses) == b"1"
        channel.close()
        assert ended.wait(5)


def test_a_deadline_reaches_the_server(way: Way) -> None:
    left: list[float] = []

    def ask(request: bytes, context: Any) -> bytes:
        left.append(context.time_remaining())
        if request == b"slow":
            time.sleep(1)
        return b""

    with serving(unary={"Ask": ask}) as server, through(way, server) as ends:
        ends.ask(timeout=20)
        assert 10 < left[0] < 21
        ends.ask()
        assert left[1] > 10**6  # none
        with pytest.raises(grpc.RpcError) as caught:
            ends.ask(b"slow", timeout=0.2)
        error: Any = caught.value
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_a_server_that_refuses_what_is_still_sent_is_heard(way: Way) -> None:
    def upload(requests: Iterator[bytes], context: Any) -> bytes:
        next(requests)
        context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "too much")
        return b""

    with serving(upload={"Upload": upload}) as server, through(way, server) as ends:
        for _ in range(30):
            parts = (bytes(100_000) for _ in range(20))
            with pytest.raises(grpc.RpcError) as caught:
                ends.channel.stream_unary(f"/{SERVICE}/Upload")(parts)
            error: Any = caught.value
            assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
            assert error.details() == "too much"


def test_a_method_that_the_server_lacks_is_unimplemented(way: Way) -> None:
    with (
        serving(unary={"Ask": lambda request, context: b""}) as server,
        through(way, server) as ends,
    ):
        with pytest.raises(grpc.RpcError) as caught:
            ends.channel.unary_unary("/other.Service/Thing")(b"")
        error: Any = caught.value
        assert error.code() is grpc.StatusCode.UNIMPLEMENTED


def test_a_server_that_is_gone_is_unavailable_and_found_again_when_it_is_back(way: Way) -> None:
    with serving(unary={"Ask": lambda request, context: b"old"}) as server:
        port = int(server.rpartition(":")[2])
        with through(way, server) as ends:
            assert ends.ask()[0] == b"old"
    with through(way, server) as ends:
        with pytest.raises(grpc.RpcError) as caught:
            ends.ask()
        error: Any = caught.value
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        with serving(unary={"Ask": lambda request, context: b"new"}, port=port):

            def answered() -> bool:
                with contextlib.suppress(grpc.RpcError):
                    return bool(ends.ask()[0] == b"new")
                return False

            assert until(answered)


def test_many_streams_run_side_by_side(way: Way) -> None:
    everybody = threading.Barrier(20)

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        everybody.wait(20)
        yield request

    with serving(stream={"Stream": stream}) as server, through(way, server) as ends:
        calls = [ends.stream(str(i).encode()) for i in range(20)]
        assert [next(call) for call in calls] == [str(i).encode() for i in range(20)]


def test_after_a_stop_there_is_no_port_no_thread_and_no_call(way: Way) -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    with serving(stream={"Stream": stream}) as server:
        first, second = way(server), way(server)
        with grpc.insecure_channel(f"127.0.0.1:{first.port}") as channel:
            responses: Any = channel.unary_stream(f"/{SERVICE}/Stream")(b"")  # type: ignore[call-arg]
            assert next(responses) == b"1"
            first.stop()
            first.stop()
            assert ended.wait(5)
            with pytest.raises(grpc.RpcError):
                next(responses)
        assert _proxy_threads()
        second.stop()
        assert not _proxy_threads()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", first.port), timeout=2)


def _proxy_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "recording proxies"]
