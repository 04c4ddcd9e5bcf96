"""The functions everything starts from: columns by name, literals, SQL, calls by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.plan.expressions import CallFunction, ExpressionString
from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName
from sparity.sql.literal import lit_expression

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


def col(col: str) -> Column:
    """The column of that name; `*` is all columns, `t.*` all of `t`.

    Since Spark 3.4.

    Examples:
        >>> F.col("a")
        Column<'a'>
    """
    return Column(send.named(col))


column = col


def lit(col: Any) -> Column:
    """A Python value as a column; a column is given back as it is.

    Args:
        col: None, bool, int, float, str, bytes, Decimal, date, datetime, time, timedelta, Enum,
            a list of them, a NumPy scalar or one-dimensional array, or a Column.

    Raises:
        PySparkTypeError: UNSUPPORTED_DATA_TYPE, UNSUPPORTED_NUMPY_ARRAY_SCALAR.
        PySparkValueError: COLUMN_IN_LIST, VALUE_NOT_BETWEEN.

    Since Spark 3.4.

    Examples:
        >>> F.lit(5)
        Column<'5'>
    """
    return col if isinstance(col, Column) else Column(lit_expression(col))


def expr(str: str) -> Column:
    """The column that a piece of SQL describes.

    Since Spark 3.4.

    Examples:
        >>> F.expr("a + 1")
        Column<'a + 1'>
    """
    if type(str).__name__ != "str":
        raise AssertionError(f"an expression must be str, not {type(str).__name__}")
    return Column(ExpressionString(expression=str))


def when(condition: Column, value: Any) -> Column:
    """`value` where `condition` is true; continue with `Column.when` and `Column.otherwise`.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a condition that is no column.

    Since Spark 3.4.

    Examples:
        >>> F.when(F.col("a") > 1, "many").otherwise("few")
        Column<'CASE WHEN >(a, 1) THEN many ELSE few END'>
    """
    if not isinstance(condition, Column):
        raise send.wrong_type("Column", "condition", condition)
    return send.call("when", condition._expr, send.value(value))


def broadcast(df: DataFrame) -> DataFrame:
    """The DataFrame, marked as small enough to be sent whole to every executor in a join.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.

    Since Spark 3.4.

    Examples:
        >>> large.join(F.broadcast(small), "id")
    """
    from sparity.sql.dataframe import DataFrame

    if not isinstance(df, DataFrame):
        raise send.wrong_type("DataFrame", "df", df)
    return df.hint("broadcast")


def call_function(funcName: str, *cols: ColumnOrName) -> Column:
    """Any function of the server by name: built in, registered, or of a catalog.

    Args:
        funcName: the name, qualified with dots where needed.
        cols: the arguments, as columns or names of them.

    Since Spark 3.5.

    Examples:
        >>> F.call_function("sqrt", F.lit(4.0))
        Column<'CallFunction('sqrt', 4.0)'>
    """
    if not isinstance(funcName, str):
        raise AssertionError(f"a function's name must be str, not {type(funcName).__name__}")
    return Column(CallFunction(function_name=funcName, arguments=send.columns(cols)))


def call_udf(udfName: str, *cols: ColumnOrName) -> Column:
    """A registered user-defined function by name.

    Since Spark 3.4.

    Examples:
        >>> F.call_udf("plus_one", "a")
        Column<'plus_one(a)'>
    """
    if not isinstance(udfName, str):
        raise AssertionError(f"a function's name must be str, not {type(udfName).__name__}")
    return send.call(udfName, *send.columns(cols))
