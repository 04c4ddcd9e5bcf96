"""Bringing rows to the client: collect, iterators, pandas and Arrow."""

from parity_suites.case import case


def _mixed(spark):
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.sql(
        "select * from values"
        " (1, 'a', 1.5D, true, date'2024-01-01', timestamp'2024-01-01 10:00:00', 1.10BD, x'01'),"
        " (2, null, double('nan'), null, null, null, null, null)"
        " as t(i, s, d, b, day, ts, dec, bin)"
    ).orderBy("i")


@case(mirrors="connect_collection.test_collect", ordered=True)
def collect_gives_rows(spark):
    """Rows are tuples with names; every value has its Python type."""
    rows = _mixed(spark).collect()
    return {"rows": rows, "types": [type(value).__name__ for value in rows[0]]}


@case(mirrors="connect_collection.test_collect_nested_type")
def collect_of_nested_values(spark):
    """Arrays are lists, maps are dicts, structs are rows."""
    row = spark.sql(
        "select array(named_struct('a', 1)) as l, map('k', array(1, null)) as m,"
        " named_struct('x', map(1, 'y')) as s"
    ).first()
    return {
        "row": row,
        "types": [type(row.l).__name__, type(row.m).__name__, type(row.s).__name__],
        "inner": type(row.l[0]).__name__,
    }


@case(mirrors="connect_collection.test_collect_binary_type")
def collect_of_binary(spark):
    """Binary values, empty and null."""
    frame = spark.sql("select * from values (x'00ff'), (x''), (null) as t(b)")
    rows = frame.collect()
    return {"frame": frame, "types": sorted(type(row.b).__name__ for row in rows)}


@case(mirrors="collection.test_to_local_iterator")
def local_iterator_yields_all_rows(spark):
    """The iterator gives what collect gives, also with prefetching."""
    frame = spark.range(0, 50, 1, 1)
    return {
        "rows": [row.id for row in frame.toLocalIterator()] == list(range(50)),
        "prefetched": sum(row.id for row in frame.toLocalIterator(prefetchPartitions=True)),
        "empty": list(frame.limit(0).toLocalIterator()),
    }


@case(mirrors="collection.test_to_local_iterator_not_fully_consumed")
def local_iterator_may_be_left(spark):
    """Leaving the iterator early does no harm to the session."""
    for row in spark.range(0, 1000, 1, 1).toLocalIterator():
        if row.id == 3:
            break
    return spark.range(2)


@case(mirrors="collection.test_to_pandas", needs=("pandas",))
def to_pandas_dtypes(spark):
    """The dtype of each column, and how nulls look."""
    frame = _mixed(spark).toPandas()
    return {
        "dtypes": {name: str(kind) for name, kind in frame.dtypes.items()},
        "nulls": {name: int(frame[name].isna().sum()) for name in frame.columns},
        "first": [str(value) for value in frame.iloc[0]],
    }


@case(mirrors="collection.test_to_pandas", needs=("pandas",))
def to_pandas_of_integers_without_nulls(spark):
    """Integers without nulls keep their width."""
    frame = spark.sql("select 1Y as a, 2S as b, 3 as c, 4L as d, 0.5F as e, true as f").toPandas()
    return {name: str(kind) for name, kind in frame.dtypes.items()}


@case(mirrors="collection.test_to_pandas_from_null_dataframe", needs=("pandas",))
def to_pandas_of_nulls_only(spark):
    """Columns that are null throughout."""
    frame = spark.sql(
        "select cast(null as tinyint) a, cast(null as int) b, cast(null as double) c,"
        " cast(null as boolean) d, cast(null as string) e, cast(null as timestamp) f"
    ).toPandas()
    return {name: str(kind) for name, kind in frame.dtypes.items()}


@case(mirrors="collection.test_to_pandas_from_empty_dataframe", needs=("pandas",))
def to_pandas_of_no_rows(spark):
    """An empty frame has its columns and dtypes."""
    frame = _mixed(spark).filter("i > 9").toPandas()
    return {
        "dtypes": {name: str(kind) for name, kind in frame.dtypes.items()},
        "shape": frame.shape,
        "index": len(frame.index),
    }


@case(mirrors="collection.test_to_pandas_with_duplicated_column_names", needs=("pandas",))
def to_pandas_with_duplicate_names(spark):
    """Two columns of one name are both there."""
    frame = spark.sql("select 1 as v, 'x' as v, 2.5D as w").toPandas()
    return {"columns": list(frame.columns), "values": [str(v) for v in frame.iloc[0]]}


@case(mirrors="collection.test_to_pandas_on_cross_join", needs=("pandas",))
def to_pandas_of_a_cross_join(spark):
    """Equal names from both sides of a product."""
    product = spark.range(2).crossJoin(spark.range(2)).toPandas()
    return {"columns": list(product.columns), "shape": product.shape}


@case(mirrors="collection.test_to_pandas_for_array_of_struct", since="4.0", needs=("pandas",))
def to_pandas_of_nested_values(spark):
    """Structs are rows by default; a configuration makes them dicts."""
    frame = spark.sql("select named_struct('x', 1) as s, map('k', 2) as m, array(3) as a")
    default = [type(value).__name__ for value in frame.toPandas().iloc[0]]
    spark.conf.set("spark.sql.execution.pandas.structHandlingMode", "dict")
    return {
        "default": default,
        "dict": [type(value).__name__ for value in frame.toPandas().iloc[0]],
        "value": str(frame.select("s").toPandas().iloc[0]["s"]),
    }


