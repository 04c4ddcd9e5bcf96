"""Numbers, text, bytes and truth values; dates and times are in `temporal`."""

from typing import ClassVar

from sparity.types.base import AtomicType, DataTypeSingleton, FractionalType, IntegralType

_DEFAULT_COLLATION = "UTF8_BINARY"


class StringType(AtomicType):
    """Text.

    Args:
        collation: the rule by which values are compared and sorted.

    Since Spark 3.4; `collation` since Spark 4.0.
    """

    providerSpark = "spark"
    providerICU = "icu"
    providers: ClassVar[list[str]] = [providerSpark, providerICU]

    def __init__(self, collation: str = _DEFAULT_COLLATION) -> None:
        self.collation = collation

    @classmethod
    def collationProvider(cls, collationName: str) -> str:
        """Who implements a collation: `spark` for the `UTF8_` family, else `icu`.

        Since Spark 4.0.
        """
        return cls.providerSpark if collationName.startswith("UTF8") else cls.providerICU

    def isUTF8BinaryCollation(self) -> bool:
        """Whether values compare byte by byte. Since Spark 4.0."""
        return self.collation == _DEFAULT_COLLATION

    def simpleString(self) -> str:
        """`string`, with its collation unless that is the default. Since Spark 3.4."""
        return "string" if self.isUTF8BinaryCollation() else f"string collate {self.collation}"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 3.4."""
        return self.simpleString()

    def __repr__(self) -> str:
        return "StringType()" if self.isUTF8BinaryCollation() else f"StringType('{self.collation}')"


class _LengthType(AtomicType):
    def __init__(self, length: int) -> None:
        self.length = length

    def simpleString(self) -> str:
        """The name and the length. Since Spark 3.4."""
        return f"{self.typeName()}({self.length})"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 3.4."""
        return self.simpleString()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.length})"


class CharType(_LengthType):
    """Text padded with blanks to a fixed length.

    Args:
        length: the number of characters.

    Since Spark 3.4.
    """


class VarcharType(_LengthType):
    """Text of limited length.

    Args:
        length: the most characters allowed.

    Since Spark 3.4.
    """


class BinaryType(AtomicType, metaclass=DataTypeSingleton):
    """Bytes. Since Spark 3.4."""


class BooleanType(AtomicType, metaclass=DataTypeSingleton):
    """True or false. Since Spark 3.4."""


class ByteType(IntegralType):
    """Whole numbers of 8 bits. Since Spark 3.4."""

    def simpleString(self) -> str:
        """`tinyint`. Since Spark 3.4."""
        return "tinyint"


class ShortType(IntegralType):
    """Whole numbers of 16 bits. Since Spark 3.4."""

    def simpleString(self) -> str:
        """`smallint`. Since Spark 3.4."""
        return "smallint"


class IntegerType(IntegralType):
    """Whole numbers of 32 bits. Since Spark 3.4."""

    def simpleString(self) -> str:
        """`int`. Since Spark 3.4."""
        return "int"


class LongType(IntegralType):
    """Whole numbers of 64 bits. Since Spark 3.4."""

    def simpleString(self) -> str:
        """`bigint`. Since Spark 3.4."""
        return "bigint"


class FloatType(FractionalType, metaclass=DataTypeSingleton):
    """Floating-point numbers of 32 bits. Since Spark 3.4."""


class DoubleType(FractionalType, metaclass=DataTypeSingleton):
    """Floating-point numbers of 64 bits. Since Spark 3.4."""


class DecimalType(FractionalType):
    """Decimal numbers of fixed precision.

    Args:
        precision: how many digits there are in all, up to 38.
        scale: how many of them follow the point.

    Since Spark 3.4.
    """

    def __init__(self, precision: int = 10, scale: int = 0) -> None:
        self.precision = precision
        self.scale = scale
        self.hasPrecisionInfo = True

    def simpleString(self) -> str:
        """The name with precision and scale. Since Spark 3.4."""
        return f"decimal({self.precision},{self.scale})"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 3.4."""
        return self.simpleString()

    def __repr__(self) -> str:
        return f"DecimalType({self.precision},{self.scale})"
