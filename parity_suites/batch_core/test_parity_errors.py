"""What users see when something is wrong: runtime errors, parser errors, their parts."""

from parity_suites.case import case


def _ansi(spark):
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return spark


@case(mirrors="errors.test_arithmetic_exception")
def division_by_zero(spark, api):
    """Dividing by zero fails in ANSI mode and is null otherwise."""
    error = api.error_of(lambda: _ansi(spark).sql("select 1 / 0").collect())
    spark.conf.set("spark.sql.ansi.enabled", "false")
    return {"ansi": error, "off": spark.sql("select 1 / 0 as x").collect()}


@case(mirrors="errors.test_arithmetic_exception")
def integer_overflow(spark, api):
    """Overflow is an arithmetic error in ANSI mode."""
    return api.error_of(lambda: _ansi(spark).sql("select 2147483647 + 1").collect())


@case(mirrors="errors.test_array_index_out_of_bounds_exception")
def array_index_out_of_bounds(spark, api):
    """An index that is not there, by item and by `element_at`."""
    ansi = _ansi(spark)
    return {
        "item": api.error_of(lambda: ansi.sql("select array(1, 2)[5]").collect()),
        "element_at": api.error_of(lambda: ansi.sql("select element_at(array(1), 0)").collect()),
    }


@case(mirrors="errors.test_date_time_exception")
def date_that_cannot_be(spark, api):
    """Text that is no date, and parts that make none."""
    ansi = _ansi(spark)
    return {
        "cast": api.error_of(lambda: ansi.sql("select cast('2024-02-30' as date)").collect()),
        "parts": api.error_of(
            lambda: ansi.sql("select make_timestamp(1, 99, 1, 0, 0, 0)").collect()
        ),
    }


@case(mirrors="errors.test_number_format_exception")
def text_that_is_no_number(spark, api):
    """A cast of text to a number tells the text and the types."""
    return api.error_of(lambda: _ansi(spark).sql("select cast('twelve' as int)").collect())


@case(mirrors="errors.test_spark_runtime_exception")
def text_that_is_no_boolean(spark, api):
    """A cast of text to a boolean is a runtime error."""
    return api.error_of(lambda: _ansi(spark).sql("select cast('maybe' as boolean)").collect())


@case(mirrors="errors.test_spark_runtime_exception")
def error_raised_by_the_query(spark, api):
    """`raise_error` in SQL ends the query with its text."""
    return api.error_of(lambda: spark.sql("select raise_error('on purpose')").collect())


@case(mirrors="connect_error.test_error_handling")
def broken_sql_is_a_parse_error(spark, api):
    """The parser says where it stopped."""
    return {
        "typo": api.error_of(lambda: spark.sql("selec 1").collect()),
        "open": api.error_of(lambda: spark.sql("select (1").collect()),
        "empty": api.error_of(lambda: spark.sql("").collect()),
        "expression": api.error_of(lambda: spark.range(1).filter("id >").collect()),
    }


@case(mirrors="utils.test_capture_analysis_exception")
def analysis_errors_of_sql(spark, api):
    """Tables, columns and functions that are not there."""
    return {
        "table": api.error_of(lambda: spark.sql("select * from errors_no_table").schema),
        "column": api.error_of(lambda: spark.sql("select nope from range(1)").schema),
        "function": api.error_of(lambda: spark.sql("select nope(1)").schema),
        "schema": api.error_of(lambda: spark.sql("use errors_no_schema").collect()),
    }


@case(mirrors="utils.test_capture_parse_exception", errors_in=("*",))
def classes_of_server_errors(spark, errors, api):
    """Each kind of server error is an instance of its class, and all of the common base."""
    ansi = _ansi(spark)
    kinds = {
        "analysis": (lambda: spark.table("errors_no_table").schema, errors.AnalysisException),
        "parse": (lambda: spark.sql("selec").schema, errors.ParseException),
        "arithmetic": (lambda: ansi.sql("select 1/0").collect(), errors.ArithmeticException),
        "number": (
            lambda: ansi.sql("select cast('x' as int)").collect(),
            errors.NumberFormatException,
        ),
        "index": (
            lambda: ansi.sql("select array(1)[3]").collect(),
            errors.ArrayIndexOutOfBoundsException,
        ),
    }
    caught = {name: (api.error_of(action), kind) for name, (action, kind) in kinds.items()}
    return {
        name: (isinstance(error, kind), isinstance(error, errors.PySparkException))
        for name, (error, kind) in caught.items()
    }


