"""`range` in all its forms, frames without columns, duplicates, and what a session is called."""

from parity_suites.case import case


@case(mirrors="dataframe.test_range", ordered=True)
def ranges_up_and_down(spark):
    """Ends, steps of both signs, ends that are never reached."""
    return {
        "end": spark.range(3),
        "both": spark.range(-2, 2),
        "down": spark.range(5, 0, -2),
        "never": spark.range(5, 0),
        "large": spark.range(1 << 40, (1 << 40) + 3, 2),
        "parts": spark.range(0, 10, 3, 2),
    }


@case(mirrors="dataframe.test_range")
def ranges_refuse_nonsense(spark, api):
    """A step of nothing, and numbers that are none."""
    return {
        "step": api.error_of(lambda: spark.range(0, 5, 0).collect()),
        "text": api.error_of(lambda: spark.range("a")),
    }


@case(mirrors="connect_basic.test_deduplicate")
def duplicates_by_all_and_by_some_columns(spark):
    """All columns, several, one."""
    frame = spark.createDataFrame(
        [(1, "a", 2.0), (1, "a", 2.0), (1, "b", 2.0)], "x int, y string, z double"
    )
    return {
        "all": frame.dropDuplicates(),
        "distinct": frame.distinct(),
        "two": frame.dropDuplicates(["x", "y"]),
        "one": frame.dropDuplicates(["z"]).select("x", "z"),
    }


@case(mirrors="connect_session.test_api_mode", since="4.0")
def the_mode_of_the_session(spark):
    """It is said in the settings."""
    return spark.conf.get("spark.api.mode")


@case(
    mirrors="connect_creation.test_from_pandas_dataframe_with_zero_columns",
    needs=("pandas",),
    since="4.2",
)
def ranges_of_pandas_without_columns(spark, api):
    """An index alone makes rows of nothing."""
    pd = api.pandas()
    frame = spark.createDataFrame(pd.DataFrame(index=range(3)), "")
    return {"columns": frame.columns, "rows": frame.count()}
