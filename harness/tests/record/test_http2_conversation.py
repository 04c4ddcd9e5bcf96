"""A conversation made of frames by hand: cut anywhere, damaged, and with what gRPC seldom sends."""

import random
from collections.abc import Iterable

import pytest
from hpack import Encoder
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
)

from sparity_lab.record.http2 import Conversation
from sparity_lab.record.tape import RecordedCall, Tape

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
REQUEST = [(":method", "POST"), (":path", "/a.B/Ask"), ("te", "trailers"), ("x-team", "data")]
ANSWER = [(":status", "200"), ("content-type", "application/grpc")]
TRAILERS = [("grpc-status", "5"), ("grpc-message", "no%20such"), ("x-why-bin", "AAH/")]


def message(data: bytes) -> bytes:
    return b"\0" + len(data).to_bytes(4, "big") + data


def wire(frames: Iterable[Frame]) -> bytes:
    return b"".join(frame.serialize() for frame in frames)


def headers(
    encoder: Encoder, stream: int, fields: list[tuple[str, str]], *flags: str
) -> HeadersFrame:
    return HeadersFrame(stream, encoder.encode(fields), flags=("END_HEADERS", *flags))


def both_sides(calls: int) -> tuple[bytes, bytes]:
    """What a client and a server say in some calls, each of them the other way round."""
    asks, answers = Encoder(), Encoder()
    client: list[Frame] = [SettingsFrame(0, {1: 65_536})]
    server: list[Frame] = [SettingsFrame(0), PingFrame(0, b"12345678")]
    for stream in range(1, 2 * calls, 2):
        body = message(b"question %d" % stream) + message(b"")
        client += [
            headers(asks, stream, REQUEST),
            DataFrame(stream, body[:7]),
            DataFrame(stream, body[7:], flags=("END_STREAM",), pad_length=3),
        ]
        server += [
            headers(answers, stream, ANSWER),
            DataFrame(stream, message(b"answer") + message(bytes(1000))),
            headers(answers, stream, TRAILERS, "END_STREAM"),
        ]
    return PREFACE + wire(client), wire(server)


def heard(pieces: Iterable[tuple[bool, bytes]], tape: Tape | None = None) -> list[RecordedCall]:
    tape = tape or Tape(keep_responses=True)
    conversation = Conversation(tape)
    for by_client, piece in pieces:
        (conversation.client_said if by_client else conversation.server_said)(piece)
    return list(tape.take().calls)


def cut(data: bytes, chance: random.Random, longest: int) -> list[bytes]:
    pieces = []
    while data:
        size = chance.randint(1, longest)
        pieces.append(data[:size])
        data = data[size:]
    return pieces


@pytest.mark.parametrize("longest", [1, 2, 10, 100, 5000])
def test_where_bytes_are_cut_changes_nothing(longest: int) -> None:
    chance = random.Random(longest)
    client, server = both_sides(5)
    pieces = [(True, piece) for piece in cut(client, chance, longest)]
    pieces += [(False, piece) for piece in cut(server, chance, longest)]
    calls = heard(pieces)
    assert [call.requests for call in calls] == [[b"question %d" % n, b""] for n in (1, 3, 5, 7, 9)]
    for call in calls:
        assert (call.method, call.responses) == ("/a.B/Ask", [b"answer", bytes(1000)])
        assert (call.code, call.details) == ("NOT_FOUND", "no such")
        assert call.trailers == (("x-why-bin", b"\0\1\xff"),)


def test_headers_over_several_frames_are_read_together() -> None:
    block = Encoder().encode([*REQUEST, ("x-long", "a" * 500)])
    frames = [
        HeadersFrame(1, block[:20]),
        ContinuationFrame(1, block[20:30]),
        ContinuationFrame(1, block[30:], flags=("END_HEADERS",)),
        DataFrame(1, message(b"q")),
    ]
    (call,) = heard([(True, PREFACE + wire(frames))])
    assert (call.name, call.requests) == ("Ask", [b"q"])


@pytest.mark.parametrize(
    ("number", "code"), [(7, "UNAVAILABLE"), (8, "CANCELLED"), (2, "INTERNAL"), (99, "INTERNAL")]
)
def test_a_stream_that_the_server_resets_has_the_status_that_grpc_gives_it(
    number: int, code: str
) -> None:
    client = PREFACE + wire([headers(Encoder(), 1, REQUEST)])
    (call,) = heard([(True, client), (False, wire([RstStreamFrame(1, number)]))])
    assert call.code == code


def test_an_answer_that_is_no_grpc_is_unknown() -> None:
    client = PREFACE + wire([headers(Encoder(), 1, REQUEST)])
    server = wire([headers(Encoder(), 1, [(":status", "502")], "END_STREAM")])
    (call,) = heard([(True, client), (False, server)])
    assert (call.code, call.details) == ("UNKNOWN", "the server answered without a status")


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes_end_the_reading_and_raise_nothing(seed: int) -> None:
    chance = random.Random(seed)
    client, server = (bytearray(side) for side in both_sides(5))
    for side in (client, server):
        for _ in range(10):
            side[chance.randrange(30, len(side))] = chance.randrange(256)
    calls = heard([(True, bytes(client)), (False, bytes(server))])
    assert len(calls) <= 5


def test_what_is_no_http2_at_all_is_no_call() -> None:
    assert (
        heard([(True, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 9), (False, b"\x16\x03\x01")]) == []
    )


def test_without_room_for_answers_their_bytes_are_not_gathered() -> None:
    client, server = both_sides(1)
    (call,) = heard([(True, client), (False, server)], Tape())
    assert (call.responses, call.response_count, call.code) == ([], 2, "NOT_FOUND")
