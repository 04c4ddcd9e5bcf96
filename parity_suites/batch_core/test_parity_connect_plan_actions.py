"""Missing values, statistics, observations, reads, writes and changes of upstream's plan tests."""

from parity_suites.case import case


def _gaps(spark):
    return spark.createDataFrame(
        [(1, "a", 0.5, True), (None, "b", None, None), (3, None, float("nan"), False), (None,) * 4],
        "i int, s string, d double, f boolean",
    )


# --- missing values ------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_fill_na")
def filling_nulls(spark, api):
    """One value for the columns of its kind, values by name, and a subset."""
    gaps = _gaps(spark)
    return {
        "int": gaps.fillna(0),
        "text": gaps.fillna("?"),
        "bool": gaps.na.fill(True),
        "float": gaps.fillna(1.5),
        "dict": gaps.fillna({"i": 9, "s": "z", "f": False}),
        "subset": gaps.fillna(7, subset=["i"]),
        "one_name": gaps.fillna(7, "d"),
        "tuple": gaps.fillna("q", subset=("s", "i")),
        "unknown": api.error_of(lambda: gaps.fillna(1, subset=["nothing"]).schema),
        "empty_dict": api.error_of(lambda: gaps.fillna({})),
        "list": api.error_of(lambda: gaps.fillna([1])),
        "wrong_subset": api.error_of(lambda: gaps.fillna(1, subset=1)),
        "wrong_dict": api.error_of(lambda: gaps.fillna({"i": [1]})),
        "none": api.error_of(lambda: gaps.fillna(None)),
    }


@case(mirrors="connect_plan.test_drop_na")
def dropping_nulls(spark, api):
    """Any, all, at least so many, and in some columns."""
    gaps = _gaps(spark)
    return {
        "any": gaps.dropna(),
        "all": gaps.dropna("all"),
        "least": gaps.na.drop(thresh=2),
        "subset": gaps.dropna(subset=["i", "s"]),
        "all_of_subset": gaps.dropna("all", subset=["d", "f"]),
        "one_name": gaps.dropna(subset="s"),
        "thresh_wins": gaps.dropna("all", thresh=3),
        "wrong_how": api.error_of(lambda: gaps.dropna("some")),
        "wrong_subset": api.error_of(lambda: gaps.dropna(subset=1)),
        "unknown": api.error_of(lambda: gaps.dropna(subset=["nothing"]).schema),
    }


@case(mirrors="connect_plan.test_replace")
def replacing_values(spark, api):
    """One, several, by dict, with null, and what may not be mixed."""
    gaps = _gaps(spark)
    return {
        "one": gaps.replace(1, 10),
        "several": gaps.replace([1, 3], [10, 30]),
        "all_by_one": gaps.replace(["a", "b"], "c"),
        "dict": gaps.na.replace({"a": "x", "b": "y"}),
        "to_null": gaps.replace("a", None),
        "bool": gaps.replace(True, False),
        "subset": gaps.replace(1, 2, subset=["i"]),
        "dict_to_null": gaps.replace({"a": None}),
        "lengths": api.error_of(lambda: gaps.replace([1, 2], [1])),
        "mixed": api.error_of(lambda: gaps.replace([1, "a"], [2, "b"])),
        "no_value": api.error_of(lambda: gaps.replace(1)),
        "wrong": api.error_of(lambda: gaps.replace(object(), 1)),
        "wrong_subset": api.error_of(lambda: gaps.replace(1, 2, subset=3)),
    }


# --- statistics ----------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_summary", ordered=True)
def summaries(spark, api):
    """All statistics and chosen ones."""
    numbers = spark.createDataFrame([(1, "a"), (2, "b"), (4, None)], "n int, s string")
    return {
        "all": numbers.summary(),
        "some": numbers.summary("count", "max", "75%"),
        "list": numbers.summary(["min"]),
        "unknown": api.error_of(lambda: numbers.summary("typo").collect()),
        "percent": api.error_of(lambda: numbers.summary("200%").collect()),
    }


@case(mirrors="connect_plan.test_describe", ordered=True)
def descriptions(spark, api):
    """All columns and chosen ones."""
    numbers = spark.createDataFrame([(1, "a"), (2, "b"), (4, None)], "n int, s string")
    return {
        "all": numbers.describe(),
        "one": numbers.describe("n"),
        "list": numbers.describe(["s", "n"]),
        "unknown": api.error_of(lambda: numbers.describe("nothing").collect()),
    }


@case(mirrors="connect_plan.test_crosstab")
def cross_tabulation(spark, api):
    """Pairs counted; names must be text."""
    pairs = spark.createDataFrame([(1, "a"), (1, "b"), (2, "a"), (1, "a")], "n int, s string")
    return {
        "frame": pairs.crosstab("n", "s").select("n_s", "a", "b"),
        "stat": pairs.stat.crosstab("s", "n").count(),
        "number": api.error_of(lambda: pairs.crosstab(1, "s")),
        "unknown": api.error_of(lambda: pairs.crosstab("n", "z").collect()),
    }


