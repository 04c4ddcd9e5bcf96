"""What policies do to the calls that pass the fault proxy, with a small server."""

import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import SERVICE, serving

from sparity_lab.record.tape import Headers
from sparity_lab.resilience.policy import EndCall, Policies, Policy, Status
from sparity_lab.resilience.proxy import Proxy

STREAM = f"/{SERVICE}/Stream"


@contextlib.contextmanager
def through(authority: str, policies: Policies, *, known: bool) -> Iterator[Any]:
    """Makes calls through a proxy that knows the method for what it is, or does not."""
    with (
        Proxy(authority, policies, one_request=[STREAM] if known else []) as proxy,
        grpc.insecure_channel(f"127.0.0.1:{proxy.port}") as channel,
    ):
        call: Any = channel.unary_stream(STREAM)  # type: ignore[call-arg]

        def stream(request: bytes = b"", **options: Any) -> Any:
            return call(request, **options)

        yield stream


class Meddling(Policy):
    """Doubles requests, leaves every other response out, and renames the status."""

    async def requests(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for message in messages:
            yield message * 2

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        number = 0
        async for message in messages:
            number += 1
            if number % 2:
                yield message

    def status(self, status: Status) -> Status:
        return Status(grpc.StatusCode.DATA_LOSS, "meddled", (("x-why", "test"),))


class Ending(Policy):
    """Ends a stream after its first response."""

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for message in messages:
            yield message
            raise EndCall(Status(grpc.StatusCode.UNAVAILABLE, "cut"))


@pytest.mark.parametrize("known", [True, False])
def test_a_policy_changes_what_passes(known: bool) -> None:
    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        yield from (request, b"left out", b"end")

    def policies(method: str, headers: Headers) -> Policy | None:
        return Meddling() if ("x-meddle", "yes") in headers else None

    with (
        serving(stream={"Stream": stream}) as server,
        through(server, policies, known=known) as stream_through,
    ):
        assert list(stream_through(b"q")) == [b"q", b"left out", b"end"]
        responses = stream_through(b"q", metadata=(("x-meddle", "yes"),))
        assert [next(responses), next(responses)] == [b"qq", b"end"]
        with pytest.raises(grpc.RpcError) as caught:
            next(responses)
        error: Any = caught.value
        assert (error.code(), error.details()) == (grpc.StatusCode.DATA_LOSS, "meddled")
        assert ("x-why", "test") in [tuple(pair) for pair in error.trailing_metadata()]


@pytest.mark.parametrize("known", [True, False])
def test_a_policy_can_end_a_call_that_the_server_would_go_on_with(known: bool) -> None:
    ended = threading.Event()

    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        context.add_callback(ended.set)
        yield b"1"
        ended.wait(10)

    with (
        serving(stream={"Stream": stream}) as server,
        through(server, lambda method, headers: Ending(), known=known) as stream_through,
    ):
        responses = stream_through()
        assert next(responses) == b"1"
        with pytest.raises(grpc.RpcError) as caught:
            next(responses)
        error: Any = caught.value
        assert (error.code(), error.details()) == (grpc.StatusCode.UNAVAILABLE, "cut")
        assert ended.wait(5)
