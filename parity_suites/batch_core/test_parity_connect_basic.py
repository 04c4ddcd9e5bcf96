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
        "bad_item": api.error_of(lambda: crew[1.5]),
        "beyond": api.error_of(lambda: crew[9]),
    }


@case(mirrors="connect_basic.test_df_getattr_behavior", since="4.1")
def an_unknown_item_fails_when_it_is_used(spark, api):
    """`frame["salary"]` asks nobody; the server refuses the query that uses it."""
    crew = _crew(spark)
    salary = crew["salary"]
    return {"item": str(salary), "use": api.error_of(lambda: crew.select(salary).collect())}


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


# --- SQL with arguments -----------------------------------------------------------------------


@case(mirrors="connect_basic.test_sql")
def sql_text(spark):
    """Queries, common table expressions, and inline tables."""
    return {
        "values": spark.sql("select * from values (1, 'x'), (2, null) as t(a, b)"),
        "cte": spark.sql("with n as (select id from range(4)) select sum(id) as s from n"),
        "subquery": spark.sql("select id from range(5) where id > (select avg(id) from range(5))"),
    }


@case(mirrors="connect_basic.test_sql_with_named_args", since="3.5")
def sql_with_named_arguments(spark, api):
    """Values of a dict fill `:name`; values stay values."""
    import datetime

    return {
        "filter": spark.sql("select id from range(10) where id > :low", args={"low": 7}),
        "types": spark.sql(
            "select :t as t, :d as d, :f as f, :n as n",
            {"t": "it's", "d": datetime.date(2024, 5, 6), "f": 2.5, "n": None},
        ),
        "missing": api.error_of(lambda: spark.sql("select :a", {"b": 1}).collect()),
    }


@case(mirrors="connect_basic.test_sql_with_pos_args", since="3.5")
def sql_with_positional_arguments(spark, api):
    """Values of a list fill the question marks in order."""
    return {
        "two": spark.sql("select ? as a, ? + 1 as b", args=["x", 41]),
        "too_few": api.error_of(lambda: spark.sql("select ?, ?", [1]).collect()),
    }


@case(mirrors="sql.test_args_dict", since="4.0")
def sql_arguments_that_are_columns(spark, F):
    """Arguments may be literal columns, arrays and maps among them."""
    return spark.sql(
        "select element_at(:m, 'k') as k, :a[1] as a",
        args={
            "m": F.create_map(F.lit("k"), F.lit(5)),
            "a": F.array(F.lit("p"), F.lit("q")),
        },
    )


@case(mirrors="connect_basic.test_sql_with_invalid_args", since="3.5")
def sql_refuses_wrong_arguments(spark, api):
    """Arguments are a dict or a list, nothing else."""
    return {
        "number": api.error_of(lambda: spark.sql("select 1", args=5)),
        "object": api.error_of(lambda: spark.sql("select :a", args={"a": object()})),
    }


@case(mirrors="sql.test_kwargs_dataframe", since="4.0")
def sql_over_frames_by_keyword(spark):
    """Frames given by keyword can be named in the text."""
    left = spark.createDataFrame([(1, "a"), (2, "b")], "k int, v string")
    return spark.sql("select v from {pairs} where k = :k", args={"k": 2}, pairs=left)


@case(mirrors="connect_basic.test_sql_with_command")
def sql_commands_run_at_once(spark):
    """A command has run when `sql` returns, and its result is a frame."""
    shown = spark.sql("set spark.sql.connect_basic_made_up = 7")
    made = spark.sql("create temporary view connect_basic_made as select 3 as n")
    return {"set": shown, "made": made.collect(), "view": spark.table("connect_basic_made")}


# --- session ----------------------------------------------------------------------------------


