"""The interval types; how intervals are computed is the server's business."""

import datetime
from typing import Any, ClassVar

from sparity.errors import PySparkNotImplementedError, PySparkRuntimeError
from sparity.types.base import AnsiIntervalType, DataType, DataTypeSingleton


class _RangeIntervalType(AnsiIntervalType):
    """An interval type with a first and a last unit."""

    _fields: ClassVar[dict[int, str]]

    def __init__(self, startField: int | None = None, endField: int | None = None) -> None:
        if startField is None and endField is None:
            startField, endField = min(self._fields), max(self._fields)
        elif endField is None:
            endField = startField
        if startField not in self._fields or endField not in self._fields:
            raise PySparkRuntimeError(
                errorClass="INVALID_INTERVAL_CASTING",
                messageParameters={"start_field": str(startField), "end_field": str(endField)},
            )
        self.startField: int = startField
        self.endField: int = endField

    def simpleString(self) -> str:
        """The units as SQL writes them, as in `interval day to second`. Since Spark 3.4."""
        first, last = self._fields[self.startField], self._fields[self.endField]
        return f"interval {first}" if first == last else f"interval {first} to {last}"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 3.4."""
        return self.simpleString()

    def needConversion(self) -> bool:
        """Always. Since Spark 3.4."""
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.startField}, {self.endField})"


class DayTimeIntervalType(_RangeIntervalType):
    """A length of time in days, hours, minutes and seconds.

    Args:
        startField: the largest unit, `DAY` (0) to `SECOND` (3); all units if neither is given.
        endField: the smallest unit; the same as the largest if only that is given.

    Raises:
        PySparkRuntimeError: there is no such unit.

    Since Spark 3.4.
    """

    DAY = 0
    HOUR = 1
    MINUTE = 2
    SECOND = 3
    _fields: ClassVar[dict[int, str]] = {
        DAY: "day",
        HOUR: "hour",
        MINUTE: "minute",
        SECOND: "second",
    }

    def toInternal(self, dt: Any) -> Any:
        """Microseconds. Since Spark 3.4."""
        return None if dt is None else dt // datetime.timedelta(microseconds=1)

    def fromInternal(self, micros: Any) -> Any:
        """A `timedelta` of so many microseconds. Since Spark 3.4."""
        return None if micros is None else datetime.timedelta(microseconds=micros)


class YearMonthIntervalType(_RangeIntervalType):
    """A length of time in years and months.

    Args:
        startField: the larger unit, `YEAR` (0) or `MONTH` (1); both if neither is given.
        endField: the smaller unit; the same as the larger if only that is given.

    Raises:
        PySparkRuntimeError: there is no such unit.

    Since Spark 3.5.
    """

    YEAR = 0
    MONTH = 1
    _fields: ClassVar[dict[int, str]] = {YEAR: "year", MONTH: "month"}

    def toInternal(self, obj: Any) -> Any:
        """Not possible: Python has no such value. Since Spark 3.5."""
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED",
            messageParameters={"feature": "YearMonthIntervalType.toInternal"},
        )

    def fromInternal(self, obj: Any) -> Any:
        """Not possible: Python has no such value. Since Spark 3.5."""
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED",
            messageParameters={"feature": "YearMonthIntervalType.fromInternal"},
        )


class CalendarIntervalType(DataType, metaclass=DataTypeSingleton):
    """The older interval of months, days and microseconds together. Since Spark 3.5."""

    @classmethod
    def typeName(cls) -> str:
        """`interval`. Since Spark 3.5."""
        return "interval"

    def needConversion(self) -> bool:
        """Always. Since Spark 3.5."""
        return True

    def toInternal(self, obj: Any) -> Any:
        """Not possible: Python has no such value. Since Spark 3.5."""
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED",
            messageParameters={"feature": "CalendarIntervalType.toInternal"},
        )

    def fromInternal(self, obj: Any) -> Any:
        """Not possible: Python has no such value. Since Spark 3.5."""
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED",
            messageParameters={"feature": "CalendarIntervalType.fromInternal"},
        )
