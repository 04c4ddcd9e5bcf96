"""Rows brought to the client one way or another: first, head, take, tail, iterators, pandas."""

from parity_suites.case import case


def _letters(spark):
    return spark.createDataFrame(
        [(3, "c", 0.5), (1, "a", None), (2, None, float("nan"))], "n int, t string, x double"
    ).orderBy("n")


@case(mirrors="connect_collection.test_first", ordered=True)
def the_first_row(spark, api):
    """A row, or None where there is none."""
    frame = _letters(spark)
    return {
        "first": frame.first(),
        "head": frame.head(),
        "of_none": frame.limit(0).first(),
        "head_of_none": frame.limit(0).head(),
        "of_nulls": spark.sql("select null as n").first(),
        "no_columns": spark.range(1).select().first(),
        "failing": api.error_of(lambda: frame.select("nope").first()),
    }


@case(mirrors="connect_collection.test_take", ordered=True)
def the_first_rows(spark, api):
    """None, one, some, more than there are."""
    frame = _letters(spark)
    return {
        **{f"take_{n}": frame.take(n) for n in (0, 1, 2, 9)},
        **{f"head_{n}": frame.head(n) for n in (0, 1, 2, 9)},
        **{f"tail_{n}": frame.tail(n) for n in (0, 1, 2, 9)},
        "kind": type(frame.head(1)).__name__,
        "negative": api.error_of(lambda: frame.head(-1)),
        "of_none": frame.limit(0).take(2),
    }


@case(mirrors="connect_collection.test_head", ordered=True)
def the_first_rows_of_other_numbers(spark, api):
    """Text, fractions and flags are no numbers of rows."""
    frame = _letters(spark)
    return {
        "text": type(api.error_of(lambda: frame.head("1"))).__name__,
        "float": type(api.error_of(lambda: frame.take(1.5))).__name__,
        "none": frame.head(None),
        "flag": type(api.error_of(lambda: frame.head(True))).__name__,
    }


@case(mirrors="connect_collection.test_to_local_iterator_binary_type", ordered=True)
def iterators_of_binary_and_nested_values(spark):
    """The values are those of `collect`."""
    frame = spark.sql("select x'00ff' as b, array(x'01', null) as l, map('k', x'02') as m")
    rows = list(frame.toLocalIterator())
    return {
        "rows": rows,
        "as_collected": rows == frame.collect(),
        "types": [type(value).__name__ for value in rows[0]],
        "none": list(frame.limit(0).toLocalIterator()),
    }


@case(mirrors="connect_collection.test_collect_binary_type")
def binary_values_as_configured(spark):
    """Bytes by default, bytearrays where a setting wants them."""
    told = {}
    for flag in ("true", "false"):
        spark.conf.set("spark.sql.execution.pyspark.binaryAsBytes", flag)
        row = spark.sql("select x'00ff' as b, array(x'01') as l, struct(x'02' as c) as s").first()
        told[flag] = [row.b, row.l, row.s, type(row.b).__name__, type(row.s.c).__name__]
    return told


@case(mirrors="connect_collection.test_to_pandas", needs=("pandas",))
def pandas_beside_collect(spark):
    """The same values, null and NaN being one in a column of numbers."""
    frame = _letters(spark)
    made = frame.toPandas()
    return {
        "made": made,
        "filtered": frame.filter("n > 5").toPandas().shape,
        "no_columns": spark.range(2).select().toPandas().shape,
        "count": len(made) == frame.count(),
    }


@case(mirrors="connect_collection.test_collect_timestamp", ordered=True)
def timestamps_of_both_kinds(spark):
    """With and without zone, before the epoch and at the edges of a day."""
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    return spark.sql(
        "select * from values"
        " (1, timestamp'2024-03-10 01:59:59', timestamp_ntz'2024-03-10 02:30:00'),"
        " (2, timestamp'1969-12-31 23:59:59.999999', timestamp_ntz'1900-01-01 00:00:00'),"
        " (3, null, null), (4, timestamp'2024-11-03 01:30:00Z', timestamp_ntz'9999-12-31 23:59:59')"
        " as t(n, z, l) order by n"
    ).collect()


@case(mirrors="connect_collection.test_collect", ordered=True)
def rows_know_their_names(spark, Row):
    """Rows answer by name, position and attribute, and compare with rows of Python."""
    row = spark.sql("select 1 as a, 'x' as `b c`, named_struct('d', 2) as s").first()
    return {
        "by_name": row["b c"],
        "by_position": row[0],
        "by_attribute": row.s.d,
        "dict": row.asDict(),
        "deep": row.asDict(True),
        "in": ("a" in row, "z" in row),
        "equal": row == Row(a=1, b="x", s=Row(d=2)),
        "repr": repr(row),
    }


@case(mirrors="connect_collection.test_collect_nested_type", ordered=True)
def deeply_nested_values(spark):
    """Structs in arrays in maps in structs, with nulls at every level."""
    return spark.sql(
        "select named_struct('m', map('k', array(named_struct('x', 1, 'y', null), null))) as s,"
        " array(array(1, null), null) as l, map(1, map('a', null)) as mm,"
        " cast(null as struct<a: array<int>>) as n, array() as e, map() as em"
    ).collect()
