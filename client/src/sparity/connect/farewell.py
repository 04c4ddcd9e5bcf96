"""How an execution ends that nobody wants any more: stopped, seen to have stopped, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sparity.connect.effects import Call, CallFailed, Flow, Sleep
from sparity.connect.execution import Execution
from sparity.connect.states import states

# About twelve seconds in all: a busy server takes its time to stop what runs.
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
# For so many rounds a plan may still be on its way of which the server knows nothing.
_ON_ITS_WAY = 5
_UNKNOWN = "UNKNOWN"
_GOES_ON = ("RUNNING", "TERMINATING")


def farewell(
    execution: Execution,
    interruption: Any,
    *,
    call: Callable[[str, Any], Call],
    tells_states: bool,
) -> Flow[None]:
    """Stop an execution and have the server forget it; no failure matters to anybody.

    An interruption may overtake the plan itself; then it stops nothing and has to be repeated.
    A server that is told to forget what still runs lets it run on, out of everybody's reach (seen
    on Spark 4.3). So it is asked until it has stopped, and where that takes too long, it is left
    to the server, which forgets in the end what nobody attends to.

    Args:
        execution: the one to end.
        interruption: its `InterruptRequest`.
        call: makes an effect of a method and a request.
        tells_states: whether the server tells the states of executions.
    """

    def asked(method: str, request: Any) -> Flow[Any | None]:
        try:
            return (yield call(method, request))
        except CallFailed:
            return None

    heard = False
    state: str | None = None
    for tried, pause in enumerate(_PAUSES, 1):
        if not heard:
            stopped = yield from asked("Interrupt", interruption)
            heard = stopped is None or bool(stopped.interrupted_ids)
        if tells_states:
            state = _state((yield from asked("GetStatus", execution.state_request())))
        elif not (heard or execution.started):
            state = _UNKNOWN
        if state not in _GOES_ON and (state != _UNKNOWN or tried == _ON_ITS_WAY):
            break
        yield Sleep(pause)
    if state not in _GOES_ON and (last := execution.release_all()) is not None:
        yield from asked("ReleaseExecute", last)


def _state(told: Any | None) -> str | None:
    """The state that a server tells of one execution; None if it does not answer."""
    if told is None:
        return None
    return next(iter(states(told).values()), _UNKNOWN)
