"""Turns a failed call into the exception that PySpark users expect; makes no call itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparity.connect.failure import Failure
from sparity.connect.terse import complete, is_terse
from sparity.errors import QueryContext
from sparity.errors.exceptions import connect as exceptions
from sparity.protocol import SparkVersion

if TYPE_CHECKING:
    import grpc

_PYTHON_WORKER = "org.apache.spark.api.python.PythonException"
_UNPICKLING = "net.razorvine.pickle.PickleException"

# Which class on the server becomes which class here, as in PySpark 4.3.
_CLASSES: dict[str, type[exceptions.SparkConnectGrpcException]] = {
    "org.apache.spark.sql.catalyst.parser.ParseException": exceptions.ParseException,
    "org.apache.spark.sql.AnalysisException": exceptions.AnalysisException,
    "org.apache.spark.sql.streaming.StreamingQueryException": exceptions.StreamingQueryException,
    "org.apache.spark.sql.execution.QueryExecutionException": exceptions.QueryExecutionException,
    "java.lang.NumberFormatException": exceptions.NumberFormatException,
    "java.lang.IllegalArgumentException": exceptions.IllegalArgumentException,
    "java.lang.ArithmeticException": exceptions.ArithmeticException,
    "java.lang.UnsupportedOperationException": exceptions.UnsupportedOperationException,
    "java.lang.ArrayIndexOutOfBoundsException": exceptions.ArrayIndexOutOfBoundsException,
    "java.time.DateTimeException": exceptions.DateTimeException,
    "org.apache.spark.SparkRuntimeException": exceptions.SparkRuntimeException,
    "org.apache.spark.SparkUpgradeException": exceptions.SparkUpgradeException,
    _PYTHON_WORKER: exceptions.PythonException,
    "org.apache.spark.SparkNoSuchElementException": exceptions.SparkNoSuchElementException,
    "org.apache.spark.SparkException": exceptions.SparkException,
    "org.apache.spark.sql.connect.common.InvalidPlanInput": exceptions.InvalidPlanInput,
    "org.apache.spark.api.python.StreamingPythonRunner"
    "$StreamingPythonRunnerInitializationException": (
        exceptions.StreamingPythonRunnerInitializationException
    ),
}

# Each cause has the trace of those below it too, so both have a bound.
_MOST_ERRORS = 50
_LONGEST_TRACE = 256 * 1024

#: Classes that PySpark has since 4.0, when servers began to give errors an id.
_SINCE_4_0 = (
    exceptions.SparkException,
    exceptions.SparkNoSuchElementException,
    exceptions.InvalidPlanInput,
    exceptions.UnknownException,
)


def exception_of(
    failure: Failure,
    details: Any | None = None,
    *,
    show_stack_trace: bool = False,
    server: SparkVersion | None = None,
) -> exceptions.SparkConnectGrpcException:
    """The exception for `failure`, its causes chained to it.

    Args:
        failure: what the call told.
        details: a `FetchErrorDetailsResponse`, if the server gave one; it has the whole message,
            the places in the query, the stack trace and the causes.
        show_stack_trace: whether the message ends with the server's stack trace.
        server: the server's version, if it is known.
    """
    status = _status_code(failure.code)
    if details is not None and details.HasField("root_error_idx"):
        told = _from_details(details, failure, status, show_stack_trace)
        if told is not None:
            return told
    if not failure.reason and not failure.classes:
        return exceptions.SparkConnectGrpcException(failure.message, grpc_status_code=status)
    if not is_terse(failure):
        return _of_metadata(failure, status, show_stack_trace)
    if _class_for(failure.classes, failure.message) in _SINCE_4_0:
        # What a 3.x server reports is told as PySpark 3.x told it: programs match on that.
        error = exceptions.SparkConnectGrpcException(
            failure.message,
            reason=failure.reason,
            server_stacktrace=failure.stack_trace,
            display_server_stacktrace=show_stack_trace and bool(failure.stack_trace),
            grpc_status_code=status,
        )
    else:
        error = _of_metadata(failure, status, show_stack_trace)
    return complete(error, failure, server)


def exception_in(
    details: Any, *, show_stack_trace: bool = False
) -> exceptions.SparkConnectGrpcException:
    """The exception that a message with `errors` and `root_error_idx` tells of.

    Args:
        details: such as observed metrics that could not be measured, though the call succeeded.
        show_stack_trace: whether the message ends with the server's stack trace.
    """
    status = _status_code("UNKNOWN")
    told = _from_details(details, None, status, show_stack_trace)
    if told is not None:
        return told
    return exceptions.SparkConnectGrpcException(
        "The server tells that something failed, but not what.", grpc_status_code=status
    )


def _of_metadata(
    failure: Failure, status: grpc.StatusCode, show_stack_trace: bool
) -> exceptions.SparkConnectGrpcException:
    return _build(
        failure.classes,
        failure.message,
        reason=failure.reason,
        condition=failure.condition,
        parameters=failure.parameters if failure.condition is not None else None,
        sql_state=failure.sql_state,
        stack_trace=failure.stack_trace,
        show_stack_trace=show_stack_trace and bool(failure.stack_trace),
        status=status,
    )


def _from_details(
    details: Any, failure: Failure | None, status: grpc.StatusCode, show_stack_trace: bool
) -> exceptions.SparkConnectGrpcException | None:
    """The exception that `errors` and `root_error_idx` tell of; None if there is no such error.

    Args:
        details: the message that has them.
        failure: what the call told of the outermost error, if it failed.
        status: how the call ended.
        show_stack_trace: whether the outermost message ends with the server's stack trace.
    """
    chain = _chain(details.errors, details.root_error_idx)
    traces = [_trace(error) for error in chain]
    built: exceptions.SparkConnectGrpcException | None = None
    for place in reversed(range(len(chain))):
        outermost = place == 0
        error = _of_details(
            chain[place],
            failure if outermost else None,
            status,
            _stack_trace(traces[place:]),
            show_stack_trace and outermost,
        )
        error.__cause__, built = built, error
    return built


def _chain(errors: Sequence[Any], index: int) -> list[Any]:
    """An error and its causes, each once, as far as the server's numbers mean any."""
    seen: dict[int, Any] = {}
    while 0 <= index < len(errors) and index not in seen and len(seen) < _MOST_ERRORS:
        seen[index] = errors[index]
        if not errors[index].HasField("cause_idx"):
            break
        index = errors[index].cause_idx
    return list(seen.values())


