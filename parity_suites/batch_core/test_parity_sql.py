"""`spark.sql` with arguments: by name, by position, as columns, literals and frames."""

from parity_suites.case import case


@case(mirrors="sql.test_simple")
def statements_give_frames(spark):
    """A query is lazy; a command runs at once."""
    spark.sql("CREATE OR REPLACE TEMP VIEW sql_simple AS SELECT 1 AS a, 'x' AS b")
    return {
        "query": spark.sql("SELECT 1 AS one, CAST(NULL AS INT) AS none"),
        "view": spark.sql("SELECT b, a FROM sql_simple"),
        "command": spark.sql("SET spark.sql.shuffle.partitions=3"),
    }


@case(mirrors="sql.test_args_dict")
def named_arguments(spark, F):
    """Numbers, text, null and columns by name."""
    query = "SELECT * FROM range(10) WHERE id > :low AND id < :high"
    return {
        "numbers": spark.sql(query, args={"low": 6, "high": 9}),
        "columns": spark.sql(query, args={"low": F.lit(6), "high": F.lit(8)}),
        "types": spark.sql(
            "SELECT :a AS a, :b AS b, :c AS c", args={"a": "x", "b": 2.5, "c": None}
        ),
    }


@case(mirrors="sql.test_args_list", since="3.5")
def positional_arguments(spark, F):
    """Question marks in order."""
    query = "SELECT * FROM range(10) WHERE id > ? AND id < ?"
    return {
        "numbers": spark.sql(query, args=[6, 9]),
        "columns": spark.sql(query, args=[F.lit(6), F.lit(8)]),
        "dates": spark.sql("SELECT ? AS d, ? AS t", args=[_date(), "x"]),
    }


def _date():
    import datetime

    return datetime.date(2024, 2, 29)


@case(mirrors="sql.test_args_list", since="4.0")
def arguments_of_collections(spark, F):
    """Arrays, maps and structs as columns."""
    return {
        "array": spark.sql(
            "SELECT element_at(:a, 2) AS v", args={"a": F.array(F.lit(1), F.lit(2))}
        ),
        "map": spark.sql("SELECT :m['k'] AS v", args={"m": F.create_map(F.lit("k"), F.lit("v"))}),
        "struct": spark.sql("SELECT ?.a AS v", args=[F.struct(F.lit(7).alias("a"))]),
    }


@case(mirrors="sql.test_args_dict")
def arguments_that_do_not_fit(spark, api):
    """A missing name, an unused one, and what is no collection."""
    return {
        "missing": api.error_of(lambda: spark.sql("SELECT :a", args={"b": 1}).collect()),
        "unused": spark.sql("SELECT 1 AS one", args={"b": 1}).collect(),
        "set": api.error_of(lambda: spark.sql("SELECT ?", args={1, 2})),
        "text": api.error_of(lambda: spark.sql("SELECT ?", args="x")),
    }


@case(mirrors="sql.test_kwargs_literal")
def braces_with_literals(spark):
    """A keyword stands where its braces are, as a literal."""
    return {
        "number": spark.sql("SELECT {n} AS n", n=7),
        "text": spark.sql("SELECT {t} AS t", t="it's"),
        "filter": spark.sql("SELECT * FROM range(9) WHERE id > {low}", low=6),
    }


@case(mirrors="sql.test_kwargs_literal_multiple_ref")
def braces_with_one_literal_twice(spark):
    """A keyword may be used several times."""
    return spark.sql("SELECT {a} AS a, {b} AS b, {a} + {b} AS c", a=1, b=2)


@case(mirrors="sql.test_kwargs_dataframe", since="4.0")
def braces_with_frames(spark):
    """A frame stands for a table."""
    one, two = spark.range(3), spark.range(1, 5)
    return {
        "one": spark.sql("SELECT id * 2 AS d FROM {t}", t=one),
        "join": spark.sql("SELECT a.id FROM {a} a JOIN {b} b ON a.id = b.id", a=one, b=two),
    }


@case(mirrors="sql.test_kwargs_dataframe_with_column", since="4.0")
def braces_with_columns_of_frames(spark):
    """A column of the frame stands for its name."""
    frame = spark.createDataFrame([(1, 4), (2, 5)], "a int, b int")
    return spark.sql("SELECT {f[a]}, sum({f[b]}) AS s FROM {f} GROUP BY {f[a]}", f=frame)


@case(mirrors="sql.test_nested_view", since="4.0")
def braces_with_frames_of_views(spark):
    """The frame may read a view itself."""
    spark.range(4).createOrReplaceTempView("sql_nested")
    return spark.sql("SELECT max(id) AS top FROM {v}", v=spark.sql("SELECT id FROM sql_nested"))


@case(mirrors="sql.test_nested_dataframe", since="4.0")
def braces_in_braces(spark):
    """A frame made by `sql` with a frame is used by `sql` again."""
    inner = spark.sql("SELECT id, id + 1 AS next FROM {t}", t=spark.range(2))
    return spark.sql("SELECT next FROM {i} WHERE id > {low}", i=inner, low=0)


@case(mirrors="sql.test_lit_time", since="4.1")
def times_in_sql(spark):
    """TIME literals of SQL and as arguments."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    import datetime

    return {
        "literal": spark.sql("SELECT TIME'10:11:12.131415' AS t"),
        "argument": spark.sql("SELECT :t AS t", args={"t": datetime.time(1, 2, 3)}),
    }
