"""The exception tree: what programs that were written for PySpark rely on."""

import pickle
import subprocess
import sys

import pytest

from sparity import errors
from sparity.errors.exceptions import base, connect

# pyspark.errors.__all__ of 4.3.0
PYSPARK_NAMES = [
    "PySparkException",
    "AnalysisException",
    "SessionNotSameException",
    "TempTableAlreadyExistsException",
    "ParseException",
    "IllegalArgumentException",
    "ArithmeticException",
    "UnsupportedOperationException",
    "ArrayIndexOutOfBoundsException",
    "DateTimeException",
    "NumberFormatException",
    "StreamingQueryException",
    "QueryExecutionException",
    "PythonException",
    "UnknownException",
    "SparkRuntimeException",
    "SparkUpgradeException",
    "SparkNoSuchElementException",
    "PySparkTypeError",
    "PySparkValueError",
    "PySparkImportError",
    "PySparkIndexError",
    "PySparkAttributeError",
    "PySparkRuntimeError",
    "PySparkAssertionError",
    "PySparkNotImplementedError",
    "PySparkPicklingError",
    "PySparkKeyError",
    "QueryContext",
    "QueryContextType",
    "StreamingPythonRunnerInitializationException",
    "PickleException",
]


@pytest.mark.parametrize("name", PYSPARK_NAMES)
def test_every_name_of_pyspark_errors_is_there(name: str) -> None:
    assert name in errors.__all__
    assert hasattr(errors, name)


def test_all_lists_what_exists_once() -> None:
    assert all(hasattr(errors, name) for name in errors.__all__)
    assert len(set(errors.__all__)) == len(errors.__all__)


def test_importing_errors_loads_neither_grpc_nor_protobuf() -> None:
    code = (
        "import sys, sparity.errors; "
        "sys.exit(bool({'grpc', 'google.protobuf', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.PySparkTypeError, TypeError),
        (errors.PySparkValueError, ValueError),
        (errors.PySparkIndexError, IndexError),
        (errors.PySparkKeyError, KeyError),
        (errors.PySparkAttributeError, AttributeError),
        (errors.PySparkRuntimeError, RuntimeError),
        (errors.PySparkAssertionError, AssertionError),
        (errors.PySparkNotImplementedError, NotImplementedError),
        (errors.PySparkImportError, ImportError),
        (errors.PySparkPicklingError, pickle.PicklingError),
    ],
)
def test_client_side_errors_are_also_the_builtin_kind(
    kind: type[errors.PySparkException], builtin: type[Exception]
) -> None:
    with pytest.raises(builtin) as caught:
        raise kind(errorClass="KEY_NOT_EXISTS", messageParameters={"key": "a"})
    assert str(caught.value) == "[KEY_NOT_EXISTS] There is no key `a`."


def server_kinds() -> list[str]:
    return [
        name
        for name, kind in vars(connect).items()
        if isinstance(kind, type)
        and issubclass(kind, connect.SparkConnectGrpcException)
        and hasattr(base, name)
    ]


def test_server_side_kinds_were_found() -> None:
    assert len(server_kinds()) >= 14


@pytest.mark.parametrize("name", server_kinds())
def test_catching_the_public_class_catches_the_one_from_a_server(name: str) -> None:
    kind = getattr(connect, name)
    with pytest.raises(getattr(errors, name)):
        raise kind("failed")
    assert issubclass(kind, errors.SparkConnectGrpcException)


def test_a_parse_error_is_an_analysis_error_and_a_bad_number_an_illegal_argument() -> None:
    assert issubclass(connect.ParseException, connect.AnalysisException)
    assert issubclass(connect.NumberFormatException, connect.IllegalArgumentException)
    assert issubclass(errors.TempTableAlreadyExistsException, errors.AnalysisException)


def test_a_client_side_error_tells_condition_parameters_and_sqlstate() -> None:
    parameters = {"arg_name": "n", "expected_type": "int", "arg_type": "str"}
    error = errors.PySparkTypeError(errorClass="NOT_EXPECTED_TYPE", messageParameters=parameters)
    assert error.getCondition() == error.getErrorClass() == "NOT_EXPECTED_TYPE"
    assert error.getMessageParameters() == parameters
    assert error.getSqlState() == "42K09"
    assert error.getMessage() == str(error) == "[NOT_EXPECTED_TYPE] `n` must be int, but is str."
    assert error.getQueryContext() == []
    assert error.getBreakingChangeInfo() is None


