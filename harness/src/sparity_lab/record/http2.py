"""Reads gRPC calls out of copies of an HTTP/2 connection's bytes, in passing; changes nothing.

It keeps no state of the protocol but what reading takes: headers are compressed over a whole
connection, messages and frames have borders of their own. What is wrong with a connection is for
its two ends to find; here, what cannot be read ends the reading.
"""

import base64
import binascii
import gzip
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import grpc
from hpack import Decoder
from hpack.exceptions import HPACKError
from hyperframe.exceptions import HyperframeError
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    HeadersFrame,
    RstStreamFrame,
)

from sparity_lab.record.tape import RecordedCall, Tape

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_FRAME_HEADER = 9
_MESSAGE_HEADER = 5
_COMPRESSED = 1

_ANY_SIZE = 2**30
"""How much is too much for the headers is for the two ends to say."""

_OF_THE_CALL = ("grpc-status", "grpc-message", "grpc-encoding", "content-type")
"""What comes with the trailers and is no trailer for who made the call."""

_CODES = tuple(code.name for code in sorted(grpc.StatusCode, key=lambda code: code.value[0]))

_CODES_OF_RESETS = {
    7: "UNAVAILABLE",
    8: "CANCELLED",
    11: "RESOURCE_EXHAUSTED",
    12: "PERMISSION_DENIED",
}
"""What gRPC makes of a stream that the server resets; of all others `INTERNAL`."""

_GONE = "the client went away"

_Fields = list[tuple[str, bytes]]