def _of_details(
    error: Any,
    failure: Failure | None,
    status: grpc.StatusCode,
    stack_trace: str,
    show_stack_trace: bool,
) -> exceptions.SparkConnectGrpcException:
    throwable = error.spark_throwable
    condition = failure.condition if failure is not None else None
    if condition is None and throwable.HasField("error_class"):
        condition = throwable.error_class
    sql_state = failure.sql_state if failure is not None else None
    if sql_state is None and throwable.HasField("sql_state"):
        sql_state = throwable.sql_state
    hierarchy = tuple(error.error_type_hierarchy)
    return _build(
        (failure.classes if failure is not None else ()) or hierarchy,
        error.message,
        reason=failure.reason if failure is not None else next(iter(hierarchy), ""),
        condition=condition,
        parameters=dict(throwable.message_parameters) if condition is not None else None,
        sql_state=sql_state,
        stack_trace=stack_trace,
        show_stack_trace=show_stack_trace,
        status=status,
        contexts=[_context(context) for context in throwable.query_contexts],
        breaking_change=_breaking_change(throwable),
    )


def _build(
    classes: Sequence[str],
    message: str,
    *,
    reason: str,
    condition: str | None,
    parameters: Any,
    sql_state: str | None,
    stack_trace: str | None,
    show_stack_trace: bool,
    status: grpc.StatusCode,
    contexts: Sequence[QueryContext] = (),
    breaking_change: dict[str, Any] | None = None,
) -> exceptions.SparkConnectGrpcException:
    kind = _class_for(classes, message)
    if kind is exceptions.PythonException:
        message = (
            "\n  Python code failed in a worker of the server; its traceback follows.\n" + message
        )
    return kind(
        message,
        errorClass=condition,
        messageParameters=parameters,
        # The class of an unknown error would be lost otherwise.
        reason=reason if kind is exceptions.UnknownException else None,
        sql_state=sql_state,
        server_stacktrace=stack_trace,
        display_server_stacktrace=show_stack_trace,
        contexts=contexts,
        grpc_status_code=status,
        breaking_change_info=breaking_change,
    )


def _class_for(classes: Sequence[str], message: str) -> type[exceptions.SparkConnectGrpcException]:
    if _PYTHON_WORKER in classes:
        return exceptions.PythonException
    found = next((_CLASSES[name] for name in classes if name in _CLASSES), None)
    if found is exceptions.SparkException and _UNPICKLING in message:
        return exceptions.PickleException
    return found or exceptions.UnknownException


def _status_code(name: str) -> grpc.StatusCode:
    import grpc

    return grpc.StatusCode[name]


def _context(received: Any) -> QueryContext:
    if received.context_type == type(received).SQL:
        return exceptions.SQLQueryContext(
            object_type=received.object_type,
            object_name=received.object_name,
            start_index=received.start_index,
            stop_index=received.stop_index,
            fragment=received.fragment,
            summary=received.summary,
        )
    return exceptions.DataFrameQueryContext(
        fragment=received.fragment, call_site=received.call_site, summary=received.summary
    )


def _breaking_change(throwable: Any) -> dict[str, Any] | None:
    if not throwable.HasField("breaking_change_info"):
        return None
    received = throwable.breaking_change_info
    told: dict[str, Any] = {
        "migration_message": list(received.migration_message),
        # Unset means that somebody had better look.
        "needs_audit": not received.HasField("needs_audit") or received.needs_audit,
    }
    if received.HasField("mitigation_config"):
        config = received.mitigation_config
        told["mitigation_config"] = {"key": config.key, "value": config.value}
    return told


def _trace(error: Any) -> tuple[str, list[str]]:
    """How the trace of an error begins if it is a cause, and the lines of its frames."""
    name = next(iter(error.error_type_hierarchy), "")
    frames = [
        f"\tat {frame.declaring_class}.{frame.method_name}({frame.file_name}:{frame.line_number})"
        for frame in error.stack_trace
    ]
    return f"{name}: {error.message}", [name, *frames]


def _stack_trace(traces: Sequence[tuple[str, list[str]]]) -> str:
    """The trace of an error and its causes in the JVM's own layout, causes below."""
    lines: list[str] = []
    length = 0
    for told, (name, *frames) in traces:
        # The outermost message stands above the trace already.
        for line in (f"Caused by: {told}" if lines else name, *frames):
            length += len(line) + 1
            if length > _LONGEST_TRACE:
                return "\n".join([*lines, "\t... the rest is left out"])
            lines.append(line)
    return "\n".join(lines)
