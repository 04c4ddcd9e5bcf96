"""Plots as plotly figures, one function a kind; imported when something is drawn, with plotly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.express as express
import plotly.graph_objs as graph
from plotly.subplots import make_subplots

from sparity.errors import PySparkValueError
from sparity.sql.plot.boxes import boxes
from sparity.sql.plot.columns import numeric_columns
from sparity.sql.plot.density import densities, points
from sparity.sql.plot.histogram import histogram
from sparity.sql.plot.rows import first_rows, sampled_rows

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame

_BOX_POINTS = ("suspectedoutliers", False)


def draw(data: DataFrame, kind: str, arguments: dict[str, Any]) -> graph.Figure:
    """The figure of a kind of plot."""
    figure: graph.Figure = _DRAWN_BY[kind](data, **arguments)
    return figure


def _line(data: DataFrame, **arguments: Any) -> graph.Figure:
    return express.line(sampled_rows(data), **arguments)


def _area(data: DataFrame, **arguments: Any) -> graph.Figure:
    return express.area(sampled_rows(data), **arguments)


def _scatter(data: DataFrame, **arguments: Any) -> graph.Figure:
    return express.scatter(sampled_rows(data), **arguments)


def _bar(data: DataFrame, **arguments: Any) -> graph.Figure:
    return express.bar(first_rows(data), **arguments)


def _barh(data: DataFrame, **arguments: Any) -> graph.Figure:
    return express.bar(first_rows(data), orientation="h", **arguments)


def _pie(
    data: DataFrame,
    x: str,
    y: str | list[str] | None = None,
    subplots: bool = False,
    **arguments: Any,
) -> graph.Figure:
    if y is None and not subplots:
        raise PySparkValueError(errorClass="UNSUPPORTED_PIE_PLOT_PARAM", messageParameters={})
    columns = numeric_columns(data, y)
    rows = first_rows(data)
    pies = [express.pie(rows, values=name, names=x, **arguments) for name in columns]
    if not subplots:
        return pies[0]
    whole = make_subplots(rows=1, cols=len(pies), specs=[[{"type": "domain"}] * len(pies)])
    for place, pie in enumerate(pies, start=1):
        for trace in pie.data:
            whole.add_trace(trace, row=1, col=place)
    return whole


def _box(
    data: DataFrame,
    column: str | list[str] | None = None,
    whis: float = 1.5,
    precision: float = 0.01,
    notched: bool = False,
    boxpoints: Any = "suspectedoutliers",
    **arguments: Any,
) -> graph.Figure:
    _require_one_of("notched", notched, (False,))
    _require_one_of("boxpoints", boxpoints, _BOX_POINTS)
    names = numeric_columns(data, column)
    figure = graph.Figure()
    for place, box in enumerate(boxes(data, names, whis, precision)):
        figure.add_trace(
            graph.Box(
                x=[place],
                name=box.name,
                q1=[box.first],
                median=[box.median],
                q3=[box.third],
                mean=[box.mean],
                lowerfence=[box.lower],
                upperfence=[box.upper],
                y=[box.outliers] if box.outliers else None,
                boxpoints=boxpoints,
                notched=notched,
                **arguments,
            )
        )
    figure.update_layout(yaxis_title="value")
    return figure


def _require_one_of(parameter: str, value: Any, allowed: Sequence[Any]) -> None:
    if value not in allowed:
        raise PySparkValueError(
            errorClass="UNSUPPORTED_PLOT_BACKEND_PARAM",
            messageParameters={
                "backend": "plotly",
                "param": parameter,
                "value": str(value),
                "supported_values": ", ".join(map(str, allowed)),
            },
        )


def _hist(
    data: DataFrame,
    column: str | list[str] | None = None,
    bins: int = 10,
    **arguments: Any,
) -> graph.Figure:
    counted = histogram(data, numeric_columns(data, column), bins)
    bars = [
        graph.Bar(
            x=counted.middles,
            y=counts,
            name=name,
            text=counted.labels,
            hovertemplate=f"variable={name}<br>value=%{{text}}<br>count=%{{y}}",
        )
        for name, counts in counted.counts.items()
    ]
    figure = graph.Figure(bars)
    figure.update_layout(barmode="stack", xaxis_title="value", yaxis_title="count")
    known = {key: value for key, value in arguments.items() if key in graph.Layout()}
    return figure.update_layout(**known)


def _kde(
    data: DataFrame,
    bw_method: float | None = None,
    column: str | list[str] | None = None,
    ind: Any = None,
    **arguments: Any,
) -> graph.Figure:
    if not isinstance(bw_method, int | float):
        # PySpark asserts this, and programs catch that.
        raise AssertionError(f"bw_method must be a number, not {bw_method!r}")
    names = numeric_columns(data, column)
    at = points(data, names, ind)
    estimated = densities(data, names, at, bw_method)
    table = pd.concat(
        [
            pd.DataFrame({"Density": values, "names": name, "index": at})
            for name, values in zip(names, estimated, strict=True)
        ]
    )
    figure = express.line(table, x="index", y="Density", color="names", **arguments)
    figure.layout.xaxis.title = None
    return figure


_DRAWN_BY: dict[str, Callable[..., Any]] = {
    "area": _area,
    "bar": _bar,
    "barh": _barh,
    "box": _box,
    "density": _kde,
    "hist": _hist,
    "kde": _kde,
    "line": _line,
    "pie": _pie,
    "scatter": _scatter,
}