@case(mirrors="conf.test_conf")
def runtime_configuration(spark, api):
    """Setting, reading with default, unsetting, and what cannot be modified."""
    conf = spark.conf
    key = "spark.sql.shuffle.partitions"
    conf.set(key, 13)
    first = conf.get(key)
    conf.set("spark.connect_basic.own", "yes")
    return {
        "set": first,
        "own": conf.get("spark.connect_basic.own"),
        "default": conf.get("spark.connect_basic.none", "fallback"),
        "none": conf.get("spark.connect_basic.none", None),
        "modifiable": (conf.isModifiable(key), conf.isModifiable("spark.master")),
        "unknown": api.error_of(lambda: conf.get("spark.connect_basic.none")),
        "not_text": api.error_of(lambda: conf.get(5)),
    }


@case(mirrors="conf.test_conf_with_python_objects")
def configuration_values_of_python(spark, api):
    """Booleans and numbers are written as text; other values are refused."""
    conf = spark.conf
    conf.set("spark.connect_basic.flag", True)
    conf.set("spark.connect_basic.number", 5)
    texts = (conf.get("spark.connect_basic.flag"), conf.get("spark.connect_basic.number"))
    conf.unset("spark.connect_basic.flag")
    return {
        "texts": texts,
        "unset": conf.get("spark.connect_basic.flag", "gone"),
        "list": api.error_of(lambda: conf.set("spark.connect_basic.list", [1])),
    }


@case(mirrors="conf.test_get_all", since="4.0")
def all_of_the_configuration(spark):
    """`getAll` is a mapping that has what was set."""
    spark.conf.set("spark.connect_basic.mine", "here")
    everything = spark.conf.getAll
    return everything["spark.connect_basic.mine"]


@case(mirrors="connect_basic.test_version")
def version_is_text_with_three_parts(spark):
    """`version` is the server's."""
    return len(spark.version.split("-")[0].split("."))


@case(mirrors="connect_basic.test_range")
def ranges_of_each_form(spark):
    """End only; start and end; step up and down; empty."""
    return {
        "end": spark.range(3),
        "bounds": spark.range(5, 8),
        "step": spark.range(0, 10, 4),
        "down": spark.range(3, 0, -1, 2),
        "empty": spark.range(3, 3),
    }


@case(mirrors="connect_basic.test_create_session_local_temp_view")
def temp_views_are_of_one_session(spark, api, tmp):
    """A local view is seen by its session; a global one by its database."""
    shared = "shared_" + tmp.name.replace("-", "_")  # all clients of a server see global views
    spark.range(2).createTempView("connect_basic_local")
    spark.range(3).createOrReplaceGlobalTempView(shared)
    seen = {
        "local": spark.table("connect_basic_local"),
        "global": spark.table(f"global_temp.{shared}").collect(),
        "twice": type(api.error_of(lambda: spark.range(1).createGlobalTempView(shared))).__name__,
        "no_prefix": type(api.error_of(lambda: spark.table(shared).schema)).__name__,
    }
    spark.catalog.dropGlobalTempView(shared)
    return seen


@case(mirrors="connect_basic.test_subquery_alias")
def aliases_qualify_names(spark):
    """After `alias` a column may be named through it."""
    return spark.range(3).alias("r").select("r.id").filter("r.id > 0")


@case(mirrors="connect_basic.test_is_local")
def local_and_streaming_flags(spark):
    """Whether a frame is local and whether it streams."""
    return {"range": spark.range(1).isLocal(), "streaming": spark.range(1).isStreaming}


@case(mirrors="connect_basic.test_simple_transform")
def transform_passes_the_frame_on(spark, F):
    """`transform` calls a function with the frame and more arguments."""

    def scaled(frame, factor, *, name="scaled"):
        return frame.withColumn(name, F.col("id") * factor)

    return spark.range(3).transform(scaled, 10).transform(scaled, factor=3, name="three")


@case(mirrors="dataframe.test_with_columns")
def chained_operations_build_one_plan(spark, F):
    """A long chain of operations is one query."""
    frame = spark.range(100)
    for step in range(30):
        frame = frame.withColumn(f"c{step}", F.col("id") + step).filter(F.col("id") % 97 >= 0)
    return frame.agg(F.sum("c29").alias("s"), F.count("*").alias("n"))


# --- missing values and statistics ------------------------------------------------------------


