"""Sessions: what belongs to one, what errors tell, how sessions begin and end."""

from parity_suites.case import case


@case(mirrors="connect_session.test_error_enrichment_message", since="3.5", errors_in=("*",))
def long_messages_of_errors_arrive_whole(spark, api):
    """A message that is longer than a header may be."""
    text = "a long word " * 700
    error = api.error_of(lambda: spark.sql(f"select raise_error('{text}') as x").collect())
    return {"class": type(error).__name__, "whole": text in str(error)}


@case(mirrors="connect_session.test_not_hitting_netty_header_limit", since="3.5", errors_in=("*",))
def errors_with_much_context(spark, api):
    """An error about a query of many lines is still an error with its condition."""
    text = "select " + ", ".join(f"cast('{'z' * 50}{n}' as int)" for n in range(100))
    spark.conf.set("spark.sql.ansi.enabled", True)
    error = api.error_of(lambda: spark.sql(text).collect())
    missing = api.error_of(lambda: spark.sql("select " + "nope_" * 2_000).collect())
    return {"class": type(error).__name__, "missing": type(missing).__name__}


@case(mirrors="connect_session.test_error_stack_trace", since="4.0", errors_in=("*",))
def stack_traces_of_the_server_on_request(spark, api):
    """Told when asked for by the settings of the session, and not otherwise."""

    def told(enabled):
        spark.conf.set("spark.sql.connect.serverStacktrace.enabled", enabled)
        spark.conf.set("spark.sql.pyspark.jvmStacktrace.enabled", enabled)
        error = api.error_of(lambda: spark.sql("select nope").collect())
        return ["JVM stacktrace" in str(error), "AnalysisException" in str(error)]

    return {"with": told(True), "without": told(False)}


@case(mirrors="connect_session.test_error_enrichment_jvm_stacktrace", since="4.0", errors_in=("*",))
def stack_traces_name_their_cause(spark, api):
    """The trace of a failure in a task names the exception behind it."""
    spark.conf.set("spark.sql.pyspark.jvmStacktrace.enabled", True)
    spark.conf.set("spark.sql.ansi.enabled", True)
    error = api.error_of(lambda: spark.sql("select 1 / id from range(1)").collect())
    return {"class": type(error).__name__, "named": "SparkArithmeticException" in str(error)}


@case(
    mirrors="connect_session.test_get_message_parameters_without_enriched_error",
    since="4.0",
    errors_in=("*",),
)
def parameters_of_errors(spark, api):
    """Condition, parameters and SQLSTATE of an error of the server."""
    error = api.error_of(lambda: spark.sql("select nope from range(1)").collect())
    return {
        "condition": error.getCondition(),
        "parameters": sorted(error.getMessageParameters().items()),
        "state": error.getSqlState(),
    }


@case(mirrors="connect_session.test_session_create_sets_active_session", since="4.0")
def the_active_session(spark, api):
    """A session that was made while none was active is the active one, and is found again."""
    session = api.SparkSession
    return {
        "active": session.getActiveSession() is not None,
        "required": session.active() is session.getActiveSession(),
        "builder": session.builder.getOrCreate() is session.getActiveSession(),
    }


@case(mirrors="connect_session.test_config", since="3.5")
def settings_of_the_builder(spark, api):
    """`config` in all its forms reaches the session, also one that is there."""
    builder = api.SparkSession.builder.config("connect_session.one", 1)
    builder = builder.config("connect_session.flag", True).config(map={"connect_session.map": "x"})
    session = builder.getOrCreate()
    names = ("one", "flag", "map")
    return [session.conf.get(f"connect_session.{name}", None) for name in names]


@case(mirrors="connect_session.test_can_create_multiple_sessions_to_different_remotes", since="4.3")
def sessions_are_apart(spark):
    """Views and settings are of one session; ids differ."""
    other = spark.newSession()
    try:
        other.range(1).createTempView("connect_session_view")
        other.conf.set("connect_session.mine", "other")
        return {
            "exists": [s.catalog.tableExists("connect_session_view") for s in (other, spark)],
            "setting": spark.conf.get("connect_session.mine", "none"),
            "ids": other.session_id != spark.session_id,
        }
    finally:
        other.stop()


@case(mirrors="connect_session.test_stop_session", since="4.3")
def sessions_are_stopped(spark, api):
    """Once and again; afterwards nothing can be asked, and other sessions go on."""
    other = spark.newSession()
    before = other.is_stopped
    other.stop()
    other.stop()
    with spark.newSession() as inner:
        rows = inner.range(2).collect()
    return {
        "stopped": (before, other.is_stopped, inner.is_stopped, spark.is_stopped),
        "rows": rows,
        "error": api.error_of(lambda: other.range(1).collect()),
        "goes_on": spark.range(1).collect(),
    }


@case(mirrors="connect_basic.test_session")
def the_session_of_a_frame(spark):
    """Every DataFrame knows the session that it was made in, and so does what derives from it."""
    frame = spark.range(2)
    made = {
        "sql": spark.sql("select 1 as a"),
        "local": spark.createDataFrame([(1,)], "a int"),
        "derived": frame.filter("id > 0").limit(1),
        "grouped": frame.groupBy("id").count(),
    }
    return {name: one.sparkSession is spark for name, one in made.items()}
