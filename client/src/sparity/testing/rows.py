"""Compares two lists of rows and says how they differ; where rows come from is not its business."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from sparity.errors import PySparkAssertionError
from sparity.testing.difference import difference

Equal = Callable[[Any, Any], bool]
#: A row of each side; None where the other side has no counterpart.
Pair = tuple[Any, Any]


def assert_rows_equal(
    actual: Sequence[Any],
    expected: Sequence[Any],
    equal: Equal,
    *,
    ordered: bool,
    max_errors: int | None,
    only_differences: bool,
    keep_differences: bool,
) -> None:
    """Raise DIFFERENT_ROWS unless rows are equal one by one.

    Args:
        actual: the rows at hand.
        expected: the rows that they should be.
        equal: tells whether two rows are equal.
        ordered: whether the order counts; else both are sorted by their text first.
        max_errors: stop at so many differences.
        only_differences: leave the equal rows out of the message.
        keep_differences: hand out the differing rows as `data` of the error.

    Raises:
        PySparkAssertionError: DIFFERENT_ROWS.
    """
    if not ordered:
        actual, expected = sorted(actual, key=str), sorted(expected, key=str)
    shown: list[Pair] = []
    differences: list[Pair] = []
    for pair, is_equal in _pairs(actual, expected, equal, ordered=ordered):
        if not (is_equal and only_differences):
            shown.append(pair)
        if is_equal:
            continue
        differences.append(pair)
        if max_errors is not None and len(differences) >= max_errors:
            break
    if differences:
        by_position = ordered or len(actual) == len(expected)
        share = 100 * len(differences) / max(len(actual), len(expected))
        raise PySparkAssertionError(
            errorClass="DIFFERENT_ROWS",
            messageParameters={
                "error_msg": f"Results do not match: ( {share:.5f} % )\n"
                + difference(
                    _texts([one for one, _ in shown], gaps=by_position),
                    _texts([other for _, other in shown], gaps=by_position),
                )
            },
            data=differences if keep_differences else None,
        )


def _texts(rows: list[Any], *, gaps: bool) -> list[str]:
    """A line a row; where no row belongs to that of the other side, nothing or a gap."""
    return [str(row) for row in rows if gaps or row is not None]


def _pairs(
    actual: Sequence[Any], expected: Sequence[Any], equal: Equal, *, ordered: bool
) -> Iterator[tuple[Pair, bool]]:
    """Rows that belong together, and whether they are equal.

    In order, or when there are as many, they belong together by position. Otherwise sorted rows
    are merged, so that a missing row does not make all that follow differ.
    """
    if ordered or len(actual) == len(expected):
        for one, other in zip_longest(actual, expected, fillvalue=_MISSING):
            if one is _MISSING:
                yield (None, other), False
            elif other is _MISSING:
                yield (one, None), False
            else:
                yield (one, other), equal(one, other)
        return
    left, right = 0, 0
    while left < len(actual) and right < len(expected):
        one, other = actual[left], expected[right]
        if equal(one, other):
            yield (one, other), True
            left, right = left + 1, right + 1
        elif str(one) < str(other):
            yield (one, None), False
            left += 1
        else:
            yield (None, other), False
            right += 1
    for one in actual[left:]:
        yield (one, None), False
    for other in expected[right:]:
        yield (None, other), False


_MISSING: Any = object()
