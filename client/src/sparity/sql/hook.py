"""`SparkSession.Hook`: a place to look at, and change, what a session executes."""

from __future__ import annotations

from typing import Any


class Hook:
    """Sees each request of a session before it is sent; see `hook_factories` of `SparkSession`.

    Since Spark 4.1.

    Examples:
        >>> class Counting(SparkSession.Hook):
        ...     seen = 0
        ...
        ...     def on_execute_plan(self, request):
        ...         Counting.seen += 1
        ...         return request
    """

    def on_execute_plan(self, request: Any) -> Any:
        """The request to send instead of this `ExecutePlanRequest`; the same one by default."""
        return request
