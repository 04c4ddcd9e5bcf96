"""Query contexts of errors: which call of the program, or which piece of SQL, is to blame."""

from parity_suites.case import case


def _ansi(spark):
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return spark.range(0, 10, 1, 1)


def _contexts(error):
    """All that the contexts of an error tell; what they refuse to tell is left out."""
    told = []
    for context in error.getQueryContext():
        entry = {"type": str(context.contextType()), "fragment": context.fragment()}
        for name in ("objectType", "objectName", "startIndex", "stopIndex"):
            try:
                entry[name] = getattr(context, name)()
            except Exception as refused:
                entry[name] = type(refused).__name__
        told.append(entry)
    return told


def _both(api, action):
    """The error with its call sites, which the lab tells by lines of the case, and its parts."""
    error = api.error_of(action)
    return {"error": error, "contexts": _contexts(error)}


@case(
    mirrors="dataframe_query_context.test_dataframe_query_context",
    since="4.0",
    params={
        name: {"make": name}
        for name in (
            "divide",
            "divide_by_column",
            "remainder",
            "add",
            "subtract",
            "multiply",
            "negate",
            "cast",
            "cast_date",
            "try_arithmetic",
            "getitem",
            "comparison",
            "substr",
            "between",
        )
    },
    errors_in=("*",),
)
def the_operator_to_blame(spark, F, api, make):
    """Operators and methods of columns leave their name and line."""
    frame = _ansi(spark)
    big = F.lit(9223372036854775807)
    columns = {
        "divide": lambda: F.col("id") / 0,
        "divide_by_column": lambda: F.lit(1) / frame.id,
        "remainder": lambda: frame["id"] % 0,
        "add": lambda: frame.id + big,
        "subtract": lambda: -frame.id - big - 2,
        "multiply": lambda: (frame.id + 2) * big,
        "negate": lambda: -(F.lit(-9223372036854775807) - 1),
        "cast": lambda: F.lit("word").cast("int"),
        "cast_date": lambda: F.lit("word").cast("date"),
        "try_arithmetic": lambda: F.lit("word").astype("double") + 1,
        "getitem": lambda: F.array(F.lit(1))[frame.id + 7],
        "comparison": lambda: F.lit("word") > frame.id,
        "substr": lambda: F.lit("word").substr(F.lit("x"), F.lit(1)),
        "between": lambda: frame.id.between(0, F.lit("word")),
    }
    column = columns[make]()
    return _both(api, lambda: frame.select(column).collect())


def _halve(column, zero):
    return column / zero


@case(mirrors="dataframe_query_context.test_dataframe_query_context", since="4.0", errors_in=("*",))
def the_line_of_a_helper_function(spark, F, api):
    """The innermost line of the program counts, not the one that calls it."""
    frame = _ansi(spark)
    column = _halve(F.col("id"), 0)
    return _both(api, lambda: frame.withColumn("x", column).collect())


@case(mirrors="dataframe_query_context.test_dataframe_query_context", since="4.0", errors_in=("*",))
def the_first_of_several_candidates(spark, F, api):
    """Only the expression that failed is named."""
    frame = _ansi(spark)
    fine = F.col("id") / 2
    wrong = F.col("id") / (F.col("id") * 0)
    return {
        "select": _both(api, lambda: frame.select(fine, wrong).collect()),
        "filter": _both(api, lambda: frame.filter(wrong > 1).collect()),
        "nested": _both(api, lambda: frame.select((fine + wrong) * 2).collect()),
        "aggregate": _both(api, lambda: frame.groupBy().agg(F.sum(wrong)).collect()),
    }


@case(mirrors="dataframe_query_context.test_dataframe_query_context", since="4.0", errors_in=("*",))
def functions_leave_no_context(spark, F, api):
    """Functions are sent without origin, so the context is empty."""
    frame = _ansi(spark)
    return {
        "to_date": _both(api, lambda: frame.select(F.to_date(F.lit("word"))).collect()),
        "element_at": _both(
            api, lambda: frame.select(F.element_at(F.array(F.lit(1)), 5)).collect()
        ),
    }


@case(
    mirrors="dataframe_query_context.test_dataframe_query_context_col",
    since="4.0",
    errors_in=("*",),
)
def the_column_to_blame(spark, F, api):
    """Names that do not resolve point at where the column was made."""
    frame = _ansi(spark)
    missing = F.col("nope")
    return {
        "col": _both(api, lambda: frame.select(missing).collect()),
        "column": _both(api, lambda: frame.select(F.column("nope")).collect()),
        "name": _both(api, lambda: frame.select("nope").collect()),
        "operator": _both(api, lambda: frame.select(missing + 1).collect()),
        "filter": _both(api, lambda: frame.filter(F.col("nope") > 1).collect()),
        "sort": _both(api, lambda: frame.sort("nope").collect()),
        "group": _both(api, lambda: frame.groupBy("nope").count().collect()),
        "aggregate": _both(api, lambda: frame.agg(F.max("nope")).collect()),
        "with_column": _both(api, lambda: frame.withColumn("x", F.col("nope")).collect()),
        "star": _both(api, lambda: frame.select("nope.*").collect()),
        "function": _both(api, lambda: frame.select(F.upper("nope")).collect()),
    }


