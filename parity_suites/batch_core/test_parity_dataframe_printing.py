"""What a DataFrame prints: `show`, `repr`, HTML, schema trees, plans, completion."""

from parity_suites.case import case

WIDE = "a text that is a good deal longer than twenty characters"


def _mixed(spark):
    return spark.createDataFrame(
        [(1, WIDE, None), (2, "", 2.5), (3, "日本語", float("nan"))], "n int, t string, x double"
    ).orderBy("n")


# --- show -------------------------------------------------------------------------------------


@case(
    mirrors="dataframe.test_df_show",
    params={
        "none": {"options": {"n": 0}},
        "negative": {"options": {"n": -1}},
        "more": {"options": {"n": 100}},
        "two_cut": {"options": {"n": 2, "truncate": 5}},
        "cut_zero": {"options": {"truncate": 0}},
        "cut_one": {"options": {"truncate": 1}},
        "cut_three": {"options": {"truncate": 3}},
        "cut_four": {"options": {"truncate": 4}},
        "cut_negative": {"options": {"truncate": -5}},
        "cut_text": {"options": {"truncate": "6"}},
        "vertical": {"options": {"vertical": True}},
        "vertical_cut": {"options": {"vertical": True, "truncate": 4}},
        "vertical_whole": {"options": {"vertical": True, "truncate": False}},
        "vertical_one": {"options": {"n": 1, "vertical": True}},
        "vertical_none": {"options": {"n": 0, "vertical": True}},
    },
)
def show_in_every_form(spark, api, options):
    """Number of rows, width of cells, table or list."""
    return api.printed(lambda: _mixed(spark).show(**options))


