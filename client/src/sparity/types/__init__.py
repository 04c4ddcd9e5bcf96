"""Data types, rows, and how both are inferred and checked: pure data that opens no connection."""

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
from sparity.types.base import (
    AnsiIntervalType,
    AnyTimeType,
    AtomicType,
    DataType,
    DatetimeType,
    FractionalType,
    IntegralType,
    NullType,
    NumericType,
)
from sparity.types.complex import ArrayType, MapType, StructField, StructType
from sparity.types.geo import Geography, GeographyType, Geometry, GeometryType, SpatialType
from sparity.types.interval import (
    CalendarIntervalType,
    DayTimeIntervalType,
    YearMonthIntervalType,
)
from sparity.types.row import Row
from sparity.types.temporal import (
    DateType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    TimeType,
)
from sparity.types.udt import UserDefinedType
from sparity.types.variant import VariantType, VariantVal

__all__ = [
    "AnsiIntervalType",
    "AnyTimeType",
    "ArrayType",
    "AtomicType",
    "BinaryType",
    "BooleanType",
    "ByteType",
    "CalendarIntervalType",
    "CharType",
    "DataType",
    "DateType",
    "DatetimeType",
    "DayTimeIntervalType",
    "DecimalType",
    "DoubleType",
    "FloatType",
    "FractionalType",
    "Geography",
    "GeographyType",
    "Geometry",
    "GeometryType",
    "IntegerType",
    "IntegralType",
    "LongType",
    "MapType",
    "NullType",
    "NumericType",
    "Row",
    "ShortType",
    "SpatialType",
    "StringType",
    "StructField",
    "StructType",
    "TimeType",
    "TimestampLTZNanosType",
    "TimestampNTZNanosType",
    "TimestampNTZType",
    "TimestampType",
    "UserDefinedType",
    "VarcharType",
    "VariantType",
    "VariantVal",
    "YearMonthIntervalType",
]
