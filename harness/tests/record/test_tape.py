"""The tape: what belongs to which case, and that it never grows beyond its bounds."""

from sparity_lab.record.tape import Tape


def test_calls_belong_to_the_case_in_which_they_started() -> None:
    tape = Tape()
    early = tape.start("/s/Early")
    tape.begin()
    late = tape.start("/s/Late")
    early.ended("OK")
    assert [call.name for call in tape.take().calls] == ["Late"]
    tape.begin()
    late.ended("OK")
    assert tape.take().calls == ()


def test_how_a_call_ended_is_noted_once_and_even_after_it_was_taken() -> None:
    tape = Tape()
    call = tape.start("/s/Late")
    taken = tape.take().calls[0]
    assert taken.code is None
    call.ended("OK")
    call.ended("CANCELLED", "too late")
    assert (taken.code, taken.details) == ("OK", "")
    assert taken.duration_s >= 0


def test_large_requests_are_counted_and_left_out() -> None:
    tape = Tape(max_bytes=100)
    call = tape.start("/s/Upload")
    for size in (60, 60, 40):
        tape.heard_request(call, bytes(size))
    assert [len(message) for message in call.requests] == [60, 40]
    assert (call.request_count, call.left_out) == (3, 1)
    tape.begin()
    again = tape.start("/s/Upload")
    tape.heard_request(again, bytes(100))
    assert again.left_out == 0


def test_responses_are_kept_only_on_request_and_within_bounds() -> None:
    tape = Tape()
    call = tape.start("/s/Ask")
    tape.heard_response(call, b"answer")
    assert (call.response_count, call.responses, call.left_out) == (1, [], 0)
    full = Tape(keep_responses=True, max_bytes=10)
    call = full.start("/s/Ask")
    for _ in range(3):
        full.heard_response(call, b"answer")
    assert (call.response_count, call.responses, call.left_out) == (3, [b"answer"], 2)


def test_calls_beyond_the_bound_are_only_counted() -> None:
    tape = Tape(max_calls=3)
    for _ in range(10):
        tape.heard_request(tape.start("/s/Loop"), b"x")
    taken = tape.take()
    assert len(taken.calls) == 3
    assert taken.more == {"Loop": 7}
