"""What a tape hears of calls through a tap, with a small server."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import ANY_SIZE, SERVICE, serving

from sparity_lab.record.line import Line
from sparity_lab.record.tap import Tap
from sparity_lab.record.tape import RecordedCall, Tape


class Ends:
    """A client's channel through a tap to a server."""

    def __init__(self, channel: grpc.Channel, tape: Tape) -> None:
        self._channel: Any = channel
        self._tape = tape

    def call(self, index: int = 0) -> RecordedCall:
        return self._tape.take().calls[index]

    def ask(self, request: bytes = b"", **options: Any) -> bytes:
        return bytes(self._channel.unary_unary(f"/{SERVICE}/Ask")(request, **options))

    def stream(self, request: bytes = b"", **options: Any) -> Any:
        return self._channel.unary_stream(f"/{SERVICE}/Stream")(request, **options)

    def talk(self, *requests: bytes) -> list[bytes]:
        return list(self._channel.stream_stream(f"/{SERVICE}/Talk")(iter(requests)))


@contextlib.contextmanager
def through(authority: str, tape: Tape | None = None, **options: Any) -> Iterator[Ends]:
    tape = tape or Tape()
    with (
        Tap(authority, tape) as tap,
        grpc.insecure_channel(
            f"127.0.0.1:{tap.port}",
            options=[*ANY_SIZE, ("grpc.max_metadata_size", 2**20)],
            **options,
        ) as channel,
    ):
        yield Ends(channel, tape)


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def echo(request: bytes, context: Any) -> bytes:
    return request


def test_a_call_is_heard_before_its_client_goes_on() -> None:
    with serving(unary={"Ask": echo}) as server, through(server) as ends:
        for number in range(200):
            ends.ask(str(number).encode())
            heard = ends.call(number)
            assert (heard.name, heard.requests) == ("Ask", [str(number).encode()])
            assert (heard.code, heard.response_count, heard.responses) == ("OK", 1, [])


def test_an_error_is_heard_with_its_words_and_details() -> None:
    details = bytes(range(256)) * 200  # more than gRPC allows by default

    def ask(request: bytes, context: Any) -> bytes:
        context.set_trailing_metadata(
            (("grpc-status-details-bin", details), ("x-last", "2"), ("x-last", "3"))
        )
        context.abort(grpc.StatusCode.INTERNAL, "[TABLE_OR_VIEW_NOT_FOUND] schön, 100 %")
        return b""

    with serving(unary={"Ask": ask}) as server, through(server) as ends:
        with pytest.raises(grpc.RpcError):
            ends.ask()
        heard = ends.call()
        assert (heard.code, heard.response_count) == ("INTERNAL", 0)
        assert heard.details == "[TABLE_OR_VIEW_NOT_FOUND] schön, 100 %"
        assert heard.trailers == (
            ("grpc-status-details-bin", details),
            ("x-last", "2"),
            ("x-last", "3"),
        )


def test_all_messages_of_a_stream_are_heard_in_both_directions() -> None:
    def talk(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
        for request in requests:
            yield request * 2

    tape = Tape(keep_responses=True)
    with serving(both_ways={"Talk": talk}) as server, through(server, tape) as ends:
        assert ends.talk(b"x", b"", b"y" * 100_000) == [b"xx", b"", b"y" * 200_000]
        heard = ends.call()
        assert heard.requests == [b"x", b"", b"y" * 100_000]
        assert heard.responses == [b"xx", b"", b"y" * 200_000]
        assert (heard.request_count, heard.response_count, heard.left_out) == (3, 3, 0)


def test_what_does_not_fit_is_counted_and_those_after_it_are_heard() -> None:
    def talk(requests: Iterator[bytes], context: Any) -> Iterator[bytes]:
        yield from requests

    tape = Tape(keep_responses=True, max_bytes=100_000)
    with serving(both_ways={"Talk": talk}) as server, through(server, tape) as ends:
        messages = [b"a", bytes(200_000), b"b"]
        assert ends.talk(*messages) == messages
        heard = ends.call()
        assert (heard.requests, heard.responses) == ([b"a", b"b"], [b"a", b"b"])
        assert (heard.request_count, heard.response_count, heard.left_out) == (3, 3, 2)


def test_messages_that_were_sent_compressed_are_heard_as_they_are() -> None:
    tape = Tape(keep_responses=True)
    for algorithm in (grpc.Compression.Gzip, grpc.Compression.Deflate):
        with (
            serving(unary={"Ask": echo}) as server,
            through(server, tape, compression=algorithm) as ends,
        ):
            tape.begin()
            ends.ask(b"z" * 50_000)
            assert ends.call().requests == ends.call().responses == [b"z" * 50_000]


def test_what_the_client_gives_up_is_heard_as_cancelled() -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    with serving(stream={"Stream": stream}) as server, through(server) as ends:
        responses = ends.stream()
        assert next(responses) == b"1"
        responses.cancel()
        assert until(lambda: ends.call().code == "CANCELLED")
        assert ends.call().response_count == 1


@pytest.mark.parametrize(("by", "code"), [("client", "CANCELLED"), ("server", "UNAVAILABLE")])
def test_a_call_ends_with_its_connection(by: str, code: str) -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    tape = Tape()
    with (
        serving(stream={"Stream": stream}) as server,
        Line(server) as behind,
        Tap(f"127.0.0.1:{behind.port}", tape) as tap,
        Line(f"127.0.0.1:{tap.port}") as before,
        grpc.insecure_channel(f"127.0.0.1:{before.port}") as channel,
    ):
        responses: Any = channel.unary_stream(f"/{SERVICE}/Stream")(b"")  # type: ignore[call-arg]
        assert next(responses) == b"1"
        (before if by == "client" else behind).stop()
        assert until(lambda: tape.take().calls[0].code is not None)
        assert tape.take().calls[0].code == code


def test_calls_side_by_side_are_told_apart() -> None:
    everybody = threading.Barrier(20)

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        everybody.wait(20)
        yield request * 20_000

    tape = Tape(keep_responses=True)
    with serving(stream={"Stream": stream}) as server, through(server, tape) as ends:
        sent = [bytes([number]) for number in range(20)]
        for call in [ends.stream(one) for one in sent]:
            assert len(list(call)) == 1
        heard = [ends.call(number) for number in range(20)]
        assert sorted(call.requests[0] for call in heard) == sent
        assert all(call.responses == [call.requests[0] * 20_000] for call in heard)
