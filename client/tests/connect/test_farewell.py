"""Ending what nobody wants any more: stopped, seen to have stopped, and only then forgotten."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fake_spark import FakeSpark, Pause, Served
from scripted import complete, down, plan, refusal, rows

from sparity import errors
from sparity.connect.effects import Call, Flow, Sleep
from sparity.connect.execution import Execution
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


def ask(method: str, request: Any) -> Flow[Any]:
    return (yield Call(method, request, None))


def calls(
    execution: Execution,
    interrupts: Sequence[Any],
    states: Sequence[Any] = (),
) -> list[str]:
    """The calls that are made, given these answers; the last ones are repeated."""
    interruption = execution.interrupt()
    flow = farewell(execution, interruption, ask=ask, tells_states=bool(states))
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
            effect = flow.send(answer)
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
    assert calls(abandoned(), [None], [None]) == ["Interrupt", "GetStatus", "ReleaseExecute"]


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


GIVEN_UP = {
    "too large": [rows("a", data=b"x" * 5000)],
    "garbled": [b"\x0a\xff"],
    "down": [down()],
    "cursor": [refusal("INVALID_CURSOR.DISCONNECTED")],
}


def ends(served: Served) -> list[str]:
    served.spark.wait_until_released()
    return [one for one in served.spark.methods() if one in ("Interrupt", "ReleaseExecute")]


@pytest.mark.parametrize("version", ["3.5.9", "4.3.0"])
@pytest.mark.parametrize("answers", GIVEN_UP.values(), ids=GIVEN_UP)
def test_a_query_that_was_given_up_is_stopped_before_it_is_forgotten(
    serve: Serve, version: str, answers: Any
) -> None:
    served = serve(version)
    served.spark.script["ExecutePlan"] = served.spark.script["ReattachExecute"] = [answers]
    with pytest.raises(errors.SparkConnectGrpcException):
        list(served.client("grpc_max_message_size=1000").execute(plan()))
    assert ends(served) == ["Interrupt", "ReleaseExecute"]


def test_a_query_that_failed_has_nothing_to_be_stopped(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ExecutePlan"] = [[refusal("DIVIDE_BY_ZERO")]]
    with pytest.raises(errors.SparkConnectGrpcException):
        list(served.client().execute(plan()))
    assert ends(served) == ["ReleaseExecute"]


def test_what_is_kept_for_others_goes_on_when_it_cannot_be_reached(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ExecutePlan"] = [[rows("a"), down()]]
    served.spark.script["ReattachExecute"] = [[down()]]
    client = served.client()
    kept = client.execute(plan(), operation_id=ID, keep=True)
    with pytest.raises(errors.SparkConnectGrpcException):
        list(kept)
    served.spark.script["ReattachExecute"] = [[], [rows("a"), complete()]]
    assert len(list(client.attach(ID))) == 2
    assert ends(served) == ["ReleaseExecute"]


def test_what_is_kept_for_others_is_stopped_when_it_is_too_large_for_all(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ExecutePlan"] = [[rows("a", 5), complete()]]
    with pytest.raises(errors.ResultTooLargeError):
        list(served.client("max_result_rows=3").execute(plan(), keep=True))
    assert ends(served) == ["Interrupt", "ReleaseExecute"]
