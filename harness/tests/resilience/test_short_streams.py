"""Streams that a proxy makes short, as of a server that was told to end them early."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import SERVICE, serving
from lab_fakes.requests import execute, message, range_relation

from sparity_lab.resilience.faults import Cut
from sparity_lab.resilience.passage import Passage
from sparity_lab.resilience.rules import STREAMS, Rule
from sparity_lab.resilience.scenarios import scenarios
from sparity_lab.resilience.short import RESPONSES
from sparity_lab.resilience.statuses import UNAVAILABLE

SENT = [bytes([n]) for n in range(20)]
REATTACHABLE = message(
    "ExecutePlanRequest.RequestOption",
    reattach_options=message("ReattachOptions", reattachable=True),
)
QUERY = execute(range_relation(), request_options=[REATTACHABLE])

Stream = Callable[[bytes, Any], Iterator[bytes]]


class Short:
    """A passage of short streams, and how to see what comes through it."""

    def __init__(self, passage: Passage, channel: Any) -> None:
        self.injector = passage.injector
        self._channel = channel

    def see(self, method: str, request: bytes = QUERY) -> tuple[list[bytes], str]:
        call = self._channel.unary_stream(f"/{SERVICE}/{method}")(request, timeout=10)
        got = []
        with contextlib.suppress(grpc.RpcError):
            got.extend(call)
        return got, call.code().name


@contextlib.contextmanager
def before(stream: Stream) -> Iterator[Short]:
    """A passage before a server that answers like this."""
    with (
        serving(stream=dict.fromkeys(STREAMS, stream)) as authority,
        Passage(authority, short=True) as passage,
        grpc.insecure_channel(f"127.0.0.1:{passage.port}") as channel,
    ):
        yield Short(passage, channel)


@pytest.fixture
def short() -> Iterator[Short]:
    with before(lambda request, context: iter(SENT)) as made:
        yield made


@pytest.mark.parametrize("method", STREAMS)
def test_a_stream_that_can_be_attached_to_again_ends_early(short: Short, method: str) -> None:
    assert short.see(method) == (SENT[:RESPONSES], "OK")


def test_a_stream_that_nobody_can_attach_to_again_is_left_whole(short: Short) -> None:
    assert short.see("ExecutePlan", execute(range_relation())) == (SENT, "OK")


def test_a_fault_happens_within_a_short_stream(short: Short) -> None:
    short.injector.arm(Rule("r", STREAMS, lambda hit, _: Cut(hit, UNAVAILABLE, 4)))
    assert short.see("ExecutePlan") == (SENT[:4], "UNAVAILABLE")
    assert short.see("ReattachExecute") == (SENT[:RESPONSES], "OK")


def test_how_a_stream_fails_at_the_server_is_told() -> None:
    def stream(request: bytes, context: Any) -> Iterator[bytes]:
        yield from SENT[:2]
        context.abort(grpc.StatusCode.INTERNAL, "why")

    with before(stream) as failing:
        assert failing.see("ExecutePlan") == (SENT[:2], "INTERNAL")


def test_no_scenario_lets_more_pass_than_a_short_stream_has() -> None:
    for scenario in scenarios():
        made = scenario.make(lambda: None, None)  # type: ignore[arg-type]
        assert (getattr(made, "after", 0) or 0) < RESPONSES
