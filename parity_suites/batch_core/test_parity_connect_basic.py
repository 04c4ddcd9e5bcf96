"""Basics of a connected session: SQL, views, schemas, plans, and DataFrame text and attributes."""

from parity_suites.case import case


def _crew(spark):
    return spark.createDataFrame(
        [
            (1, "Ada", "math", 36.5),
            (2, "Grace", "navy", 85.0),
            (3, "Edsger", "math", None),
            (4, None, "navy", 41.25),
        ],
        "id int, name string, team string, score double",
    )


@case(mirrors="connect_basic.test_select_expr")
def select_expr_parses_sql(spark):
    """`selectExpr` takes SQL with aliases, casts and functions."""
    return _crew(spark).selectExpr("id + 1 as next", "cast(score as int)", "concat(team, '!') t")


@case(mirrors="connect_basic.test_with_metadata")
def with_metadata_reaches_the_schema(spark):
    """Metadata of a column is kept in the schema and through a select."""
    noted = _crew(spark).withMetadata("id", {"unit": "pcs", "max": 9, "tags": ["a", "b"]})
    return {"frame": noted.select("id"), "metadata": noted.schema["id"].metadata}


@case(mirrors="connect_basic.test_tail", ordered=True)
def tail_head_take_first(spark):
    """The row-returning actions of a sorted frame."""
    ordered = _crew(spark).sort("id")
    empty = ordered.filter("id > 99")
    return {
        "tail": ordered.tail(2),
        "head_one": ordered.head(),
        "head_n": ordered.head(1),
        "take": ordered.take(3),
        "first": ordered.first(),
        "first_of_none": empty.first(),
        "head_of_none": empty.head(2),
    }


@case(mirrors="connect_basic.test_join_condition_column_list_columns")
def join_on_a_list_of_conditions(spark):
    """A list of columns is their conjunction."""
    left = spark.createDataFrame([(1, "x"), (2, "y")], "k int, v string")
    right = spark.createDataFrame([(1, "x"), (2, "z")], "k2 int, v2 string")
    return left.join(right, [left.k == right.k2, left.v == right.v2], "left")


@case(mirrors="connect_basic.test_self_join")
def self_join_by_alias(spark, F):
    """Two aliases of one frame are told apart by qualified names."""
    crew = _crew(spark)
    return (
        crew.alias("l")
        .join(crew.alias("r"), F.expr("l.team = r.team and l.id < r.id"))
        .select("l.id", F.col("r.id").alias("other"))
    )


@case(mirrors="connect_basic.test_join_ambiguous_cols")
def ambiguous_name_after_a_join_is_an_error(spark, api):
    """A plain name that both sides have cannot be resolved."""
    left, right = spark.range(3), spark.range(2)
    joined = left.join(right, left["id"] == right["id"])
    return api.error_of(lambda: joined.select("id").collect())


@case(mirrors="connect_basic.test_schema")
def schema_columns_and_dtypes(spark):
    """The three views of a schema agree."""
    frame = spark.sql(
        "select 1Y as tiny, 2S as small, 3L as big, 1.25 as dec, date'2020-02-29' as d,"
        " x'00ff' as bin, cast(null as void) as nothing, array(1) as arr"
    )
    return {
        "schema": frame.schema,
        "json": frame.schema.json(),
        "columns": frame.columns,
        "dtypes": frame.dtypes,
        "repr": repr(frame),
    }


@case(mirrors="connect_basic.test_df_getattr_behavior")
def attribute_and_item_access(spark, api):
    """Names by attribute and item, numbers and lists by item; unknown names are errors."""
    crew = _crew(spark)
    return {
        "attribute": crew.select(crew.team, crew["id"]),
        "number": crew.select(crew[1]),
        "list": crew[["id", "team"]],
        "filter": crew[crew.id > 2],
        "no_attribute": api.error_of(lambda: crew.salary),
        "no_item": api.error_of(lambda: crew.select(crew["salary"]).collect()),
        "bad_item": api.error_of(lambda: crew[1.5]),
        "beyond": api.error_of(lambda: crew[9]),
    }


@case(mirrors="connect_basic.test_same_semantics")
def same_semantics_and_hash(spark, api):
    """Plans that differ only in names mean the same."""
    one, two = spark.range(5).selectExpr("id + 1 as x"), spark.range(5).selectExpr("id + 1 as y")
    return {
        "same": one.sameSemantics(two),
        "different": one.sameSemantics(spark.range(6)),
        "equal_hash": one.semanticHash() == two.semanticHash(),
        "not_a_frame": api.error_of(lambda: one.sameSemantics(1)),
    }


@case(mirrors="connect_basic.test_explain_string")
def explain_prints_the_asked_plans(spark, api):
    """Modes of `explain` differ in their headings; contradicting arguments are refused."""
    frame = spark.range(3).filter("id > 1")

    def headings(**options):
        text = api.printed(lambda: frame.explain(**options))
        return [line for line in text.splitlines() if line.startswith("==")]

    return {
        "simple": headings(),
        "extended": headings(extended=True),
        "mode": headings(mode="formatted"),
        "cost": headings(extended="cost"),
        "both": api.error_of(lambda: frame.explain(extended=True, mode="simple")),
        "bad_mode": api.error_of(lambda: frame.explain(mode="prose")),
    }


@case(mirrors="connect_basic.test_observe", since="4.0")
def observation_collects_metrics(spark, F, api):
    """Named metrics are there once the frame ran."""
    seen = api.Observation("dataframe_seen")
    frame = _crew(spark).observe(seen, F.count(F.lit(1)).alias("rows"), F.max("id").alias("top"))
    rows = frame.count()
    return {"rows": rows, "metrics": seen.get}
