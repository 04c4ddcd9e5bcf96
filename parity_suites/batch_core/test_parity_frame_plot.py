"""`DataFrame.plot`: kinds and backends it knows, and how many rows it brings for a plot."""

from parity_suites.case import case

MAX_ROWS = "spark.sql.pyspark.plotting.max_rows"


def _letters(spark):
    return spark.sql(
        "select * from values ('a', 3, 0.5D), ('b', 1, 1.5D), ('c', 2, 2.5D) as t(k, n, d)"
    )


@case(mirrors="frame_plot.test_backend", since="4.0", needs=("plotly",))
def backends(spark, api):
    """There is one backend; it may be named."""
    plot = _letters(spark).plot
    return {
        "named": list(plot(backend="plotly", kind="bar", x="k", y="n").data[0].y),
        "unknown": api.error_of(lambda: plot(backend="matplotlib", kind="bar", x="k", y="n")),
        "method": api.error_of(lambda: plot.line(x="k", y="n", backend="vega")),
        "before_kind": api.error_of(lambda: plot(backend="vega", kind="square")),
    }


@case(mirrors="frame_plot.test_unsupported_plot_kind", since="4.0", needs=("plotly",))
def kinds_that_are_none(spark, api):
    """Kinds of pandas that are not here, and ones that are nowhere."""
    plot = _letters(spark).plot
    return {
        "hexbin": api.error_of(lambda: plot(kind="hexbin", x="k", y="n")),
        "square": api.error_of(lambda: plot(kind="square")),
        "case": api.error_of(lambda: plot(kind="Line", x="k", y="n")),
    }


@case(
    mirrors="frame_plot.test_topn_max_rows",
    since="4.0",
    needs=("plotly",),
    params={kind: {"kind": kind} for kind in ("bar", "barh", "pie")},
)
def the_first_rows_only(spark, kind):
    """Plots with a mark a row show the first rows, as many as the session allows."""
    frame = spark.range(0, 12, 1, 1).selectExpr("id as k", "id * id as n")

    def shown():
        [trace] = frame.plot(kind=kind, x="k", y="n").data
        names, numbers = ("labels", "values") if kind == "pie" else ("x", "y")
        return [list(map(int, trace[names])), list(map(int, trace[numbers]))]

    everything = shown()
    spark.conf.set(MAX_ROWS, "5")
    few = shown()
    spark.conf.set(MAX_ROWS, "12")
    return {"everything": everything, "few": few, "just_enough": shown()}


@case(
    mirrors="frame_plot.test_sampled_plot_with_max_rows",
    since="4.0",
    needs=("plotly",),
    params={kind: {"kind": kind} for kind in ("line", "area", "scatter")},
)
def a_sample_of_the_rows(spark, kind):
    """Which rows are drawn is chance; how many and in which order is not."""
    frame = spark.range(0, 40, 1, 2).selectExpr("id as k", "id * 2 as n")

    def shown():
        [trace] = frame.plot(kind=kind, x="k", y="n").data
        return list(map(int, trace.x)), list(map(int, trace.y))

    everything = shown()
    spark.conf.set(MAX_ROWS, "7")
    x, y = shown()
    return {
        "everything": everything,
        "few": len(x),
        "in_order": x == sorted(x),
        "pairs": [2 * value for value in x] == y,
        "from_the_data": set(x) <= set(range(40)),
    }


@case(mirrors="frame_plot.test_topn_max_rows", since="4.0", needs=("plotly",))
def no_rows_allowed(spark):
    """A limit of nought draws nothing."""
    spark.conf.set(MAX_ROWS, "0")
    figure = _letters(spark).plot.bar(x="k", y="n")
    return [list(trace.x) for trace in figure.data]
