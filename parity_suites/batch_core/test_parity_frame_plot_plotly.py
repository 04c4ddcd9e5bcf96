"""Plotly figures of every kind of plot: their traces and layout, and what each kind refuses."""

from parity_suites.case import case


def _drawn(figure):
    """What a figure shows: each trace, and the layout without its theme."""
    layout = {
        key: value for key, value in figure.layout.to_plotly_json().items() if key != "template"
    }
    return {
        "traces": [_plain(trace.to_plotly_json()) for trace in figure.data],
        "layout": _plain(layout),
    }


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _plain(value.tolist()) if hasattr(value, "tolist") else value


def _visits(spark):
    return spark.sql(
        "select * from values ('Ulm', 10, 1.5D, 'south'), ('Kiel', 30, 2.5D, 'north'),"
        " ('Graz', 20, 3.5D, 'south'), ('Ulm', 5, 4.5D, 'south')"
        " as t(city, visits, hours, side)"
    ).coalesce(1)


def _spread(spark):
    """Numbers with outliers on both sides."""
    return spark.range(0, 60, 1, 1).selectExpr(
        "case when id = 7 then -500 when id > 57 then 1000 + id else id end as n",
        "cast(id as double) / 7 as d",
        "cast(id as string) as t",
    )


XY = {
    "line": {"kind": "line"},
    "bar": {"kind": "bar"},
    "barh": {"kind": "barh"},
    "area": {"kind": "area"},
    "scatter": {"kind": "scatter"},
}


@case(mirrors="frame_plot_plotly.test_line_plot", since="4.0", needs=("plotly",))
def lines(spark):
    """One line, several, and further arguments."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.line(x="city", y="visits")),
        "two": _drawn(frame.plot.line(x="city", y=["visits", "hours"])),
        "call": _drawn(frame.plot(x="city", y="hours")),
        "titled": _drawn(frame.plot.line(x="city", y="visits", title="Visits", width=400)),
        "coloured": _drawn(frame.plot.line(x="visits", y="hours", color="side")),
    }


@case(mirrors="frame_plot_plotly.test_bar_plot", since="4.0", needs=("plotly",))
def bars(spark):
    """One row of bars, and two."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.bar(x="city", y="visits")),
        "two": _drawn(frame.plot.bar(x="city", y=["visits", "hours"])),
        "call": _drawn(frame.plot(kind="bar", x="city", y="visits", barmode="group")),
    }


@case(mirrors="frame_plot_plotly.test_barh_plot", since="4.0", needs=("plotly",))
def lying_bars(spark):
    """Bars across, with names on either axis."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.barh(x="visits", y="city")),
        "other_axis": _drawn(frame.plot.barh(x="city", y="visits")),
        "two": _drawn(frame.plot.barh(x="city", y=["visits", "hours"])),
        "call": _drawn(frame.plot(kind="barh", x="visits", y="city")),
    }


@case(mirrors="frame_plot_plotly.test_scatter_plot", since="4.0", needs=("plotly",))
def scattered_marks(spark):
    """Marks, of one size and of several."""
    frame = _visits(spark)
    return {
        "plain": _drawn(frame.plot.scatter(x="visits", y="hours")),
        "sized": _drawn(frame.plot.scatter(x="visits", y="hours", size="hours")),
        "call": _drawn(frame.plot(kind="scatter", x="visits", y="hours")),
    }


@case(mirrors="frame_plot_plotly.test_area_plot", since="4.0", needs=("plotly",))
def areas(spark):
    """One area, and two upon each other."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.area(x="city", y="visits")),
        "two": _drawn(frame.plot.area(x="city", y=["visits", "hours"])),
        "call": _drawn(frame.plot(kind="area", x="city", y="hours")),
    }


@case(mirrors="frame_plot_plotly.test_pie_plot", since="4.0", needs=("plotly",))
def pies(spark):
    """One pie, several beside each other, and further arguments."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.pie(x="city", y="visits")),
        "call": _drawn(frame.plot(kind="pie", x="city", y="hours", hole=0.25)),
        "subplots": _drawn(frame.plot.pie(x="city", y=None, subplots=True)),
        "chosen": _drawn(frame.plot.pie(x="city", y=["hours"], subplots=True)),
        "first": _drawn(frame.plot.pie(x="city", y=["hours", "visits"])),
    }


@case(mirrors="frame_plot_plotly.test_pie_plot", since="4.0", needs=("plotly",))
def pies_that_cannot_be(spark, api):
    """A pie needs numbers."""
    plot = _visits(spark).plot
    return {
        "nothing": api.error_of(lambda: plot.pie(x="city", y=None)),
        "text": api.error_of(lambda: plot.pie(x="visits", y="city")),
        "absent": api.error_of(lambda: plot.pie(x="city", y="nope")),
        "one_of_two": api.error_of(lambda: plot.pie(x="city", y=["visits", "side"])),
    }


@case(mirrors="frame_plot_plotly.test_box_plot", since="4.0", needs=("plotly",))
def boxes(spark):
    """Quartiles, means and whiskers of one column, of several, and of all numbers."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.box(column="visits")),
        "two": _drawn(frame.plot.box(column=["hours", "visits"])),
        "all": _drawn(frame.plot.box()),
        "call": _drawn(frame.plot(kind="box", column="hours")),
        "empty": _drawn(frame.limit(0).plot.box(column="hours")),
    }


