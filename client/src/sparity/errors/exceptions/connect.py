"""Exceptions that came from a Spark Connect server; turning a gRPC failure into one is elsewhere.

Each class here is also the class of the same name in `exceptions.base`, so that catching the
latter catches both.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sparity.errors.context import QueryContext, QueryContextType
from sparity.errors.exceptions import base

if TYPE_CHECKING:
    import grpc


class SparkConnectException(base.PySparkException):
    """Something went wrong between this client and its server."""

    _operation_id: str | None = None

    @property
    def operation_id(self) -> str | None:
        """The id of the failed execution on the server, when there was one. Since Spark 4.3."""
        return self._operation_id


class ResultTooLargeError(SparkConnectException):
    """A result is larger than the connection allows; the execution was stopped.

    Sparity's own; see the options `max_result_rows` and `max_result_bytes` of an address.

    Args:
        unit: rows or bytes.
        limit: how many are allowed.
        option: the option that says so.

    Examples:
        >>> ResultTooLargeError(unit="rows", limit=9, option="max_result_rows").getCondition()
        'RESULT_TOO_LARGE'
    """

    def __init__(self, *, unit: str, limit: int, option: str) -> None:
        super().__init__(
            errorClass="RESULT_TOO_LARGE",
            messageParameters={"unit": unit, "limit": str(limit), "option": option},
        )


class PlanTooDeepError(SparkConnectException):
    """A plan is nested deeper than a server reads; it was not sent.

    Sparity's own; see the option `max_plan_depth` of an address.

    Args:
        depth: how deep it is.
        limit: how deep it may be.

    Examples:
        >>> PlanTooDeepError(depth=1200, limit=1024).getCondition()
        'PLAN_TOO_DEEP'
    """

    def __init__(self, *, depth: int, limit: int) -> None:
        super().__init__(
            errorClass="PLAN_TOO_DEEP",
            messageParameters={"depth": str(depth), "limit": str(limit)},
        )


class SparkConnectGrpcException(SparkConnectException):
    """The server, or the way to it, reported a failure.

    Args:
        message: the text as the server sent it; it names the condition by itself.
        errorClass: the condition's name.
        messageParameters: the condition's parameters by name.
        reason: what failed, in brackets before the message.
        sql_state: the SQLSTATE, when the server sent it.
        server_stacktrace: the stack trace on the server, causes included.
        display_server_stacktrace: whether the message ends with the stack trace.
        contexts: places in the query that are to blame.
        grpc_status_code: the status of the failed call.
        breaking_change_info: see `getBreakingChangeInfo`.
    """

    _untold_by: str | None = None
    """The version of the server, when it is too old to tell more than class and message."""

    def __init__(
        self,
        message: str | None = None,
        errorClass: str | None = None,
        messageParameters: Mapping[str, str] | None = None,
        reason: str | None = None,
        sql_state: str | None = None,
        server_stacktrace: str | None = None,
        display_server_stacktrace: bool = False,
        contexts: Iterable[QueryContext] | None = None,
        grpc_status_code: "grpc.StatusCode | None" = None,
        breaking_change_info: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message, errorClass, messageParameters, contexts)
        if reason is not None:
            self._message = f"({reason}) {self._message}"
        self._sql_state = sql_state
        self._stack_trace = server_stacktrace
        self._show_stack_trace = display_server_stacktrace
        self._grpc_status_code = grpc_status_code
        self._breaking_change_info = breaking_change_info
        self.args = (self.getMessage(),)

    def getMessage(self) -> str:
        """The text for people, as the server worded it, with its stack trace when asked for."""
        if self._show_stack_trace:
            return f"{self._message}\n\nJVM stacktrace:\n{self._stack_trace}"
        return self._message

    def getMessageParameters(self) -> dict[str, str] | None:
        """The condition's parameters by name. Since Spark 3.4.

        Raises:
            UnsupportedOnServerError: there is a condition, but the server is older than Spark 4.0
                and has worked its parameters into the message.
        """
        if self._condition is not None:
            self._require_details("telling the parameters of an error")
        return super().getMessageParameters()

    def getQueryContext(self) -> list[QueryContext]:
        """The places in the query that are to blame. Since Spark 4.0.

        Raises:
            UnsupportedOnServerError: the server is older than Spark 4.0 and does not tell them.
        """
        self._require_details("telling the query contexts of an error")
        return super().getQueryContext()

    def _require_details(self, feature: str) -> None:
        if self._untold_by is not None:
            raise base.UnsupportedOnServerError(
                feature=feature, required="4.0", connected=self._untold_by
            )

    def getSqlState(self) -> str | None:
        """The SQLSTATE of the error, if it has one. Since Spark 3.4."""
        return self._sql_state if self._sql_state is not None else super().getSqlState()

    def getStackTrace(self) -> str | None:
        """The stack trace on the server, causes included, if it sent one. Since Spark 4.0."""
        return self._stack_trace

    def getGrpcStatusCode(self) -> "grpc.StatusCode":
        """The status of the failed gRPC call. Since Spark 4.0."""
        if self._grpc_status_code is None:
            import grpc  # only here: the exception tree must not load gRPC

            return grpc.StatusCode.UNKNOWN
        return self._grpc_status_code

    def getBreakingChangeInfo(self) -> dict[str, Any] | None:
        """How to get over a change of behaviour between Spark versions. Since Spark 4.2."""
        return self._breaking_change_info


class UnknownException(SparkConnectGrpcException, base.UnknownException):
    """The server failed with a class that has no counterpart here."""


class AnalysisException(SparkConnectGrpcException, base.AnalysisException):
    """The server could not resolve the query."""


class ParseException(AnalysisException, base.ParseException):
    """The server could not parse the SQL text."""


class IllegalArgumentException(SparkConnectGrpcException, base.IllegalArgumentException):
    """The server does not accept an argument."""


class StreamingQueryException(SparkConnectGrpcException, base.StreamingQueryException):
    """A streaming query stopped with an error on the server."""


class QueryExecutionException(SparkConnectGrpcException, base.QueryExecutionException):
    """A query failed while it ran on the server."""


class PythonException(SparkConnectGrpcException, base.PythonException):
    """The user's Python code failed on the server."""