@case(mirrors="connect_session.test_error_enrichment_message", since="4.0", errors_in=("*",))
def parts_of_a_server_error(spark, api):
    """Condition, SQLSTATE and parameters can be asked for."""
    error = api.error_of(lambda: spark.sql("select missing_name from range(2)").schema)
    return {
        "condition": error.getCondition(),
        "sqlstate": error.getSqlState(),
        "parameters": error.getMessageParameters(),
        "old_name": error.getErrorClass(),
    }


@case(
    mirrors="connect_session.test_get_message_parameters_without_enriched_error", errors_in=("*",)
)
def parts_of_a_client_error(F, errors, api):
    """Errors of the client carry a condition and parameters too."""
    error = api.error_of(lambda: F.greatest("only_one"))
    return {
        "is_base": isinstance(error, errors.PySparkException),
        "is_value_error": isinstance(error, ValueError),
        "error": error,
    }


@case(mirrors="dataframe_query_context.test_sql_query_context", since="4.0", errors_in=("*",))
def query_context_of_sql(spark, api):
    """The context points at the piece of SQL."""
    error = api.error_of(lambda: _ansi(spark).sql("select 1, cast('x' as int) as n").collect())
    context = error.getQueryContext()
    return [
        (c.fragment(), c.startIndex(), c.stopIndex(), c.objectType(), c.objectName())
        for c in context
    ]


@case(mirrors="dataframe_query_context.test_dataframe_query_context", since="4.0", errors_in=("*",))
def query_context_of_a_column(spark, F, api):
    """The context names the method that made the failing column."""
    frame = _ansi(spark).range(1).select((F.col("id") / 0).alias("x"))
    error = api.error_of(lambda: frame.collect())
    return [c.fragment() for c in error.getQueryContext()]


@case(mirrors="connect_error.test_invalid_column")
def escaping_analysis_error_fails_the_action(spark):
    """An analysis error that nobody catches is the outcome."""
    return spark.range(3).select("not_there")


@case(mirrors="errors.test_arithmetic_exception")
def escaping_runtime_error_fails_the_action(spark):
    """A runtime error that nobody catches is the outcome."""
    return _ansi(spark).sql("select id / (id - 1) as r from range(3)").collect()


@case(mirrors="connect_error.test_unsupported_functions")
def escaping_client_error_fails_before_any_request(F):
    """An argument error that nobody catches is the outcome."""
    return F.least("only_one")


@case(mirrors="connect_error.test_select_none")
def none_as_a_column_is_refused(spark, api):
    """`select(None)` fails in the client."""
    return api.error_of(lambda: spark.range(1).select(None))


@case(mirrors="connect_error.test_invalid_star")
def star_in_odd_places(spark, F, api):
    """A star without a source, and in a scalar function."""
    one = spark.range(1)
    return {
        "no_source": api.error_of(lambda: one.select("nobody.*").schema),
        "scalar": api.error_of(lambda: one.select(F.upper(F.col("*")) + F.col("*")).schema),
    }


@case(mirrors="connect_error.test_unsupported_jvm_attribute")
def jvm_and_rdd_do_not_exist(spark, api):
    """What needs a JVM beside the client says so."""
    return {
        "rdd": api.error_of(lambda: spark.range(1).rdd),
        "context": api.error_of(lambda: spark.sparkContext),
        "jvm": api.error_of(lambda: spark._jvm),
    }


@case(mirrors="connect_error.test_unsupported_functions", errors_in=("*",))
def unsupported_methods_of_frames(spark, api):
    """Actions that need RDDs are refused."""
    frame = spark.range(1)
    return {
        "foreach": api.error_of(lambda: frame.sparkSession.newSession()),
        "to_json": type(api.error_of(lambda: frame.toJSON().no_such_name)).__name__,
    }


@case(mirrors="connect_error.test_different_spark_session_join_or_union", since="3.5")
def wrong_kinds_of_frames(spark, api):
    """Joins and set operations need frames."""
    frame = spark.range(1)
    return {
        "join": api.error_of(lambda: frame.join(5)),
        "join_on": api.error_of(lambda: frame.join(spark.range(1), 5)),
    }


@case(mirrors="dataframe.test_duplicate_field_names")
def duplicate_columns_cannot_be_written(spark, tmp, api):
    """Two columns of one name are fine in memory, but not in a file."""
    twice = spark.range(1).selectExpr("id as a", "id as a")
    return api.error_of(lambda: twice.write.parquet(str(tmp / "twice")))


@case(mirrors="connect_basic.test_sql_with_invalid_args")
def unbound_parameters_in_sql(spark, api):
    """A marker without a value is an analysis error."""
    return api.error_of(lambda: spark.sql("select :missing as x").collect())
