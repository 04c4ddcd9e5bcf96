"""Reads data types from their JSON form; writing it is each type's own `jsonValue`."""

import re
from collections.abc import Callable
from typing import Any

from sparity.errors import IllegalArgumentException, PySparkTypeError, PySparkValueError
from sparity.types.atomic import (
    BinaryType,
    BooleanType,
    ByteType,
    CharType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    ShortType,
    StringType,
    VarcharType,
)
from sparity.types.base import DataType, NullType
from sparity.types.complex import ArrayType, MapType, StructType
from sparity.types.geo import GeographyType, GeometryType
from sparity.types.interval import (
    CalendarIntervalType,
    DayTimeIntervalType,
    YearMonthIntervalType,
)
from sparity.types.temporal import (
    DateType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    TimeType,
)
from sparity.types.udt import UserDefinedType
from sparity.types.variant import VariantType

_PLAIN: dict[str, Callable[[], DataType]] = {
    kind.typeName(): kind
    for kind in (
        NullType,
        StringType,
        BinaryType,
        BooleanType,
        DateType,
        TimestampType,
        TimestampNTZType,
        DecimalType,
        DoubleType,
        FloatType,
        ByteType,
        ShortType,
        IntegerType,
        LongType,
        CalendarIntervalType,
        VariantType,
    )
}
_PLAIN["geometry"] = lambda: GeometryType(GeometryType.DEFAULT_SRID)
_PLAIN["geography"] = lambda: GeographyType(GeographyType.DEFAULT_SRID)

_WITH_NUMBERS: dict[str, Callable[..., DataType]] = {
    "decimal": DecimalType,
    "char": CharType,
    "varchar": VarcharType,
    "time": TimeType,
    "timestamp_ntz": TimestampNTZNanosType,
    "timestamp_ltz": TimestampLTZNanosType,
}
_NUMBERS = re.compile(r"(\w+)\((-?\d+)(?:,\s*(-?\d+))?\)")
_INTERVAL = re.compile(r"interval (\w+)(?: to (\w+))?")
_GEOMETRY = re.compile(r"geometry\((\w+:\w+)\)")
_GEOGRAPHY = re.compile(r"geography\((?:(\w+:\w+)(?:,\s*(\w+))?|(\w+))\)")
_COLLATED = re.compile(r"string collate (\w+)")


def read(
    value: str | dict[str, Any], place: str = "", collations: dict[str, str] | None = None
) -> DataType:
    """The data type that `jsonValue` described.

    Args:
        value: what `jsonValue` gave.
        place: where in a struct field the type stands, to find its collation.
        collations: names of collations by such places.

    Raises:
        PySparkValueError: no type has this form.
        PySparkTypeError: something else than text has a collation.
        IllegalArgumentException: a reference system or algorithm that Spark does not know.
    """
    if collations and place in collations:
        kind = value.get("type") if isinstance(value, dict) else value
        if kind != "string":
            raise PySparkTypeError(
                errorClass="INVALID_JSON_DATA_TYPE_FOR_COLLATIONS",
                messageParameters={"jsonType": str(kind)},
            )
        return StringType(collations[place])
    if isinstance(value, dict):
        return _read_nested(value, place, collations)
    if value in _PLAIN:
        return _PLAIN[value]()
    found = _read_arguments(value)
    if found is None:
        raise PySparkValueError(
            errorClass="CANNOT_PARSE_DATATYPE", messageParameters={"msg": str(value)}
        )
    return found


def _read_nested(value: dict[str, Any], place: str, collations: dict[str, str] | None) -> DataType:
    kind = value.get("type")
    if kind == "array":
        return ArrayType.fromJson(value, place, collations)
    if kind == "map":
        return MapType.fromJson(value, place, collations)
    if kind == "struct":
        return StructType.fromJson(value)
    if kind == "udt":
        return UserDefinedType.fromJson(value)
    raise PySparkValueError(
        errorClass="UNSUPPORTED_DATA_TYPE", messageParameters={"data_type": str(kind)}
    )


def interval(first: str, last: str | None) -> DataType | None:
    """The interval type from one unit to another, None if there is no such type."""
    for kind in (DayTimeIntervalType, YearMonthIntervalType):
        units = {name: number for number, name in kind._fields.items()}
        start, end = units.get(first), units.get(last or first)
        if start is not None and end is not None and start <= end:
            return kind(start, end)
    return None


def _read_arguments(value: str) -> DataType | None:
    if match := _NUMBERS.fullmatch(value):
        make = _WITH_NUMBERS.get(match[1])
        numbers = [int(number) for number in match.groups()[1:] if number is not None]
        expected = 2 if match[1] == "decimal" else 1
        return make(*numbers) if make and len(numbers) == expected else None
    if match := _INTERVAL.fullmatch(value):
        return interval(match[1], match[2])
    if match := _COLLATED.fullmatch(value):
        return StringType(match[1])
    if match := _GEOMETRY.fullmatch(value):
        return GeometryType(GeometryType._srid_of(match[1]))
    if match := _GEOGRAPHY.fullmatch(value):
        return _geography(match)
    return None


def _geography(match: re.Match[str]) -> DataType | None:
    """The type of a reference system, an algorithm or both; a lone number is neither."""
    crs, algorithm, lone = match.groups()
    if lone is not None and lone.isdigit():
        return None
    srid = GeographyType._srid_of(crs or GeographyType.DEFAULT_CRS)
    algorithm = algorithm or lone or GeographyType.DEFAULT_ALG
    if algorithm != GeographyType.DEFAULT_ALG:
        raise IllegalArgumentException(
            errorClass="ST_INVALID_ALGORITHM_VALUE", messageParameters={"alg": algorithm}
        )
    return GeographyType(srid)