@case(mirrors="frame_plot_plotly.test_box_plot", since="4.0", needs=("plotly",))
def boxes_with_outliers(spark):
    """Whiskers of another reach, quartiles of another precision, marks or none."""
    frame = _spread(spark)
    return {
        "all": _drawn(frame.plot.box()),
        "short": _drawn(frame.plot.box(column="d", whis=0.1)),
        "exact": _drawn(frame.plot.box(column="n", precision=0.001)),
        "rough": _drawn(frame.plot.box(column="n", precision=0.5)),
        "unmarked": _drawn(frame.plot.box(column="n", boxpoints=False)),
    }


@case(mirrors="frame_plot_plotly.test_box_plot", since="4.0", needs=("plotly",))
def boxes_of_decimals_and_nulls(spark):
    """Decimals stay exact; nulls do not count; dots in names are no path."""
    frame = spark.sql(
        "select * from values (1.10BD, 5), (2.25BD, null), (null, 7), (9.00BD, 7) as t(`a.b`, n)"
    )
    return {"decimal": _drawn(frame.plot.box(column="a.b")), "all": _drawn(frame.plot.box())}


@case(mirrors="frame_plot_plotly.test_box_plot", since="4.0", needs=("plotly",))
def boxes_that_cannot_be(spark, api):
    """Notches and other marks would need all the rows."""
    plot = _visits(spark).plot
    return {
        "notched": api.error_of(lambda: plot.box(column="visits", notched=True)),
        "points": api.error_of(lambda: plot.box(column="visits", boxpoints="all")),
        "unknown": api.error_of(lambda: plot.box(column="visits", showfliers=True)) is not None,
    }


@case(mirrors="frame_plot_plotly.test_hist_plot", since="4.0", needs=("plotly",))
def histograms(spark):
    """Bins of one column, and common bins of several."""
    frame = _visits(spark)
    return {
        "one": _drawn(frame.plot.hist(column="visits", bins=3)),
        "two": _drawn(frame.plot.hist(column=["visits", "hours"], bins=4)),
        "all": _drawn(frame.plot.hist()),
        "call": _drawn(frame.plot(kind="hist", column="hours", bins=2)),
        "layout": _drawn(frame.plot.hist(column="visits", bins=2, title="T", bargap=0.5)),
    }


@case(mirrors="frame_plot_plotly.test_hist_plot", since="4.0", needs=("plotly",))
def histograms_of_uneven_data(spark):
    """Nulls and NaN that are no bound, one value throughout, values on the edges."""
    nulls = spark.sql("select * from values (1, 2.5D), (null, null), (9, 4.0D) as t(n, d)")
    same = spark.sql("select 5 as v from range(3)")
    return {
        "nulls": _drawn(nulls.plot.hist(bins=4)),
        "same": _drawn(same.plot.hist(column="v", bins=2)),
        "edges": _drawn(spark.range(0, 9, 1, 2).plot.hist(column="id", bins=4)),
        "many": _drawn(_spread(spark).plot.hist(column="n", bins=50)),
    }


@case(mirrors="frame_plot_plotly.test_kde_plot", since="4.0", needs=("plotly",))
def densities(spark):
    """Where the density is estimated: at given points, and at so many."""
    # Not at the thousand of the default: the reference sends an expression for each of them.
    frame = _visits(spark)
    return {
        "points": _drawn(frame.plot.kde(bw_method=0.3, column="hours", ind=[1.0, 2.0, 3.5])),
        "count": _drawn(frame.plot.kde(bw_method=5, column="visits", ind=4)),
        "two": _drawn(frame.plot.kde(bw_method=0.5, column=["hours", "visits"], ind=3)),
        "all": _drawn(frame.plot.kde(bw_method=3, ind=2)),
        "density": _drawn(frame.plot(kind="density", bw_method=1, column="hours", ind=2)),
        "titled": _drawn(frame.plot.kde(bw_method=1, column="hours", ind=2, title="T")),
    }


@case(mirrors="frame_plot_plotly.test_kde_plot", since="4.0", needs=("plotly",))
def densities_that_cannot_be(spark, api):
    """The width of the kernels must be a number."""
    plot = _visits(spark).plot
    error = api.error_of(lambda: plot.kde(bw_method="scott", column="visits", ind=2))
    return {
        "name": type(error).__name__,
        "text": api.error_of(lambda: plot.kde(bw_method=1, column="side", ind=2)),
        "nulls": _drawn(
            spark.sql("select * from values (1), (null), (3) as t(n)").plot.kde(bw_method=1, ind=3)
        ),
    }


@case(
    mirrors="frame_plot_plotly.test_process_column_param_errors",
    since="4.0",
    needs=("plotly",),
    params={
        "box": {"kind": "box", "arguments": {}},
        "hist": {"kind": "hist", "arguments": {"bins": 3}},
        "kde": {"kind": "kde", "arguments": {"bw_method": 1, "ind": 2}},
    },
)
def columns_without_numbers(spark, api, kind, arguments):
    """Texts, names that are not there, and one of several that does not fit."""
    frame = _visits(spark)
    plot, textual = frame.plot, frame.select("city").plot

    def error(column):
        return api.error_of(lambda: plot(kind=kind, column=column, **arguments))

    none = api.error_of(lambda: textual(kind=kind, **arguments))
    return {
        "text": error("city"),
        "absent": error("nope"),
        "one_of_two": error(["visits", "side"]),
        "none": type(none).__name__,
    }


@case(mirrors="frame_plot_plotly.test_line_plot", since="4.0", needs=("plotly",), params=XY)
def columns_that_are_not_there(spark, api, kind):
    """Plotly is asked for columns as they are named."""
    plot = _visits(spark).plot
    absent = api.error_of(lambda: plot(kind=kind, x="nope", y="visits"))
    unknown = api.error_of(lambda: plot(kind=kind, x="city", y="visits", nonsense=1))
    return {"absent": type(absent).__name__, "unknown": type(unknown).__name__}