@case(mirrors="connect_plan.test_freqItems")
def frequent_items(spark, api):
    """Items above a share of the rows."""
    pairs = spark.createDataFrame([(1, "a"), (1, "b"), (1, "a"), (1, "a")], "n int, s string")
    return {
        "default": pairs.freqItems(["n"]),
        "support": pairs.stat.freqItems(("n", "s"), 0.7),
        "text": api.error_of(lambda: pairs.freqItems("n")),
        "zero": api.error_of(lambda: pairs.freqItems(["n"], 0.0).collect()),
    }


@case(
    mirrors="connect_plan.test_unpivot",
    params={"unpivot": {"name": "unpivot"}, "melt": {"name": "melt"}},
)
def wide_to_long(spark, api, name):
    """Columns become rows; without values all others do; types must fit."""
    wide = spark.createDataFrame([(1, 10, 2.5), (2, None, 3.5)], "id int, a int, b double")

    def unpivot(*arguments):
        return getattr(wide, name)(*arguments)

    return {
        "named": unpivot("id", ["a", "b"], "key", "value"),
        "rest": unpivot(["id"], None, "k", "v"),
        "several_ids": unpivot(["id", "a"], ["b"], "k", "v"),
        "columns": unpivot([wide.id], [wide.b], "k", "v"),
        "no_ids": unpivot([], ["a"], "k", "v"),
        "no_values": api.error_of(lambda: unpivot("id", [], "k", "v").schema),
        "types": api.error_of(
            lambda: (
                getattr(spark.sql("SELECT 1 AS i, 'x' AS s, array(1) AS l"), name)(
                    "i", ["s", "l"], "k", "v"
                ).schema
            )
        ),
    }


@case(mirrors="connect_plan.test_melt")
def melting_everything(spark):
    """All columns at once, with an empty list and with tuples."""
    wide = spark.createDataFrame([(1, 10)], "a int, b int")
    return {
        "all": wide.melt([], ["a", "b"], "k", "v"),
        "tuple": wide.melt(("a",), ("b",), "k", "v"),
        "none": wide.melt("a", None, "k", "v"),
    }


# --- observations --------------------------------------------------------------------------------


@case(mirrors="connect_plan.test_observe")
def observing_does_not_change_rows(spark, F, api):
    """Metrics by name; what is no metric."""
    numbers = spark.range(5)
    observed = numbers.observe("m", F.sum("id").alias("s"))
    return {
        "rows": observed,
        "below": observed.filter("id > 2").count(),
        "no_metric": api.error_of(lambda: numbers.observe("m")),
        "number": api.error_of(lambda: numbers.observe(1, F.count("id").alias("n"))),
        "text": api.error_of(lambda: numbers.observe("m", "id")),
    }


@case(mirrors="connect_plan.test_observe", since="4.0")
def observing_by_name_and_object(spark, F, api):
    """Metrics of a frame that is read; arguments are checked."""
    observation = api.Observation("seen")
    numbers = spark.range(5)
    observed = numbers.observe(observation, F.count("*").alias("n"), F.max("id").alias("top"))
    rows = observed.collect()
    return {
        "rows": len(rows),
        "metrics": observation.get,
        "schema": observed.schema,
        "no_aggregate": api.error_of(lambda: numbers.observe("m", F.col("id")).collect()),
        "again": api.error_of(lambda: numbers.observe(observation, F.count("*").alias("n"))),
    }


def _seen(spark, F, api, name, end):
    observation = api.Observation(name)
    return observation, spark.range(end).observe(observation, F.count("*").alias("n"))


@case(mirrors="connect_plan.test_join_with_distinct_observations", since="4.0")
def observations_of_both_sides(spark, F, api):
    """Each side of a join, a union and a sort has its own."""
    left, left_frame = _seen(spark, F, api, "left", 4)
    right, right_frame = _seen(spark, F, api, "right", 6)
    rows = left_frame.join(right_frame, "id").collect()
    return {"rows": len(rows), "left": left.get, "right": right.get}


@case(mirrors="connect_plan.test_join_with_duplicate_observation_names", since="4.0")
def two_observations_of_one_name(spark, F, api):
    """The name of an observation may not be used twice in one plan."""
    _, left = _seen(spark, F, api, "same", 4)
    _, right = _seen(spark, F, api, "same", 6)
    # Spark 3.5 refuses to count stars here, in an error with a number that is never the same.
    left.collect()
    return {
        "join": api.error_of(lambda: left.join(right, "id").collect()),
        "union": api.error_of(lambda: left.union(right).collect()),
    }


@case(mirrors="connect_plan.test_set_operation_with_duplicate_observation_names", since="4.1")
def one_observation_on_both_sides(spark, F, api):
    """One observed frame, used by both sides of a union, is the same observation."""
    seen, frame = _seen(spark, F, api, "once", 3)
    rows = frame.union(frame).collect()
    return {"rows": len(rows), "metrics": seen.get}


