"""What the clocks of this process's time zone show at the moments of a whole Arrow column."""

import datetime
from collections.abc import Callable
from typing import Any

import pyarrow.compute

from sparity.arrow.buffers import numbers
from sparity.arrow.constants import integer, integers

# The stubs of pyarrow take neither plain scalars nor arrays of unknown type.
_compute: Any = pyarrow.compute

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = _EPOCH.replace(tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
_QUARTER = 900_000_000
_DAY = 96 * _QUARTER

#: The microseconds since 1970 that Python's calendar has.
FIRST_MICROSECOND = (datetime.datetime.min - _EPOCH) // _MICROSECOND
LAST_MICROSECOND = (datetime.datetime.max - _EPOCH) // _MICROSECOND


class LocalClock:
    """Remembers how far local time is from UTC, for as long as one result is read.

    A day that begins and ends at one distance keeps it throughout; on the others each quarter of an
    hour is looked at. Almost all clock changes happen on a quarter.
    """

    def __init__(self) -> None:
        self._days: dict[int, int | None] = {}
        self._quarters: dict[int, int | None] = {}

    def at(self, micros: int) -> datetime.datetime:
        """What the clocks show at one moment, in microseconds since 1970.

        Raises:
            OverflowError: Python's calendar does not have it.
        """
        moment = _EPOCH_UTC + datetime.timedelta(microseconds=micros)
        return moment.astimezone().replace(tzinfo=None, fold=0)

    def shifted(self, micros: Any) -> Any:
        """The moments, without nulls, as clocks show them; None if they have to be asked for each.

        That is so where the clocks changed, or the calendar ended, within a quarter of an hour.
        """
        found = self._shift(micros, _DAY, self._of_day)
        return self._shift(micros, _QUARTER, self._of_quarter) if found is None else found

    def _shift(self, micros: Any, span: int, of: Callable[[int], int | None]) -> Any:
        # Counted from the first day of the calendar, because Arrow rounds towards zero.
        since_first = _compute.subtract(micros, integer(FIRST_MICROSECOND))
        spans = _compute.divide(since_first, integer(span))
        encoded = spans.dictionary_encode()
        found = [of(number) for number in numbers(encoded.dictionary)]
        distances = [distance for distance in found if distance is not None]
        if len(distances) < len(found):
            return None
        if len(set(distances)) > 1:
            return _compute.add(micros, integers(distances).take(encoded.indices))
        only = distances[0] if distances else 0
        return _compute.add(micros, integer(only)) if only else micros

    def _of_day(self, number: int) -> int | None:
        if number not in self._days:
            self._days[number] = self._constant(number, _DAY)
        return self._days[number]

    def _of_quarter(self, number: int) -> int | None:
        distance = self._of_day(number * _QUARTER // _DAY)
        if distance is not None:
            return distance
        if number not in self._quarters:
            self._quarters[number] = self._constant(number, _QUARTER)
        return self._quarters[number]

    def _constant(self, number: int, span: int) -> int | None:
        """The distance of local time from UTC at both ends of a span, None if they differ."""
        start = FIRST_MICROSECOND + number * span
        try:
            distance = self._distance(start)
            return distance if distance == self._distance(start + span - 1) else None
        except OverflowError:
            return None

    def _distance(self, micros: int) -> int:
        moment = _EPOCH + datetime.timedelta(microseconds=micros)
        return (self.at(micros) - moment) // _MICROSECOND
