"""The state machine of an execution, step by step; no socket, no clock."""

from typing import Any

import pytest

from sparity.connect import chunks
from sparity.connect.execution import Doubt, Execution, Finished, GiveUp, Open, Wait
from sparity.connect.failure import Failure
from sparity.connect.limits import Measure
from sparity.connect.retry import RetryPolicy
from sparity.errors import ResultTooLargeError, SparkConnectException
from sparity.protocol import message_class


def refusal(condition: str) -> Failure:
    return Failure(code="INTERNAL", message="no", reason="r", condition=condition)


DOWN = Failure(code="UNAVAILABLE")
NO_CONNECTION = Failure(
    code="UNAVAILABLE", message="failed to connect to all addresses; last error: refused"
)
LOST = refusal("INVALID_HANDLE.OPERATION_NOT_FOUND")
NO_SESSION = refusal("INVALID_HANDLE.SESSION_NOT_FOUND")
CHANGED = refusal("INVALID_HANDLE.SESSION_CHANGED")
KNOWN = refusal("INVALID_HANDLE.OPERATION_ALREADY_EXISTS")
REFUSED = refusal("DIVIDE_BY_ZERO")
DEADLINE = Failure(code="DEADLINE_EXCEEDED")


class Clock:
    """A clock that stands still until it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def execution(
    reattachable: bool = True,
    max_retries: int = 3,
    clock: Clock | None = None,
    silence: float | None = None,
    has_plan: bool = True,
    repeatable: bool = True,
    observed: bool = True,
    measure: Measure | None = None,
) -> Execution:
    request = message_class("ExecutePlanRequest")(session_id="s", client_type="c")
    if observed:
        request.client_observed_server_side_session_id = "o"
    request.user_context.user_id = "u"
    if has_plan:
        request.plan.root.range.end = 1
    if reattachable:
        request.operation_id = "op"
    retries = RetryPolicy(max_retries=max_retries, jitter=0.0).start(clock=clock or Clock())
    return Execution(
        request,
        retries,
        reattachable=reattachable,
        repeatable=repeatable,
        silence=silence,
        measure=measure,
    )


def response(response_id: str = "", **fields: Any) -> Any:
    return message_class("ExecutePlanResponse")(response_id=response_id, **fields)


def batch(data: bytes, index: int | None = None, of: int | None = None, **fields: Any) -> Any:
    made = response(f"r{index}")
    made.arrow_batch.data = data
    for name, value in {"chunk_index": index, "num_chunks_in_batch": of, **fields}.items():
        if value is not None:
            setattr(made.arrow_batch, name, value)
    return made


def complete() -> Any:
    made = response("last")
    made.result_complete.SetInParent()
    return made


def opened(step: object, method: str) -> Any:
    assert isinstance(step, Open)
    assert step.method == method
    return step.request


def test_it_starts_by_executing_the_plan_so_that_it_can_be_reattached_to() -> None:
    request = opened(execution().step(), "ExecutePlan")
    assert request.operation_id == "op"
    assert [option.reattach_options.reattachable for option in request.request_options] == [True]


def test_it_is_finished_when_the_server_says_that_the_result_is_complete() -> None:
    run = execution()
    run.step()
    run.received(response("a"))
    assert not run.complete
    run.received(complete())
    assert run.complete
    assert run.step() == Finished()


def test_a_stream_that_ends_too_early_is_continued_after_the_last_response() -> None:
    run = execution()
    run.step()
    run.received(response("a"))
    run.received(response("b"))
    run.ended()
    request = opened(run.step(), "ReattachExecute")
    assert (request.session_id, request.operation_id) == ("s", "op")
    assert (request.last_response_id, request.user_context.user_id) == ("b", "u")
    assert (request.client_type, request.client_observed_server_side_session_id) == ("c", "o")


@pytest.mark.parametrize("said", ["", "a"], ids=["without an id", "what came before"])
def test_streams_that_bring_nothing_new_are_not_opened_for_ever(said: str) -> None:
    run = execution()
    run.step()
    run.received(response("a"))
    for _ in range(100):
        run.ended()
        step = run.step()
        if isinstance(step, GiveUp):
            break
        if isinstance(step, Wait):
            step = run.step()
        opened(step, "ReattachExecute")
        run.received(response(said))
    assert isinstance(step, GiveUp)


@pytest.mark.parametrize(
    "failure",
    [
        DOWN,
        DEADLINE,
        Failure(code="INTERNAL", condition="INVALID_CURSOR.DISCONNECTED"),
        # What gRPC makes of a stream that a proxy cut differs with the moment.
        Failure(code="INTERNAL", message="Received RST_STREAM with error code 2"),
        Failure(
            code="UNKNOWN", message="Stream removed (Data frame with END_STREAM flag received)"
        ),
    ],
)
def test_a_broken_stream_is_continued_after_a_pause(failure: Failure) -> None:
    run = execution()
    run.step()
    run.received(response("a"))
    run.failed(failure)
    assert run.step() == Wait(0.05)
    assert opened(run.step(), "ReattachExecute").last_response_id == "a"


@pytest.mark.parametrize("cut", ["", "Stream removed "], ids=["", "told as a cut stream"])
def test_a_message_too_large_is_not_asked_for_again(cut: str) -> None:
    told = f"{cut}(CLIENT: Received message larger than max (201331134 vs. 134217728))"
    failure = Failure(code="RESOURCE_EXHAUSTED", message=told)
    run = execution()
    run.step()
    run.failed(failure)
    assert run.step() == GiveUp(failure)


def test_pauses_grow_until_the_retries_are_used_up() -> None:
    run = execution(max_retries=2)
    run.step()
    steps = []
    for _ in range(3):
        run.failed(DOWN)
        steps.append(run.step())
        run.step()
    assert steps == [Wait(0.05), Wait(0.2), GiveUp(DOWN)]


def test_progress_gives_the_retries_back() -> None:
    run = execution(max_retries=1)
    run.step()
    for name in "abc":
        run.failed(DOWN)
        assert run.step() == Wait(0.05)
        run.step()
        run.received(response(name))


def test_an_error_of_the_query_ends_it_at_once() -> None:
    run = execution()
    run.step()
    run.failed(REFUSED)
    assert run.step() == GiveUp(REFUSED)


def test_a_plan_that_never_arrived_is_sent_again() -> None:
    run = execution()
    first = opened(run.step(), "ExecutePlan")
    run.failed(DOWN)
    run.step()
    opened(run.step(), "ReattachExecute")
    run.failed(LOST)
    again = opened(run.step(), "ExecutePlan")
    assert again == first
    run.failed(LOST)
    assert run.step() == GiveUp(LOST)


def test_sending_the_plan_again_is_bounded_too() -> None:
    run = execution(max_retries=4)
    sent = 0
    for _ in range(100):
        match run.step():
            case Open("ExecutePlan", _):
                sent += 1
                run.failed(DOWN)
            case Open():
                run.failed(LOST)
            case GiveUp():
                break
    # Each time costs one retry.
    assert sent == 5


def test_a_plan_that_is_taken_and_lost_each_time_is_not_sent_for_ever() -> None:
    run = execution()
    sent = 0
    for _ in range(200):
        match run.step():
            case Open("ExecutePlan", _):
                sent += 1
                run.ended()
            case Open():
                run.failed(LOST)
            case Doubt():
                run.works(True)
            case GiveUp():
                break
    else:
        pytest.fail("it goes on for ever")
    assert 1 < sent <= 16


def after_a_break(failure: Failure, **options: Any) -> tuple[Execution, Any]:
    """An execution whose first stream broke, and what it does when the second is refused so."""
    run = execution(repeatable=False, **options)
    run.step()
    run.failed(DOWN)
    run.step()
    opened(run.step(), "ReattachExecute")
    run.failed(failure)
    return run, run.step()


def test_a_write_is_sent_again_if_the_server_that_was_asked_does_not_know_it() -> None:
    opened(after_a_break(LOST)[1], "ExecutePlan")


@pytest.mark.parametrize(
    ("failure", "observed"),
    [(LOST, False), (NO_SESSION, False), (NO_SESSION, True)],
    ids=["before 4.0", "before 4.0, no session", "no session"],
)
def test_a_write_is_not_sent_again_if_the_server_may_have_forgotten_it(
    failure: Failure, observed: bool
) -> None:
    run, step = after_a_break(failure, observed=observed)
    assert isinstance(step, GiveUp)
    assert step.error is not None
    assert step.error.getCondition() == "OUTCOME_UNKNOWN"
    assert not run.may_begin_anew


def test_a_write_whose_stream_ended_empty_is_not_sent_again() -> None:
    run = execution(repeatable=False, observed=False)
    run.step()
    run.ended()
    run.step()
    run.step()
    run.failed(LOST)
    assert isinstance(run.step(), GiveUp)


@pytest.mark.parametrize("failure", [LOST, NO_SESSION])
def test_a_write_for_which_there_was_no_connection_is_sent_again(failure: Failure) -> None:
    run = execution(repeatable=False, observed=False)
    run.step()
    run.failed(NO_CONNECTION)
    run.step()
    opened(run.step(), "ReattachExecute")
    # Whatever becomes of the question.
    run.failed(DOWN)
    run.step()
    run.step()
    run.failed(failure)
    opened(run.step(), "ExecutePlan")


@pytest.mark.parametrize("repeatable", [True, False])
def test_a_refused_plan_may_begin_anew_and_one_that_may_have_begun_only_if_it_reads(
    repeatable: bool,
) -> None:
    refused = execution(repeatable=repeatable)
    refused.step()
    refused.failed(CHANGED)
    assert refused.may_begin_anew
    broken = execution(repeatable=repeatable)
    broken.step()
    broken.failed(DOWN)
    broken.step()
    broken.step()
    broken.failed(CHANGED)
    assert broken.may_begin_anew is repeatable
    begun = execution(repeatable=repeatable)
    begun.step()
    begun.received(response("a"))
    begun.failed(CHANGED)
    assert not begun.may_begin_anew


@pytest.mark.parametrize("renewed", [False, True], ids=["", "after a new token"])
def test_an_operation_of_that_id_that_was_there_before_is_left_alone(renewed: bool) -> None:
    run = execution()
    run.step()
    if renewed:
        run.again()
        run.step()
    run.failed(KNOWN)
    assert run.step() == GiveUp(KNOWN)
    assert run.interrupt() is None
    assert run.release_all() is None


def test_an_operation_that_is_known_when_the_plan_comes_again_is_ours() -> None:
    run = execution()
    run.step()
    run.failed(DOWN)
    run.step()
    run.step()
    run.failed(LOST)
    opened(run.step(), "ExecutePlan")
    run.failed(KNOWN)
    run.step()
    opened(run.step(), "ReattachExecute")


def test_a_result_that_the_server_lost_half_way_is_an_error_and_not_run_twice() -> None:
    run = execution()
    run.step()
    run.received(response("a"))
    run.failed(DOWN)
    run.step()
    run.step()
    run.failed(LOST)
    step = run.step()
    assert isinstance(step, GiveUp)
    assert step.error is not None
    assert step.error.getCondition() == "RESPONSE_ALREADY_RECEIVED"


def test_a_failure_after_the_end_does_not_matter() -> None:
    run = execution()
    run.step()
    run.received(complete())
    run.failed(DOWN)
    assert run.step() == Finished()


def test_an_old_server_is_not_asked_for_what_it_does_not_know() -> None:
    run = execution(reattachable=False)
    request = opened(run.step(), "ExecutePlan")
    assert not request.request_options
    assert run.operation_id is None
    run.received(response())
    assert run.release_consumed() is None
    run.ended()
    assert run.step() == Finished()
    assert run.release_all() is None


@pytest.mark.parametrize("failure", [DOWN, DEADLINE, REFUSED])
def test_where_nothing_can_be_reattached_to_a_plan_is_never_sent_twice(failure: Failure) -> None:
    run = execution(reattachable=False)
    run.step()
    run.failed(failure)
    assert run.step() == GiveUp(failure)


def test_what_has_arrived_is_released_once() -> None:
    run = execution()
    run.step()
    assert run.release_consumed() is None
    for number in range(64):
        run.received(response(f"r{number}"))
    request = run.release_consumed()
    assert (request.operation_id, request.release_until.response_id) == ("op", "r63")
    assert not request.HasField("release_all")
    assert run.release_consumed() is None


def test_many_responses_are_released_together() -> None:
    run = execution()
    run.step()
    released = []
    for number in range(160):
        run.received(response(f"r{number}"))
        # A response that comes again is not another one.
        run.received(response(f"r{number}"))
        if (request := run.release_consumed()) is not None:
            released.append(request.release_until.response_id)
    assert released == ["r63", "r127"]


@pytest.mark.parametrize("end", ["complete", "abandoned", "failed"])
def test_everything_is_released_once_however_it_ends(end: str) -> None:
    run = execution()
    run.step()
    if end == "complete":
        run.received(complete())
    elif end == "failed":
        run.failed(REFUSED)
    request = run.release_all()
    assert request.HasField("release_all")
    assert request.operation_id == "op"
    assert run.release_all() is None


def test_what_was_never_sent_is_not_released() -> None:
    assert execution().release_all() is None


def test_chunks_of_a_batch_are_handed_on_as_one() -> None:
    run = execution()
    run.step()
    assert run.received(batch(b"ab", 0, 3, row_count=5, start_offset=0)) is None
    assert run.received(batch(b"cd", 1, 3, row_count=5)) is None
    whole = run.received(batch(b"ef", 2, 3, row_count=5)).arrow_batch
    assert (whole.data, whole.row_count, whole.start_offset) == (b"abcdef", 5, 0)
    assert not whole.HasField("num_chunks_in_batch")
    assert run.received(batch(b"xy", 0, 1)).arrow_batch.data == b"xy"
    assert run.received(batch(b"z")).arrow_batch.data == b"z"


@pytest.mark.parametrize("second", [(2, 3), (0, 3), (1, 2), (None, None)])
def test_chunks_out_of_order_are_an_error(second: tuple[int | None, int | None]) -> None:
    run = execution()
    run.step()
    run.received(batch(b"ab", 0, 3))
    wrong = batch(b"cd", *second)
    wrong.response_id = "another"
    with pytest.raises(SparkConnectException) as caught:
        run.received(wrong)
    assert caught.value.getCondition() == "PROTOCOL_ERROR"


def test_a_chunk_of_a_batch_that_is_not_in_chunks_is_an_error() -> None:
    run = execution()
    run.step()
    with pytest.raises(SparkConnectException, match="chunk 3 of a batch came where chunk 0"):
        run.received(batch(b"ab", 3, 1))


def test_a_batch_of_which_the_end_is_missing_is_an_error_without_a_last_word_too() -> None:
    run = execution(reattachable=False)
    run.step()
    run.received(batch(b"ab", 0, 2))
    with pytest.raises(SparkConnectException, match="1 of 2 chunks"):
        run.ended()


def test_chunks_of_nothing_are_refused_however_many_are_announced() -> None:
    run = execution()
    run.step()
    run.received(batch(b"ab", 0, 2**40))
    with pytest.raises(SparkConnectException, match="chunk 1 of a batch is empty"):
        run.received(batch(b"", 1, 2**40))


def test_chunks_are_gathered_only_as_far_as_a_server_can_have_a_batch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chunks, "MOST_BYTES", 5)
    run = execution()
    run.step()
    for index in range(2):
        run.received(batch(b"ab", index, 2**40))
    with pytest.raises(SparkConnectException, match="more than 5 bytes"):
        run.received(batch(b"ab", 2, 2**40))


def test_a_batch_of_less_than_no_rows_is_refused() -> None:
    run = execution(measure=Measure(max_rows=10))
    run.step()
    with pytest.raises(SparkConnectException, match="claims -1 rows"):
        run.received(batch(b"ab", row_count=-1))


def test_limits_hold_for_each_chunk_as_it_comes() -> None:
    run = execution(measure=Measure(max_bytes=5))
    run.step()
    for index in range(2):
        assert run.received(batch(b"ab", index, 100)) is None
    with pytest.raises(ResultTooLargeError):
        run.received(batch(b"ab", 2, 100))


def test_rows_of_a_batch_in_chunks_count_once_and_with_the_first() -> None:
    run = execution(measure=Measure(max_rows=8))
    run.step()
    for index in range(2):
        run.received(batch(b"ab", index, 2, row_count=5))
    again = batch(b"ab", 0, 2, row_count=5)
    again.response_id = "another"
    with pytest.raises(ResultTooLargeError):
        run.received(again)


def test_what_comes_twice_counts_once() -> None:
    run = execution(measure=Measure(max_rows=8, max_bytes=3))
    run.step()
    assert run.received(batch(b"ab", row_count=5)) is not None
    assert run.received(batch(b"ab", row_count=5)) is None


def test_a_stream_that_breaks_between_chunks_goes_on_with_the_next_chunk() -> None:
    run = execution()
    run.step()
    run.received(batch(b"ab", 0, 2))
    run.failed(DOWN)
    run.step()
    assert opened(run.step(), "ReattachExecute").last_response_id == "r0"
    assert run.received(batch(b"cd", 1, 2)).arrow_batch.data == b"abcd"


def quiet(run: Execution, clock: Clock, seconds: float) -> Any:
    """Let a stream be quiet for so long and end; what is to be done then."""
    clock.now += seconds
    run.ended()
    return run.step()


def test_a_stream_that_lasted_may_be_a_sign_of_life_though_it_brought_nothing() -> None:
    clock = Clock()
    run = execution(max_retries=2, clock=clock, silence=1000)
    for _ in range(50):
        run.step()
        assert quiet(run, clock, 120) == Doubt(120)
        run.works(True)
    opened(run.step(), "ReattachExecute")


def test_nobody_is_asked_after_a_stream_that_brought_something() -> None:
    clock = Clock()
    run = execution(clock=clock)
    run.step()
    run.received(response("a"))
    opened(quiet(run, clock, 120), "ReattachExecute")


def test_streams_of_a_server_that_no_longer_works_on_it_are_failures() -> None:
    clock = Clock()
    run = execution(max_retries=2, clock=clock)
    steps = []
    for _ in range(3):
        run.step()
        quiet(run, clock, 120)
        run.works(False)
        steps.append(run.step())
    assert steps[:2] == [Wait(0.05), Wait(0.2)]
    assert isinstance(steps[2], GiveUp)


def test_streams_of_which_nobody_knows_what_they_mean_are_silence() -> None:
    clock = Clock()
    run = execution(max_retries=2, clock=clock, silence=1000)
    while isinstance(run.step(), Open):
        quiet(run, clock, 1)
        run.works(None)
    assert clock.now == 1001


def test_streams_that_end_at_once_and_empty_are_bounded() -> None:
    run = execution(max_retries=2)
    steps = []
    for _ in range(3):
        run.step()
        run.ended()
        steps.append(run.step())
    assert steps[:2] == [Wait(0.05), Wait(0.2)]
    assert isinstance(steps[2], GiveUp)


def test_silence_is_bounded_though_retries_are_left() -> None:
    clock = Clock()
    run = execution(max_retries=1000, clock=clock, silence=3600)
    run.step()
    while clock.now < 36_000:
        clock.now += 600
        run.failed(DEADLINE)
        if isinstance(run.step(), GiveUp):
            break
        run.step()
    assert clock.now == 4200


def test_a_sign_of_life_ends_the_silence() -> None:
    clock = Clock()
    run = execution(max_retries=1000, clock=clock, silence=1000)
    run.step()
    for name in range(20):
        clock.now += 600
        run.failed(DEADLINE)
        assert isinstance(run.step(), Wait)
        run.step()
        run.received(response(f"r{name}"))


def test_what_runs_already_is_reattached_to_from_its_beginning() -> None:
    run = execution(has_plan=False)
    request = opened(run.step(), "ReattachExecute")
    assert (request.operation_id, request.last_response_id) == ("op", "")
    run.failed(LOST)
    assert run.step() == GiveUp(LOST)


@pytest.mark.parametrize("reattachable", [True, False])
def test_a_call_that_never_began_is_made_again(reattachable: bool) -> None:
    run = execution(reattachable)
    first = run.step()
    run.again()
    assert run.step() == first


def test_only_what_runs_is_interrupted() -> None:
    run = execution()
    assert run.interrupt() is None
    run.step()
    request = run.interrupt()
    assert (request.operation_id, request.interrupt_type) == ("op", 3)
    assert (request.session_id, request.user_context.user_id) == ("s", "u")
    assert run.interrupt() is None
    ended = execution()
    ended.step()
    ended.received(complete())
    assert ended.interrupt() is None
    failed = execution()
    failed.step()
    failed.failed(REFUSED)
    failed.step()
    assert failed.over
    assert failed.interrupt() is None


@pytest.mark.parametrize(
    "failure",
    [
        Failure(code="RESOURCE_EXHAUSTED", message="Received message larger than max"),
        Failure(code="INTERNAL", message="Exception deserializing response!"),
        DOWN,
        DEADLINE,
        refusal("INVALID_CURSOR.DISCONNECTED"),
        Failure(code="UNAVAILABLE", reason="r", retry_delay=1.0),
    ],
    ids=["too large", "garbled", "down", "silent", "cursor", "later"],
)
def test_what_was_given_up_may_run_on_and_is_interrupted(failure: Failure) -> None:
    run = execution(max_retries=0)
    run.step()
    run.failed(failure)
    assert isinstance(run.step(), GiveUp)
    assert not run.over
    assert run.interrupt() is not None


@pytest.mark.parametrize("failure", [NO_CONNECTION, CHANGED])
def test_what_cannot_have_begun_is_neither_interrupted_nor_released(failure: Failure) -> None:
    run = execution(max_retries=0)
    run.step()
    run.failed(failure)
    assert isinstance(run.step(), GiveUp)
    assert run.interrupt() is None
    assert run.release_all() is None


def test_what_has_ended_without_saying_so_is_not_interrupted() -> None:
    run = execution(reattachable=False)
    run._request.operation_id = "op"
    run.step()
    run.ended()
    assert run.step() == Finished()
    assert run.interrupt() is None
