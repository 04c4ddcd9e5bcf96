"""Turns Python values into literal expressions; columns and their operators live elsewhere."""

from __future__ import annotations

import datetime
import decimal
import enum
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import Cast, Literal, UnresolvedFunction
from sparity.plan.literal_run import LiteralRun
from sparity.plan.node import Expression, PythonOrigin
from sparity.sql import call_site
from sparity.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    NullType,
    ShortType,
    StringType,
    TimestampNTZType,
    TimestampType,
    TimeType,
)

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_INT_BITS, _LONG_BITS = 31, 63

#: From so many values on, one sequence is lighter than a node for each.
_MANY = 32
_RUN_FIELDS: dict[type, str] = {int: "integer", float: "double", str: "string"}
_INTEGERS = range(-(2**_INT_BITS), 2**_INT_BITS)

#: What PySpark names as the upper bound of an integer that does not fit (sic: that of a short).
_REPORTED_MAX = str(2**15 - 1)


def microseconds(moment: datetime.datetime) -> int:
    """Microseconds since the epoch; a naive `moment` is in the time zone of this process."""
    if moment.tzinfo is not None:
        seconds = _timegm(moment.utctimetuple())
    else:
        seconds = int(time.mktime(moment.timetuple()))
    return seconds * 1_000_000 + moment.microsecond


def _wall_microseconds(moment: datetime.datetime) -> int:
    return _timegm(moment.timetuple()) * 1_000_000 + moment.microsecond


def _timegm(parts: time.struct_time) -> int:
    import calendar  # slow to load

    return calendar.timegm(parts)


def _prefers_no_zone() -> bool:
    """Does the active session read timestamps without saying more as those without a zone?"""
    sessions = sys.modules.get("sparity.sql.session")
    active = None if sessions is None else sessions.SparkSession.getActiveSession()
    if active is None:
        return False
    preferred: str | None = active.conf.get("spark.sql.timestampType", None)
    return preferred == "TIMESTAMP_NTZ"


def _nanoseconds(clock: datetime.time) -> int:
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return (seconds * 1_000_000 + clock.microsecond) * 1000


def _decimal(value: decimal.Decimal) -> Literal.Decimal:
    # The server takes precision and scale from the digits; these two are what PySpark sends.
    return Literal.Decimal(value=str(value), precision=10, scale=0)


class _ByteArray(bytes):
    """Bytes that came as a bytearray, which is how the text of the column shows them."""

    def __repr__(self) -> str:
        return f"bytearray({bytes.__repr__(self)})"

    __str__ = __repr__


#: Field of the literal message and the value in it, by the exact Python type.
_BY_TYPE: dict[type, tuple[str, Callable[[Any], Any], Callable[[], DataType]]] = {
    bool: ("boolean", bool, BooleanType),
    float: ("double", float, DoubleType),
    str: ("string", str, StringType),
    bytes: ("binary", bytes, BinaryType),
    bytearray: ("binary", _ByteArray, BinaryType),
    decimal.Decimal: ("decimal", _decimal, DecimalType),
    datetime.datetime: ("timestamp", microseconds, TimestampType),
    datetime.date: ("date", lambda day: day.toordinal() - _EPOCH_DAY, DateType),
    datetime.time: (
        "time",
        lambda clock: Literal.Time(nano=_nanoseconds(clock), precision=6),
        TimeType,
    ),
    datetime.timedelta: (
        "day_time_interval",
        lambda span: span // datetime.timedelta(microseconds=1),
        DayTimeIntervalType,
    ),
}

#: The same for NumPy's scalars, by the name of their dtype.
_BY_DTYPE: dict[str, tuple[str, Callable[[Any], Any], Callable[[], DataType]]] = {
    "bool": _BY_TYPE[bool],
    "int8": ("byte", int, ByteType),
    "int16": ("short", int, ShortType),
    "int32": ("integer", int, IntegerType),
    "int64": ("long", int, LongType),
    "float32": ("float", float, FloatType),
    "float64": ("double", float, DoubleType),
}

