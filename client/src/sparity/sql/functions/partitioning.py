"""Transforms for `DataFrameWriterV2.partitionedBy`, as in `F.partitioning.years`; not for rows."""

from __future__ import annotations

from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName

__all__ = ["bucket", "days", "hours", "months", "years"]


def years(col: ColumnOrName) -> Column:
    """Partitions a table by year.

    Since Spark 4.0.

    Examples:
        >>> F.partitioning.years("ts")
        Column<'years(ts)'>
    """
    return send.call("years", send.column(col))


def months(col: ColumnOrName) -> Column:
    """Partitions a table by month.

    Since Spark 4.0.

    Examples:
        >>> F.partitioning.months("ts")
        Column<'months(ts)'>
    """
    return send.call("months", send.column(col))


def days(col: ColumnOrName) -> Column:
    """Partitions a table by day.

    Since Spark 4.0.

    Examples:
        >>> F.partitioning.days("ts")
        Column<'days(ts)'>
    """
    return send.call("days", send.column(col))


def hours(col: ColumnOrName) -> Column:
    """Partitions a table by hour.

    Since Spark 4.0.

    Examples:
        >>> F.partitioning.hours("ts")
        Column<'hours(ts)'>
    """
    return send.call("hours", send.column(col))


def bucket(numBuckets: Column | int, col: ColumnOrName) -> Column:
    """Partitions a table by hash into so many buckets.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for a number that is neither int nor Column.

    Since Spark 4.0.

    Examples:
        >>> F.partitioning.bucket(4, "ts")
        Column<'bucket(4, ts)'>
    """
    return send.call("bucket", send.whole(numBuckets, "numBuckets"), send.column(col))
