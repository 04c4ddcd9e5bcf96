"""Date, time and timestamp functions: parts, arithmetic, making, parsing, windows."""

from parity_suites.case import case


def _moments(spark):
    return spark.sql(
        "SELECT date'2024-02-29' AS d, timestamp'2024-02-29 13:45:56.123456' AS t"
        " UNION ALL SELECT date'1999-12-31', timestamp'1999-12-31 23:59:59'"
        " UNION ALL SELECT null, null"
    )


PARTS = [
    "year",
    "quarter",
    "month",
    "day",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "weekofyear",
    "weekday",
    "hour",
    "minute",
    "second",
    "last_day",
    "unix_timestamp",
    "to_date",
    "unix_date",
]


@case(
    mirrors={
        "dayofweek": "functions.test_dayofweek",
        "hour": "functions.test_hour",
        "minute": "functions.test_minute",
        "second": "functions.test_second",
        "*": "connect_function.test_date_ts_functions",
    },
    params={
        name: case.param(
            since="3.5" if name in ("day", "weekday", "unix_date") else "3.4", name=name
        )
        for name in PARTS
    },
)
def parts_of_dates_and_timestamps(spark, F, name):
    """One part of a date and of a timestamp; null of null."""
    function = getattr(F, name)
    moments = _moments(spark)
    of = ["d"] if name in ("unix_date",) else ["d", "t"]
    return moments.select(*[function(column).alias(column) for column in of])


@case(
    mirrors={name: f"functions.test_{name}" for name in ("monthname", "dayname")},
    since="4.0",
    params={name: {"name": name} for name in ("monthname", "dayname")},
)
def names_of_months_and_days(spark, F, name):
    """Three letters, in English."""
    return _moments(spark).select(
        getattr(F, name)("d").alias("d"), getattr(F, name)(F.col("t")).alias("t")
    )


@case(mirrors="functions.test_add_months_function")
def adding_months(spark, F):
    """A number, a negative one, and a column; the end of a month stays one."""
    frame = _moments(spark).withColumn("n", F.lit(13))
    return frame.select(
        F.add_months("d", 1).alias("one"),
        F.add_months("d", -2).alias("back"),
        F.add_months(F.col("d"), "n").alias("name"),
        F.add_months("t", F.col("n")).alias("column"),
    )


@case(mirrors="functions.test_date_add_function")
def adding_days(spark, F):
    """`date_add` with a number, a name and a column."""
    frame = _moments(spark).withColumn("n", F.lit(2))
    return frame.select(
        F.date_add("d", 1).alias("one"),
        F.date_add(F.col("d"), "n").alias("name"),
        F.date_add("t", F.col("n")).alias("column"),
    )


@case(mirrors="functions.test_date_sub_function")
def taking_days_away(spark, F):
    """`date_sub` with a number, a name and a column; and the distance of two dates."""
    frame = _moments(spark).withColumn("n", F.lit(60))
    return frame.select(
        F.date_sub("d", 1).alias("one"),
        F.date_sub(F.col("d"), "n").alias("name"),
        F.date_sub("t", F.col("n")).alias("column"),
        F.datediff("d", F.date_sub("d", 5)).alias("gap"),
        F.months_between("d", F.lit("2024-01-15")).alias("months"),
        F.months_between("d", F.lit("2024-01-15"), False).alias("unrounded"),
    )


@case(mirrors="functions.test_to_timestamp_ltz", since="3.5")
def parsing_timestamps(spark, F):
    """With and without a format, with and without a zone."""
    texts = spark.createDataFrame(
        [("2016-12-31 23:59:58", "yyyy-MM-dd HH:mm:ss"), (None, None)], "s string, f string"
    )
    return texts.select(
        F.to_timestamp_ltz("s").alias("ltz"),
        F.to_timestamp_ltz("s", F.col("f")).alias("ltz_f"),
        F.to_timestamp_ntz("s").alias("ntz"),
        F.to_timestamp_ntz(F.col("s"), F.lit("yyyy-MM-dd HH:mm:ss")).alias("ntz_f"),
        F.to_timestamp("s").alias("t"),
        F.to_timestamp("s", "yyyy-MM-dd HH:mm:ss").alias("t_f"),
    )


