"""Finds the exception for a failed call, and asks the server for more where it helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.connect.effects import Flow
from sparity.connect.enrich import exception_of
from sparity.connect.failure import Failure
from sparity.connect.obstacle import told_by
from sparity.connect.terse import is_terse
from sparity.connect.tokens import NO_TOKEN
from sparity.errors import PySparkException, SparkConnectException, SparkConnectGrpcException
from sparity.protocol import message_class

if TYPE_CHECKING:
    from sparity.connect.session import Session

_STACK_TRACE_CONF = "spark.sql.connect.serverStacktrace.enabled"
_OLDER_STACK_TRACE_CONF = "spark.sql.pyspark.jvmStacktrace.enabled"


class Diagnosis:
    """Knows the session whose calls fail."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def exception(self, failure: Failure) -> Flow[PySparkException]:
        """The exception for `failure`, with all that the server can tell about it."""
        session = self._session
        if NO_TOKEN in failure.message and session.token_error is not None:
            return _without_token(session.token_error)
        if (obstacle := told_by(failure, session.place)) is not None:
            return _plain(failure, obstacle)
        if not session.reached:
            if (stranger := (yield from self._not_spark(failure))) is not None:
                return stranger
            if failure.code == "UNAVAILABLE" and session.address.connect_timeout:
                return self._unreachable(failure)
            session.reached = True
        details = yield from self._details(failure)
        shown = yield from self._shows_stack_trace(failure, details)
        server = (yield from session.version_if_told()) if is_terse(failure) else None
        error = exception_of(failure, details, show_stack_trace=shown, server=server)
        if failure.message_is_too_large:
            error.add_note(
                f"Messages of this connection may have {session.address.max_message_size} bytes; "
                "`grpc_max_message_size` in the address allows larger ones."
            )
        return error

    def _unreachable(self, failure: Failure) -> SparkConnectGrpcException:
        return _plain(
            failure,
            f"No Spark Connect server answers at {self._session.place}; is it running "
            f"there, and is its port open? ({failure.message})",
        )

    def _not_spark(self, failure: Failure) -> Flow[SparkConnectGrpcException | None]:
        """The exception for a peer that speaks HTTP/2 or gRPC, but not Spark Connect."""
        if failure.code != "UNIMPLEMENTED" and "http2 header" not in failure.message:
            return None
        session = self._session
        if (yield from session.ask("AnalyzePlan", session.version_request())) is not None:
            # A Spark Connect server that lacks just what was asked of it.
            return None
        return _plain(
            failure,
            f"What answers at {session.place} is not a Spark Connect server. ({failure.message})",
        )

    def _details(self, failure: Failure) -> Flow[Any | None]:
        if failure.error_id is None:
            return None
        request = message_class("FetchErrorDetailsRequest")(error_id=failure.error_id)
        return (yield from self._session.ask("FetchErrorDetails", request))

    def _shows_stack_trace(self, failure: Failure, details: Any | None) -> Flow[bool]:
        if details is None:
            # Before 4.0 the server sends a stack trace exactly when it was asked to.
            return failure.stack_trace is not None
        request = message_class("ConfigRequest")()
        request.operation.get_option.keys.extend([_STACK_TRACE_CONF, _OLDER_STACK_TRACE_CONF])
        response = yield from self._session.ask("Config", request)
        pairs = response.pairs if response is not None else ()
        values = [pair.value for pair in pairs if pair.HasField("value")]
        return bool(values) and values[0] == "true"


def _plain(failure: Failure, message: str) -> SparkConnectGrpcException:
    import grpc

    return SparkConnectGrpcException(message, grpc_status_code=grpc.StatusCode[failure.code])


def _without_token(cause: Exception) -> SparkConnectException:
    error = SparkConnectException(
        errorClass="TOKEN_NOT_AVAILABLE", messageParameters={"kind": type(cause).__name__}
    )
    error.__cause__ = cause
    return error
