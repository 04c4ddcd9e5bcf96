"""How an execution ends that nobody wants any more: stopped, seen to have stopped, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sparity.connect.effects import Flow, Sleep
from sparity.connect.execution import Execution
from sparity.connect.states import GOES_ON, UNKNOWN, only_state

#: Seconds between questions after an execution, twelve in all: a busy server takes its time.
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
# For so many rounds a plan may still be on its way of which the server knows nothing.
_ON_ITS_WAY = 5


def farewell(
    execution: Execution,
    interruption: Any,
    *,
    ask: Callable[[str, Any], Flow[Any | None]],
    tells_states: bool,
) -> Flow[None]:
    """Stop an execution and have the server forget it; no failure matters to anybody.

    An interruption may overtake the plan itself; then it stops nothing and has to be repeated.
    Spark 4.3 lets run on, out of everybody's reach, what it is told to forget while it runs. So it
    is asked until it has stopped, and where that takes too long, it is left to the server, which
    forgets in the end what nobody attends to. A server that tells no states (before Spark 4.2)
    stops what it forgets.

    Args:
        execution: the one to end.
        interruption: its `InterruptRequest`.
        ask: makes a call of a method and a request; None stands for a call that failed.
        tells_states: whether the server tells the states of executions.
    """
    heard = False
    state: str | None = None
    for tried, pause in enumerate(PAUSES, 1):
        if not heard:
            stopped = yield from ask("Interrupt", interruption)
            heard = stopped is None or bool(stopped.interrupted_ids)
        if tells_states:
            state = only_state((yield from ask("GetStatus", execution.state_request())))
        elif not (heard or execution.started):
            state = UNKNOWN
        if state not in GOES_ON and (state != UNKNOWN or tried == _ON_ITS_WAY):
            break
        yield Sleep(pause)
    if state not in GOES_ON and (last := execution.release_all()) is not None:
        yield from ask("ReleaseExecute", last)