_NTZ = ("timestamp_ntz", _wall_microseconds, TimestampNTZType)

#: The same for the elements of an array, by their Spark type.
_BY_SPARK_TYPE = {how[2]: how for how in (*_BY_TYPE.values(), *_BY_DTYPE.values(), _NTZ)}
_BY_SPARK_TYPE[BinaryType] = _BY_TYPE[bytes]

#: Bits of the whole numbers that an element of an array may be, and other Python types it may have.
_BITS = {"byte": 7, "short": 15, "integer": _INT_BITS, "long": _LONG_BITS}
_ELEMENT_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "float": (float,),
    "double": (float,),
    "string": (str,),
    "binary": (bytes, bytearray),
    "decimal": (decimal.Decimal,),
    "date": (datetime.date,),
    "time": (datetime.time,),
    "timestamp": (datetime.datetime,),
    "timestamp_ntz": (datetime.datetime,),
    "day_time_interval": (datetime.timedelta,),
}


def is_numpy(value: Any, kind: str) -> bool:
    """Is `value` an instance of NumPy's class `kind`? Does not import NumPy to find out."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, getattr(numpy, kind))


def _unsupported(value: Any) -> PySparkTypeError:
    return PySparkTypeError(
        errorClass="UNSUPPORTED_DATA_TYPE",
        messageParameters={"data_type": type(value).__name__},
    )


def _scalar(value: Any) -> tuple[str, Callable[[Any], Any], Callable[[], DataType]] | None:
    """How to send a value that is neither None nor a list; None when there is no way."""
    for kind in type(value).__mro__:
        if kind is datetime.datetime and _prefers_no_zone():
            return _NTZ
        if kind in _BY_TYPE:
            return _BY_TYPE[kind]
        if kind is int:
            if -(2**_INT_BITS) <= value < 2**_INT_BITS:
                return "integer", int, IntegerType
            if -(2**_LONG_BITS) <= value < 2**_LONG_BITS:
                return "long", int, LongType
            raise PySparkValueError(
                errorClass="VALUE_NOT_BETWEEN",
                messageParameters={
                    "arg_name": "value",
                    "min": str(-(2**_LONG_BITS)),
                    "max": _REPORTED_MAX,
                },
            )
    if is_numpy(value, "generic"):
        return _BY_DTYPE.get(value.dtype.name)
    return None


def type_of(value: Any) -> DataType:
    """The Spark type of the literal that `literal(value)` gives.

    Raises:
        PySparkTypeError: UNSUPPORTED_DATA_TYPE, or CANNOT_INFER_ARRAY_ELEMENT_TYPE for a list
            that does not start with a value.
        PySparkValueError: VALUE_NOT_BETWEEN for an integer of more than 64 bits.
    """
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None:
        return NullType()
    if isinstance(value, list):
        if not value or value[0] is None:
            raise PySparkTypeError(
                errorClass="CANNOT_INFER_ARRAY_ELEMENT_TYPE", messageParameters={}
            )
        return ArrayType(type_of(value[0]), True)
    how = _scalar(value)
    if how is None:
        raise _unsupported(value)
    return how[2]()


def _fits(value: Any, field: str) -> bool:
    if is_numpy(value, "generic") and not isinstance(value, float | str):
        own = _BY_DTYPE.get(value.dtype.name, ("",))[0]
        return own == field or {own, field} == {"float", "double"}
    if field in _BITS:
        return isinstance(value, int) and -(2 ** _BITS[field]) <= value < 2 ** _BITS[field]
    return isinstance(value, _ELEMENT_KINDS[field])


def _element(value: Any, to: DataType) -> Literal:
    """An element of an array, all of which have the type of the first one."""
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None:
        return Literal(null=to)
    if isinstance(to, ArrayType) and isinstance(value, list):
        return _array(value, to)
    how = _BY_SPARK_TYPE.get(type(to))
    if how is None or not _fits(value, how[0]):
        raise AssertionError(f"an array of {to.simpleString()} cannot have {value!r} in it")
    convert: Callable[[Any], Any] = _ByteArray if isinstance(value, bytearray) else how[1]
    return Literal(**{how[0]: convert(value)})


def _array(values: list[Any], of: ArrayType, origin: PythonOrigin | None = None) -> Literal:
    elements = tuple(_element(item, of.elementType) for item in values)
    return Literal(
        array=Literal.Array(element_type=of.elementType, elements=elements), origin=origin
    )


def literal(value: Any, origin: PythonOrigin | None = None) -> Literal:
    """One literal message for a Python value; a list becomes an array literal.

    Args:
        value: None, bool, int, float, str, bytes, bytearray, Decimal, date, datetime, time,
            timedelta, a NumPy scalar, an Enum of one of these, or a list of them.
        origin: where the user wrote it.

    Raises:
        PySparkTypeError: UNSUPPORTED_DATA_TYPE, or CANNOT_INFER_ARRAY_ELEMENT_TYPE.
        PySparkValueError: VALUE_NOT_BETWEEN for an integer of more than 64 bits.
        AssertionError: a list has elements that are not of the type of its first one.
    """
    # The commonest classes first: a program may make very many of these.
    kind = type(value)
    if kind is str:
        return Literal(string=value, origin=origin)
    if kind is int and value in _INTEGERS:
        return Literal(integer=value, origin=origin)
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None:
        return Literal(null=NullType(), origin=origin)
    if isinstance(value, list):
        return _array(value, type_of(value), origin)  # type: ignore[arg-type]
    how = _scalar(value)
    if how is None:
        raise _unsupported(value)
    field, convert, _ = how
    return Literal(origin=origin, **{field: convert(value)})


def literals_after(
    first: Expression, values: Sequence[Any], origin: PythonOrigin
) -> Sequence[Expression]:
    """An expression and after it the literals of many values; arguments as for `literal`."""
    kinds = set(map(type, values)) if len(values) >= _MANY else set()
    field = _RUN_FIELDS.get(kinds.pop()) if len(kinds) == 1 else None
    if field == "integer" and not all(map(_INTEGERS.__contains__, values)):
        field = None
    if field is None:
        return (first, *(literal(value, origin) for value in values))
    return LiteralRun(first, field, values, origin)


def lit_expression(value: Any) -> Expression:
    """What the function `lit` sends for anything but a column: lists become calls of `array`.

    Raises:
        PySparkTypeError: UNSUPPORTED_DATA_TYPE or UNSUPPORTED_NUMPY_ARRAY_SCALAR.
        PySparkValueError: COLUMN_IN_LIST for a list with a column in it, VALUE_NOT_BETWEEN.
    """
    if isinstance(value, list):
        if any(hasattr(item, "_expr") for item in value):
            raise PySparkValueError(
                errorClass="COLUMN_IN_LIST", messageParameters={"func_name": "lit"}
            )
        return UnresolvedFunction(
            function_name="array", arguments=tuple(lit_expression(item) for item in value)
        )
    if is_numpy(value, "ndarray") and value.ndim == 1:
        return _one_dimensional(value)
    return literal(value)


def _one_dimensional(array: Any) -> Expression:
    dtype = array.dtype.name
    if dtype.startswith("str"):
        element_type: DataType = StringType()
    elif dtype in _BY_DTYPE:
        element_type = _BY_DTYPE[dtype][2]()
    else:
        raise PySparkTypeError(
            errorClass="UNSUPPORTED_NUMPY_ARRAY_SCALAR", messageParameters={"dtype": dtype}
        )
    return Cast(
        expr=UnresolvedFunction(
            function_name="array", arguments=tuple(literal(item) for item in array)
        ),
        type=ArrayType(element_type, True),
        origin=call_site.origin("cast"),
    )