@case(mirrors="connect_plan.test_collect_metrics_with_duplicate_observation_name", since="4.0")
def observations_above_each_other(spark, F, api):
    """Two names in one chain are both filled; the same name twice is an error."""
    below, frame = _seen(spark, F, api, "below", 5)
    above = api.Observation("above")
    rows = frame.filter("id > 2").observe(above, F.count("*").alias("n")).collect()
    _, named = _seen(spark, F, api, "named", 5)
    return {
        "rows": len(rows),
        "below": below.get,
        "above": above.get,
        "twice": api.error_of(lambda: named.observe("named", F.sum("id").alias("s")).collect()),
    }


# --- reads, writes, changes ----------------------------------------------------------------------


@case(mirrors="connect_plan.test_datasource_read")
def reading_by_format_schema_and_options(spark, data, api):
    """Format, schema and options in any order; later options win; unknown formats fail."""
    path = str(data / "people.csv")
    reader = spark.read.format("csv").option("header", True)
    return {
        "options": reader.load(path),
        "override": spark.read.options(header=False).option("header", "true").csv(path).columns,
        "schema": spark.read.schema("a string, b string").csv(path).schema,
        "load_arguments": spark.read.load(path, format="csv", header="true").columns,
        "several": reader.load([path, path]).count(),
        "unknown_format": api.error_of(lambda: spark.read.format("nothing").load(path).schema),
        "unknown_path": api.error_of(lambda: spark.read.csv(str(data / "nothing.csv")).schema),
        "wrong_schema": api.error_of(lambda: spark.read.schema(1)),
        "broken_schema": api.error_of(lambda: spark.read.schema("a int int").csv(path).schema),
    }


@case(mirrors="connect_plan.test_write_operation")
def writing_by_mode_format_and_partition(spark, tmp, api):
    """What each mode leaves, by format and partition; wrong modes and formats."""
    frame = spark.createDataFrame([(1, "x"), (2, "y")], "n int, p string").coalesce(1)
    path = str(tmp / "out")
    frame.write.format("parquet").partitionBy("p").save(path)
    frame.write.mode("append").partitionBy("p").parquet(path)
    appended = spark.read.parquet(path).count()
    frame.limit(1).write.mode("overwrite").parquet(path)
    frame.write.mode("ignore").parquet(path)
    return {
        "appended": appended,
        "overwritten": spark.read.parquet(path),
        # The message has the path in it, which is another one each time.
        "exists": type(api.error_of(lambda: frame.write.mode("error").parquet(path))).__name__,
        "wrong_mode": api.error_of(lambda: frame.write.mode("sometimes").parquet(path)),
        "wrong_format": api.error_of(lambda: frame.write.format("nothing").save(path)),
        "bucket_number": api.error_of(lambda: frame.write.bucketBy("2", "n")),
        "bucket_without_table": api.error_of(lambda: frame.write.bucketBy(2, "n").parquet(path)),
        "sort_without_bucket": api.error_of(lambda: frame.write.sortBy("n").parquet(path)),
        "insert_into_missing": api.error_of(lambda: frame.write.insertInto("missing_table")),
        "v2_missing": api.error_of(lambda: frame.writeTo("missing_table").append()),
    }


@case(mirrors="connect_plan.test_relation_changes", since="4.2")
def changes_of_a_table(spark, api):
    """The changes of a table need a catalog that keeps them; the session's own does not."""
    changes = spark.read.option("startingVersion", 1).option("endingVersion", "3").changes
    return {
        "with_options": api.error_of(lambda: changes("some_table").schema),
        "collected": api.error_of(lambda: changes("some_table").collect()),
    }


@case(mirrors="connect_plan.test_relation_changes_no_options", since="4.2")
def changes_without_options(spark, api):
    """Without options; and under names of other catalogs, or none."""
    changes = spark.read.changes
    return {
        "plain": api.error_of(lambda: changes("some_table").schema),
        "qualified": api.error_of(lambda: changes("spark_catalog.default.t").schema),
        "catalog": api.error_of(lambda: changes("nowhere.default.t").schema),
        "broken": api.error_of(lambda: changes("a b c").schema),
    }


@case(mirrors="connect_plan.test_relation_changes_with_timestamp_options", since="4.2")
def changes_between_timestamps(spark, api):
    """Ranges by time, with computed bounds and a mode; a wrong option is refused first."""

    def changes(**options):
        return spark.read.options(**options).changes

    start, end = "2024-01-01 00:00:00", "2024-02-01"
    opened = changes(startingTimestamp=start)
    closed = changes(startingTimestamp=start, endingTimestamp=end)
    both = changes(startingVersion=1, startingTimestamp=start)
    no_time = changes(startingTimestamp="noon")
    return {
        "open": api.error_of(lambda: opened("some_table").schema),
        "closed": api.error_of(lambda: closed("some_table").schema),
        "both": api.error_of(lambda: both("some_table").schema),
        "no_time": api.error_of(lambda: no_time("some_table").schema),
    }
