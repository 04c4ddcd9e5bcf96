"""The part of `DataFrame` that changes the columns of one DataFrame; executes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sparity.plan.expressions import (
    Alias,
    ExpressionString,
    UnresolvedFunction,
    UnresolvedStar,
)
from sparity.plan.node import Expression
from sparity.plan.relations import (
    Drop,
    Project,
    ToDF,
    ToSchema,
    Transpose,
    Unpivot,
    WithColumns,
    WithColumnsRenamed,
)
from sparity.plan.star import StarOfInput
from sparity.sql import arguments
from sparity.sql.arguments import (
    expression,
    is_column,
    require_str,
    unpacked,
    wrong_type,
)
from sparity.sql.dataframe_core import DataFrameCore

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame
    from sparity.types import StructType

_HINT_TYPES = "str, float, int, Column, list[str], list[float], list[int]"


class Transformations(DataFrameCore):
    """Operations that give other columns."""

    def select(self, *cols: Any) -> DataFrame:
        """A projection to the given columns.

        Args:
            cols: columns or their names, or one list of them; `*` stands for all.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for anything else.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).select("id", F.lit("x").alias("letter")).show()
            +---+------+
            | id|letter|
            +---+------+
            |  0|     x|
            +---+------+
        """
        chosen = tuple(self._own(expression(col, "cols")) for col in unpacked(cols))
        return self._derive(Project(input=self._plan, expressions=chosen))

    def _own(self, expression: Expression) -> Expression:
        """A star over this very DataFrame as one that old servers can be told too."""
        if isinstance(expression, UnresolvedStar) and expression.plan_id == self._plan.plan_id:
            return StarOfInput(origin=expression.origin, **dict(expression.fields()))
        return expression

    def selectExpr(self, *expr: Any) -> DataFrame:
        """A projection written in SQL.

        Args:
            expr: SQL expressions, or lists of them.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).selectExpr("id + 1 AS next").collect()
            [Row(next=1)]
        """
        texts: list[str] = []
        for one in expr:
            texts.extend([one] if isinstance(one, str) else one)
        chosen = tuple(ExpressionString(expression=text) for text in texts)
        return self._derive(Project(input=self._plan, expressions=chosen))

    def withColumn(self, colName: str, col: Column) -> DataFrame:
        """All columns and one more, which replaces a column of the same name.

        Args:
            colName: its name.
            col: its value.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when `col` is not a Column.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumn("double", F.col("id") * 2).collect()
            [Row(id=0, double=0)]
        """
        if not is_column(col):
            raise wrong_type("col", "Column", col)
        return self._with_columns({colName: col})

    def withColumns(self, *colsMap: dict[str, Column]) -> DataFrame:
        """All columns and several more, which replace columns of the same names.

        Args:
            colsMap: one dict from name to value.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is not a dict.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumns({"a": F.lit(1), "b": F.lit(2)}).collect()
            [Row(id=0, a=1, b=2)]
        """
        if len(colsMap) != 1:
            raise AssertionError("withColumns takes exactly one dict")
        if not isinstance(colsMap[0], dict):
            raise wrong_type("colsMap", "dict", colsMap[0])
        return self._with_columns(colsMap[0])

    def _with_columns(self, columns: dict[str, Column]) -> DataFrame:
        if not columns:
            raise AssertionError("there must be at least one column")
        aliases = []
        for name, column in columns.items():
            if not isinstance(name, str) or not is_column(column):
                raise AssertionError("names must be str and values must be Column")
            aliases.append(Alias(expr=arguments.of(column), name=(name,)))
        return self._derive(WithColumns(input=self._plan, aliases=tuple(aliases)))

    def withColumnRenamed(self, existing: str, new: str) -> DataFrame:
        """One column under another name; nothing happens when there is no such column.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumnRenamed("id", "number").columns
            ['number']
        """
        return self.withColumnsRenamed({existing: new})

    def withColumnsRenamed(self, colsMap: dict[str, str]) -> DataFrame:
        """Several columns under other names.

        Args:
            colsMap: from the present to the new name.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is not a dict.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumnsRenamed({"id": "number"}).columns
            ['number']
        """
        if not isinstance(colsMap, dict):
            raise wrong_type("colsMap", "dict", colsMap)
        renames = tuple(
            WithColumnsRenamed.Rename(col_name=existing, new_col_name=new)
            for existing, new in colsMap.items()
        )
        return self._derive(WithColumnsRenamed(input=self._plan, renames=renames))

    def withMetadata(self, columnName: str, metadata: dict[str, Any]) -> DataFrame:
        """One column with other metadata in the schema.

        Args:
            columnName: which column.
            metadata: values that JSON can hold.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when `metadata` is not a dict.
            AssertionError: `columnName` is not a str.

        Since Spark 3.4.

        Examples:
            >>> df.withMetadata("age", {"unit": "years"})  # doctest: +SKIP
        """
        if not isinstance(metadata, dict):
            raise wrong_type("metadata", "dict", metadata)
        if not isinstance(columnName, str):
            raise AssertionError("the name must be str")
        alias = Alias(
            expr=arguments.of(self._attribute(columnName)),
            name=(columnName,),
            metadata=json.dumps(metadata),
        )
        return self._derive(WithColumns(input=self._plan, aliases=(alias,)))

    def drop(self, *cols: Any) -> DataFrame:
        """All columns but these; names that do not exist are ignored.

        Args:
            cols: columns or their names.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for anything else.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumn("a", F.lit(1)).drop("id").columns
            ['a']
        """
        columns: list[Expression] = []
        names: list[str] = []
        for col in cols:
            if is_column(col):
                columns.append(arguments.of(col))
            elif isinstance(col, str):
                names.append(col)
            else:
                raise wrong_type("cols", "Column or str", cols)
        return self._derive(
            Drop(input=self._plan, columns=tuple(columns), column_names=tuple(names))
        )

    def toDF(self, *cols: str) -> DataFrame:
        """The same columns under new names, by position.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when a name is not a str.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).toDF("number").columns
            ['number']
        """
        for col in cols:
            require_str("cols", col, "list[str]")
        return self._derive(ToDF(input=self._plan, column_names=cols))

    def to(self, schema: StructType) -> DataFrame:
        """The columns reordered, cast and filled with null to fit a schema, by name.

        Args:
            schema: the wanted schema.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).to(T.StructType().add("id", "integer")).dtypes
            [('id', 'int')]
        """
        from sparity.types import StructType

        if not isinstance(schema, StructType):
            raise wrong_type("schema", "StructType", schema)
        derived = self._derive(ToSchema(input=self._plan, schema=schema))
        derived._known_schema = schema
        return derived

    def toJSON(self) -> DataFrame:
        """One column `value` with each row as JSON text.

        Since Spark 3.4; gives a DataFrame since Spark 4.0.

        Examples:
            >>> spark.range(1).toJSON().first()
            Row(value='{"id":0}')
        """
        row = UnresolvedFunction(function_name="struct", arguments=(UnresolvedStar(),))
        text = UnresolvedFunction(function_name="to_json", arguments=(row,))
        return self._derive(
            Project(input=self._plan, expressions=(Alias(expr=text, name=("value",)),))
        )

    def zipWithIndex(self, indexColName: str = "index") -> DataFrame:
        """All columns and the number of each row, counted from 0 without gaps.

        Since Spark 4.2.

        Examples:
            >>> spark.range(5, 6).zipWithIndex().collect()
            [Row(id=5, index=0)]
        """
        number = UnresolvedFunction(function_name="distributed_sequence_id", is_internal=True)
        return self._derive(
            Project(
                input=self._plan,
                expressions=(UnresolvedStar(), Alias(expr=number, name=(indexColName,))),
            )
        )

    def transpose(self, indexColumn: Any = None) -> DataFrame:
        """Rows as columns; the values of one column become the names.

        Args:
            indexColumn: that column or its name; the first one by default.

        Since Spark 4.0.

        Examples:
            >>> df.transpose("key")  # doctest: +SKIP
        """
        index = () if indexColumn is None else (expression(indexColumn),)
        return self._derive(Transpose(input=self._plan, index_columns=index))

    def unpivot(
        self,
        ids: Any,
        values: Any,
        variableColumnName: str,
        valueColumnName: str,
    ) -> DataFrame:
        """Columns as rows: one row for each value, with the name of the column it came from.

        Args:
            ids: columns to keep, one or a list.
            values: columns to turn, one or a list; None for all others.
            variableColumnName: the column for the names.
            valueColumnName: the column for the values.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for what is no column.

        Since Spark 3.4.

        Examples:
            >>> spark.range(1).withColumn("a", F.lit(7)).unpivot("id", "a", "k", "v").collect()
            [Row(id=0, k='a', v=7)]
        """
        turned = None if values is None else Unpivot.Values(values=_columns(values))
        if ids is None:
            raise AssertionError("ids must not be None")
        return self._derive(
            Unpivot(
                input=self._plan,
                ids=_columns(ids),
                values=turned,
                variable_column_name=variableColumnName,
                value_column_name=valueColumnName,
            )
        )

    melt = unpivot


def _columns(given: Any) -> tuple[Expression, ...]:
    several: Iterable[Any] = given if isinstance(given, (list, tuple)) else [given]
    return tuple(expression(one) for one in several)
