"""Reading failed calls and making exceptions of them, from messages as servers send them."""

import json
import pickle
import sys
import traceback
from dataclasses import replace
from typing import Any

import grpc
import pytest
from scripted import Failed, packed_status

from sparity import errors
from sparity.connect import status
from sparity.connect.enrich import exception_of
from sparity.connect.failure import Failure, read_failure
from sparity.errors.exceptions import connect
from sparity.protocol import SparkVersion, message_class


def error_info(reason: str, **metadata: str) -> Any:
    return status.message_class("ErrorInfo")(reason=reason, metadata=metadata)


def retry_info(seconds: int, nanos: int) -> Any:
    return status.message_class("RetryInfo")(retry_delay={"seconds": seconds, "nanos": nanos})


def test_a_plain_failure_has_code_and_message() -> None:
    failure = read_failure(Failed(grpc.StatusCode.UNAVAILABLE, "down"))
    assert failure == Failure(code="UNAVAILABLE", message="down")


def test_what_spark_packs_into_a_failure_is_read() -> None:
    info = error_info(
        "org.apache.spark.sql.AnalysisException",
        classes=json.dumps(["org.apache.spark.sql.AnalysisException", "java.lang.Exception"]),
        errorClass="A.B",
        sqlState="42000",
        messageParameters=json.dumps({"a": "b"}),
        stackTrace="at x",
        errorId="id",
    )
    packed = packed_status("long", info, retry_info(2, 500_000_000))
    assert read_failure(Failed(grpc.StatusCode.INTERNAL, "short", packed)) == Failure(
        code="INTERNAL",
        message="long",
        reason="org.apache.spark.sql.AnalysisException",
        classes=("org.apache.spark.sql.AnalysisException", "java.lang.Exception"),
        condition="A.B",
        sql_state="42000",
        parameters={"a": "b"},
        stack_trace="at x",
        error_id="id",
        retry_delay=2.5,
    )


@pytest.mark.parametrize(
    "packed",
    [b"\xff\xff not protobuf", packed_status("m", error_info("r", classes="[not json"))],
    ids=["no message", "no JSON"],
)
def test_a_malformed_status_leaves_the_plain_one(packed: bytes) -> None:
    failure = read_failure(Failed(grpc.StatusCode.INTERNAL, "plain", packed))
    assert failure == Failure(code="INTERNAL", message="plain")


def test_the_messages_of_google_rpc_do_not_enter_the_shared_pool() -> None:
    from google.protobuf.descriptor_pool import Default

    status.message_class("Status")
    if "google.rpc.status_pb2" not in sys.modules:
        with pytest.raises(KeyError):
            Default().FindMessageTypeByName("google.rpc.RetryInfo")


@pytest.mark.parametrize("condition", ["OPERATION_NOT_FOUND", "SESSION_NOT_FOUND"])
def test_an_unknown_handle_is_recognised_with_and_without_metadata(condition: str) -> None:
    name = f"INVALID_HANDLE.{condition}"
    assert Failure(code="INTERNAL", condition=name).handle_is_unknown
    spark = "org.apache.spark.SparkSQLException"
    assert failure_of(spark, message=f"[{name}] The handle").handle_is_unknown
    assert not failure_of(spark, message=name).handle_is_unknown


@pytest.mark.parametrize(
    ("kind", "message", "condition"),
    [
        # Spark 4: raise_error("…"), and raise_error with a condition of the program's choice.
        ("SparkRuntimeException", "[USER_RAISED_EXCEPTION] {}", "USER_RAISED_EXCEPTION"),
        ("SparkRuntimeException", "{} The handle", "INVALID_HANDLE.SESSION_CHANGED"),
        # A name in an error of another kind.
        ("SparkSQLException", "[TABLE_OR_VIEW_NOT_FOUND] {}", "TABLE_OR_VIEW_NOT_FOUND"),
        ("SparkSQLException", "[TABLE_OR_VIEW_NOT_FOUND] {}", None),
        # Spark 3.5: raise_error, where the driver and where a task raises.
        ("RuntimeException", "{} The handle", None),
        ("SparkException", "Job aborted due to stage failure: {}", None),
    ],
)
def test_what_a_query_says_ends_no_session(kind: str, message: str, condition: str | None) -> None:
    failure = failure_of(
        f"org.apache.spark.{kind}",
        message=message.format("[INVALID_HANDLE.SESSION_CHANGED]"),
        condition=condition,
    )
    assert not failure.session_is_gone
    assert not failure.handle_is_unknown
    assert not failure.cursor_was_taken


