"""`GroupedData`: a DataFrame with groups, waiting for the aggregates; executes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkNotImplementedError, PySparkTypeError
from sparity.plan.expressions import Alias, Literal, UnresolvedFunction
from sparity.plan.node import Expression
from sparity.plan.relations import Aggregate
from sparity.sql import arguments
from sparity.sql.arguments import is_column, named, require_str, wrong_type
from sparity.sql.group_python import PythonOnGroups
from sparity.sql.literal import literal

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame

#: Kinds of grouping, as the protocol and as `repr` call them.
_KINDS = {
    "groupby": ("GROUP_TYPE_GROUPBY", "GroupBy"),
    "rollup": ("GROUP_TYPE_ROLLUP", "RollUp"),
    "cube": ("GROUP_TYPE_CUBE", "Cube"),
    "pivot": ("GROUP_TYPE_PIVOT", "Pivot"),
    "grouping_sets": ("GROUP_TYPE_GROUPING_SETS", "GroupingSets"),
}


class GroupedData(PythonOnGroups):
    """What `DataFrame.groupBy`, `rollup`, `cube` and `groupingSets` give.

    Since Spark 3.4.

    Examples:
        >>> spark.range(4).groupBy((F.col("id") % 2).alias("odd")).count().collect()
        [Row(odd=0, count=2), Row(odd=1, count=2)]
    """

    def __init__(
        self,
        df: DataFrame,
        group_type: str,
        grouping_cols: Sequence[Column],
        pivot_col: Column | None = None,
        pivot_values: Sequence[Any] | None = None,
        grouping_sets: Sequence[Sequence[Column]] | None = None,
    ) -> None:
        self._df = df
        self._group_type = group_type
        self._grouping_cols = list(grouping_cols)
        self._pivot_col = pivot_col
        self._pivot_values = list(pivot_values or ())
        self._grouping_sets = [list(one) for one in grouping_sets or ()]

    def agg(self, *exprs: Any) -> DataFrame:
        """One row for each group.

        Args:
            exprs: aggregates, or one dict from column name to the name of an aggregate function.

        Raises:
            AssertionError: there are none, or one is not a Column.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").agg(F.max("age"), F.min("age"))  # doctest: +SKIP
        """
        by_name = len(exprs) == 1 and isinstance(exprs[0], dict)
        if not exprs or (by_name and not exprs[0]):
            raise AssertionError("exprs should not be empty")
        if by_name:
            return self._aggregate(
                [_called(function, column) for column, function in exprs[0].items()]
            )
        if not all(is_column(one) for one in exprs):
            raise AssertionError("all exprs should be Column")
        return self._aggregate([arguments.of(one) for one in exprs])

    def count(self) -> DataFrame:
        """The number of rows of each group, as column `count`. Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").count()  # doctest: +SKIP
        """
        rows = UnresolvedFunction(function_name="count", arguments=(Literal(integer=1),))
        return self._aggregate([Alias(expr=rows, name=("count",))])

    def min(self, *cols: str) -> DataFrame:
        """The least value of columns of numbers, of all of them by default.

        Raises:
            PySparkTypeError: NOT_NUMERIC_COLUMNS.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").min("age")  # doctest: +SKIP
        """
        return self._numeric("min", cols)

    def max(self, *cols: str) -> DataFrame:
        """The greatest value of columns of numbers, of all of them by default.

        Raises:
            PySparkTypeError: NOT_NUMERIC_COLUMNS.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").max("age")  # doctest: +SKIP
        """
        return self._numeric("max", cols)

    def sum(self, *cols: str) -> DataFrame:
        """The sum of columns of numbers, of all of them by default.

        Raises:
            PySparkTypeError: NOT_NUMERIC_COLUMNS.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").sum("price")  # doctest: +SKIP
        """
        return self._numeric("sum", cols)

    def avg(self, *cols: str) -> DataFrame:
        """The mean of columns of numbers, of all of them by default.

        Raises:
            PySparkTypeError: NOT_NUMERIC_COLUMNS.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("country").avg("age")  # doctest: +SKIP
        """
        return self._numeric("avg", cols)

    def mean(self, *cols: str) -> DataFrame:
        """The same as `avg`. Since Spark 3.4."""
        return self.avg(*cols)

    def pivot(self, pivot_col: str, values: list[Any] | None = None) -> GroupedData:
        """One column of results for each value of a column.

        Args:
            pivot_col: its name.
            values: its values (bool, float, int or str); without them, Spark looks for them first.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkNotImplementedError: UNSUPPORTED_OPERATION after anything but `groupBy`.

        Since Spark 3.4.

        Examples:
            >>> df.groupBy("year").pivot("country", ["DE", "FR"]).sum("price")  # doctest: +SKIP
        """
        if self._group_type != "groupby":
            raise PySparkNotImplementedError(
                errorClass="UNSUPPORTED_OPERATION",
                messageParameters={"operation": self._refused_pivot()},
            )
        require_str("pivot_col", pivot_col)
        if values is not None:
            if not isinstance(values, list):
                raise wrong_type("values", "list", values)
            for value in values:
                if not isinstance(value, (bool, float, int, str)):
                    raise wrong_type("value", "bool, float, int or str", value)
        return GroupedData(
            self._df,
            "pivot",
            self._grouping_cols,
            pivot_col=self._df[pivot_col],
            pivot_values=values,
        )

    def _refused_pivot(self) -> str:
        if self._group_type == "pivot":
            return "Repeated PIVOT operation"
        return f"PIVOT after {self._group_type.upper()}"

    def _numeric(self, function: str, cols: tuple[str, ...]) -> DataFrame:
        from sparity.types import NumericType

        if not all(isinstance(name, str) for name in cols):
            raise AssertionError("names of columns must be str")
        fields = self._df._schema_now().fields
        numeric = [field.name for field in fields if isinstance(field.dataType, NumericType)]
        invalid = [name for name in cols if name not in numeric]
        if invalid:
            raise PySparkTypeError(
                errorClass="NOT_NUMERIC_COLUMNS",
                messageParameters={"invalid_columns": str(invalid)},
            )
        return self._aggregate([_called(function, name) for name in cols or numeric])

    def _aggregate(self, aggregates: list[Expression]) -> DataFrame:
        pivot = None
        if self._pivot_col is not None:
            pivot = Aggregate.Pivot(
                col=arguments.of(self._pivot_col),
                values=tuple(map(literal, self._pivot_values)),
            )
        return self._df._derive(
            Aggregate(
                input=self._df._plan,
                group_type=_KINDS[self._group_type][0],
                grouping_expressions=tuple(map(arguments.of, self._grouping_cols)),
                aggregate_expressions=tuple(aggregates),
                pivot=pivot,
                grouping_sets=tuple(
                    Aggregate.GroupingSets(grouping_set=tuple(map(arguments.of, one)))
                    for one in self._grouping_sets
                ),
            )
        )

    def __repr__(self) -> str:
        grouping = ", ".join(str(col)[8:-2] for col in self._grouping_cols)
        value = ", ".join(f"{name}: {kind}" for name, kind in self._df.dtypes)
        kind = _KINDS[self._group_type][1]
        return f"GroupedData[grouping expressions: [{grouping}], value: [{value}], type: {kind}]"


def _called(function: str, column: str) -> Expression:
    if not isinstance(function, str):
        raise AssertionError("the name of an aggregate function must be a str")
    return UnresolvedFunction(function_name=function, arguments=(named(column),))
