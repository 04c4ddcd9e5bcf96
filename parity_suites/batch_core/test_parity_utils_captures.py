"""Exceptions of the server as Python sees them: their class, condition, state and text."""

from parity_suites.case import case


@case(mirrors="utils.test_capture_analysis_exception")
def analysis_exceptions_of_frames_and_sql(spark, api):
    """Names that are not there."""
    return {
        "sql": api.error_of(lambda: spark.sql("select abc").collect()),
        "frame": api.error_of(lambda: spark.range(1).selectExpr("a + b").collect()),
        "table": api.error_of(lambda: spark.table("captures_nobody").collect()),
    }


@case(mirrors="utils.test_capture_user_friendly_exception", errors_in=("named",))
def texts_that_are_no_ascii(spark, api):
    """Names in other scripts stand in the message as they are."""
    error = api.error_of(lambda: spark.sql("select `中文字段`, `ünïcode`").collect())
    return {"error": error, "named": "中文字段" in str(error)}


@case(mirrors="utils.test_capture_parse_exception")
def parse_exceptions(spark, errors, api):
    """A parse error is an analysis error too."""
    error = api.error_of(lambda: spark.sql("abc").collect())
    return {
        "error": error,
        "analysis": isinstance(error, errors.AnalysisException),
        "expression": api.error_of(lambda: spark.range(1).selectExpr("id ++").collect()),
        "type": api.error_of(lambda: spark.range(1).selectExpr("cast(id as nope)").collect()),
    }


@case(mirrors="utils.test_capture_illegalargument_exception")
def illegal_arguments(spark, F, errors, api):
    """Settings, options of readers and arguments of functions that cannot be."""
    setting = api.error_of(lambda: spark.conf.set("spark.sql.shuffle.partitions", "x"))
    return {
        "setting": setting,
        "kind": isinstance(setting, errors.IllegalArgumentException),
        "sample": api.error_of(lambda: spark.range(1).sample(-1.0).collect()),
        "limit": api.error_of(
            lambda: spark.range(1).select(F.sha2(F.lit("x").cast("binary"), 1024)).collect()
        ),
    }


@case(mirrors="utils.test_capture_pyspark_value_exception")
def values_that_the_client_refuses(spark, F, errors, api):
    """Errors of the client are errors of Python as well."""
    how = api.error_of(lambda: spark.range(1).dropna(how="most"))
    kind = api.error_of(lambda: spark.range(1).dropna(subset=1))
    index = api.error_of(lambda: spark.range(1).sort(5))
    return {
        "value": how,
        "is_value": (isinstance(how, errors.PySparkValueError), isinstance(how, ValueError)),
        "type": kind,
        "is_type": (isinstance(kind, errors.PySparkTypeError), isinstance(kind, TypeError)),
        "is_base": isinstance(how, errors.PySparkException),
        "index": isinstance(index, IndexError),
    }


@case(mirrors="utils.test_get_error_class_state", since="4.0", errors_in=("*",))
def conditions_and_states(spark, F, api):
    """Every error tells its condition and its SQLSTATE, also under the older names."""
    caught = {
        "column": api.error_of(lambda: spark.sql("select a").collect()),
        "division": api.error_of(lambda: spark.sql("select 1 / 0").collect()),
        "table": api.error_of(lambda: spark.table("captures_nobody").schema),
        "client": api.error_of(lambda: spark.range(1).dropna(how="most")),
    }
    return {
        name: (error.getCondition(), error.getErrorClass(), error.getSqlState())
        for name, error in caught.items()
    }


@case(mirrors="utils.test_spark_upgrade_exception")
def behaviour_that_changed_with_an_upgrade(spark, F, errors, api):
    """Patterns of dates that older versions read otherwise."""
    frame = spark.createDataFrame([("2014-31-12",)], "d string")
    error = api.error_of(lambda: frame.select(F.to_date("d", "yyyy-dd-aa")).collect())
    return {"error": error, "kind": isinstance(error, errors.SparkUpgradeException)}
