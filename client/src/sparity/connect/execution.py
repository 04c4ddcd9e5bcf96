"""One execution of a plan as a state machine: says what to do next, is told what came back.

It makes no call and knows no clock but the one in its retries, so the same machine serves any
driver and its tests need no socket.

An execution that can be reattached to (Spark 3.5 and newer) survives a broken stream: the
server keeps the results until they are released, and the next stream goes on after the last
response that arrived. Where it cannot (Spark 3.4), a broken stream is a failed execution: to
send the plan again could run a write twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sparity.connect.failure import Failure
from sparity.connect.retry import Retries
from sparity.errors import PySparkRuntimeError, SparkConnectException
from sparity.protocol import message_class


@dataclass(frozen=True)
class Open:
    """Open this stream and report what comes out of it."""

    method: str
    request: Any


@dataclass(frozen=True)
class Wait:
    """Do nothing for so many seconds, then ask again."""

    seconds: float


@dataclass(frozen=True)
class GiveUp:
    """The execution failed; `error` is set when the server's failure does not say it all."""

    failure: Failure
    error: SparkConnectException | PySparkRuntimeError | None = None


@dataclass(frozen=True)
class Finished:
    """Everything has arrived."""


Step = Open | Wait | GiveUp | Finished


class Execution:
    """The state of one execution.

    A driver asks `step()` what to do, does it, and reports by `received`, `ended` or `failed`;
    between responses it may send `release_consumed()`, and when it stops, for whatever reason,
    it sends `release_all()`.

    Args:
        request: the complete `ExecutePlanRequest`, with an operation id if `reattachable`.
        retries: decides on new attempts; progress resets it.
        reattachable: whether the server can be asked to go on where a stream broke.
    """

    def __init__(self, request: Any, retries: Retries, *, reattachable: bool) -> None:
        self._request = request
        self._retries = retries
        self._reattachable = reattachable
        if reattachable:
            request.request_options.add().reattach_options.reattachable = True
        self._next: Step = Open("ExecutePlan", request)
        self._last_response_id = ""
        self._released_id = ""
        self._opened = False
        self._reattaching = False
        self._complete = False
        self._chunks: list[Any] = []

    @property
    def operation_id(self) -> str | None:
        """The id by which the server knows the execution, where it knows one."""
        return self._request.operation_id or None

    @property
    def complete(self) -> bool:
        """Whether the last response has arrived."""
        return self._complete

    def step(self) -> Step:
        """What to do next."""
        step = self._next
        match step:
            case Open():
                self._opened = True
            case Wait():
                self._next = self._reattach()
        return step

    def received(self, response: Any) -> Any | None:
        """Note a response; gives back the response to hand on, if there is one.

        The chunks of one Arrow batch are handed on as one response, when the last is there.

        Raises:
            SparkConnectException: `PROTOCOL_ERROR`, the chunks are out of order.
        """
        self._retries.reset()
        self._reattaching = False
        if response.response_id:
            self._last_response_id = response.response_id
        if response.HasField("result_complete"):
            self._complete = True
            self._next = Finished()
        return self._assemble(response)

    def ended(self) -> None:
        """Note that the stream ended in good order."""
        if self._complete or not self._reattachable:
            self._next = Finished()
        else:
            self._next = self._reattach()

    def failed(self, failure: Failure) -> None:
        """Note that the stream broke."""
        if self._complete:
            self._next = Finished()
        elif not self._reattachable:
            self._next = GiveUp(failure)
        elif self._reattaching and failure.handle_is_unknown:
            self._next = self._lost(failure)
        else:
            # A deadline bounds a stream, not the execution: the server goes on with it.
            delay = (
                self._retries.next_delay_regardless(failure)
                if failure.code == "DEADLINE_EXCEEDED"
                else self._retries.next_delay(failure)
            )
            self._next = GiveUp(failure) if delay is None else Wait(delay)

    def release_consumed(self) -> Any | None:
        """The `ReleaseExecuteRequest` for what has arrived since the last one, if anything."""
        arrived = self._last_response_id
        if not self._reattachable or self._complete or arrived == self._released_id:
            return None
        self._released_id = arrived
        request = self._release_request()
        request.release_until.response_id = arrived
        return request

    def release_all(self) -> Any | None:
        """The request by which the server forgets the execution, and stops it if it still runs.

        None when the server never heard of it, and the second time.
        """
        if not self._reattachable or not self._opened:
            return None
        self._opened = False
        request = self._release_request()
        request.release_all.SetInParent()
        return request

    def _lost(self, failure: Failure) -> Step:
        if self._last_response_id:
            return GiveUp(
                failure,
                PySparkRuntimeError(
                    errorClass="RESPONSE_ALREADY_RECEIVED",
                    messageParameters={"error_type": failure.message},
                ),
            )
        # Nothing has arrived, and the server has no trace of it: the plan never got there.
        delay = self._retries.next_delay_regardless(failure)
        if delay is None:
            return GiveUp(failure)
        self._reattaching = False
        return Open("ExecutePlan", self._request)

    def _reattach(self) -> Open:
        self._reattaching = True
        request = self._about_this("ReattachExecuteRequest")
        if self._last_response_id:
            request.last_response_id = self._last_response_id
        return Open("ReattachExecute", request)

    def _release_request(self) -> Any:
        return self._about_this("ReleaseExecuteRequest")

    def _about_this(self, name: str) -> Any:
        origin = self._request
        request = message_class(name)(
            session_id=origin.session_id,
            operation_id=origin.operation_id,
            client_type=origin.client_type,
        )
        request.user_context.CopyFrom(origin.user_context)
        if origin.HasField("client_observed_server_side_session_id"):
            request.client_observed_server_side_session_id = (
                origin.client_observed_server_side_session_id
            )
        return request

    def _assemble(self, response: Any) -> Any | None:
        if not response.HasField("arrow_batch"):
            return response
        batch = response.arrow_batch
        expected = len(self._chunks)
        if batch.num_chunks_in_batch <= 1 and not expected:
            return response
        if batch.chunk_index != expected or (
            expected and batch.num_chunks_in_batch != self._chunks[0].num_chunks_in_batch
        ):
            raise SparkConnectException(
                errorClass="PROTOCOL_ERROR",
                messageParameters={
                    "failure": f"chunk {batch.chunk_index} of a batch came where "
                    f"chunk {expected} was due."
                },
            )
        self._chunks.append(batch)
        if len(self._chunks) < batch.num_chunks_in_batch:
            return None
        first = self._chunks[0]
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
