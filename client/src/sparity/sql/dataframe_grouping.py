"""The part of `DataFrame` that makes groups; what is done with them is in `GroupedData`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkIndexError
from sparity.plan.expressions import Literal, UnresolvedFunction
from sparity.plan.relations import Aggregate
from sparity.sql import arguments
from sparity.sql.arguments import is_column, named, require_not_empty, wrong_type
from sparity.sql.column import Column
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.group import GroupedData

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


class Grouping(DataFrameCore):
    """Groups and aggregates."""

    def groupBy(self, *cols: Any) -> GroupedData:
        """Groups of rows with equal values in columns; without columns, one group of all rows.

        Args:
            cols: columns, names, or positions from 1, or one list of them.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            PySparkIndexError: INDEX_NOT_POSITIVE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).groupBy().sum("id").collect()
            [Row(sum(id)=3)]
        """
        return GroupedData(self._self, "groupby", self._grouping(cols))

    groupby = groupBy

    def rollup(self, *cols: Any) -> GroupedData:
        """Groups by all columns, by all but the last, and so on to one group of all rows.

        Since Spark 3.4.

        Examples:
            >>> df.rollup("country", "city").count()  # doctest: +SKIP
        """
        return GroupedData(self._self, "rollup", self._grouping(cols))

    def cube(self, *cols: Any) -> GroupedData:
        """Groups by every choice of the columns.

        Since Spark 3.4.

        Examples:
            >>> df.cube("country", "product").count()  # doctest: +SKIP
        """
        return GroupedData(self._self, "cube", self._grouping(cols))

    def groupingSets(self, groupingSets: Sequence[Sequence[Any]], *cols: Any) -> GroupedData:
        """Groups by chosen sets of columns.

        Args:
            groupingSets: the sets, each a list or tuple of columns, or one column.
            cols: the columns of the result.

        Since Spark 4.0.

        Examples:
            >>> df.groupingSets([["country"], []], "country").count()  # doctest: +SKIP
        """
        sets = [
            [
                self._group_key(col, "groupingSets")
                for col in (one if isinstance(one, (list, tuple)) else [one])
            ]
            for one in groupingSets
        ]
        return GroupedData(self._self, "grouping_sets", self._grouping(cols), grouping_sets=sets)

    def agg(self, *exprs: Any) -> DataFrame:
        """Aggregates of all rows.

        Args:
            exprs: aggregates, or one dict from column name to the name of an aggregate function.

        Raises:
            PySparkValueError: CANNOT_BE_EMPTY.

        Since Spark 3.4.

        Examples:
            >>> spark.range(3).agg(F.max("id")).collect()
            [Row(max(id)=2)]
        """
        require_not_empty("exprs", exprs)
        return self.groupBy().agg(*exprs)

    def _counted(self) -> Aggregate:
        """The number of all rows."""
        rows = UnresolvedFunction(function_name="count", arguments=(Literal(integer=1),))
        return Aggregate(
            input=self._plan, group_type="GROUP_TYPE_GROUPBY", aggregate_expressions=(rows,)
        )

    def _grouping(self, cols: tuple[Any, ...]) -> list[Column]:
        return [self._group_key(col) for col in arguments.unpacked(cols)]

    def _group_key(self, col: Any, arg_name: str = "cols") -> Column:
        if is_column(col):
            column: Column = col
            return column
        if isinstance(col, str):
            return Column(named(col))
        if isinstance(col, int) and not isinstance(col, bool):
            if col < 1:
                raise PySparkIndexError(
                    errorClass="INDEX_NOT_POSITIVE", messageParameters={"index": str(col)}
                )
            by_position: Column = self[col - 1]
            return by_position
        raise wrong_type(arg_name, "Column, int or str", col)
