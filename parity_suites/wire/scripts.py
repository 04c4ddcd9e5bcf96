"""Queries that tell the fake server what to do, and what became of their rows."""

from __future__ import annotations

import json
from typing import Any, Callable  # noqa: UP035 - Python 3.8


def scripted(spark: Any, **script: Any) -> Any:
    """The frame of a query with this script."""
    return spark.sql("FAKE " + json.dumps(script))


def numbers(frame: Any) -> list[int]:
    """What the rows hold."""
    return [row[0] for row in frame.collect()]


def breaks(after: int, then: str = "unavailable") -> dict[str, Any]:
    """An attempt that ends after so many responses."""
    return {"after": after, "then": then}


def all_or_none(rows: Callable[[], list[int]], count: int) -> str:
    """Whether every row came once, or an exception: nothing between is right.

    Clients name what a damaged answer is in different ways, so the exception is not looked at.
    """
    try:
        found = rows()
    except Exception:
        return "every row once, or an exception"
    if found == list(range(count)):
        return "every row once, or an exception"
    return f"wrong rows: {found}"
