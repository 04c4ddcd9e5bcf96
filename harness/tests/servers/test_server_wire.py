"""The probe's messages, byte by byte."""

import pytest

from sparity_lab.servers import wire


def test_a_version_request_is_what_a_spark_client_sends() -> None:
    expected = bytes.fromhex("0a017312030a01751a01635200")
    assert wire.version_request("s", "u", "c") == expected


def test_a_range_request_holds_session_user_plan_and_agent() -> None:
    request = wire.range_request("s", "u", "c", 300)
    assert wire.submessage(request, 1) == b"s"
    assert wire.submessage(request, 4) == b"c"
    plan = wire.submessage(request, 3)
    assert plan is not None
    relation = wire.submessage(plan, 1)
    assert relation is not None
    numbers = wire.submessage(relation, 15)
    assert numbers is not None
    assert (wire.number_of(numbers, 2), wire.number_of(numbers, 3)) == (300, 1)


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**31, 2**63])
def test_numbers_come_back_as_they_went(number: int) -> None:
    assert list(wire.fields(wire.integer(5, number))) == [(5, number)]


def test_a_version_is_read_among_other_fields() -> None:
    answer = wire.message(1, b"session") + wire.message(8, wire.message(1, b"4.1.1"))
    assert wire.version_answer(answer + wire.integer(99, 7)) == "4.1.1"
    assert wire.version_answer(wire.message(1, b"session")) is None


def test_rows_are_counted_only_in_batches() -> None:
    assert wire.rows_answered(wire.message(2, wire.integer(1, 3) + wire.message(2, b"arrow"))) == 3
    assert wire.rows_answered(wire.message(12, b"operation")) == 0


def test_fixed_width_fields_are_stepped_over() -> None:
    data = bytes([1 << 3 | 1]) + bytes(8) + bytes([2 << 3 | 5]) + bytes(4) + wire.integer(3, 9)
    assert wire.number_of(data, 3) == 9


@pytest.mark.parametrize("data", [b"\x0a\x05ab", b"\x0b", b"\xff" * 12, b"<html>"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a protobuf message"):
        list(wire.fields(data))
