"""Dates, times of day and moments; intervals are in `interval`."""

import datetime
import time
from typing import Any

from sparity.types.base import AnyTimeType, DataTypeSingleton, DatetimeType

_EPOCH = datetime.datetime(1970, 1, 1)
_MICROSECOND = datetime.timedelta(microseconds=1)
_NANOS = {"second": 1_000_000_000, "minute": 60_000_000_000, "hour": 3_600_000_000_000}


class DateType(DatetimeType, metaclass=DataTypeSingleton):
    """A day of the calendar. Since Spark 3.4."""

    EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()

    def needConversion(self) -> bool:
        """Always. Since Spark 3.4."""
        return True

    def toInternal(self, d: Any) -> Any:
        """Days since 1970-01-01. Since Spark 3.4."""
        return None if d is None else d.toordinal() - self.EPOCH_ORDINAL

    def fromInternal(self, v: Any) -> Any:
        """The date so many days after 1970-01-01. Since Spark 3.4."""
        return None if v is None else datetime.date.fromordinal(v + self.EPOCH_ORDINAL)


class TimeType(AnyTimeType):
    """A time of day without a date.

    Args:
        precision: digits kept after the second.

    Since Spark 4.1.
    """

    def __init__(self, precision: int = 6) -> None:
        self.precision = precision

    def needConversion(self) -> bool:
        """Always. Since Spark 4.1."""
        return True

    def toInternal(self, t: Any) -> Any:
        """Nanoseconds since midnight. Since Spark 4.1."""
        if t is None:
            return None
        return (
            t.hour * _NANOS["hour"]
            + t.minute * _NANOS["minute"]
            + t.second * _NANOS["second"]
            + t.microsecond * 1000
        )

    def fromInternal(self, nano: Any) -> Any:
        """The time so many nanoseconds after midnight, cut to microseconds. Since Spark 4.1."""
        if nano is None:
            return None
        seconds, nanos = divmod(nano, _NANOS["second"])
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return datetime.time(hour, minute, second, nanos // 1000)

    def simpleString(self) -> str:
        """The name with the precision. Since Spark 4.1."""
        return f"time({self.precision})"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 4.1."""
        return self.simpleString()

    def __repr__(self) -> str:
        return f"TimeType({self.precision})"


class TimestampType(DatetimeType, metaclass=DataTypeSingleton):
    """A moment, shown in the session's time zone. Since Spark 3.4."""

    def needConversion(self) -> bool:
        """Always. Since Spark 3.4."""
        return True

    def toInternal(self, dt: Any) -> Any:
        """Microseconds since 1970-01-01 UTC; a value without zone is local. Since Spark 3.4."""
        if dt is None:
            return None
        if dt.tzinfo:
            import calendar  # slow to load

            seconds: float = calendar.timegm(dt.utctimetuple())
        else:
            seconds = time.mktime(dt.timetuple())
        return int(seconds) * 1_000_000 + dt.microsecond

    def fromInternal(self, ts: Any) -> Any:
        """The local time, without zone, of so many microseconds. Since Spark 3.4."""
        if ts is None:
            return None
        seconds, micros = divmod(ts, 1_000_000)
        return datetime.datetime.fromtimestamp(seconds).replace(microsecond=micros, fold=0)


class TimestampNTZType(DatetimeType, metaclass=DataTypeSingleton):
    """A date and a time of day in no time zone. Since Spark 3.4."""

    @classmethod
    def typeName(cls) -> str:
        """`timestamp_ntz`. Since Spark 3.4."""
        return "timestamp_ntz"

    def needConversion(self) -> bool:
        """Always. Since Spark 3.4."""
        return True

    def toInternal(self, dt: Any) -> Any:
        """Microseconds since 1970-01-01, as if it were UTC. Since Spark 3.4."""
        return None if dt is None else (dt.replace(tzinfo=None) - _EPOCH) // _MICROSECOND

    def fromInternal(self, ts: Any) -> Any:
        """The date and time so many microseconds after 1970-01-01. Since Spark 3.4."""
        return None if ts is None else _EPOCH + datetime.timedelta(microseconds=ts)


class _NanosType(DatetimeType):
    def __init__(self, precision: int = 9) -> None:
        self.precision = precision

    def simpleString(self) -> str:
        """The name with the precision. Since Spark 4.3."""
        return f"{self.typeName()}({self.precision})"

    def jsonValue(self) -> str:
        """The same as `simpleString`. Since Spark 4.3."""
        return self.simpleString()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.precision})"


class TimestampNTZNanosType(_NanosType):
    """`TimestampNTZType` with more digits.

    Args:
        precision: digits after the second, 7 to 9.

    Since Spark 4.3. PySpark 4.3 itself has no class for it.
    """

    @classmethod
    def typeName(cls) -> str:
        """`timestamp_ntz`. Since Spark 4.3."""
        return "timestamp_ntz"


class TimestampLTZNanosType(_NanosType):
    """`TimestampType` with more digits.

    Args:
        precision: digits after the second, 7 to 9.

    Since Spark 4.3. PySpark 4.3 itself has no class for it.
    """

    @classmethod
    def typeName(cls) -> str:
        """`timestamp_ltz`. Since Spark 4.3."""
        return "timestamp_ltz"