@case(mirrors="collection.test_to_pandas_from_mixed_dataframe", needs=("pandas",))
def to_pandas_values_survive(spark):
    """Values and missing values of a mixed frame, as text."""
    frame = spark.sql(
        "select * from values (1, 0.5F, 'x'), (null, null, null), (3, float('nan'), '')"
        " as t(i, f, s) order by s nulls first"
    ).toPandas()
    return [[str(value) for value in row] for row in frame.itertuples(index=False)]


@case(mirrors="arrow.test_arrow_round_trip")
def arrow_table_of_a_frame(spark, api):
    """Types, names and rows of the Arrow form."""
    table = api.to_arrow(_mixed(spark).drop("ts"))
    return {
        "columns": table.column_names,
        "types": [str(field.type) for field in table.schema],
        "rows": table.num_rows,
        "values": table.select(["i", "s", "b"]).to_pylist(),
    }


@case(mirrors="arrow.test_toArrow_empty_rows", since="4.0")
def to_arrow_of_nested_and_empty(spark):
    """Nested types, and a frame without rows."""
    frame = spark.sql("select array(1) as a, map('k', 1.5D) as m, named_struct('x', 'y') as s")
    return {
        "types": [str(field.type) for field in frame.toArrow().schema],
        "empty": [str(field.type) for field in frame.limit(0).toArrow().schema],
        "empty_rows": frame.limit(0).toArrow().num_rows,
    }


@case(mirrors="connect_collection.test_head", ordered=True)
def head_and_take_of_few_rows(spark, api):
    """Asking for more rows than there are; for none; for a negative number."""
    frame = spark.range(3).orderBy("id")
    return {
        "more": frame.take(10),
        "none": frame.head(0),
        "tail_more": frame.tail(10),
        "negative": api.error_of(lambda: frame.take(-1)),
    }


@case(mirrors="connect_basic.test_is_empty")
def emptiness_and_counts(spark):
    """`isEmpty` and `count` of frames with and without rows."""
    frame = spark.range(3)
    return {
        "no": frame.isEmpty(),
        "yes": frame.filter("id > 5").isEmpty(),
        "count": frame.count(),
        "zero": frame.limit(0).count(),
        "nulls": spark.sql("select null").isEmpty(),
    }


@case(mirrors="connect_basic.test_toJSON", since="4.0")
def rows_as_json(spark):
    """`toJSON` gives one text column."""
    return spark.sql("select 1 as a, 'é' as b, null as c, array(1.5) as d").toJSON()


@case(mirrors="connect_collection.test_collect_timestamp")
def timestamps_in_the_client_time_zone(spark):
    """Instants are the same whatever the session's zone is called."""
    results = {}
    for zone in ("UTC", "Asia/Kolkata", "America/Los_Angeles"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        results[zone] = spark.sql("select timestamp'2024-06-01 12:00:00Z' as t").first().t
    return results


@case(
    mirrors="collection.test_to_pandas_for_empty_df_with_nested_array_columns",
    since="4.0",
    needs=("pandas",),
)
def to_pandas_of_no_rows_with_nested_columns(spark):
    """Arrays of structs, arrays of arrays and maps without a single row."""
    if spark.version < "4":
        raise NotImplementedError("PySpark 3 crashes here and takes the whole process along")
    frame = spark.sql(
        "select array(named_struct('x', 1)) as s, array(array(1)) as l, map('k', array(1)) as m,"
        " named_struct('p', array(1)) as p where false"
    ).toPandas()
    return {"dtypes": {n: str(k) for n, k in frame.dtypes.items()}, "shape": frame.shape}


@case(mirrors="collection.test_to_local_iterator_prefetch", ordered=True)
def local_iterator_with_prefetching(spark):
    """Prefetching changes neither rows nor order, and may be given by position."""
    frame = spark.range(0, 40, 1, 4)
    plain = list(frame.toLocalIterator())
    return {
        "named": list(frame.toLocalIterator(prefetchPartitions=True)) == plain,
        "position": list(frame.toLocalIterator(True)) == plain,
        "collected": frame.collect() == plain,
        "first": next(iter(frame.toLocalIterator(True))),
    }


@case(mirrors="collection.test_to_pandas_avoid_astype", needs=("pandas",))
def to_pandas_of_integers_with_nulls(spark):
    """Integers that hold null become floats, texts stay, and values survive."""
    return spark.sql(
        "select * from values (1, 2Y, 'a', 4L), (null, null, null, null), (3, 1Y, 'c', 5L)"
        " as t(i, y, s, l) order by i nulls last"
    ).toPandas()


@case(mirrors="collection.test_collect_time", since="4.1")
def times_of_day(spark):
    """Times come as times of Python, in rows and nested."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    return spark.sql(
        "select time'01:02:03.456789' as t, array(time'00:00:00', null) as l,"
        " cast(null as time(6)) as n"
    )
