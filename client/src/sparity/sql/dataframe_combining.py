"""The part of `DataFrame` that combines DataFrames and spreads, samples or subqueries them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.errors import AnalysisException
from sparity.plan.expressions import UnresolvedFunction
from sparity.plan.node import Expression
from sparity.plan.relations import Join, LateralJoin, NearestByJoin, SetOperation, Zip
from sparity.sql import arguments
from sparity.sql.arguments import expression, is_column, wrong_type
from sparity.sql.column import Column
from sparity.sql.dataframe_core import DataFrameCore
from sparity.sql.subquery import Subquery
from sparity.sql.table_arg import TableArg

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame

_JOIN_TYPES = {
    "inner": "INNER",
    "outer": "FULL_OUTER",
    "full": "FULL_OUTER",
    "fullouter": "FULL_OUTER",
    "full_outer": "FULL_OUTER",
    "leftouter": "LEFT_OUTER",
    "left": "LEFT_OUTER",
    "left_outer": "LEFT_OUTER",
    "rightouter": "RIGHT_OUTER",
    "right": "RIGHT_OUTER",
    "right_outer": "RIGHT_OUTER",
    "leftsemi": "LEFT_SEMI",
    "left_semi": "LEFT_SEMI",
    "semi": "LEFT_SEMI",
    "leftanti": "LEFT_ANTI",
    "left_anti": "LEFT_ANTI",
    "anti": "LEFT_ANTI",
    "cross": "CROSS",
}
_LATERAL_JOIN_TYPES = {
    name: _JOIN_TYPES[name] for name in ("inner", "leftouter", "left", "left_outer", "cross")
}
#: Bounds of the server for `nearestByJoin`, checked here so that the error names the argument.
_NEAREST_MIN, _NEAREST_MAX = 1, 100_000
_NEAREST_JOIN_TYPES = {"inner": "inner", "left": "left", "leftouter": "left", "left_outer": "left"}


class Combining(DataFrameCore):
    """Joins, set operations and subqueries."""

    # --- joins ---

    def join(self, other: DataFrame, on: Any = None, how: str | None = None) -> DataFrame:
        """Rows of both that belong together.

        Args:
            other: the right side.
            on: a name or list of names that both sides have, a condition or list of conditions.
            how: inner (default), cross, outer, full, fullouter, full_outer, left, leftouter,
                left_outer, right, rightouter, right_outer, semi, leftsemi, left_semi, anti,
                leftanti or left_anti, in any case.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.
            AnalysisException: UNSUPPORTED_JOIN_TYPE.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).join(spark.range(1, 3), "id").collect()
            [Row(id=1)]
        """
        right = self._require_same_session(other)
        kind = _join_type(how, _JOIN_TYPES)
        using, condition = _join_on(on)
        return self._derive(
            Join(
                left=self._plan,
                right=right._plan,
                join_condition=condition,
                join_type=kind,
                using_columns=tuple(using),
            )
        )

    def crossJoin(self, other: DataFrame) -> DataFrame:
        """Each row of this with each row of the other.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.

        Since Spark 3.4.

        Examples:
            >>> spark.range(2).crossJoin(spark.range(2)).count()
            4
        """
        return self.join(other, how="cross")

    def lateralJoin(
        self, other: DataFrame, on: Column | None = None, how: str | None = None
    ) -> DataFrame:
        """A join in which the right side may refer to columns of the left by `outer()`.

        Args:
            other: the right side.
            on: a condition.
            how: inner (default), cross, left, leftouter or left_outer.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.
            AnalysisException: UNSUPPORTED_JOIN_TYPE.

        Since Spark 4.0.

        Examples:
            >>> left.lateralJoin(right.filter(F.col("x") < F.col("y").outer()))  # doctest: +SKIP
        """
        right = self._require_same_session(other)
        return self._derive(
            LateralJoin(
                left=self._plan,
                right=right._plan,
                join_condition=None if on is None else expression(on, "on", "Column"),
                join_type=_join_type(how, _LATERAL_JOIN_TYPES),
            )
        )

    def nearestByJoin(
        self,
        other: DataFrame,
        rankingExpression: Column,
        numResults: int,
        mode: str,
        direction: str,
        *,
        joinType: str = "inner",
    ) -> DataFrame:
        """For each row the rows of the other side that rank best.

        Args:
            other: the right side.
            rankingExpression: the number to rank by.
            numResults: how many rows for each, 1 to 100000.
            mode: approx or exact.
            direction: distance (the least first) or similarity (the greatest first).
            joinType: inner, or left to keep rows that have no match.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.
            AnalysisException: a sub-condition of NEAREST_BY_JOIN.

        Since Spark 4.3.

        Examples:
            >>> a.nearestByJoin(b, F.abs(a.x - b.y), 1, "exact", "distance")  # doctest: +SKIP
        """
        right = self._require_same_session(other)
        if not is_column(rankingExpression):
            raise wrong_type("rankingExpression", "Column", rankingExpression)
        if not _NEAREST_MIN <= numResults <= _NEAREST_MAX:
            raise _nearest(
                "NUM_RESULTS_OUT_OF_RANGE",
                numResults=str(numResults),
                min=str(_NEAREST_MIN),
                max=str(_NEAREST_MAX),
            )
        if mode.lower() not in ("approx", "exact"):
            raise _nearest("UNSUPPORTED_MODE", mode=mode, supported="'approx', 'exact'")
        if direction.lower() not in ("distance", "similarity"):
            raise _nearest(
                "UNSUPPORTED_DIRECTION",
                direction=direction,
                supported="'distance', 'similarity'",
            )
        if joinType.lower() not in _NEAREST_JOIN_TYPES:
            raise _nearest(
                "UNSUPPORTED_JOIN_TYPE", joinType=joinType, supported="'INNER', 'LEFT OUTER'"
            )
        return self._derive(
            NearestByJoin(
                left=self._plan,
                right=right._plan,
                ranking_expression=arguments.of(rankingExpression),
                num_results=int(numResults),
                join_type=joinType,
                mode=mode,
                direction=direction,
            )
        )

    # --- set operations ---

    def union(self, other: DataFrame) -> DataFrame:
        """The rows of both, columns matched by position.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).union(spark.range(1)).collect()
            [Row(id=0), Row(id=0)]
        """
        return self._combine(other, "SET_OP_TYPE_UNION", is_all=True)

    def unionAll(self, other: DataFrame) -> DataFrame:
        """The same as `union`. Since Spark 3.4."""
        return self.union(other)

    def unionByName(self, other: DataFrame, allowMissingColumns: bool = False) -> DataFrame:
        """The rows of both, columns matched by name.

        Args:
            other: the other rows.
            allowMissingColumns: fill columns that one side lacks with null.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).unionByName(spark.range(1)).count()
            2
        """
        return self._combine(
            other,
            "SET_OP_TYPE_UNION",
            is_all=True,
            by_name=True,
            allow_missing=allowMissingColumns,
        )

    def intersect(self, other: DataFrame) -> DataFrame:
        """Each row that both have, once. Since Spark 3.4.

        Examples:
            >>> spark.range(2).intersect(spark.range(1)).collect()
            [Row(id=0)]
        """
        return self._combine(other, "SET_OP_TYPE_INTERSECT", is_all=False)

    def intersectAll(self, other: DataFrame) -> DataFrame:
        """Each row that both have, as often as both have it. Since Spark 3.4.

        Examples:
            >>> spark.range(2).intersectAll(spark.range(1)).collect()
            [Row(id=0)]
        """
        return self._combine(other, "SET_OP_TYPE_INTERSECT", is_all=True)

    def subtract(self, other: DataFrame) -> DataFrame:
        """Each row that the other lacks, once. Since Spark 3.4.

        Examples:
            >>> spark.range(2).subtract(spark.range(1)).collect()
            [Row(id=1)]
        """
        return self._combine(other, "SET_OP_TYPE_EXCEPT", is_all=False)

    def exceptAll(self, other: DataFrame) -> DataFrame:
        """The rows left when each row of the other takes away one equal row. Since Spark 3.4.

        Examples:
            >>> spark.range(2).exceptAll(spark.range(1)).collect()
            [Row(id=1)]
        """
        return self._combine(other, "SET_OP_TYPE_EXCEPT", is_all=True)

    def _combine(
        self,
        other: DataFrame,
        kind: str,
        *,
        is_all: bool,
        by_name: bool = False,
        allow_missing: bool = False,
    ) -> DataFrame:
        right = self._require_same_session(other)
        return self._alike(
            SetOperation(
                left_input=self._plan,
                right_input=right._plan,
                set_op_type=kind,
                is_all=is_all,
                by_name=by_name,
                allow_missing_columns=allow_missing,
            ),
            right,
        )

    def zip(self, other: DataFrame) -> DataFrame:
        """The columns of both side by side; both must come from the same rows.

        Raises:
            SessionNotSameException: SESSION_NOT_SAME.

        Since Spark 4.2.

        Examples:
            >>> df.select("a").zip(df.select((F.col("b") * 2).alias("c")))  # doctest: +SKIP
        """
        right = self._require_same_session(other)
        return self._derive(Zip(left=self._plan, right=right._plan))

    # --- subqueries ---

    def scalar(self) -> Column:
        """The only value of this DataFrame, for use in an expression of another.

        Since Spark 4.0.

        Examples:
            >>> df.filter(df.x == df.select(F.max("x")).scalar())  # doctest: +SKIP
        """
        return Column(Subquery(self._plan, subquery_type="SUBQUERY_TYPE_SCALAR"))

    def exists(self) -> Column:
        """Whether this DataFrame has rows, for use in an expression of another.

        Since Spark 4.0.

        Examples:
            >>> df.filter(other.filter(other.x == F.col("y").outer()).exists())  # doctest: +SKIP
        """
        return Column(Subquery(self._plan, subquery_type="SUBQUERY_TYPE_EXISTS"))

    def asTable(self) -> TableArg:
        """These rows as an argument of a function that takes tables.

        Since Spark 4.0.

        Examples:
            >>> df.asTable().partitionBy("country")  # doctest: +SKIP
        """
        return TableArg(Subquery(self._plan, subquery_type="SUBQUERY_TYPE_TABLE_ARG"))


def _join_type(how: str | None, known: dict[str, str]) -> str:
    if how is None:
        return "JOIN_TYPE_INNER"
    kind = known.get(str(how).lower())
    if kind is None:
        raise AnalysisException(
            errorClass="UNSUPPORTED_JOIN_TYPE",
            messageParameters={"typ": how, "supported": ", ".join(map(repr, known))},
        )
    return f"JOIN_TYPE_{kind}"


def _join_on(on: Any) -> tuple[list[str], Expression | None]:
    """The names to join by, or the condition; never both."""
    if on is None:
        return [], None
    if isinstance(on, str):
        return [on], None
    if arguments.is_column(on):
        return [], arguments.of(on)
    parts = list(on)
    if not parts:
        return [], None
    if isinstance(parts[0], str):
        return parts, None
    condition = expression(parts[0], "on", "Column")
    for part in parts[1:]:
        condition = UnresolvedFunction(
            function_name="and", arguments=(condition, expression(part, "on", "Column"))
        )
    return [], condition


def _nearest(sub_condition: str, **parameters: str) -> AnalysisException:
    return AnalysisException(
        errorClass=f"NEAREST_BY_JOIN.{sub_condition}", messageParameters=parameters
    )
