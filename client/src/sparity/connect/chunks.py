"""Puts Arrow batches that came in chunks together, and sees that no row is missing or twice."""

from __future__ import annotations

from typing import Any

from sparity.errors import SparkConnectException


class Chunks:
    """What has arrived of the current batch, and the number of rows of those before it."""

    def __init__(self) -> None:
        self._chunks: list[Any] = []
        self._rows = 0

    def add(self, response: Any) -> Any | None:
        """The response with its whole batch; None until the last chunk is there.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, a chunk or a batch is not the one due.
        """
        if not response.HasField("arrow_batch"):
            if self._chunks and response.HasField("result_complete"):
                due = self._chunks[0].num_chunks_in_batch
                raise _disorder(f"only {len(self._chunks)} of {due} chunks of a batch came")
            return response
        batch = response.arrow_batch
        expected = len(self._chunks)
        if batch.num_chunks_in_batch <= 1 and not expected:
            self._count(batch)
            return response
        if batch.chunk_index != expected or (
            expected and batch.num_chunks_in_batch != self._chunks[0].num_chunks_in_batch
        ):
            raise _disorder(
                f"chunk {batch.chunk_index} of a batch came where chunk {expected} was due"
            )
        self._chunks.append(batch)
        if len(self._chunks) < batch.num_chunks_in_batch:
            return None
        first = self._chunks[0]
        self._count(first)
        whole = type(batch)(
            row_count=first.row_count, data=b"".join(chunk.data for chunk in self._chunks)
        )
        if first.HasField("start_offset"):
            whole.start_offset = first.start_offset
        self._chunks = []
        assembled = type(response)()
        assembled.CopyFrom(response)
        assembled.arrow_batch.CopyFrom(whole)
        return assembled

    def _count(self, batch: Any) -> None:
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
