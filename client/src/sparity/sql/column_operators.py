"""The operators of `Column`: arithmetic, comparison, logic, bits and strings; not its methods."""

from __future__ import annotations

import datetime
import decimal
import enum
from typing import Any, ClassVar, Self

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import UnresolvedExtractValue, UnresolvedFunction
from sparity.plan.node import Expression, PythonOrigin
from sparity.sql.call_site import origin
from sparity.sql.column_text import text
from sparity.sql.literal import literal

#: What may stand beside an operator without being wrapped in `lit`.
_PLAIN = (
    bool,
    float,
    int,
    str,
    datetime.date,
    datetime.time,
    datetime.timedelta,
    decimal.Decimal,
)


def operand(value: Any, here: PythonOrigin) -> Expression:
    """The expression for what stands beside an operator: a column or a plain value.

    Raises:
        AttributeError: `value` is neither; wrap it in `lit`.
    """
    if type(value) in _PLAIN:
        return literal(value, here)
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, _PLAIN):
        return literal(value, here)
    expression: Expression = value._expr
    return expression


class ColumnOperators:
    """What `Column` can do with Python's operators, and the methods that spell operators."""

    _expr: Expression
    #: `Column`, for its subclasses too: those of programs have constructors of their own.
    _plain: ClassVar[type[Any]]

    def __init__(self, expr: Expression) -> None:
        if not isinstance(expr, Expression):
            raise PySparkTypeError(
                errorClass="NOT_EXPECTED_TYPE",
                messageParameters={
                    "expected_type": "Expression",
                    "arg_name": "expr",
                    "arg_type": type(expr).__name__,
                },
            )
        self._expr = expr

    def _made(self, expr: Expression) -> Self:
        made: Self = self._plain(expr)
        return made

    def _called(self, function: str, here: PythonOrigin, *others: Any) -> Self:
        arguments = (self._expr, *[operand(other, here) for other in others])
        return self._made(
            UnresolvedFunction(function_name=function, arguments=arguments, origin=here)
        )

    def _called_on(self, function: str, here: PythonOrigin, other: Any) -> Self:
        arguments = (operand(other, here), self._expr)
        return self._made(
            UnresolvedFunction(function_name=function, arguments=arguments, origin=here)
        )

    def __add__(self, other: Any) -> Self:
        return self._called("+", origin("__add__"), other)

    def __radd__(self, other: Any) -> Self:
        return self._called_on("+", origin("__radd__"), other)

    def __sub__(self, other: Any) -> Self:
        return self._called("-", origin("__sub__"), other)

    def __rsub__(self, other: Any) -> Self:
        return self._called_on("-", origin("__rsub__"), other)

    def __mul__(self, other: Any) -> Self:
        return self._called("*", origin("__mul__"), other)

    def __rmul__(self, other: Any) -> Self:
        return self._called_on("*", origin("__rmul__"), other)

    def __truediv__(self, other: Any) -> Self:
        return self._called("/", origin("__truediv__"), other)

    def __rtruediv__(self, other: Any) -> Self:
        return self._called_on("/", origin("__rtruediv__"), other)

    #: Names that Python no longer asks for, but PySpark still has.
    __div__ = __truediv__
    __rdiv__ = __rtruediv__

    def __mod__(self, other: Any) -> Self:
        return self._called("%", origin("__mod__"), other)

    def __rmod__(self, other: Any) -> Self:
        return self._called_on("%", origin("__rmod__"), other)

    def __pow__(self, other: Any) -> Self:
        return self._called("power", origin("__pow__"), other)

    def __rpow__(self, other: Any) -> Self:
        return self._called_on("power", origin("__rpow__"), other)

    def __neg__(self) -> Self:
        return self._called("negative", origin("__neg__"))

    def __gt__(self, other: Any) -> Self:
        return self._called(">", origin("__gt__"), other)

    def __lt__(self, other: Any) -> Self:
        return self._called("<", origin("__lt__"), other)

    def __ge__(self, other: Any) -> Self:
        return self._called(">=", origin("__ge__"), other)

    def __le__(self, other: Any) -> Self:
        return self._called("<=", origin("__le__"), other)

    def __eq__(self, other: Any) -> Self:  # type: ignore[override]
        return self._called("==", origin("__eq__"), other)

    def __ne__(self, other: Any) -> Self:  # type: ignore[override]
        here = origin("__ne__")
        return self._called("==", here, other)._called("not", here)

    # Equality builds an expression, so there is nothing a hash could agree with.
    __hash__ = None  # type: ignore[assignment]

    def __and__(self, other: Any) -> Self:
        return self._called("and", origin("__and__"), other)

    def __rand__(self, other: Any) -> Self:
        return self._called("and", origin("__rand__"), other)

    def __or__(self, other: Any) -> Self:
        return self._called("or", origin("__or__"), other)

    def __ror__(self, other: Any) -> Self:
        return self._called("or", origin("__ror__"), other)

    def __invert__(self) -> Self:
        return self._called("not", origin("__invert__"))

    def __contains__(self, item: Any) -> bool:
        raise PySparkValueError(errorClass="CANNOT_APPLY_IN_FOR_COLUMN", messageParameters={})

    def __bool__(self) -> bool:
        raise PySparkValueError(
            errorClass="CANNOT_CONVERT_COLUMN_INTO_BOOL",
            messageParameters={"column": text(self._expr)},
        )

    def __iter__(self) -> Any:
        raise PySparkTypeError(
            errorClass="NOT_ITERABLE", messageParameters={"objectName": "Column"}
        )

    def __getitem__(self, k: Any) -> Self:
        if isinstance(k, slice):
            if k.step is not None:
                raise PySparkValueError(errorClass="SLICE_WITH_STEP", messageParameters={})
            return self.substr(k.start, k.stop)
        here = origin("__getitem__")
        key = k._expr if isinstance(k, ColumnOperators) else literal(k, here)
        return self._made(UnresolvedExtractValue(child=self._expr, extraction=key, origin=here))

    def __repr__(self) -> str:
        return f"Column<'{text(self._expr)}'>"

    def eqNullSafe(self, other: Any) -> Self:
        """Equality in which null equals null and nothing else; never null itself.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").eqNullSafe(None)
            Column<'<=>(a, NULL)'>
        """
        return self._called("<=>", origin("eqNullSafe"), other)

    def bitwiseOR(self, other: Any) -> Self:
        """Bits that are set in either integer.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").bitwiseOR(1)
            Column<'|(a, 1)'>
        """
        return self._called("|", origin("bitwiseOR"), other)

    def bitwiseAND(self, other: Any) -> Self:
        """Bits that are set in both integers.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").bitwiseAND(1)
            Column<'&(a, 1)'>
        """
        return self._called("&", origin("bitwiseAND"), other)

    def bitwiseXOR(self, other: Any) -> Self:
        """Bits that are set in exactly one of the integers.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").bitwiseXOR(1)
            Column<'^(a, 1)'>
        """
        return self._called("^", origin("bitwiseXOR"), other)

    def isNull(self) -> Self:
        """True where the value is null.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").isNull()
            Column<'isNull(a)'>
        """
        return self._called("isNull", origin("isNull"))

    def isNotNull(self) -> Self:
        """True where the value is not null.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").isNotNull()
            Column<'isNotNull(a)'>
        """
        return self._called("isNotNull", origin("isNotNull"))

    def isNaN(self) -> Self:
        """True where the value is the floating-point NaN.

        Since Spark 4.0.

        Examples:
            >>> F.col("a").isNaN()
            Column<'isNaN(a)'>
        """
        return self._called("isNaN", origin("isNaN"))

    def contains(self, other: Any) -> Self:
        """True where the string has `other` somewhere in it.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").contains("x")
            Column<'contains(a, x)'>
        """
        return self._called("contains", origin("contains"), other)

    def startswith(self, other: Any) -> Self:
        """True where the string begins with `other`.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").startswith("x")
            Column<'startsWith(a, x)'>
        """
        return self._called("startsWith", origin("startswith"), other)

    def endswith(self, other: Any) -> Self:
        """True where the string ends with `other`.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").endswith("x")
            Column<'endsWith(a, x)'>
        """
        return self._called("endsWith", origin("endswith"), other)

    def like(self, other: str) -> Self:
        """True where the string matches a SQL pattern: `%` for any text, `_` for one character.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").like("x%")
            Column<'like(a, x%)'>
        """
        return self._called("like", origin("like"), other)

    def rlike(self, other: str) -> Self:
        """True where a regular expression is found in the string.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").rlike("^x")
            Column<'rlike(a, ^x)'>
        """
        return self._called("rlike", origin("rlike"), other)

    def ilike(self, other: str) -> Self:
        """The same as `like`, upper and lower case alike.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").ilike("X%")
            Column<'ilike(a, X%)'>
        """
        return self._called("ilike", origin("ilike"), other)

    def substr(self, startPos: Any, length: Any) -> Self:
        """Part of a string: `length` characters from `startPos`, which counts from 1.

        Args:
            startPos: int or Column.
            length: of the same type as `startPos`.

        Raises:
            PySparkTypeError: NOT_SAME_TYPE, or NOT_EXPECTED_TYPE for anything but int and Column.

        Since Spark 3.4.

        Examples:
            >>> F.col("a").substr(1, 3)
            Column<'substr(a, 1, 3)'>
        """
        if isinstance(startPos, enum.Enum):
            startPos = startPos.value
        if isinstance(length, enum.Enum):
            length = length.value
        if type(startPos) is not type(length):
            raise PySparkTypeError(
                errorClass="NOT_SAME_TYPE",
                messageParameters={
                    "arg_name1": "startPos",
                    "arg_name2": "length",
                    "arg_type1": type(startPos).__name__,
                    "arg_type2": type(length).__name__,
                },
            )
        if not isinstance(length, int | ColumnOperators):
            raise PySparkTypeError(
                errorClass="NOT_EXPECTED_TYPE",
                messageParameters={
                    "expected_type": "Column or int",
                    "arg_name": "startPos",
                    "arg_type": type(length).__name__,
                },
            )
        return self._called("substr", origin("substr"), startPos, length)
