"""Functions whose arguments depend on each other, so that no registry row can describe them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sparity.errors import PySparkValueError
from sparity.plan.node import Expression
from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName
from sparity.sql.literal import lit_expression
from sparity.types import DataType, StructType

_DIGEST_BITS = [0, 224, 256, 384, 512]
_SECONDS_FORMAT = "yyyy-MM-dd HH:mm:ss"


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
    if startTime is not None and slideDuration is None:
        slideDuration = windowDuration
    return send.call(
        "window",
        send.column(timeColumn),
        send.value(windowDuration),
        send.maybe(send.value, slideDuration),
        send.maybe(send.value, startTime),
    )


def _schema(given: Any, accepted: type[DataType], expected: str) -> Expression:
    if isinstance(given, accepted):
        return lit_expression(given.json())
    if isinstance(given, Column | str):
        return send.value(given)
    raise send.wrong_type(expected, "schema", given)


def from_json(
    col: ColumnOrName,
    schema: DataType | Column | str,
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
    described = _schema(schema, DataType, "Column, str or DataType")
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
    described = _schema(schema, StructType, "StructType, Column or str")
    return send.call("from_xml", send.column(col), described, send.options(options))


def _timestamp(name: str, parts: tuple[Any, ...], date: Any, time: Any, timezone: Any) -> Column:
    # The year decides which of the two forms is meant; the other form must then be absent.
    year, *others = parts
    form, excluded = ((date, time), others) if year is None else (parts, (date, time))
    if any(part is not None for part in excluded):
        raise PySparkValueError(
            errorClass="CANNOT_SET_TOGETHER",
            messageParameters={"arg_list": "years|months|days|hours|mins|secs and date|time"},
        )
    for part in form:
        if not isinstance(part, Column | str):
            raise send.wrong_type("Column or str", "arg", part)
    return send.call(name, *send.columns(form), send.maybe(send.column, timezone))


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
