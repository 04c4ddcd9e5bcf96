"""`Column`: an expression with the methods PySpark users know; what it computes is the server's."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkAttributeError, PySparkTypeError, PySparkValueError
from sparity.plan.expressions import (
    Alias,
    Cast,
    SortOrder,
    UnresolvedFunction,
    UpdateFields,
    Window,
)
from sparity.plan.node import Expression, PythonOrigin
from sparity.sql.call_site import origin
from sparity.sql.column_operators import ColumnOperators
from sparity.sql.literal import literal, literals_after
from sparity.sql.subquery import Subquery
from sparity.types import DataType

if TYPE_CHECKING:
    from sparity.connect import Client
    from sparity.sql.window import WindowSpec

__all__ = ["Column"]

_ASCENDING, _DESCENDING = "SORT_DIRECTION_ASCENDING", "SORT_DIRECTION_DESCENDING"
_FIRST, _LAST = "SORT_NULLS_FIRST", "SORT_NULLS_LAST"


def _expected(expected: str, name: str, value: Any) -> PySparkTypeError:
    return PySparkTypeError(
        errorClass="NOT_EXPECTED_TYPE",
        messageParameters={
            "expected_type": expected,
            "arg_name": name,
            "arg_type": type(value).__name__,
        },
    )


def _value(value: Any, here: PythonOrigin) -> Expression:
    return value._expr if isinstance(value, Column) else literal(value, here)


class Column(ColumnOperators):
    """A value computed for each row: a column of a DataFrame, a literal, or made from others.

    Columns come from `df["name"]`, `df.name` and `sparity.sql.functions`. They are immutable and
    tell nothing about data until a DataFrame with them is executed.

    Args:
        expr: the expression of the plan.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE when `expr` is not an expression.

    Since Spark 3.4.

    Examples:
        >>> F.col("a") + 1
        Column<'+(a, 1)'>
    """

    def to_plan(self, session: Client) -> Any:
        """The `Expression` message of the protocol, as this server understands it.

        Args:
            session: the client of a session, `SparkSession.client`.

        Raises:
            UnsupportedOnServerError: the server is older than something in it.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").to_plan(spark.client).WhichOneof("expr_type")
            'unresolved_attribute'
        """
        from sparity.plan.encoder import Encoder

        return Encoder(session.server_version).message(self._expr)

    def __getattr__(self, item: Any) -> Column:
        if item == "_jc":
            raise PySparkAttributeError(
                errorClass="JVM_ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": "_jc"}
            )
        # `_expr` is missing only while a copy is being made; asking again would never end.
        if item.startswith("__") or item == "_expr":
            raise PySparkAttributeError(
                errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": item}
            )
        return self[item]

    def alias(self, *alias: str, **kwargs: Any) -> Column:
        """The same value under another name, or several names for what yields several columns.

        Args:
            alias: the name or names.
            kwargs: only `metadata`, a dict kept in the schema, with a single name.

        Raises:
            PySparkValueError: ONLY_ALLOWED_FOR_SINGLE_COLUMN for metadata with several names.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").alias("b")
            Column<'a AS b'>
        """
        metadata = kwargs.pop("metadata", None)
        if len(alias) > 1 and metadata is not None:
            raise PySparkValueError(
                errorClass="ONLY_ALLOWED_FOR_SINGLE_COLUMN",
                messageParameters={"arg_name": "metadata"},
            )
        if kwargs:
            raise AssertionError(f"alias takes no {', '.join(kwargs)}, only metadata")
        return Column(
            Alias(
                expr=self._expr,
                name=alias,
                metadata=None if metadata is None else json.dumps(metadata),
                origin=origin("alias"),
            )
        )

    name = alias

    def cast(self, dataType: DataType | str) -> Column:
        """The value converted to another type.

        Args:
            dataType: a DataType, or its name in SQL.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is neither.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").cast("int")
            Column<'CAST(a AS INT)'>
        """
        return self._cast(dataType, origin("cast"), None)

    astype = cast

    def try_cast(self, dataType: DataType | str) -> Column:
        """The value converted to another type, null where that is not possible.

        Args:
            dataType: a DataType, or its name in SQL.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE when it is neither.

        Since Spark 4.0.

        Examples:
            >>> F.col("a").try_cast("int")
            Column<'TRY_CAST(a AS INT)'>
        """
        return self._cast(dataType, origin("try_cast"), "EVAL_MODE_TRY")

    def _cast(self, to: DataType | str, here: PythonOrigin, mode: str | None) -> Column:
        if isinstance(to, str):
            return Column(Cast(expr=self._expr, type_str=to, eval_mode=mode, origin=here))
        if isinstance(to, DataType):
            return Column(Cast(expr=self._expr, type=to, eval_mode=mode, origin=here))
        raise _expected("DataType or str", "dataType", to)

    def _sorted(self, direction: str, nulls: str, here: PythonOrigin) -> Column:
        return Column(
            SortOrder(child=self._expr, direction=direction, null_ordering=nulls, origin=here)
        )

    def asc(self) -> Column:
        """A sort order: smallest first, nulls before all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").asc()
            Column<'a ASC NULLS FIRST'>
        """
        return self.asc_nulls_first()

    def asc_nulls_first(self) -> Column:
        """A sort order: smallest first, nulls before all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").asc_nulls_first()
            Column<'a ASC NULLS FIRST'>
        """
        return self._sorted(_ASCENDING, _FIRST, origin("asc_nulls_first"))

    def asc_nulls_last(self) -> Column:
        """A sort order: smallest first, nulls after all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").asc_nulls_last()
            Column<'a ASC NULLS LAST'>
        """
        return self._sorted(_ASCENDING, _LAST, origin("asc_nulls_last"))

    def desc(self) -> Column:
        """A sort order: largest first, nulls after all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").desc()
            Column<'a DESC NULLS LAST'>
        """
        return self.desc_nulls_last()

    def desc_nulls_first(self) -> Column:
        """A sort order: largest first, nulls before all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").desc_nulls_first()
            Column<'a DESC NULLS FIRST'>
        """
        return self._sorted(_DESCENDING, _FIRST, origin("desc_nulls_first"))

    def desc_nulls_last(self) -> Column:
        """A sort order: largest first, nulls after all.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").desc_nulls_last()
            Column<'a DESC NULLS LAST'>
        """
        return self._sorted(_DESCENDING, _LAST, origin("desc_nulls_last"))

    def between(self, lowerBound: Any, upperBound: Any) -> Column:
        """True where the value is from `lowerBound` to `upperBound`, both included.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").between(1, 3)
            Column<'and(>=(a, 1), <=(a, 3))'>
        """
        inside: Column = (self >= lowerBound) & (self <= upperBound)
        return inside

    def isin(self, *cols: Any) -> Column:
        """True where the value is one of those given, or a row of a one-column DataFrame.

        Args:
            cols: values or columns, one list or set of them, or one DataFrame.

        Since Spark 3.4; a DataFrame since Spark 4.1.

        Examples:
            >>> F.col("a").isin(1, 2)
            Column<'in(a, 1, 2)'>
        """
        here = origin("isin")
        relation = getattr(cols[0], "_plan", None) if len(cols) == 1 else None
        if relation is not None and not isinstance(cols[0], Column):
            return self._in_subquery(relation, here)
        if len(cols) == 1 and isinstance(cols[0], list | set):
            cols = tuple(cols[0])
        if any(isinstance(one, Column) for one in cols):
            arguments: Sequence[Expression] = (self._expr, *(_value(one, here) for one in cols))
        else:
            arguments = literals_after(self._expr, cols, here)
        return Column(UnresolvedFunction(function_name="in", arguments=arguments, origin=here))

    def getItem(self, key: Any) -> Column:
        """An element of an array by position from 0, or of a map by key.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").getItem(0)
            Column<'a['0']'>
        """
        return self._extracted("key", "getItem", key)

    def getField(self, name: Any) -> Column:
        """A field of a struct by name.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").getField("f")
            Column<'a['f']'>
        """
        return self._extracted("name", "getField", name)

    def _extracted(self, parameter: str, method: str, key: Any) -> Column:
        if isinstance(key, Column):
            warnings.warn(
                f"{method}() with a column as {parameter!r} is deprecated since Spark 3.0; "
                f"write column[{parameter}] instead.",
                FutureWarning,
                stacklevel=3,
            )
        return self[key]

    def withField(self, fieldName: str, col: Column) -> Column:
        """The struct with a field added or replaced.

        Args:
            fieldName: name, with dots for fields inside of fields.
            col: the field's value.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").withField("f", F.lit(1))
            Column<'update_field(a, f, 1)'>
        """
        if not isinstance(fieldName, str):
            raise _expected("str", "fieldName", fieldName)
        if not isinstance(col, Column):
            raise _expected("Column", "col", col)
        return Column(
            UpdateFields(
                struct_expression=self._expr,
                field_name=fieldName,
                value_expression=col._expr,
                origin=origin("withField"),
            )
        )

    def dropFields(self, *fieldNames: str) -> Column:
        """The struct without some of its fields; names it does not have are ignored.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for a name that is not a string.
            PySparkValueError: CANNOT_BE_EMPTY without any name.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").dropFields("f", "g")
            Column<'drop_field(drop_field(a, f), g)'>
        """
        here = origin("dropFields")
        dropped = self._expr
        for name in fieldNames:
            if not isinstance(name, str):
                raise _expected("str", "fieldName", name)
            dropped = UpdateFields(struct_expression=dropped, field_name=name, origin=here)
        if not fieldNames:
            raise PySparkValueError(
                errorClass="CANNOT_BE_EMPTY", messageParameters={"item": "dropFields"}
            )
        return Column(dropped)

    def _branches(self) -> tuple[Expression, ...] | None:
        if isinstance(self._expr, UnresolvedFunction) and self._expr.function_name == "when":
            return tuple(self._expr.arguments)
        return None

    def when(self, condition: Column, value: Any) -> Column:
        """One more branch after the function `when`: `value` where `condition` is the first true.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for a condition that is no column;
                INVALID_WHEN_USAGE on other columns, or after `otherwise`.

        Since Spark 3.4.

        Examples:
            >>> F.when(F.col("a") > 1, "many").when(F.col("a") == 1, "one")
            Column<'CASE WHEN >(a, 1) THEN many WHEN ==(a, 1) THEN one END'>
        """
        if not isinstance(condition, Column):
            raise _expected("Column", "condition", condition)
        branches = self._branches()
        if branches is None or len(branches) % 2:
            raise PySparkTypeError(errorClass="INVALID_WHEN_USAGE", messageParameters={})
        arguments = (*branches, condition._expr, _value(value, origin("when")))
        return Column(UnresolvedFunction(function_name="when", arguments=arguments))

    def otherwise(self, value: Any) -> Column:
        """The value where no branch of `when` is true, instead of null.

        Raises:
            PySparkTypeError: the column was not made by `when`, or has an `otherwise` already.

        Since Spark 3.4.

        Examples:
            >>> F.when(F.col("a") > 1, "many").otherwise("few")
            Column<'CASE WHEN >(a, 1) THEN many ELSE few END'>
        """
        branches = self._branches()
        if branches is None:
            raise PySparkTypeError("otherwise() continues a column that the function when() made")
        if len(branches) % 2:
            raise PySparkTypeError("otherwise() closes a when() and can be called only once")
        arguments = (*branches, _value(value, origin("otherwise")))
        return Column(UnresolvedFunction(function_name="when", arguments=arguments))

    def over(self, window: WindowSpec) -> Column:
        """The value of an aggregate or window function over the rows of a window.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE for anything but a WindowSpec.

        Since Spark 3.4.

        Examples:
            >>> F.row_number().over(Window.partitionBy("a").orderBy("b"))
            Column<'WindowExpression(row_number(), (WindowSpec(PartitionBy(a), \
OrderBy(b ASC NULLS FIRST))))'>
        """
        from sparity.sql.window import WindowSpec

        if not isinstance(window, WindowSpec):
            raise _expected("WindowSpec", "window", window)
        return Column(
            Window(
                window_function=self._expr,
                partition_spec=window._partition,
                order_spec=window._order,
                frame_spec=window._frame,
                origin=origin("over"),
            )
        )

    def transform(self, f: Callable[[Column], Column]) -> Column:
        """What `f` makes of this column; lets functions of columns be chained.

        Since Spark 4.1.

        Examples:
            >>> F.col("a").transform(lambda c: c + 1)
            Column<'+(a, 1)'>
        """
        return f(self)

    def outer(self) -> Column:
        """Marks a column of the query around a subquery.

        Since Spark 4.0.

        Examples:
            >>> F.col("a").outer()
            Column<'a'>
        """
        return Column(self._expr)

    def _in_subquery(self, relation: Any, here: PythonOrigin) -> Column:
        values: tuple[Expression, ...] = (self._expr,)
        if isinstance(self._expr, UnresolvedFunction) and self._expr.function_name == "struct":
            values = tuple(self._expr.arguments)
        return Column(
            Subquery(
                relation,
                subquery_type="SUBQUERY_TYPE_IN",
                in_subquery_values=values,
                origin=here,
            )
        )


ColumnOperators._plain = Column
