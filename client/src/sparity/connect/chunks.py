"""Puts Arrow batches that came in chunks together, and sees that no row is missing or twice.

It does not look into the data: whether a batch has the rows that it claims is seen by who reads it.
"""

from __future__ import annotations

from typing import Any

from sparity.connect.limits import Measure
from sparity.errors import SparkConnectException

#: No server has a larger batch: the JVM, where it is one array of bytes, cannot.
MOST_BYTES = 2**31


class Chunks:
    """What has arrived of the current batch, and the number of rows of those before it.

    Args:
        measure: is told of all that arrives, and stops what is too much.
    """

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._first: Any = None
        self._number = 0
        # One growing piece of memory: very many small chunks cost no more than their bytes.
        self._data = bytearray()
        self._rows = 0

    def add(self, response: Any) -> Any | None:
        """The response with its whole batch; None until the last chunk is there.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, a chunk or a batch is not the one due, or
                cannot be one.
            ResultTooLargeError: the result is larger than the connection allows.
        """
        if not response.HasField("arrow_batch"):
            if response.HasField("result_complete"):
                self.end()
            return response
        batch = response.arrow_batch
        if batch.chunk_index != self._number or (
            self._first is not None and batch.num_chunks_in_batch != self._first.num_chunks_in_batch
        ):
            raise _disorder(
                f"chunk {batch.chunk_index} of a batch came where chunk {self._number} was due"
            )
        if self._first is None:
            self._count(batch)
        self._measure.add(batch, rows=self._first is None)
        if batch.num_chunks_in_batch <= 1:
            return response
        return self._gather(response)

    def end(self) -> None:
        """See that nothing is missing where no more is to come.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, the last chunk of a batch is not there.
        """
        if self._first is not None:
            due = self._first.num_chunks_in_batch
            raise _disorder(f"only {self._number} of {due} chunks of a batch came")

    def _gather(self, response: Any) -> Any | None:
        batch = response.arrow_batch
        data = batch.data
        if not data:
            raise _disorder(f"chunk {self._number} of a batch is empty")
        if len(self._data) + len(data) > MOST_BYTES:
            raise _disorder(f"a batch in chunks has more than {MOST_BYTES} bytes")
        self._data += data
        self._number += 1
        if self._first is None:
            self._first = type(batch)()
            self._first.CopyFrom(batch)
            self._first.ClearField("data")
        if self._number < self._first.num_chunks_in_batch:
            return None
        whole = type(response)()
        whole.CopyFrom(response)
        whole.arrow_batch.CopyFrom(self._first)
        whole.arrow_batch.ClearField("chunk_index")
        whole.arrow_batch.ClearField("num_chunks_in_batch")
        whole.arrow_batch.data = bytes(self._data)
        self._first = None
        self._number = 0
        self._data = bytearray()
        return whole

    def _count(self, batch: Any) -> None:
        if batch.row_count < 0:
            raise _disorder(f"a batch claims {batch.row_count} rows")
        # Spark sends the offset since 3.5.
        if batch.HasField("start_offset") and batch.start_offset != self._rows:
            raise _disorder(
                f"a batch starts at row {batch.start_offset} where row {self._rows} was due"
            )
        self._rows += batch.row_count


def _disorder(failure: str) -> SparkConnectException:
    return SparkConnectException(
        errorClass="PROTOCOL_ERROR", messageParameters={"failure": f"{failure}."}
    )