def failure_of(*classes: str, message: str = "m", **fields: Any) -> Failure:
    return Failure(code="INTERNAL", message=message, reason=classes[0], classes=classes, **fields)


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (("org.apache.spark.sql.catalyst.parser.ParseException",), connect.ParseException),
        (
            (
                "org.apache.spark.sql.catalyst.ExtendedAnalysisException",
                "org.apache.spark.sql.AnalysisException",
            ),
            connect.AnalysisException,
        ),
        (
            (
                "org.apache.spark.SparkNumberFormatException",
                "java.lang.NumberFormatException",
                "java.lang.IllegalArgumentException",
            ),
            connect.NumberFormatException,
        ),
        (("java.time.DateTimeException", "java.lang.RuntimeException"), connect.DateTimeException),
        (("java.lang.ArrayIndexOutOfBoundsException",), connect.ArrayIndexOutOfBoundsException),
        (("java.lang.ArithmeticException",), connect.ArithmeticException),
        (("org.apache.spark.SparkRuntimeException",), connect.SparkRuntimeException),
        (("org.apache.spark.SparkUpgradeException",), connect.SparkUpgradeException),
        (("org.apache.spark.SparkNoSuchElementException",), connect.SparkNoSuchElementException),
        (("org.apache.spark.sql.connect.common.InvalidPlanInput",), connect.InvalidPlanInput),
        (("org.apache.spark.SparkException",), connect.SparkException),
        (
            ("org.apache.spark.SparkException", "org.apache.spark.api.python.PythonException"),
            connect.PythonException,
        ),
    ],
)
def test_the_most_derived_known_class_decides(
    classes: tuple[str, ...], kind: type[errors.PySparkException]
) -> None:
    assert type(exception_of(replace(failure_of(*classes), error_id="e"))) is kind


def test_an_unknown_class_is_named_in_the_message() -> None:
    failure = failure_of("java.lang.OutOfMemoryError", "java.lang.Error")
    error = exception_of(replace(failure, error_id="e"))
    assert type(error) is connect.UnknownException
    assert str(error) == "(java.lang.OutOfMemoryError) m"


def test_a_4_x_server_that_tells_no_more_is_told_as_pyspark_4_tells_it() -> None:
    failure = replace(failure_of("org.example.Odd"), condition="DIVIDE_BY_ZERO", sql_state="22012")
    error = exception_of(failure)
    assert type(error) is connect.UnknownException
    assert (error.getCondition(), error.getSqlState()) == ("DIVIDE_BY_ZERO", "22012")


@pytest.mark.parametrize("name", ["org.apache.spark.SparkException", "java.lang.OutOfMemoryError"])
def test_a_3_x_server_is_told_as_pyspark_3_x_told_it(name: str) -> None:
    error = exception_of(failure_of(name))
    assert type(error) is errors.SparkConnectGrpcException
    assert str(error) == f"({name}) m"


def test_a_failure_below_spark_is_a_plain_grpc_exception() -> None:
    error = exception_of(Failure(code="UNAVAILABLE", message="down"))
    assert type(error) is errors.SparkConnectGrpcException
    assert str(error) == "down"
    assert error.getGrpcStatusCode() is grpc.StatusCode.UNAVAILABLE


def test_a_failed_unpickling_is_recognised_by_its_message() -> None:
    failure = failure_of(
        "org.apache.spark.SparkException", message="x net.razorvine.pickle.PickleException: y"
    )
    assert type(exception_of(failure)) is connect.PickleException


OLD, NEW = SparkVersion(3, 5, 9), SparkVersion(4, 1, 1)
ANALYSIS = "org.apache.spark.sql.AnalysisException"


@pytest.mark.parametrize(
    ("name", "message", "condition", "state"),
    [
        (ANALYSIS, "[UNRESOLVED_COLUMN.WITH_SUGGESTION] no", "UNRESOLVED_COLUMN", "42703"),
        (ANALYSIS, "\n[PARSE_SYNTAX_ERROR] near 'x'.(line 1)", "PARSE_SYNTAX_ERROR", "42601"),
        (ANALYSIS, "[_LEGACY_ERROR_TEMP_2073] no", "_LEGACY_ERROR_TEMP_2073", None),
        ("org.apache.spark.SparkException", "[NULL_MAP_KEY] no", "NULL_MAP_KEY", "2200E"),
    ],
)
def test_an_old_server_tells_the_condition_in_the_message(
    name: str, message: str, condition: str, state: str | None
) -> None:
    error = exception_of(failure_of(name, message=message), server=OLD)
    assert message in str(error)
    told = error.getCondition()
    assert told is not None
    assert told.partition(".")[0] == condition
    assert f"[{told}]" in message
    assert (error.getErrorClass(), error.getSqlState()) == (told, state)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (ANALYSIS, "m"),
        (ANALYSIS, "no [PARSE_SYNTAX_ERROR] at the start"),
        (ANALYSIS, "[id, NAME]"),
        (ANALYSIS, "[ERROR] one word"),
        (ANALYSIS, "[Path_Like] no"),
        (ANALYSIS, "[A_B]c"),
        ("org.sqlite.SQLiteException", "[SQLITE_ERROR] of somebody else"),
        ("java.lang.RuntimeException", "[MY_APP] said by the user"),
    ],
)
def test_other_things_in_brackets_are_no_condition(name: str, message: str) -> None:
    error = exception_of(failure_of(name, message=message), server=OLD)
    assert (error.getCondition(), error.getSqlState(), error.getMessageParameters()) == (
        None,
        None,
        None,
    )


