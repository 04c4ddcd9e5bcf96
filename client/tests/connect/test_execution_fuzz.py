"""The state machine of an execution against a server that fails in any way hypothesis thinks of."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sparity.connect.execution import Execution, Finished, GiveUp, Open, Wait
from sparity.connect.failure import Failure
from sparity.connect.retry import RetryPolicy
from sparity.protocol import message_class

_RETRIES = 4
_STEPS = 5_000
DOWN = Failure(code="UNAVAILABLE")
LOST = Failure(code="INTERNAL", message="[INVALID_HANDLE.OPERATION_NOT_FOUND] x")
KNOWN = Failure(code="INTERNAL", message="[INVALID_HANDLE.OPERATION_ALREADY_EXISTS] x")
ENDS = {
    "down": DOWN,
    "later": Failure(code="UNAVAILABLE", retry_delay=3.0),
    "cursor": Failure(code="INTERNAL", message="[INVALID_CURSOR.DISCONNECTED] x"),
    "deadline": Failure(code="DEADLINE_EXCEEDED"),
    "cut": Failure(code="INTERNAL", message="Stream removed (RST_STREAM)"),
    "ended": None,
}


@dataclass(frozen=True)
class Fault:
    """What becomes of one stream: whether it reaches the server, how far it gets, how it ends."""

    reaches: bool
    after: int
    twice: bool
    end: str
    seconds: float


FAULTS = st.builds(
    Fault,
    reaches=st.booleans(),
    after=st.integers(0, 4),
    twice=st.booleans(),
    end=st.sampled_from(sorted(ENDS)),
    seconds=st.sampled_from([0.0, 0.4, 1.0, 700.0]),
)


class Server:
    """Keeps the results of one execution, and hands them out as faults allow."""

    def __init__(self, batches: int, faults: list[Fault]) -> None:
        self.now = 0.0
        self.fruitless = 0
        self._faults = list(faults)
        self._begun = False
        self._responses = [_rows(n) for n in range(batches)]
        last = message_class("ExecutePlanResponse")(response_id="last")
        last.result_complete.SetInParent()
        self._responses.append(last)

    def serve(self, run: Execution, step: Open) -> list[str]:
        """Let a stream take place; the rows that are handed on."""
        fault = self._faults.pop(0) if self._faults else None
        if fault is not None:
            self.now += fault.seconds
            if not fault.reaches:
                self.fruitless += 1
                run.failed(DOWN)
                return []
        first = 0
        if step.method == "ExecutePlan":
            if self._begun:
                run.failed(KNOWN)
                return []
            self._begun = True
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


@settings(max_examples=300, deadline=None)
@given(batches=st.integers(0, 6), faults=st.lists(FAULTS, max_size=30))
def test_every_row_arrives_once_and_in_order_or_the_execution_is_given_up(
    batches: int, faults: list[Fault]
) -> None:
    server = Server(batches, faults)
    request = message_class("ExecutePlanRequest")(session_id="s", operation_id="op")
    request.plan.root.range.end = 1
    retries = RetryPolicy(max_retries=_RETRIES).start(clock=lambda: server.now)
    run = Execution(request, retries, reattachable=True)
    expected = [str(n) for n in range(batches)]
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
            case Finished():
                assert got == expected
                return
            case GiveUp():
                assert got == expected[: len(got)]
                assert server.fruitless >= _RETRIES, "it lost heart too soon"
                return
    raise AssertionError("it goes on for ever")