def test_a_plain_message_has_no_condition() -> None:
    error = errors.PySparkValueError("no good")
    assert str(error) == "no good"
    assert (error.getCondition(), error.getMessageParameters(), error.getSqlState()) == (
        None,
        None,
        None,
    )


def test_an_own_message_wins_over_the_wording_of_the_condition() -> None:
    error = errors.PySparkValueError("no good", errorClass="KEY_NOT_EXISTS")
    assert str(error) == "[KEY_NOT_EXISTS] no good"


def test_a_message_from_the_server_is_left_as_it_is() -> None:
    error = connect.AnalysisException("[A.B] text SQLSTATE: 42000", errorClass="A.B")
    assert error.getMessage() == str(error) == "[A.B] text SQLSTATE: 42000"
    assert error.args == (str(error),)


def test_the_stack_trace_shows_only_on_request() -> None:
    quiet = connect.SparkException("m", server_stacktrace="at x")
    loud = connect.SparkException("m", server_stacktrace="at x", display_server_stacktrace=True)
    assert quiet.getStackTrace() == loud.getStackTrace() == "at x"
    assert str(quiet) == "m"
    assert str(loud) == "m\n\nJVM stacktrace:\nat x"


def test_the_reason_stands_in_front_of_the_message() -> None:
    assert str(connect.UnknownException("m", reason="java.lang.Error")) == "(java.lang.Error) m"


def test_without_a_call_the_grpc_status_is_unknown() -> None:
    assert connect.SparkException("m").getGrpcStatusCode().name == "UNKNOWN"


@pytest.mark.parametrize(
    "error",
    [
        errors.PySparkKeyError(errorClass="KEY_NOT_EXISTS", messageParameters={"key": "a"}),
        errors.PySparkAssertionError("m", data=[1]),
        errors.UnsupportedOnServerError(feature="f", required="4.0", connected="3.5.9"),
        connect.ParseException("m", errorClass="C", messageParameters={"a": "b"}, sql_state="1"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_pickling(error: errors.PySparkException) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.args == error.args
    assert again.getCondition() == error.getCondition()
    assert again.getMessageParameters() == error.getMessageParameters()
    assert again.getSqlState() == error.getSqlState()


def test_too_old_a_server_is_told_as_a_thing_not_implemented() -> None:
    error = errors.UnsupportedOnServerError(feature="try_cast", required="4.0", connected="3.5.9")
    assert isinstance(error, errors.PySparkNotImplementedError)
    assert isinstance(error, errors.UnsupportedOperationException)
    assert error.getCondition() == "UNSUPPORTED_ON_SERVER"
    assert error.getSqlState() == "0A000"
    assert error.getMessageParameters() == {
        "feature": "try_cast",
        "required": "4.0",
        "connected": "3.5.9",
    }
    for word in ("try_cast", "4.0", "3.5.9"):
        assert word in str(error)


def test_a_place_in_sql_has_positions_and_no_call_site() -> None:
    place = connect.SQLQueryContext(
        object_type="VIEW",
        object_name="v",
        start_index=3,
        stop_index=5,
        fragment="1/0",
        summary="s",
    )
    assert place.contextType() is errors.QueryContextType.SQL
    assert (place.objectType(), place.objectName()) == ("VIEW", "v")
    assert (place.startIndex(), place.stopIndex()) == (3, 5)
    assert (place.fragment(), place.summary()) == ("1/0", "s")
    with pytest.raises(errors.UnsupportedOperationException) as caught:
        place.callSite()
    assert caught.value.getMessageParameters() == {
        "className": "SQLQueryContext",
        "methodName": "callSite",
    }


def test_a_place_in_a_program_has_a_call_site_and_no_positions() -> None:
    place = connect.DataFrameQueryContext(fragment="col", call_site="a.py:1", summary="s")
    assert place.contextType() is errors.QueryContextType.DataFrame
    assert (place.fragment(), place.callSite(), place.summary()) == ("col", "a.py:1", "s")
    for method in ("objectType", "objectName", "startIndex", "stopIndex"):
        with pytest.raises(errors.UnsupportedOperationException):
            getattr(place, method)()