class ArithmeticException(SparkConnectGrpcException, base.ArithmeticException):
    """Arithmetic that failed on the server."""


class UnsupportedOperationException(SparkConnectGrpcException, base.UnsupportedOperationException):
    """The server does not support the operation."""


class ArrayIndexOutOfBoundsException(
    SparkConnectGrpcException, base.ArrayIndexOutOfBoundsException
):
    """An array on the server was asked for an element that it does not have."""


class DateTimeException(SparkConnectGrpcException, base.DateTimeException):
    """The server was given something that is no date or time."""


class NumberFormatException(IllegalArgumentException, base.NumberFormatException):
    """The server was given text that is no number."""


class SparkRuntimeException(SparkConnectGrpcException, base.SparkRuntimeException):
    """An error with a condition while a query ran on the server."""


class SparkUpgradeException(SparkConnectGrpcException, base.SparkUpgradeException):
    """The server refused a result that would differ between Spark versions."""


class SparkException(SparkConnectGrpcException):
    """An error of the server that has no narrower class."""


class SparkNoSuchElementException(SparkConnectGrpcException, base.SparkNoSuchElementException):
    """Something was looked up on the server that does not exist there."""


class InvalidPlanInput(SparkConnectGrpcException):
    """The server could not make sense of the plan it was sent."""


class StreamingPythonRunnerInitializationException(
    SparkConnectGrpcException, base.StreamingPythonRunnerInitializationException
):
    """The server could not start the Python process of a streaming query."""


class PickleException(SparkConnectGrpcException, base.PickleException):
    """The server could not unpickle what the user's Python code returned."""


class _ServerQueryContext(QueryContext):
    """What both kinds of context have, and the refusal of what they do not."""

    def __init__(self, fragment: str, summary: str) -> None:
        self._fragment = fragment
        self._summary = summary

    def fragment(self) -> str:
        """The SQL text, or the name of the method, that is to blame."""
        return self._fragment

    def summary(self) -> str:
        """A few lines for people that show the place."""
        return self._summary

    def _refuse(self, method: str) -> UnsupportedOperationException:
        return UnsupportedOperationException(
            f"`{type(self).__name__}` has no {method}.",
            errorClass="UNSUPPORTED_CALL.WITHOUT_SUGGESTION",
            messageParameters={"className": type(self).__name__, "methodName": method},
            sql_state="0A000",
        )


class SQLQueryContext(_ServerQueryContext):
    """A place in a SQL text. Since Spark 4.0."""

    def __init__(
        self,
        *,
        object_type: str,
        object_name: str,
        start_index: int,
        stop_index: int,
        fragment: str,
        summary: str,
    ) -> None:
        super().__init__(fragment, summary)
        self._object_type = object_type
        self._object_name = object_name
        self._start_index = start_index
        self._stop_index = stop_index

    def contextType(self) -> QueryContextType:
        """SQL text."""
        return QueryContextType.SQL

    def objectType(self) -> str:
        """The kind of object the text belongs to."""
        return self._object_type

    def objectName(self) -> str:
        """The name of the object the text belongs to."""
        return self._object_name

    def startIndex(self) -> int:
        """Position of the fragment's first character."""
        return self._start_index

    def stopIndex(self) -> int:
        """Position of the fragment's last character."""
        return self._stop_index

    def callSite(self) -> str:
        """Not known here: raises `UnsupportedOperationException`."""
        raise self._refuse("callSite")


class DataFrameQueryContext(_ServerQueryContext):
    """A call of the DataFrame API. Since Spark 4.0."""

    def __init__(self, *, fragment: str, call_site: str, summary: str) -> None:
        super().__init__(fragment, summary)
        self._call_site = call_site

    def contextType(self) -> QueryContextType:
        """A DataFrame call."""
        return QueryContextType.DataFrame

    def objectType(self) -> str:
        """Not known here: raises `UnsupportedOperationException`."""
        raise self._refuse("objectType")

    def objectName(self) -> str:
        """Not known here: raises `UnsupportedOperationException`."""
        raise self._refuse("objectName")

    def startIndex(self) -> int:
        """Not known here: raises `UnsupportedOperationException`."""
        raise self._refuse("startIndex")

    def stopIndex(self) -> int:
        """Not known here: raises `UnsupportedOperationException`."""
        raise self._refuse("stopIndex")

    def callSite(self) -> str:
        """The line of the user's program."""
        return self._call_site
