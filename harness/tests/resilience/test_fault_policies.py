"""Every fault against a small server: what a client sees of it, and that it is counted."""

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import grpc
import pytest
from lab_fakes.grpc_server import SERVICE, serving

from sparity_lab.record.line import Line
from sparity_lab.resilience.faults import (
    Cut,
    Frozen,
    Late,
    LeftOut,
    Oversized,
    Repeated,
    Restarted,
    Stalled,
    Torn,
    Truncated,
    Twice,
    Unreached,
)
from sparity_lab.resilience.injector import Injector
from sparity_lab.resilience.policy import Policy
from sparity_lab.resilience.proxy import Proxy
from sparity_lab.resilience.rules import EVERY, Rule
from sparity_lab.resilience.scenarios import scenarios
from sparity_lab.resilience.statuses import ENDED, UNAVAILABLE, come_back_after, refused
from sparity_lab.servers import wire

EXECUTE = f"/{SERVICE}/ExecutePlan"
#: Progress first, then rows.
RESPONSES = [wire.message(9, b"progress"), *(wire.message(2, bytes([n]) * 8) for n in range(3))]


class World:
    """A world that only notes what is done to it, and tears its line."""

    def __init__(self) -> None:
        self.line: Line | None = None
        self.restarts = 0

    def tear(self) -> None:
        assert self.line is not None
        self.line.tear()

    def freeze(self) -> None:
        assert self.line is not None
        self.line.freeze()

    def restart(self) -> None:
        self.restarts += 1


class Bench:
    """A client's end of a broken way to a server."""

    def __init__(self, channel: Any, injector: Injector, world: World, heard: list[bytes]) -> None:
        self._call = channel.unary_stream(EXECUTE)
        self.injector = injector
        self.world = world
        self.heard = heard

    def see(self, timeout: float = 10) -> tuple[list[bytes], str]:
        """The responses of a call, and how it ended."""
        call = self._call(b"plan", timeout=timeout)
        got = []
        with contextlib.suppress(grpc.RpcError):
            got.extend(call)
        return got, call.code().name


@pytest.fixture
def bench() -> Iterator[Bench]:
    heard: list[bytes] = []

    def execute(request: bytes, context: Any) -> Iterator[bytes]:
        heard.append(request)
        yield from RESPONSES

    world = World()
    injector = Injector(world)
    with (
        serving(stream={"ExecutePlan": execute}) as authority,
        Proxy(authority, injector, one_request=[EXECUTE]) as proxy,
        Line(f"127.0.0.1:{proxy.port}") as line,
        grpc.insecure_channel(f"127.0.0.1:{line.port}") as channel,
    ):
        world.line = line
        yield Bench(channel, injector, world, heard)


def rule(make: Callable[..., Policy], **more: Any) -> Rule:
    return Rule("r", ("ExecutePlan",), make, **more)


def test_nothing_is_broken_until_it_is_armed_and_after(bench: Bench) -> None:
    assert bench.see() == (RESPONSES, "OK")
    bench.injector.arm(rule(lambda hit, _: Cut(hit, UNAVAILABLE)))
    assert bench.see() == ([], "UNAVAILABLE")
    assert bench.see() == (RESPONSES, "OK")
    assert bench.injector.disarm() == 1
    bench.injector.arm(rule(lambda hit, _: Cut(hit, UNAVAILABLE), times=EVERY))
    assert [bench.see()[1] for _ in range(3)] == ["UNAVAILABLE"] * 3
    assert bench.injector.disarm() == 3
    assert bench.see() == (RESPONSES, "OK")