@case(mirrors="dataframe.test_df_show")
def show_of_every_kind_of_value(spark, api):
    """Nested values, binary, dates, intervals, null, and names that need care."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select array(1, null) as l, map('k', 1.5D) as m, named_struct('x', 1, 'y', 'z') as s,"
        " x'00ff' as b, date'2024-02-29' as d, timestamp'2024-02-29 01:02:03.5' as ts,"
        " 1.10BD as dec, true as `a.b`, null as `null`, interval '1' day as i"
    )
    return {
        "table": api.printed(lambda: frame.show(truncate=False)),
        "list": api.printed(lambda: frame.show(vertical=True)),
        "cut": api.printed(lambda: frame.show(truncate=2)),
    }


@case(mirrors="dataframe.test_df_show")
def show_of_empty_and_columnless_frames(spark, api):
    """No rows, no columns, neither."""
    frame = spark.range(2)
    return {
        "no_rows": api.printed(lambda: frame.limit(0).show()),
        "no_rows_vertical": api.printed(lambda: frame.limit(0).show(vertical=True)),
        "no_columns": api.printed(lambda: frame.select().show()),
        "neither": api.printed(lambda: frame.select().limit(0).show()),
        "duplicates": api.printed(lambda: spark.sql("select 1 as a, 2 as a").show()),
    }


@case(
    mirrors="dataframe.test_df_show",
    params={
        "n_text": {"options": {"n": "5"}},
        "n_bool": {"options": {"n": True}},
        "n_float": {"options": {"n": 2.5}},
        "n_none": {"options": {"n": None}},
        "truncate_text": {"options": {"truncate": "wide"}},
        "truncate_none": {"options": {"truncate": None}},
        "truncate_list": {"options": {"truncate": [1]}},
        "truncate_float": {"options": {"truncate": 3.7}},
        "vertical_text": {"options": {"vertical": "yes"}},
        "vertical_int": {"options": {"vertical": 1}},
        "vertical_none": {"options": {"vertical": None}},
    },
)
def show_with_odd_arguments(spark, api, options):
    """Each argument is checked; what passes is printed."""
    said = []
    error = api.error_of(lambda: said.append(api.printed(lambda: spark.range(1).show(**options))))
    return {"error": error, "printed": said}


@case(mirrors="dataframe.test_df_show")
def show_of_a_frame_that_does_not_resolve(spark, api):
    """The error of the query, before anything is printed."""
    return {
        "column": api.error_of(lambda: spark.range(1).select("nope").show()),
        "runtime": api.error_of(lambda: spark.sql("select raise_error('stop') as x").show()),
    }


# --- repr and HTML ----------------------------------------------------------------------------


@case(mirrors="dataframe.test_repr_behaviors")
def repr_tells_names_and_types(spark):
    """Without eager evaluation nothing is executed."""
    nested = spark.sql(
        "select 1 as a, array(named_struct('x', 1.5BD)) as l, map('k', date'2024-01-01') as m"
    )
    return {
        "range": repr(spark.range(1)),
        "nested": repr(nested),
        "no_columns": repr(spark.range(1).select()),
        "duplicates": repr(spark.sql("select 1 as a, 'x' as a")),
        "failing_rows": repr(spark.sql("select cast(raise_error('late') as int) as x")),
        "html": spark.range(1)._repr_html_(),
    }


@case(mirrors="dataframe.test_repr_behaviors")
def repr_of_a_frame_that_does_not_resolve(spark, api):
    """Only the types are asked for, and that fails."""
    return api.error_of(lambda: repr(spark.range(1).select("nope")))


@case(mirrors="dataframe.test_repr_behaviors", since="3.5")
def eager_evaluation_prints_rows(spark):
    """Switched on, `repr` is the table and HTML is there."""
    spark.conf.set("spark.sql.repl.eagerEval.enabled", "true")
    frame = _mixed(spark)
    return {
        "text": repr(frame),
        "str": str(frame),
        "html": frame._repr_html_(),
        "empty": repr(frame.limit(0)),
        "empty_html": frame.limit(0)._repr_html_(),
        "nested": spark.sql("select array('<b>', '&') as `<i>`")._repr_html_(),
    }


@case(
    since="3.5",
    mirrors="dataframe.test_repr_behaviors",
    params={
        "two_rows": {"rows": "2", "cut": "20"},
        "all_rows": {"rows": "3", "cut": "20"},
        "no_rows": {"rows": "0", "cut": "20"},
        "cut": {"rows": "20", "cut": "3"},
        "whole": {"rows": "20", "cut": "0"},
        "negative": {"rows": "-1", "cut": "-1"},
    },
)
def eager_evaluation_has_limits(spark, rows, cut):
    """Number of rows and width of cells are configured."""
    spark.conf.set("spark.sql.repl.eagerEval.enabled", "true")
    spark.conf.set("spark.sql.repl.eagerEval.maxNumRows", rows)
    spark.conf.set("spark.sql.repl.eagerEval.truncate", cut)
    frame = _mixed(spark)
    return {"text": repr(frame), "html": frame._repr_html_()}


# --- schema -----------------------------------------------------------------------------------


@case(
    mirrors="dataframe.test_print_schema",
    since="3.5",
    params={
        "whole": {"level": None},
        "zero": {"level": 0},
        "one": {"level": 1},
        "two": {"level": 2},
        "three": {"level": 3},
        "deep": {"level": 50},
        "negative": {"level": -1},
    },
)
def print_schema_to_every_depth(spark, api, level):
    """Structs, arrays and maps in each other, nullable and not."""
    nested = spark.sql(
        "select id, named_struct('p', named_struct('q', array(map('k', named_struct('z', 1)))))"
        " as s, map(array(1), 'v') as m, cast(null as array<int>) as `odd name` from range(1)"
    )
    return api.printed(lambda: nested.printSchema(level))


@case(mirrors="dataframe.test_print_schema", since="3.5")
def print_schema_with_odd_frames(spark, api):
    """No columns, text where a level belongs, a frame that does not resolve."""
    return {
        "none": api.printed(lambda: spark.range(1).select().printSchema()),
        "text": api.error_of(lambda: spark.range(1).printSchema("one")),
        "unresolved": api.error_of(lambda: spark.range(1).select("nope").printSchema()),
    }


# --- plans ------------------------------------------------------------------------------------


@case(
    mirrors="connect_basic.test_simple_explain_string",
    params={
        "default": {"given": ()},
        "true": {"given": (True,)},
        "false": {"given": (False,)},
        "as_text": {"given": ("extended",)},
        "simple": {"named": {"mode": "simple"}},
        "extended": {"named": {"mode": "extended"}},
        "formatted": {"named": {"mode": "formatted"}},
        "cost": {"named": {"mode": "cost"}},
        "upper": {"named": {"mode": "EXTENDED"}},
        "unknown": {"named": {"mode": "bogus"}},
        "both": {"given": (True,), "named": {"mode": "simple"}},
        "number": {"given": (5,)},
        "mode_number": {"named": {"mode": 5}},
        "flag_in_mode": {"named": {"mode": True}},
    },
)
def explain_in_every_mode(spark, api, given=(), named=None):
    """The plan by flag and by name of a mode; both at once are refused."""
    frame = spark.range(0, 8, 1, 1).selectExpr("id % 2 as k").groupBy("k").count()
    said = []
    error = api.error_of(
        lambda: said.append(api.printed(lambda: frame.explain(*given, **(named or {}))))
    )
    return {"error": error, "printed": said}


@case(mirrors="connect_basic.test_simple_explain_string")
def explain_of_generated_code(spark, api):
    """The mode `codegen` names the stages; the code itself is not looked at."""
    text = api.printed(lambda: spark.range(0, 4, 1, 1).filter("id > 1").explain(mode="codegen"))
    return [line for line in text.splitlines() if "WholeStageCodegen" in line or "Found" in line]


@case(mirrors="connect_basic.test_simple_explain_string")
def explain_of_a_frame_that_does_not_resolve(spark, api):
    """Analysis fails before there is a plan."""
    return {
        "column": api.error_of(lambda: spark.range(1).select("nope").explain()),
        "command": api.printed(lambda: spark.sql("show functions like 'upper'").explain()),
    }


# --- introspection ----------------------------------------------------------------------------


@case(mirrors="connect_basic.test_df_getattr_behavior")
def completion_lists_columns_that_are_identifiers(spark):
    """Columns stand beside methods, unless their name is no identifier."""
    frame = spark.sql("select 1 as plain, 2 as `with space`, 3 as `_under`, 4 as `schema`")
    names = dir(frame)
    return {
        name: name in names
        for name in ("plain", "with space", "_under", "schema", "select", "toPandas", "nope")
    }


@case(mirrors="dataframe.test_help_command")
def frames_survive_help(spark, api):
    """`help` walks over all attributes, properties that refuse included."""
    import pydoc

    text = pydoc.render_doc(spark.range(1))
    return {"select": "select" in text, "schema": "schema" in text}


@case(mirrors="dataframe.test_isinstance_dataframe", since="3.5")
def frames_are_instances_of_the_public_class(spark, api):
    """Whatever made them."""
    kind = type(spark.range(1))
    return {
        "name": kind.__name__,
        "sql": isinstance(spark.sql("select 1"), api.DataFrame),
        "select": isinstance(spark.range(1).select("id"), api.DataFrame),
        "column": isinstance(spark.range(1).id, api.DataFrame),
        "rows": isinstance(spark.range(1).collect(), api.DataFrame),
    }


@case(mirrors="dataframe.test_help_command")
def attributes_that_are_no_columns(spark, api):
    """A name that is neither method nor column, with and without underscores."""
    frame = spark.range(1)
    return {
        "plain": api.error_of(lambda: frame.nope),
        "private": api.error_of(lambda: frame._nope),
        "dunder": api.error_of(lambda: frame.__nope__),
        "jdf": api.error_of(lambda: frame._jdf),
        "has": (hasattr(frame, "id"), hasattr(frame, "__len__")),
    }
