"""Bounds on what one result may bring, enforced while it arrives, part by part."""

from __future__ import annotations

from typing import Any

from sparity.errors import ResultTooLargeError


class Measure:
    """How much of one result has arrived.

    Rows are counted as batches claim them. Whoever reads a batch sees that it has as many as it
    claims, so no more can get by.

    Args:
        max_rows: the most rows that may come; None for any number.
        max_bytes: the most bytes of Arrow data that may come; None for any number. Data that a
            server compresses counts as it comes.
    """

    def __init__(self, max_rows: int | None = None, max_bytes: int | None = None) -> None:
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self._rows = 0
        self._bytes = 0

    def add(self, batch: Any, *, rows: bool = True) -> None:
        """Count an `ArrowBatch`, or a chunk of one.

        Args:
            batch: what has arrived.
            rows: whether its rows were not counted yet, with an earlier chunk of the batch.

        Raises:
            ResultTooLargeError: that is too much.
        """
        if self._max_rows is not None and rows:
            self._rows += batch.row_count
            if self._rows > self._max_rows:
                raise ResultTooLargeError(
                    unit="rows", limit=self._max_rows, option="max_result_rows"
                )
        if self._max_bytes is not None:
            # Looking at the data copies it: only where somebody wants to know.
            self._bytes += len(batch.data)
            if self._bytes > self._max_bytes:
                raise ResultTooLargeError(
                    unit="bytes", limit=self._max_bytes, option="max_result_bytes"
                )
