"""Ending what nobody wants any more: stopped, seen to have stopped, and only then forgotten."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fake_spark import FakeSpark, Pause, Served
from scripted import plan, rows

from sparity import errors
from sparity.connect.effects import Call, CallFailed, Sleep
from sparity.connect.execution import Execution
from sparity.connect.failure import Failure
from sparity.connect.farewell import farewell
from sparity.connect.retry import RetryPolicy
from sparity.protocol import message_class

Serve = Callable[..., Served]
ID = "11111111-2222-3333-4444-555555555555"


def abandoned(*, started: bool = True) -> Execution:
    request = message_class("ExecutePlanRequest")(operation_id=ID, session_id=ID, plan=plan())
    execution = Execution(request, RetryPolicy().start(), reattachable=True)
    execution.step()
    if started:
        execution.received(rows("a"))
    return execution


def interrupted(*ids: str) -> Any:
    return message_class("InterruptResponse")(interrupted_ids=ids)


def state(name: str) -> Any:
    made = message_class("GetStatusResponse")()
    made.operation_statuses.add(operation_id=ID, state=f"OPERATION_STATE_{name}")
    return made


def calls(
    execution: Execution,
    interrupts: Sequence[Any],
    states: Sequence[Any] = (),
) -> list[str]:
    """The calls that are made, given these answers; the last ones are repeated."""
    interruption = execution.interrupt()
    flow = farewell(
        execution,
        interruption,
        call=lambda method, request: Call(method, request, None),
        tells_states=bool(states),
    )
    answers = {"Interrupt": list(interrupts), "GetStatus": list(states), "ReleaseExecute": [None]}
    made: list[str] = []
    effect = next(flow)
    try:
        while True:
            if isinstance(effect, Sleep):
                effect = flow.send(None)
                continue
            assert isinstance(effect, Call)
            made.append(effect.method)
            left = answers[effect.method]
            answer = left.pop(0) if len(left) > 1 else left[0]
            effect = flow.throw(answer) if isinstance(answer, CallFailed) else flow.send(answer)
    except StopIteration:
        return made


def test_what_has_stopped_is_forgotten() -> None:
    made = calls(abandoned(), [interrupted(ID)], [state("RUNNING"), state("CANCELLED")])
    assert made == ["Interrupt", "GetStatus", "GetStatus", "ReleaseExecute"]


def test_what_does_not_stop_is_left_to_the_server() -> None:
    made = calls(abandoned(), [interrupted(ID)], [state("RUNNING")])
    assert made[0] == "Interrupt"
    assert set(made[1:]) == {"GetStatus"}
    assert len(made) == 10


def test_an_interruption_that_overtook_its_plan_is_repeated() -> None:
    states = [state("UNKNOWN"), state("RUNNING"), state("CANCELLED")]
    made = calls(abandoned(started=False), [interrupted(), interrupted(ID)], states)
    assert made == [*["Interrupt", "GetStatus"] * 2, "GetStatus", "ReleaseExecute"]


def test_a_plan_that_never_arrives_is_not_waited_for_long() -> None:
    made = calls(abandoned(started=False), [interrupted()], [state("UNKNOWN")])
    assert made == [*["Interrupt", "GetStatus"] * 5, "ReleaseExecute"]


def test_a_server_that_tells_no_states_is_told_to_forget_at_once() -> None:
    assert calls(abandoned(), [interrupted(ID)]) == ["Interrupt", "ReleaseExecute"]
    assert calls(abandoned(), [interrupted()]) == ["Interrupt", "ReleaseExecute"]
    made = calls(abandoned(started=False), [interrupted(), interrupted(ID)])
    assert made == ["Interrupt", "Interrupt", "ReleaseExecute"]


def test_a_server_that_does_not_answer_is_left_alone() -> None:
    gone = CallFailed(Failure(code="UNAVAILABLE"))
    assert calls(abandoned(), [gone], [gone]) == ["Interrupt", "GetStatus", "ReleaseExecute"]


class Slow(FakeSpark):
    """Stops what it runs only when it has been asked for its state so often."""

    patience = 3

    def state(self, operation: str) -> str:
        asked = len(self.requests("GetStatus"))
        return super().state(operation) if asked > self.patience else "OPERATION_STATE_RUNNING"


@pytest.fixture
def served(serve: Serve) -> Served:
    made = serve("4.3.0", spark=Slow("4.3.0"))
    made.spark.script["ExecutePlan"] = [[rows("a"), Pause()]]
    return made


def test_both_drivers_wait_until_a_query_has_stopped(served: Served) -> None:
    running = served.client().execute(plan())
    next(running)
    running.close()
    served.spark.wait_until_released()
    made = [one for one in served.spark.methods() if one in ("Interrupt", "GetStatus")]
    assert made == ["Interrupt", *["GetStatus"] * 4]
    assert served.spark.methods()[-1] == "ReleaseExecute"


def test_a_channel_that_closes_meanwhile_troubles_nobody(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity.connect.client._DRAIN_SECONDS", 0.1)
    monkeypatch.setattr(Slow, "patience", 1000)
    used = served.client(sleep=time.sleep)
    running = used.execute(plan())
    next(running)
    running.close()
    used.close()
    with pytest.raises(errors.SparkConnectException):
        list(used.execute(plan()))
    time.sleep(0.5)
