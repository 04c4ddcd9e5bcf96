"""`Window` and `WindowSpec`: which rows a window function sees; the functions live elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.expressions import Literal, SortOrder
from sparity.plan.expressions import Window as WindowNode
from sparity.plan.node import Expression
from sparity.sql.column import Column
from sparity.sql.column_text import window_spec
from sparity.sql.literal import literal

__all__ = ["Window", "WindowSpec"]

_Frame = WindowNode.WindowFrame
_Boundary = WindowNode.WindowFrame.FrameBoundary

_JAVA_MIN, _JAVA_MAX = -(2**63), 2**63 - 1
#: Boundaries at or beyond these mean "unbounded". They are those of PySpark, whose twin
#: `sys.maxsize` is one short of Java's smallest long.
_PRECEDING_THRESHOLD, _FOLLOWING_THRESHOLD = -(2**63 - 1), 2**63 - 1
_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1


def _columns(cols: Sequence[Any]) -> tuple[Expression, ...]:
    from sparity.sql.functions import col

    if len(cols) == 1 and isinstance(cols[0], list):
        cols = cols[0]
    found = []
    for one in cols:
        if not isinstance(one, Column | str):
            raise PySparkTypeError(
                errorClass="NOT_EXPECTED_TYPE",
                messageParameters={
                    "expected_type": "Column or str",
                    "arg_name": "col",
                    "arg_type": type(one).__name__,
                },
            )
        found.append(one._expr if isinstance(one, Column) else col(one)._expr)
    return tuple(found)


def _boundary(name: str, value: int, rows: bool) -> WindowNode.WindowFrame.FrameBoundary:
    if value == 0:
        return _Boundary(current_row=True)
    if value in (_JAVA_MIN, _JAVA_MAX):
        return _Boundary(unbounded=True)
    if rows and not _INT_MIN <= value <= _INT_MAX:
        raise PySparkValueError(
            errorClass="VALUE_NOT_BETWEEN",
            messageParameters={"arg_name": name, "min": str(_INT_MIN), "max": str(_INT_MAX)},
        )
    # A range compares with values of any width, so PySpark always sends it as a long.
    return _Boundary(value=literal(value) if rows else Literal(long=value))


def _frame(kind: str, start: int, end: int) -> WindowNode.WindowFrame:
    if start <= _PRECEDING_THRESHOLD:
        start = _JAVA_MIN
    if end >= _FOLLOWING_THRESHOLD:
        end = _JAVA_MAX
    for value in (start, end):
        if not isinstance(value, int):
            raise AssertionError(f"a window boundary must be int, not {type(value).__name__}")
    rows = kind == "FRAME_TYPE_ROW"
    return _Frame(
        frame_type=kind,
        lower=_boundary("start", start, rows),
        upper=_boundary("end", end, rows),
    )


class WindowSpec:
    """Partitioning, order and frame of a window; every method gives a new one.

    Made by `Window`, not by calling the class.

    Since Spark 3.4.

    Examples:
        >>> Window.partitionBy("a").orderBy("b")
        WindowSpec(PartitionBy(a), OrderBy(b ASC NULLS FIRST))
    """

    def __init__(
        self,
        partitionSpec: tuple[Expression, ...],
        orderSpec: tuple[SortOrder, ...],
        frame: WindowNode.WindowFrame | None,
    ) -> None:
        self._partition = partitionSpec
        self._order = orderSpec
        self._frame = frame

    def partitionBy(self, *cols: Any) -> WindowSpec:
        """Rows see only rows with the same values in `cols`; replaces an earlier partitioning.

        Args:
            cols: columns or their names, or one list of them.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> Window.orderBy("b").partitionBy("a")
            WindowSpec(PartitionBy(a), OrderBy(b ASC NULLS FIRST))
        """
        return WindowSpec(_columns(cols), self._order, self._frame)

    def orderBy(self, *cols: Any) -> WindowSpec:
        """The order of rows in a partition; replaces an earlier order.

        Args:
            cols: columns, sort orders or names, or one list of them.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> Window.orderBy(F.desc("b"))
            WindowSpec(OrderBy(b DESC NULLS LAST))
        """
        order = tuple(
            one
            if isinstance(one, SortOrder)
            else SortOrder(
                child=one,
                direction="SORT_DIRECTION_ASCENDING",
                null_ordering="SORT_NULLS_FIRST",
            )
            for one in _columns(cols)
        )
        return WindowSpec(self._partition, order, self._frame)

    def rowsBetween(self, start: int, end: int) -> WindowSpec:
        """The frame in rows: from `start` to `end`, relative to the current row, which is 0.

        Raises:
            PySparkValueError: VALUE_NOT_BETWEEN for a number of more than 32 bits that is not
                one of the unbounded ones.

        Since Spark 3.4.

        Examples:
            >>> Window.orderBy("b").rowsBetween(-1, Window.currentRow)
            WindowSpec(OrderBy(b ASC NULLS FIRST), WindowFrame(ROW_FRAME, -1, 0))
        """
        return WindowSpec(self._partition, self._order, _frame("FRAME_TYPE_ROW", start, end))

    def rangeBetween(self, start: int, end: int) -> WindowSpec:
        """The frame by value: rows whose order value is from `start` to `end` off the current one.

        Since Spark 3.4.

        Examples:
            >>> Window.orderBy("b").rangeBetween(-5, 5)
            WindowSpec(OrderBy(b ASC NULLS FIRST), WindowFrame(RANGE_FRAME, -5, 5))
        """
        return WindowSpec(self._partition, self._order, _frame("FRAME_TYPE_RANGE", start, end))

    def __repr__(self) -> str:
        return window_spec(self._partition, self._order, self._frame)


_NO_WINDOW = WindowSpec((), (), None)


class Window:
    """Where window specifications begin.

    Since Spark 3.4.

    Examples:
        >>> Window.partitionBy("a")
        WindowSpec(PartitionBy(a))
    """

    unboundedPreceding: int = _JAVA_MIN
    unboundedFollowing: int = _JAVA_MAX
    currentRow: int = 0

    @staticmethod
    def partitionBy(*cols: Any) -> WindowSpec:
        """A specification with this partitioning; see `WindowSpec.partitionBy`. Since Spark 3.4."""
        return _NO_WINDOW.partitionBy(*cols)

    @staticmethod
    def orderBy(*cols: Any) -> WindowSpec:
        """A specification with this order; see `WindowSpec.orderBy`. Since Spark 3.4."""
        return _NO_WINDOW.orderBy(*cols)

    @staticmethod
    def rowsBetween(start: int, end: int) -> WindowSpec:
        """A specification with this frame; see `WindowSpec.rowsBetween`. Since Spark 3.4."""
        return _NO_WINDOW.rowsBetween(start, end)

    @staticmethod
    def rangeBetween(start: int, end: int) -> WindowSpec:
        """A specification with this frame; see `WindowSpec.rangeBetween`. Since Spark 3.4."""
        return _NO_WINDOW.rangeBetween(start, end)