@pytest.mark.parametrize(
    ("make", "seen", "hits"),
    [
        (lambda hit, _: Cut(hit, ENDED, 2), (RESPONSES[:2], "OK"), 1),
        (lambda hit, _: Cut(hit, refused("A.B"), 3), (RESPONSES[:3], "INTERNAL"), 1),
        (lambda hit, _: Cut(hit, UNAVAILABLE, 9), (RESPONSES, "OK"), 0),
        (lambda hit, _: Torn(hit, _, 2), (RESPONSES[:2], "UNAVAILABLE"), 1),
        (lambda hit, _: Restarted(hit, _, 2), (RESPONSES[:2], "UNAVAILABLE"), 1),
        (lambda hit, _: Stalled(hit, 2), (RESPONSES[:2], "DEADLINE_EXCEEDED"), 1),
        (lambda hit, _: Twice(hit), ([one for one in RESPONSES for _ in "ab"], "OK"), 4),
        (lambda hit, _: LeftOut(hit, 2), ([*RESPONSES[:2], RESPONSES[3]], "OK"), 1),
        (
            lambda hit, _: Truncated(hit, 1),
            ([RESPONSES[0], RESPONSES[1][:5], *RESPONSES[2:]], "OK"),
            1,
        ),
        (
            lambda hit, _: Oversized(hit, 5),
            ([RESPONSES[0], RESPONSES[1] + wire.message(9999, bytes(5)), *RESPONSES[2:]], "OK"),
            1,
        ),
        (lambda hit, _: Late(hit, 0.01), (RESPONSES, "OK"), 4),
        (lambda hit, _: Late(hit, 0.01, after=1), (RESPONSES, "OK"), 1),
    ],
)
def test_what_a_client_sees_of_a_fault(
    bench: Bench, make: Any, seen: tuple[list[bytes], str], hits: int
) -> None:
    bench.see()
    bench.injector.arm(rule(make))
    got, status = bench.see(timeout=1.0 if seen[1] == "DEADLINE_EXCEEDED" else 10.0)
    # What was on its way when a connection is reset may be lost with it.
    torn = status == "UNAVAILABLE" and not isinstance(make(lambda: None, None), Cut)
    assert (seen[0][: len(got)] if torn else seen[0], status) == (got, seen[1])
    assert bench.injector.disarm() == hits


def test_the_first_rule_that_wants_a_call_has_it(bench: Bench) -> None:
    others = Rule("other", ("Config",), lambda hit, _: Cut(hit, ENDED))
    second = rule(lambda hit, _: Cut(hit, UNAVAILABLE), skip=1, times=2)
    third = rule(lambda hit, _: Cut(hit, refused("A.B")))
    bench.injector.arm(others, second, third)
    seen = [bench.see()[1] for _ in range(4)]
    assert seen == ["INTERNAL", "UNAVAILABLE", "UNAVAILABLE", "OK"]
    assert bench.injector.hits == [0, 2, 1]
    assert bench.injector.calls == {"ExecutePlan": 4}
    assert bench.injector.disarm() == 3


def test_a_call_that_fell_silent_leaves_the_connection_to_others(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, _: Stalled(hit)))
    with ThreadPoolExecutor(1) as pool:
        silent = pool.submit(bench.see, timeout=2.0)
        while not sum(bench.injector.hits):
            time.sleep(0.01)
        assert bench.see() == (RESPONSES, "OK")
        assert silent.result() == ([], "DEADLINE_EXCEEDED")


def test_a_server_has_begun_with_a_call_that_is_cut(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, _: Cut(hit, UNAVAILABLE), times=EVERY))
    for number in range(20):
        assert bench.see() == ([], "UNAVAILABLE")
        assert len(bench.heard) == number + 1


def test_a_server_hears_nothing_of_a_call_that_does_not_reach_it(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, _: Unreached(hit, come_back_after(2))))
    assert bench.see() == ([], "UNAVAILABLE")
    assert b"plan" not in bench.heard
    assert bench.injector.disarm() == 1


def test_a_stream_repeats_the_last_response_of_the_one_before(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, _: Repeated(hit), times=EVERY, shared=True))
    assert bench.see()[0] == RESPONSES
    assert bench.see()[0] == [RESPONSES[-1], *RESPONSES]
    assert bench.injector.disarm() == 1


def test_a_server_is_restarted_in_between(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, world: Restarted(hit, world, after=1)))
    bench.see()
    assert bench.world.restarts == 1


def test_scenarios_are_many_and_have_names_of_their_own() -> None:
    names = [one.name for one in scenarios()]
    assert len(names) >= 60
    assert len(set(names)) == len(names)
    assert {one.answer for one in scenarios()} == {"rows", "error", "rows or error"}
    assert replace(scenarios()[0], times=2).times == 2


def test_a_frozen_connection_neither_answers_nor_ends_and_a_new_one_works(bench: Bench) -> None:
    bench.injector.arm(rule(lambda hit, world: Frozen(hit, world, 2)))
    assert bench.see(timeout=0.5) == (RESPONSES[:2], "DEADLINE_EXCEEDED")
    assert bench.injector.disarm() == 1
    assert bench.see(timeout=0.5) == ([], "DEADLINE_EXCEEDED")
    assert bench.world.line is not None
    of_its_own = [("grpc.use_local_subchannel_pool", 1)]
    where = f"127.0.0.1:{bench.world.line.port}"
    with grpc.insecure_channel(where, of_its_own) as channel:
        again = Bench(channel, bench.injector, bench.world, bench.heard)
        assert again.see() == (RESPONSES, "OK")
