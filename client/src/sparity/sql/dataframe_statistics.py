"""The part of `DataFrame` about statistics: describe, summary, correlations and `stat`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkValueError
from sparity.plan.relations import (
    StatApproxQuantile,
    StatCorr,
    StatCov,
    StatCrosstab,
    StatDescribe,
    StatFreqItems,
    StatSummary,
)
from sparity.sql.arguments import not_allowed, require_str, wrong_type
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.wire import first_value

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame

#: What Spark takes as frequent when nobody says: in at least one row of a hundred.
_SUPPORT = 0.01


class Statistics(DataFrameCore):
    """Numbers about the rows."""

    @property
    def stat(self) -> DataFrameStatFunctions:
        """The statistics under one roof. Since Spark 3.4.

        Examples:
            >>> df.stat.corr("a", "b")  # doctest: +SKIP
        """
        return DataFrameStatFunctions(self._self)

    def describe(self, *cols: Any) -> DataFrame:
        """Count, mean, standard deviation, least and greatest value of columns.

        Args:
            cols: names or lists of names; all numbers and texts by default.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).describe("id").first()
            Row(summary='count', id='3')
        """
        names: list[str] = []
        for col in cols:
            names.extend([col] if isinstance(col, str) else col)
        return self._derive(StatDescribe(input=self._plan, cols=tuple(names)))

    def summary(self, *statistics: str) -> DataFrame:
        """Chosen statistics of all columns.

        Args:
            statistics: count, mean, stddev, min, max, count_distinct, approx_count_distinct or
                percentiles such as `75%`; by default what `describe` has, and quartiles.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).summary("max").first()
            Row(summary='max', id='2')
        """
        for one in statistics:
            require_str("statistics", one, "list[str]")
        return self._derive(StatSummary(input=self._plan, statistics=statistics))

    def crosstab(self, col1: str, col2: str) -> DataFrame:
        """How often each pair of values occurs, as a table.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.crosstab("country", "product")  # doctest: +SKIP
        """
        require_str("col1", col1)
        require_str("col2", col2)
        return self._derive(StatCrosstab(input=self._plan, col1=col1, col2=col2))

    def freqItems(self, cols: Any, support: float | None = None) -> DataFrame:
        """Values that are frequent in columns, perhaps with some that are not.

        Args:
            cols: list or tuple of names.
            support: the least share of rows, 0.01 by default.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.freqItems(["country"], 0.2)  # doctest: +SKIP
        """
        if not isinstance(cols, (list, tuple)):
            raise wrong_type("cols", "list or tuple", cols)
        share = support or _SUPPORT
        return self._derive(StatFreqItems(input=self._plan, cols=tuple(cols), support=share))

    def cov(self, col1: str, col2: str) -> float:
        """The sample covariance of two columns, as a number.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.cov("age", "height")  # doctest: +SKIP
        """
        require_str("col1", col1)
        require_str("col2", col2)
        answer = self._wire.execute(StatCov(input=self._plan, col1=col1, col2=col2))
        value: float = first_value(answer.batches())
        return value

    def corr(self, col1: str, col2: str, method: str | None = None) -> float:
        """The correlation of two columns, as a number.

        Args:
            col1: a column of numbers.
            col2: another.
            method: pearson, which is the default and the only one.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkValueError: VALUE_NOT_ALLOWED.

        Since Spark 3.4.

        Examples:
            >>> df.corr("age", "height")  # doctest: +SKIP
        """
        require_str("col1", col1)
        require_str("col2", col2)
        chosen = method or "pearson"
        if chosen != "pearson":
            raise not_allowed("method", ["pearson"])
        answer = self._wire.execute(StatCorr(input=self._plan, col1=col1, col2=col2, method=chosen))
        value: float = first_value(answer.batches())
        return value

    def approxQuantile(self, col: Any, probabilities: Any, relativeError: float) -> Any:
        """Quantiles of columns, as a list of numbers, or a list of lists for several columns.

        Args:
            col: a name, or a list or tuple of names.
            probabilities: list or tuple of numbers from 0 to 1.
            relativeError: how far off a rank may be, from 0 (exact and expensive).

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkValueError: NEGATIVE_VALUE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).approxQuantile("id", [0.5], 0.0)
            [1.0]
        """
        if not isinstance(col, (str, list, tuple)):
            raise wrong_type("col", "list, str or tuple", col)
        names = [col] if isinstance(col, str) else list(col)
        for name in names:
            require_str("columns", name, "list[str]")
        if not isinstance(probabilities, (list, tuple)):
            raise wrong_type("probabilities", "list or tuple", probabilities)
        for one in probabilities:
            if not isinstance(one, (float, int)) or not 0 <= one <= 1:
                raise wrong_type("probabilities", "list[float, int]", one)
        if not isinstance(relativeError, (float, int)):
            raise wrong_type("relativeError", "float or int", relativeError)
        if relativeError < 0:
            raise PySparkValueError(
                errorClass="NEGATIVE_VALUE",
                messageParameters={
                    "arg_name": "relativeError",
                    "arg_value": str(relativeError),
                },
            )
        answer = self._wire.execute(
            StatApproxQuantile(
                input=self._plan,
                cols=tuple(names),
                probabilities=tuple(float(one) for one in probabilities),
                relative_error=float(relativeError),
            )
        )
        quantiles: list[list[float]] = first_value(answer.batches())
        return quantiles[0] if isinstance(col, str) else quantiles


class DataFrameStatFunctions:
    """`DataFrame.stat`: the statistics under one roof. Since Spark 3.4."""

    def __init__(self, df: DataFrame) -> None:
        self.df = df

    def approxQuantile(self, col: Any, probabilities: Any, relativeError: float) -> Any:
        """The same as `DataFrame.approxQuantile`. Since Spark 3.4."""
        return self.df.approxQuantile(col, probabilities, relativeError)

    def corr(self, col1: str, col2: str, method: str | None = None) -> float:
        """The same as `DataFrame.corr`. Since Spark 3.4."""
        return self.df.corr(col1, col2, method)

    def cov(self, col1: str, col2: str) -> float:
        """The same as `DataFrame.cov`. Since Spark 3.4."""
        return self.df.cov(col1, col2)

    def crosstab(self, col1: str, col2: str) -> DataFrame:
        """The same as `DataFrame.crosstab`. Since Spark 3.4."""
        return self.df.crosstab(col1, col2)

    def freqItems(self, cols: Any, support: float | None = None) -> DataFrame:
        """The same as `DataFrame.freqItems`. Since Spark 3.4."""
        return self.df.freqItems(cols, support)

    def sampleBy(self, col: str, fractions: dict[Any, float], seed: int | None = None) -> DataFrame:
        """The same as `DataFrame.sampleBy`. Since Spark 3.4."""
        return self.df.sampleBy(col, fractions, seed)