@pytest.mark.parametrize("name", [ANALYSIS, "org.apache.spark.SparkException"])
def test_what_an_old_server_does_not_tell_is_refused(name: str) -> None:
    error = exception_of(failure_of(name, message="[A_B.C_D] no"), server=OLD)
    for copy in (error, pickle.loads(pickle.dumps(error))):
        for ask in (copy.getQueryContext, copy.getMessageParameters):
            with pytest.raises(errors.UnsupportedOnServerError, match=r"4\.0.* 3\.5\.9"):
                ask()
        assert str(copy) == str(error)
        assert "[A_B.C_D] no" in "".join(traceback.format_exception(copy))
        assert (copy.getCondition(), copy.getStackTrace()) == ("A_B.C_D", None)


@pytest.mark.parametrize("server", [NEW, None])
def test_a_new_server_that_names_nothing_has_nothing_to_tell(server: SparkVersion | None) -> None:
    error = exception_of(failure_of(ANALYSIS, message="[A_B] no"), server=server)
    assert (error.getCondition(), error.getMessageParameters()) == (None, None)
    assert error.getQueryContext() == []


def test_a_failure_below_spark_has_no_contexts_on_an_old_server_either() -> None:
    error = exception_of(Failure(code="UNAVAILABLE", message="[A_B] down"), server=OLD)
    assert (error.getCondition(), error.getQueryContext()) == (None, [])


def test_without_details_the_metadata_is_used() -> None:
    error = exception_of(
        failure_of(
            "org.apache.spark.sql.AnalysisException",
            condition="A.B",
            sql_state="42000",
            parameters={"a": "b"},
        )
    )
    assert (error.getCondition(), error.getSqlState()) == ("A.B", "42000")
    assert error.getMessageParameters() == {"a": "b"}


def details() -> Any:
    made = message_class("FetchErrorDetailsResponse")(root_error_idx=0)
    outer = made.errors.add(message="whole message", cause_idx=1)
    outer.error_type_hierarchy.extend(["org.apache.spark.SparkException", "java.lang.Exception"])
    outer.stack_trace.add(
        declaring_class="a.B", method_name="c", file_name="B.scala", line_number=7
    )
    throwable = outer.spark_throwable
    throwable.error_class = "A.B"
    throwable.sql_state = "42000"
    throwable.message_parameters["a"] = "b"
    throwable.query_contexts.add(
        context_type="SQL", fragment="1/0", start_index=7, stop_index=9, summary="s"
    )
    throwable.query_contexts.add(context_type="DATAFRAME", fragment="col", call_site="a.py:1")
    throwable.breaking_change_info.migration_message.append("do this")
    throwable.breaking_change_info.mitigation_config.key = "k"
    throwable.breaking_change_info.mitigation_config.value = "v"
    inner = made.errors.add(message="the cause", cause_idx=0)
    inner.error_type_hierarchy.append("java.lang.ArithmeticException")
    return made


def test_details_bring_the_whole_message_places_and_parameters() -> None:
    failure = failure_of("org.apache.spark.SparkException", message="whole mes…")
    error = exception_of(failure, details())
    assert str(error) == "whole message"
    assert (error.getCondition(), error.getSqlState()) == ("A.B", "42000")
    assert error.getMessageParameters() == {"a": "b"}
    sql, call = error.getQueryContext()
    assert (sql.contextType().name, sql.fragment(), sql.startIndex()) == ("SQL", "1/0", 7)
    assert (call.contextType().name, call.callSite()) == ("DataFrame", "a.py:1")
    assert error.getBreakingChangeInfo() == {
        "migration_message": ["do this"],
        "needs_audit": True,
        "mitigation_config": {"key": "k", "value": "v"},
    }


def test_causes_are_chained_and_a_circle_of_causes_ends() -> None:
    error = exception_of(failure_of("org.apache.spark.SparkException"), details())
    cause = error.__cause__
    assert isinstance(cause, errors.ArithmeticException)
    assert str(cause) == "the cause"
    assert cause.__cause__ is None


def test_the_stack_trace_has_the_layout_of_the_jvm() -> None:
    error = exception_of(
        failure_of("org.apache.spark.SparkException"), details(), show_stack_trace=True
    )
    trace = (
        "org.apache.spark.SparkException\n\tat a.B.c(B.scala:7)\n"
        "Caused by: java.lang.ArithmeticException: the cause"
    )
    assert error.getStackTrace() == trace
    assert str(error) == f"whole message\n\nJVM stacktrace:\n{trace}"
