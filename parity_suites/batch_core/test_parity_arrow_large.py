"""Local data beyond what a plan carries: uploaded, in chunks since Spark 4.1, and kept by hash."""

from parity_suites.case import case

PREFIX = "spark.sql.session.localRelation"


def _limits(spark, **limits):
    for name, value in limits.items():
        spark.conf.set(PREFIX + name, str(value))


def _facts(frame):
    """One row that any lost, doubled or disordered value changes."""
    return frame.selectExpr(
        "count(*) as rows", "sum(n) as total", "max(length(t)) as longest", "sum(hash(n, t)) as h"
    )


def _rows(count, seed=0):
    return [(n + seed, "row " + "x" * (n % 7)) for n in range(count)]


@case(
    mirrors="arrow.test_large_cached_local_relation_same_values",
    since="3.5",
    params={
        "inline": {"threshold": 1_000_000},
        "cached": {"threshold": 1_000},
    },
)
def rows_on_both_sides_of_the_threshold(spark, threshold):
    """The same rows, sent with the plan or uploaded before."""
    _limits(spark, CacheThreshold=threshold)
    frame = spark.createDataFrame(_rows(500), "n int, t string")
    return {
        "facts": _facts(frame),
        "schema": frame.schema.simpleString(),
        "first": frame.orderBy("n").take(2),
        "joined": int(frame.join(frame.filter("n < 3"), "n").count()),
    }


@case(mirrors="arrow.test_large_cached_local_relation_same_values", since="3.5", needs=("pandas",))
def the_same_large_frame_twice(spark, api):
    """What the server holds already is found again, within a session and after other data."""
    pd = api.pandas()
    _limits(spark, CacheThreshold=1_000)
    local = pd.DataFrame({"n": range(400), "t": [f"value {n}" for n in range(400)]})
    first = spark.createDataFrame(local)
    second = spark.createDataFrame(local)
    return {
        "first": _facts(first),
        "second": _facts(second),
        "together": _facts(first.union(second)),
        "equal": int(first.exceptAll(second).count()),
    }


@case(mirrors="arrow.test_cached_local_relation_changing_values", since="3.5", needs=("pandas",))
def large_frames_that_change(spark, api):
    """A frame that is changed in place is new data; the older DataFrame keeps the older rows."""
    pd = api.pandas()
    _limits(spark, CacheThreshold=1_000)
    local = pd.DataFrame({"n": range(300), "t": ["same"] * 300})
    before = spark.createDataFrame(local)
    local.loc[7, "n"] = -7
    after = spark.createDataFrame(local)
    return {
        "before": before.filter("n = 7 or n = -7"),
        "after": after.filter("n = 7 or n = -7"),
        "differ": before.exceptAll(after),
    }


@case(
    mirrors="arrow.test_large_cached_local_relation_same_values",
    since="4.0",
    params={
        "inline": {"threshold": 1_000_000},
        "cached": {"threshold": 500},
    },
)
def arrow_tables_on_both_sides_of_the_threshold(spark, api, threshold):
    """Nested columns and nulls survive the upload, with and without a schema."""
    pa = api.arrow()
    _limits(spark, CacheThreshold=threshold)
    table = pa.table(
        {
            "n": pa.array(range(200), pa.int64()),
            "l": pa.array([[n, None] if n % 3 else None for n in range(200)]),
            "s": pa.array([{"x": n / 4, "y": str(n)} for n in range(200)]),
            "m": pa.array([[("k", n)] for n in range(200)], pa.map_(pa.string(), pa.int32())),
        }
    )
    schema = "n int, l array<long>, s struct<x: double, y: string>, m map<string, int>"
    return {
        "inferred": spark.createDataFrame(table).filter("n % 66 = 0"),
        "given": spark.createDataFrame(table, schema).filter("n % 66 = 0"),
        "names": spark.createDataFrame(table.select(["n", "l"]), ["a", "b"]).filter("a = 199"),
    }


@case(
    mirrors="arrow.test_large_cached_local_relation_same_values",
    since="4.1",
    params={
        "one_chunk": {"limits": {}},
        "by_rows": {"limits": {"ChunkSizeRows": 999}},
        "by_bytes": {"limits": {"ChunkSizeBytes": 10_000}},
        "one_row_each": {"limits": {"ChunkSizeRows": 1, "CacheThreshold": 0}, "count": 5},
        "several_uploads": {"limits": {"ChunkSizeBytes": 9_000, "BatchOfChunksSizeBytes": 20_000}},
        "uploads_smaller_than_chunks": {"limits": {"BatchOfChunksSizeBytes": 5_000}},
    },
)
def chunks_of_every_size(spark, limits, count=5_000):
    """However the data is cut, the rows are the same."""
    _limits(spark, **{"CacheThreshold": 10_000, **limits})
    return _facts(spark.createDataFrame(_rows(count), "n int, t string"))


@case(mirrors="arrow.test_large_cached_local_relation_same_values", since="4.1")
def an_artifact_of_several_messages(spark):
    """A chunk of more than one message of an upload, whose bytes do not repeat."""
    _limits(spark, CacheThreshold=50_000)
    rows = [(n, str(n * 2_654_435_761 % 4_294_967_296)) for n in range(20_000)]
    return _facts(spark.createDataFrame(rows, "n int, t string"))


@case(mirrors="arrow.test_large_local_relation_size_limit_exceeded", since="4.3")
def data_beyond_the_limit_is_refused(spark, api):
    """The limit counts data and schema; what stays in the plan is not measured."""
    _limits(spark, CacheThreshold=1_000, SizeLimit=5_000)
    rows = _rows(900)
    refused = api.error_of(lambda: spark.createDataFrame(rows, "n int, t string"))
    small = int(spark.createDataFrame(rows[:100], "n int, t string").count())
    _limits(spark, CacheThreshold=1_000_000)
    return {
        "refused": refused,
        "small": small,
        "inline": int(spark.createDataFrame(rows, "n int, t string").count()),
    }


@case(mirrors="arrow.test_large_cached_local_relation_same_values", since="3.5")
def cached_data_in_views_and_subqueries(spark):
    """Uploaded rows take part in whatever a plan does with them."""
    _limits(spark, CacheThreshold=1_000)
    frame = spark.createDataFrame(_rows(300), "n int, t string")
    frame.createOrReplaceTempView("uploaded_rows")
    return {
        "view": spark.sql("select count(*) as c, max(n) as m from uploaded_rows where n < 250"),
        "grouped": frame.groupBy("t").count(),
        "union": frame.limit(0).union(frame.filter("n = 299")),
    }


@case(mirrors="arrow.test_large_cached_local_relation_same_values", since="3.4")
def more_than_the_default_threshold(spark):
    """Three megabytes of text with nothing configured."""
    rows = [(n, "x" * 1000) for n in range(3_000)]
    frame = spark.createDataFrame(rows, "n int, t string")
    return {"facts": _facts(frame), "again": _facts(frame)}
