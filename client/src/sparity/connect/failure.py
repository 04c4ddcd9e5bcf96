"""What a failed call tells, as a plain value; names no exception class and decides nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sparity.connect import status

if TYPE_CHECKING:
    import grpc

_DETAILS_KEY = "grpc-status-details-bin"
# How gRPC words a stream that ended without the status that every answer ends with.
_SIGNS_OF_A_CUT = ("RST_STREAM", "Stream removed")
# How gRPC words a call for which there was no connection.
_SIGNS_OF_NO_CONNECTION = ("failed to connect to all addresses", "errors resolving ")
# The class of Spark's errors about sessions, operations and cursors.
_OF_HANDLES = "org.apache.spark.SparkSQLException"
# The class of those that `raise_error` raises, since 4.0 with any condition that it is given.
_OF_QUERIES = "org.apache.spark.SparkRuntimeException"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A failed call: its gRPC status and what the server packed into it.

    Args:
        code: name of the gRPC status.
        message: the server's text, maybe cut short.
        reason: class of the error on the server, empty when the server said nothing about it.
        classes: that class and those it derives from, most derived first.
        condition: the condition's name; Spark sends it since 4.0.
        sql_state: the SQLSTATE; Spark sends it since 4.0.
        parameters: the condition's parameters.
        stack_trace: the stack trace, maybe cut short.
        error_id: by which more can be asked for; Spark sends it since 4.0.
        retry_delay: seconds after which the server wants the call to be made again.
    """

    code: str
    message: str = ""
    reason: str = ""
    classes: tuple[str, ...] = ()
    condition: str | None = None
    sql_state: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    stack_trace: str | None = None
    error_id: str | None = None
    retry_delay: float | None = None

    def _is(self, condition: str) -> bool:
        """Whether Spark Connect itself refuses a call for this, and no query has raised it."""
        if self.condition is not None:
            return self.condition == condition and self.reason != _OF_QUERIES
        # Up to 3.5 the condition is in the message only, at its beginning. What a program makes
        # Spark say comes in errors of other classes.
        return self.reason == _OF_HANDLES and self.message.startswith(f"[{condition}]")

    @property
    def handle_is_unknown(self) -> bool:
        """Whether the server knows no such operation, or not even the session."""
        return self._is("INVALID_HANDLE.OPERATION_NOT_FOUND") or self._is(
            "INVALID_HANDLE.SESSION_NOT_FOUND"
        )

    @property
    def operation_is_known(self) -> bool:
        """Whether the server refuses a plan because it runs an operation of that id already."""
        return self._is("INVALID_HANDLE.OPERATION_ALREADY_EXISTS")

    @property
    def session_is_gone(self) -> bool:
        """Whether the server has no such session any more: restarted, expired or ended."""
        return (
            self.session_was_replaced
            or self._is("INVALID_HANDLE.SESSION_CLOSED")
            or self._is("INVALID_HANDLE.SESSION_NOT_FOUND")
        )

    @property
    def session_was_replaced(self) -> bool:
        """Whether the server lost the session that this client began, as by a restart."""
        return self._is("INVALID_HANDLE.SESSION_CHANGED")

    @property
    def view_exists(self) -> bool:
        """Whether a temporary view was not made because there is one of that name."""
        exists = "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS"
        if self.condition is not None:
            return self.condition == exists
        return self.message.startswith(f"[{exists}]")

    @property
    def cursor_was_taken(self) -> bool:
        """Whether another call took over the stream of results."""
        return self._is("INVALID_CURSOR.DISCONNECTED")

    @property
    def stream_was_cut(self) -> bool:
        """Whether somebody on the way ended the stream, as proxies do with those that are quiet."""
        if self.reason or self.message_is_too_large:
            return False
        return any(sign in self.message for sign in _SIGNS_OF_A_CUT)

    @property
    def never_left(self) -> bool:
        """Whether the call certainly reached nobody, because no connection came about."""
        return (
            self.code == "UNAVAILABLE"
            and not self.reason
            and self.message.startswith(_SIGNS_OF_NO_CONNECTION)
        )

    @property
    def message_is_too_large(self) -> bool:
        """Whether this side's gRPC refused a message for its size: so it will the next time."""
        return self.code == "RESOURCE_EXHAUSTED" and "larger than max" in self.message


def read_failure(error: grpc.RpcError) -> Failure:
    """What `error` tells, as far as it is well-formed."""
    code = error.code().name
    message = error.details() or str(error)
    # The stubs' metadata is no sequence of pairs, the real one is.
    trailing: Any = error.trailing_metadata() or ()
    packed = next((value for key, value in trailing if key == _DETAILS_KEY), None)
    if packed is None:
        return Failure(code=code, message=message)
    from google.protobuf.message import DecodeError

    try:
        return _read_status(packed, code)
    except (DecodeError, ValueError, RecursionError):
        # A proxy's or a foreign server's idea of a status; the plain one still holds.
        return Failure(code=code, message=message)


def _read_status(packed: bytes, code: str) -> Failure:
    received = status.message_class("Status").FromString(packed)
    known: dict[str, Any] = {}
    for detail in received.details:
        match detail.type_url.rpartition("/")[2]:
            case "google.rpc.ErrorInfo":
                known |= _read_info(status.message_class("ErrorInfo").FromString(detail.value))
            case "google.rpc.RetryInfo":
                delay = status.message_class("RetryInfo").FromString(detail.value).retry_delay
                known["retry_delay"] = delay.seconds + delay.nanos / 1e9
    return Failure(code=code, message=received.message, **known)


def _read_info(info: Any) -> dict[str, Any]:
    metadata = info.metadata
    return {
        "reason": info.reason,
        "classes": _texts(metadata.get("classes") or "[]"),
        "condition": metadata.get("errorClass"),
        "sql_state": metadata.get("sqlState"),
        "parameters": _texts_by_name(metadata.get("messageParameters") or "{}"),
        "stack_trace": metadata.get("stackTrace"),
        "error_id": metadata.get("errorId"),
    }


def _texts(written: str) -> tuple[str, ...]:
    found = json.loads(written)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("that is no list of texts")
    return tuple(found)


def _texts_by_name(written: str) -> dict[str, str]:
    found = json.loads(written)
    if not isinstance(found, dict):
        raise ValueError("that is no object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in found.items()
    }
