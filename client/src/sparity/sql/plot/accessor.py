"""What a program calls as `df.plot`: kinds of plots and their arguments; draws nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkValueError
from sparity.sql.requirements import require_package

if TYPE_CHECKING:
    from plotly.graph_objs import Figure

    from sparity.sql.dataframe import DataFrame

_BACKENDS = ("plotly",)
_KINDS = ("area", "bar", "barh", "box", "density", "hist", "kde", "line", "pie", "scatter")
#: How PySpark lists the kinds in its error: with `pie` twice.
_KINDS_TOLD = "area, bar, barh, box, density, hist, kde, line, pie, pie, scatter"


class PlotAccessor:
    """Plots of a DataFrame as plotly figures: `df.plot.line(…)`, or `df.plot(kind="line", …)`.

    Plots of single rows show as many rows as `spark.sql.pyspark.plotting.max_rows` allows: the
    first ones (bar, barh, pie) or a random sample (line, area, scatter). For boxes, histograms and
    densities the server computes over all rows. Further arguments go to plotly.

    Since Spark 4.0.

    Examples:
        >>> figure = df.plot.bar(x="city", y="visits")  # doctest: +SKIP
        >>> figure.show()  # doctest: +SKIP
    """

    def __init__(self, data: DataFrame) -> None:
        self.data = data

    def __call__(self, kind: str = "line", backend: str | None = None, **kwargs: Any) -> Figure:
        """A plot of any kind; arguments are those of the method of that name.

        Args:
            kind: area, bar, barh, box, density, hist, kde, line, pie or scatter.
            backend: nothing but `plotly`.
            kwargs: what that kind takes.

        Raises:
            PySparkValueError: UNSUPPORTED_PLOT_KIND or UNSUPPORTED_PLOT_BACKEND.
            PySparkImportError: PACKAGE_NOT_INSTALLED.

        Since Spark 4.0.
        """
        if backend is not None and backend not in _BACKENDS:
            raise PySparkValueError(
                errorClass="UNSUPPORTED_PLOT_BACKEND",
                messageParameters={
                    "backend": backend,
                    "supported_backends": ", ".join(_BACKENDS),
                },
            )
        if kind not in _KINDS:
            raise PySparkValueError(
                errorClass="UNSUPPORTED_PLOT_KIND",
                messageParameters={"plot_type": kind, "supported_plot_types": _KINDS_TOLD},
            )
        for package in ("pandas", "plotly"):
            require_package(package)
        from sparity.sql.plot import figures

        return figures.draw(self.data, kind, kwargs)

    def line(self, x: str, y: str | list[str], **kwargs: Any) -> Figure:
        """Lines, one for each column `y`, over a sample of the rows. Since Spark 4.0.

        Examples:
            >>> df.plot.line(x="day", y=["high", "low"])  # doctest: +SKIP
        """
        return self(kind="line", x=x, y=y, **kwargs)

    def bar(self, x: str, y: str | list[str], **kwargs: Any) -> Figure:
        """Upright bars of the first rows, one for each column `y`. Since Spark 4.0.

        Examples:
            >>> df.plot.bar(x="city", y="visits")  # doctest: +SKIP
        """
        return self(kind="bar", x=x, y=y, **kwargs)

    def barh(self, x: str, y: str | list[str], **kwargs: Any) -> Figure:
        """Lying bars of the first rows; `x` is the axis across. Since Spark 4.0.

        Examples:
            >>> df.plot.barh(x="visits", y="city")  # doctest: +SKIP
        """
        return self(kind="barh", x=x, y=y, **kwargs)

    def scatter(self, x: str, y: str, **kwargs: Any) -> Figure:
        """A mark for each row of a sample. Since Spark 4.0.

        Examples:
            >>> df.plot.scatter(x="height", y="weight")  # doctest: +SKIP
        """
        return self(kind="scatter", x=x, y=y, **kwargs)

    def area(self, x: str, y: str | list[str], **kwargs: Any) -> Figure:
        """Filled lines upon each other, over a sample of the rows. Since Spark 4.0.

        Examples:
            >>> df.plot.area(x="day", y=["sold", "returned"])  # doctest: +SKIP
        """
        return self(kind="area", x=x, y=y, **kwargs)

    def pie(self, x: str, y: str | None, **kwargs: Any) -> Figure:
        """Slices of the first rows, named by `x`, as large as `y`.

        Args:
            x: the column of names.
            y: the column of numbers; None, or several, with `subplots=True`, for a pie each.
            kwargs: `subplots`, and what plotly takes.

        Raises:
            PySparkValueError: UNSUPPORTED_PIE_PLOT_PARAM.
            PySparkTypeError: PLOT_INVALID_TYPE_COLUMN.

        Since Spark 4.0.

        Examples:
            >>> df.plot.pie(x="city", y="visits")  # doctest: +SKIP
        """
        return self(kind="pie", x=x, y=y, **kwargs)

    def box(self, column: str | list[str] | None = None, **kwargs: Any) -> Figure:
        """Quartiles, whiskers and outliers of columns.

        Args:
            column: columns of numbers; None for all.
            kwargs: `whis`, how many quartile distances whiskers may reach (1.5); `precision`, how
                exact quartiles are as a share of the rows (0.01); `boxpoints`,
                "suspectedoutliers" or False; and what plotly takes.

        Raises:
            PySparkTypeError: PLOT_INVALID_TYPE_COLUMN.
            PySparkValueError: UNSUPPORTED_PLOT_BACKEND_PARAM.

        Since Spark 4.0.

        Examples:
            >>> df.plot.box(column=["height", "weight"])  # doctest: +SKIP
        """
        return self(kind="box", column=column, **kwargs)

    def kde(
        self,
        bw_method: int | float,
        column: str | list[str] | None = None,
        ind: Sequence[float] | int | None = None,
        **kwargs: Any,
    ) -> Figure:
        """Estimated densities of columns.

        Args:
            bw_method: the width of the kernels.
            column: columns of numbers; None for all.
            ind: where to estimate, or at how many points; None for 1000.
            kwargs: what plotly takes.

        Raises:
            PySparkTypeError: PLOT_INVALID_TYPE_COLUMN.

        Since Spark 4.0.

        Examples:
            >>> df.plot.kde(bw_method=0.3, column="height")  # doctest: +SKIP
        """
        return self(kind="kde", bw_method=bw_method, column=column, ind=ind, **kwargs)

    def hist(self, column: str | list[str] | None = None, bins: int = 10, **kwargs: Any) -> Figure:
        """How many values of columns lie in each of so many bins.

        Args:
            column: columns of numbers; None for all.
            bins: how many bins of one width; at least two.
            kwargs: properties of the layout.

        Raises:
            PySparkTypeError: PLOT_INVALID_TYPE_COLUMN.

        Since Spark 4.0.

        Examples:
            >>> df.plot.hist(column="height", bins=20)  # doctest: +SKIP
        """
        return self(kind="hist", column=column, bins=bins, **kwargs)
