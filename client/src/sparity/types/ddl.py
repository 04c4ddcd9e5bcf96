"""Parses the SQL spelling of types and table columns; accepts what Spark's own parser accepts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sparity.errors import IllegalArgumentException, ParseException
from sparity.errors.exceptions import connect
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
from sparity.types.complex import ArrayType, MapType, StructField, StructType
from sparity.types.ddl_tokens import Token, error, literal, syntax_error, tokens
from sparity.types.geo import GeographyType, GeometryType
from sparity.types.interval import CalendarIntervalType
from sparity.types.jsonvalue import interval
from sparity.types.temporal import (
    DateType,
    TimestampLTZNanosType,
    TimestampNTZNanosType,
    TimestampNTZType,
    TimestampType,
    TimeType,
)
from sparity.types.variant import VariantType

_PLAIN: dict[str, Callable[[], DataType]] = {
    "void": NullType,
    "binary": BinaryType,
    "boolean": BooleanType,
    "tinyint": ByteType,
    "byte": ByteType,
    "smallint": ShortType,
    "short": ShortType,
    "int": IntegerType,
    "integer": IntegerType,
    "bigint": LongType,
    "long": LongType,
    "float": FloatType,
    "real": FloatType,
    "double": DoubleType,
    "date": DateType,
    "variant": VariantType,
}
_UNITS = {"year", "month", "day", "hour", "minute", "second"}
_NAME = re.compile(r"\w*[A-Za-z_]\w*", re.ASCII)
_MAX_PRECISION = 38
_MICROSECOND_DIGITS = 6
_NANOSECOND_DIGITS = (7, 8, 9)


def parse_ddl(ddl: str) -> DataType:
    """Read table columns, else one type, else columns with colons, in Spark's order.

    Raises:
        ParseException: the text is none of these; it points at what is wrong with the first.
        ArithmeticException: a decimal with more digits than Spark has.
        IllegalArgumentException: a spatial reference system that Spark does not know.

    Examples:
        >>> parse_ddl("a int, b string NOT NULL").simpleString()
        'struct<a:int,b:string>'
    """
    try:
        return _Parser(ddl).whole_columns(colons=False)
    except ParseException as first:
        problem = first
    try:
        return _Parser(ddl).whole_type()
    except ParseException:
        pass
    try:
        return _Parser(ddl).whole_columns(colons=True)
    except ParseException:
        raise problem from None


class _Parser:
    """One pass over one text."""

    def __init__(self, ddl: str) -> None:
        self._ddl = ddl
        self._tokens = tokens(ddl)
        self._at = 0
        # An unknown name is reported only when the text is otherwise in order, as Spark does.
        self._unknown: ParseException | None = None

    def whole_columns(self, colons: bool) -> StructType:
        if not self._ddl.strip():
            return StructType()
        fields = self._columns(colons)
        self._end()
        return StructType(fields)

    def whole_type(self) -> DataType:
        found = self._type()
        self._end()
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _fail(self) -> ParseException:
        return syntax_error(self._ddl, self._next)

    def _take(self) -> Token:
        token = self._next
        if token.kind != "end":
            self._at += 1
        return token

    def _accept(self, *words: str) -> bool:
        ahead = [token.word for token in self._tokens[self._at : self._at + len(words)]]
        if ahead != list(words):
            return False
        self._at += len(words)
        return True

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise self._fail()

    def _end(self) -> None:
        if self._next.kind != "end":
            raise self._fail()
        if self._unknown is not None:
            raise self._unknown

    def _columns(self, colons: bool) -> list[StructField]:
        fields = [self._column(colons)]
        while self._accept(","):
            fields.append(self._column(colons))
        return fields

    def _column(self, colons: bool) -> StructField:
        name = self._identifier()
        if colons:
            self._accept(":")
        data_type = self._type()
        nullable = not self._accept("not")
        if not nullable and not self._accept("null"):
            missing = self._next.kind == "end" or self._next.word in (",", "comment")
            hint = ": missing 'NULL'" if missing else ""
            raise syntax_error(self._ddl, self._next, hint)
        metadata = {}
        if self._accept("comment"):
            if self._next.kind != "text":
                raise self._fail()
            comment = ""
            while self._next.kind == "text":
                comment += literal(self._take().text)
            metadata["comment"] = comment
        return StructField(name, data_type, nullable, metadata)

    def _identifier(self) -> str:
        token = self._next
        if token.kind == "quoted":
            self._take()
            return token.text[1:-1].replace("``", "`")
        if token.kind != "word" or token.text.isdigit():
            raise self._fail()
        if not _NAME.fullmatch(token.text):
            problem = f"{token.text} needs back quotes: `{token.text}`"
            parameters = {"ident": token.text}
            raise error(self._ddl, token, "INVALID_IDENTIFIER", parameters, problem)
        self._take()
        return token.text

    def _numbers(self, most: int) -> list[int]:
        """The numbers in brackets that may follow; brackets are optional."""
        if not self._accept("("):
            return []
        found = [self._number()]
        while len(found) < most and self._accept(","):
            found.append(self._number())
        self._expect(")")
        return found

    def _number(self) -> int:
        if not self._next.text.isdigit():
            raise self._fail()
        return int(self._take().text)

    def _type(self) -> DataType:
        token = self._next
        if token.kind != "word":
            raise self._fail()
        self._take()
        name = token.word
        if name in _PLAIN:
            return _PLAIN[name]()
        parse = self._special().get(name)
        if parse is None:
            return self._no_type(token)
        return parse(token)

    def _no_type(self, token: Token) -> DataType:
        shown = token.text.upper()
        parameters = {"typeName": f'"{shown}"'}
        problem = f"there is no data type {shown}"
        unknown = error(self._ddl, token, "UNSUPPORTED_DATATYPE", parameters, problem)
        self._unknown = self._unknown or unknown
        return NullType()

    def _special(self) -> dict[str, Callable[[Token], DataType]]:
        return {
            "array": self._array,
            "map": self._map,
            "struct": self._struct,
            "string": self._string,
            "char": self._sized,
            "character": self._sized,
            "varchar": self._sized,
            "decimal": self._decimal,
            "dec": self._decimal,
            "numeric": self._decimal,
            "interval": self._interval,
            "time": self._time,
            "timestamp": self._timestamp,
            "timestamp_ltz": self._timestamp,
            "timestamp_ntz": self._timestamp_ntz,
            "geometry": self._spatial,
            "geography": self._spatial,
        }

    def _array(self, token: Token) -> DataType:
        with self._brackets(token):
            return ArrayType(self._type())

    def _map(self, token: Token) -> DataType:
        with self._brackets(token):
            key = self._type()
            self._expect(",")
            return MapType(key, self._type())

    def _struct(self, token: Token) -> DataType:
        if self._accept("<>") or self._accept("<", ">"):
            return StructType()
        with self._brackets(token):
            return StructType(self._columns(colons=True))

    @contextmanager
    def _brackets(self, token: Token) -> Iterator[None]:
        """What stands between angle brackets; Spark blames the first for what is wrong inside."""
        opening = self._next
        self._open(token)
        try:
            yield
            self._expect(">")
        except ParseException as problem:
            if problem.getCondition() != "PARSE_SYNTAX_ERROR":
                raise
            raise syntax_error(self._ddl, opening) from None

    def _open(self, token: Token) -> None:
        if self._accept("<"):
            return
        if self._next.kind != "end" and self._next.word not in (",", ">", "not", "comment"):
            raise self._fail()
        name = token.text.upper()
        condition = f"INCOMPLETE_TYPE_DEFINITION.{name}"
        parameters = {"elementType": "<INT>"} if name == "ARRAY" else {}
        problem = f"{name} does not say what it is made of"
        raise error(self._ddl, token, condition, parameters, problem)

    def _string(self, token: Token) -> DataType:
        if not self._accept("collate"):
            return StringType()
        name = self._identifier()
        while self._accept("."):
            name = self._identifier()
        return StringType(name.upper())

    def _sized(self, token: Token) -> DataType:
        sizes = self._numbers(1)
        if not sizes:
            name = token.text.upper()
            parameters = {"type": f'"{name}"'}
            problem = f"{name} needs a length"
            raise error(self._ddl, token, "DATATYPE_MISSING_SIZE", parameters, problem)
        return VarcharType(*sizes) if token.word == "varchar" else CharType(*sizes)

    def _decimal(self, token: Token) -> DataType:
        numbers = self._numbers(2)
        if numbers and numbers[0] > _MAX_PRECISION:
            raise connect.ArithmeticException(
                f"a decimal has no more than {_MAX_PRECISION} digits, not {numbers[0]}",
                errorClass="DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                messageParameters={
                    "precision": str(numbers[0]),
                    "maxPrecision": str(_MAX_PRECISION),
                },
                sql_state="22003",
            )
        if len(numbers) == 2 and numbers[1] > numbers[0]:
            parameters = {"precision": str(numbers[0]), "scale": str(numbers[1])}
            problem = f"a decimal of {numbers[0]} digits has no {numbers[1]} after the point"
            condition = "DECIMAL_SCALE_EXCEEDS_PRECISION"
            raise error(self._ddl, token, condition, parameters, problem)
        return DecimalType(*numbers)

    def _interval(self, token: Token) -> DataType:
        if self._next.word not in _UNITS:
            return CalendarIntervalType()
        first = self._take().word
        last = None
        if self._accept("to"):
            last = self._take().word or "nothing"
        found = interval(first, last)
        if found is None:
            raise syntax_error(self._ddl, self._tokens[self._at - 2])
        return found

    def _time(self, token: Token) -> DataType:
        precision = self._numbers(1)
        self._accept("without", "time", "zone")
        return TimeType(*precision)

    def _timestamp(self, token: Token) -> DataType:
        precision = self._precision(token)
        if self._accept("without", "time", "zone"):
            return TimestampNTZNanosType(precision) if precision else TimestampNTZType()
        self._accept("with", "local", "time", "zone")
        return TimestampLTZNanosType(precision) if precision else TimestampType()

    def _timestamp_ntz(self, token: Token) -> DataType:
        precision = self._precision(token)
        return TimestampNTZNanosType(precision) if precision else TimestampNTZType()

    def _precision(self, token: Token) -> int | None:
        """Digits after the second if more than the usual six are asked for."""
        numbers = self._numbers(1)
        if not numbers or numbers[0] == _MICROSECOND_DIGITS:
            return None
        if numbers[0] not in _NANOSECOND_DIGITS:
            name = "TIMESTAMP_NTZ" if token.word == "timestamp_ntz" else "TIMESTAMP_LTZ"
            parameters = {"precision": str(numbers[0]), "type": name}
            problem = f"{name} has 6 to 9 digits after the second, not {numbers[0]}"
            raise error(self._ddl, token, "INVALID_TIMESTAMP_PRECISION", parameters, problem)
        return numbers[0]

    def _spatial(self, token: Token) -> DataType:
        if not self._accept("("):
            return self._no_type(token)
        srid = "ANY" if self._accept("any") else self._number()
        self._expect(")")
        try:
            return GeometryType(srid) if token.word == "geometry" else GeographyType(srid)
        except IllegalArgumentException as problem:
            raise connect.IllegalArgumentException(
                str(problem),
                errorClass=problem.getCondition(),
                messageParameters=problem.getMessageParameters(),
                sql_state=problem.getSqlState(),
            ) from None
