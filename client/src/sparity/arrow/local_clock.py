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
        self._from_utc = _Distances(lambda micros: _since_epoch(self.at(micros)) - micros)
        self._to_utc = _Distances(lambda micros: self.moment(micros) - micros)

    def at(self, micros: int) -> datetime.datetime:
        """What the clocks show at one moment, in microseconds since 1970.

        Raises:
            OverflowError: Python's calendar does not have it.
        """
        moment = _EPOCH_UTC + datetime.timedelta(microseconds=micros)
        return moment.astimezone().replace(tzinfo=None, fold=0)

    def moment(self, wall: int) -> int:
        """When the clocks first show something; both in microseconds since 1970.

        Raises:
            OverflowError, ValueError: Python's calendar does not have it.
        """
        shown = _EPOCH + datetime.timedelta(microseconds=wall)
        return _since_epoch(shown.astimezone(datetime.UTC).replace(tzinfo=None))

    def shifted(self, micros: Any) -> Any:
        """A column of moments as clocks show them; None if they have to be asked for one by one.

        That is so where the clocks changed, or the calendar ended, within a quarter of an hour.
        """
        return self._from_utc.added_to(micros)

    def moments(self, walls: Any) -> Any:
        """When clocks show the times of a column; None as for `shifted`."""
        return self._to_utc.added_to(walls)


def _since_epoch(moment: datetime.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


class _Distances:
    """Distances between two clocks, by days and quarters of an hour of the first one."""

    def __init__(self, distance: Callable[[int], int]) -> None:
        self._distance = distance
        self._days: dict[int, int | None] = {}
        self._quarters: dict[int, int | None] = {}

    def added_to(self, micros: Any) -> Any:
        """The times of a column on the second clock; None if a span of time has two distances."""
        found = self._add(micros, _DAY, self._of_day)
        return self._add(micros, _QUARTER, self._of_quarter) if found is None else found

    def _add(self, micros: Any, span: int, of: Callable[[int], int | None]) -> Any:
        # Counted from the first day of the calendar, because Arrow rounds towards zero.
        since_first = _compute.subtract(micros, integer(FIRST_MICROSECOND))
        encoded = _compute.divide(since_first, integer(span)).dictionary_encode()
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
        """The distance at both ends of a span, None if they differ or have none."""
        start = FIRST_MICROSECOND + number * span
        try:
            distance = self._distance(start)
            return distance if distance == self._distance(start + span - 1) else None
        except (OverflowError, ValueError):
            return None
