"""Functions that upstream moved into `F.partitioning`; the old names warn and go on."""

from __future__ import annotations

from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions import partitioning
from sparity.sql.functions._send import ColumnOrName


def years(col: ColumnOrName) -> Column:
    """The same as `partitioning.years`, which is to be used instead.

    Since Spark 3.4.

    Examples:
        >>> F.years("ts")
        Column<'years(ts)'>
    """
    send.deprecated("years", "4.0", "partitioning.years")
    return partitioning.years(col)


def months(col: ColumnOrName) -> Column:
    """The same as `partitioning.months`, which is to be used instead.

    Since Spark 3.4.

    Examples:
        >>> F.months("ts")
        Column<'months(ts)'>
    """
    send.deprecated("months", "4.0", "partitioning.months")
    return partitioning.months(col)


def days(col: ColumnOrName) -> Column:
    """The same as `partitioning.days`, which is to be used instead.

    Since Spark 3.4.

    Examples:
        >>> F.days("ts")
        Column<'days(ts)'>
    """
    send.deprecated("days", "4.0", "partitioning.days")
    return partitioning.days(col)


def hours(col: ColumnOrName) -> Column:
    """The same as `partitioning.hours`, which is to be used instead.

    Since Spark 3.4.

    Examples:
        >>> F.hours("ts")
        Column<'hours(ts)'>
    """
    send.deprecated("hours", "4.0", "partitioning.hours")
    return partitioning.hours(col)


def bucket(numBuckets: Column | int, col: ColumnOrName) -> Column:
    """The same as `partitioning.bucket`, which is to be used instead.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a number that is neither int nor Column.

    Since Spark 3.4.

    Examples:
        >>> F.bucket(4, "ts")
        Column<'bucket(4, ts)'>
    """
    send.deprecated("bucket", "4.0", "partitioning.bucket")
    return partitioning.bucket(numBuckets, col)