def _gaps(spark):
    rows = [("a", 1, 0.5), ("b", None, float("nan")), (None, 3, None), (None, None, None)]
    return spark.createDataFrame(rows, "s string, n int, x double")


@case(mirrors="connect_stat.test_fill_na")
def missing_values_are_filled(spark, api):
    """By type, by subset and by dict; also through `na`."""
    gaps = _gaps(spark)
    return {
        "number": gaps.fillna(0),
        "text": gaps.na.fill("none", subset=["s", "n"]),
        "dict": gaps.fillna({"n": -1, "s": "?"}),
        "boolean": spark.createDataFrame([(None,)], "b boolean").na.fill(True),
        "refused": api.error_of(lambda: gaps.fillna([1])),
        "unknown": api.error_of(lambda: gaps.fillna({"zz": 1}).collect()),
    }


@case(mirrors="connect_stat.test_drop_na")
def rows_with_missing_values_are_dropped(spark, api):
    """Any, all, a threshold, and a subset."""
    gaps = _gaps(spark)
    return {
        "any": gaps.dropna(),
        "all": gaps.dropna("all"),
        "threshold": gaps.na.drop(thresh=2),
        "subset": gaps.na.drop(subset=["n"]),
        "refused": api.error_of(lambda: gaps.dropna(how="some")),
    }


@case(mirrors="connect_stat.test_replace")
def values_are_replaced(spark, api):
    """One by one, list by list, by dict, and by null."""
    gaps = _gaps(spark)
    return {
        "one": gaps.replace("a", "A"),
        "lists": gaps.replace([1, 3], [10, 30], "n"),
        "dict": gaps.na.replace({"a": "x", "b": None}, subset=["s"]),
        "lengths": api.error_of(lambda: gaps.replace([1, 2], [3])),
        "mixed": api.error_of(lambda: gaps.replace({"a": 1})),
        "no_value": api.error_of(lambda: gaps.replace("a")),
    }


@case(mirrors="connect_stat.test_describe", ordered=True)
def descriptions_of_columns(spark):
    """`describe` and `summary` of all and of some columns."""
    gaps = spark.createDataFrame([("a", 1), ("b", 3), (None, 2)], "s string, n int")
    return {
        "describe": gaps.describe(),
        "some": gaps.describe("n"),
        "summary": gaps.summary("count", "min", "50%", "max"),
    }


@case(mirrors="connect_stat.test_stat_corr")
def covariance_correlation_and_quantiles(spark, api):
    """Statistics of pairs, and quantiles of one and many columns."""
    pairs = spark.createDataFrame([(1, 2.0), (2, 4.0), (3, 6.0)], "a int, b double")
    return {
        "cov": pairs.cov("a", "b"),
        "corr": round(pairs.stat.corr("a", "b"), 9),
        "quantiles": pairs.approxQuantile("b", [0.0, 0.5, 1.0], 0.0),
        "many": pairs.stat.approxQuantile(["a", "b"], [0.5], 0.0),
        "method": api.error_of(lambda: pairs.corr("a", "b", "spearman")),
        "probability": api.error_of(lambda: pairs.approxQuantile("a", [2.0], 0.1)),
    }


@case(mirrors="connect_stat.test_stat_freq_items")
def tables_of_counts(spark):
    """Cross tabulation and frequent items."""
    pairs = spark.createDataFrame([("x", 1), ("x", 1), ("y", 2)], "k string, n int")
    return {"crosstab": pairs.crosstab("k", "n"), "frequent": pairs.freqItems(["k"], 0.9)}


@case(mirrors="connect_stat.test_stat_sample_by")
def stratified_samples(spark, F, api):
    """Fractions by key; keys without one are left out."""
    keyed = spark.range(0, 60, 1, 1).select("id", (F.col("id") % 3).alias("k"))
    return {
        "sample": keyed.sampleBy("k", {0: 1.0, 1: 0.25}, seed=3),
        "refused": api.error_of(lambda: keyed.sampleBy("k", {None: 0.5}, seed=3)),
    }
