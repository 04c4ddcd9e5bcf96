"""The root of all data types and the abstract families; knows no concrete type."""

import json
from typing import Any, ClassVar


class DataType:
    """What a column, an element or a field holds.

    Two data types are equal when they are of the same class and were made with the same arguments.

    Since Spark 3.4.

    Examples:
        >>> from sparity.types import DecimalType
        >>> DecimalType(5, 2).simpleString()
        'decimal(5,2)'
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __hash__(self) -> int:
        return hash(str(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __ne__(self, other: object) -> bool:
        return not self == other

    @classmethod
    def typeName(cls) -> str:
        """The name of the type without its arguments, as in `decimal`. Since Spark 3.4."""
        return cls.__name__.removesuffix("Type").lower()

    def simpleString(self) -> str:
        """The type as SQL writes it, as in `map<string,bigint>`. Since Spark 3.4."""
        return self.typeName()

    def jsonValue(self) -> str | dict[str, Any]:
        """The type as plain JSON data, which `StructType.fromJson` reads. Since Spark 3.4."""
        return self.typeName()

    def json(self) -> str:
        """The type as compact JSON text with sorted keys.

        Since Spark 3.4.

        Examples:
            >>> from sparity.types import LongType
            >>> LongType().json()
            '"long"'
        """
        return json.dumps(self.jsonValue(), separators=(",", ":"), sort_keys=True)

    @classmethod
    def fromDDL(cls, ddl: str) -> "DataType":
        """Read a type, or the columns of a table, from their SQL spelling.

        Args:
            ddl: `"int"`, `"a int, b string NOT NULL"`, `"struct<a:int>"`, …

        Raises:
            ParseException: the text is not a type.

        Since Spark 4.0.

        Examples:
            >>> DataType.fromDDL("array<int>")
            ArrayType(IntegerType(), True)
        """
        # The parser knows every concrete type, all of which build on this module.
        from sparity.types.ddl import parse_ddl

        return parse_ddl(ddl)

    def needConversion(self) -> bool:
        """Whether values differ from their internal form. Since Spark 3.4."""
        return False

    def toInternal(self, obj: Any) -> Any:
        """The internal form (numbers for dates, tuples for rows) of a Python value.

        Since Spark 3.4.
        """
        return obj

    def fromInternal(self, obj: Any) -> Any:
        """The Python value of an internal form; the inverse of `toInternal`. Since Spark 3.4."""
        return obj

    def _as_nullable(self) -> "DataType":
        """The same type in which everything nested may be null."""
        return self


class DataTypeSingleton(type):
    """Makes the one instance that a type without arguments needs."""

    _instances: ClassVar[dict[type, Any]] = {}

    def __call__(cls) -> Any:
        """The only instance of the type."""
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__()
        return cls._instances[cls]


class NullType(DataType, metaclass=DataTypeSingleton):
    """The type of a column that is always null. Since Spark 3.4."""

    @classmethod
    def typeName(cls) -> str:
        """`void`. Since Spark 3.4."""
        return "void"


class AtomicType(DataType):
    """A type whose values have no parts."""


class NumericType(AtomicType):
    """Numbers of all kinds."""


class IntegralType(NumericType, metaclass=DataTypeSingleton):
    """Whole numbers."""


class FractionalType(NumericType):
    """Numbers with a fraction."""


class DatetimeType(AtomicType):
    """Dates, times and moments."""


class AnyTimeType(DatetimeType):
    """Times of day."""


class AnsiIntervalType(AtomicType):
    """Intervals of SQL's standard: months, or days and seconds, never both."""
