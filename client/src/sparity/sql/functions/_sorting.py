"""Sort orders as functions; the methods of `Column` do the work."""

from __future__ import annotations

from sparity.sql.column import Column
from sparity.sql.functions import _send as send
from sparity.sql.functions._send import ColumnOrName


def asc(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.asc("a")
        Column<'a ASC NULLS FIRST'>
    """
    return Column(send.column(col)).asc()


def asc_nulls_first(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.asc_nulls_first("a")
        Column<'a ASC NULLS FIRST'>
    """
    return Column(send.column(col)).asc_nulls_first()


def asc_nulls_last(col: ColumnOrName) -> Column:
    """A sort order: smallest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.asc_nulls_last("a")
        Column<'a ASC NULLS LAST'>
    """
    return Column(send.column(col)).asc_nulls_last()


def desc(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.desc("a")
        Column<'a DESC NULLS LAST'>
    """
    return Column(send.column(col)).desc()


def desc_nulls_first(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls before all. Since Spark 3.4.

    Examples:
        >>> F.desc_nulls_first("a")
        Column<'a DESC NULLS FIRST'>
    """
    return Column(send.column(col)).desc_nulls_first()


def desc_nulls_last(col: ColumnOrName) -> Column:
    """A sort order: largest first, nulls after all. Since Spark 3.4.

    Examples:
        >>> F.desc_nulls_last("a")
        Column<'a DESC NULLS LAST'>
    """
    return Column(send.column(col)).desc_nulls_last()
