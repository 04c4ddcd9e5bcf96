"""`DataFrame`: the parts put together; each part is a module of its own, by role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sparity.sql.dataframe_actions import Actions
from sparity.sql.dataframe_combining import Combining
from sparity.sql.dataframe_keeping import Keeping
from sparity.sql.dataframe_missing import DataFrameNaFunctions, Missing
from sparity.sql.dataframe_partitioning import Partitioning
from sparity.sql.dataframe_python import PythonOnServer
from sparity.sql.dataframe_rows import Rows
from sparity.sql.dataframe_statistics import DataFrameStatFunctions, Statistics
from sparity.sql.dataframe_transformations import Transformations

if TYPE_CHECKING:
    from sparity.sql.aio import FrameAio
    from sparity.sql.plot import PlotAccessor

__all__ = ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"]


class DataFrame(
    Transformations,
    Rows,
    Combining,
    Partitioning,
    Missing,
    Statistics,
    Keeping,
    Actions,
    PythonOnServer,
):
    """Rows in named columns, described by a plan that a server executes when data is asked for.

    DataFrames come from a `SparkSession`; every operation gives another one.

    Since Spark 3.4.

    Examples:
        >>> df = spark.range(3).filter("id > 0")
        >>> df.collect()
        [Row(id=1), Row(id=2)]
    """

    @property
    def aio(self) -> FrameAio:
        """The same methods for asyncio; a column of this name is `df["aio"]`.

        Only Sparity has this.

        Examples:
            >>> rows = await df.aio.collect()  # doctest: +SKIP
        """
        from sparity.sql.aio import FrameAio

        return FrameAio(self, self._session)

    @property
    def plot(self) -> PlotAccessor:
        """Plots the rows with plotly; needs the extra `plot`. Since Spark 4.0.

        Examples:
            >>> df.plot.bar(x="city", y="visits")  # doctest: +SKIP
        """
        from sparity.sql.plot import PlotAccessor

        return PlotAccessor(self)
