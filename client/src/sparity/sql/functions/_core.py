"""The functions whose bodies are special; all others are generated from the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from sparity.errors import PySparkNotImplementedError, PySparkValueError
from sparity.plan.expressions import CallFunction, ExpressionString
from sparity.plan.node import Expression
from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName
from sparity.sql.literal import lit_expression
from sparity.types import ArrayType, MapType, StructType

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame

_DIGEST_BITS = [0, 224, 256, 384, 512]
_SECONDS_FORMAT = "yyyy-MM-dd HH:mm:ss"


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


def asc(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.asc("a")
        Column<'a ASC NULLS FIRST'>
    """
    return Column(send.column(col)).asc()


def asc_nulls_first(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.asc_nulls_first("a")
        Column<'a ASC NULLS FIRST'>
    """
    return Column(send.column(col)).asc_nulls_first()


def asc_nulls_last(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.asc_nulls_last("a")
        Column<'a ASC NULLS LAST'>
    """
    return Column(send.column(col)).asc_nulls_last()


def desc(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.desc("a")
        Column<'a DESC NULLS LAST'>
    """
    return Column(send.column(col)).desc()


def desc_nulls_first(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.desc_nulls_first("a")
        Column<'a DESC NULLS FIRST'>
    """
    return Column(send.column(col)).desc_nulls_first()


def desc_nulls_last(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.desc_nulls_last("a")
        Column<'a DESC NULLS LAST'>
    """
    return Column(send.column(col)).desc_nulls_last()


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


def log(arg1: ColumnOrName | float, arg2: ColumnOrName | None = None) -> Column:
    """The natural logarithm of one argument, or that of the second to the base of the first.

    Since Spark 3.4.

    Examples:
        >>> F.log(10.0, F.lit(1000.0))
        Column<'log(10.0, 1000.0)'>
    """
    if arg2 is None:
        return send.call("ln", send.column(arg1))
    return send.call("log", send.value(arg1), send.column(arg2))


def sha2(col: ColumnOrName, numBits: int) -> Column:
    """The SHA-2 digest in hexadecimal digits, of 224, 256, 384 or 512 bits; 0 means 256.

    Raises:
        PySparkValueError: VALUE_NOT_ALLOWED for another length.

    Since Spark 3.4.

    Examples:
        >>> F.sha2("a", 256)
        Column<'sha2(a, 256)'>
    """
    if numBits not in _DIGEST_BITS:
        raise PySparkValueError(
            errorClass="VALUE_NOT_ALLOWED",
            messageParameters={"arg_name": "numBits", "allowed_values": str(_DIGEST_BITS)},
        )
    return send.call("sha2", send.column(col), send.value(numBits))


def unix_timestamp(timestamp: ColumnOrName | None = None, format: str = _SECONDS_FORMAT) -> Column:
    """Seconds since the epoch of a time in text, or of now.

    Since Spark 3.4.

    Examples:
        >>> F.unix_timestamp(F.lit("2024-01-02"), "yyyy-MM-dd")
        Column<'unix_timestamp(2024-01-02, yyyy-MM-dd)'>
    """
    if timestamp is None:
        return send.call("unix_timestamp")
    return send.call("unix_timestamp", send.column(timestamp), send.value(format))


def instr(
    str: ColumnOrName,
    substr: Column | str,
    start: Column | int | None = None,
    occurrence: Column | int | None = None,
) -> Column:
    """The position, from 1, at which a string has another one in it; 0 where it has not.

    Args:
        str: the string to search.
        substr: what to look for; a string is a value.
        start: where to begin, since Spark 4.3.
        occurrence: which find counts, since Spark 4.3.

    Since Spark 3.4.

    Examples:
        >>> F.instr("a", "x")
        Column<'instr(a, x)'>
    """
    if occurrence is not None and start is None:
        start = 1
    return send.call(
        "instr",
        send.column(str),
        send.value(substr),
        send.maybe(send.value, start),
        send.maybe(send.value, occurrence),
    )


def window(
    timeColumn: ColumnOrName,
    windowDuration: str,
    slideDuration: str | None = None,
    startTime: str | None = None,
) -> Column:
    """Groups rows into windows of time, which overlap when they slide by less than they last.

    Args:
        timeColumn: a timestamp.
        windowDuration: how long a window lasts, as in `10 minutes`.
        slideDuration: how far apart windows begin; as long as they last when not given.
        startTime: how far after the epoch the first window begins.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.

    Since Spark 3.4.

    Examples:
        >>> F.window("a", "10 minutes")
        Column<'window(a, 10 minutes)'>
    """
    given = {
        "windowDuration": windowDuration,
        "slideDuration": slideDuration,
        "startTime": startTime,
    }
    for name, duration in given.items():
        optional = duration is None and name != "windowDuration"
        if not isinstance(duration, str) and not optional:
            raise send.wrong_type("str", name, duration)
    if startTime and not slideDuration:
        slideDuration = windowDuration
    return send.call(
        "window",
        send.column(timeColumn),
        send.value(windowDuration),
        send.value(slideDuration) if slideDuration else None,
        send.value(startTime) if startTime else None,
    )


def _schema(given: Any, accepted: tuple[type, ...], expected: str) -> Expression:
    if isinstance(given, accepted):
        return lit_expression(given.json())
    if isinstance(given, Column | str):
        return send.value(given)
    raise send.wrong_type(expected, "schema", given)


def from_json(
    col: ColumnOrName,
    schema: ArrayType | StructType | MapType | Column | str,
    options: Mapping[str, str] | None = None,
) -> Column:
    """A value read from JSON text; null where the text does not parse.

    Args:
        col: the text.
        schema: a type, its DDL, or a column such as `schema_of_json` gives.
        options: those of the JSON reader.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.

    Since Spark 3.4.

    Examples:
        >>> F.from_json(F.lit('{"a": 1}'), "a INT")
        Column<'from_json({"a": 1}, a INT)'>
    """
    kinds = (ArrayType, StructType, MapType)
    described = _schema(schema, kinds, "Column, str or DataType")
    return send.call("from_json", send.column(col), described, send.options(options))


def from_xml(
    col: ColumnOrName,
    schema: StructType | Column | str,
    options: Mapping[str, str] | None = None,
) -> Column:
    """A struct read from XML text; null where the text does not parse.

    Args:
        col: the text.
        schema: a struct type, its DDL, or a column such as `schema_of_xml` gives.
        options: those of the XML reader.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE.

    Since Spark 4.0.

    Examples:
        >>> F.from_xml(F.lit("<p><a>1</a></p>"), "a INT")
        Column<'from_xml(<p><a>1</a></p>, a INT)'>
    """
    described = _schema(schema, (StructType,), "StructType, Column or str")
    return send.call("from_xml", send.column(col), described, send.options(options))


def _timestamp(name: str, parts: tuple[Any, ...], date: Any, time: Any, timezone: Any) -> Column:
    if date is not None or time is not None:
        if any(part is not None for part in parts):
            raise PySparkValueError(
                errorClass="CANNOT_SET_TOGETHER",
                messageParameters={"arg_list": "years|months|days|hours|mins|secs and date|time"},
            )
        parts = (date, time)
    for part in parts:
        if not isinstance(part, Column | str):
            raise send.wrong_type("Column or str", "arg", part)
    return send.call(name, *send.columns(parts), send.maybe(send.column, timezone))


def make_timestamp(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    timezone: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """A timestamp from its six parts or, since Spark 4.1, from a date and a time.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a part that is missing or no column.
        PySparkValueError: CANNOT_SET_TOGETHER.

    Since Spark 3.5.

    Examples:
        >>> F.make_timestamp("y", "m", "d", "h", "mi", "s")
        Column<'make_timestamp(y, m, d, h, mi, s)'>
    """
    parts = (years, months, days, hours, mins, secs)
    return _timestamp("make_timestamp", parts, date, time, timezone)


def try_make_timestamp(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    timezone: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """The same as `make_timestamp`, null where the parts give no timestamp.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a part that is missing or no column.
        PySparkValueError: CANNOT_SET_TOGETHER.

    Since Spark 4.0.

    Examples:
        >>> F.try_make_timestamp("y", "m", "d", "h", "mi", "s")
        Column<'try_make_timestamp(y, m, d, h, mi, s)'>
    """
    parts = (years, months, days, hours, mins, secs)
    return _timestamp("try_make_timestamp", parts, date, time, timezone)


def make_timestamp_ntz(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """A timestamp without a time zone, from its six parts or, since Spark 4.1, a date and a time.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a part that is missing or no column.
        PySparkValueError: CANNOT_SET_TOGETHER.

    Since Spark 3.5.

    Examples:
        >>> F.make_timestamp_ntz("y", "m", "d", "h", "mi", "s")
        Column<'make_timestamp_ntz(y, m, d, h, mi, s)'>
    """
    parts = (years, months, days, hours, mins, secs)
    return _timestamp("make_timestamp_ntz", parts, date, time, None)


def try_make_timestamp_ntz(
    years: ColumnOrName | None = None,
    months: ColumnOrName | None = None,
    days: ColumnOrName | None = None,
    hours: ColumnOrName | None = None,
    mins: ColumnOrName | None = None,
    secs: ColumnOrName | None = None,
    date: ColumnOrName | None = None,
    time: ColumnOrName | None = None,
) -> Column:
    """The same as `make_timestamp_ntz`, null where the parts give no timestamp.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a part that is missing or no column.
        PySparkValueError: CANNOT_SET_TOGETHER.

    Since Spark 4.0.

    Examples:
        >>> F.try_make_timestamp_ntz("y", "m", "d", "h", "mi", "s")
        Column<'try_make_timestamp_ntz(y, m, d, h, mi, s)'>
    """
    parts = (years, months, days, hours, mins, secs)
    return _timestamp("try_make_timestamp_ntz", parts, date, time, None)


def _no_python_worker(feature: str) -> NoReturn:
    raise PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED",
        messageParameters={"feature": f"{feature} (Python code on the server)"},
    )


def udf(f: Any = None, returnType: Any = None, *, useArrow: bool | None = None) -> Any:
    """A user-defined function; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.4.
    """
    _no_python_worker("udf")


def pandas_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """A function on pandas batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.4.
    """
    _no_python_worker("pandas_udf")


def arrow_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """A function on Arrow batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 4.1.
    """
    _no_python_worker("arrow_udf")


def udtf(cls: Any = None, *, returnType: Any = None, useArrow: bool | None = None) -> Any:
    """A user-defined table function; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.5.
    """
    _no_python_worker("udtf")


def arrow_udtf(cls: Any = None, *, returnType: Any = None) -> Any:
    """A table function on Arrow batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 4.1.
    """
    _no_python_worker("arrow_udtf")
