"""The state machine of an execution against a server that fails in any way hypothesis thinks of."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sparity.connect.execution import Doubt, Execution, Finished, GiveUp, Open, Wait
from sparity.connect.failure import Failure
from sparity.connect.retry import RetryPolicy
from sparity.protocol import message_class

_RETRIES = 4
_STEPS = 5_000
DOWN = Failure(code="UNAVAILABLE")
NO_CONNECTION = Failure(code="UNAVAILABLE", message="failed to connect to all addresses")


def refusal(condition: str) -> Failure:
    return Failure(code="INTERNAL", reason="r", condition=f"INVALID_HANDLE.{condition}")


LOST = refusal("OPERATION_NOT_FOUND")
KNOWN = refusal("OPERATION_ALREADY_EXISTS")
CHANGED = refusal("SESSION_CHANGED")
ENDS = {
    "down": DOWN,
    "later": Failure(code="UNAVAILABLE", retry_delay=3.0),
    "cursor": Failure(code="INTERNAL", message="x", condition="INVALID_CURSOR.DISCONNECTED"),
    "deadline": Failure(code="DEADLINE_EXCEEDED"),
    "cut": Failure(code="INTERNAL", message="Stream removed (RST_STREAM)"),
    "ended": None,
}


@dataclass(frozen=True)
class Fault:
    """What becomes of one stream: whether it reaches the server, how far it gets, how it ends.

    A server that is restarted after it knows nothing of what it had begun.
    """

    reaches: str
    after: int
    twice: bool
    end: str
    seconds: float
    restart: bool = False


FAULTS = st.builds(
    Fault,
    reaches=st.sampled_from(["yes", "no", "no connection"]),
    after=st.integers(0, 4),
    twice=st.booleans(),
    end=st.sampled_from(sorted(ENDS)),
    seconds=st.sampled_from([0.0, 0.4, 1.0, 700.0]),
)
WITH_RESTARTS = st.builds(dataclasses.replace, FAULTS, restart=st.booleans())


class Server:
    """Keeps the results of one execution, and hands them out as faults allow.

    Args:
        batches: how many there are.
        faults: what becomes of its streams.
        names_itself: whether clients are told the server's own id of their session.
    """

    def __init__(self, batches: int, faults: list[Fault], names_itself: bool = True) -> None:
        self.now = 0.0
        self.fruitless = 0
        self.runs = 0
        self._names_itself = names_itself
        self._restarted = False
        self._faults = list(faults)
        self._begun = False
        self._responses = [_rows(n) for n in range(batches)]
        last = message_class("ExecutePlanResponse")(response_id="last")
        last.result_complete.SetInParent()
        self._responses.append(last)

    def serve(self, run: Execution, step: Open) -> list[str]:
        """Let a stream take place; the rows that are handed on."""
        fault = self._faults.pop(0) if self._faults else None
        got = self._serve(run, step, fault)
        if fault is not None and fault.restart:
            self._begun = False
            self._restarted = True
        return got

    def _serve(self, run: Execution, step: Open, fault: Fault | None) -> list[str]:
        if fault is not None:
            self.now += fault.seconds
            if fault.reaches != "yes":
                self.fruitless += 1
                run.failed(DOWN if fault.reaches == "no" else NO_CONNECTION)
                return []
        if self._restarted and self._names_itself:
            run.failed(CHANGED)
            return []
        first = 0
        if step.method == "ExecutePlan":
            if self._begun:
                run.failed(KNOWN)
                return []
            self._begun = True
            self.runs += 1
        elif not self._begun:
            run.failed(LOST)
            return []
        elif step.request.last_response_id:
            ids = [one.response_id for one in self._responses]
            first = ids.index(step.request.last_response_id) + 1
        end = None if fault is None else first + fault.after
        got = []
        for response in self._responses[first:end]:
            for _ in range(1 + (fault is not None and fault.twice)):
                self.fruitless = 0
                handed_on = run.received(response)
                if handed_on is not None and handed_on.HasField("arrow_batch"):
                    got.append(handed_on.arrow_batch.data.decode())
        failure = None if fault is None else ENDS[fault.end]
        if failure is None:
            self.fruitless += fault is not None and not fault.after
            run.ended()
        else:
            self.fruitless += 1
            run.failed(failure)
        return got


def _rows(number: int) -> Any:
    made = message_class("ExecutePlanResponse")(response_id=f"r{number}")
    made.arrow_batch.data = str(number).encode()
    made.arrow_batch.row_count = 1
    made.arrow_batch.start_offset = number
    return made


def execution(server: Server, *, repeatable: bool, observed: bool = True) -> Execution:
    request = message_class("ExecutePlanRequest")(session_id="s", operation_id="op")
    request.plan.root.range.end = 1
    if observed:
        request.client_observed_server_side_session_id = "o"
    retries = RetryPolicy(max_retries=_RETRIES).start(clock=lambda: server.now)
    return Execution(request, retries, reattachable=True, repeatable=repeatable)


def drive(run: Execution, server: Server) -> tuple[list[str], Finished | GiveUp]:
    """Do what an execution wants until it ends; the rows, and how it ended."""
    got: list[str] = []
    for _ in range(_STEPS):
        match run.step():
            case Open() as step:
                got += server.serve(run, step)
                # What has arrived need not be kept, whenever it is released.
                run.release_consumed()
            case Wait(seconds):
                assert seconds >= 0
                server.now += seconds
            case Doubt():
                run.works(True)
            case Finished() | GiveUp() as end:
                return got, end
    raise AssertionError("it goes on for ever")


@settings(max_examples=300, deadline=None)
@given(batches=st.integers(0, 6), faults=st.lists(FAULTS, max_size=30), repeatable=st.booleans())
def test_every_row_arrives_once_and_in_order_or_the_execution_is_given_up(
    batches: int, faults: list[Fault], repeatable: bool
) -> None:
    server = Server(batches, faults)
    expected = [str(n) for n in range(batches)]
    got, end = drive(execution(server, repeatable=repeatable), server)
    if isinstance(end, Finished):
        assert got == expected
    else:
        assert got == expected[: len(got)]
        assert server.fruitless >= _RETRIES, "it lost heart too soon"


@settings(max_examples=500, deadline=None)
@given(faults=st.lists(WITH_RESTARTS, max_size=10), names_itself=st.booleans())
def test_a_write_never_runs_twice_though_the_server_is_restarted(
    faults: list[Fault], names_itself: bool
) -> None:
    server = Server(0, faults, names_itself)
    run = execution(server, repeatable=False, observed=names_itself)
    _, end = drive(run, server)
    assert server.runs <= 1
    if isinstance(end, Finished):
        assert server.runs == 1
    # What may be sent to a fresh session has not run in the lost one.
    assert not (run.may_begin_anew and server.runs)