@case(
    mirrors="dataframe_query_context.test_dataframe_query_context_col",
    since="4.2",
    errors_in=("*",),
)
def bound_columns_to_blame(spark, F, api):
    """Columns of a frame, by attribute and by item, alone and in operators."""
    frame = _ansi(spark)
    attribute = frame.nope  # outside, so that a client that refuses it itself fails the case
    found = {
        "attribute": _contexts_or_none(api, lambda: frame.select(attribute).collect()),
        "item": _contexts_or_none(api, lambda: frame.select(frame["nope"]).collect()),
        "operator": _both(api, lambda: frame.select(attribute + 1).collect()),
    }
    # Apart, so that an error of another condition is told as an error.
    return {f"{name}_{part}": told[part] for name, told in found.items() for part in told}


def _contexts_or_none(api, action):
    error = api.error_of(action)
    return {"error": error, "count": len(error.getQueryContext() or [])}


@case(
    mirrors="dataframe_query_context.test_sql_query_context",
    since="4.0",
    params={
        "arithmetic": {"text": "select 1, 10 / (id * 0) as x from range(2)"},
        "cast": {"text": "select\n  cast('word' as int) as n"},
        "column": {"text": "select id,\n nope from range(1)"},
        "table": {"text": "select * from context_nobody"},
        "function": {"text": "select nope(1)"},
        "group": {"text": "select id, count(*) from range(1)"},
        "array": {"text": "select array(1)[5]"},
        "subquery": {"text": "select (select id from range(2)) as x"},
        "view": {"text": "select * from (select 1 / 0 as z)"},
    },
    errors_in=("*",),
)
def the_piece_of_sql_to_blame(spark, api, text):
    """Where in the text it starts and stops, and what it says."""
    _ansi(spark)
    return _both(api, lambda: spark.sql(text).collect())


@case(mirrors="dataframe_query_context.test_sql_query_context", since="4.0", errors_in=("*",))
def expressions_of_sql_in_frames(spark, F, api):
    """Pieces of SQL inside of DataFrame calls."""
    frame = _ansi(spark)
    return {
        "expr": _both(api, lambda: frame.select(F.expr("id / 0")).collect()),
        "select_expr": _both(api, lambda: frame.selectExpr("1", "id / 0 as x").collect()),
        "filter": _both(api, lambda: frame.filter("id / 0 > 1").collect()),
        "unresolved": _both(api, lambda: frame.selectExpr("nope + 1").collect()),
    }


@case(mirrors="dataframe_query_context.test_sql_query_context", since="4.0", errors_in=("*",))
def views_are_named_in_contexts(spark, api):
    """The object is the view that the text belongs to."""
    _ansi(spark)
    spark.sql("create or replace temp view context_view as select id / 0 as x from range(1)")
    return _both(api, lambda: spark.table("context_view").collect())


@case(mirrors="dataframe_query_context.test_query_context_complex", since="4.0", errors_in=("*",))
def contexts_of_sql_below_frames(spark, F, api):
    """Errors of SQL and of calls in one query keep their own kind."""
    _ansi(spark)
    frame = spark.sql("select id, id / (id * 0) as bad, 'word' as t from range(3)")
    fine = spark.sql("select id, 'word' as t from range(3)")
    return {
        "sql": _both(api, lambda: frame.select(F.col("bad") + 1).collect()),
        "call": _both(api, lambda: fine.select(fine.t.cast("int")).collect()),
        "call_over_view": _both(api, lambda: fine.withColumn("n", F.col("id") % 0).collect()),
    }


@case(mirrors="dataframe_query_context.test_query_context_complex", since="4.0", errors_in=("*",))
def contexts_can_be_switched_off(spark, F, api):
    """A setting of the server keeps them back."""
    frame = _ansi(spark)
    spark.conf.set("spark.sql.dataFrameQueryContext.enabled", "false")
    return _both(api, lambda: frame.select(F.col("id") / 0).collect())


@case(mirrors="dataframe_query_context.test_query_context_complex", since="4.0", errors_in=("*",))
def errors_without_contexts(spark, F, api):
    """Errors of the client and of the parser have none."""
    parse = api.error_of(lambda: spark.sql("selec 1").collect())
    client = api.error_of(lambda: F.greatest("one"))
    return {
        "parse": len(parse.getQueryContext() or []),
        "client": len(client.getQueryContext() or []),
    }