@case(mirrors="functions.test_to_timestamp_ntz", since="3.5")
def parsing_what_is_no_timestamp(spark, F, api):
    """An error, except for the ones that try."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    texts = spark.createDataFrame([("no date",)], "s string")
    return {
        "ntz": api.error_of(lambda: texts.select(F.to_timestamp_ntz("s", F.lit("yyyy"))).collect()),
        "try": texts.select(F.try_to_timestamp("s", F.lit("yyyy")).alias("t")),
    }


@case(mirrors="functions.test_make_timestamp", since="3.5")
def making_timestamps(spark, F):
    """From six parts, with a zone or without."""
    row = spark.sql("SELECT 2024 AS y, 5 AS mo, 22 AS d, 10 AS h, 30 AS mi, 1.5D AS s, 'CET' AS z")
    parts = ["y", "mo", "d", "h", "mi", "s"]
    return row.select(
        F.make_timestamp(*parts).alias("t"),
        F.make_timestamp(*parts, "z").alias("tz"),
        F.make_timestamp_ltz(*parts).alias("ltz"),
        F.make_timestamp_ltz(*parts, F.col("z")).alias("ltz_z"),
        F.make_timestamp_ntz(*parts).alias("ntz"),
        F.make_date("y", "mo", "d").alias("date"),
    )


@case(mirrors="functions.test_try_make_timestamp", since="4.0")
def trying_to_make_timestamps(spark, F):
    """Null where a part is out of range."""
    row = spark.sql(
        "SELECT 2024 AS y, mo, 22 AS d, 10 AS h, 30 AS mi, 0 AS s FROM VALUES (5), (13) AS t(mo)"
    )
    parts = ["y", "mo", "d", "h", "mi", "s"]
    return row.select(
        "mo",
        F.try_make_timestamp(*parts).alias("t"),
        F.try_make_timestamp(*parts, F.lit("CET")).alias("tz"),
        F.try_make_timestamp_ltz(*parts).alias("ltz"),
        F.try_make_timestamp_ntz(*parts).alias("ntz"),
    )


@case(mirrors="functions.test_try_make_timestamp_ntz", since="4.1")
def making_timestamps_of_dates_and_times(spark, F):
    """By keyword, from a date and a time."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    row = spark.sql("SELECT date'2024-05-22' AS d, time'10:30:00' AS t")
    return row.select(
        F.make_timestamp_ntz(date="d", time="t").alias("ntz"),
        F.try_make_timestamp_ntz(date=F.col("d"), time=F.col("t")).alias("tried"),
        F.make_timestamp(date="d", time="t").alias("ltz"),
        F.make_timestamp(date="d", time="t", timezone=F.lit("CET")).alias("zoned"),
    )


@case(mirrors="functions.test_try_make_interval", since="4.0")
def making_intervals(spark, F):
    """All parts or some; null when they are too great."""
    row = spark.sql("SELECT 2147483647 AS big, 1 AS one")
    return row.select(
        F.try_make_interval("big").isNull().alias("too_great"),
        F.make_interval("one", "one").cast("string").alias("year_month"),
        F.try_make_interval(days="one", secs=F.lit(1.5)).cast("string").alias("keywords"),
        F.make_dt_interval("one", "one").cast("string").alias("day_time"),
        F.make_ym_interval("one", "one").cast("string").alias("ym"),
    )


@case(mirrors="functions.test_make_time", since="4.1")
def making_times(spark, F):
    """Hour, minute and second; the parts come back."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    row = spark.sql("SELECT 6 AS h, 30 AS m, 45.887D AS s")
    made = row.select(F.make_time("h", "m", F.col("s")).alias("t"))
    return {
        "time": made,
        "parts": made.select(
            F.hour("t").alias("h"), F.minute("t").alias("m"), F.second("t").alias("s")
        ),
    }


@case(mirrors="functions.test_to_time", since="4.1")
def parsing_times(spark, F):
    """With and without a format; the one that tries gives null."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    texts = spark.createDataFrame([("10:30:00", "HH:mm:ss")], "s string, f string")
    return {
        "to": texts.select(F.to_time("s").alias("t"), F.to_time("s", "f").alias("f")),
        "try": texts.select(F.try_to_time("s").alias("t"), F.try_to_time(F.lit("x")).alias("none")),
    }


@case(mirrors="functions.test_time_diff", since="4.1")
def differences_and_truncation_of_times(spark, F):
    """Whole units between two times; a time cut to a unit."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    row = spark.sql("SELECT time'20:30:29' AS a, time'21:30:28' AS b")
    return row.select(
        F.time_diff(F.lit("hour"), "a", "b").alias("hours"),
        F.time_diff(F.lit("MINUTE"), "a", F.col("b")).alias("minutes"),
        F.time_diff(F.lit("second"), "b", "a").alias("back"),
        F.time_trunc(F.lit("hour"), "a").alias("hour"),
        F.time_trunc(F.lit("MINUTE"), F.col("b")).alias("minute"),
    )


@case(mirrors="functions.test_lit_time", since="4.1")
def time_literals(spark, F):
    """A Python time is a TIME literal of microseconds."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    import datetime

    values = [datetime.time(0, 0), datetime.time(23, 59, 59, 999999), datetime.time(7, 8, 9)]
    return spark.range(1).select(*[F.lit(v).alias(f"t{n}") for n, v in enumerate(values)])


@case(mirrors="functions.test_current_time", since="4.1")
def the_current_time(spark, F, api):
    """It is a TIME of the precision asked for."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    return {
        "plain": spark.range(1).select(F.current_time().alias("t")).schema,
        "precise": spark.range(1).select(F.current_time(3).alias("t")).schema,
        "beyond": api.error_of(lambda: spark.range(1).select(F.current_time(20)).collect()),
    }


@case(mirrors="functions.test_current_timestamp")
def the_present(spark, F):
    """Types of what asks the clock, and that it does not move inside of a query."""
    frame = spark.range(2).select(
        F.current_timestamp().alias("t"), F.current_date().alias("d"), F.localtimestamp().alias("l")
    )
    still = spark.range(3).select(F.current_timestamp().alias("t")).distinct().count()
    return {"schema": frame.schema, "still": still}


@case(mirrors="functions.test_convert_timezone", since="3.5")
def converting_zones(spark, F):
    """With a source zone, and from the session's."""
    row = spark.sql("SELECT timestamp_ntz'2015-04-08 00:00:00' AS t")
    return row.select(
        F.convert_timezone(None, F.lit("Asia/Hong_Kong"), "t").alias("session"),
        F.convert_timezone(F.lit("America/Los_Angeles"), F.lit("Asia/Hong_Kong"), "t").alias(
            "both"
        ),
    )


