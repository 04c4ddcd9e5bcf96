"""Recorded responses with the ids of the request that they answer now."""

from typing import Any

from lab_fakes import capsules
from lab_fakes.requests import execute, message, range_relation

from sparity_lab.capsule.answers import Answer
from sparity_lab.capsule.fitting import empty, fitted
from sparity_lab.capsule.reading import Question, question_of
from sparity_lab.outcome.normalise import Surroundings, in_texts

HERE = in_texts(Surroundings())


def question(plan_id: int, session: str, **fields: Any) -> Question:
    request = execute(range_relation(plan_id=plan_id), session, **fields)
    return question_of("ExecutePlan", [request], HERE)


def answer(response: Any, now: Question, then: Question) -> Any:
    taped = Answer(capsules.call("ExecutePlan"), then)
    return type(response).FromString(fitted(response.SerializeToString(), now, taped))


def test_a_response_is_of_the_session_and_operation_that_asks() -> None:
    now = question(1, "now", operation_id="op now")
    got = answer(capsules.executed("then", operation_id="op then"), now, question(1, "then"))
    assert (got.session_id, got.operation_id, got.response_id) == ("now", "op now", "r1")


def test_each_session_keeps_one_id_of_the_server() -> None:
    then = question(1, "then")
    one, two = (
        answer(capsules.executed(session), question(1, "now"), then) for session in ("a", "b")
    )
    assert one.server_side_session_id == two.server_side_session_id != "server of a"
    other = answer(capsules.executed("a"), question(1, "other"), then)
    assert other.server_side_session_id != one.server_side_session_id


def test_an_old_server_gave_no_id_and_none_is_made_up() -> None:
    response = capsules.executed("then")
    response.ClearField("server_side_session_id")
    assert answer(response, question(1, "now"), question(1, "then")).server_side_session_id == ""


def test_observations_are_those_of_the_plan_that_asks() -> None:
    observed = message("ExecutePlanResponse.ObservedMetrics", name="m", plan_id=7)
    response = capsules.executed("then", observed_metrics=[observed])
    got = answer(response, question(40, "now"), question(7, "then"))
    assert got.observed_metrics[0].plan_id == 40


def test_what_cannot_be_read_is_passed_on_as_it_is() -> None:
    taped = Answer(capsules.call("ExecutePlan"), question(1, "then"))
    assert fitted(b"\xff", question(1, "now"), taped) == b"\xff"


def test_a_cloned_session_has_the_id_that_was_wished_for() -> None:
    request = message("CloneSessionRequest", session_id="now", new_session_id="clone")
    now = question_of("CloneSession", [request.SerializeToString()], HERE)
    taped = Answer(capsules.call("CloneSession"), now)
    response = message("CloneSessionResponse", session_id="then", new_session_id="old clone")
    got = message("CloneSessionResponse")
    got.ParseFromString(fitted(response.SerializeToString(), now, taped))
    assert (got.session_id, got.new_session_id) == ("now", "clone")
    assert got.new_server_side_session_id


def test_an_empty_response_says_whose_it_is() -> None:
    request = message("ReleaseExecuteRequest", session_id="now", operation_id="op")
    got = message("ReleaseExecuteResponse")
    got.ParseFromString(empty(question_of("ReleaseExecute", [request.SerializeToString()], HERE)))
    assert (got.session_id, got.operation_id) == ("now", "op")
