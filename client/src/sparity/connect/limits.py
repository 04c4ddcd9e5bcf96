"""Bounds on what one result may bring, enforced while it arrives."""

from __future__ import annotations

from typing import Any

from sparity.errors import ResultTooLargeError


class Measure:
    """How much of one result has arrived.

    Args:
        max_rows: the most rows that may come; None for any number.
        max_bytes: the most bytes of Arrow data that may come; None for any number.
    """

    def __init__(self, max_rows: int | None, max_bytes: int | None) -> None:
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self.rows = 0
        self.bytes = 0

    def add(self, response: Any) -> None:
        """Count what a response brings.

        Raises:
            ResultTooLargeError: that is too much.
        """
        if not response.HasField("arrow_batch"):
            return
        self.rows += response.arrow_batch.row_count
        self.bytes += len(response.arrow_batch.data)
        if self._max_rows is not None and self.rows > self._max_rows:
            raise ResultTooLargeError(unit="rows", limit=self._max_rows, option="max_result_rows")
        if self._max_bytes is not None and self.bytes > self._max_bytes:
            raise ResultTooLargeError(
                unit="bytes", limit=self._max_bytes, option="max_result_bytes"
            )