@case(mirrors="functions.test_try_datetime_functions", since="4.1")
def the_ones_that_try(spark, F):
    """Null instead of an error."""
    texts = spark.createDataFrame([("2015-04-08",), ("no date",)], "s string")
    return texts.select("s", F.try_to_timestamp("s").alias("t"), F.try_to_date("s").alias("d"))


@case(mirrors="functions.test_window", ordered=True)
def windows_of_time(spark, F):
    """Tumbling, sliding, and with a start of their own."""
    rows = spark.sql("SELECT timestamp'2016-03-11 09:00:07' AS t, 1 AS v")

    def told(window):
        grouped = rows.groupBy(window.alias("w")).agg(F.sum("v").alias("sum"))
        return grouped.selectExpr(
            "cast(w.start as string) AS s", "cast(w.end as string) AS e", "sum"
        ).orderBy("s")

    return {
        "tumbling": told(F.window("t", "5 seconds")),
        "sliding": told(F.window(F.col("t"), "10 seconds", "5 seconds")),
        "start": told(F.window("t", "5 seconds", "5 seconds", "2 seconds")),
    }


@case(mirrors="functions.test_window")
def windows_of_time_refuse_nonsense(spark, F, api):
    """Durations are text."""
    return {
        "duration": api.error_of(lambda: F.window("t", 10)),
        "slide": api.error_of(lambda: F.window("t", "5 seconds", 10)),
        "start": api.error_of(lambda: F.window("t", "5 seconds", "5 seconds", 2)),
    }


@case(mirrors="functions.test_session_window")
def windows_of_sessions(spark, F, api):
    """Gaps as text and as columns."""
    rows = spark.sql(
        "SELECT timestamp'2016-03-11 09:00:07' AS t, 1 AS v"
        " UNION ALL SELECT timestamp'2016-03-11 09:00:09', 2"
        " UNION ALL SELECT timestamp'2016-03-11 09:01:00', 4"
    )

    def told(window):
        grouped = rows.groupBy(window.alias("w")).agg(F.sum("v").alias("sum"))
        return grouped.selectExpr(
            "cast(w.start as string) AS s", "cast(w.end as string) AS e", "sum"
        )

    return {
        "text": told(F.session_window("t", "5 seconds")),
        "column": told(F.session_window("t", F.lit("5 seconds"))),
        "number": api.error_of(lambda: F.session_window("t", 5)),
    }


@case(mirrors="connect_function.test_time_window_functions")
def the_time_of_a_window(spark, F):
    """`window_time` is the last moment inside."""
    rows = spark.sql("SELECT timestamp'2016-03-11 09:00:07' AS t")
    windows = rows.groupBy(F.window("t", "5 seconds").alias("w")).count()
    return windows.select(F.window_time("w").cast("string").alias("t"), "count")


DATE_TIME = {
    "date_format": 'F.date_format("t", "yyyy/MM/dd HH")',
    "date_trunc": 'F.date_trunc("hour", "t")',
    "trunc": 'F.trunc("d", "month")',
    "next_day": 'F.next_day("d", "Mon")',
    "to_date": 'F.to_date("t")',
    "to_date_format": 'F.to_date(F.lit("01/02/2024"), "dd/MM/yyyy")',
    "from_unixtime": "F.from_unixtime(F.lit(1700000000))",
    "from_unixtime_format": 'F.from_unixtime(F.lit(1700000000), "yyyy")',
    "unix_timestamp": 'F.unix_timestamp(F.lit("2024-02-29"), "yyyy-MM-dd")',
    "from_utc": 'F.from_utc_timestamp("t", "Asia/Tokyo")',
    "from_utc_column": 'F.from_utc_timestamp("t", F.lit("Asia/Tokyo"))',
    "to_utc": 'F.to_utc_timestamp(F.col("t"), "Asia/Tokyo")',
    "timestamp_seconds": "F.timestamp_seconds(F.lit(1.5))",
    "quarter": 'F.quarter(F.col("d"))',
    "make_date": "F.make_date(F.lit(2020), F.lit(2), F.lit(29))",
    "datediff": 'F.datediff(F.lit("2024-03-01"), "d")',
}


@case(
    mirrors="connect_function.test_date_ts_functions",
    params={name: {"source": source} for name, source in DATE_TIME.items()},
)
def date_and_timestamp_functions(spark, F, source):
    """One function on dates and timestamps with a null among them."""
    return _moments(spark).select(eval(source, {"F": F}).alias("value"))
