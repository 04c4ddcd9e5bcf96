"""Errors of Spark as they come over the wire: class, condition, state, parameters."""

from parity_suites.case import case
from parity_suites.wire.scripts import scripted

ARITHMETIC = ["org.apache.spark.SparkArithmeticException", "java.lang.ArithmeticException"]
CLASSES = {
    "arithmetic": {"classes": ARITHMETIC},
    "analysis": {"classes": ["org.apache.spark.sql.AnalysisException"]},
    "parse": {
        "classes": [
            "org.apache.spark.sql.catalyst.parser.ParseException",
            "org.apache.spark.sql.AnalysisException",
        ]
    },
    "runtime": {"classes": ["org.apache.spark.SparkRuntimeException"]},
    "argument": {
        "classes": [
            "org.apache.spark.SparkIllegalArgumentException",
            "java.lang.IllegalArgumentException",
        ]
    },
    "unheard_of": {"classes": ["org.example.NeverHeardOf"]},
}
FAILURE = {
    "condition": "DIVIDE_BY_ZERO",
    "sql_state": "22012",
    "parameters": {"config": '"spark.sql.ansi.enabled"'},
    "message": "scripted",
}


@case(mirrors="connect_session.test_error_enrichment_message", since="4.0", params=CLASSES)
def an_error_with_details(spark, classes, api):
    """The server tells more of an error when it is asked."""
    frame = scripted(spark, rows=2, error=dict(FAILURE, classes=classes))
    return api.error_of(frame.collect)


@case(
    mirrors="connect_session.test_get_message_parameters_without_enriched_error",
    since="4.0",
    params=CLASSES,
)
def an_error_without_details(spark, classes, api):
    """All that is known of an error is in the status of the call."""
    frame = scripted(spark, rows=2, error=dict(FAILURE, classes=classes, details=False))
    return api.error_of(frame.collect)


@case(
    mirrors="errors.test_arithmetic_exception",
    since="4.0",
    params={"broken": {"then": "unavailable"}, "ended": {"then": "end"}},
)
def an_error_after_a_break(spark, then, api):
    """The error comes when the stream was taken up again."""
    attempts = [{"after": 2, "then": then}, {"after": 0, "then": then}]
    frame = scripted(spark, rows=4, responses=2, attempts=attempts, error=FAILURE)
    return api.error_of(frame.collect)


@case(mirrors="connect_error.test_error_handling", since="4.0")
def an_error_leaves_the_session_usable(spark, api):
    """The next query has its rows."""
    error = api.error_of(scripted(spark, error=FAILURE).collect)
    return {"error": error.getCondition(), "rows": spark.range(2)}


@case(
    mirrors="connect_error.test_error_handling",
    since="4.0",
    params={"sql": {"query": "SELECT 1"}, "script": {"query": "FAKE {"}},
)
def a_query_that_is_no_script(spark, query, api):
    """The server refuses what it does not understand, as Spark refuses a query."""
    error = api.error_of(lambda: spark.sql(query).collect())
    return {"class": type(error).__name__, "condition": error.getCondition()}
