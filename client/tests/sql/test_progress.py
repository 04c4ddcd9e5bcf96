"""Progress handlers: what they are told, when, and when no longer."""

import pytest
from fake_session import fake_session

from sparity.errors import UnsupportedOnServerError
from sparity.protocol import message_class
from sparity.sql.stage_info import StageInfo


@pytest.fixture
def told():
    return []


@pytest.fixture
def handler(told):
    return lambda **state: told.append(state)


def progress(*stages, inflight=0):
    response = message_class("ExecutePlanResponse")()
    response.execution_progress.num_inflight_tasks = inflight
    for number, tasks, completed, done in stages:
        response.execution_progress.stages.add(
            stage_id=number,
            num_tasks=tasks,
            num_completed_tasks=completed,
            input_bytes_read=10,
            done=done,
        )
    return response


def test_handlers_are_told_what_the_server_reports_and_the_end(told, handler):
    spark, client = fake_session()
    spark.registerProgressHandler(handler)
    client.results.append([progress((1, 4, 1, False), inflight=2), progress((1, 4, 4, True))])
    spark.range(1).collect()
    assert [(one["inflight_tasks"], one["done"]) for one in told] == [
        (2, False),
        (0, False),
        (0, True),
    ]
    assert told[0]["stages"] == [StageInfo(1, 4, 1, 10, False)]
    assert told[1]["stages"] == told[2]["stages"] == [StageInfo(1, 4, 4, 10, True)]
    assert {one["operation_id"] for one in told} == client.operation_ids


def test_the_end_is_told_of_failures_and_of_results_left_half_read(told, handler):
    spark, client = fake_session()
    spark.registerProgressHandler(handler)

    def failing():
        yield progress((1, 1, 0, False))
        raise RuntimeError("broken")

    client.results.append(failing())
    with pytest.raises(RuntimeError, match="broken"):
        spark.range(1).collect()
    assert [one["done"] for one in told] == [False, True]


def test_a_handler_registered_twice_is_told_once(told, handler):
    spark, client = fake_session()
    spark.registerProgressHandler(handler)
    spark.registerProgressHandler(handler)
    client.results.append([])
    spark.range(1).collect()
    assert [one["done"] for one in told] == [True]
    spark.removeProgressHandler(handler)
    spark.range(1).collect()
    assert len(told) == 1


def test_removing_what_is_not_there_is_an_error(handler):
    spark, _ = fake_session()
    with pytest.raises(ValueError, match="not in list"):
        spark.removeProgressHandler(handler)


def test_servers_that_report_no_progress_are_told_of(told, handler):
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError) as caught:
        spark.registerProgressHandler(handler)
    assert caught.value.getMessageParameters() == {
        "feature": "A progress handler",
        "required": "4.0",
        "connected": "3.5.9",
    }
    spark.clearProgressHandlers()
    spark.range(1).collect()
    assert told == []


def test_cleared_handlers_are_told_nothing(told, handler):
    spark, _ = fake_session()
    spark.registerProgressHandler(handler)
    spark.clearProgressHandlers()
    spark.range(1).collect()
    assert told == []


def test_a_handler_that_fails_is_heard():
    spark, client = fake_session()

    def failing(**state):
        raise LookupError("mine")

    spark.registerProgressHandler(failing)
    client.results.append([progress((1, 1, 0, False))])
    with pytest.raises(LookupError, match="mine"):
        spark.range(1).collect()


def test_other_sessions_are_not_watched(told, handler):
    spark, _ = fake_session()
    spark.registerProgressHandler(handler)
    fake_session()[0].range(1).collect()
    assert told == []