class Conversation:
    """The calls of one connection, told to a tape as they are heard.

    Whoever hears a side's bytes hands them over in order, in pieces of any size.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._calls: dict[int, _Call] = {}
        self._newest = 0
        self._client: _Frames | None = _Frames(preface=_PREFACE)
        self._server: _Frames | None = _Frames()

    def client_said(self, data: bytes) -> None:
        """Bytes on their way to the server."""
        self._client = _heard(self._client, data, self._from_client)

    def server_said(self, data: bytes) -> None:
        """Bytes on their way to the client."""
        self._server = _heard(self._server, data, self._from_server)

    def over(self, *, by_client: bool) -> None:
        """The connection is closed; what still went on has ended with it."""
        calls, self._calls = self._calls, {}
        for call in calls.values():
            if by_client:
                call.heard.ended("CANCELLED", _GONE)
            else:
                call.heard.ended("UNAVAILABLE", "the server closed the connection")

    def _from_client(self, frame: Frame, fields: _Fields | None) -> None:
        stream = frame.stream_id
        if fields is not None and stream > self._newest:
            self._newest = stream
            heard = self._tape.start(_text(fields, ":path"))
            self._calls[stream] = _Call(heard, _text(fields, "grpc-encoding"), self._tape)
        call = self._calls.get(stream)
        if call is None:
            return
        if isinstance(frame, DataFrame):
            for message in call.requests.add(frame.data):
                self._tape.heard_request(call.heard, message)
        elif isinstance(frame, RstStreamFrame):
            call.heard.ended("CANCELLED", _GONE)
            del self._calls[stream]

    def _from_server(self, frame: Frame, fields: _Fields | None) -> None:
        call = self._calls.get(frame.stream_id)
        if call is None:
            return
        if isinstance(frame, DataFrame):
            for message in call.responses.add(frame.data):
                self._tape.heard_response(call.heard, message)
        elif isinstance(frame, RstStreamFrame):
            call.heard.ended(_CODES_OF_RESETS.get(frame.error_code, "INTERNAL"), "reset")
        elif fields is not None:
            call.responses.encoding = _text(fields, "grpc-encoding") or call.responses.encoding
            if any(name == "grpc-status" for name, _ in fields):
                call.heard.ended(
                    _code(_text(fields, "grpc-status")),
                    unquote(_text(fields, "grpc-message")),
                    tuple(_trailers(fields)),
                )
        if call.heard.code is None and "END_STREAM" in frame.flags:
            call.heard.ended("UNKNOWN", "the server answered without a status")
        if call.heard.code is not None:
            del self._calls[frame.stream_id]


class _Call:
    """A call that goes on."""

    __slots__ = ("heard", "requests", "responses")

    def __init__(self, heard: RecordedCall, encoding: str, tape: Tape) -> None:
        self.heard = heard
        self.requests = _Messages(tape.request_room, encoding)
        self.responses = _Messages(tape.response_room)


class _Messages:
    """Puts the messages of one direction of a call together, but for those without room."""

    __slots__ = ("_leave_out", "_rest", "_room", "encoding")

    def __init__(self, room: Callable[[], int], encoding: str = "") -> None:
        self.encoding = encoding
        self._room = room
        self._rest = bytearray()
        self._leave_out = 0

    def add(self, data: bytes) -> Iterator[bytes | None]:
        """The messages that these bytes complete, None for one that is left out."""
        rest = self._rest
        rest += data
        while True:
            if self._leave_out:
                skipped = min(self._leave_out, len(rest))
                del rest[:skipped]
                self._leave_out -= skipped
                if self._leave_out:
                    return
                yield None
            if len(rest) < _MESSAGE_HEADER:
                return
            length = int.from_bytes(rest[1:_MESSAGE_HEADER], "big")
            end = _MESSAGE_HEADER + length
            if length > self._room():
                self._leave_out = end
            elif len(rest) < end:
                return
            else:
                message = bytes(memoryview(rest)[_MESSAGE_HEADER:end])
                compressed = rest[0] == _COMPRESSED
                del rest[:end]
                yield _opened(message, self.encoding) if compressed else message


class _Frames:
    """Cuts the bytes of one side into frames, and reads the headers among them."""

    def __init__(self, preface: bytes = b"") -> None:
        self._preface = len(preface)
        self._rest = bytearray()
        self._headers = Decoder(max_header_list_size=_ANY_SIZE)
        self._headers.max_allowed_table_size = _ANY_SIZE
        self._begun: HeadersFrame | None = None
        self._block = b""

    def add(self, data: bytes) -> Iterator[tuple[Frame, _Fields | None]]:
        """The frames that these bytes complete, the end of headers with all of them.

        Raises:
            HyperframeError, HPACKError: it is no HTTP/2.
        """
        rest = self._rest
        rest += data
        if self._preface:
            if len(rest) < self._preface:
                return
            del rest[: self._preface]
            self._preface = 0
        at = 0
        # Released before the rest is cut off: bytes that somebody looks at cannot be.
        with memoryview(bytes(rest)) as view:
            while len(view) - at >= _FRAME_HEADER:
                body = at + _FRAME_HEADER
                frame, length = Frame.parse_frame_header(view[at:body])
                if len(view) - body < length:
                    break
                frame.parse_body(view[body : body + length])
                at = body + length
                yield from self._read(frame)
        del rest[:at]

    def _read(self, frame: Frame) -> Iterator[tuple[Frame, _Fields | None]]:
        if isinstance(frame, HeadersFrame):
            self._begun, self._block = frame, frame.data
        elif isinstance(frame, ContinuationFrame):
            self._block += frame.data
        else:
            yield frame, None
            return
        if "END_HEADERS" in frame.flags and self._begun is not None:
            fields = self._headers.decode(self._block, raw=True)
            yield self._begun, [(_word(name), bytes(value)) for name, value in fields]


def _heard(
    frames: _Frames | None, data: bytes, tell: Callable[[Frame, _Fields | None], None]
) -> _Frames | None:
    """Tell of what is in the bytes; None once they cannot be read, and nothing after them can."""
    if frames is None:
        return None
    try:
        for frame, fields in frames.add(data):
            tell(frame, fields)
    except (HyperframeError, HPACKError):
        return None
    return frames


def _word(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _text(fields: _Fields, name: str) -> str:
    return next((_word(value) for key, value in fields if key == name), "")


def _code(status: str) -> str:
    return _CODES[int(status)] if status.isdecimal() and int(status) < len(_CODES) else "UNKNOWN"


def _trailers(fields: _Fields) -> Iterator[tuple[str, str | bytes]]:
    for name, value in fields:
        if not name.startswith(":") and name not in _OF_THE_CALL:
            yield name, _binary(value) if name.endswith("-bin") else _word(value)


def _binary(value: bytes) -> bytes:
    """The bytes behind a binary header: ends that agreed on it send them as they are."""
    if value.startswith(b"\0"):
        return value[1:]
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4))
    except binascii.Error:
        return value


def _opened(message: bytes, encoding: str) -> bytes:
    """A message that was sent compressed; as it is where nobody knows how."""
    try:
        if encoding == "gzip":
            return gzip.decompress(message)
        if encoding == "deflate":
            return zlib.decompress(message)
    except (OSError, EOFError, zlib.error):
        pass
    return message
